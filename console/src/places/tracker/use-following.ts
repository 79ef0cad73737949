// Watching and voting as a press: shown at once, taken back when the server refuses.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Issue } from '../../api/tracker.ts';
import { useSite } from '../../app/session.ts';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import { trackerKeys } from './queries.ts';
import { valueIn } from './use-edit-field.ts';
import { useIssueWork } from './use-issue-work.ts';

type Kind = 'watches' | 'votes';
const members = { watches: ['isWatching', 'watchCount'], votes: ['hasVoted', 'votes'] } as const;

function followingOf(issue: Issue, kind: Kind): { readonly mine: boolean; readonly count: number } {
  const value = valueIn(issue, kind);
  const entries = typeof value === 'object' && value !== null ? new Map<string, unknown>(Object.entries(value)) : new Map<string, unknown>();
  return { mine: entries.get(members[kind][0]) === true, count: Number(entries.get(members[kind][1]) ?? 0) };
}

export function useFollowing(issue: Issue, kind: Kind) {
  const say = useSay();
  const { site } = useSite();
  const work = useIssueWork();
  const cache = useQueryClient();
  const key = trackerKeys.issue(site.id, issue.key);
  const { mine, count } = followingOf(issue, kind);
  const change = useMutation({
    mutationFn: (next: boolean) => (kind === 'watches' ? work.watch(issue.key, next) : work.vote(issue.key, next)),
    onMutate: async (next) => {
      await cache.cancelQueries({ queryKey: key, exact: true });
      const before = cache.getQueryData<Issue>(key);
      if (before !== undefined) {
        const shown = { [members[kind][0]]: next, [members[kind][1]]: Math.max(0, count + (next ? 1 : -1)) };
        cache.setQueryData<Issue>(key, { ...before, fields: { ...before.fields, [kind]: shown } });
      }
      return { before };
    },
    onError: (failure, _next, context) => {
      if (context?.before !== undefined) cache.setQueryData(key, context.before);
      toldFailure(failure);
    },
    onSuccess: (_answer, next) => told(say(kind === 'watches' ? (next ? 'issue.watchingNow' : 'issue.notWatchingNow') : next ? 'issue.votedNow' : 'issue.voteTaken')),
    onSettled: () => cache.invalidateQueries({ queryKey: key }),
  });
  return { mine, count, toggle: () => change.mutate(!mine) };
}
