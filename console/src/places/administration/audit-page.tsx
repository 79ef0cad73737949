// The audit log: every change with who, from where and to what; filters in the address; a record opens
// beside the list.
import { CloseButton } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { AuditEvent, AuditQuery } from '../../api/audit.ts';
import { useKeys } from '../../app/keys.ts';
import { useOrganization } from '../../app/session.ts';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { IconClock } from '../../parts/icons.ts';
import { LoadMore } from '../../parts/load-more.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Page } from '../../parts/page.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/index.ts';
import { AuditFilters, isFiltered, type AuditFilterValues } from './audit-filters.tsx';
import { AuditRecord } from './audit-record.tsx';
import { actorWords, targetWords } from './audit-words.ts';
import { auditActionsQuery, auditQuery } from './queries.ts';
import './administration.css';

const route = getRouteApi('/inside/o/$org/audit');

type AuditSearch = AuditFilterValues & { readonly event?: string | undefined };
type Go = (change: AuditSearch) => void;

function queryOf({ from, to, ...rest }: AuditFilterValues): AuditQuery {
  const set = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return { ...set, ...(from === undefined ? {} : { from: `${from}T00:00:00Z` }), ...(to === undefined ? {} : { to: `${to}T23:59:59.999Z` }) };
}

function useColumns(search: AuditSearch, go: Go, nameOf: (action: string) => string): readonly Column<AuditEvent>[] {
  const say = useSay();
  const org = useOrganization();
  const chosenId = search.event;
  return [
    {
      id: 'action', label: say('audit.action'), text: (event) => event.attributes.action,
      cell: (event) => (
        <Link to="/o/$org/audit" params={{ org: org.slug }} search={{ ...search, event: event.id }} className="row-link" aria-current={event.id === chosenId ? 'true' : undefined} resetScroll={false}>
          <span className="audit-action">
            <span>
              {nameOf(event.attributes.action)} {event.attributes.outcome === 'refused' ? <Mark tone="warn">{say('audit.refused')}</Mark> : null}
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
}

export function AuditPage() {
  const say = useSay();
  const org = useOrganization();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { event: chosenId, ...filters } = search;
  const list = useInfiniteQuery({ ...auditQuery(org.id, queryOf(filters)), placeholderData: keepPreviousData });
  const actions = useQuery(auditActionsQuery(org.id)).data?.data ?? [];
  const nameOf = (action: string): string => actions.find((known) => known.id === action)?.attributes.displayName ?? action;
  const events = list.data?.pages.flatMap((page) => page.data) ?? [];
  const go: Go = (change) => {
    const next = Object.entries({ ...search, ...change }).filter(([, value]) => value !== undefined && value !== '');
    void navigate({ replace: true, search: Object.fromEntries(next), resetScroll: false });
  };
  const close = (): void => go({ event: '' });
  useKeys({ Escape: close }, chosenId !== undefined);
  const columns = useColumns(search, go, nameOf);

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
          toolbar={<AuditFilters filters={filters} actions={actions} onChange={go} onClear={() => void navigate({ search: {}, replace: true })} />}
          footer={
            events.length === 0 ? (
              <NothingFound filtered={isFiltered(filters)} />
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
              <CloseButton aria-label={say('audit.closeRecord')} onClick={close} />
            </div>
            <AuditRecord key={chosenId} eventId={chosenId} known={events.find((event) => event.id === chosenId)} nameOf={nameOf} />
          </section>
        </div>
      )}
    </Page>
  );
}

function NothingFound({ filtered }: { readonly filtered: boolean }) {
  const say = useSay();
  return (
    <Empty icon={<IconClock size={28} />} title={say(filtered ? 'audit.nothingFound' : 'audit.none')}>
      {say(filtered ? 'audit.nothingFoundHelp' : 'audit.noneHelp')}
    </Empty>
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
