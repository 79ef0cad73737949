/** The journal over a real shard: what is written comes back, exactly once, and only to who may open it. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TenantId } from '../../kernel/ids/index.ts';
import { createTestJournal, type TestJournal } from '../../main/testing/test-journal.ts';
import { createTestPlatform, type TestOrganization, type TestPlatform } from '../../main/testing/test-platform.ts';
import { applyChanges, databaseRows, rowsOf, type RowsOfTables } from './rows-for-tests.ts';
import type { JournalTransaction } from './index.ts';

let platform: TestPlatform;
let journal: TestJournal;
let acme: TestOrganization;
let client: pg.Client;

beforeAll(async () => {
  platform = await createTestPlatform();
  // A journal of its own, over the same databases, so that a test can put something between it and its vault.
  journal = await createTestJournal(platform, { sizes: { partBytes: 1000, sortBytes: 2000, segmentBytes: 60_000 } });
  acme = await platform.organization('acme');
  client = new pg.Client(platform.databaseOf.shard.connection());
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await journal[Symbol.asyncDispose]();
  await platform[Symbol.asyncDispose]();
});

const tenantOf = (organization: TestOrganization, product: 'tracker' | 'wiki'): TenantId => {
  const tenant = platform.catalogue.tenantsOf(organization.siteId).find((candidate) => candidate.product === product);
  if (tenant === undefined) throw new Error(`no ${product}`);
  return tenant.tenantId;
};
const [shardId] = [() => { const [first] = platform.databases.shardIds; if (first === undefined) throw new Error('no shard'); return first; }];
const caughtUp = () => journal.caughtUp(shardId());

async function atNow(tenantId: TenantId): Promise<RowsOfTables> {
  await caughtUp();
  const { to } = (await journal.window(tenantId)) ?? { to: new Date(0) };
  const snapshot = await journal.snapshotBefore(tenantId, to);
  const rows = await rowsOf(snapshot);
  for await (const transaction of journal.changes(tenantId, snapshot.lsn, to)) applyChanges(rows, transaction.changes);
  return rows;
}

let projects = 0;
async function makeProject(organization: TestOrganization, issues: number): Promise<string> {
  projects += 1;
  const key = `P${String(projects)}`;
  const project = await organization.admin.post(`/ex/jira/${organization.site}/rest/api/3/project`, { key, name: `Project ${key}`, projectTypeKey: 'software', leadAccountId: organization.admin.accountId });
  expect(project.status).toBe(201);
  for (let index = 0; index < issues; index += 1) {
    const issue = await organization.admin.post(`/ex/jira/${organization.site}/rest/api/3/issue`, { fields: { project: { key }, summary: `Issue ${String(index)}`, issuetype: { name: 'Task' }, labels: ['one', `two-${String(index)}`] } });
    expect(issue.status).toBe(201);
  }
  return key;
}

describe('the journal', () => {
  it('gives back exactly what the database holds, with nothing read from it', async () => {
    await makeProject(acme, 3);
    await caughtUp();
    const tenantId = tenantOf(acme, 'tracker');
    const rows = await atNow(tenantId);
    expect([...rows.keys()].length).toBeGreaterThan(15);
    expect(rows).toEqual(await databaseRows(client, tenantId));
  });

  it('says who changed what, and counts it by the hour', async () => {
    const tenantId = tenantOf(acme, 'tracker');
    const snapshot = await journal.snapshotBefore(tenantId, (await journal.window(tenantId))?.to ?? new Date());
    const key = await makeProject(acme, 1);
    await caughtUp();
    const seen: JournalTransaction[] = [];
    for await (const transaction of journal.changes(tenantId, snapshot.lsn, (await journal.window(tenantId))?.to ?? new Date())) seen.push(transaction);
    const created = seen.find((transaction) => transaction.changes.some((change) => change.table.table === 'tracker.issue' && change.op === 'insert'));
    expect(created?.actor).toMatchObject({ accountId: acme.admin.accountId, kind: 'account', action: 'tracker_issue_created' });
    expect(key).toBe('P2');
    const hours = await journal.changesPerHour(tenantId, new Date(Date.now() - 7_200_000), new Date());
    expect(hours.reduce((sum, hour) => sum + hour.created, 0)).toBe(seen.flatMap(({ changes }) => changes).filter(({ op }) => op === 'insert').length);
  });

  it('folds changes into a snapshot, carries on what did not change, and agrees with the database', async () => {
    const tenantId = tenantOf(acme, 'tracker');
    const first = await journal.fold(tenantId);
    expect(first).toMatchObject({ takenFrom: 'journal' });
    expect(await atNow(tenantId)).toEqual(await databaseRows(client, tenantId));
    const commented = await acme.admin.post(`/ex/jira/${acme.site}/rest/api/3/issue/P1-1/comment`, { body: { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text: 'A comment' }] }] } });
    expect(commented.status).toBe(201);
    const second = await journal.fold(tenantId);
    expect(second?.partsCarried).toBeGreaterThan(0);
    expect(await atNow(tenantId)).toEqual(await databaseRows(client, tenantId));
    expect(await journal.fold(tenantId)).toMatchObject({ takenFrom: 'unchanged' });
    expect(await journal.fold(tenantId, { fromDatabase: true })).toMatchObject({ takenFrom: 'database' });
    await makeProject(acme, 1);
    expect(await atNow(tenantId)).toEqual(await databaseRows(client, tenantId));
    expect(await journal.verify(tenantId)).toMatchObject({ differences: 0 });
  });
});
