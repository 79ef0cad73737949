// Everything about one issue: what it is, what it says, what belongs to it, what was said and done.
import { Button, Tabs, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState, type RefObject } from 'react';
import type { Issue } from '../../api/tracker.ts';
import { useKeys } from '../../app/keys.ts';
import { useAccount, useSite, useTracker } from '../../app/session.ts';
import { Rendered } from '../../content/rendered.tsx';
import { Failure } from '../../parts/failure.tsx';
import { IconEdit } from '../../parts/icons.ts';
import { WaitingText } from '../../parts/waiting.tsx';
import { useSay } from '../../words/index.ts';
import { EditText } from './edit-text.tsx';
import { IssueActions } from './issue-actions.tsx';
import { IssueAttachments } from './issue-attachments.tsx';
import { IssueChildren } from './issue-children.tsx';
import { IssueComments } from './issue-comments.tsx';
import { IssueLinks } from './issue-links.tsx';
import { IssueSummary } from './issue-summary.tsx';
import { FactsWaiting, IssueWaiting } from './issue-waiting.tsx';
import { StatusControl } from './status-control.tsx';
import { TypeName } from './marks.tsx';
import { issueQuery } from './queries.ts';
import { useEditField } from './use-edit-field.ts';
import { useFollowing } from './use-following.ts';
import './issue-words.ts';

const IssueLongFields = lazy(async () => ({ default: (await import('./issue-long-fields.tsx')).IssueLongFields }));
const IssueFacts = lazy(async () => ({ default: (await import('./issue-facts.tsx')).IssueFacts }));
const IssueHistory = lazy(async () => ({ default: (await import('./issue-history.tsx')).IssueHistory }));
const IssueWork = lazy(async () => ({ default: (await import('./issue-work.tsx')).IssueWork }));

export type IssueViewProps = { readonly issueKey: string; readonly heading: 'h1' | 'h2' };

export function IssueView({ issueKey, heading }: IssueViewProps) {
  const { site } = useSite();
  const issue = useQuery(issueQuery(site.id, useTracker(), issueKey));
  if (issue.isError) return <Failure failure={issue.error} onRetry={() => void issue.refetch()} />;
  if (issue.data === undefined) return <IssueWaiting />;
  return <LoadedIssue issue={issue.data} heading={heading} />;
}

/** Opens the control that a key names; where it stands is the screen's matter. */
const press = (place: HTMLElement | null, action: string): void => place?.querySelector<HTMLElement>(`[data-action="${action}"]`)?.click();

function LoadedIssue({ issue, heading }: { readonly issue: Issue; readonly heading: 'h1' | 'h2' }) {
  const { site } = useSite();
  const account = useAccount();
  const say = useSay();
  const [editing, setEditing] = useState<'none' | 'summary' | 'description'>('none');
  const place = useRef<HTMLElement>(null);
  const comment = useRef<HTMLDivElement>(null);
  const watching = useFollowing(issue, 'watches');
  const change = useEditField(issue);
  const { fields } = issue;
  const act = (action: string) => (): void => press(place.current, action);
  useKeys({
    e: () => setEditing('summary'),
    d: () => setEditing('description'),
    m: () => comment.current?.querySelector<HTMLElement>('[data-write], [contenteditable="true"]')?.click(),
    s: act('status'),
    a: () => place.current?.querySelector<HTMLElement>('[data-field="assignee"] button')?.click(),
    l: () => place.current?.querySelector<HTMLElement>('[data-field="labels"] [data-add]')?.click(),
    '.': act('more'),
    w: watching.toggle,
    i: () => change({ fieldId: 'assignee', name: say('tracker.assignee'), schema: { type: 'user' } }, { accountId: account.id, displayName: account.name }),
  });
  const done = (): void => setEditing('none');
  useReturnedFocus(place, editing);

  return (
    <article className="issue" aria-label={issue.key} ref={place}>
      <div className="issue-main">
        <header className="issue-head">
          <div className="issue-where">
            {fields.parent === undefined ? null : (
              <>
                <Link to="/s/$site/tracker/issues/$issueKey" params={{ site: site.slug, issueKey: fields.parent.key }}>
                  {fields.parent.key}
                </Link>
                <span aria-hidden="true">/</span>
              </>
            )}
            <span className="issue-key">{issue.key}</span>
            <TypeName type={fields.issuetype} />
            <span className="issue-where-end">
              <IssueActions issue={issue} />
            </span>
          </div>
          <IssueSummary issue={issue} heading={heading} editing={editing === 'summary'} onEdit={() => setEditing('summary')} onDone={done} />
          <StatusControl issue={issue} />
        </header>

        <IssueTexts issue={issue} level={heading === 'h1' ? 2 : 3} editing={editing === 'description'} onEdit={() => setEditing('description')} onDone={done} />
        <IssueAttachments issue={issue} around={place} />
        <IssueChildren issue={issue} />
        <IssueLinks issue={issue} />
        <IssueTabs issueKey={issue.key} box={comment} />
      </div>
      <Suspense fallback={<FactsWaiting />}>
        <IssueFacts issue={issue} />
      </Suspense>
    </article>
  );
}

/** After editing, the focus is back on the button that opened it, unless somebody has gone on to another place while it was saved. */
function useReturnedFocus(place: RefObject<HTMLElement | null>, editing: 'none' | 'summary' | 'description'): void {
  const before = useRef(editing);
  useEffect(() => {
    const was = before.current;
    before.current = editing;
    const free = document.activeElement === null || document.activeElement === document.body;
    if (editing === 'none' && was !== 'none' && free) place.current?.querySelector<HTMLElement>(`[data-edit="${was}"]`)?.focus();
  }, [editing, place]);
}

type TextsProps = { readonly issue: Issue; readonly level: 2 | 3; readonly editing: boolean; readonly onEdit: () => void; readonly onDone: () => void };

function IssueTexts({ issue, level, editing, onEdit, onDone }: TextsProps) {
  const say = useSay();
  const { renderedFields } = issue;
  return (
    <>
      <section className="issue-part" aria-label={say('tracker.description')}>
        <div className="issue-part-head">
          <Title order={level} size="h3">
            {say('tracker.description')}
          </Title>
          {editing ? null : (
            <Button size="compact-sm" variant="subtle" color="gray" leftSection={<IconEdit size={14} />} onClick={onEdit} aria-label={say('tracker.editDescription')} data-edit="description">
              {say('action.edit')}
            </Button>
          )}
        </div>
        {editing ? (
          <EditText issue={issue} fieldId="description" label={say('tracker.description')} message={say('tracker.descriptionChanged')} onDone={onDone} />
        ) : (
          <Rendered html={renderedFields?.description} empty={say('tracker.noDescription')} />
        )}
      </section>
      <Suspense fallback={null}>
        <IssueLongFields issue={issue} level={level} />
      </Suspense>
    </>
  );
}

function IssueTabs({ issueKey, box }: { readonly issueKey: string; readonly box: RefObject<HTMLDivElement | null> }) {
  const say = useSay();
  return (
    <Tabs defaultValue="comments" keepMounted={false} className="issue-part">
      <Tabs.List>
        <Tabs.Tab value="comments">{say('tracker.comments')}</Tabs.Tab>
        <Tabs.Tab value="work">{say('tracker.work')}</Tabs.Tab>
        <Tabs.Tab value="history">{say('tracker.history')}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="comments" pt="md">
        <IssueComments issueKey={issueKey} box={box} />
      </Tabs.Panel>
      <Tabs.Panel value="work" pt="md">
        <Suspense fallback={<WaitingText lines={3} />}>
          <IssueWork issueKey={issueKey} />
        </Suspense>
      </Tabs.Panel>
      <Tabs.Panel value="history" pt="md">
        <Suspense fallback={<WaitingText lines={4} />}>
          <IssueHistory issueKey={issueKey} />
        </Suspense>
      </Tabs.Panel>
    </Tabs>
  );
}
