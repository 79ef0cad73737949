/**
 * Any moment, through the real journal: random writes with a look at the rows after each, then restores to moments chosen at random.
 * Each must give exactly the rows of its look, whatever lies between; the seed is printed when one does not.
 */
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noAccess, systemActor, systemFacts, type Actor, type OrganizationCtx } from '../../kernel/service/index.ts';
import { createTestPlatform, type TestOrganization, type TestPlatform } from '../../main/testing/test-platform.ts';

let platform: TestPlatform;
let acme: TestOrganization;
let admin: pg.Client;
let tenantId: string;
let projectId: number;

beforeAll(async () => {
  platform = await createTestPlatform({ journal: true });
  admin = new pg.Client(platform.databaseOf.shard.connection());
  await admin.connect();
  acme = await platform.organization('journalled');
  tenantId = platform.catalogue.tenantsOf(acme.siteId).find((tenant) => tenant.product === 'tracker')?.tenantId ?? '';
  const jira = `/ex/jira/${acme.site}/rest/api/3`;
  projectId = Number((await acme.admin.post(`${jira}/project`, { key: 'ANY', name: 'Any second', projectTypeKey: 'software', leadAccountId: acme.admin.account })).json.id);
  for (let at = 0; at < 12; at += 1) {
    const issue = (await acme.admin.post(`${jira}/issue`, { fields: { project: { key: 'ANY' }, issuetype: { name: 'Task' }, summary: `Issue ${String(at)}`, labels: [`l${String(at % 3)}`], description: { version: 1, type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'long enough to be stored apart '.repeat(200) }] }] } } })).json;
    await acme.admin.post(`${jira}/issue/${String(issue.key)}/comment`, { body: { version: 1, type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: `remark ${String(at)}` }] }] } });
  }
}, 120_000);
afterAll(async () => {
  await admin.end();
  await platform[Symbol.asyncDispose]();
});

const tables = ['project', 'project_key', 'issue', 'comment', 'issue_label', 'change', 'change_item', 'attachment', 'watcher'];

async function look(): Promise<{ readonly at: Date; readonly rows: Record<string, string[]> }> {
  const rows: Record<string, string[]> = {};
  for (const table of tables) rows[table] = (await admin.query<{ row: string }>(`select t::text as row from tracker.${table} t where tenant_id = $1 order by 1`, [tenantId])).rows.map(({ row }) => row);
  const { rows: [moment] } = await admin.query<{ now: Date }>('select clock_timestamp() as now');
  if (moment === undefined) throw new Error('the database has no time');
  return { at: moment.now, rows };
}

const write = fc.oneof(
  fc.record({ kind: fc.constant('touch' as const), at: fc.nat(20) }),
  fc.record({ kind: fc.constant('text' as const), at: fc.nat(20) }),
  fc.record({ kind: fc.constant('drop' as const), at: fc.nat(20) }),
  fc.record({ kind: fc.constant('uncomment' as const), at: fc.nat(20) }),
  fc.record({ kind: fc.constant('swap' as const), at: fc.nat(20) }),
  fc.record({ kind: fc.constant('many' as const), at: fc.nat(20) }),
);
type Write = typeof write extends fc.Arbitrary<infer Value> ? Value : never;

/** The rows are read by nobody but the test, so any bytes may stand in them. */
async function play({ kind, at }: Write): Promise<void> {
  const one = `(select id from tracker.issue where tenant_id = $1 and project_id = $2 order by id offset ${String(at)} limit 1)`;
  switch (kind) {
    case 'touch': await admin.query(`update tracker.issue set version = version + 1, updated_at = now() where tenant_id = $1 and id = ${one}`, [tenantId, projectId]); return;
    case 'text': await admin.query(`update tracker.issue set description = sha256(convert_to(random()::text, 'UTF8')) where tenant_id = $1 and id = ${one}`, [tenantId, projectId]); return;
    case 'drop': await admin.query(`delete from tracker.issue where tenant_id = $1 and id = ${one}`, [tenantId, projectId]); return;
    case 'uncomment': await admin.query(`delete from tracker.comment where tenant_id = $1 and issue_id = ${one}`, [tenantId, projectId]); return;
    case 'swap': {
      const { rows } = await admin.query<{ id: string; number: string }>('select id, number from tracker.issue where tenant_id = $1 and project_id = $2 order by id limit 2', [tenantId, projectId]);
      const [a, b] = rows;
      if (a === undefined || b === undefined) return;
      await admin.query('begin');
      await admin.query('update tracker.issue set number = -1 where tenant_id = $1 and id = $2', [tenantId, a.id]);
      await admin.query('update tracker.issue set number = $3 where tenant_id = $1 and id = $2', [tenantId, b.id, a.number]);
      await admin.query('update tracker.issue set number = $3 where tenant_id = $1 and id = $2', [tenantId, a.id, b.number]);
      await admin.query('commit');
      return;
    }
    case 'many': await admin.query('update tracker.comment set version = version + 1 where tenant_id = $1 and issue_id in (select id from tracker.issue where tenant_id = $1 and project_id = $2)', [tenantId, projectId]); return;
  }
}

describe('a restore through the journal', () => {
  it('gives exactly the rows of any moment, one after another', async () => {
    const actor: Actor = { ...systemActor, kind: 'account', accountId: acme.admin.accountId };
    const ctx: OrganizationCtx = platform.contexts.organization('recovery', systemFacts(actor, new Date(), new AbortController().signal), acme.organizationId, { ...noAccess, organizationRole: 'admin', siteRole: 'admin' });
    await fc.assert(fc.asyncProperty(fc.array(write, { minLength: 4, maxLength: 8 }), fc.array(fc.nat(7), { minLength: 2, maxLength: 2 }), async (writes, choices) => {
      const looks = [await look()];
      for (const one of writes) {
        await play(one);
        looks.push(await look());
      }
      for (const choice of choices) {
        const wanted = looks[choice % looks.length];
        if (wanted === undefined) continue;
        await platform.recovery.restorePlace(ctx, acme.siteId, 'tracker', wanted.at).catch((error: unknown) => { if ((error as { code?: string }).code !== 'recovery.nothing_to_do') throw error; });
        expect((await look()).rows).toEqual(wanted.rows);
      }
    }), { numRuns: 4, endOnFailure: true });
  }, 240_000);
});
