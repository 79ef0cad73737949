// Moving an issue along its workflow: the new status is shown at once and put back if the workflow refuses.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { WorkTransition } from '../../api/issue-work.ts';
import type { Issue } from '../../api/tracker.ts';
import { useSite } from '../../app/session.ts';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import { refreshIssue, trackerKeys } from './queries.ts';
import { useIssueWork, workTransitionsQuery } from './use-issue-work.ts';
import './issue-words.ts';

export type Move = { readonly way: WorkTransition; readonly fields: Readonly<Record<string, unknown>> };

/** A form comes first where the workflow demands a field; a field that is only offered does not interrupt. */
export const asksForFields = (way: WorkTransition): boolean => Object.values(way.fields ?? {}).some((field) => field.required);

export function useMoveIssue(issue: Issue) {
  const say = useSay();
  const { site } = useSite();
  const work = useIssueWork();
  const cache = useQueryClient();
  const key = trackerKeys.issue(site.id, issue.key);
  const goBack = async (before: string): Promise<void> => {
    const ways = await cache.fetchQuery({ ...workTransitionsQuery(site.id, work, issue.key), staleTime: 0 });
    const back = ways.find((way) => way.to.name === before);
    if (back === undefined) told(say('issue.noWayBack', { status: before }));
    else await work.transition(issue.key, back.id);
    await refreshIssue(cache, site.id, issue.key);
  };
  const mutation = useMutation({
    mutationFn: ({ way, fields }: Move & { readonly before: string }) => work.transition(issue.key, way.id, fields),
    onMutate: async ({ way }) => {
      await cache.cancelQueries({ queryKey: key, exact: true });
      const shown = cache.getQueryData<Issue>(key);
      if (shown !== undefined) cache.setQueryData<Issue>(key, { ...shown, fields: { ...shown.fields, status: way.to } });
      return { shown };
    },
    onError: (failure, _move, context) => {
      if (context?.shown !== undefined) cache.setQueryData(key, context.shown);
      toldFailure(failure);
    },
    onSuccess: (_answer, { way, before }) => told(say('tracker.moved', { key: issue.key, status: way.to.name }), () => void goBack(before).catch(toldFailure)),
    onSettled: () => refreshIssue(cache, site.id, issue.key),
  });
  // What it was is told apart from what is shown: by the time of an undo the new status is on screen.
  return { move: (move: Move): void => mutation.mutate({ ...move, before: issue.fields.status?.name ?? '' }) };
}
