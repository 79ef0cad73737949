// The status and the ways out of it: the workflow's transitions, and nothing that it does not allow. A way that
// asks for fields opens a form first; any other is taken at once, shown at once, and can be taken back.
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import type { WorkTransition } from '../../api/issue-work.ts';
import type { Issue } from '../../api/tracker.ts';
import { useSite } from '../../app/session.ts';
import { IconChevronDown } from '../../parts/icons.ts';
import { MenuButton } from '../../parts/menu-button.tsx';
import { useSay } from '../../words/index.ts';
import { StatusMark } from './marks.tsx';
import { useIssueWork, workTransitionsQuery } from './use-issue-work.ts';
import { asksForFields, useMoveIssue } from './use-move-issue.ts';

const TransitionDialog = lazy(async () => ({ default: (await import('./transition-dialog.tsx')).TransitionDialog }));

export function StatusControl({ issue }: { readonly issue: Issue }) {
  const say = useSay();
  const { site } = useSite();
  const transitions = useQuery(workTransitionsQuery(site.id, useIssueWork(), issue.key));
  const [asking, setAsking] = useState<WorkTransition>();
  const { move } = useMoveIssue(issue);
  const { status } = issue.fields;
  const ways = transitions.data ?? [];
  const button = (
    <Button variant="default" size="sm" data-action="status" rightSection={ways.length === 0 ? null : <IconChevronDown size={14} />} aria-label={say('tracker.statusIs', { status: status?.name ?? '' })} disabled={ways.length === 0 && transitions.isSuccess}>
      <StatusMark status={status} />
    </Button>
  );
  return (
    <div className="issue-status">
      {ways.length === 0 ? (
        button
      ) : (
        <MenuButton
          target={button}
          entries={[
            { kind: 'label', id: 'to', label: say('tracker.moveTo') },
            ...ways.map((way) => ({
              kind: 'item' as const, id: way.id, onChoose: () => (asksForFields(way) ? setAsking(way) : move({ way, fields: {} })),
              label: (
                <span className="transition">
                  <StatusMark status={way.to} />
                  {way.name === way.to.name ? null : <span className="quiet">{way.name}</span>}
                </span>
              ),
            })),
          ]}
        />
      )}
      {issue.fields.resolution ? <span className="quiet">{issue.fields.resolution.name}</span> : null}
      <Suspense fallback={null}>
        {asking === undefined ? null : <TransitionDialog issue={issue} way={asking} onClose={() => setAsking(undefined)} onSend={(fields) => move({ way: asking, fields })} />}
      </Suspense>
    </div>
  );
}
