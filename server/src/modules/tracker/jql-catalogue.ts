/**
 * Every field, operator and function that JQL knows here, told once: the compiler, completion, the reference page and their
 * tests all read this list, so that none of them can promise what another does not keep.
 */
import type { JqlOperator } from './parse-jql.ts';

/** What a field's values are; it decides operators, functions and what completion offers. */
export type JqlFieldType =
  | 'project' | 'category' | 'issuetype' | 'status' | 'statuscategory' | 'priority' | 'resolution' | 'person' | 'people' | 'component' | 'version' | 'label'
  | 'issue' | 'moment' | 'text' | 'duration' | 'number' | 'filter' | 'linktype' | 'presence' | 'option' | 'token' | 'sprint';

export interface JqlField {
  /** As people write it. */
  readonly name: string;
  readonly title: string;
  readonly type: JqlFieldType;
  readonly synonyms: readonly string[];
  readonly orderable: boolean;
  /** WAS is answered, and CHANGED with FROM and TO. */
  readonly history: boolean;
  /** Takes EMPTY. */
  readonly emptyable: boolean;
  /** How it is answered, for the reference page. */
  readonly answeredBy: 'plain columns' | 'equality tokens' | 'opening candidates';
}

type Extra = Partial<Omit<JqlField, 'name' | 'title' | 'type'>>;
const field = (name: string, title: string, type: JqlFieldType, extra: Extra = {}): JqlField =>
  ({ name, title, type, synonyms: [], orderable: false, history: false, emptyable: false, answeredBy: 'plain columns', ...extra });
const sorts = { orderable: true } as const;
const empty = { emptyable: true } as const;
const past = { history: true } as const;
const opened = { answeredBy: 'opening candidates' } as const;
const byToken = { answeredBy: 'equality tokens' } as const;

export const jqlFields: readonly JqlField[] = [
  field('affectedVersion', 'Affects version', 'version', { ...empty, ...past, ...byToken, synonyms: ['affectsVersion', 'versions'] }),
  field('assignee', 'Assignee', 'person', { ...sorts, ...empty, ...past }),
  field('attachments', 'Attachments', 'presence', empty),
  field('category', 'Category of the project', 'category', empty),
  field('comment', 'Comments', 'text', opened),
  field('component', 'Components', 'component', { ...empty, ...past, ...byToken, synonyms: ['components'] }),
  field('created', 'Created', 'moment', { ...sorts, synonyms: ['createdDate'] }),
  field('creator', 'Creator', 'person', { ...sorts, ...empty }),
  field('description', 'Description', 'text', { ...empty, ...opened }),
  field('due', 'Due date', 'moment', { ...sorts, ...empty, synonyms: ['dueDate'] }),
  field('environment', 'Environment', 'text', { ...empty, ...opened }),
  field('filter', 'Saved filter', 'filter', { ...byToken, synonyms: ['request', 'savedFilter', 'searchRequest'] }),
  field('fixVersion', 'Fix version', 'version', { ...empty, ...past, ...byToken, synonyms: ['fixVersions'] }),
  field('hierarchyLevel', 'Level of the issue type', 'number'),
  field('issue', 'Issue', 'issue', { synonyms: ['id', 'issueKey', 'key'], ...sorts }),
  field('issueLink', 'Linked to an issue', 'issue', empty),
  field('issueLinkType', 'Type of a link', 'linktype', empty),
  field('issueType', 'Issue type', 'issuetype', { ...sorts, ...past, synonyms: ['type', 'workType'] }),
  field('labels', 'Labels', 'label', { ...empty, ...byToken, synonyms: ['label'] }),
  field('originalEstimate', 'Original estimate', 'duration', { ...sorts, ...empty, synonyms: ['timeOriginalEstimate'] }),
  field('parent', 'Parent', 'issue', { ...sorts, ...empty, synonyms: ['epic link', 'parentEpic'] }),
  field('priority', 'Priority', 'priority', { ...sorts, ...empty, ...past }),
  field('project', 'Project', 'project', { ...sorts, synonyms: ['space'] }),
  field('rank', 'Rank', 'token', sorts),
  field('remainingEstimate', 'Remaining estimate', 'duration', { ...sorts, ...empty, synonyms: ['timeEstimate'] }),
  field('reporter', 'Reporter', 'person', { ...sorts, ...empty, ...past }),
  field('resolution', 'Resolution', 'resolution', { ...sorts, ...empty, ...past }),
  field('resolved', 'Resolved', 'moment', { ...sorts, ...empty, synonyms: ['resolutionDate'] }),
  field('sprint', 'Sprint', 'sprint', { ...empty, ...byToken }),
  field('status', 'Status', 'status', { ...sorts, ...past }),
  field('statusCategory', 'Status category', 'statuscategory'),
  field('statusCategoryChangedDate', 'Status changed', 'moment', { ...empty, synonyms: ['statusChangedDate'] }),
  field('summary', 'Summary', 'text', opened),
  field('text', 'All texts', 'text', opened),
  field('timeSpent', 'Time spent', 'duration', { ...sorts, ...empty }),
  field('updated', 'Updated', 'moment', { ...sorts, synonyms: ['updatedDate'] }),
  field('voter', 'People who voted', 'people', empty),
  field('votes', 'Number of votes', 'number'),
  field('watcher', 'People who watch', 'people', empty),
  field('watchers', 'Number of watchers', 'number'),
  field('workRatio', 'Time spent of the estimate, in per cent', 'number', empty),
  field('worklogAuthor', 'People who logged work', 'people', empty),
  field('worklogDate', 'Day of logged work', 'moment'),
];

const byName = new Map(jqlFields.flatMap((one) => [one.name, ...one.synonyms].map((name) => [name.toLowerCase(), one] as const)));

/** Undefined for custom fields and for names that nobody has. */
export function systemField(name: string): JqlField | undefined {
  return byName.get(name.trim().toLowerCase());
}

/** The one name of a field whatever its synonym and case; others as they are, in lower case. */
export function fieldName(name: string): string {
  return systemField(name)?.name.toLowerCase() ?? name.trim().toLowerCase();
}

const equality: readonly JqlOperator[] = ['=', '!=', 'in', 'not in'];
const emptiness: readonly JqlOperator[] = ['is', 'is not'];
const order: readonly JqlOperator[] = ['<', '<=', '>', '>='];
const history: readonly JqlOperator[] = ['was', 'was not', 'was in', 'was not in'];

function valueOperators(type: JqlFieldType): readonly JqlOperator[] {
  switch (type) {
    case 'text': return ['~', '!~'];
    case 'presence': case 'token': return [];
    case 'moment': case 'number': case 'duration': return [...equality, ...order];
    case 'issue': return [...equality, ...order];
    default: return equality;
  }
}

export function operatorsOf({ name, type, emptyable, history: past }: Pick<JqlField, 'name' | 'type' | 'emptyable' | 'history'>): readonly JqlOperator[] {
  if (name === 'rank') return [];
  const ordered = name === 'parent' || name === 'issueLink' ? equality : valueOperators(type);
  return [...ordered, ...(emptyable ? emptiness : []), ...(past ? [...history, 'changed' as const] : [])];
}

export interface JqlFunction {
  readonly name: string;
  /** What stands in its parentheses, for people. */
  readonly takes: string;
  readonly types: readonly JqlFieldType[];
  /** Of the type `issue`: only of these fields. */
  readonly list: boolean;
  readonly means: string;
}

const days: readonly JqlFieldType[] = ['moment'];
const shift = 'a shift such as -1, "2w" or "-1M"';
export const jqlFunctions: readonly JqlFunction[] = [
  { name: 'childIssuesOf', takes: 'an issue', types: ['issue'], list: true, means: 'everything below the issue, at any depth' },
  { name: 'closedSprints', takes: '', types: ['sprint'], list: true, means: 'sprints that are over' },
  { name: 'componentsLeadByUser', takes: 'a person, or nothing for oneself', types: ['component'], list: true, means: 'components that somebody leads' },
  { name: 'currentUser', takes: '', types: ['person', 'people'], list: false, means: 'who asks' },
  { name: 'earliestUnreleasedVersion', takes: 'a project', types: ['version'], list: false, means: 'the next version of a project' },
  { name: 'endOfDay', takes: shift, types: days, list: false, means: 'the last moment of the day' },
  { name: 'endOfMonth', takes: shift, types: days, list: false, means: 'the last moment of the month' },
  { name: 'endOfWeek', takes: shift, types: days, list: false, means: 'the last moment of the week (Sunday)' },
  { name: 'endOfYear', takes: shift, types: days, list: false, means: 'the last moment of the year' },
  { name: 'futureSprints', takes: '', types: ['sprint'], list: true, means: 'sprints that have not begun' },
  { name: 'latestReleasedVersion', takes: 'a project', types: ['version'], list: false, means: 'the version of a project that was released last' },
  { name: 'linkedIssues', takes: 'an issue, and perhaps the name of a link or of one of its directions', types: ['issue'], list: true, means: 'issues linked to the issue' },
  { name: 'membersOf', takes: 'a group', types: ['person', 'people'], list: true, means: 'people of a group' },
  { name: 'now', takes: '', types: days, list: false, means: 'this moment' },
  { name: 'openSprints', takes: '', types: ['sprint'], list: true, means: 'sprints that are under way' },
  { name: 'projectsLeadByUser', takes: 'a person, or nothing for oneself', types: ['project'], list: true, means: 'projects that somebody leads' },
  { name: 'releasedVersions', takes: 'projects, or nothing for all', types: ['version'], list: true, means: 'versions that are released' },
  { name: 'standardIssueTypes', takes: '', types: ['issuetype'], list: true, means: 'types that are no sub-tasks' },
  { name: 'startOfDay', takes: shift, types: days, list: false, means: 'the first moment of the day' },
  { name: 'startOfMonth', takes: shift, types: days, list: false, means: 'the first moment of the month' },
  { name: 'startOfWeek', takes: shift, types: days, list: false, means: 'the first moment of the week (Monday)' },
  { name: 'startOfYear', takes: shift, types: days, list: false, means: 'the first moment of the year' },
  { name: 'subtaskIssueTypes', takes: '', types: ['issuetype'], list: true, means: 'types that are sub-tasks' },
  { name: 'unreleasedVersions', takes: 'projects, or nothing for all', types: ['version'], list: true, means: 'versions that are not released' },
  { name: 'updatedBy', takes: 'a person, and perhaps two moments between which', types: ['issue'], list: true, means: 'issues that somebody created, changed, commented on or logged work for' },
  { name: 'votedIssues', takes: '', types: ['issue'], list: true, means: 'issues that one voted for' },
  { name: 'watchedIssues', takes: '', types: ['issue'], list: true, means: 'issues that one watches' },
];

/** Known in the original and not kept here, with what to do instead. */
export const unknownFunctions: Readonly<Record<string, string>> = {
  issuehistory: 'what somebody looked at is not kept; updatedBy() finds what somebody worked on',
  currentlogin: 'times of sign-in are not kept with issues', lastlogin: 'times of sign-in are not kept with issues',
};

export function functionsFor(type: JqlFieldType): readonly JqlFunction[] {
  return jqlFunctions.filter(({ types }) => types.includes(type));
}
