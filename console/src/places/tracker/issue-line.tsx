// Another issue in one line: its key, its summary, its status, and what may be done about the line.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { LinkedIssue } from '../../api/tracker.ts';
import { useSite } from '../../app/session.ts';
import { StatusMark } from './marks.tsx';

export function IssueLine({ issue, actions }: { readonly issue: LinkedIssue; readonly actions?: ReactNode }) {
  const { site } = useSite();
  return (
    <li className="linked">
      <Link to="/s/$site/tracker/issues/$issueKey" params={{ site: site.slug, issueKey: issue.key }} className="issue-link">
        <span className="issue-key">{issue.key}</span>
        <span className="issue-summary">{issue.fields.summary}</span>
      </Link>
      <StatusMark status={issue.fields.status} />
      {actions}
    </li>
  );
}
