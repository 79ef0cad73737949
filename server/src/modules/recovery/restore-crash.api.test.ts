/** A restore that breaks off at any of its steps is begun again and leaves the same bytes, one record and no fence. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestPlatform, type TestOrganization, type TestPlatform } from '../../main/testing/test-platform.ts';
import { recordHistory } from './history-for-tests.ts';

const history = recordHistory();
let platform: TestPlatform;
let acme: TestOrganization;
let admin: pg.Client;
let breakAt: string | undefined;
const reached: string[] = [];

beforeAll(async () => {
  platform = await createTestPlatform({
    history,
    afterStep: (step) => {
      reached.push(step);
      if (step !== breakAt) return Promise.resolve();
      breakAt = undefined;
      return Promise.reject(new Error('the process is gone'));
    },
  });
  history.connection = platform.databaseOf.shard.connection();
  admin = new pg.Client(history.connection);
  await admin.connect();
  acme = await platform.organization('crash');
});
afterAll(async () => {
  await admin.end();
  await platform[Symbol.asyncDispose]();
});

async function issues(tenantId: string): Promise<string[]> {
  const { rows } = await admin.query<{ row: string }>('select t::text as row from tracker.issue t where tenant_id = $1 order by id', [tenantId]);
  return rows.map(({ row }) => row);
}

describe('a restore that breaks off', () => {
  it.each(['fenced', 'written', 'applied'])('after «%s» is begun again: the same bytes, once', async (step) => {
    const jira = `/ex/jira/${acme.site}/rest/api/3`;
    const plans = `/api/v1/sites/${acme.site}/recovery/plans`;
    const key = `C${step.toUpperCase()}`.slice(0, 10);
    const project = (await acme.admin.post(`${jira}/project`, { key, name: key, projectTypeKey: 'software', leadAccountId: acme.admin.account })).json;
    for (const summary of ['one', 'two', 'three']) await acme.admin.post(`${jira}/issue`, { fields: { project: { key }, issuetype: { name: 'Task' }, summary } });
    const tenantId = platform.catalogue.tenantsOf(acme.siteId).find((tenant) => tenant.product === 'tracker')?.tenantId ?? '';
    const at = await history.look(tenantId);
    const then = await issues(tenantId);
    await admin.query('update tracker.issue set version = version + 1 where tenant_id = $1 and project_id = $2', [tenantId, project.id]);
    await admin.query('delete from tracker.issue where tenant_id = $1 and project_id = $2 and number = 2', [tenantId, project.id]);
    const plan = (await acme.admin.post(plans, { product: 'tracker', at: at.toISOString(), scope: { kind: 'container', id: Number(project.id) } })).json;
    const state = async (): Promise<string> => String((await acme.admin.get(`${plans}/${String(plan.id)}`)).json.state);
    await expect.poll(state, { timeout: 30_000 }).toBe('ready');
    breakAt = step;
    reached.length = 0;
    await acme.admin.post(`${plans}/${String(plan.id)}/apply`);
    await expect.poll(state, { timeout: 30_000 }).toBe('done');
    expect(breakAt).toBeUndefined();
    expect(reached.filter((one) => one === 'written')).toHaveLength(step === 'written' ? 2 : 1);
    expect(await issues(tenantId)).toEqual(then);
    expect((await admin.query('select 1 from recovery.fence where tenant_id = $1', [tenantId])).rowCount).toBe(0);
    expect((await admin.query(`select 1 from audit.record where action = 'recovery_restored' and target_id = $1`, [String(project.id)])).rowCount).toBe(1);
  });

  it('keeps everybody else from writing while it stands, and lets them read', async () => {
    const jira = `/ex/jira/${acme.site}/rest/api/3`;
    const tenantId = platform.catalogue.tenantsOf(acme.siteId).find((tenant) => tenant.product === 'tracker')?.tenantId ?? '';
    const project = (await acme.admin.post(`${jira}/project`, { key: 'FEN', name: 'Fenced', projectTypeKey: 'software', leadAccountId: acme.admin.account })).json;
    const issue = (await acme.admin.post(`${jira}/issue`, { fields: { project: { key: 'FEN' }, issuetype: { name: 'Task' }, summary: 'one' } })).json;
    await admin.query(`insert into recovery.fence values ($1, $2, gen_random_uuid(), now() + interval '1 minute')`, [tenantId, project.id]);
    expect((await acme.admin.get(`${jira}/issue/${String(issue.key)}`)).status).toBe(200);
    expect((await acme.admin.put(`${jira}/issue/${String(issue.key)}`, { fields: { summary: 'two' } })).status).toBe(403);
    expect((await acme.admin.post(`${jira}/issue`, { fields: { project: { key: 'FEN' }, issuetype: { name: 'Task' }, summary: 'three' } })).status).toBeGreaterThanOrEqual(400);
    await admin.query(`update recovery.fence set until = now() - interval '1 second' where tenant_id = $1`, [tenantId]);
    expect((await acme.admin.put(`${jira}/issue/${String(issue.key)}`, { fields: { summary: 'two' } })).status).toBe(204);
  });
});
