// The status and the ways out of it: the workflow's transitions, and nothing that it does not allow.
import { Button, Menu } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Issue, Transition } from '../../api/tracker.ts';
import { useSite, useTracker } from '../../app/session.ts';
import { IconChevronDown } from '../../parts/icons.ts';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import { StatusMark } from './marks.tsx';
import { refreshIssue, transitionsQuery } from './queries.ts';

export function StatusControl({ issue }: { readonly issue: Issue }) {
  const say = useSay();
  const { site } = useSite();
  const tracker = useTracker();
  const cache = useQueryClient();
  const transitions = useQuery(transitionsQuery(site.id, tracker, issue.key));
  const status = issue.fields.status;

  const undo = async (): Promise<void> => {
    const ways = await cache.fetchQuery({ ...transitionsQuery(site.id, tracker, issue.key), staleTime: 0 });
    const back = ways.transitions.find((way) => way.to.name === status?.name);
    if (back === undefined) throw new Error('The workflow has no way back.');
    await tracker.transition(issue.key, back.id);
    await refreshIssue(cache, site.id, issue.key);
  };
  const move = useMutation({
    mutationFn: (way: Transition) => tracker.transition(issue.key, way.id),
    onSuccess: (_answer, way) => told(say('tracker.moved', { key: issue.key, status: way.to.name }), () => void undo().catch(toldFailure)),
    onError: toldFailure,
    onSettled: () => refreshIssue(cache, site.id, issue.key),
  });
  const ways = transitions.data?.transitions ?? [];
  return (
    <div className="issue-status">
      <Menu position="bottom-start" disabled={ways.length === 0}>
        <Menu.Target>
          <Button variant="default" size="sm" loading={move.isPending} rightSection={ways.length === 0 ? null : <IconChevronDown size={14} />} aria-label={say('tracker.statusIs', { status: status?.name ?? '' })} disabled={ways.length === 0 && transitions.isSuccess}>
            <StatusMark status={status} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{say('tracker.moveTo')}</Menu.Label>
          {ways.map((way) => (
            <Menu.Item key={way.id} onClick={() => move.mutate(way)}>
              <span className="transition">
                <StatusMark status={way.to} />
                {way.name === way.to.name ? null : <span className="quiet">{way.name}</span>}
              </span>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {issue.fields.resolution ? <span className="quiet">{issue.fields.resolution.name}</span> : null}
    </div>
  );
}
