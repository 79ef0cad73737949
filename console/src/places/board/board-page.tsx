// The board: columns to move issues through, narrowed by quick filters, the opened issue beside it.
import { Button, CloseButton } from '@mantine/core';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useEffectEvent, useRef, useState } from 'react';
import type { Board, BoardColumn, BoardView } from '../../api/boards.ts';
import { useKeys } from '../../app/keys.ts';
import { useSite } from '../../app/session.ts';
import { ButtonLink } from '../../parts/button-link.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { IconAdjustments, IconArrowUpRight, IconLayoutKanban } from '../../parts/icons.ts';
import { SearchBox } from '../../parts/search-box.tsx';
import { toldFailure } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import { quoted } from '../tracker/jql.ts';
import '../tracker/tracker.css';
import { BoardWaiting } from './board-waiting.tsx';
import { boardKeys, quickFiltersQuery, useBoards, viewQuery } from './board-queries.ts';
import { ProjectBoard } from './project-board.tsx';
import { useCardMoves } from './use-card-moves.ts';

const BoardCanvas = lazy(async () => ({ default: (await import('./board-canvas.tsx')).BoardCanvas }));
const IssueView = lazy(async () => ({ default: (await import('../tracker/issue-view.tsx')).IssueView }));
const MoveForm = lazy(async () => ({ default: (await import('./move-form.tsx')).MoveForm }));
const BoardSettings = lazy(async () => ({ default: (await import('./board-settings.tsx')).BoardSettings }));

const route = getRouteApi('/inside/s/$site/tracker/projects/$projectKey/board');
type Search = { readonly board?: string | undefined; readonly filters?: string | undefined; readonly q?: string | undefined; readonly issue?: string | undefined; readonly mine?: true | undefined };

export function BoardPage() {
  const say = useSay();
  const navigate = useNavigate();
  const { site } = useSite();
  const { projectKey } = route.useParams();
  const search: Search = route.useSearch();
  const path = `/s/${site.slug}/tracker/projects/${encodeURIComponent(projectKey)}/board`;
  const go = (next: Search, replace = false): void => void navigate({ to: path, search: { ...next }, replace, resetScroll: false });
  const [configuring, setConfiguring] = useState(false);
  return (
    <ProjectBoard
      projectKey={projectKey}
      chosen={search.board}
      onChoose={(board) => go({ board })}
      title={say('board.board')}
      actions={(board) =>
        board.canEdit === false ? null : (
          <Button variant="default" leftSection={<IconAdjustments size={16} />} onClick={() => setConfiguring(true)}>
            {say('board.configure')}
          </Button>
        )
      }
    >
      {(board) => (
        <>
          <OneBoard key={board.id} board={board} search={search} path={path} go={go} />
          <Suspense fallback={null}>{configuring ? <BoardSettings board={board} onClose={() => setConfiguring(false)} /> : null}</Suspense>
        </>
      )}
    </ProjectBoard>
  );
}

/** What the address asks for, as the platform's words. */
function narrowingOf(search: Search) {
  const clauses = [search.q === undefined ? undefined : `text ~ ${quoted(search.q)}`, search.mine === undefined ? undefined : 'assignee = currentUser()'].filter((clause) => clause !== undefined);
  return { quickFilters: search.filters, jql: clauses.length === 0 ? undefined : clauses.join(' AND ') };
}

type OneProps = { readonly board: Board; readonly search: Search; readonly path: string; readonly go: (next: Search, replace?: boolean) => void };

function OneBoard({ board, search, path, go }: OneProps) {
  const { site } = useSite();
  const boards = useBoards();
  const cache = useQueryClient();
  const narrowing = narrowingOf(search);
  const viewKey = boardKeys.view(site.id, board.id, narrowing);
  const view = useQuery({ ...viewQuery(site.id, boards, board.id, narrowing, cache), placeholderData: keepPreviousData });
  const moves = useCardMoves(board.id, viewKey);
  const loading = useRef(new Set<string>());
  const close = (): void => {
    const key = search.issue;
    go({ ...search, issue: undefined });
    if (key !== undefined) requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-card="${CSS.escape(key)}"] a`)?.focus());
  };
  useKeys({ Escape: close }, search.issue !== undefined);
  useFreshAfterIssue(search.issue, moves.refresh);

  const more = (column: BoardColumn): void => {
    const token = column.nextPageToken;
    if (token === undefined || loading.current.has(token)) return;
    loading.current.add(token);
    boards
      .column(board.id, column.index, narrowing, token)
      .then((page) =>
        cache.setQueryData<BoardView>(viewKey, (now) =>
          now === undefined
            ? now
            : {
                ...now,
                columns: now.columns.map((one): BoardColumn => {
                  if (one.index !== column.index || one.nextPageToken !== token) return one;
                  const known = new Set(one.issues.map((issue) => issue.key));
                  const { nextPageToken: _read, ...rest } = one;
                  return { ...rest, issues: [...one.issues, ...page.issues.filter((issue) => !known.has(issue.key))], ...(page.nextPageToken === undefined ? {} : { nextPageToken: page.nextPageToken }) };
                }),
              },
        ),
      )
      .catch(toldFailure)
      .finally(() => loading.current.delete(token));
  };

  const canvas = (
    <>
      <BoardFilters board={board} search={search} go={go} />
      {view.isError ? <Failure failure={view.error} onRetry={() => void view.refetch()} /> : null}
      {view.data === undefined ? (
        view.isError ? null : <BoardWaiting />
      ) : board.type === 'scrum' && view.data.sprints.length === 0 && view.data.columns.every((column) => column.count === 0) ? (
        <NoSprint />
      ) : (
        <Suspense fallback={<BoardWaiting />}>
          <BoardCanvas
            boardId={board.id}
            view={view.data}
            chosenKey={search.issue}
            open={(key) => ({ to: path, search: { ...search, issue: key } })}
            canMove={board.canWork !== false}
            onMove={moves.move}
            onMore={more}
          />
        </Suspense>
      )}
    </>
  );
  return (
    <>
      {search.issue === undefined ? (
        canvas
      ) : (
        <div className="board-split">
          <div className="board-beside">{canvas}</div>
          <OpenIssue issueKey={search.issue} onClose={close} />
        </div>
      )}
      <div className="heard" role="status" aria-live="assertive">
        {moves.heard}
      </div>
      <Suspense fallback={null}>{moves.asked === undefined ? null : <MoveForm asked={moves.asked} onDone={moves.answered} onMoved={moves.refresh} />}</Suspense>
    </>
  );
}

/** A board with sprints shows the running one; without one it says where sprints begin. */
function NoSprint() {
  const say = useSay();
  const { site } = useSite();
  const { projectKey } = route.useParams();
  return (
    <Empty
      icon={<IconLayoutKanban size={28} />}
      title={say('board.noSprint')}
      action={
        <ButtonLink to="/s/$site/tracker/projects/$projectKey/backlog" params={{ site: site.slug, projectKey }}>
          {say('board.toPlanning')}
        </ButtonLink>
      }
    >
      {say('board.noSprintHelp')}
    </Empty>
  );
}

/** What was changed in the open issue shows on its card when it is closed, or another one is opened. */
function useFreshAfterIssue(issueKey: string | undefined, refresh: () => Promise<void>): void {
  const before = useRef(issueKey);
  const refreshNow = useEffectEvent(refresh);
  useEffect(() => {
    if (before.current !== undefined && before.current !== issueKey) void refreshNow();
    before.current = issueKey;
  }, [issueKey]);
}

function OpenIssue({ issueKey, onClose }: { readonly issueKey: string; readonly onClose: () => void }) {
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
      <Suspense fallback={null}>
        <IssueView key={issueKey} issueKey={issueKey} heading="h2" />
      </Suspense>
    </section>
  );
}

function BoardFilters({ board, search, go }: Pick<OneProps, 'board' | 'search' | 'go'>) {
  const say = useSay();
  const { site } = useSite();
  const filters = useQuery(quickFiltersQuery(site.id, useBoards(), board.id));
  const on = new Set((search.filters ?? '').split(',').filter((id) => id !== ''));
  const toggle = (id: string): void => {
    const next = new Set(on);
    if (!next.delete(id)) next.add(id);
    go({ ...search, filters: next.size === 0 ? undefined : [...next].toSorted().join(',') }, true);
  };
  const chip = (id: string, label: string, pressed: boolean, press: () => void) => (
    <Button key={id} size="compact-sm" variant={pressed ? 'light' : 'default'} aria-pressed={pressed} onClick={press}>
      {label}
    </Button>
  );
  return (
    <div className="board-filters">
      <SearchBox label={say('tracker.findIssue')} value={search.q ?? ''} onChange={(q) => go({ ...search, q: q === '' ? undefined : q }, true)} />
      {chip('mine', say('board.mine'), search.mine !== undefined, () => go({ ...search, mine: search.mine === undefined ? true : undefined }, true))}
      {(filters.data ?? []).map((filter) => chip(String(filter.id), filter.name, on.has(String(filter.id)), () => toggle(String(filter.id))))}
    </div>
  );
}
