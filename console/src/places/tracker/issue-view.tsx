// Everything about one issue: what it is, what it says, what belongs to it, what was said and done.
import { Button, Tabs, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef, useState, type RefObject } from 'react';
import type { Issue } from '../../api/tracker.ts';
import { useKeys } from '../../app/keys.ts';
import { useSite, useTracker } from '../../app/session.ts';
import { Rendered } from '../../content/rendered.tsx';
import { Failure } from '../../parts/failure.tsx';
import { IconEdit } from '../../parts/icons.ts';
import { WaitingText } from '../../parts/waiting.tsx';
import { useSay } from '../../words/index.ts';
import { EditText } from './edit-text.tsx';
import { IssueAttachments } from './issue-attachments.tsx';
import { IssueComments } from './issue-comments.tsx';
import { IssueFacts } from './issue-facts.tsx';
import { IssueHistory } from './issue-history.tsx';
import { IssueLinks } from './issue-links.tsx';
import { IssueSummary } from './issue-summary.tsx';
import { IssueWork } from './issue-work.tsx';
import { StatusControl } from './status-control.tsx';
import { TypeName } from './marks.tsx';
import { issueQuery } from './queries.ts';

export type IssueViewProps = { readonly issueKey: string; readonly heading: 'h1' | 'h2' };

export function IssueView({ issueKey, heading }: IssueViewProps) {
  const { site } = useSite();
  const issue = useQuery(issueQuery(site.id, useTracker(), issueKey));
  if (issue.isError) return <Failure failure={issue.error} onRetry={() => void issue.refetch()} />;
  if (issue.data === undefined) return <WaitingText lines={9} />;
  return <LoadedIssue issue={issue.data} heading={heading} />;
}

function LoadedIssue({ issue, heading }: { readonly issue: Issue; readonly heading: 'h1' | 'h2' }) {
  const { site } = useSite();
  const [editing, setEditing] = useState<'none' | 'summary' | 'description'>('none');
  const comment = useRef<HTMLTextAreaElement>(null);
  const { fields } = issue;
  useKeys({
    e: () => setEditing('summary'),
    m: () => comment.current?.focus(),
  });
  const done = (): void => setEditing('none');

  return (
    <article className="issue" aria-label={issue.key}>
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
          </div>
          <IssueSummary issue={issue} heading={heading} editing={editing === 'summary'} onEdit={() => setEditing('summary')} onDone={done} />
          <StatusControl issue={issue} />
        </header>

        <IssueTexts issue={issue} level={heading === 'h1' ? 2 : 3} editing={editing === 'description'} onEdit={() => setEditing('description')} onDone={done} />
        <IssueAttachments issue={issue} />
        <IssueLinks issue={issue} />
        <IssueTabs issueKey={issue.key} box={comment} />
      </div>
      <IssueFacts issue={issue} />
    </article>
  );
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
            <Button size="compact-sm" variant="subtle" color="gray" leftSection={<IconEdit size={14} />} onClick={onEdit} aria-label={say('tracker.editDescription')}>
              {say('action.edit')}
            </Button>
          )}
        </div>
        {editing ? (
          <EditText issue={issue} onDone={onDone} />
        ) : (
          <Rendered html={renderedFields?.description} empty={say('tracker.noDescription')} />
        )}
      </section>
      {renderedFields?.environment ? (
        <section className="issue-part" aria-label={say('tracker.environment')}>
          <Title order={level} size="h3">
            {say('tracker.environment')}
          </Title>
          <Rendered html={renderedFields.environment} />
        </section>
      ) : null}
    </>
  );
}

function IssueTabs({ issueKey, box }: { readonly issueKey: string; readonly box: RefObject<HTMLTextAreaElement | null> }) {
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
        <IssueWork issueKey={issueKey} />
      </Tabs.Panel>
      <Tabs.Panel value="history" pt="md">
        <IssueHistory issueKey={issueKey} />
      </Tabs.Panel>
    </Tabs>
  );
}
