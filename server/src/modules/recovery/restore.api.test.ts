/** Restores in place through the doors: what comes back is byte for byte what was, and neighbours do not notice. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestPlatform, type TestOrganization, type TestPlatform } from '../../main/testing/test-platform.ts';
import { recordHistory } from './history-for-tests.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test reads whatever shape it asserts
type Json = any;

const history = recordHistory();
let platform: TestPlatform;
let acme: TestOrganization;
let neighbour: TestOrganization;
let admin: pg.Client;

beforeAll(async () => {
  platform = await createTestPlatform({ history });
  history.connection = platform.databaseOf.shard.connection();
  admin = new pg.Client(history.connection);
  await admin.connect();
  acme = await platform.organization('acme');
  neighbour = await platform.organization('neighbour');
  await fill(neighbour, 'NB');
});
afterAll(async () => {
  await admin.end();
  await platform[Symbol.asyncDispose]();
});

const tenantOf = (organization: TestOrganization, product: 'tracker' | 'wiki'): string => platform.catalogue.tenantsOf(organization.siteId).find((tenant) => tenant.product === product)?.tenantId ?? '';
const jira = (organization: TestOrganization): string => `/ex/jira/${organization.site}/rest/api/3`;
const wiki = (organization: TestOrganization): string => `/ex/confluence/${organization.site}/wiki/api/v2`;
const adf = (text: string): object => ({ version: 1, type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] });

async function ok(reply: Promise<{ status: number; text: string; json: Json }>): Promise<Json> {
  const { status, text, json } = await reply;
  expect(status, text).toBeLessThan(300);
  return json;
}

/** A project with issues, comments, labels, a link and a file. */
async function fill(organization: TestOrganization, key: string): Promise<{ project: number; issues: string[]; ids: number[] }> {
  const { admin: by } = organization;
  const project = await ok(by.post(`${jira(organization)}/project`, { key, name: `Project ${key}`, projectTypeKey: 'software', leadAccountId: by.account }));
  const issues: string[] = [];
  const ids: number[] = [];
  for (let index = 0; index < 4; index += 1) {
    const issue = await ok(by.post(`${jira(organization)}/issue`, { fields: { project: { key }, issuetype: { name: 'Task' }, summary: `${key} number ${String(index)}`, description: adf(`words of ${key} ${String(index)}`), labels: [`label-${key.toLowerCase()}`] } }));
    issues.push(issue.key);
    ids.push(Number(issue.id));
    await ok(by.post(`${jira(organization)}/issue/${issue.key}/comment`, { body: adf(`a remark ${String(index)}`) }));
  }
  await ok(by.request('POST', `${jira(organization)}/issue/${issues[0] ?? ''}/attachments`,
    Buffer.from(`--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nbytes of ${key}\r\n--b--\r\n`), { 'content-type': 'multipart/form-data; boundary=b', 'x-atlassian-token': 'no-check' }));
  return { project: Number(project.id), issues, ids };
}

/** Every row of a tenant's content, as text. */
async function rowsOf(tenantId: string, without: RegExp = /^$/): Promise<Record<string, string[]>> {
  const { rows: tables } = await admin.query<{ name: string }>(
    `select format('%s.%s', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and obj_description(c.oid, 'pg_class') ~ '^hf: scope=tenant recovery=(content|access)' order by 1`);
  const all: Record<string, string[]> = {};
  for (const { name } of tables) {
    if (without.test(name)) continue;
    const { rows } = await admin.query<{ row: string }>(`select t::text as row from ${name} t where tenant_id = $1 order by 1`, [tenantId]);
    if (rows.length > 0) all[name] = rows.map(({ row }) => row);
  }
  return all;
}

/** Plans, waits, applies, waits. */
async function restore(organization: TestOrganization, body: object): Promise<Json> {
  const plan = await planned(organization, body);
  expect(plan.state, JSON.stringify(plan.error)).toBe('ready');
  await ok(organization.admin.post(`/api/v1/sites/${organization.site}/recovery/plans/${String(plan.id)}/apply`));
  return ended(organization, plan.id, ['done', 'failed']);
}

async function planned(organization: TestOrganization, body: object): Promise<Json> {
  const plan = await ok(organization.admin.post(`/api/v1/sites/${organization.site}/recovery/plans`, body));
  return ended(organization, plan.id, ['ready', 'failed']);
}

async function ended(organization: TestOrganization, id: string, states: readonly string[]): Promise<Json> {
  return expect.poll(async () => {
    const plan = await ok(organization.admin.get(`/api/v1/sites/${organization.site}/recovery/plans/${id}`));
    return states.includes(plan.state) ? plan : undefined;
  }, { timeout: 30_000, interval: 100 }).toBeDefined().then(() => ok(organization.admin.get(`/api/v1/sites/${organization.site}/recovery/plans/${id}`)));
}

describe('a restore in place', () => {
  it('brings a project back to a moment, byte for byte, and is undone the same way; neighbours stay', async () => {
    const { project, issues } = await fill(acme, 'WEB');
    await fill(acme, 'OPS');
    const tenantId = tenantOf(acme, 'tracker');
    const neighbours = await rowsOf(tenantOf(neighbour, 'tracker'));
    const then = await rowsOf(tenantId, /import|favourite/);
    const at = await history.look(tenantId);

    await ok(acme.admin.put(`${jira(acme)}/issue/${issues[1] ?? ''}`, { fields: { summary: 'overwritten', labels: ['other'] } }));
    await ok(acme.admin.post(`${jira(acme)}/issue`, { fields: { project: { key: 'WEB' }, issuetype: { name: 'Task' }, summary: 'made later' } }));
    await admin.query('delete from tracker.comment where tenant_id = $1 and issue_id in (select id from tracker.issue where tenant_id = $1 and project_id = $2)', [tenantId, project]);
    await admin.query('delete from tracker.issue where tenant_id = $1 and project_id = $2 and number = 3', [tenantId, project]);
    const now = await rowsOf(tenantId);
    await history.look(tenantId);

    const done = await restore(acme, { product: 'tracker', at: at.toISOString(), scope: { kind: 'container', id: project } });
    expect(done).toMatchObject({ state: 'done', undoable: true, items: { created: 1, removed: 1 } });
    const after = await rowsOf(tenantId);
    // The label that the later change made belongs to the whole place and stays.
    expect(Object.keys(then).filter((name) => JSON.stringify(then[name]) !== JSON.stringify(after[name]) && name !== 'tracker.label')).toEqual([]);
    expect(await rowsOf(tenantOf(neighbour, 'tracker'))).toEqual(neighbours);
    expect((await admin.query(`select 1 from audit.record where action = 'recovery_restored' and tenant_id = $1`, [tenantId])).rowCount).toBe(1);

    await history.look(tenantId);
    const undo = await ok(acme.admin.post(`/api/v1/sites/${acme.site}/recovery/plans/${String(done.id)}/undo`));
    expect(await ended(acme, undo.id, ['ready', 'failed'])).toMatchObject({ state: 'ready', undoOf: done.id });
    await ok(acme.admin.post(`/api/v1/sites/${acme.site}/recovery/plans/${String(undo.id)}/apply`));
    expect(await ended(acme, undo.id, ['done', 'failed'])).toMatchObject({ state: 'done' });
    expect(await rowsOf(tenantId)).toEqual(now);
  });

  it('brings back one issue, and a whole project that is gone with who may enter it', async () => {
    const { project, ids } = await fill(acme, 'GONE');
    const tenantId = tenantOf(acme, 'tracker');
    const at = await history.look(tenantId);
    const then = await rowsOf(tenantId);
    await admin.query('delete from tracker.issue where tenant_id = $1 and id = $2', [tenantId, ids[0]]);
    expect(await restore(acme, { product: 'tracker', at: at.toISOString(), scope: { kind: 'item', id: ids[0] } })).toMatchObject({ state: 'done', items: { created: 1, changed: 0, removed: 0 } });
    expect(await rowsOf(tenantId)).toEqual(then);
    await admin.query('delete from tracker.project where tenant_id = $1 and id = $2', [tenantId, project]);
    expect(await restore(acme, { product: 'tracker', at: at.toISOString(), scope: { kind: 'container', id: project } })).toMatchObject({ state: 'done' });
    expect(await rowsOf(tenantId)).toEqual(then);
  });
});

describe('what a restore leaves alone', () => {
  it('takes nobody back in who was put out, and keeps what was moved where it is', async () => {
    const first = await fill(acme, 'AAA');
    const second = await fill(acme, 'BBB');
    const tenantId = tenantOf(acme, 'tracker');
    const somebody = '0197c000-0000-7000-8000-00000000abcd';
    await admin.query(`insert into tracker.grant (tenant_id, container_id, principal, level, granted_at) values ($1, $2, $3, 'write', now())`, [tenantId, first.project, somebody]);
    const at = await history.look(tenantId);
    await admin.query('delete from tracker.grant where tenant_id = $1 and principal = $2', [tenantId, somebody]);
    // Number 2 goes to the other project and gets a new name there; one of the other project comes here.
    await admin.query('update tracker.issue set project_id = $3, number = 100, rank = rank where tenant_id = $1 and id = $2', [tenantId, first.ids[1], second.project]);
    await admin.query('update tracker.issue set project_id = $3, number = 200 where tenant_id = $1 and id = $2', [tenantId, second.ids[0], first.project]);
    await admin.query(`update tracker.issue set version = version + 1, security_level = 7 where tenant_id = $1 and id = $2`, [tenantId, first.ids[2]]);
    const plan = await restore(acme, { product: 'tracker', at: at.toISOString(), scope: { kind: 'container', id: first.project } });
    expect(plan).toMatchObject({ state: 'done', items: { created: 0, removed: 0 } });
    expect(plan.kinds.find(({ kind }: { kind: string }) => kind === 'tracker.grant')).toMatchObject({ created: 0, accessLeft: 1 });
    expect(plan.kinds.find(({ kind }: { kind: string }) => kind === 'tracker.issue')).toMatchObject({ kept: 2 });
    expect((await admin.query('select 1 from tracker.grant where tenant_id = $1 and principal = $2', [tenantId, somebody])).rowCount).toBe(0);
    const { rows } = await admin.query<{ id: string; project_id: string; security_level: string | null }>('select id, project_id, security_level from tracker.issue where tenant_id = $1 and id = any($2)', [tenantId, [first.ids[1], first.ids[2], second.ids[0]]]);
    expect(Object.fromEntries(rows.map((row) => [Number(row.id), [Number(row.project_id), row.security_level]]))).toEqual({
      [first.ids[1] ?? 0]: [second.project, null], [first.ids[2] ?? 0]: [first.project, '7'], [second.ids[0] ?? 0]: [first.project, null],
    });
  });

  it('brings back what restored things name: a label that is gone, a file whose row is gone', async () => {
    const { project } = await fill(acme, 'NEED');
    const tenantId = tenantOf(acme, 'tracker');
    const at = await history.look(tenantId);
    const then = await rowsOf(tenantId);
    const { rows: labels } = await admin.query<{ id: string }>('select distinct l.label_id as id from tracker.issue_label l join tracker.issue i on i.tenant_id = l.tenant_id and i.id = l.issue_id where i.tenant_id = $1 and i.project_id = $2', [tenantId, project]);
    await admin.query('delete from tracker.project where tenant_id = $1 and id = $2', [tenantId, project]);
    expect((await admin.query('delete from tracker.label where tenant_id = $1 and id = any($2)', [tenantId, labels.map(({ id }) => id)])).rowCount).toBe(1);
    await admin.query('delete from media.object where tenant_id = $1 and id::text not in (select media_id from tracker.attachment where tenant_id = $1)', [tenantId]);
    expect(await restore(acme, { product: 'tracker', at: at.toISOString(), scope: { kind: 'container', id: project } })).toMatchObject({ state: 'done' });
    expect(await rowsOf(tenantId)).toEqual(then);
  });

  it('refuses before anything is changed: a time outside, a thing that was not there, a key that is taken, a plan that is stale', async () => {
    const { project } = await fill(acme, 'REF');
    const tenantId = tenantOf(acme, 'tracker');
    const at = await history.look(tenantId);
    const plans = `/api/v1/sites/${acme.site}/recovery/plans`;
    expect((await acme.admin.post(plans, { product: 'tracker', at: '2001-01-01T00:00:00Z', scope: { kind: 'container', id: project } })).json).toMatchObject({ status: 409, code: 'recovery.point_out_of_window' });
    expect((await acme.admin.post(plans, { product: 'wiki', at: at.toISOString(), scope: { kind: 'tenant' } })).json).toMatchObject({ code: 'recovery.no_history' });
    expect(await planned(acme, { product: 'tracker', at: at.toISOString(), scope: { kind: 'container', id: 999_999 } })).toMatchObject({ state: 'failed', error: { code: 'recovery.not_there_then' } });
    expect(await planned(acme, { product: 'tracker', at: at.toISOString(), scope: { kind: 'container', id: project } })).toMatchObject({ state: 'failed', error: { code: 'recovery.nothing_to_do' } });
    await admin.query('update tracker.issue set version = version + 1 where tenant_id = $1 and project_id = $2 and number = 1', [tenantId, project]);
    const plan = await planned(acme, { product: 'tracker', at: at.toISOString(), scope: { kind: 'container', id: project } });
    await admin.query('update tracker.issue set version = version + 1 where tenant_id = $1 and project_id = $2 and number = 2', [tenantId, project]);
    await ok(acme.admin.post(`${plans}/${String(plan.id)}/apply`));
    expect(await ended(acme, plan.id, ['done', 'failed'])).toMatchObject({ state: 'failed', error: { code: 'recovery.plan_stale' } });
    await admin.query('delete from tracker.project where tenant_id = $1 and id = $2', [tenantId, project]);
    const taking = await ok(acme.admin.post(`${jira(acme)}/project`, { key: 'REF', name: 'Taken', projectTypeKey: 'software', leadAccountId: acme.admin.account }));
    const before = await rowsOf(tenantId);
    expect(await planned(acme, { product: 'tracker', at: at.toISOString(), scope: { kind: 'container', id: project } })).toMatchObject({ state: 'failed', error: { code: 'recovery.conflict' } });
    expect(await rowsOf(tenantId)).toEqual(before);
    await admin.query('delete from tracker.project where tenant_id = $1 and id = $2', [tenantId, Number(taking.id)]);
  });
});

describe('a member', () => {
  it('brings back an issue that they may edit, and nothing else; the past opens nothing that is closed now', async () => {
    const { project, issues, ids } = await fill(acme, 'MEM');
    const tenantId = tenantOf(acme, 'tracker');
    const member = await platform.person(acme, 'Mia', { site: 'member' });
    const grant = `insert into tracker.grant (tenant_id, container_id, principal, level, granted_at) values ($1, $2, $3, 'write', now())`;
    await admin.query(grant, [tenantId, project, member.accountId]);
    const at = await history.look(tenantId);
    const plans = `/api/v1/sites/${acme.site}/recovery/plans`;
    const compare = `/api/v1/sites/${acme.site}/recovery/compare?product=tracker&at=${at.toISOString()}&item=${String(ids[0])}`;
    await ok(member.put(`${jira(acme)}/issue/${issues[0] ?? ''}`, { fields: { summary: 'a slip' } }));
    expect((await member.post(plans, { product: 'tracker', at: at.toISOString(), scope: { kind: 'container', id: project } })).json).toMatchObject({ status: 403 });
    expect((await ok(member.get(compare))).then[0].text).toBe('MEM number 0');
    const plan = await ok(member.post(plans, { product: 'tracker', at: at.toISOString(), scope: { kind: 'item', id: ids[0] } }));
    await expect.poll(async () => (await ok(member.get(`${plans}/${String(plan.id)}`))).state, { timeout: 30_000 }).toBe('ready');
    expect((await ok(member.get(`${plans}/${String(plan.id)}/items`))).items).toMatchObject([{ op: 'changed', item: { key: issues[0], title: 'MEM number 0' } }]);
    const other = await platform.person(acme, 'Otto', { site: 'member' });
    expect((await other.get(`${plans}/${String(plan.id)}`)).json).toMatchObject({ code: 'recovery.plan_unknown' });
    await ok(member.post(`${plans}/${String(plan.id)}/apply`));
    await expect.poll(async () => (await ok(member.get(`${plans}/${String(plan.id)}`))).state, { timeout: 30_000 }).toBe('done');
    expect((await ok(member.get(`${jira(acme)}/issue/${issues[0] ?? ''}`))).fields.summary).toBe('MEM number 0');
    // Put out of the project, which everybody may not enter any more: yesterday's rights open nothing today.
    await admin.query('delete from tracker.grant where tenant_id = $1 and container_id = $2 and principal <> $3', [tenantId, project, acme.admin.accountId]);
    expect((await member.get(compare)).json).toMatchObject({ code: 'recovery.not_there_then' });
    expect((await member.post(plans, { product: 'tracker', at: at.toISOString(), scope: { kind: 'item', id: ids[0] } })).json).toMatchObject({ code: 'recovery.not_there_then' });
  });
});

describe('a restore beside the original', () => {
  it('makes a project of its own: new key and numbers, every value readable, only its maker inside, the original untouched', async () => {
    const { project } = await fill(acme, 'ORI');
    const tenantId = tenantOf(acme, 'tracker');
    const at = await history.look(tenantId);
    await admin.query('delete from tracker.comment where tenant_id = $1 and issue_id in (select id from tracker.issue where project_id = $2)', [tenantId, project]);
    const { rows: before } = await admin.query('select t::text as row from tracker.issue t where tenant_id = $1 and project_id = $2 order by id', [tenantId, project]);
    const scope = { kind: 'container', id: project };
    expect(await planned(acme, { product: 'tracker', at: at.toISOString(), scope, mode: 'beside', newKey: 'ORI' })).toMatchObject({ error: { code: 'recovery.conflict' } });
    expect(await restore(acme, { product: 'tracker', at: at.toISOString(), scope, mode: 'beside', newKey: 'CPY' })).toMatchObject({ state: 'done', undoable: false, newKey: 'CPY', items: { created: 4 } });
    const copy = await ok(acme.admin.get(`${jira(acme)}/issue/CPY-1`));
    const original = await ok(acme.admin.get(`${jira(acme)}/issue/ORI-1`));
    expect(copy.id).not.toBe(original.id);
    expect(copy.fields).toMatchObject({ summary: original.fields.summary, description: original.fields.description, labels: original.fields.labels });
    expect((await ok(acme.admin.get(`${jira(acme)}/issue/CPY-1/comment`))).comments).toHaveLength(1);
    expect((await acme.admin.get(`${jira(acme)}/attachment/content/${String(copy.fields.attachment[0].id)}`)).text).toBe('bytes of ORI');
    expect((await ok(acme.admin.post(`${jira(acme)}/issue`, { fields: { project: { key: 'CPY' }, issuetype: { name: 'Task' }, summary: 'next' } }))).key).toBe('CPY-5');
    expect((await admin.query('select t::text as row from tracker.issue t where tenant_id = $1 and project_id = $2 order by id', [tenantId, project])).rows).toEqual(before);
    const { rows: grants } = await admin.query('select g.level from tracker.grant g join tracker.project p on p.tenant_id = g.tenant_id and p.id = g.container_id where p.tenant_id = $1 and p.key = $2', [tenantId, 'CPY']);
    expect(grants).toEqual([{ level: 'admin' }]);
  });

  it('makes a space of its own, with links that stay inside it', async () => {
    const { admin: by } = acme;
    const space = await ok(by.post(`${wiki(acme)}/spaces`, { key: 'ONE', name: 'One' }));
    const first = await ok(by.post(`${wiki(acme)}/pages`, { spaceId: space.id, status: 'current', title: 'First', body: { representation: 'storage', value: '<p>first</p>' } }));
    await ok(by.post(`${wiki(acme)}/pages`, { spaceId: space.id, status: 'current', title: 'Second', parentId: first.id, body: { representation: 'storage', value: `<p><a href="https://example.test/wiki/spaces/ONE/pages/${String(first.id)}">up</a></p>` } }));
    const at = await history.look(tenantOf(acme, 'wiki'));
    expect(await restore(acme, { product: 'wiki', at: at.toISOString(), scope: { kind: 'container', id: Number(space.id) }, mode: 'beside', newKey: 'TWO' })).toMatchObject({ state: 'done' });
    const copy = (await ok(by.get(`${wiki(acme)}/spaces?keys=TWO`))).results[0];
    const pages = (await ok(by.get(`${wiki(acme)}/spaces/${String(copy.id)}/pages?body-format=storage`))).results;
    const [one, two] = ['First', 'Second'].map((title) => pages.find((page: Json) => page.title === title));
    expect(two.parentId).toBe(one.id);
    expect(two.body.storage.value).toContain(`/spaces/TWO/pages/${String(one.id)}`);
    expect(one.id).not.toBe(first.id);
  });
});

describe('a wiki', () => {
  it('comes back space by space: pages, comments, labels, restrictions and the guards that follow from them', async () => {
    const { admin: by } = acme;
    const space = await ok(by.post(`${wiki(acme)}/spaces`, { key: 'DOC', name: 'Documents' }));
    const pages: string[] = [];
    for (const title of ['One', 'Two', 'Three']) {
      const page = await ok(by.post(`${wiki(acme)}/pages`, { spaceId: space.id, status: 'current', title, ...(pages[0] === undefined ? {} : { parentId: pages[0] }), body: { representation: 'storage', value: `<p>${title}</p>` } }));
      pages.push(String(page.id));
      await ok(by.post(`${wiki(acme)}/footer-comments`, { pageId: page.id, body: { representation: 'storage', value: '<p>a remark</p>' } }));
    }
    await ok(by.put(`/ex/confluence/${acme.site}/wiki/rest/api/content/${pages[1] ?? ''}/restriction`, { results: [{ operation: 'read', restrictions: { user: { results: [{ accountId: by.account }] } } }] }));
    const tenantId = tenantOf(acme, 'wiki');
    const at = await history.look(tenantId);
    const then = await rowsOf(tenantId);
    // Titles change places, a page and its comments go for good, the restricted one too.
    await admin.query('update wiki.content set title_claim = null where tenant_id = $1 and id = any($2)', [tenantId, [Number(pages[0])]]);
    await admin.query('delete from wiki.content where tenant_id = $1 and page_id = any($2)', [tenantId, [Number(pages[1]), Number(pages[2])]]);
    await ok(by.post(`${wiki(acme)}/pages`, { spaceId: space.id, status: 'current', title: 'Three', body: { representation: 'storage', value: '<p>another</p>' } }));
    expect(await restore(acme, { product: 'wiki', at: at.toISOString(), scope: { kind: 'container', id: Number(space.id) } })).toMatchObject({ state: 'done' });
    expect(await rowsOf(tenantId)).toEqual(then);
  });
});

describe('a whole tenant', () => {
  it('comes back into an empty place, and again when it is there', async () => {
    const tenantId = tenantOf(acme, 'tracker');
    const at = await history.look(tenantId);
    const then = await rowsOf(tenantId);
    for (const name of Object.keys(then).filter((table) => table.startsWith('tracker.'))) await admin.query(`set session_replication_role = replica; delete from ${name} where tenant_id = '${tenantId}'; reset session_replication_role`);
    const tenant = platform.catalogue.tenantsOf(acme.siteId).find((one) => one.product === 'tracker');
    if (tenant === undefined) throw new Error('no tracker');
    for (let round = 0; round < 2; round += 1) {
      await platform.recovery.restoreTenant(acme.organizationId, tenant.tenantId, at);
      expect(await rowsOf(tenantId)).toEqual(then);
    }
  });
});
