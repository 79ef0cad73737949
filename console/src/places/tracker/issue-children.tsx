// What belongs below an issue: sub-tasks and, for an issue of a higher level, its issues; how far they are, and
// a line to add one without leaving.
import { Button, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Issue, LinkedIssue, Project } from '../../api/tracker.ts';
import { useSite, useTracker } from '../../app/session.ts';
import { IconPlus } from '../../parts/icons.ts';
import { told, toldFailure } from '../../parts/toasts.tsx';
import { useSay } from '../../words/index.ts';
import { IssueLine } from './issue-line.tsx';
import { projectQuery, refreshIssue, trackerKeys } from './queries.ts';

const summaryMax = 255;
const shownMax = 100;

const doneOf = (children: readonly LinkedIssue[]): number => children.filter((child) => child.fields.status?.statusCategory?.key === 'done').length;

/** Sub-tasks come with the issue; the issues of an epic are asked for. */
function useChildren(issue: Issue): readonly LinkedIssue[] {
  const { site } = useSite();
  const tracker = useTracker();
  const higher = (issue.fields.issuetype?.hierarchyLevel ?? 0) > 0;
  const below = useQuery({
    queryKey: [...trackerKeys.issue(site.id, issue.key), 'children'], enabled: higher,
    queryFn: ({ signal }) => tracker.search({ jql: `parent = "${issue.key}" ORDER BY created ASC`, maxResults: shownMax }, signal),
  });
  if (!higher) return issue.fields.subtasks ?? [];
  return (below.data?.issues ?? []).map(({ id, key, fields }) => ({ id, key, fields: { summary: fields.summary, ...(fields.status ? { status: fields.status } : {}), ...(fields.issuetype ? { issuetype: fields.issuetype } : {}) } }));
}

export function IssueChildren({ issue }: { readonly issue: Issue }) {
  const say = useSay();
  const [adding, setAdding] = useState(false);
  const children = useChildren(issue);
  if (issue.fields.issuetype?.subtask === true) return null;
  const higher = (issue.fields.issuetype?.hierarchyLevel ?? 0) > 0;
  const done = doneOf(children);
  const title = say(higher ? 'issue.children' : 'tracker.subtasks');
  return (
    <section className="issue-part" aria-label={title}>
      <div className="issue-part-head">
        <Title order={2} size="h3">
          {title} {children.length > 0 ? <span className="count">{say('issue.doneOf', { done, total: children.length })}</span> : null}
        </Title>
        <Button size="compact-sm" variant="subtle" color="gray" leftSection={<IconPlus size={14} />} onClick={() => setAdding(true)}>
          {say(higher ? 'issue.addChild' : 'tracker.addSubtask')}
        </Button>
      </div>
      {children.length === 0 ? null : (
        <>
          <div className="share-bar" aria-hidden="true">
            <span style={{ width: `${(done / children.length) * 100}%` }} />
          </div>
          <ul className="linked-list">
            {children.map((child) => (
              <IssueLine key={child.id} issue={child} />
            ))}
          </ul>
        </>
      )}
      {adding ? <AddChild issue={issue} higher={higher} onDone={() => setAdding(false)} /> : null}
    </section>
  );
}

function AddChild({ issue, higher, onDone }: { readonly issue: Issue; readonly higher: boolean; readonly onDone: () => void }) {
  const say = useSay();
  const { site } = useSite();
  const tracker = useTracker();
  const cache = useQueryClient();
  const [summary, setSummary] = useState('');
  const projectKey = issue.fields.project?.key ?? '';
  const project = useQuery(projectQuery(site.id, tracker, projectKey));
  const typeOf = (whole: Project | undefined) => (whole?.issueTypes ?? []).find((candidate) => (higher ? candidate.subtask !== true && (candidate.hierarchyLevel ?? 0) === 0 : candidate.subtask === true));
  const add = useMutation({
    mutationFn: async () => {
      // Whoever types faster than the project comes is not refused for it.
      const type = typeOf(await cache.ensureQueryData(projectQuery(site.id, tracker, projectKey)));
      return tracker.createIssue({ project: { key: projectKey }, issuetype: { id: type?.id ?? '' }, summary: summary.trim(), parent: { key: issue.key } });
    },
    onSuccess: async (created) => {
      setSummary('');
      told(say('tracker.issueCreated', { key: created.key }));
      await refreshIssue(cache, site.id, issue.key);
    },
    onError: toldFailure,
  });
  if (project.isSuccess && typeOf(project.data) === undefined) return <p className="quiet">{say('tracker.noSubtaskType')}</p>;
  return (
    <form
      className="inline-add"
      onSubmit={(event) => {
        event.preventDefault();
        if (summary.trim() !== '') add.mutate();
      }}
    >
      <TextInput
        autoFocus
        flex={1}
        aria-label={say('tracker.newSubtask', { key: issue.key })}
        placeholder={say('tracker.summary')}
        value={summary}
        maxLength={summaryMax}
        onChange={(event) => setSummary(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          onDone();
        }}
      />
      <Button type="submit" loading={add.isPending} disabled={summary.trim() === ''}>
        {say('issue.add')}
      </Button>
      <Button variant="default" onClick={onDone}>
        {say('action.cancel')}
      </Button>
    </form>
  );
}
