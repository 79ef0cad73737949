/** A small tracker with a past, for tests of JQL: eight issues of two projects, people, links, work and a history. */
import { newUuid } from '../../kernel/ids/index.ts';
import type { People, Person } from '../directory/index.ts';
import { textToAdf } from '../richtext/index.ts';
import { createImporting } from './create-importing.ts';
import type { ImportedChange, ImportedIssue, ImportedText } from './importing.ts';
import { startTenantForTests, type TenantForTests } from './tenant-for-tests.ts';

export interface JqlWorld {
  readonly place: TenantForTests;
  readonly people: People;
}

/** When the questions are asked. */
export const askedAt = new Date('2026-03-18T12:00:00Z'); // a Wednesday
const text = (words: string): ImportedText => ({ adf: textToAdf(words), source: words, format: 'jira-markup' });
const day = (date: string): Date => new Date(`${date}T09:00:00Z`);
const base = { project: 'p', status: 'open', type: 'bug', priority: 'high', updatedAt: day('2026-03-10') } as const;

const issues: readonly ImportedIssue[] = [
  { ...base, source: '1', number: 1, summary: 'Pump leaks oil', description: text('It drips since Monday'), assignee: 'fred', reporter: 'jill', creator: 'jill', createdAt: day('2026-01-01'), labels: ['urgent', 'oil'], fixVersions: ['v2'], components: ['engine'], dueOn: '2026-03-20', originalEstimateS: 7_200, timeSpentS: 10_800, values: [{ source: 'f1', field: 'points', number: '8' }] },
  { ...base, source: '2', number: 2, status: 'closed', resolution: 'fixed', resolvedAt: day('2026-02-20'), summary: 'Engine howls', assignee: 'jill', reporter: 'jill', creator: 'jill', createdAt: day('2026-01-05'), fixVersions: ['v1'], priority: 'low', values: [{ source: 'f2', field: 'points', number: '3' }] },
  { ...base, source: '3', number: 3, type: 'task', status: 'progress', summary: 'Write the manual', assignee: 'fred', reporter: 'fred', creator: 'fred', createdAt: day('2026-02-01'), updatedAt: day('2026-03-17'), labels: ['docs'], components: ['words'] },
  { ...base, source: '4', number: 4, type: 'sub', status: 'open', summary: 'Index of the manual', reporter: 'fred', creator: 'fred', createdAt: day('2026-02-02') },
  { ...base, source: '5', number: 5, type: 'task', status: 'closed', resolution: 'wontfix', resolvedAt: day('2026-03-16'), summary: 'Paint it green', assignee: 'jill', reporter: 'fred', creator: 'fred', createdAt: day('2026-03-02'), priority: 'low' },
  { ...base, source: '6', number: 6, summary: 'Reopened once more', assignee: 'fred', reporter: 'jill', creator: 'jill', createdAt: day('2026-01-10'), affectsVersions: ['v1'] },
  { ...base, project: 'q', source: '7', number: 1, type: 'task', summary: 'Another project', reporter: 'jill', creator: 'jill', createdAt: day('2026-03-01'), dueOn: '2026-04-01' },
  { ...base, project: 'hidden', source: '8', number: 1, type: 'task', summary: 'Nobody sees this', reporter: 'fred', creator: 'fred', createdAt: day('2026-03-01') },
];

const moved = (source: string, issue: string, at: string, author: string, field: string, from: string | undefined, to: string | undefined): ImportedChange =>
  ({ source, issue, createdAt: day(at), author, items: [{ source: `i${source}`, fieldType: 'jira', field, ...(from === undefined ? {} : { from, fromText: from }), ...(to === undefined ? {} : { to, toText: to }) }] });
const history: readonly ImportedChange[] = [
  moved('101', '2', '2026-01-20', 'fred', 'status', 'open', 'progress'), moved('102', '2', '2026-02-20', 'jill', 'status', 'progress', 'closed'), moved('103', '2', '2026-02-20', 'jill', 'resolution', undefined, 'fixed'),
  moved('104', '2', '2026-02-10', 'fred', 'assignee', 'fred', 'jill'), moved('105', '3', '2026-02-15', 'fred', 'status', 'open', 'progress'),
  moved('106', '5', '2026-03-16', 'jill', 'status', 'open', 'closed'), moved('107', '5', '2026-03-16', 'jill', 'resolution', undefined, 'wontfix'),
  moved('108', '6', '2026-01-15', 'fred', 'status', 'open', 'closed'), moved('109', '6', '2026-02-25', 'jill', 'status', 'closed', 'open'),
  moved('110', '6', '2026-01-15', 'fred', 'priority', 'low', 'high'), moved('111', '1', '2026-02-01', 'jill', 'Fix Version', 'v1', undefined), moved('112', '1', '2026-02-01', 'jill', 'Fix Version', undefined, 'v2'), moved('113', '1', '2026-03-10', 'fred', 'summary', undefined, undefined),
];

export async function startJqlWorld(): Promise<JqlWorld> {
  const place = await startTenantForTests();
  const people: People = {
    byId: (_organization, ids) => Promise.resolve(new Map([...ids].filter((id) => id === place.admin).map((id): [string, Person] => [id, { accountId: place.admin, name: 'Ada', email: 'ada@example.test', active: true, timeZone: 'Etc/UTC', locale: 'en' }]))),
    byEmail: () => Promise.resolve(undefined), search: () => Promise.resolve([]), groups: () => Promise.resolve([]), membersOf: (_organization, group) => Promise.resolve(group === 'admins' ? [place.admin] : []),
  };
  await fill(place);
  return { place, people };
}

async function fill(place: TenantForTests): Promise<void> {
  const importing = createImporting();
  const [ctx, importId] = [place.ctx(), newUuid()];
  await importing.putPeople(ctx, importId, [{ source: 'fred', name: 'Fred', active: true }, { source: 'jill', name: 'Jill', active: true, email: 'jill@example.test' }, { source: 'ada', name: 'Ada', active: true, accountId: place.admin }]);
  await importing.putGroups(ctx, importId, [{ source: 'g', name: 'jira-developers', members: ['fred'] }]);
  await importing.putConfiguration(ctx, importId, { kind: 'issuetype', rows: [{ source: 'bug', name: 'Bug', subtask: false }, { source: 'task', name: 'Task', subtask: false }, { source: 'sub', name: 'Sub-task', subtask: true }] });
  await importing.putConfiguration(ctx, importId, { kind: 'priority', rows: [{ source: 'high', name: 'High' }, { source: 'low', name: 'Low' }] });
  await importing.putConfiguration(ctx, importId, { kind: 'resolution', rows: [{ source: 'fixed', name: 'Fixed' }, { source: 'wontfix', name: 'Won\'t Fix' }] });
  await importing.putConfiguration(ctx, importId, { kind: 'status', rows: [{ source: 'open', name: 'Open' }, { source: 'progress', name: 'In Progress' }, { source: 'closed', name: 'Closed' }] });
  await importing.putConfiguration(ctx, importId, { kind: 'linktype', rows: [{ source: 'b', name: 'Blocks', inward: 'is blocked by', outward: 'blocks' }, { source: 's', name: 'sub', inward: 'is part of', outward: 'has', style: 'jira_subtask' }] });
  await importing.putConfiguration(ctx, importId, { kind: 'customfield', rows: [{ source: 'points', name: 'Story Points', typeKey: 'com.atlassian.jira.plugin.system.customfieldtypes:float' }] });
  await importing.beginProject(ctx, importId, { source: 'p', key: 'PUMP', name: 'Pumps', access: 'everyone', lead: 'fred' });
  await importing.beginProject(ctx, importId, { source: 'q', key: 'QUIET', name: 'Quiet ones', access: 'everyone' });
  await importing.beginProject(ctx, importId, { source: 'hidden', key: 'HID', name: 'Hidden', access: 'administrators' });
  await importing.putComponents(ctx, importId, [{ source: 'engine', project: 'p', name: 'Engine', lead: 'jill' }, { source: 'words', project: 'p', name: 'Words' }]);
  await importing.putVersions(ctx, importId, [{ source: 'v1', project: 'p', name: '1.0', released: true, archived: false, sequence: 1 }, { source: 'v2', project: 'p', name: '2.0', released: false, archived: false, sequence: 2 }]);
  await importing.putIssues(ctx, importId, issues);
  await importing.putIssueParts(ctx, importId, [{ kind: 'watcher', source: 'w1', issue: '3', person: 'ada' }, { kind: 'voter', source: 'w2', issue: '1', person: 'jill' }, { kind: 'voter', source: 'w3', issue: '1', person: 'ada' }]);
  await importing.putComments(ctx, importId, [{ source: 'c1', issue: '2', author: 'fred', body: text('Heard it too'), createdAt: day('2026-01-21'), updatedAt: day('2026-01-21') }]);
  await importing.putWorklogs(ctx, importId, [{ source: 'l1', issue: '1', author: 'fred', startedAt: day('2026-03-10'), createdAt: day('2026-03-10'), updatedAt: day('2026-03-10'), timeSpentS: 10_800 }]);
  await importing.putLinks(ctx, importId, [{ source: 'k1', type: 'b', from: '1', to: '2' }, { source: 'k2', type: 's', from: '3', to: '4' }, { source: 'k3', type: 'b', from: '8', to: '6' }]);
  await importing.putHistory(ctx, importId, history);
  await importing.publish(ctx, importId);
}
