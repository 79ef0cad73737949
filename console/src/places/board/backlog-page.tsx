// The backlog: what is planned for which sprint and what waits, in the order in which it should be done.
import { Button, CloseButton } from '@mantine/core';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import type { Backlog, Board } from '../../api/boards.ts';
import { useKeys } from '../../app/keys.ts';
import { useSite } from '../../app/session.ts';
import { Failure } from '../../parts/failure.tsx';
import { IconPlus } from '../../parts/icons.ts';
import { SearchBox } from '../../parts/search-box.tsx';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { WaitingRows } from '../../parts/waiting.tsx';
import { useSay } from '../../words/index.ts';
import { quoted } from '../tracker/jql.ts';
import '../tracker/tracker.css';
import { moveInBacklog, type BacklogMove, type Part } from './backlog-moves.ts';
import { backlogQuery, boardKeys, useBoards } from './board-queries.ts';
import { ProjectBoard } from './project-board.tsx';

const BacklogParts = lazy(async () => ({ default: (await import('./backlog-parts.tsx')).BacklogParts }));
const IssueView = lazy(async () => ({ default: (await import('../tracker/issue-view.tsx')).IssueView }));
const route = getRouteApi('/inside/s/$site/tracker/projects/$projectKey/backlog');

export function BacklogPage() {
  const say = useSay();
  const navigate = route.useNavigate();
  const { projectKey } = route.useParams();
  const search = route.useSearch();
  return (
    <ProjectBoard projectKey={projectKey} chosen={search.board} onChoose={(board) => void navigate({ search: { board } })} title={say('place.backlog')} actions={(board) => (board.type === 'scrum' && board.canWork !== false ? <NewSprint board={board} /> : null)}>
      {(board) => <OneBacklog key={board.id} board={board} projectKey={projectKey} />}
    </ProjectBoard>
  );
}

function NewSprint({ board }: { readonly board: Board }) {
  const say = useSay();
  const { site } = useSite();
  const boards = useBoards();
  const cache = useQueryClient();
  const create = useMutation({
    mutationFn: async () => {
      const known = await boards.sprints(board.id, 'active,future,closed');
      return boards.createSprint(board.id, say('board.sprintNumber', { number: known.length + 1 }));
    },
    onSuccess: async (sprint) => {
      await cache.invalidateQueries({ queryKey: boardKeys.board(site.id, board.id) });
      told(say('board.sprintCreated', { name: sprint.name }));
    },
    onError: toldFailure,
  });
  return (
    <Button variant="default" leftSection={<IconPlus size={16} />} loading={create.isPending} onClick={() => create.mutate()}>
      {say('board.newSprint')}
    </Button>
  );
}

function OneBacklog({ board, projectKey }: { readonly board: Board; readonly projectKey: string }) {
  const say = useSay();
  const navigate = useNavigate();
  const { site } = useSite();
  const boards = useBoards();
  const cache = useQueryClient();
  const search = route.useSearch();
  const path = `/s/${site.slug}/tracker/projects/${encodeURIComponent(projectKey)}/backlog`;
  const narrowing = { jql: search.q === undefined ? undefined : `text ~ ${quoted(search.q)}` };
  const viewKey = boardKeys.backlog(site.id, board.id, narrowing);
  const list = useQuery({ ...backlogQuery(site.id, boards, board.id, narrowing, cache), placeholderData: keepPreviousData });
  const close = (): void => void navigate({ to: path, search: { ...search, issue: undefined }, resetScroll: false });
  useKeys({ Escape: close }, search.issue !== undefined);
  const send = useMutation({
    mutationFn: async ({ key, from, to, place }: BacklogMove) => {
      const ranks = place.rankBefore !== undefined || place.rankAfter !== undefined;
      if (from === to) await boards.rank([key], place);
      else if (to === 'backlog') {
        await boards.toBacklog([key]);
        if (ranks) await boards.rank([key], place);
      } else await boards.toSprint(to, [key], place);
    },
    onMutate: async ({ backlog }) => {
      await cache.cancelQueries({ queryKey: viewKey });
      const before = cache.getQueryData<Backlog>(viewKey);
      cache.setQueryData<Backlog>(viewKey, backlog);
      return { before };
    },
    onError: (failure, _move, context) => {
      cache.setQueryData(viewKey, context?.before);
      toldFailure(failure);
    },
    onSettled: () => cache.invalidateQueries({ queryKey: boardKeys.board(site.id, board.id) }),
  });
  const move = (key: string, to: Part, beside: string | undefined): void => {
    const now = cache.getQueryData<Backlog>(viewKey);
    const moved = now === undefined ? undefined : moveInBacklog(now, key, to, beside);
    if (moved !== undefined) send.mutate(moved);
  };
  const parts = (
    <>
      <div className="board-filters">
        <SearchBox label={say('tracker.findIssue')} value={search.q ?? ''} onChange={(q) => void navigate({ to: path, search: { ...search, q: q === '' ? undefined : q }, replace: true })} />
      </div>
      {list.isError ? <Failure failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <WaitingRows /> : null}
      {list.data === undefined ? null : (
        <Suspense fallback={<WaitingRows />}>
          <BacklogParts board={board} backlog={list.data} projectKey={projectKey} viewKey={viewKey} narrowing={narrowing} chosenKey={search.issue} open={(key) => ({ to: path, search: { ...search, issue: key } })} onMove={move} />
        </Suspense>
      )}
    </>
  );
  if (search.issue === undefined) return parts;
  return (
    <div className="board-split">
      <div className="board-beside">{parts}</div>
      <section className="split-detail" aria-label={search.issue}>
        <div className="split-bar">
          <CloseButton aria-label={say('tracker.closeIssue')} onClick={close} />
        </div>
        <Suspense fallback={null}>
          <IssueView key={search.issue} issueKey={search.issue} heading="h2" />
        </Suspense>
      </section>
    </div>
  );
}
