// Issues as a table, sortable by its headings; beside an open issue it shrinks to one telling column.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Issue } from '../../api/tracker.ts';
import { useKeys } from '../../app/keys.ts';
import { useSite } from '../../app/session.ts';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { PersonName } from '../../parts/person.tsx';
import { When } from '../../parts/when.tsx';
import { useSay, type WordKey } from '../../words/index.ts';
import { sortOf, sortText, type SortField } from './jql.ts';
import { PriorityName, StatusMark, TypeName } from './marks.tsx';

export type IssueTableProps = {
  readonly issues: readonly Issue[];
  readonly sort: string | undefined;
  readonly onSort: (sort: string) => void;
  readonly chosenKey: string | undefined;
  readonly openSearch: (key: string) => { readonly to: string; readonly search: Record<string, unknown> };
  readonly toolbar: ReactNode;
  readonly footer: ReactNode;
  readonly choice: readonly [ReadonlySet<string>, (id: string) => void];
  /** Issues picked for a change of many; `x` picks the one that has the focus. */
  readonly picked: ReadonlySet<string>;
  readonly onPick: (key: string) => void;
};

export function IssueTable({ issues, sort, onSort, chosenKey, openSearch, toolbar, footer, choice, picked, onPick }: IssueTableProps) {
  const say = useSay();
  const { site } = useSite();
  const current = sortOf(sort);
  const sorting = (field: SortField): Pick<Column<Issue>, 'sorted' | 'onSort'> => ({
    sorted: current.field === field ? (current.direction === 'asc' ? 'ascending' : 'descending') : undefined,
    onSort: () => onSort(sortText({ field, direction: current.field === field && current.direction === 'desc' ? 'asc' : 'desc' })),
  });
  type Sorting = Pick<Column<Issue>, 'sorted' | 'onSort'>;
  const words = (id: string, label: WordKey, of: (issue: Issue) => string, more: Sorting = {}): Column<Issue> => ({ id, label: say(label), width: '150px', optional: true, text: of, cell: of, ...more });
  const moment = (id: string, label: WordKey, of: (issue: Issue) => string | undefined, more: Sorting): Column<Issue> => ({ id, label: say(label), width: '125px', optional: true, text: (issue) => of(issue) ?? '', cell: (issue) => <When at={of(issue)} />, ...more });
  const compact = chosenKey !== undefined;
  useKeys({
    x: () => {
      const key = document.activeElement?.closest('tr')?.querySelector('[data-pick]')?.getAttribute('data-pick');
      if (key !== null && key !== undefined) onPick(key);
    },
  });
  const columns: readonly Column<Issue>[] = [
    {
      id: 'summary', label: say('tracker.issue'), text: (issue) => `${issue.key} ${issue.fields.summary}`, ...sorting('key'),
      cell: (issue) => {
        const { to, search } = openSearch(issue.key);
        const link = (
          <Link to={to} search={search} params={{ site: site.slug }} className="issue-link" aria-current={issue.key === chosenKey ? 'true' : undefined} resetScroll={false}>
            <span className="issue-key">{issue.key}</span>
            <span className="issue-summary">{issue.fields.summary}</span>
            {compact ? <StatusMark status={issue.fields.status} /> : null}
          </Link>
        );
        if (compact) return link;
        return (
          <span className="picked-line">
            <input type="checkbox" className="pick" data-pick={issue.key} checked={picked.has(issue.key)} onChange={() => onPick(issue.key)} aria-label={say('tracker.pick', { key: issue.key })} />
            {link}
          </span>
        );
      },
    },
    { id: 'status', label: say('tracker.status'), width: '140px', optional: true, text: (issue) => issue.fields.status?.name ?? '', cell: (issue) => <StatusMark status={issue.fields.status} />, ...sorting('status') },
    { id: 'issuetype', label: say('tracker.type'), width: '130px', optional: true, wide: true, text: (issue) => issue.fields.issuetype?.name ?? '', cell: (issue) => <TypeName type={issue.fields.issuetype} />, ...sorting('issuetype') },
    { id: 'priority', label: say('tracker.priority'), width: '105px', optional: true, text: (issue) => issue.fields.priority?.name ?? '', cell: (issue) => <PriorityName priority={issue.fields.priority} />, ...sorting('priority') },
    {
      id: 'assignee', label: say('tracker.assignee'), width: '175px', optional: true, text: (issue) => issue.fields.assignee?.displayName ?? '',
      cell: (issue) => (issue.fields.assignee ? <PersonName name={issue.fields.assignee.displayName} /> : <span className="quiet">{say('tracker.nobody')}</span>),
      ...sorting('assignee'),
    },
    { id: 'reporter', label: say('tracker.reporter'), width: '175px', optional: true, text: (issue) => issue.fields.reporter?.displayName ?? '', cell: (issue) => (issue.fields.reporter ? <PersonName name={issue.fields.reporter.displayName} /> : null), ...sorting('reporter') },
    words('project', 'tracker.project', (issue) => issue.fields.project?.name ?? '', sorting('project')),
    words('labels', 'tracker.labels', (issue) => (issue.fields.labels ?? []).join(', ')),
    words('components', 'tracker.components', (issue) => (issue.fields.components ?? []).map(({ name }) => name).join(', ')),
    words('fixVersions', 'tracker.fixedIn', (issue) => (issue.fields.fixVersions ?? []).map(({ name }) => name).join(', ')),
    words('resolution', 'tracker.resolutionShort', (issue) => issue.fields.resolution?.name ?? '', sorting('resolution')),
    moment('duedate', 'tracker.due', (issue) => issue.fields.duedate ?? undefined, sorting('due')),
    moment('created', 'tracker.created', (issue) => issue.fields.created, sorting('created')),
    { id: 'updated', label: say('tracker.updated'), width: '125px', optional: true, text: (issue) => issue.fields.updated ?? '', cell: (issue) => <When at={issue.fields.updated} />, ...sorting('updated') },
    moment('resolutiondate', 'tracker.resolved', (issue) => issue.fields.resolutiondate ?? undefined, sorting('resolved')),
  ];
  return <DataTable name="issues" label={say('tracker.issues')} columns={columns} rows={issues} rowId={(issue) => issue.key} chosenId={chosenKey} toolbar={toolbar} footer={footer} compact={compact} choice={choice} />;
}
