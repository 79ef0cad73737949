// The trash of a site's tracker: what was deleted, by whom, until when it can come back, and the way back.
import { Button } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { TrashedIssue, TrashedProject } from '../../api/bulk.ts';
import { firstPage } from '../../api/request.ts';
import { useFormats } from '../../app/formats.ts';
import { useSite } from '../../app/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { IconTrash } from '../../parts/icons.ts';
import { LoadMore } from '../../parts/load-more.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { When } from '../../parts/when.tsx';
import { useSay } from '../../words/index.ts';
import { trackerKeys } from './queries.ts';
import { TrashedFiles } from './trashed-files.tsx';
import { useBulk } from './use-bulk.ts';
import './bulk-words.ts';
import './tracker.css';

const route = getRouteApi('/inside/s/$site/tracker/trash');

export function TrashPage() {
  const say = useSay();
  const { site } = useSite();
  const { project } = route.useSearch();
  return (
    <Page
      title={say('place.trash')}
      lead={say('bulk.trashLead')}
      trail={[
        { label: site.name, to: `/s/${site.slug}` },
        { label: say('place.projects'), to: `/s/${site.slug}/tracker` },
      ]}
    >
      <TrashedIssues project={project} />
      {project === undefined ? <TrashedProjects /> : null}
      <TrashedFiles project={project} />
    </Page>
  );
}

function TrashedIssues({ project }: { readonly project: string | undefined }) {
  const say = useSay();
  const formats = useFormats();
  const { site } = useSite();
  const bulk = useBulk();
  const cache = useQueryClient();
  const [going, setGoing] = useState<TrashedIssue>();
  const key = ['tracker', site.id, 'trash', 'issues', project ?? ''];
  const list = useInfiniteQuery({
    queryKey: key, initialPageParam: firstPage(),
    queryFn: ({ pageParam, signal }) => bulk.trashedIssues({ project, nextPageToken: pageParam }, signal), getNextPageParam: (last) => last.nextPageToken,
  });
  const restore = useMutation({
    mutationFn: (item: TrashedIssue) => bulk.restoreIssue(item.id),
    onSuccess: async (answer) => {
      await Promise.all([cache.invalidateQueries({ queryKey: key }), cache.invalidateQueries({ queryKey: trackerKeys.lists(site.id) })]);
      told(say('bulk.restored', { name: answer.key }));
    },
    onError: toldFailure,
  });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const columns: readonly Column<TrashedIssue>[] = [
    {
      id: 'issue', label: say('tracker.issue'), text: (row) => `${row.key} ${row.summary}`,
      cell: (row) => (
        <>
          <span className="issue-key">{row.key}</span> {row.summary}
          {(row.withIt ?? 0) > 0 ? <span className="quiet"> · {say('bulk.withIt', { count: row.withIt ?? 0 })}</span> : null}
        </>
      ),
    },
    { id: 'by', label: say('bulk.by'), width: '160px', optional: true, text: (row) => row.trashedBy?.displayName ?? '', cell: (row) => row.trashedBy?.displayName ?? '–' },
    { id: 'at', label: say('bulk.deletedAt'), width: '140px', optional: true, text: (row) => row.trashedAt, cell: (row) => <When at={row.trashedAt} /> },
    { id: 'until', label: say('bulk.until'), width: '140px', text: (row) => row.purgeAt, cell: (row) => formats.date(row.purgeAt) },
    {
      id: 'do', label: say('bulk.actions'), width: '300px', align: 'end', text: () => '',
      cell: (row) => (
        <>
          <Button size="compact-sm" variant="default" loading={restore.isPending && restore.variables.id === row.id} onClick={() => restore.mutate(row)} aria-label={say('bulk.restoreThis', { name: row.key })}>
            {say('bulk.restore')}
          </Button>{' '}
          <Button size="compact-sm" variant="default" onClick={() => setGoing(row)} aria-label={say('bulk.purgeThis', { name: row.key })}>
            {say('bulk.purge')}
          </Button>
        </>
      ),
    },
  ];
  return (
    <Section title={say('tracker.issues')}>
      {list.isError ? <Failure failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <WaitingRows /> : null}
      {list.isSuccess && rows.length === 0 ? (
        <Empty icon={<IconTrash size={28} />} title={say('bulk.trashEmpty')}>
          {say('bulk.trashEmptyHelp')}
        </Empty>
      ) : null}
      {rows.length === 0 ? null : (
        <DataTable name="trash" label={say('place.trash')} columns={columns} rows={rows} rowId={(row) => row.id} footer={<LoadMore shown={rows.length} more={list.hasNextPage} busy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />} />
      )}
      <Confirm
        opened={going !== undefined}
        onClose={() => setGoing(undefined)}
        title={say('bulk.purgeTitle', { name: going?.key ?? '' })}
        verb={say('bulk.purge')}
        run={async () => {
          if (going === undefined) return;
          await bulk.purgeIssue(going.id);
          await cache.invalidateQueries({ queryKey: key });
          told(say('bulk.purged', { name: going.key }));
        }}
      >
        {say('bulk.purgeHelp')}
      </Confirm>
    </Section>
  );
}

function TrashedProjects() {
  const say = useSay();
  const formats = useFormats();
  const { site } = useSite();
  const bulk = useBulk();
  const cache = useQueryClient();
  const key = ['tracker', site.id, 'trash', 'projects'];
  const list = useQuery({ queryKey: key, queryFn: ({ signal }) => bulk.trashedProjects(signal), enabled: site.role === 'admin' });
  const restore = useMutation({
    mutationFn: (project: TrashedProject) => bulk.restoreProject(project.id),
    onSuccess: async (_answer, project) => {
      await cache.invalidateQueries({ queryKey: trackerKeys.all(site.id) });
      told(say('bulk.restored', { name: project.name }));
    },
    onError: toldFailure,
  });
  if ((list.data?.length ?? 0) === 0) return null;
  return (
    <Section title={say('place.projects')}>
      <ul className="linked-list">
        {(list.data ?? []).map((project) => (
          <li key={project.id} className="linked">
            <span>
              <strong>{project.name}</strong> <span className="quiet">{`${project.key} · ${say('bulk.withIt', { count: project.issueCount })} · ${say('bulk.untilDay', { day: formats.date(project.purgeAt) })}`}</span>
            </span>
            <Button size="compact-sm" variant="default" onClick={() => restore.mutate(project)} aria-label={say('bulk.restoreThis', { name: project.name })}>
              {say('bulk.restore')}
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
