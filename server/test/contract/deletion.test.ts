/**
 * The life of a deleted place (R7, R8, R19), on a clock of its own: it closes at once, comes back in one step, is purged when its grace is over
 * (no row of it is left in any table but those that keep the record, found from the catalog; neighbours are untouched), and ends with its
 * keys and a certificate. Stopped after any step, it goes on.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { siteIds } from '../../src/kernel/ids/index.ts';
import { ManualClock } from '../../src/kernel/time/index.ts';
import { createTestPlatform, type TestOrganization, type TestPerson, type TestPlatform } from '../../src/main/testing/test-platform.ts';

const dayMs = 86_400_000;
const clock = new ManualClock(new Date('2026-03-01T08:00:00Z'));
let stopAfter: string | undefined;
let seen: string[] = [];
let platform: TestPlatform;
let acme: TestOrganization;
let neighbour: TestOrganization;
let second: TestPerson;
const databases = new Map<'control' | 'shard' | 'keys', pg.Client>();

beforeAll(async () => {
  platform = await createTestPlatform({
    work: false, clock,
    afterStep: (step) => {
      seen.push(step);
      return step === stopAfter ? Promise.reject(new Error('stopped here')) : Promise.resolve();
    },
  });
  acme = await platform.organization('acme');
  neighbour = await platform.organization('neighbour');
  second = await platform.person(acme, 'Second Admin', { organization: 'admin', site: 'admin' });
  for (const kind of ['control', 'shard', 'keys'] as const) {
    const client = new pg.Client(platform.databaseOf[kind].connection());
    await client.connect();
    databases.set(kind, client);
  }
  await fill(neighbour.admin, neighbour.site, 'NEIGH');
}, 120_000);
afterAll(async () => {
  for (const client of databases.values()) await client.end();
  await platform[Symbol.asyncDispose]();
});

function database(kind: 'control' | 'shard' | 'keys'): pg.Client {
  const client = databases.get(kind);
  if (client === undefined) throw new Error(`no connection to ${kind}`);
  return client;
}

/** A project with issues below each other, with a comment and a file, and a space with a page below a page. */
async function fill(person: TestPerson, site: string, key: string): Promise<void> {
  const jira = `/ex/jira/${site}/rest/api/3`;
  const wiki = `/ex/confluence/${site}/wiki`;
  const made = async (call: ReturnType<TestPerson['post']>): Promise<Record<string, never>> => {
    const reply = await call;
    expect(reply.status, reply.text).toBeLessThan(300);
    return reply.json;
  };
  await made(person.post(`${jira}/project`, { key, name: `Project ${key}`, projectTypeKey: 'software', leadAccountId: person.account }));
  const types = (await person.get(`${jira}/issuetype`)).json as readonly { id: string; subtask: boolean }[];
  const task = types.find(({ subtask }) => !subtask)?.id;
  const below = types.find(({ subtask }) => subtask)?.id;
  const issue = await made(person.post(`${jira}/issue`, { fields: { project: { key }, issuetype: { id: task }, summary: `First of ${key}` } }));
  await made(person.post(`${jira}/issue`, { fields: { project: { key }, issuetype: { id: below }, parent: { id: issue['id'] }, summary: `Below it` } }));
  await made(person.post(`${jira}/issue/${String(issue['id'])}/comment`, { body: { version: 1, type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'A remark' }] }] } }));
  const boundary = 'holdfast-deletion';
  await made(person.post(`${jira}/issue/${String(issue['id'])}/attachments`, Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nbytes of ${key}\r\n--${boundary}--\r\n`),
    { 'content-type': `multipart/form-data; boundary=${boundary}`, 'x-atlassian-token': 'no-check' }));
  const space = await made(person.post(`${wiki}/api/v2/spaces`, { key, name: `Space ${key}` }));
  const page = await made(person.post(`${wiki}/api/v2/pages`, { spaceId: String(space['id']), status: 'current', title: `Page of ${key}`, body: { representation: 'storage', value: '<p>Words</p>' } }));
  await made(person.post(`${wiki}/api/v2/pages`, { spaceId: String(space['id']), status: 'current', title: `Below the page of ${key}`, parentId: page['id'], body: { representation: 'storage', value: '<p>More</p>' } }));
}

async function newSite(slug: string, key: string): Promise<{ readonly id: string; readonly tenants: readonly string[] }> {
  const site = await acme.admin.post(`/api/v1/orgs/${acme.id}/sites`, { name: `Site ${slug}`, slug });
  expect(site.status, site.text).toBe(201);
  await fill(acme.admin, String(site.json.id), key);
  const tenants = platform.catalogue.sitesOf(acme.organizationId).find((one) => one.slug === slug)?.tenants.map(({ tenantId }) => tenantId) ?? [];
  expect(tenants).toHaveLength(2);
  return { id: String(site.json.id), tenants };
}

/** Rows of these tenants by table, of every table with a column for it. */
async function rowsOf(kind: 'control' | 'shard', column: string, owners: readonly string[]): Promise<Record<string, number>> {
  const { rows: tables } = await database(kind).query<{ table: string }>(
    `select format('%I.%I', table_schema, table_name) as table from information_schema.columns join information_schema.tables using (table_schema, table_name)
      where column_name = $1 and table_type = 'BASE TABLE' and table_schema not like 'graphile%' order by 1`, [column]);
  expect(tables.length).toBeGreaterThan(kind === 'shard' ? 50 : 3);
  const counts: Record<string, number> = {};
  for (const { table } of tables) {
    const { rows } = await database(kind).query<{ count: string }>(`select count(*) as count from ${table} where ${column} = any($1::uuid[])`, [owners]);
    if (Number(rows[0]?.count) > 0) counts[table] = Number(rows[0]?.count);
  }
  return counts;
}

/** A hash over every row of the neighbour's tenants, in every table of the shard. */
async function neighbourChecksum(): Promise<string> {
  const tenants = platform.catalogue.tenantsOf(neighbour.siteId).map(({ tenantId }) => tenantId);
  const { rows: tables } = await database('shard').query<{ table: string }>(
    `select format('%I.%I', table_schema, table_name) as table from information_schema.columns join information_schema.tables using (table_schema, table_name) where column_name = 'tenant_id' and table_type = 'BASE TABLE' order by 1`);
  const hash = createHash('sha256');
  for (const { table } of tables) {
    const { rows } = await database('shard').query<{ row: string }>(`select t::text as row from ${table} t where tenant_id = any($1::uuid[]) order by 1`, [tenants]);
    for (const { row } of rows) hash.update(`${table} ${row}\n`);
  }
  return hash.digest('hex');
}

const fileCount = async (tenants: readonly string[]): Promise<number> => (await Promise.all(tenants.map((tenant) => platform.media.countFiles(tenant)))).reduce((sum, count) => sum + count, 0);

/** Lets time pass, and what it brings happen. */
async function pass(ms: number): Promise<{ purged: number; destroyed: number }> {
  clock.advanceMs(ms);
  await platform.catalogue.refresh();
  await platform.tenancy.reconcile();
  return platform.tenancy.lookAfterDeletions();
}

describe('a deleted site', () => {
  it('closes at once, says until when that can be undone, and comes back as it was', async () => {
    const site = await newSite('undone', 'UNDO');
    const preview = await acme.admin.get(`/api/v1/sites/${site.id}/deletion`);
    expect(preview.json).toMatchObject({ counts: { projects: 1, issues: 2, spaces: expect.any(Number), files: 1 }, graceDays: 30, holds: [], deletion: null });
    const deleted = await acme.admin.post(`/api/v1/sites/${site.id}/delete`, { reason: 'no longer needed' });
    expect(deleted.json).toMatchObject({ kind: 'site', state: 'deleting', products: 2, undoUntil: new Date(clock.now().getTime() + 30 * dayMs).toISOString() });
    const closed = await acme.admin.get(`/ex/jira/${site.id}/rest/api/3/myself`);
    expect(closed.json).toMatchObject({ errorMessages: [expect.stringContaining(deleted.json.undoUntil)] });
    expect(closed.status).toBe(403);
    // Whoever may not know of the place learns nothing.
    const stranger = await neighbour.admin.get(`/ex/jira/${site.id}/rest/api/3/myself`);
    expect(stranger.status).toBe(404);
    expect(stranger.text).not.toContain('undone');
    expect((await acme.admin.post(`/api/v1/sites/${site.id}/resume`)).json).toMatchObject({ code: 'tenancy.site_not_active' });
    const begun = performance.now();
    expect((await acme.admin.post(`/api/v1/sites/${site.id}/undelete`)).json).toMatchObject({ state: 'undone' });
    expect(performance.now() - begun).toBeLessThan(5000);
    expect((await acme.admin.get(`/ex/jira/${site.id}/rest/api/3/issue/UNDO-1`)).json).toMatchObject({ fields: { summary: 'First of UNDO' } });
    expect((await acme.admin.post(`/api/v1/sites/${site.id}/undelete`)).json).toMatchObject({ code: 'tenancy.not_deleted' });
  });

  it('keeps a product suspended that was suspended, and a product deleted that was deleted before', async () => {
    const site = await newSite('nested', 'NEST');
    const product = await acme.admin.post(`/api/v1/sites/${site.id}/products/wiki/delete`, {});
    expect(product.json).toMatchObject({ kind: 'product', state: 'deleting', products: 1 });
    expect((await acme.admin.get(`/ex/jira/${site.id}/rest/api/3/myself`)).status).toBe(200);
    expect((await acme.admin.get(`/ex/confluence/${site.id}/wiki/api/v2/spaces`)).status).toBe(403);
    expect((await acme.admin.post(`/api/v1/sites/${site.id}/delete`, {})).json).toMatchObject({ products: 1 });
    expect((await acme.admin.post(`/api/v1/sites/${site.id}/products/wiki/undelete`)).json).toMatchObject({ code: 'tenancy.place_deleting' });
    await acme.admin.post(`/api/v1/sites/${site.id}/undelete`);
    expect((await acme.admin.get(`/ex/confluence/${site.id}/wiki/api/v2/spaces`)).status).toBe(403);
    expect((await acme.admin.post(`/api/v1/sites/${site.id}/products/wiki/undelete`)).json).toMatchObject({ state: 'undone' });
    expect((await acme.admin.get(`/ex/confluence/${site.id}/wiki/api/v2/spaces`)).status).toBe(200);
  });

  it.each(['delete-place:fence', 'delete-place:catalogue', 'undelete-place:fence', 'undelete-place:catalogue'])('goes on after a stop at «%s»', async (step) => {
    const site = await newSite(`stop-${step.replace(':', '-')}`, `S${createHash('sha256').update(step).digest('hex').replaceAll(/[^a-f]/g, '').slice(0, 6).toUpperCase()}`);
    const deletes = step.startsWith('delete');
    if (!deletes) await acme.admin.post(`/api/v1/sites/${site.id}/delete`, {});
    stopAfter = step;
    const asked = await acme.admin.post(`/api/v1/sites/${site.id}/${deletes ? 'delete' : 'undelete'}`, {});
    expect(asked.status).toBe(500);
    stopAfter = undefined;
    await pass(20_000);
    await pass(20_000);
    expect((await acme.admin.get(`/api/v1/sites/${site.id}`)).json).toMatchObject({ state: deletes ? 'deleting' : 'active' });
    expect((await acme.admin.get(`/ex/jira/${site.id}/rest/api/3/myself`)).status).toBe(deletes ? 403 : 200);
  });
});

describe('a site whose grace is over', () => {
  it('is really gone, in every table and every file, and its neighbours are untouched; its keys follow, with a certificate', async () => {
    const site = await newSite('gone', 'GONE');
    const others = await neighbourChecksum();
    expect(Object.keys(await rowsOf('shard', 'tenant_id', site.tenants)).length).toBeGreaterThan(20);
    expect(await fileCount(site.tenants)).toBe(1);
    await acme.admin.put(`/api/v1/orgs/${acme.id}/deletion-settings`, { graceDays: 7, keyGraceDays: 7 });
    const deletion = (await acme.admin.post(`/api/v1/sites/${site.id}/delete`, { reason: 'end' })).json;
    expect(await pass(7 * dayMs - 1000)).toMatchObject({ purged: 0 });
    expect(await pass(2000)).toMatchObject({ purged: 1 });
    expect(await rowsOf('shard', 'tenant_id', site.tenants)).toEqual({ 'audit.record': expect.any(Number) });
    expect(await fileCount(site.tenants)).toBe(0);
    expect(await neighbourChecksum()).toBe(others);
    expect((await acme.admin.get(`/api/v1/sites/${site.id}`)).status).toBe(404);
    expect((await acme.admin.get(`/api/v1/orgs/${acme.id}/sites?q=gone`)).json.items).toEqual([]);
    expect((await acme.admin.post(`/api/v1/orgs/${acme.id}/deletions/${deletion.id}/undo`)).json).toMatchObject({ code: 'tenancy.restore_unavailable' });

    const [asked] = (await acme.admin.get(`/api/v1/orgs/${acme.id}/key-destructions`)).json.items;
    expect(asked).toMatchObject({ state: 'requested', requestedBy: acme.admin.account, deletion: deletion.id });
    const at = `/api/v1/orgs/${acme.id}/key-destructions/${asked.id}`;
    expect((await acme.admin.post(`${at}/approve`)).json).toMatchObject({ code: 'tenancy.own_approval' });
    expect((await second.post(`${at}/approve`)).json).toMatchObject({ state: 'pending', approvedBy: second.account, alone: false });
    expect((await acme.admin.post(`${at}/cancel`)).json).toMatchObject({ state: 'cancelled' });
    expect(await pass(8 * dayMs)).toMatchObject({ destroyed: 0 });
    // The keys still open what was sealed: nothing is lost before the end.
    expect(await platform.keys.forScope(site.tenants[0] ?? '')).toBeDefined();
    await second.post(`${at}/ask`);
    expect((await acme.admin.post(`${at}/approve`)).json).toMatchObject({ state: 'pending', approvedBy: acme.admin.account });
    const { rows: wrapped } = await database('keys').query<{ wrapped: Buffer; version: number }>('select wrapped, version from keys.scope_key where scope_id = $1', [site.tenants[0]]);
    expect(await pass(7 * dayMs + 1000)).toMatchObject({ destroyed: 0 }); // leases elsewhere may still run
    expect(await pass(6 * 60_000)).toMatchObject({ destroyed: 1 });
    await expect(platform.keys.forScope(site.tenants[0] ?? '')).rejects.toMatchObject({ code: 'keys.scope_destroyed' });
    await expect(platform.keys.createScope(site.tenants[0] ?? '')).rejects.toMatchObject({ code: 'keys.scope_destroyed' });
    const { rows: left } = await database('keys').query('select 1 from keys.scope_key where scope_id = any($1::text[]) union all select 1 from keys.data_key where scope_id = any($1::text[])', [site.tenants]);
    expect(left).toEqual([]);
    expect(wrapped).toHaveLength(1);
    const certificate = (await acme.admin.get(`${at}/certificate`)).json;
    const document = JSON.parse(certificate.document);
    expect(document).toMatchObject({ scopes: [...site.tenants].sort(), requestedBy: second.account, approvedBy: acme.admin.account, retired: true, subject: `site ${site.id}` });
    expect(document.removed.map((one: { sha256: string }) => one.sha256)).toContain(createHash('sha256').update(wrapped[0]?.wrapped ?? '').digest('hex'));
    expect(verify(null, Buffer.from(certificate.document), createPublicKey(document.publicKey), Buffer.from(certificate.signature, 'base64'))).toBe(true);
    expect(Object.keys(await rowsOf('control', 'site_id', [siteIds.parse(site.id)])).filter((table) => !/^(?:tenancy|audit)\./.test(table))).toEqual([]);
    // The neighbours read on, under the new epoch.
    expect((await neighbour.admin.get(`/ex/jira/${neighbour.site}/rest/api/3/issue/NEIGH-1`)).json).toMatchObject({ fields: { summary: 'First of NEIGH' } });
    expect((await acme.admin.post(`/api/v1/orgs/${acme.id}/sites`, { name: 'Again', slug: 'gone' })).status).toBe(201);
  });

  it.each(['queue', 'rows', 'files', 'check', 'catalogue', 'fence'])('goes on after a stop of the purge at «%s»', async (step) => {
    const site = await newSite(`purge-${step}`, `P${step.toUpperCase()}`);
    await acme.admin.post(`/api/v1/sites/${site.id}/delete`, {});
    stopAfter = `purge-place:${step}`;
    seen = [];
    await expect(pass(7 * dayMs)).rejects.toThrow('stopped here');
    expect(seen.at(-1)).toBe(stopAfter);
    stopAfter = undefined;
    await pass(20_000);
    await pass(20_000);
    expect(await rowsOf('shard', 'tenant_id', site.tenants)).toEqual({ 'audit.record': expect.any(Number) });
    expect(await fileCount(site.tenants)).toBe(0);
    const found = (await acme.admin.get(`/api/v1/orgs/${acme.id}/deletions`)).json.items.find((one: { site: string }) => one.site === site.id);
    expect(found).toMatchObject({ state: 'purged' });
    expect((await acme.admin.get(`/api/v1/orgs/${acme.id}/key-destructions`)).json.items.filter((one: { deletion: string }) => one.deletion === found.id)).toHaveLength(1);
  });
});
