// Saved filters: one's own, starred and shared ones, found by name, in the address which of them.
import { ActionIcon, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useLists, type SavedFilter } from '../../api/tracker-lists.ts';
import { useSite } from '../../app/session.ts';
import { ButtonLink } from '../../parts/button-link.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { IconEdit, IconFilter, IconStar, IconStarFilled, IconTrash } from '../../parts/icons.ts';
import { Page } from '../../parts/page.tsx';
import { PersonName } from '../../parts/person.tsx';
import { SearchBox } from '../../parts/search-box.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { useSay } from '../../words/index.ts';
import { FilterDialog } from './filter-dialog.tsx';
import { filtersQuery, useFilterChanges } from './use-filters.ts';
import './query-words.ts';

const route = getRouteApi('/inside/s/$site/tracker/filters');
const kinds = ['all', 'mine', 'starred'] as const;

export function FilterListPage() {
  const say = useSay();
  const { site } = useSite();
  const lists = useLists();
  const navigate = useNavigate();
  const search = route.useSearch();
  const { star, remove } = useFilterChanges();
  const all = useQuery(filtersQuery(site.id, lists));
  const [edited, setEdited] = useState<SavedFilter | undefined>(undefined);
  const [going, setGoing] = useState<SavedFilter | undefined>(undefined);
  const wanted = (search.q ?? '').toLowerCase();
  const shown = (all.data ?? [])
    .filter((filter) => (search.which === 'mine' ? filter.isWritable : search.which === 'starred' ? filter.favourite : true) && filter.name.toLowerCase().includes(wanted))
    .toSorted((left, right) => Number(right.favourite) - Number(left.favourite) || left.name.localeCompare(right.name));
  const go = (change: { q?: string | undefined; which?: string | undefined }): void => void navigate({ to: '/s/$site/tracker/filters', params: { site: site.slug }, search: { ...search, ...change }, replace: true });
  const sharedWords = (filter: SavedFilter): string =>
    filter.sharePermissions.length === 0 ? say('filters.nobody') : filter.sharePermissions.some((share) => share.type === 'loggedin') ? say('filters.everybody') : say('filters.people', { count: filter.sharePermissions.length });
  const columns: readonly Column<SavedFilter>[] = [
    {
      id: 'name', label: say('filters.name'), text: (filter) => filter.name,
      cell: (filter) => (
        <span className="with-icon">
          <ActionIcon variant="subtle" color="gray" aria-pressed={filter.favourite} aria-label={say(filter.favourite ? 'filters.unstar' : 'filters.star', { name: filter.name })} onClick={() => star.mutate(filter)}>
            {filter.favourite ? <IconStarFilled size={18} /> : <IconStar size={18} />}
          </ActionIcon>
          <Link to="/s/$site/tracker/issues" params={{ site: site.slug }} search={{ filter: filter.id }}>
            {filter.name}
          </Link>
        </span>
      ),
    },
    { id: 'jql', label: say('filters.jql'), wide: true, optional: true, text: (filter) => filter.jql, cell: (filter) => <code className="filter-jql">{filter.jql}</code> },
    { id: 'owner', label: say('filters.owner'), width: '180px', optional: true, text: (filter) => filter.owner?.displayName ?? '', cell: (filter) => (filter.owner === undefined ? null : <PersonName name={filter.owner.displayName} />) },
    { id: 'shared', label: say('filters.sharedWith'), width: '180px', optional: true, text: sharedWords, cell: sharedWords },
    { id: 'stars', label: say('filters.stars'), width: '90px', align: 'end', optional: true, text: (filter) => String(filter.favouritedCount), cell: (filter) => filter.favouritedCount },
    {
      id: 'actions', label: say('table.actions'), width: '100px', text: () => '',
      cell: (filter) => !filter.isWritable ? null : (
        <span className="with-icon" role="group" aria-label={say('filters.actions', { name: filter.name })}>
          <ActionIcon variant="subtle" color="gray" aria-label={say('filters.edit')} onClick={() => setEdited(filter)}>
            <IconEdit size={18} />
          </ActionIcon>
          <ActionIcon variant="subtle" color="gray" aria-label={say('filters.delete')} onClick={() => setGoing(filter)}>
            <IconTrash size={18} />
          </ActionIcon>
        </span>
      ),
    },
  ];
  return (
    <Page title={say('filters.title')} trail={[{ label: site.name, to: `/s/${site.slug}` }]} lead={say('filters.lead')}>
      {all.isError ? <Failure failure={all.error} onRetry={() => void all.refetch()} /> : null}
      {all.isPending ? <WaitingRows /> : null}
      {all.data === undefined ? null : (
        <DataTable
          name="filters"
          label={say('filters.title')}
          columns={columns}
          rows={shown}
          rowId={(filter) => filter.id}
          toolbar={
            <>
              <SearchBox label={say('filters.find')} value={search.q ?? ''} onChange={(q) => go({ q: q.trim() || undefined })} />
              <NativeSelect aria-label={say('filters.which')} value={search.which ?? 'all'} onChange={(event) => go({ which: event.currentTarget.value === 'all' ? undefined : event.currentTarget.value })} data={kinds.map((kind) => ({ value: kind, label: say(`filters.${kind}`) }))} />
            </>
          }
          footer={
            shown.length > 0 ? undefined : (
              <Empty icon={<IconFilter size={28} />} title={say('filters.none')} action={<ButtonLink to="/s/$site/tracker/issues" params={{ site: site.slug }} search={{}}>{say('filters.open')}</ButtonLink>}>
                {say('filters.noneHelp')}
              </Empty>
            )
          }
        />
      )}
      {edited === undefined ? null : <FilterDialog filter={edited} jql={edited.jql} onClose={() => setEdited(undefined)} />}
      <Confirm
        opened={going !== undefined}
        title={say('filters.deleteTitle', { name: going?.name ?? '' })}
        verb={say('filters.delete')}
        onClose={() => setGoing(undefined)}
        run={async () => {
          if (going !== undefined) await remove.mutateAsync(going);
        }}
      >
        {say('filters.deleteHelp')}
      </Confirm>
    </Page>
  );
}
