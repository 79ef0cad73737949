/** The journal over a real shard: what is written comes back, exactly once, and only to who may open it. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TenantId } from '../../kernel/ids/index.ts';
import { createTestPlatform, type TestOrganization, type TestPlatform } from '../../main/testing/test-platform.ts';
import { applyChanges, databaseRows, rowsOf, type RowsOfTables } from './rows-for-tests.ts';
import type { Journal, JournalTransaction } from './index.ts';

let platform: TestPlatform;
let journal: Journal;
let acme: TestOrganization;
let client: pg.Client;

beforeAll(async () => {
  platform = await createTestPlatform({ journal: true, journalSizes: { partBytes: 1000, sortBytes: 2000, segmentBytes: 60_000 } });
  ({ journal } = platform);
  acme = await platform.organization('acme');
  client = new pg.Client(platform.databaseOf.shard.connection());
  await client.connect();
});
afterAll(async () => {
  await client.end();
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

describe('evidence', () => {
  const verifier = join(import.meta.dirname, '../../../evidence/verify-evidence.mjs');
  let folder: string;
  let lines: string[];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hf-evidence-'));
    const from = new Date().toISOString();
    await sleep(5);
    const key = await makeProject(acme, 2);
    const edited = await acme.admin.put(`/ex/jira/${acme.site}/rest/api/3/issue/${key}-1`, { fields: { summary: 'Another summary' } });
    expect(edited.status).toBe(204);
    await caughtUp();
    const reply = await acme.admin.get(`/api/v1/sites/${acme.site}/evidence?product=tracker&from=${from}&to=${((await journal.window(tenantOf(acme, 'tracker')))?.to ?? new Date()).toISOString()}`);
    expect(reply.status).toBe(200);
    lines = reply.text.split('\n').filter((line) => line !== '');
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function verified(changed: readonly string[]): Promise<{ readonly code: number; readonly said: string }> {
    const path = join(folder, 'evidence.jsonl');
    await writeFile(path, `${changed.join('\n')}\n`);
    return new Promise((resolve) => { execFile(process.execPath, [verifier, path], (error, said) => { resolve({ code: error === null ? 0 : Number(error.code), said }); }); });
  }
  /** As somebody who knows the format would forge it: every line is linked anew. */
  function relinked(bodies: readonly string[]): string[] {
    let link = '';
    return bodies.map((body) => {
      link = createHash('sha256').update(link).update(body).digest('hex');
      return `${link} ${body}`;
    });
  }

  it('says what changed by whom, field by field, opened, and verifies offline', async () => {
    const changes = lines.map((line) => JSON.parse(line.slice(65)) as { kind: string; table?: string; actor?: unknown; op?: string; fields?: { field: string; before: { text: string } | null; after: { text: string } | null }[] });
    const summaries = changes.filter(({ kind, table }) => kind === 'change' && table === 'tracker.issue').flatMap(({ fields = [], actor }) => fields.filter(({ field }) => field === 'summary').map(({ before, after }) => [before?.text, after?.text, actor]));
    expect(summaries).toContainEqual(['Issue 0', 'Another summary', expect.objectContaining({ accountId: acme.admin.accountId })]);
    const { code, said } = await verified(lines);
    expect(said).toMatch(/^verified: \d+ changes in \d+ segments/);
    expect(code).toBe(0);
  });

  it('names the line of a changed byte, and is no proof any more when a line is gone or forged', async () => {
    const at = lines.findIndex((line) => line.includes('Another summary'));
    const withChanged = lines.with(at, (lines[at] ?? '').replace('Another', 'another'));
    expect(await verified(withChanged)).toMatchObject({ code: 1, said: expect.stringContaining(`line ${String(at + 1)}:`) as string });
    expect(await verified(lines.toSpliced(at, 1))).toMatchObject({ code: 1, said: expect.stringContaining(`line ${String(at + 1)}:`) as string });
    const bodies = lines.map((line) => line.slice(65));
    const created = bodies.findIndex((body) => body.includes('"op":"insert"') && body.includes('tracker.issue"') && body.includes('"field":"created_at"'));
    const otherTime = bodies.with(created, (bodies[created] ?? '').replace(/("field":"created_at","before":null,"after":")\d{4}/, '$11999'));
    expect(await verified(relinked(otherTime))).toMatchObject({ code: 1, said: expect.stringContaining('another value of created_at') as string });
    const end = JSON.parse(bodies.at(-1) ?? '') as { changes: number };
    const without = bodies.toSpliced(created, 1).with(-1, JSON.stringify({ ...end, changes: end.changes - 1 }));
    expect(await verified(relinked(without))).toMatchObject({ code: 1, said: expect.stringContaining('left out') as string });
  });
});
