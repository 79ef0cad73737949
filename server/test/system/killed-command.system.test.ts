/**
 * `kill -9` of the process that creates, suspends or resumes a site, after each step of it (R39): another process goes on
 * where it ended. In the end the site is there once, with one placement and one scope of keys for each product and the same
 * first content as an untouched site, and its log has one record of the command.
 */
import { spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SiteId } from '../../src/kernel/ids/index.ts';
import { systemClock } from '../../src/kernel/time/index.ts';
import { createTestPlatform, type TestOrganization, type TestPlatform } from '../../src/main/testing/test-platform.ts';
import type { KillOrder } from './killed-process.ts';

const script = join(import.meta.dirname, 'killed-process.ts');
let aheadMs = 0;
let platform: TestPlatform;
let acme: TestOrganization;
let folder: string;
const clients = new Map<'control' | 'keys' | 'shard', pg.Client>();

beforeAll(async () => {
  platform = await createTestPlatform({ work: false, clock: { ...systemClock, now: () => new Date(systemClock.now().getTime() + aheadMs) } });
  acme = await platform.organization('killed');
  folder = await mkdtemp(join(tmpdir(), 'hf-killed-'));
  await cp(join(platform.dataFolder, 'kms'), join(folder, 'kms'), { recursive: true });
  for (const kind of ['control', 'keys', 'shard'] as const) {
    const client = new pg.Client(platform.databaseOf[kind].connection());
    await client.connect();
    clients.set(kind, client);
  }
});
afterAll(async () => {
  for (const client of clients.values()) await client.end();
  await rm(folder, { recursive: true, force: true });
  await platform[Symbol.asyncDispose]();
});

async function killedAfter(step: string, url: string, body: unknown): Promise<void> {
  const order: KillOrder = {
    dataFolder: folder, token: acme.admin.token, url, body, after: step,
    databases: { control: platform.databaseOf.control.connection(), keys: platform.databaseOf.keys.connection(), shard: platform.databaseOf.shard.connection() },
  };
  const child = spawn(process.execPath, [script, JSON.stringify(order)], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (piece: Buffer) => { said += piece.toString(); });
  const signal = await new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_, by) => resolve(by)));
  expect(signal, said).toBe('SIGKILL');
}

/** What another process does once the dead one's hold has run out. */
async function takeOver(): Promise<number> {
  aheadMs += 16_000;
  await platform.catalogue.refresh();
  return platform.tenancy.reconcile();
}

async function number(kind: 'control' | 'keys' | 'shard', sql: string, ...values: unknown[]): Promise<number> {
  const answer = await clients.get(kind)?.query<{ n: string }>(sql, values);
  return Number(answer?.rows[0]?.n);
}

async function countsOf(siteId: SiteId): Promise<Readonly<Record<string, number>>> {
  const tenants = platform.catalogue.tenantsOf(siteId).map(({ tenantId }) => tenantId);
  const seeded = (table: string) => number('shard', `select count(*) as n from ${table} where tenant_id = any($1::uuid[])`, tenants);
  return {
    tenants: tenants.length,
    placements: await number('shard', 'select count(*) as n from hf.placement where site_id = $1', siteId),
    scopes: await number('keys', 'select count(*) as n from keys.scope where scope_id = any($1)', tenants),
    issueTypes: await seeded('tracker.issue_type'), statuses: await seeded('tracker.status'), priorities: await seeded('tracker.priority'),
    roles: await number('control', 'select count(*) as n from directory.site_role where site_id = $1', siteId),
  };
}

const records = (action: string, target: string) => number('control', 'select count(*) as n from audit.record where action = $1 and target_id = $2', action, target);

describe('a site whose maker is killed', () => {
  it.each(['keys', 'place', 'seed', 'role', 'activate'])('after «%s» is whole and there once', async (step) => {
    const slug = `killed-${step}`;
    const sitesBefore = platform.catalogue.sitesOf(acme.organizationId).length;
    await killedAfter(`provision-site:${step}`, `/api/v1/orgs/${acme.id}/sites`, { name: slug, slug });
    expect(await takeOver()).toBe(1);
    expect(await takeOver()).toBe(0);
    const sites = platform.catalogue.sitesOf(acme.organizationId);
    expect(sites).toHaveLength(sitesBefore + 1);
    const made = (await acme.admin.get(`/api/v1/orgs/${acme.id}/sites?q=${slug}`)).json.items[0];
    expect([made.state, ...made.products.map(({ state }: { state: string }) => state)]).toEqual(['active', 'active', 'active']);
    const siteId = sites.find((site) => site.slug === slug)?.siteId;
    expect(siteId === undefined ? {} : await countsOf(siteId)).toEqual(await countsOf(acme.siteId));
    expect(await records('site_created', made.id)).toBe(1);
    expect((await acme.admin.get(`/ex/jira/${made.id}/rest/api/3/myself`)).status).toBe(200);
  });

  it.each([
    ['suspend', 'fence', 'site_suspended', 403], ['resume', 'catalogue', 'site_resumed', 200], // both walk the same two steps
  ] as const)('who %ss it after «%s» has what was asked for, once', async (command, step, action, status) => {
    const before = await records(action, acme.site);
    await killedAfter(`${command}-site:${step}`, `/api/v1/sites/${acme.site}/${command}`, { reason: 'a test' });
    expect(await takeOver()).toBe(1);
    expect(await takeOver()).toBe(0);
    expect((await acme.admin.get(`/ex/jira/${acme.site}/rest/api/3/myself`)).status).toBe(status);
    expect(await records(action, acme.site)).toBe(before + 1);
    const epochs = platform.catalogue.tenantsOf(acme.siteId).map(({ tenantId, epoch }) => [tenantId, epoch] as const).sort(([left], [right]) => left.localeCompare(right));
    const fences = await clients.get('shard')?.query<{ tenant_id: string; epoch: string }>('select tenant_id, epoch from hf.placement where site_id = $1 order by 1', [acme.siteId]);
    expect(fences?.rows.map((row) => [row.tenant_id, Number(row.epoch)])).toEqual(epochs);
  });
});
