import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newUuid } from '../../kernel/ids/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import type { People } from '../directory/index.ts';
import { textToAdf } from '../richtext/index.ts';
import { viewerOf } from './access.ts';
import { readConfiguration } from './configuration-store.ts';
import { createImporting } from './create-importing.ts';
import type { ImportedIssue, ImportedText } from './importing.ts';
import { readIssue } from './issue-read-store.ts';
import { readProject } from './project-store.ts';
import { searchIssues } from './search-issues.ts';
import { startTenantForTests, type TenantForTests } from './tenant-for-tests.ts';

let place: TenantForTests;
const importing = createImporting();
const nobody: People = { byId: () => Promise.resolve(new Map()), byEmail: () => Promise.resolve(undefined), search: () => Promise.resolve([]), groups: () => Promise.resolve([]), membersOf: () => Promise.resolve([]) };
beforeAll(async () => { place = await startTenantForTests(); });
afterAll(() => place.stop());

const at = new Date('2010-07-23T12:16:56.928Z');
const text = (source: string): ImportedText => ({ adf: textToAdf(source), source, format: 'jira-markup' });

function issue(number: number, more: Partial<ImportedIssue> = {}): ImportedIssue {
  return {
    source: String(10_000 + number), project: '10000', number, type: '1', status: '1', priority: '3', summary: `Issue ${number}`, description: text(`The text of ${number}`),
    reporter: 'wseliga', creator: 'wseliga', createdAt: at, updatedAt: at, labels: ['a', 'b'], ...more,
  };
}

async function prepare(importId: string, key = 'TST') {
  const ctx = place.ctx();
  await importing.putPeople(ctx, importId, [{ source: 'wseliga', name: 'Wojciech', email: 'w@example.com', active: true }, { source: 'admin', name: 'Administrator', active: true, accountId: place.admin }]);
  await importing.putGroups(ctx, importId, [{ source: 'jira-users', name: 'jira-users', members: ['wseliga', 'admin'] }]);
  await importing.putConfiguration(ctx, importId, { kind: 'issuetype', rows: [{ source: '1', name: 'Bug', subtask: false }, { source: '5', name: 'Chore', subtask: true }] });
  await importing.putConfiguration(ctx, importId, { kind: 'status', rows: [{ source: '1', name: 'Open' }, { source: '3', name: 'In Progress' }] });
  await importing.putConfiguration(ctx, importId, { kind: 'priority', rows: [{ source: '3', name: 'Major', color: '#009900' }] });
  await importing.putConfiguration(ctx, importId, { kind: 'linktype', rows: [{ source: '10000', name: 'jira_subtask_link', inward: 'i', outward: 'o', style: 'jira_subtask' }, { source: '10010', name: 'Duplicate', inward: 'is duplicated by', outward: 'duplicates' }] });
  return importing.beginProject(ctx, importId, { source: '10000', key, name: 'Test Project', lead: 'admin', counter: 7, access: 'everyone' });
}

describe('an import', () => {
  it('keeps ids and numbers, joins configuration of the same name, and shows nothing before it is published', async () => {
    const importId = newUuid();
    const ctx = place.ctx();
    expect(await prepare(importId)).toMatchObject({ id: 10_000, key: 'TST', state: 'importing', existing: false });
    expect(await importing.putIssues(ctx, importId, [issue(1), issue(2), issue(3, { project: '4711' }), issue(4, { number: 2, source: '10044' })])).toEqual({
      added: 2, existing: 0, skipped: [{ source: '10003', reason: 'dangling', refersTo: 'project 4711' }, { source: '10044', reason: 'duplicate', refersTo: 'number 2 of project 10000' }],
    });
    const types = await place.query<{ n: string }>('select count(*) as n from tracker.issue_type');
    expect(types[0]?.n).toBe('6'); // Bug joined the seeded one, Chore is new
    const [stored] = await place.query<{ id: string; state: string; next: string }>(
      `select i.id, p.state, c.next from tracker.issue i join tracker.project p on p.id = i.project_id join tracker.counter c on c.name = 'number:10000' where i.number = 2`);
    expect(stored).toEqual({ id: '10002', state: 'importing', next: '8' });
    expect(await importing.publish(ctx, importId)).toEqual({ projects: 1 });
    expect(await importing.publish(ctx, importId)).toEqual({ projects: 0 });
    const pending = await place.query(`select 1 from tracker.person where pending_import is not null union all select 1 from tracker.status where pending_import is not null`);
    expect(pending).toEqual([]);
  });

  it('doubles nothing when it is repeated, and takes another key and other ids beside an earlier import', async () => {
    const importId = newUuid();
    const ctx = place.ctx();
    expect(await prepare(importId)).toMatchObject({ key: 'TST2', existing: false });
    await importing.putIssues(ctx, importId, [issue(1), issue(2)]);
    expect(await importing.putIssues(ctx, importId, [issue(1), issue(2), issue(3)])).toEqual({ added: 1, existing: 2, skipped: [] });
    expect(await prepare(importId)).toMatchObject({ key: 'TST2', existing: true });
    const links = [{ source: '1', type: '10000', from: '10001', to: '10002' }, { source: '2', type: '10010', from: '10001', to: '10003' }, { source: '3', type: '10010', from: '10001', to: '99' }];
    expect(await importing.putLinks(ctx, importId, links)).toMatchObject({ added: 2, skipped: [{ source: '3', reason: 'dangling', refersTo: 'issue 99' }] });
    expect(await importing.putLinks(ctx, importId, links)).toMatchObject({ added: 0, existing: 2 });
    const comment = { source: '10000', issue: '10001', author: 'gone', createdAt: at, updatedAt: at, body: text('abc') };
    expect(await importing.putComments(ctx, importId, [comment])).toMatchObject({ added: 1 });
    expect(await importing.putComments(ctx, importId, [comment])).toMatchObject({ existing: 1 });
    expect(await importing.putWorklogs(ctx, importId, [{ ...comment, startedAt: at, timeSpentS: 3_600 }])).toMatchObject({ added: 1 });
    expect(await importing.putAttachments(ctx, importId, [{ source: '10000', issue: '10001', author: 'wseliga', fileName: 'snipe.png', mediaType: 'image/png', sizeBytes: 31_020, createdAt: at }])).toMatchObject({ added: 1 });
    expect(await importing.putHistory(ctx, importId, [{ source: '10000', issue: '10001', author: 'admin', createdAt: at, items: [{ source: '1', fieldType: 'jira', field: 'status', from: '1', fromText: 'Open', to: '3', toText: 'In Progress' }] }])).toMatchObject({ added: 1 });
    expect(await importing.putIssueParts(ctx, importId, [
      { kind: 'watcher', source: 'admin-10001', issue: '10001', person: 'admin' }, { kind: 'voter', source: 'admin-10001', issue: '10001', person: 'admin' },
      { kind: 'formerkey', source: '1', issue: '10001', key: 'OLD-5' }, { kind: 'label', source: '77', issue: '10001', label: 'late' },
    ])).toMatchObject({ added: 4, skipped: [] });
    expect(await importing.putRecords(ctx, importId, 'Avatar', [{ ordinal: 1, raw: '{}' }, { ordinal: 2, raw: '{}' }])).toMatchObject({ added: 2 });
    expect(await importing.putRecords(ctx, importId, 'Avatar', [{ ordinal: 2, raw: '{}' }])).toMatchObject({ added: 0, existing: 1 });
    const counts = await importing.counts(ctx, importId);
    expect(Object.fromEntries(counts)).toMatchObject({ project: 1, issue: 3, link: 2, comment: 1, worklog: 1, attachment: 1, change: 1, watcher: 1, person: 3, 'record:Avatar': 2 });
    const [child] = await place.query<{ parent: string | null; from_id: string; to_id: string }>(`select (select number from tracker.issue p where p.id = i.parent_id) as parent, x.from_id, x.to_id from tracker.issue i
      join tracker.project pr on pr.id = i.project_id cross join tracker.change_item x where pr.key = 'TST2' and i.number = 2`);
    expect(child?.parent).toBe('1');
    expect(child?.from_id).not.toBe(child?.to_id);
  });

  it('leaves nothing when it is discarded', async () => {
    const importId = newUuid();
    const ctx = place.ctx();
    const tables = ['issue', 'comment', 'issue_label', 'project', 'project_key', 'status', 'person_group', 'custom_field', 'custom_field_value', 'import_map', 'change', 'counter', 'grant'];
    const count = async () => Promise.all(tables.map(async (table) => (await place.query<{ n: string }>(`select count(*) as n from tracker.${table}`))[0]?.n));
    const before = await count();
    await prepare(importId, 'GONE');
    await importing.putConfiguration(ctx, importId, { kind: 'customfield', rows: [{ source: '1', name: 'Number', typeKey: 'com.atlassian.jira.plugin.system.customfieldtypes:float' }] });
    await importing.putIssues(ctx, importId, [issue(1, { values: [{ source: '5', field: '1', number: '-17.0' }] })]);
    await importing.putComments(ctx, importId, [{ source: '1', issue: '10001', createdAt: at, updatedAt: at, body: text('x') }]);
    expect(await count()).not.toEqual(before);
    expect(await importing.discard(ctx, importId)).toBe(true);
    expect(await count()).toEqual(before);
    expect(await importing.discard(ctx, importId)).toBe(false);
  });

  it('shows nothing to anybody before it is published, by no address', async () => {
    const importId = newUuid();
    const ctx = place.ctx();
    const seen = () => ctx.read(async (tx) => {
      const viewer = viewerOf(ctx);
      const issues = await searchIssues(tx, ctx, nobody, { jql: 'summary ~ hidden', parts: new Set(), limit: 10 });
      const direct = await readIssue(tx, viewer, { projectKey: 'HIDE', number: 1 }, new Set());
      const byId = direct === undefined ? undefined : await readIssue(tx, viewer, { id: direct.id }, new Set());
      const types = (await readConfiguration(tx)).issueType.all.map(({ name }) => name);
      return [issues.rows.length, direct?.number, byId?.number, (await readProject(tx, viewer, 'HIDE'))?.key, types.includes('Hidden type')];
    });
    await prepare(importId, 'HIDE');
    await importing.putConfiguration(ctx, importId, { kind: 'issuetype', rows: [{ source: '9', name: 'Hidden type', subtask: false }] });
    await importing.putIssues(ctx, importId, [issue(1, { summary: 'Hidden thing', type: '9' })]);
    expect(await seen()).toEqual([0, undefined, undefined, undefined, false]);
    await importing.publish(ctx, importId);
    expect(await seen()).toEqual([1, 1, 1, 'HIDE', true]);
  });

  it('seals every text that it brings', async () => {
    const importId = newUuid();
    const ctx = place.ctx();
    await prepare(importId, 'SEAL');
    await importing.putIssues(ctx, importId, [issue(1, { summary: 'canary-summary', description: text('canary-body'), labels: ['canary-label'] })]);
    const rows = await place.query<{ t: string }>(`select i::text || coalesce((select string_agg(l::text, '') from tracker.label l), '') as t from tracker.issue i`);
    expect(rows.length).toBeGreaterThan(0);
    for (const word of ['canary-summary', 'canary-body', 'canary-label']) {
      expect(rows.some(({ t }) => t.includes(word) || t.includes(Buffer.from(word).toString('hex')))).toBe(false);
    }
  });
});

it('puts a batch in a number of statements that does not depend on its size', async () => {
  const importId = newUuid();
  await prepare(importId, 'FAST');
  const base = place.ctx();
  let statements = 0;
  const counted = <Values extends readonly unknown[], Result>(run: (...values: Values) => Result) => (...values: Values): Result => {
    statements += 1;
    return run(...values);
  };
  const ctx: Ctx = { ...base, tx: (work) => base.tx((tx) => work({ ...tx, sql: counted(tx.sql.bind(tx)) as typeof tx.sql, changeSql: counted(tx.changeSql.bind(tx)) })) };
  await importing.putIssues(ctx, importId, Array.from({ length: 500 }, (_, index) => issue(index + 1, { assignee: 'wseliga' })));
  expect(statements).toBeLessThan(15);
});
