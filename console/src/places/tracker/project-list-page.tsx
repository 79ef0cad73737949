// The projects of a site: where every member starts.
import { Button } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { ButtonLink } from '../../parts/button-link.tsx';
import type { Project } from '../../api/tracker.ts';
import { useFormats } from '../../app/formats.ts';
import { useSite, useTracker } from '../../app/session.ts';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { IconFolder, IconPlus, IconSettings, IconTrash } from '../../parts/icons.ts';
import { LoadMore } from '../../parts/load-more.tsx';
import { Page } from '../../parts/page.tsx';
import { PersonName } from '../../parts/person.tsx';
import { SearchBox } from '../../parts/search-box.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/index.ts';
import { projectsQuery } from './queries.ts';
import './tracker.css';

const CreateProject = lazy(async () => ({ default: (await import('./create-project.tsx')).CreateProject }));

const route = getRouteApi('/inside/s/$site/tracker');

export function ProjectListPage() {
  const say = useSay();
  const formats = useFormats();
  const { site } = useSite();
  const tracker = useTracker();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const q = search.q ?? '';
  const list = useInfiniteQuery({ ...projectsQuery(site.id, tracker, q), placeholderData: keepPreviousData });
  const projects = list.data?.pages.flatMap((page) => page.values) ?? [];
  const mayCreate = site.role === 'admin';
  const openCreate = (): void => void navigate({ search: { ...search, create: true } });

  const columns: readonly Column<Project>[] = [
    {
      id: 'name',
      label: say('tracker.project'),
      text: (project) => project.name,
      cell: (project) => (
        <Link to="/s/$site/tracker/projects/$projectKey" params={{ site: site.slug, projectKey: project.key }} search={{}} className="row-link">
          <span className="key-badge">{project.key}</span>
          {project.name}
        </Link>
      ),
    },
    { id: 'lead', label: say('tracker.lead'), optional: true, width: '22%', text: (project) => project.lead?.displayName ?? '', cell: (project) => (project.lead === undefined ? <span className="quiet">–</span> : <PersonName name={project.lead.displayName} />) },
    {
      id: 'issues', label: say('tracker.issues'), optional: true, width: '110px', align: 'end',
      text: (project) => String(project.insight?.totalIssueCount ?? ''),
      cell: (project) => (project.insight?.totalIssueCount === undefined ? <span className="quiet">–</span> : formats.number(project.insight.totalIssueCount)),
    },
    { id: 'changed', label: say('tracker.lastChange'), optional: true, width: '160px', text: (project) => project.insight?.lastIssueUpdateTime ?? '', cell: (project) => <When at={project.insight?.lastIssueUpdateTime} /> },
  ];

  return (
    <Page
      title={say('place.projects')}
      trail={[{ label: site.name, to: `/s/${site.slug}` }]}
      actions={
        <>
          <ButtonLink to="/s/$site/tracker/trash" params={{ site: site.slug }} search={{}} variant="default" leftSection={<IconTrash size={16} />}>
            {say('place.trash')}
          </ButtonLink>
          {mayCreate ? (
            <>
              <ButtonLink to="/s/$site/tracker/workflows" params={{ site: site.slug }} variant="default" leftSection={<IconSettings size={16} />}>
                {say('place.workflows')}
              </ButtonLink>
              <Button leftSection={<IconPlus size={16} />} onClick={openCreate}>
                {say('create.project')}
              </Button>
            </>
          ) : null}
        </>
      }
    >
      {list.isError ? <Failure failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <WaitingRows /> : null}
      {list.isSuccess && projects.length === 0 && q === '' ? (
        <NoProjects mayCreate={mayCreate} />
      ) : null}
      {list.isSuccess && (projects.length > 0 || q !== '') ? (
        <DataTable
          name="projects"
          label={say('place.projects')}
          columns={columns}
          rows={projects}
          rowId={(project) => project.id}
          toolbar={<SearchBox label={say('tracker.findProject')} value={q} onChange={(text) => void navigate({ search: text === '' ? {} : { q: text }, replace: true })} />}
          footer={<LoadMore shown={projects.length} total={list.data.pages[0]?.total} more={list.hasNextPage} busy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
        />
      ) : null}
      {mayCreate && search.create === true ? <Suspense><CreateProject onClose={() => void navigate({ search: q === '' ? {} : { q } })} /></Suspense> : null}
    </Page>
  );
}

function NoProjects({ mayCreate }: { readonly mayCreate: boolean }) {
  const say = useSay();
  const { site, organization } = useSite();
  return (
    <Empty
      icon={<IconFolder size={28} />}
      title={say('tracker.noProjects')}
      action={
        organization.role === 'admin' ? (
          <ButtonLink to="/o/$org/imports" params={{ org: organization.slug }} search={{ site: site.id }} variant="default">
            {say('imports.begin')}
          </ButtonLink>
        ) : null
      }
    >
      {say(mayCreate ? 'tracker.noProjectsAdmin' : 'tracker.noProjectsMember')}
    </Empty>
  );
}
