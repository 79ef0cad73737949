// What boards and backlogs ask for, and under which cache keys. A list that was made longer is asked for at the
// same length again, so that a refresh does not take away what somebody scrolled to.
import { queryOptions, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { boardsAt, type Backlog, type Board, type Boards, type BoardView, type Narrowing } from '../../api/boards.ts';
import { useSite } from '../../app/session.ts';

const firstShown = 50;
const shownMax = 500;

export function useBoards(): Boards {
  const { site } = useSite();
  return useMemo(() => boardsAt(site.id), [site.id]);
}

export const boardKeys = {
  all: (siteId: string) => ['tracker', siteId, 'boards'] as const,
  board: (siteId: string, id: number) => ['tracker', siteId, 'boards', id] as const,
  view: (siteId: string, id: number, narrowing: Narrowing) => ['tracker', siteId, 'boards', id, 'view', narrowing] as const,
  backlog: (siteId: string, id: number, narrowing: Narrowing) => ['tracker', siteId, 'boards', id, 'backlog', narrowing] as const,
};

export const boardListQuery = (siteId: string, boards: Boards, projectKey: string) =>
  queryOptions({ queryKey: [...boardKeys.all(siteId), 'of', projectKey], queryFn: ({ signal }) => boards.list(projectKey, signal), staleTime: 60_000 });

const lengthOf = (lists: readonly { readonly issues: readonly unknown[] }[]): number => Math.min(shownMax, Math.max(firstShown, ...lists.map(({ issues }) => issues.length)));

export const viewQuery = (siteId: string, boards: Boards, id: number, narrowing: Narrowing, cache: QueryClient) =>
  queryOptions({
    queryKey: boardKeys.view(siteId, id, narrowing),
    queryFn: ({ signal, queryKey }) => boards.view(id, narrowing, lengthOf(cache.getQueryData<BoardView>(queryKey)?.columns ?? []), signal),
  });

export const backlogQuery = (siteId: string, boards: Boards, id: number, narrowing: Narrowing, cache: QueryClient) =>
  queryOptions({
    queryKey: boardKeys.backlog(siteId, id, narrowing),
    queryFn: ({ signal, queryKey }) => {
      const shown = cache.getQueryData<Backlog>(queryKey);
      return boards.backlog(id, narrowing, lengthOf(shown === undefined ? [] : [...shown.sprints, shown.backlog]), signal);
    },
  });

export const configurationQuery = (siteId: string, boards: Boards, id: number) =>
  queryOptions({ queryKey: [...boardKeys.board(siteId, id), 'configuration'], queryFn: ({ signal }) => boards.configuration(id, signal), staleTime: 60_000 });

export const quickFiltersQuery = (siteId: string, boards: Boards, id: number) =>
  queryOptions({ queryKey: [...boardKeys.board(siteId, id), 'filters'], queryFn: ({ signal }) => boards.quickFilters(id, signal), staleTime: 60_000 });

/** After a change to a board's sprints or its set-up. */
export function useBoardRefresh(board: Board): () => Promise<void> {
  const { site } = useSite();
  const cache = useQueryClient();
  return () => cache.invalidateQueries({ queryKey: boardKeys.board(site.id, board.id) });
}
