// Moving cards: shown at once, put back with a word if the platform refuses. Where the workflow wants fields
// first, the card goes back and the form is asked for; an undo puts the card where it was.
import { useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useState } from 'react';
import type { BoardView } from '../../api/boards.ts';
import { ApiProblem } from '../../api/problem.ts';
import { useSite } from '../../app/session.ts';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import { trackerKeys } from '../tracker/queries.ts';
import { columnOf, moveCard, type CardMove, type Target } from './board-moves.ts';
import { useBoards } from './board-queries.ts';

export type Asked = { readonly issueKey: string; readonly statuses: readonly string[] };

export function useCardMoves(boardId: number, viewKey: QueryKey) {
  const say = useSay();
  const { site } = useSite();
  const boards = useBoards();
  const cache = useQueryClient();
  const [asked, setAsked] = useState<Asked>();
  const [heard, setHeard] = useState('');
  const refresh = (): Promise<void> => cache.invalidateQueries({ queryKey: viewKey });
  const mutation = useMutation({
    mutationFn: ({ issue, to, place }: CardMove & { readonly back: Target | undefined }) => boards.move(boardId, issue.key, { toColumn: to.index, ...place }),
    onMutate: async ({ view, issue, to }) => {
      await cache.cancelQueries({ queryKey: viewKey });
      const before = cache.getQueryData<BoardView>(viewKey);
      cache.setQueryData<BoardView>(viewKey, view);
      setHeard(say('board.movedTo', { key: issue.key, column: to.name }));
      return { before };
    },
    onError: (failure, { issue, to }, context) => {
      cache.setQueryData(viewKey, context?.before);
      const wantsFields = failure instanceof ApiProblem && failure.fields.length > 0;
      if (wantsFields) setAsked({ issueKey: issue.key, statuses: to.statuses });
      else toldFailure(failure);
      setHeard(say('board.putBack', { key: issue.key }));
      void refresh();
    },
    onSuccess: (answer, { issue, from, to, back }) => {
      cache.setQueryData<BoardView>(viewKey, (view) => (view === undefined ? view : { ...view, columns: view.columns.map((column) => ({ ...column, issues: column.issues.map((one) => (one.key === issue.key ? { ...one, ...answer.issue } : one)) })) }));
      if (from.index !== to.index) told(say('board.movedTo', { key: issue.key, column: to.name }), back === undefined ? undefined : () => move(issue.key, back));
      void cache.invalidateQueries({ queryKey: trackerKeys.issue(site.id, issue.key) });
      void cache.invalidateQueries({ queryKey: trackerKeys.lists(site.id) });
    },
  });
  const move = (key: string, target: Target): void => {
    const view = cache.getQueryData<BoardView>(viewKey);
    const moved = view === undefined ? undefined : moveCard(view, key, target);
    if (view === undefined || moved === undefined) return;
    const stood = columnOf(view, key);
    const next = stood?.issues[stood.issues.findIndex((issue) => issue.key === key) + 1]?.key;
    mutation.mutate({ ...moved, back: stood === undefined ? undefined : { column: stood.index, beside: next } });
  };
  return { move, heard, asked, answered: () => setAsked(undefined), refresh };
}
