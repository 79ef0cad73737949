// Lists of issues, of one project or of the whole site: filters in the address, the chosen issue beside
// the list when there is room and over it when there is not.
import { Alert, Button, CloseButton } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { ButtonLink } from '../../parts/button-link.tsx';
import { useLists } from '../../api/tracker-lists.ts';
import { useKeys } from '../../app/keys.ts';
import { useSite, useTracker } from '../../app/session.ts';
import type { TrailStep } from '../../app/page-state.ts';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { IconArrowUpRight, IconListCheck, IconPlus } from '../../parts/icons.ts';
import { LoadMore } from '../../parts/load-more.tsx';
import { Page } from '../../parts/page.tsx';
import { WaitingRows, WaitingText } from '../../parts/waiting.tsx';
import { useSay } from '../../words/index.ts';
import { ProjectTabs } from '../board/project-tabs.tsx';
import { IssueFilterBar } from './issue-filters.tsx';
import { IssueTable } from './issue-table.tsx';
import { jqlOf, type IssueFilters } from './jql.ts';
import { fieldsOf, useIssueColumns } from './use-issue-columns.ts';
import { filterQuery } from './use-filters.ts';
import { issueListQuery, projectQuery } from './queries.ts';
import './tracker.css';

const BulkBar = lazy(async () => ({ default: (await import('./bulk-bar.tsx')).BulkBar }));
const IssueView = lazy(async () => ({ default: (await import('./issue-view.tsx')).IssueView }));

const KeptFilter = lazy(async () => ({ default: (await import('./kept-filter.tsx')).KeptFilter }));

type ListSearch = Omit<IssueFilters, 'project'> & { readonly issue?: string | undefined; readonly filter?: string | undefined };

type ListProps = {
  readonly title: string;
  readonly trail: readonly TrailStep[];
  readonly project?: string;
  readonly search: ListSearch;
  readonly path: string;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
};

/** Drops what is not set, so that the address carries only what was chosen. */
const compacted = (search: ListSearch): Record<string, string> =>
  Object.fromEntries(Object.entries(search).filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== ''));

function IssueList({ title, trail, project, search, path, lead, actions }: ListProps) {
  const navigate = useNavigate();
  const { site } = useSite();
  const tracker = useTracker();
  const lists = useLists();
  const saved = useQuery({ ...filterQuery(site.id, lists, search.filter ?? ''), enabled: search.filter !== undefined });
  const choice = useIssueColumns();
  // A saved filter is shown as its query until somebody writes another one over it.
  const filters: ListSearch = search.filter !== undefined && search.jql === undefined ? { ...search, jql: saved.data?.jql } : search;
  const waiting = search.filter !== undefined && saved.isPending;
  const list = useInfiniteQuery({ ...issueListQuery(site.id, tracker, jqlOf({ ...filters, project }), fieldsOf(choice.hidden)), placeholderData: keepPreviousData, enabled: !waiting });
  const issues = list.data?.pages.flatMap((page) => page.issues) ?? [];
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const pick = (key: string): void => {
    const next = new Set(picked);
    if (!next.delete(key)) next.add(key);
    setPicked(next);
  };
  const filtered = [search.q, search.jql, search.filter, search.status, search.type, search.assignee, search.label].some((value) => value !== undefined);
  const go = (next: ListSearch, replace = false): void => void navigate({ to: path, search: compacted(next), replace, resetScroll: false });
  const close = (): void => go({ ...search, issue: undefined });
  useKeys({ Escape: close }, search.issue !== undefined);

  const listBody = (
    <>
      {saved.isError ? <Failure failure={saved.error} onRetry={() => void saved.refetch()} /> : null}
      {list.isError ? <Failure failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <WaitingRows /> : null}
      {list.data === undefined && !list.isError ? null : (
        <IssueTable
          issues={issues}
          sort={search.sort}
          choice={[choice.hidden, choice.toggle]}
          onSort={(sort) => go({ ...search, sort }, true)}
          chosenKey={search.issue}
          openSearch={(key) => ({ to: path, search: compacted({ ...search, issue: key }) })}
          toolbar={
            <IssueFilterBar
              filters={filters}
              onChange={(change) => go({ ...search, ...change }, true)}
              onClear={() => go({ sort: search.sort }, true)}
              kept={
                <Suspense fallback={null}>
                  <KeptFilter filter={saved.data} jql={jqlOf({ ...filters, project })} onShow={(filter) => go({ filter })} />
                </Suspense>
              }
            />
          }
          picked={picked}
          onPick={pick}
          footer={
            issues.length === 0 && list.isSuccess ? (
              <NoIssues filtered={filtered} project={project} onClear={() => go({ sort: search.sort })} />
            ) : (
              <LoadMore shown={issues.length} more={list.hasNextPage} busy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} auto />
            )
          }
        />
      )}
      <Suspense fallback={null}>{picked.size === 0 ? null : <BulkBar chosen={[...picked]} onClear={() => setPicked(new Set())} />}</Suspense>
    </>
  );

  return (
    <Page title={title} trail={trail} lead={lead} actions={actions}>
      {search.issue === undefined ? (
        listBody
      ) : (
        <div className="split">
          <div className="split-list keep-scroll">{listBody}</div>
          <ChosenIssue issueKey={search.issue} onClose={close} />
        </div>
      )}
    </Page>
  );
}

function ChosenIssue({ issueKey, onClose }: { readonly issueKey: string; readonly onClose: () => void }) {
  const say = useSay();
  const { site } = useSite();
  return (
    <section className="split-detail" aria-label={issueKey}>
      <div className="split-bar">
        <ButtonLink to="/s/$site/tracker/issues/$issueKey" params={{ site: site.slug, issueKey }} variant="subtle" color="gray" size="compact-sm" rightSection={<IconArrowUpRight size={14} />}>
          {say('tracker.openFull')}
        </ButtonLink>
        <CloseButton aria-label={say('tracker.closeIssue')} onClick={onClose} />
      </div>
      <Suspense fallback={<WaitingText lines={9} />}>
        <IssueView key={issueKey} issueKey={issueKey} heading="h2" />
      </Suspense>
    </section>
  );
}

function NoIssues({ filtered, project, onClear }: { readonly filtered: boolean; readonly project: string | undefined; readonly onClear: () => void }) {
  const say = useSay();
  const { site } = useSite();
  return filtered ? (
    <Empty
      title={say('tracker.nothingFound')}
      action={
        <Button variant="default" onClick={onClear}>
          {say('tracker.clearFilters')}
        </Button>
      }
    >
      {say('tracker.nothingFoundHelp')}
    </Empty>
  ) : (
    <Empty
      icon={<IconListCheck size={28} />}
      title={say('tracker.noIssues')}
      action={
        <ButtonLink to="/s/$site/tracker/new" params={{ site: site.slug }} search={project === undefined ? {} : { project }}>
          {say('create.issue')}
        </ButtonLink>
      }
    >
      {say('tracker.noIssuesHelp')}
    </Empty>
  );
}

const allRoute = getRouteApi('/inside/s/$site/tracker/issues');
const projectRoute = getRouteApi('/inside/s/$site/tracker/projects/$projectKey');

export function IssueListPage() {
  const say = useSay();
  const { site } = useSite();
  return <IssueList title={say('tracker.issues')} trail={[{ label: site.name, to: `/s/${site.slug}` }]} search={allRoute.useSearch()} path={`/s/${site.slug}/tracker/issues`} />;
}

export function ProjectIssuesPage() {
  const say = useSay();
  const { site } = useSite();
  const tracker = useTracker();
  const { projectKey } = projectRoute.useParams();
  const project = useQuery(projectQuery(site.id, tracker, projectKey));
  if (project.isError) {
    return (
      <Page title={projectKey} trail={[{ label: say('place.projects'), to: `/s/${site.slug}/tracker` }]}>
        <Failure failure={project.error} onRetry={() => void project.refetch()} />
        {project.error instanceof Error ? <Alert mt="md">{say('lost.whoCanGrant', { site: site.name })}</Alert> : null}
      </Page>
    );
  }
  return (
    <IssueList
      title={project.data?.name ?? projectKey}
      trail={[
        { label: site.name, to: `/s/${site.slug}` },
        { label: say('place.projects'), to: `/s/${site.slug}/tracker` },
      ]}
      project={projectKey}
      search={projectRoute.useSearch()}
      path={`/s/${site.slug}/tracker/projects/${encodeURIComponent(projectKey)}`}
      lead={
        <>
          {project.data?.description}
          <ProjectTabs projectKey={projectKey} />
        </>
      }
      actions={
        <ButtonLink to="/s/$site/tracker/new" params={{ site: site.slug }} search={{ project: projectKey }} leftSection={<IconPlus size={16} />} variant="default">
          {say('create.issue')}
        </ButtonLink>
      }
    />
  );
}
