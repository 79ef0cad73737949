// Watching and voting: one press each, with who watches behind the count.
import { Button, Popover } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Issue } from '../../api/tracker.ts';
import { useSite } from '../../app/session.ts';
import { IconEye, IconEyeOff, IconThumbUp } from '../../parts/icons.ts';
import { PersonName } from '../../parts/person.tsx';
import { useSay } from '../../words/index.ts';
import { trackerKeys } from './queries.ts';
import { useFollowing } from './use-following.ts';
import { useIssueWork } from './use-issue-work.ts';

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
