/** JQL asked of a small tracker with a past: the examples that everybody finds in the public documentation, and what is special here. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountIds } from '../../kernel/ids/index.ts';
import { jqlFields, jqlFunctions, operatorsOf, type JqlField } from './jql-catalogue.ts';
import { askedAt, startJqlWorld, type JqlWorld } from './jql-world-for-tests.ts';
import { createFilter } from './manage-filters.ts';
import type { JqlOperator } from './parse-jql.ts';
import { searchIssues } from './search-issues.ts';

let world: JqlWorld;
beforeAll(async () => {
  world = await startJqlWorld();
  const ctx = world.place.ctx();
  await createFilter(ctx, { name: 'Open bugs', jql: 'type = Bug AND resolution = Unresolved ORDER BY key' });
  await createFilter(ctx, { name: 'Round', jql: 'filter = "Round trip"' });
  await createFilter(ctx, { name: 'Round trip', jql: 'filter = Round' });
}, 60_000);
afterAll(() => world.place.stop());

async function ask(jql: string, role: 'admin' | 'member' = 'admin'): Promise<string> {
  const ctx = world.place.ctx({ now: askedAt, role, ...(role === 'member' ? { accountId: accountIds.make() } : {}) });
  const { rows } = await ctx.read((tx) => searchIssues(tx, ctx, world.people, { jql, parts: new Set(), limit: 100 }));
  return rows.map(({ project_key, number }) => (project_key === 'PUMP' ? String(number) : `${project_key}-${number}`)).join(' ');
}

/** Of the project PUMP, in order of their keys. */
const within = (jql: string): Promise<string> => ask(`project = PUMP AND (${jql}) ORDER BY key`);

describe('finds', () => {
  it.each([
    // Fields and operators.
    ['project = "Pumps"', '1 2 3 4 5 6'], ['project = PUMP OR type = Task', '1 2 3 4 5 6'], ['reporter != jill', '3 4 5'], ['status = Open AND type in (Bug, Sub-task)', '1 4 6'], ['status NOT IN ("In Progress", Closed)', '1 4 6'],
    ['assignee IS EMPTY', '4'], ['assignee in (fred, EMPTY)', '1 3 4 6'], ['assignee not in (fred)', '2 5'], ['assignee != EMPTY AND NOT assignee = jill', '1 3 6'], ['resolution = Unresolved', '1 3 4 6'], ['resolution in (Fixed, "Won\'t Fix")', '2 5'],
    ['priority = High AND (labels = urgent OR labels is EMPTY)', '1 4 6'], ['labels not in (docs)', '1'], ['component = Engine', '1'], ['component is EMPTY', '2 4 5 6'], ['fixVersion = "2.0"', '1'], ['affectedVersion is not EMPTY', '6'],
    ['key = PUMP-3', '3'], ['issuekey in (PUMP-1, PUMP-2)', '1 2'], ['key > PUMP-4', '5 6'], ['parent = PUMP-3', '4'], ['statusCategory = "To Do"', '1 4 6'], ['statusCategory != Done', '1 3 4 6'], ['category is EMPTY', '1 2 3 4 5 6'],
    // Texts.
    ['summary ~ manual', '3 4'], ['summary ~ "\\"leaks oil\\""', '1'], ['text ~ "drips mon*"', '1'], ['text !~ manual', '1 2 5 6'], ['comment ~ heard', '2'], ['description is not EMPTY', '1'],
    // Moments.
    ['created >= 2026-02-01', '3 4 5'], ['created < "2026/02/01 10:00" AND created > "2026/01/05 10:00"', '3 6'], ['updated >= -2d', '3'], ['resolved >= startOfWeek()', '5'], ['resolved < startOfMonth() AND resolved > startOfYear()', '2'],
    ['due <= endOfWeek()', '1'], ['due = 2026-03-20', '1'], ['created >= startOfMonth(-1) AND created <= endOfMonth("-1M")', '3 4'], ['due < now()', ''], ['worklogDate >= 2026-03-10 and worklogAuthor = fred', '1'],
    // Numbers and durations.
    ['timeSpent > originalEstimate', null], ['timeSpent > 2h', '1'], ['originalEstimate = "2h"', '1'], ['workRatio >= 150', '1'], ['originalEstimate is EMPTY', '2 3 4 5 6'], ['votes > 1', '1'], ['votes = 0 and watchers > 0', '3'], ['"Story Points" > 5', '1'], ['"Story Points" <= 3 OR cf[POINTS] is EMPTY', null], ['"Story Points" = 3', '2'], ['"Story Points" in (3, 8)', '1 2'], ['not "Story Points" > 5', null],
    // Functions.
    ['assignee in membersOf("jira-developers")', '1 3 6'], ['watcher = currentUser()', '3'], ['issue in watchedIssues()', '3'], ['issue in votedIssues()', '1'], ['voter = jill', '1'], ['issue in linkedIssues(PUMP-1)', '2'], ['issue in linkedIssues("PUMP-1", "blocks")', '2'],
    ['issue in linkedIssues(PUMP-1, "is blocked by")', ''], ['issueLinkType = Blocks', '1 2 6'], ['issueLinkType = "is blocked by"', '2 6'], ['issueLink = PUMP-2', '1'], ['issueLink is EMPTY', '3 4 5'], ['issue in childIssuesOf(PUMP-3)', '4'], ['issue in updatedBy(jill, 2026-02-21)', '5 6'],
    ['issue in updatedBy(fred)', '1 2 3 4 5 6'], ['fixVersion in unreleasedVersions(PUMP)', '1'], ['fixVersion in releasedVersions()', '2'], ['fixVersion = earliestUnreleasedVersion(PUMP)', '1'], ['fixVersion = latestReleasedVersion(PUMP)', '2'],
    ['issuetype in subtaskIssueTypes()', '4'], ['issuetype not in standardIssueTypes()', '4'], ['component in componentsLeadByUser(jill)', '1'], ['project in projectsLeadByUser(fred)', '1 2 3 4 5 6'], ['filter = "open bugs"', '1 6'], ['filter != "Open bugs"', '2 3 4 5'], ['attachments is EMPTY', '1 2 3 4 5 6'],
    // History.
    ['status WAS Open', '1 2 3 4 5 6'], ['status WAS "In Progress"', '2 3'], ['status WAS NOT "In Progress"', '1 4 5 6'], ['status WAS IN (Closed, "In Progress")', '2 3 5 6'], ['status WAS NOT IN (Closed, "In Progress")', '1 4'], ['NOT status WAS Closed', '1 3 4'],
    ['status WAS Closed BEFORE 2026-02-01', '6'], ['status WAS Closed AFTER 2026-02-22', '2 5 6'], ['status WAS Open ON 2026-02-01', '1 3'], ['status WAS Closed ON "2026-02-01"', '6'], ['status WAS "In Progress" DURING ("2026-01-25", "2026-02-01")', '2'], ['status WAS Open DURING (2026-02-26, 2026-02-28)', '1 4 6'],
    ['status WAS "In Progress" BY fred', '2 3'], ['status WAS Closed BY jill BEFORE 2026-03-01', '2'], ['status WAS Open BY jill', '1 2 6'], ['assignee WAS fred', '1 2 3 6'], ['assignee WAS fred AND assignee = jill', '2'], ['resolution WAS EMPTY', '1 2 3 4 5 6'], ['resolution WAS Fixed', '2'], ['priority WAS Low', '2 5 6'],
    ['fixVersion WAS "1.0"', '1 2'], ['fixVersion WAS "2.0" BEFORE 2026-01-31', ''], ['fixVersion WAS "1.0" ON 2026-01-15', '1 2'],
    ['status CHANGED', '2 3 5 6'], ['NOT status CHANGED', '1 4'], ['status CHANGED FROM Open TO Closed', '5 6'], ['status CHANGED TO (Closed) BY jill', '2 5'], ['status CHANGED FROM Closed TO Open', '6'], ['status CHANGED BEFORE 2026-02-01', '2 6'],
    ['status CHANGED AFTER startOfWeek()', '5'], ['status CHANGED DURING (2026-02-01, 2026-02-15)', '3'], ['status CHANGED ON 2026-02-20', '2'], ['resolution CHANGED FROM EMPTY TO Fixed', '2'], ['assignee CHANGED FROM fred', '2'], ['fixVersion CHANGED', '1'], ['summary CHANGED AFTER 2026-03-01', '1'], ['"Story Points" CHANGED', ''],
    // Shapes.
    ['((type = Bug AND (status = Open OR priority = Low)))', '1 2 6'], ['NOT (type = Bug OR status = Open)', '3 5'], ['type = Bug && status = Open || key = PUMP-5', '1 5 6'], ['! type = Bug & ! status = Open', '3 5'],
  ].filter((example): example is [string, string] => example[1] !== null))('%s', async (jql, expected) => {
    expect(await within(jql)).toBe(expected);
  });

  it('in the order that is asked for', async () => {
    expect(await ask('project = PUMP ORDER BY created DESC')).toBe('5 4 3 6 2 1');
    expect(await ask('project = PUMP ORDER BY priority, key DESC')).toBe('6 4 3 1 5 2');
    expect(await ask('project = PUMP ORDER BY timeSpent DESC, due, key')).toBe('1 2 3 4 5 6');
    expect(await ask('ORDER BY key')).toBe('HID-1 1 2 3 4 5 6 QUIET-1');
  });

  it('nothing of issues that are not shown, by no way round', async () => {
    expect(await ask('issue in linkedIssues(HID-1)')).toBe('6');
    for (const jql of ['issue in linkedIssues(HID-1)', 'issueLink = HID-1', 'parent = HID-1', 'issue in childIssuesOf(HID-1)', 'key = HID-1', 'filter = "Open bugs" and project = HID']) {
      await expect(ask(jql, 'member').catch((error: { code?: string }) => error.code), jql).resolves.toSatisfy((found) => found === '' || found === 'tracker.jql_invalid');
    }
    expect(await ask('type = Task ORDER BY key', 'member')).toBe('3 5 QUIET-1');
  });
});

describe('is refused at its place:', () => {
  it.each([
    ['nofield = 1', 1, 'does not exist'], ['status = Nowhere', 10, 'does not exist'], ['project = NOPE', 11, 'does not exist'], ['summary = x', 9, 'operator'], ['status ~ Open', 8, 'operator'], ['labels > 3', 8, 'operator'], ['created ~ x', 9, 'operator'], ['status is EMPTY', 8, 'operator'],
    ['summary WAS x', 9, 'WAS'], ['summary CHANGED FROM x', 17, 'sealed'], ['status WAS Open FROM Closed', 17, 'CHANGED'], ['status CHANGED DURING (2026-01-01)', 23, 'two moments'], ['issue in issueHistory()', 10, 'updatedBy'], ['issue in nothing()', 10, 'not known'], ['assignee = nobody()', 12, 'currentUser'], ['fixVersion in releasedVersions(NOPE)', 15, 'no project'],
    ['filter = Nothing', 10, 'may not see'], ['filter = Round', 1, 'deep'], ['timeSpent > soon', 13, 'duration'], ['votes > many', 9, 'whole number'], ['rank = 1', 6, 'only orders'], ['attachments = 1', 13, 'operator'], ['type = Bug ORDER BY labels', 21, 'ordered'], ['due < someday', 7, 'not a date'],
    ['type = Bug\nAND\n  status = Nowhere', 12, 'line 3, column 12'],
  ])('%s', async (jql, column, words) => {
    await expect(ask(jql)).rejects.toMatchObject({ code: 'tracker.jql_invalid', params: { position: { column }, detail: expect.stringContaining(words) } });
  });
});

describe('the catalogue keeps what it promises:', () => {
  const valueOf: Partial<Record<JqlField['type'], string>> = {
    project: 'PUMP', issuetype: 'Bug', status: 'Open', statuscategory: 'Done', priority: 'High', resolution: 'Fixed', person: 'fred', people: 'fred', component: 'Engine', version: '"1.0"', label: 'urgent', issue: 'PUMP-1',
    moment: '2026-01-01', text: 'oil', duration: '2h', number: '1', filter: '"Open bugs"', sprint: '"Sprint 1"', linktype: 'Blocks',
  };
  const clauseOf = (field: JqlField, operator: JqlOperator): string => {
    const value = field.type === 'category' ? '10' : (valueOf[field.type] ?? 'EMPTY');
    return `${field.name} ${operator} ${operator === 'changed' ? '' : operator.startsWith('is') ? 'EMPTY' : operator.endsWith('in') ? `(${value}, ${value})` : value}`;
  };
  const allOperators: readonly JqlOperator[] = ['=', '!=', '~', '!~', '<', '>', '<=', '>=', 'in', 'not in', 'is', 'is not', 'was', 'was not', 'was in', 'was not in'];

  it.each(jqlFields)('$name takes its operators and no others', async (field) => {
    for (const operator of allOperators) {
      const answer = ask(clauseOf(field, operator)).then(() => 'answered', (error: { code?: string; message?: string; params?: { detail?: string } }) => `${error.code ?? error.message ?? ''} ${error.params?.detail ?? ''}`);
      const wanted = operatorsOf(field).includes(operator);
      // The world of this test has no category: that it is refused by its value says that the operator was taken.
      if (wanted && field.type === 'category' && !operator.startsWith('is')) expect(await answer).toContain('does not exist for the field');
      else if (wanted) expect(await answer, clauseOf(field, operator)).toBe('answered');
      else expect(await answer, clauseOf(field, operator)).toMatch(/^tracker\.jql_invalid .*(?:operator|WAS)/);
    }
    const sorted = ask(`ORDER BY ${field.name}`).then(() => true, () => false);
    expect(await sorted).toBe(field.orderable);
  });

  it('functions are known', async () => {
    const fieldOf: Partial<Record<JqlField['type'], string>> = { issue: 'issue', person: 'assignee', version: 'fixVersion', component: 'component', issuetype: 'type', project: 'project', moment: 'created' };
    for (const { name, types, takes } of jqlFunctions) {
      const given = takes.startsWith('an issue') ? 'PUMP-1' : takes.startsWith('a project') ? 'PUMP' : takes.startsWith('a group') ? 'admins' : takes === 'a person, and perhaps two moments between which' ? 'fred' : '';
      const [type = 'issue'] = types;
      await ask(`${fieldOf[type] ?? type} ${type === 'moment' ? '>' : 'in'} ${name}(${given})`);
    }
  });
});
