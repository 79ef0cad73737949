/**
 * SQL that an attacker puts into a statement of a service chooses no tenant (decision 0006): it runs behind `hf.enter…` in
 * the same transaction and under the service's own login, and neither settings nor functions give it another scope.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Statement } from '../../src/kernel/db/batch.ts';
import { sqlState, type ServicePool } from '../../src/kernel/db/index.ts';
import type { TenantContext } from '../../src/kernel/service/index.ts';
import { createTestPlatform, type TestOrganization, type TestPlatform } from '../../src/main/testing/test-platform.ts';

let platform: TestPlatform;
let pool: ServicePool;
let ours: TenantContext;
let theirs: TenantContext;

async function tenantWithIssue(organization: TestOrganization): Promise<TenantContext> {
  const base = `/ex/jira/${organization.site}/rest/api/3`;
  const project = await organization.admin.post(`${base}/project`, { key: 'ONE', name: 'One', leadAccountId: organization.admin.account });
  expect(project.status).toBe(201);
  const issue = await organization.admin.post(`${base}/issue`, { fields: { project: { key: 'ONE' }, issuetype: { name: 'Task' }, summary: 'Seen by its tenant only' } });
  expect(issue.status).toBe(201);
  const tenant = platform.catalogue.tenantsOf(organization.siteId).find(({ product }) => product === 'tracker');
  if (tenant === undefined) throw new Error('the site has no tracker');
  return tenant;
}

beforeAll(async () => {
  platform = await createTestPlatform({ work: false });
  const [mine, other] = [await platform.organization('injected-mine'), await platform.organization('injected-other')];
  [ours, theirs] = [await tenantWithIssue(mine), await tenantWithIssue(other)];
  pool = platform.databases.shard(ours.shardId, 'tracker');
}, 120_000);
afterAll(() => platform[Symbol.asyncDispose]());

const enter = (tenant: TenantContext): Statement => ({ text: 'select hf.enter($1::uuid, $2::bigint, true)', values: [tenant.tenantId, tenant.epoch] });
const st = (text: string, ...values: unknown[]): Statement => ({ text, values });

/** What an attack behind our scope sees: the last statement's rows, or the refusal's SQLSTATE. */
async function attack(...statements: readonly Statement[]): Promise<readonly Record<string, unknown>[] | string | undefined> {
  return pool.run([enter(ours), ...statements]).then((results) => results.at(-1)?.rows, sqlState);
}

const choose = `with chosen as materialized (select set_config('hf.tenant', $1, true), set_config('hf.site', $1, true), set_config('hf.opened', 'on', true))
  select distinct i.tenant_id from chosen, tracker.issue i where (select count(*) from chosen) = 1`;

describe('SQL injected behind a scope', () => {
  it('sees its own tenant, so that the rest of this file says something', async () => {
    expect(await attack(st('select distinct tenant_id from tracker.issue'))).toEqual([{ tenant_id: ours.tenantId }]);
    expect((await pool.run([enter(theirs), st('select distinct tenant_id from tracker.issue')])).at(-1)?.rows).toEqual([{ tenant_id: theirs.tenantId }]);
  });

  it('chooses no tenant by a setting, for reading and for writing', async () => {
    expect(await attack(st(choose, theirs.tenantId))).toEqual([{ tenant_id: ours.tenantId }]);
    expect(await attack(st(`set local hf.tenant = '${theirs.tenantId}'`), st('select distinct tenant_id from tracker.issue'))).toEqual([{ tenant_id: ours.tenantId }]);
    expect(await attack(st(`select set_config('hf.tenant', $1, true)`, theirs.tenantId), st(`insert into tracker.label (tenant_id, id, name, name_token) values ($1::uuid, 1, '', '')`, theirs.tenantId))).toBe('42501');
    expect(await attack(st(`select set_config('hf.tenant', $1, true)`, theirs.tenantId), st('update tracker.issue set tenant_id = $1::uuid returning 1', theirs.tenantId))).toBe('42501');
    expect(await attack(st(`select set_config('hf.tenant', $1, true)`, theirs.tenantId), st('delete from tracker.issue where tenant_id = $1::uuid returning 1', theirs.tenantId))).toEqual([]);
  });

  it.each([
    ['takes a second scope', 'select hf.enter($1::uuid, 1, true)', 'HF010'],
    ['takes an organization', 'select hf.enter_organization($1::uuid)', 'HF010'],
    ['takes the scope of a refusal', 'select hf.enter_for_refusal($1::uuid)', 'HF010'],
    ['takes a second scope in a session that it calls new', `select set_config('hf.opened', '', false), hf.enter($1::uuid, 1, true)`, 'HF010'],
    ['puts a scope together by hand', 'select hf.take_scope($1)', '42501'],
    ['has a new secret made', 'select hf.open_session(), $1::uuid', '42501'],
    ['reads the secret', `select currval('hf.session_secret'), $1::uuid`, '42501'],
    ['reads the secret where it is kept', 'select last_value, $1::uuid from hf.session_secret', '42501'],
    ['sets the secret', `select setval('hf.session_secret', 5), $1::uuid`, '42501'],
    ['signs the log of another organization', `select audit.append(gen_random_uuid(), $1::uuid, now(), 'a', 'done', 'system', null, 'v', null, null, 'k', 'i', null, null, 'r', ''::bytea)`, 'HF009'],
  ])('is refused when it %s', async (_, text, state) => {
    expect(await attack(st(text, theirs.tenantId))).toBe(state);
  });

  it('ends no transaction from inside, and finds the name of the setting in no list', async () => {
    expect(await attack(st('do $$ begin commit; end $$'))).toBe('42501');
    expect(await attack(st(`select name from pg_settings where name like 'hf.%' union all select sequencename from pg_sequences where last_value is not null and schemaname = 'hf'`))).toEqual([]);
    expect(await attack(st(`select pg_sequence_last_value('hf.session_secret') as value`))).toEqual([{ value: null }]);
  });

  it('puts its own tenant on what it hands to the outbox', async () => {
    const lease = await pool.lease();
    await lease.run([st('begin'), enter(ours), st(`select set_config('hf.tenant', $1, true), outbox.append(gen_random_uuid(), 'planted', '{}')`, theirs.tenantId)]);
    await lease.run([st('commit')]);
    lease.release();
    const [found] = await platform.databases.system('test of injected SQL', ours.shardId).run([st(`delete from outbox.event where topic = 'planted' returning tenant_id`)]);
    expect(found?.rows).toEqual([{ tenant_id: ours.tenantId }]);
  });
});

describe('a scope', () => {
  it('ends with its transaction, also with one that failed, and the connection takes the next', async () => {
    const lease = await pool.lease();
    try {
      await expect(lease.run([st('begin'), enter(ours), st('select 1/0')])).rejects.toMatchObject({ code: '22012' });
      await lease.run([st('rollback')]);
      expect((await lease.run([st('select hf.tenant(), (select count(*) from tracker.issue) as seen')])).at(-1)?.rows).toEqual([{ tenant: null, seen: 0 }]);
      expect((await lease.run([enter(theirs), st('select hf.tenant(), hf.organization()')])).at(-1)?.rows).toEqual([{ tenant: theirs.tenantId, organization: theirs.organizationId }]);
      expect((await lease.run([st('select hf.tenant()')])).at(-1)?.rows).toEqual([{ tenant: null }]);
    } finally {
      lease.release();
    }
  });

  it('is found once for each table of a statement, and indexes serve it', async () => {
    const [, , plan] = await pool.run([enter(ours), st('set local enable_seqscan = off'), st('explain select * from tracker.workflow_scheme where id = 1')]);
    const lines = (plan?.rows ?? []).map((row) => String(row['QUERY PLAN'])).join('\n');
    expect(lines).toMatch(/Index Cond: \(\(tenant_id = \(InitPlan 1\)\.col1\) AND \(id = /);
  });

  it('holds in a query that PostgreSQL would rather run in parallel', async () => {
    const results = await pool.run([enter(ours), st('set local debug_parallel_query = on'), st('set local parallel_setup_cost = 0'), st('set local parallel_tuple_cost = 0'), st('set local min_parallel_table_scan_size = 0'), st('select distinct tenant_id from tracker.issue')]);
    expect(results.at(-1)?.rows).toEqual([{ tenant_id: ours.tenantId }]);
  });
});
