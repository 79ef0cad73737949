/** What stands between a wish and a deletion: holds and locks that the database itself keeps, plans that name everything, and second persons. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { siteIds, tenantIds } from '../../kernel/ids/index.ts';
import { ManualClock } from '../../kernel/time/index.ts';
import { createTestPlatform, type TestOrganization, type TestPerson, type TestPlatform } from '../../main/testing/test-platform.ts';

const dayMs = 86_400_000;
const clock = new ManualClock(new Date('2026-03-01T08:00:00Z'));
let platform: TestPlatform;
let acme: TestOrganization;
let other: TestOrganization;
let second: TestPerson;
let shard: pg.Client;

beforeAll(async () => {
  platform = await createTestPlatform({ work: false, clock });
  acme = await platform.organization('acme'); // its administrator is the only operator too
  other = await platform.organization('other');
  second = await platform.person(acme, 'Second Admin', { organization: 'admin', site: 'admin' });
  shard = new pg.Client(platform.databaseOf.shard.connection());
  await shard.connect();
});
afterAll(async () => {
  await shard.end();
  await platform[Symbol.asyncDispose]();
});

const orgs = () => `/api/v1/orgs/${acme.id}`;

async function newSite(slug: string): Promise<string> {
  const site = await acme.admin.post(`${orgs()}/sites`, { name: `Site ${slug}`, slug });
  expect(site.status, site.text).toBe(201);
  return String(site.json.id);
}

async function newIssue(site: string, key: string): Promise<{ readonly project: number; readonly id: string }> {
  const jira = `/ex/jira/${site}/rest/api/3`;
  const project = await acme.admin.post(`${jira}/project`, { key, name: key, projectTypeKey: 'software', leadAccountId: acme.admin.account });
  expect(project.status, project.text).toBe(201);
  const [type] = (await acme.admin.get(`${jira}/issuetype`)).json;
  const issue = await acme.admin.post(`${jira}/issue`, { fields: { project: { key }, issuetype: { id: type.id }, summary: 'Kept' } });
  return { project: Number(project.json.id), id: String(issue.json.id) };
}

async function pass(ms: number) {
  clock.advanceMs(ms);
  await platform.catalogue.refresh();
  await platform.tenancy.reconcile();
  return platform.tenancy.lookAfterDeletions();
}

describe('a hold', () => {
  it('stops the deletion and the purge of what it stands on, and opens for two people and a day only', async () => {
    const site = await newSite('held');
    const hold = (await acme.admin.post(`${orgs()}/holds`, { kind: 'legal_hold', target: { kind: 'site', site }, reason: 'case 17' })).json;
    expect(hold).toMatchObject({ state: 'active', reason: 'case 17', placedBy: acme.admin.account });
    expect((await acme.admin.post(`/api/v1/sites/${site}/delete`, {})).json).toMatchObject({ status: 423, code: 'tenancy.place_held' });
    expect((await acme.admin.post(`/api/v1/sites/${site}/products/wiki/delete`, {})).json).toMatchObject({ code: 'tenancy.place_held' });
    expect((await acme.admin.post(`${orgs()}/delete`, {})).json).toMatchObject({ code: 'tenancy.place_held' });
    expect((await acme.admin.post(`${orgs()}/holds/${hold.id}/approve`)).json).toMatchObject({ code: 'tenancy.hold_not_opening' });
    expect((await acme.admin.post(`${orgs()}/holds/${hold.id}/open`)).json).toMatchObject({ state: 'opening', opensAt: null });
    expect((await acme.admin.post(`${orgs()}/holds/${hold.id}/approve`)).json).toMatchObject({ status: 403, code: 'tenancy.own_approval' });
    expect((await second.post(`${orgs()}/holds/${hold.id}/approve`)).json).toMatchObject({ opensAt: new Date(clock.now().getTime() + dayMs).toISOString() });
    await pass(dayMs - 1000);
    expect((await acme.admin.post(`/api/v1/sites/${site}/delete`, {})).status).toBe(423);
    await pass(2000);
    expect((await acme.admin.post(`/api/v1/sites/${site}/delete`, {})).json).toMatchObject({ state: 'deleting' });
    // Placed after the deletion, it keeps what the purge would take.
    const late = (await acme.admin.post(`${orgs()}/holds`, { kind: 'legal_hold', target: { kind: 'organization' }, reason: 'case 18' })).json;
    expect(await pass(31 * dayMs)).toMatchObject({ purged: 0 });
    await acme.admin.post(`${orgs()}/holds/${late.id}/open`);
    await second.post(`${orgs()}/holds/${late.id}/keep`);
    expect(await pass(2 * dayMs)).toMatchObject({ purged: 0 });
    await acme.admin.post(`${orgs()}/holds/${late.id}/open`);
    await second.post(`${orgs()}/holds/${late.id}/approve`);
    await pass(dayMs);
    expect(await pass(1000)).toEqual(expect.objectContaining({ destroyed: 0 }));
    expect((await acme.admin.get(`${orgs()}/deletions`)).json.items.find((one: { site: string }) => one.site === site)).toMatchObject({ state: 'purged' });
  });

  it('keeps an issue of the project that it stands on from every door, and from SQL of the service itself; others are free', async () => {
    const site = await newSite('kept');
    const kept = await newIssue(site, 'KEPT');
    const free = await newIssue(site, 'FREE');
    const jira = `/ex/jira/${site}/rest/api/3`;
    expect((await acme.admin.post(`${orgs()}/holds`, { kind: 'deletion_lock', target: { kind: 'container', site, product: 'tracker', container: kept.project }, reason: 'audit' })).status).toBe(201);
    expect((await acme.admin.delete(`${jira}/issue/${kept.id}`)).status).toBe(423);
    expect((await acme.admin.delete(`${jira}/project/KEPT`)).status).toBe(423);
    expect((await acme.admin.delete(`${jira}/issue/${free.id}`)).status).toBe(204);
    const tenant = platform.catalogue.tenantsOf(siteIds.parse(site)).find(({ product }) => product === 'tracker');
    const sql = (text: string, id: string) => shard.query(text, [tenant?.tenantId, id]).then(() => 'done', (error: unknown) => (error as { code?: string }).code);
    await shard.query('set session authorization hf_system');
    expect(await sql('delete from tracker.issue where tenant_id = $1 and id = $2', kept.id)).toBe('HF011');
    expect(await sql('delete from tracker.issue where tenant_id = $1 and id = $2', free.id)).toBe('done');
    await shard.query('reset session authorization');
  });
});

describe('a deletion of many places', () => {
  it('cannot be asked for with ids of another kind (April 2022)', async () => {
    const tenant = tenantIds.format(platform.catalogue.tenantsOf(acme.siteId)[0]?.tenantId ?? tenantIds.make());
    for (const wrong of [{ sites: [tenant] }, { sites: [acme.id] }, { sites: ['app_01h2xcejqtf2nbrexx3vqjhp41'] }, { organizations: [acme.site] }, { sites: [acme.siteId] }]) {
      expect((await acme.admin.post('/api/v1/operator/deletion-plans', wrong)).json).toMatchObject({ status: 400, code: 'id.malformed' });
    }
    expect((await acme.admin.post('/api/v1/operator/deletion-plans', { ids: [acme.site] })).json).toMatchObject({ status: 400 });
    // Deleting takes the id of a plan, and of nothing else.
    expect((await acme.admin.post(`/api/v1/operator/deletion-plans/${acme.site}/run`)).json).toMatchObject({ status: 400, code: 'id.malformed' });
    expect((await other.admin.post('/api/v1/operator/deletion-plans', { sites: [other.site] })).json).toMatchObject({ code: 'access.operator_only' });
    expect((await other.admin.post(`/api/v1/orgs/${other.id}/deletion-plans`, { sites: [acme.site] })).json).toMatchObject({ status: 404, code: 'tenancy.site_not_found' });
  });

  it('names each place with what is in it, deletes in stages, and stops where somebody says so', async () => {
    const sites = [await newSite('plan-a'), await newSite('plan-b'), await newSite('plan-c')];
    const plan = (await acme.admin.post(`${orgs()}/deletion-plans`, { sites, reason: 'moving house' })).json;
    expect(plan).toMatchObject({ state: 'planned', products: 6, needsApproval: false });
    expect(plan.targets).toMatchObject([{ organizationName: 'Organization acme', name: 'Site plan-a', stage: 0, products: 2, counts: { issues: 0 } }, { name: 'Site plan-b', stage: 1 }, { name: 'Site plan-c', stage: 1 }]);
    expect((await acme.admin.get(`/api/v1/sites/${sites[0] ?? ''}`)).json).toMatchObject({ state: 'active' });
    const at = `${orgs()}/deletion-plans/${plan.id}`;
    expect((await acme.admin.post(`${at}/run`)).json.targets.map((target: { state: string }) => target.state)).toEqual(['deleted', 'waiting', 'waiting']);
    expect((await second.post(`${at}/stop`)).json).toMatchObject({ state: 'stopped' });
    await pass(5 * 60_000);
    expect((await acme.admin.get(`/api/v1/sites/${sites[1] ?? ''}`)).json).toMatchObject({ state: 'active' });
    await acme.admin.post(`${orgs()}/holds`, { kind: 'deletion_lock', target: { kind: 'site', site: sites[1] }, reason: 'no' });
    await acme.admin.post(`${at}/run`);
    await pass(61_000);
    expect((await acme.admin.get(at)).json).toMatchObject({ state: 'done', targets: [{ state: 'deleted' }, { state: 'refused', refusal: 'tenancy.place_held' }, { state: 'deleted' }] });
    const { items } = (await acme.admin.get(`${orgs()}/deletions`)).json;
    expect(items.filter((one: { reason: string }) => one.reason === 'moving house')).toHaveLength(2);
    expect((await acme.admin.post(`/api/v1/sites/${sites[2] ?? ''}/undelete`)).json).toMatchObject({ state: 'undone' });
  });

  it('needs a second person above ten products; a single operator waits a day after a mail instead', async () => {
    const sites: string[] = [];
    for (let n = 0; n < 6; n += 1) sites.push(await newSite(`many-${String(n)}`));
    const own = (await acme.admin.post(`${orgs()}/deletion-plans`, { sites })).json;
    expect(own).toMatchObject({ products: 12, needsApproval: true });
    expect((await acme.admin.post(`${orgs()}/deletion-plans/${own.id}/run`)).json).toMatchObject({ code: 'tenancy.plan_unapproved' });
    expect((await acme.admin.post(`${orgs()}/deletion-plans/${own.id}/approve`)).json).toMatchObject({ code: 'tenancy.own_approval' });
    expect((await second.post(`${orgs()}/deletion-plans/${own.id}/approve`)).json).toMatchObject({ approvedBy: second.account });
    expect((await acme.admin.post(`${orgs()}/delete`, {})).json).toMatchObject({ status: expect.any(Number) });

    const all = (await acme.admin.post('/api/v1/operator/deletion-plans', { sites, organizations: [other.id] })).json;
    expect(all.targets.map((target: { kind: string; name: string }) => `${target.kind} ${target.name}`)).toContain('organization Organization other');
    const at = `/api/v1/operator/deletion-plans/${all.id}`;
    await platform.outbox.drain();
    const mails = platform.mails.length;
    expect((await acme.admin.post(`${at}/approve`)).json).toMatchObject({ approvedBy: acme.admin.account });
    await platform.outbox.drain();
    expect(platform.mails.slice(mails)).toMatchObject([{ to: acme.admin.email, text: expect.stringContaining(all.id) }]);
    expect((await acme.admin.post(`${at}/run`)).json).toMatchObject({ code: 'tenancy.plan_not_ready' });
    clock.advanceMs(dayMs + 1000);
    expect((await acme.admin.post(`${at}/run`)).json).toMatchObject({ state: 'running' });
    await pass(61_000);
    expect((await acme.admin.get(at)).json).toMatchObject({ state: 'done' });
    expect((await other.admin.get(`/ex/jira/${other.site}/rest/api/3/myself`)).json.errorMessages[0]).toContain('It can be undone until');
    expect((await other.admin.post(`/api/v1/orgs/${other.id}/sites`, { name: 'New', slug: 'new' })).json).toMatchObject({ code: 'tenancy.organization_not_active' });
    expect((await other.admin.post(`/api/v1/orgs/${other.id}/undelete`)).json).toMatchObject({ kind: 'organization', state: 'undone' });
    expect((await other.admin.get(`/ex/jira/${other.site}/rest/api/3/myself`)).status).toBe(200);
  });
});

describe('an organization that is over', () => {
  it('leaves its record and its certificate, and nothing else', async () => {
    await other.admin.put(`/api/v1/orgs/${other.id}/deletion-settings`, { graceDays: 7, keyGraceDays: 7 });
    expect((await other.admin.post(`/api/v1/orgs/${other.id}/delete`, { reason: 'over' })).json).toMatchObject({ kind: 'organization', state: 'deleting' });
    expect(await pass(7 * dayMs + 1000)).toMatchObject({ purged: 1 });
    const [asked] = (await other.admin.get(`/api/v1/orgs/${other.id}/key-destructions`)).json.items;
    // Its only administrator approves alone: everybody was told, and it waits a week anyway.
    expect((await other.admin.post(`/api/v1/orgs/${other.id}/key-destructions/${asked.id}/approve`)).json).toMatchObject({ state: 'pending', alone: true });
    await pass(7 * dayMs + 1000);
    expect(await pass(6 * 60_000)).toMatchObject({ destroyed: 1 });
    expect((await other.admin.get(`/api/v1/orgs/${other.id}`)).status).toBe(404);
    await expect(platform.keys.forScope(other.organizationId)).rejects.toMatchObject({ code: 'keys.scope_destroyed' });
    const { items } = (await acme.admin.get('/api/v1/operator/certificates')).json;
    expect(items.find((one: { organization: string }) => one.organization === other.id).document).toContain(`"subject":"organization ${other.id}"`);
    const control = new pg.Client(platform.databaseOf.control.connection());
    await control.connect();
    const { rows: tables } = await control.query<{ table: string }>(`select format('%I.%I', table_schema, table_name) as table from information_schema.columns join information_schema.tables using (table_schema, table_name) where column_name = 'organization_id' and table_type = 'BASE TABLE' and table_schema not like 'graphile%'`);
    const left: string[] = [];
    for (const { table } of tables) if (((await control.query(`select 1 from ${table} where organization_id = $1 limit 1`, [other.organizationId])).rowCount ?? 0) > 0) left.push(table);
    await control.end();
    expect(left.filter((table) => !table.startsWith('tenancy.') && table !== 'audit.record')).toEqual([]);
    expect((await acme.admin.get(orgs())).status).toBe(200);
  });
});
