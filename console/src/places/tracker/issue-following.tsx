// Watching and voting: one press each, with who watches behind the count.
import { Button, Popover } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Issue } from '../../api/tracker.ts';
import { useSite } from '../../app/session.ts';
import { IconEye, IconEyeOff, IconThumbUp } from '../../parts/icons.ts';
import { PersonName } from '../../parts/person.tsx';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import { trackerKeys } from './queries.ts';
import { valueIn } from './use-edit-field.ts';
import { useIssueWork } from './use-issue-work.ts';

type Kind = 'watches' | 'votes';
const members = { watches: ['isWatching', 'watchCount'], votes: ['hasVoted', 'votes'] } as const;

export function followingOf(issue: Issue, kind: Kind): { readonly mine: boolean; readonly count: number } {
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

export function IssueFollowing({ issue }: { readonly issue: Issue }) {
  const say = useSay();
  const watching = useFollowing(issue, 'watches');
  const voting = useFollowing(issue, 'votes');
  return (
    <div className="following">
      <Button size="compact-sm" variant={watching.mine ? 'light' : 'subtle'} color={watching.mine ? 'kelp' : 'gray'} aria-pressed={watching.mine} leftSection={watching.mine ? <IconEyeOff size={14} /> : <IconEye size={14} />} onClick={watching.toggle}>
        {say(watching.mine ? 'issue.unwatch' : 'issue.watch')}
      </Button>
      <Watchers issueKey={issue.key} count={watching.count} />
      <Button size="compact-sm" variant={voting.mine ? 'light' : 'subtle'} color={voting.mine ? 'kelp' : 'gray'} aria-pressed={voting.mine} leftSection={<IconThumbUp size={14} />} onClick={voting.toggle}>
        {say('issue.votes', { count: voting.count })}
      </Button>
    </div>
  );
}

function Watchers({ issueKey, count }: { readonly issueKey: string; readonly count: number }) {
  const say = useSay();
  const { site } = useSite();
  const work = useIssueWork();
  const [open, setOpen] = useState(false);
  const list = useQuery({ queryKey: [...trackerKeys.issue(site.id, issueKey), 'watchers'], queryFn: ({ signal }) => work.watchers(issueKey, signal), enabled: open });
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <Button size="compact-sm" variant="subtle" color="gray" onClick={() => setOpen(!open)}>
          {say('issue.watchers', { count })}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={say('issue.watchers', { count })}>
        <ul className="plain-list" tabIndex={-1} data-autofocus>
          {(list.data?.watchers ?? []).map((person) => (
            <li key={person.accountId}>
              <PersonName name={person.displayName} />
            </li>
          ))}
          {list.isSuccess && list.data.watchers.length === 0 ? <li className="quiet">{say('issue.noWatchers')}</li> : null}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}
