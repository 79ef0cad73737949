// What can be done with an issue as a whole: copy its address, clone it, move it into another project, and put it
// into the trash with the way back.
import { ActionIcon } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import type { Issue } from '../../api/tracker.ts';
import { useSite, useTracker } from '../../app/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { IconArrowUpRight, IconCopy, IconDots, IconLink, IconTrash } from '../../parts/icons.ts';
import { MenuButton } from '../../parts/menu-button.tsx';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import { trackerKeys } from './queries.ts';
import { useBulk } from './use-bulk.ts';

const load = () => import('./whole-issue-dialogs.tsx');
const MoveIssue = lazy(async () => ({ default: (await load()).MoveIssue }));
const CloneIssue = lazy(async () => ({ default: (await load()).CloneIssue }));

export function IssueActions({ issue }: { readonly issue: Issue }) {
  const say = useSay();
  const { site } = useSite();
  const tracker = useTracker();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const [going, setGoing] = useState(false);
  const [asking, setAsking] = useState<'move' | 'clone'>();
  const bulk = useBulk();
  const bringBack = async (): Promise<void> => {
    await bulk.restoreIssue(issue.id);
    await cache.invalidateQueries({ queryKey: trackerKeys.lists(site.id) });
    await navigate({ to: '/s/$site/tracker/issues/$issueKey', params: { site: site.slug, issueKey: issue.key } });
  };
  const projectKey = issue.fields.project?.key ?? '';
  const copyAddress = async (): Promise<void> => {
    await navigator.clipboard.writeText(new URL(`/s/${site.slug}/tracker/issues/${issue.key}`, location.origin).href);
    told(say('issue.addressCopied'));
  };
  return (
    <>
      <MenuButton
        position="bottom-end"
        target={
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={say('issue.more', { key: issue.key })} data-action="more">
            <IconDots size={18} />
          </ActionIcon>
        }
        entries={[
          { kind: 'item', id: 'address', icon: <IconLink size={16} />, label: say('issue.copyAddress'), onChoose: () => void copyAddress() },
          { kind: 'item', id: 'clone', icon: <IconCopy size={16} />, label: say('issue.clone'), onChoose: () => setAsking('clone') },
          { kind: 'item', id: 'move', icon: <IconArrowUpRight size={16} />, label: say('issue.move'), onChoose: () => setAsking('move') },
          { kind: 'divider', id: 'line' },
          { kind: 'item', id: 'delete', icon: <IconTrash size={16} />, danger: true, label: say('issue.delete'), onChoose: () => setGoing(true) },
        ]}
      />
      <Suspense fallback={null}>
        {asking === 'move' ? <MoveIssue issue={issue} onClose={() => setAsking(undefined)} /> : null}
        {asking === 'clone' ? <CloneIssue issue={issue} onClose={() => setAsking(undefined)} /> : null}
      </Suspense>
      <Confirm
        opened={going}
        onClose={() => setGoing(false)}
        title={say('issue.deleteTitle', { key: issue.key })}
        verb={say('issue.delete')}
        run={async () => {
          await tracker.deleteIssue(issue.key);
          told(say('issue.deleted', { key: issue.key }), () => void bringBack().catch(toldFailure));
          await navigate({ to: '/s/$site/tracker/projects/$projectKey', params: { site: site.slug, projectKey }, search: {} });
          // Only now: a screen that still shows it would ask for it again.
          cache.removeQueries({ queryKey: trackerKeys.issue(site.id, issue.key) });
          await cache.invalidateQueries({ queryKey: trackerKeys.lists(site.id) });
        }}
      >
        {say('issue.deleteHelp', { summary: issue.fields.summary })}
      </Confirm>
    </>
  );
}
