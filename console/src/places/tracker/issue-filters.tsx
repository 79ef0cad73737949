// Filters over an issue list. They live in the address; this only shows and changes them. The bar takes
// plain words and choices, or JQL; from choices to JQL always, back where the choices can say the same.
import { Button, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, type ReactNode } from 'react';
import { useSite, useTracker } from '../../app/session.ts';
import { IconCode, IconFilter, IconX } from '../../parts/icons.ts';
import { SearchBox } from '../../parts/search-box.tsx';
import { WaitingText } from '../../parts/waiting.tsx';
import { useSay } from '../../words/index.ts';
import { filtersOf, jqlOf, type IssueFilters } from './jql.ts';
import { issueTypesQuery, labelsQuery, statusesQuery } from './queries.ts';

export type FiltersProps = {
  readonly filters: IssueFilters;
  readonly onChange: (change: Partial<IssueFilters>) => void;
  readonly onClear: () => void;
  /** The saved filter that is shown, or the way to save one. */
  readonly kept?: ReactNode;
};

type Choice = { readonly value: string; readonly label: string };

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)].toSorted((a, b) => a.localeCompare(b));

function FilterSelect({ label, value, choices, onChange }: { readonly label: string; readonly value: string | undefined; readonly choices: readonly Choice[]; readonly onChange: (value: string | undefined) => void }) {
  const known = value === undefined || choices.some((choice) => choice.value === value);
  return (
    <NativeSelect
      className={value === undefined ? 'filter' : 'filter filter-set'}
      aria-label={label}
      value={value ?? ''}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
      data={[{ value: '', label }, ...(known || value === undefined ? [] : [{ value, label: value }]), ...choices]}
    />
  );
}

const JqlBar = lazy(async () => ({ default: (await import('./jql-bar.tsx')).JqlBar }));

export function IssueFilterBar({ filters, onChange, onClear, kept }: FiltersProps) {
  const say = useSay();
  const { site } = useSite();
  const tracker = useTracker();
  const asJql = filters.jql !== undefined;
  const statuses = useQuery({ ...statusesQuery(site.id, tracker), enabled: !asJql });
  const types = useQuery({ ...issueTypesQuery(site.id, tracker), enabled: !asJql });
  const labels = useQuery({ ...labelsQuery(site.id, tracker), enabled: !asJql });
  const set = [filters.q, filters.status, filters.type, filters.assignee, filters.label, filters.jql].some((value) => value !== undefined);
  const choices = (names: readonly string[] | undefined): readonly Choice[] => unique(names ?? []).map((name) => ({ value: name, label: name }));
  const basic = asJql ? filtersOf(filters.jql ?? '') : undefined;
  const none = { q: undefined, status: undefined, type: undefined, assignee: undefined, label: undefined, sort: undefined, jql: undefined };
  const clear = set ? (
    <Button variant="subtle" color="gray" leftSection={<IconX size={16} />} onClick={onClear}>
      {say('tracker.clearFilters')}
    </Button>
  ) : null;
  if (asJql) {
    return (
      <div className="filters">
        <Suspense fallback={<WaitingText lines={1} />}>
          <JqlBar jql={filters.jql ?? ''} onRun={(jql) => onChange({ jql: jql === '' ? undefined : jql, sort: undefined })} />
        </Suspense>
        <div className="filters-row">
          <Button variant="subtle" color="gray" leftSection={<IconFilter size={16} />} disabled={basic === undefined} title={basic === undefined ? say('tracker.basicCannot') : undefined} onClick={() => onChange({ ...none, ...basic })}>
            {say('tracker.toBasic')}
          </Button>
          {kept}
          {clear}
        </div>
      </div>
    );
  }
  return (
    <div className="filters">
      <div className="filters-row">
        <SearchBox label={say('tracker.findIssue')} value={filters.q ?? ''} onChange={(text) => onChange({ q: text.trim() || undefined })} />
        <FilterSelect label={say('tracker.anyStatus')} value={filters.status} onChange={(status) => onChange({ status })} choices={choices(statuses.data?.map((status) => status.name))} />
        <FilterSelect label={say('tracker.anyType')} value={filters.type} onChange={(type) => onChange({ type })} choices={choices(types.data?.map((type) => type.name))} />
        <FilterSelect
          label={say('tracker.anyAssignee')}
          value={filters.assignee}
          onChange={(assignee) => onChange({ assignee })}
          choices={[
            { value: 'me', label: say('tracker.assignedToMe') },
            { value: 'none', label: say('tracker.unassigned') },
          ]}
        />
        {(labels.data?.values.length ?? 0) > 0 ? <FilterSelect label={say('tracker.anyLabel')} value={filters.label} onChange={(label) => onChange({ label })} choices={choices(labels.data?.values)} /> : null}
        <Button variant="subtle" color="gray" leftSection={<IconCode size={16} />} onClick={() => onChange({ ...none, jql: jqlOf({ ...filters, project: undefined }) })}>
          {say('tracker.toJql')}
        </Button>
        {kept}
        {clear}
      </div>
    </div>
  );
}
