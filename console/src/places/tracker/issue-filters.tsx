// Filters over an issue list. They live in the address; this only shows and changes them. The bar takes
// plain words, an issue key, or JQL behind a switch.
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useState } from 'react';
import { ApiProblem } from '../../api/problem.ts';
import { useSite, useTracker } from '../../app/session.ts';
import { IconFilter, IconX } from '../../parts/icons.ts';
import { SearchBox } from '../../parts/search-box.tsx';
import { useSay } from '../../words/index.ts';
import type { IssueFilters } from './jql.ts';
import { issueTypesQuery, labelsQuery, statusesQuery } from './queries.ts';

export type FiltersProps = {
  readonly filters: IssueFilters;
  readonly onChange: (change: Partial<IssueFilters>) => void;
  readonly onClear: () => void;
  readonly problem: unknown;
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

function JqlBar({ jql, onChange, problem }: { readonly jql: string; readonly onChange: (jql: string | undefined) => void; readonly problem: unknown }) {
  const say = useSay();
  const helpId = useId();
  const [text, setText] = useState(jql);
  useEffect(() => setText(jql), [jql]);
  const wrong = problem instanceof ApiProblem && problem.status === 400 && jql !== '' ? problem.message : undefined;
  return (
    <form
      className="jql"
      onSubmit={(event) => {
        event.preventDefault();
        onChange(text.trim() || undefined);
      }}
    >
      <TextInput
        className="jql-input"
        aria-label={say('tracker.jql')}
        aria-describedby={helpId}
        placeholder={'status = "In Progress" AND assignee = currentUser() ORDER BY created'}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        error={wrong}
        spellCheck={false}
        autoComplete="off"
      />
      <Button type="submit" variant="default">
        {say('tracker.runJql')}
      </Button>
      <p id={helpId} className="quiet jql-help">
        {say('tracker.jqlHelp')}
      </p>
    </form>
  );
}

export function IssueFilterBar({ filters, onChange, onClear, problem }: FiltersProps) {
  const say = useSay();
  const { site } = useSite();
  const tracker = useTracker();
  const statuses = useQuery(statusesQuery(site.id, tracker));
  const types = useQuery(issueTypesQuery(site.id, tracker));
  const labels = useQuery(labelsQuery(site.id, tracker));
  const [jqlOpen, setJqlOpen] = useState(filters.jql !== undefined);
  const set = [filters.q, filters.status, filters.type, filters.assignee, filters.label, filters.jql].some((value) => value !== undefined);
  const choices = (names: readonly string[] | undefined): readonly Choice[] => unique(names ?? []).map((name) => ({ value: name, label: name }));
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
        <Button variant="subtle" color="gray" leftSection={<IconFilter size={16} />} aria-expanded={jqlOpen} onClick={() => setJqlOpen((open) => !open)}>
          JQL
        </Button>
        {set ? (
          <Button variant="subtle" color="gray" leftSection={<IconX size={16} />} onClick={onClear}>
            {say('tracker.clearFilters')}
          </Button>
        ) : null}
      </div>
      {jqlOpen ? <JqlBar jql={filters.jql ?? ''} onChange={(jql) => onChange({ jql })} problem={problem} /> : null}
    </div>
  );
}
