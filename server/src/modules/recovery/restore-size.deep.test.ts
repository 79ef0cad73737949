/** A project of 10,000 issues with 1,000 attachments to the second before it was damaged: within 30 s on two cores, in bounded memory. */
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { noAccess, type OrganizationCtx } from '../../kernel/service/index.ts';
import { systemClock } from '../../kernel/time/index.ts';
import { factsOf, makeOrganization, makeOwner, makeSite, type DrillPlace } from '../../main/drills/drill-places.ts';
import { createTestPlatform, type TestPlatform } from '../../main/testing/test-platform.ts';

const issues = 10_000;
const attachments = 1_000;
const { signal } = new AbortController();
let platform: TestPlatform;
let place: DrillPlace;
let ctx: OrganizationCtx;
let admin: pg.Client;

beforeAll(async () => {
  platform = await createTestPlatform({ journal: true });
  admin = new pg.Client(platform.databaseOf.shard.connection());
  await admin.connect();
  const ground = { contexts: platform.contexts, tenancy: platform.tenancy, directory: platform.directory, catalogue: platform.catalogue, media: platform.media, importing: platform.products.importing, clock: systemClock };
  const owner = await makeOwner(ground, signal);
  const organizationId = await makeOrganization(ground, owner, 'large', signal);
  place = await makeSite(ground, owner, organizationId, 'large', { issues, pages: 0, attachmentBytes: attachments * 200_000 }, 9, signal);
  ctx = platform.contexts.organization('recovery', factsOf(ground, owner, signal), organizationId, { ...noAccess, organizationRole: 'admin', siteRole: 'admin' });
}, 900_000);
afterAll(async () => {
  await admin.end();
  await platform[Symbol.asyncDispose]();
});

it('restores a large project in seconds', async () => {
  const tenant = place.tenants.find(({ product }) => product === 'tracker');
  if (tenant === undefined) throw new Error('the site has no tracker');
  const look = async () => (await admin.query<{ hash: string; count: string }>(`select count(*) as count, md5(string_agg(md5(t::text), '' order by id)) as hash from tracker.issue t where tenant_id = $1`, [tenant.tenantId])).rows[0];
  const then = await look();
  expect(then?.count).toBe(String(issues));
  const { rows: [moment] } = await admin.query<{ now: Date }>('select clock_timestamp() as now');
  await admin.query(`update tracker.issue set summary = '\\x00', version = version + 1 where tenant_id = $1 and number % 3 = 0`, [tenant.tenantId]);
  await admin.query('delete from tracker.comment where tenant_id = $1 and id % 2 = 0', [tenant.tenantId]);
  await admin.query('delete from tracker.issue where tenant_id = $1 and number % 5 = 0', [tenant.tenantId]);
  await platform.journal.caughtUp(tenant.shardId);
  const before = process.memoryUsage.rss();
  let peak = before;
  const watching = setInterval(() => { peak = Math.max(peak, process.memoryUsage.rss()); }, 50);
  const [startedMs, cpu] = [performance.now(), process.cpuUsage()];
  await platform.recovery.restorePlace(ctx, place.siteId, 'tracker', moment?.now ?? new Date());
  const seconds = (performance.now() - startedMs) / 1000;
  clearInterval(watching);
  const used = process.cpuUsage(cpu);
  console.log(`restored ${String(issues)} issues in ${seconds.toFixed(1)} s (${((used.user + used.system) / 1e6).toFixed(1)} s of this process), ${String(Math.round((peak - before) / 2 ** 20))} MiB more than before`);
  expect(await look()).toEqual(then);
  expect(peak - before).toBeLessThan(300 * 2 ** 20);
}, 300_000);
