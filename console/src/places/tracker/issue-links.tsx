// Sub-tasks and links to other issues, grouped by what the link says.
import { Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { ButtonLink } from '../../parts/button-link.tsx';
import type { Issue, LinkedIssue } from '../../api/tracker.ts';
import { useSite } from '../../app/session.ts';
import { IconPlus } from '../../parts/icons.ts';
import { useSay } from '../../words/index.ts';
import { StatusMark } from './marks.tsx';

function IssueLine({ issue }: { readonly issue: LinkedIssue }) {
  const { site } = useSite();
  return (
    <li className="linked">
      <Link to="/s/$site/tracker/issues/$issueKey" params={{ site: site.slug, issueKey: issue.key }} className="issue-link">
        <span className="issue-key">{issue.key}</span>
        <span className="issue-summary">{issue.fields.summary}</span>
      </Link>
      <StatusMark status={issue.fields.status} />
    </li>
  );
}

export function IssueLinks({ issue }: { readonly issue: Issue }) {
  const say = useSay();
  const { site } = useSite();
  const subtasks = issue.fields.subtasks ?? [];
  const groups = new Map<string, LinkedIssue[]>();
  for (const link of issue.fields.issuelinks ?? []) {
    const other = link.outwardIssue ?? link.inwardIssue;
    if (other === undefined) continue;
    const words = link.outwardIssue === undefined ? link.type.inward : link.type.outward;
    groups.set(words, [...(groups.get(words) ?? []), other]);
  }
  const isSubtask = issue.fields.issuetype?.subtask === true;
  return (
    <>
      {isSubtask ? null : (
        <section className="issue-part" aria-label={say('tracker.subtasks')}>
          <div className="issue-part-head">
            <Title order={2} size="h3">
              {say('tracker.subtasks')} {subtasks.length > 0 ? <span className="count">{subtasks.length}</span> : null}
            </Title>
            <ButtonLink to="/s/$site/tracker/new" params={{ site: site.slug }} search={{ parent: issue.key }} size="compact-sm" variant="subtle" color="gray" leftSection={<IconPlus size={14} />}>
              {say('tracker.addSubtask')}
            </ButtonLink>
          </div>
          {subtasks.length === 0 ? null : (
            <ul className="linked-list">
              {subtasks.map((subtask) => (
                <IssueLine key={subtask.id} issue={subtask} />
              ))}
            </ul>
          )}
        </section>
      )}
      {groups.size === 0 ? null : (
        <section className="issue-part" aria-label={say('tracker.links')}>
          <Title order={2} size="h3">
            {say('tracker.links')}
          </Title>
          {[...groups].map(([words, issues]) => (
            <div key={words}>
              <div className="link-words">{words}</div>
              <ul className="linked-list">
                {issues.map((other) => (
                  <IssueLine key={other.id} issue={other} />
                ))}
              </ul>
            </div>
          ))}
        </section>
      )}
    </>
  );
}
