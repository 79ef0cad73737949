// The audit log: every change with who, from where and to what; filters in the address; a record opens
// beside the list.
import { Button, CloseButton, NativeSelect, TextInput } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { AuditEvent } from '../../api/audit.ts';
import { useKeys } from '../../app/keys.ts';
import { useOrganization } from '../../app/session.ts';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { IconClock, IconX } from '../../parts/icons.ts';
import { LoadMore } from '../../parts/load-more.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Page } from '../../parts/page.tsx';
import { SearchBox } from '../../parts/search-box.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/index.ts';
import { AuditRecord } from './audit-record.tsx';
import { actorWords, targetWords } from './audit-words.ts';
import { auditActionsQuery, auditQuery } from './queries.ts';
import './administration.css';

const route = getRouteApi('/inside/o/$org/audit');
const products = ['tracker', 'wiki'] as const;

export function AuditPage() {
  const say = useSay();
  const org = useOrganization();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { event: chosenId, ...filters } = search;
  const list = useInfiniteQuery({
    ...auditQuery(org.id, {
      ...(filters.q === undefined ? {} : { q: filters.q }),
      ...(filters.action === undefined ? {} : { action: filters.action }),
      ...(filters.actor === undefined ? {} : { actor: filters.actor }),
      ...(filters.product === undefined ? {} : { product: filters.product }),
      ...(filters.from === undefined ? {} : { from: `${filters.from}T00:00:00Z` }),
      ...(filters.to === undefined ? {} : { to: `${filters.to}T23:59:59.999Z` }),
    }),
    placeholderData: keepPreviousData,
  });
  const actions = useQuery(auditActionsQuery(org.id));
  const names = new Map(actions.data?.data.map((action) => [action.id, action.attributes.displayName]));
  const events = list.data?.pages.flatMap((page) => page.data) ?? [];
  const filtered = Object.values(filters).some((value) => value !== undefined);
  const go = (change: Partial<typeof search>): void => {
    const next = { ...search, ...change };
    void navigate({ replace: true, search: Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined && value !== '')), resetScroll: false });
  };
  useKeys({ Escape: () => go({ event: undefined }) }, chosenId !== undefined);

  const columns: readonly Column<AuditEvent>[] = [
    {
      id: 'action', label: say('audit.action'), text: (event) => event.attributes.action,
      cell: (event) => (
        <Link to="/o/$org/audit" params={{ org: org.slug }} search={{ ...search, event: event.id }} className="row-link" aria-current={event.id === chosenId ? 'true' : undefined} resetScroll={false}>
          <span className="audit-action">
            <span>
              {names.get(event.attributes.action) ?? event.attributes.action} {event.attributes.outcome === 'refused' ? <Mark tone="warn">{say('audit.refused')}</Mark> : null}
            </span>
            {chosenId === undefined ? null : (
              <span className="quiet">
                {actorWords(event)} · <When at={event.attributes.time} />
              </span>
            )}
          </span>
        </Link>
      ),
    },
    {
      id: 'actor', label: say('audit.actor'), width: '20%', text: actorWords,
      cell: (event) => {
        const id = event.attributes.actor?.id;
        const words = actorWords(event) || say('audit.nobody');
        return id === undefined || id === null ? words : <FilterCell label={words} onFilter={() => go({ actor: id })} />;
      },
    },
    { id: 'target', label: say('audit.target'), width: '22%', optional: true, text: targetWords, cell: (event) => <span className="clip">{targetWords(event) || '–'}</span> },
    { id: 'from', label: say('audit.place'), width: '130px', optional: true, text: (event) => event.attributes.location?.ip ?? '', cell: (event) => event.attributes.location?.ip ?? '–' },
    { id: 'time', label: say('audit.time'), width: '190px', text: (event) => event.attributes.time, cell: (event) => <When at={event.attributes.time} exact /> },
  ];

  const table = (
    <>
      {list.isError ? <Failure failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <WaitingRows /> : null}
      {list.data === undefined ? null : (
        <DataTable
          name="audit"
          label={say('place.audit')}
          columns={columns}
          rows={events}
          rowId={(event) => event.id}
          chosenId={chosenId}
          compact={chosenId !== undefined}
          toolbar={
            <>
              <SearchBox label={say('audit.find')} value={filters.q ?? ''} onChange={(q) => go({ q: q.trim() })} />
              <NativeSelect
                className={filters.action === undefined ? 'filter' : 'filter filter-set'}
                aria-label={say('audit.anyAction')}
                value={filters.action ?? ''}
                data={[{ value: '', label: say('audit.anyAction') }, ...(actions.data?.data ?? []).map((action) => ({ value: action.id, label: action.attributes.displayName }))]}
                onChange={(event) => go({ action: event.currentTarget.value })}
              />
              <NativeSelect
                className={filters.product === undefined ? 'filter' : 'filter filter-set'}
                aria-label={say('audit.anyProduct')}
                value={filters.product ?? ''}
                data={[{ value: '', label: say('audit.anyProduct') }, ...products.map((product) => ({ value: product, label: say(`product.${product}`) }))]}
                onChange={(event) => go({ product: event.currentTarget.value })}
              />
              <span className="date-range">
              <TextInput type="date" aria-label={say('audit.fromDay')} value={filters.from ?? ''} max={filters.to} onChange={(event) => go({ from: event.currentTarget.value })} />
              <span aria-hidden="true">–</span>
              <TextInput type="date" aria-label={say('audit.toDay')} value={filters.to ?? ''} min={filters.from} onChange={(event) => go({ to: event.currentTarget.value })} />
              </span>
              {filters.actor === undefined ? null : (
                <Button variant="default" rightSection={<IconX size={14} />} onClick={() => go({ actor: undefined })}>
                  {say('audit.onlyActor')}
                </Button>
              )}
              {filtered ? (
                <Button variant="subtle" color="gray" onClick={() => void navigate({ search: {}, replace: true })}>
                  {say('tracker.clearFilters')}
                </Button>
              ) : null}
            </>
          }
          footer={
            events.length === 0 ? (
              <Empty icon={<IconClock size={28} />} title={say(filtered ? 'audit.nothingFound' : 'audit.none')}>
                {say(filtered ? 'audit.nothingFoundHelp' : 'audit.noneHelp')}
              </Empty>
            ) : (
              <LoadMore shown={events.length} more={list.hasNextPage} busy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} auto />
            )
          }
        />
      )}
    </>
  );
  return (
    <Page title={say('place.audit')} trail={[{ label: org.name, to: `/o/${org.slug}` }]} lead={say('audit.lead')}>
      {chosenId === undefined ? (
        table
      ) : (
        <div className="split">
          <div className="split-list keep-scroll">{table}</div>
          <section className="split-detail" aria-label={say('audit.record')}>
            <div className="split-bar">
              <CloseButton aria-label={say('audit.closeRecord')} onClick={() => go({ event: undefined })} />
            </div>
            <AuditRecord key={chosenId} eventId={chosenId} known={events.find((event) => event.id === chosenId)} nameOf={(action) => names.get(action) ?? action} />
          </section>
        </div>
      )}
    </Page>
  );
}

function FilterCell({ label, onFilter }: { readonly label: string; readonly onFilter: () => void }) {
  const say = useSay();
  return (
    <button type="button" className="cell-filter" onClick={onFilter} title={say('audit.filterBy', { name: label })}>
      {label}
    </button>
  );
}
