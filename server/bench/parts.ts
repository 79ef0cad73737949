/**
 * What each layer of a protected request costs, the audit log against a bare insert, invalidation in a second
 * process, and sites by the ten thousand: measured inside the platform, started here on the same data folder.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { loadConfig } from '../src/kernel/config/index.ts';
import { newUuid, organizationIds, siteIds } from '../src/kernel/ids/index.ts';
import { runningCluster } from '../src/kernel/postgres/index.ts';
import { noAccess, systemActor, systemFacts, type Actor, type Ctx } from '../src/kernel/service/index.ts';
import { startInstallation } from '../src/main/start-installation.ts';
import type { Platform } from '../src/main/platform.ts';
import { median, startHelper } from './drive.ts';
import { measureJournal, type JournalFigures } from './journal.ts';
import type { Account } from './installation.ts';
import type { Seen } from './follower.ts';

export interface Part { readonly name: string; readonly microseconds: number; readonly note: string }
export interface PartsResult {
  readonly layers: readonly Part[];
  readonly audit: { readonly appendUs: number; readonly bareUs: number };
  readonly invalidation: { readonly changes: number; readonly p50Ms: number; readonly p99Ms: number };
  readonly provisioning: { readonly sites: number; readonly p50Ms: number; readonly maxMs: number };
  readonly journal: JournalFigures;
  readonly manySites: { readonly sites: number; readonly listMs: number; readonly searchMs: number; readonly openMs: number };
}

/** Mean of one turn in µs: the median of several batches. */
async function timed(turns: number, work: (index: number) => unknown): Promise<number> {
  for (let index = 0; index < turns; index += 1) await work(index);
  const batches: number[] = [];
  for (let batch = 0; batch < 7; batch += 1) {
    const startedMs = performance.now();
    for (let index = 0; index < turns; index += 1) await work(batch * turns + index);
    batches.push(((performance.now() - startedMs) * 1000) / turns);
  }
  return median(batches);
}

function timedSync(turns: number, work: (index: number) => unknown): number {
  const batches: number[] = [];
  for (let batch = 0; batch < 9; batch += 1) {
    const startedMs = performance.now();
    for (let index = 0; index < turns; index += 1) work(batch * turns + index);
    batches.push(((performance.now() - startedMs) * 1000) / turns);
  }
  return median(batches.slice(2));
}

export interface PartsOrder { readonly account: Account; readonly sites: number; readonly dataFolder: string }

async function measure({ account, sites, dataFolder }: PartsOrder): Promise<PartsResult> {
  const { platform, stop } = await startInstallation();
  const control = await adminPool(dataFolder, 'control');
  const shard = await adminPool(dataFolder, 'shard-1');
  try {
    const ctx = await tenantContext(platform, account);
    const layers = await measureLayers(platform, ctx, account);
    const audit = await measureAudit(ctx, shard);
    const invalidation = await measureInvalidation(platform, dataFolder, ctx);
    const provisioning = await measureProvisioning(platform, account);
    const manySites = await measureManySites(platform, control, account, sites);
    // Last: it ends the journal to measure without it.
    const journal = await measureJournal(platform, account, dataFolder);
    return { layers, audit, invalidation, provisioning, manySites, journal };
  } finally {
    await Promise.all([control.end(), shard.end()]);
    await stop();
  }
}

async function adminPool(dataFolder: string, name: string): Promise<pg.Pool> {
  const address = await runningCluster(dataFolder, name);
  if (address === undefined) throw new Error(`the cluster ${name} does not run`);
  const pool = new pg.Pool({ ...address, max: 4 });
  pool.on('error', () => undefined); // the cluster stops first, at the end
  return pool;
}

async function tenantContext(platform: Platform, account: Account): Promise<Ctx> {
  const { actor } = await authenticate(platform, account);
  const site = await platform.catalogue.site(account.site);
  const tenant = site === undefined ? undefined : await platform.catalogue.tenant(site, 'tracker');
  if (site === undefined || tenant === undefined) throw new Error('the site is gone');
  return platform.contexts.tenant('tracker', systemFacts(actor, new Date(), new AbortController().signal), tenant, await platform.directory.access.onSite(actor, site, 'tracker'));
}

const authenticate = (platform: Platform, account: Account) => platform.identity.authenticator.authenticate({ authorization: `Bearer ${account.token}`, sessionCookie: null, address: '127.0.0.1', userAgent: null, now: new Date() });

async function measureLayers(platform: Platform, ctx: Ctx, account: Account): Promise<readonly Part[]> {
  const column = { table: 'tracker.issue', column: 'summary' };
  const sealer = await platform.keys.forScope(ctx.tenant.tenantId);
  const short = 'A title of some sixty letters, as people write them to issues';
  const long = `${short} `.repeat(12);
  const sealed = Array.from({ length: 20_000 }, (_, index) => sealer.seal(column, index, `${short} ${String(index)}`));
  const sealedLong = Array.from({ length: 2_000 }, (_, index) => sealer.seal(column, index, `${String(index)} ${long}`));
  const pool = platform.databases.shard(ctx.tenant.shardId, 'tracker');
  const enter = { text: 'select hf.enter($1::uuid, $2::bigint, $3::boolean)', values: [ctx.tenant.tenantId, ctx.tenant.epoch, false] };
  const issues = { text: `select i.id, i.number, i.summary, i.created_at from tracker.issue i where i.id = any($1::bigint[])`, values: [Array.from({ length: 50 }, (_, index) => 10_001 + index)] };
  const system = platform.databases.system('benchmark: what row security costs', ctx.tenant.shardId);
  const asSystem = { text: `${issues.text} and i.tenant_id = $2::uuid`, values: [...issues.values, ctx.tenant.tenantId] };
  const nothing = { text: 'select 1 as one', values: [] };
  const bareTrip = await timed(300, () => pool.run([nothing]));
  const enteredTrip = await timed(300, () => pool.run([enter, nothing]));
  const guarded = await timed(300, () => pool.run([enter, issues]));
  const open = await timed(300, () => system.run([asSystem]));
  const site = await platform.catalogue.site(account.site);
  const actor: Actor = ctx.actor;
  const empty = await timed(300, () => ctx.tx(async (tx) => void await tx.sql('select 1')));
  const recorded = await timed(300, (index) => ctx.tx(async (tx) => {
    await tx.sql('select 1');
    tx.record({ action: 'bench_nothing', target: { kind: 'bench', id: String(index), name: 'measured' } });
  }));
  let turn = 0;
  return [
    { name: 'identity: proof of a token, remembered', microseconds: await timed(3000, () => authenticate(platform, account)), note: 'hash of the token and a look into memory; at most 2 s old' },
    { name: 'tenant context: address → site → tenant', microseconds: await timed(5000, async () => { const place = await platform.catalogue.site(account.site); if (place !== undefined) await platform.catalogue.tenant(place, 'tracker'); }), note: 'from memory' },
    { name: 'policy: what the actor may do on the site', microseconds: await timed(5000, async () => { if (site !== undefined) await platform.directory.access.onSite(actor, site, null); }), note: 'membership, groups and roles, remembered; at most 2 s old' },
    { name: 'edge: hooks, security headers, admission, rendering', microseconds: await timed(500, () => platform.http.inject({ method: 'GET', url: '/api/v1/state' })), note: 'a whole request in process to a route that does next to nothing' },
    { name: 'tenant setting and fence', microseconds: enteredTrip - bareTrip, note: `in the same round trip as the query (${bareTrip.toFixed(0)} µs)` },
    { name: 'row security: 50 rows by key', microseconds: guarded - (enteredTrip - bareTrip) - open, note: `against the same query with the tenant as a condition and row security open (${open.toFixed(0)} µs)` },
    { name: 'sealing: open one title', microseconds: timedSync(2000, () => sealer.open(column, turn, sealed[turn++ % sealed.length] ?? Buffer.alloc(0))), note: 'AES-256-GCM, not opened before' },
    { name: 'sealing: open one title again', microseconds: timedSync(2000, (index) => sealer.open(column, index % 500, sealed[index % 500] ?? Buffer.alloc(0))), note: 'from the opened-value cache' },
    { name: 'sealing: open a text of 740 letters', microseconds: timedSync(200, (index) => sealer.open(column, index % 2000, sealedLong[index % 2000] ?? Buffer.alloc(0))), note: 'with decompression' },
    { name: 'sealing: seal one title', microseconds: timedSync(2000, (index) => sealer.seal(column, index, short)), note: '' },
    { name: 'sealing: seal a text of 740 letters', microseconds: timedSync(200, (index) => sealer.seal(column, index, long)), note: 'with compression' },
    { name: 'audit: the record of a command', microseconds: recorded - empty, note: `two seals and one statement, in the round trip of the commit (an empty transaction: ${empty.toFixed(0)} µs)` },
  ];
}

async function measureAudit(ctx: Ctx, shard: pg.Pool): Promise<PartsResult['audit']> {
  await shard.query('drop table if exists public.bench_record');
  await shard.query(`create table public.bench_record (like audit.record including defaults including constraints)`);
  const indexes = await shard.query<{ definition: string }>(`select pg_get_indexdef(indexrelid) as definition from pg_index where indrelid = 'audit.record'::regclass`);
  for (const { definition } of indexes.rows) await shard.query(definition.replace(/INDEX (\w+) ON audit\.record/, 'INDEX bench_$1 ON public.bench_record'));
  const insert = {
    name: 'bare', text: `insert into public.bench_record (organization_id, id, tenant_id, site_id, at, action, outcome, actor_kind, actor_id, via_kind, via_id, address, target_kind, target_id, container_kind, container_id, request_id, details)
      values ($1, $2, $3, $4, $5, $6, 'done', 'account', $7, 'token', null, $8, 'bench', $9, null, null, $10, $11)`,
  };
  const details = createHash('sha512').update('details').digest();
  const bare = async (index: number): Promise<void> => {
    const client = await shard.connect();
    await client.query('begin');
    await client.query({ ...insert, values: [ctx.tenant.organizationId, newUuid(Date.now()), ctx.tenant.tenantId, ctx.tenant.siteId, new Date(), 'bench_nothing', ctx.actor.accountId, details, String(index), ctx.requestId, Buffer.concat([details, details])] });
    await client.query('commit');
    client.release();
  };
  const append = (index: number): Promise<void> => ctx.tx((tx) => Promise.resolve(tx.record({ action: 'bench_nothing', target: { kind: 'bench', id: String(index), name: 'measured' } })));
  const appends: number[] = [];
  const inserts: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    appends.push(await timed(60, append));
    inserts.push(await timed(60, bare));
  }
  await shard.query('drop table public.bench_record');
  return { appendUs: median(appends), bareUs: median(inserts) };
}

async function measureInvalidation(platform: Platform, dataFolder: string, ctx: Ctx): Promise<PartsResult['invalidation']> {
  const follower = startHelper('follower.ts');
  const seen = new Map<number, bigint>();
  try {
    await follower.ask({ socketPath: join(dataFolder, 'run', 'feed', 'feed.sock') });
    follower.process.on('message', ({ version, atNs }: Seen) => void seen.set(version, atNs));
    const pool = platform.databases.system('benchmark: a change of the catalogue', 'control');
    const delays: number[] = [];
    const changes = 300;
    for (let index = 0; index < changes; index += 1) {
      const [changed] = await pool.run([{ text: 'update tenancy.tenant set version = tenancy.next_version() where tenant_id = $1::uuid returning version', values: [ctx.tenant.tenantId] }]);
      const committedNs = process.hrtime.bigint();
      await platform.catalogue.refresh(); // what every use case does after its commit
      const version = Number(changed?.rows[0]?.['version']);
      for (let waitedMs = 0; !seen.has(version) && waitedMs < 2000; waitedMs += 1) await new Promise((resolve) => setTimeout(resolve, 1));
      const at = seen.get(version);
      delays.push(at === undefined ? 2000 : Number(at - committedNs) / 1e6);
    }
    delays.sort((left, right) => left - right);
    return { changes, p50Ms: delays[changes / 2] ?? 0, p99Ms: delays[Math.floor(changes * 0.99)] ?? 0 };
  } finally {
    await follower.stop();
  }
}

async function measureProvisioning(platform: Platform, account: Account): Promise<PartsResult['provisioning']> {
  const times: number[] = [];
  for (let index = 0; index < 15; index += 1) {
    const startedMs = performance.now();
    await platform.tenancy.createSite(platform.contexts.organization('tenancy', systemFacts(systemActor, new Date(), new AbortController().signal), organizationIds.parse(account.organization), noAccess), { name: `Made ${String(index)}`, slug: `made-${String(index)}-${newUuid(Date.now()).slice(-6)}` });
    times.push(performance.now() - startedMs);
  }
  return { sites: times.length, p50Ms: median(times), maxMs: Math.max(...times) };
}

/** Catalogue rows by the thousand in the administrator's organization; then what a person does. */
async function measureManySites(platform: Platform, control: pg.Pool, account: Account, sites: number): Promise<PartsResult['manySites']> {
  const organization = organizationIds.parse(account.organization);
  const [model] = (await control.query<{ shard_id: string }>('select shard_id from tenancy.shard limit 1')).rows;
  const ids = Array.from({ length: sites }, () => newUuid(Date.now()));
  const client = await control.connect();
  try {
    await client.query('begin');
    const { rows: [row] } = await client.query<{ version: number }>('select tenancy.next_version() as version');
    await client.query(`insert into tenancy.site (organization_id, site_id, slug, name, region, state, reason, created_at, version)
      select $1::uuid, id, 'many-' || n, 'Many sites ' || n, 'local', 'active', null, now(), $3::bigint from unnest($2::uuid[]) with ordinality as w (id, n)`, [organization, ids, row?.version]);
    for (const product of ['tracker', 'wiki']) {
      await client.query(`insert into tenancy.tenant (organization_id, tenant_id, site_id, product, shard_id, epoch, state, created_at, version)
        select $1::uuid, gen_random_uuid(), id, $4, $5::uuid, 1, 'active', now(), $3::bigint from unnest($2::uuid[]) as w (id)`, [organization, ids, row?.version, product, model?.shard_id]);
    }
    await client.query('commit');
  } finally {
    client.release();
  }
  await platform.catalogue.refresh();
  const get = async (url: string): Promise<void> => {
    const reply = await platform.http.inject({ method: 'GET', url, headers: { authorization: `Bearer ${account.token}` } });
    if (reply.statusCode !== 200) throw new Error(`${url}: ${String(reply.statusCode)} ${reply.payload.slice(0, 300)}`);
  };
  const list = await timed(20, () => get(`/api/v1/orgs/${account.organization}/sites?limit=50`));
  const search = await timed(20, (index) => get(`/api/v1/orgs/${account.organization}/sites?limit=50&q=${encodeURIComponent(`sites ${String(index * 37 % sites)}`)}`));
  const open = await timed(20, () => get(`/api/v1/sites/${account.site}`));
  if (siteIds.format(siteIds.fromUuid(ids[0] ?? '')) === '') throw new Error('no site was made');
  return { sites: platform.catalogue.siteCount, listMs: list / 1000, searchMs: search / 1000, openMs: open / 1000 };
}

process.on('message', (order: PartsOrder) => {
  loadConfig(); // fails early with a line that says what is wrong
  measure(order).then((result) => { process.send?.(result); }, (error: unknown) => { process.send?.({ failure: error instanceof Error ? error.stack : String(error) }); });
});
process.on('disconnect', () => process.exit(0));
