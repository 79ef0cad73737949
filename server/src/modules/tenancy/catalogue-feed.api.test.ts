/** A second process hears of every change, whatever happens to the connection, and never goes back to an older state. */
import { createServer, type Server } from 'node:http';
import { lstat, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Databases } from '../../kernel/db/index.ts';
import type { SiteId } from '../../kernel/ids/index.ts';
import { ManualClock, systemClock } from '../../kernel/time/index.ts';
import { createTestPlatform, type TestOrganization, type TestPlatform } from '../../main/testing/test-platform.ts';
import { createCatalogue, createCatalogueFeed, followCatalogueFeed, type Catalogue } from './index.ts';

let platform: TestPlatform;
let acme: TestOrganization;
let folder: string;
const stops: (() => unknown)[] = [];

beforeAll(async () => {
  platform = await createTestPlatform();
  acme = await platform.organization('acme');
  folder = await mkdtemp(join(tmpdir(), 'hf-feed-'));
});
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});
afterAll(async () => {
  await platform[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** A process that cannot reach the catalogue's database at all: everything it knows came over the feed. */
const noDatabase = (): Databases => ({
  control: () => { throw new Error('not in this process'); }, shard: () => { throw new Error('not in this process'); },
  system: () => { throw new Error('the catalogue is out of reach'); }, shardIds: [], addShard: () => undefined, mount: () => { throw new Error('not in this process'); }, end: () => Promise.resolve(),
});
const readModel = (databases: Databases, clock = systemClock): Catalogue => createCatalogue({ databases, clock, pollMs: 20, onError: () => undefined });
const feedPath = (): string => join(platform.dataFolder, 'run', 'feed', 'feed.sock');

function follow(catalogue: Catalogue, socketPath = feedPath()): ReturnType<typeof followCatalogueFeed> {
  const follower = followCatalogueFeed({ catalogue, socketPath, onError: () => undefined, pauseMaxMs: 50 });
  stops.push(() => { follower.stop(); });
  return follower;
}

/** Long enough for any machine: what is waited for comes by push or not at all. */
const patience = { timeout: 15_000, interval: 10 };
const stateOf = (catalogue: Catalogue, siteId: SiteId): readonly string[] => catalogue.tenantsOf(siteId).map((tenant) => tenant.state);

describe('the catalogue feed', () => {
  it('can be reached by this user only', async () => {
    expect((await lstat(feedPath())).mode & 0o777).toBe(0o600);
  });

  it('gives a process that knows nothing everything, and then each change, without a database', async () => {
    const second = readModel(noDatabase());
    const follower = follow(second);
    await vi.waitFor(() => { expect(follower.following).toBe(true); }, patience);
    expect(second.version).toBe(platform.catalogue.version);
    expect(second.tenantsOf(acme.siteId)).toEqual(platform.catalogue.tenantsOf(acme.siteId));

    const made = await acme.admin.post(`/api/v1/orgs/${acme.id}/sites`, { name: 'Pushed', slug: 'pushed' });
    expect(made.status).toBe(201);
    await vi.waitFor(async () => { expect(stateOf(second, (await second.site('@pushed'))?.siteId ?? acme.siteId)).toEqual(['active', 'active']); }, patience);
    await acme.admin.post(`/api/v1/sites/${String(made.json.id)}/suspend`, { reason: 'unpaid' });
    const place = await second.site('@pushed');
    await vi.waitFor(() => { expect(stateOf(second, place?.siteId ?? acme.siteId)).toEqual(['suspended', 'suspended']); }, patience);
  });

  it('passes on what another process committed, when that process says so', async () => {
    const writer = readModel(platform.databases);
    await writer.refresh();
    const follower = follow(writer);
    await vi.waitFor(() => { expect(follower.following).toBe(true); }, patience);
    platform.catalogue.stop(); // no poll can explain what follows
    stops.push(() => { platform.catalogue.follow(); });
    for (const name of ['Once', 'Twice']) {
      await renameFromOutside(name);
      await writer.refresh(); // what a use case does after its commit
      await vi.waitFor(() => { expect(platform.catalogue.sitesOf(acme.organizationId).map((site) => site.name)).toContain(name); }, patience);
    }
  });

  it('brings what was missed while the connection was lost, and polls meanwhile', async () => {
    const socketPath = join(folder, 'lost.sock');
    const first = await createCatalogueFeed({ catalogue: platform.catalogue, socketPath, onError: () => undefined });
    const second = readModel(noDatabase());
    const polls = vi.spyOn(second, 'follow');
    const follower = follow(second, socketPath);
    await vi.waitFor(() => { expect(follower.following).toBe(true); }, patience);
    await first.close();
    await vi.waitFor(() => { expect(follower.following).toBe(false); }, patience);
    expect(polls.mock.calls.length).toBeGreaterThan(1); // before the first connection, and now again
    const made = await acme.admin.post(`/api/v1/orgs/${acme.id}/sites`, { name: 'Missed', slug: 'missed' });
    expect(made.status).toBe(201);
    const known = second.version;
    expect(known).toBeLessThan(platform.catalogue.version);
    const again = await createCatalogueFeed({ catalogue: platform.catalogue, socketPath, onError: () => undefined });
    stops.push(() => again.close());
    await vi.waitFor(() => { expect(second.version).toBe(platform.catalogue.version); }, patience);
    expect(await second.site('@missed')).toBeDefined();
  });

  it.each([['no JSON', 'hello\n'], ['another form', '{"kind":"at","version":"7"}\n'], ['a forged state', '{"kind":"changes","sites":[],"tenants":[{"tenant_id":"x"}]}\n']])(
    'gives up a connection that sends %s, and changes nothing', async (_what, text) => {
      const socketPath = join(folder, 'broken.sock');
      let connections = 0;
      const broken: Server = createServer((_request, response) => {
        connections += 1;
        response.write(text);
      });
      await new Promise<void>((resolve) => broken.listen(socketPath, resolve));
      stops.push(() => new Promise((resolve) => { broken.close(resolve); broken.closeAllConnections(); }));
      const second = readModel(noDatabase());
      const follower = follow(second, socketPath);
      await vi.waitFor(() => { expect(connections).toBeGreaterThan(1); }, patience);
      expect(follower.following).toBe(false);
      expect(second.siteCount).toBe(0);
    });
});

describe('a process that cannot reach the catalogue', () => {
  it('goes on for 15 minutes and then refuses; an unknown place is refused at once', async () => {
    const clock = new ManualClock(new Date('2026-03-01T00:00:00Z'));
    const second = readModel(noDatabase(), clock);
    second.apply(platform.catalogue.changesSince(-1));
    second.reached(platform.catalogue.version, 0);
    clock.advanceMs(15 * 60_000);
    expect(await second.site(acme.site)).toMatchObject({ siteId: acme.siteId });
    await expect(second.site('@nobody')).rejects.toMatchObject({ code: 'tenancy.catalogue_out_of_reach' });
    clock.advanceMs(1);
    await expect(second.site(acme.site)).rejects.toMatchObject({ code: 'tenancy.catalogue_out_of_reach', status: 503 });
  });

  it('counts from when the feed’s own process last heard of it', async () => {
    const clock = new ManualClock(new Date('2026-03-01T00:00:00Z'));
    const second = readModel(noDatabase(), clock);
    clock.advanceMs(60 * 60_000);
    second.apply(platform.catalogue.changesSince(-1));
    second.reached(platform.catalogue.version, 14 * 60_000);
    expect(await second.site(acme.site)).toBeDefined();
    clock.advanceMs(61_000);
    await expect(second.site(acme.site)).rejects.toMatchObject({ code: 'tenancy.catalogue_out_of_reach' });
  });

  it('never serves a suspended tenant again because an older state comes late', async () => {
    const second = readModel(noDatabase());
    const before = platform.catalogue.changesSince(-1);
    await acme.admin.post(`/api/v1/sites/${acme.site}/suspend`, { reason: 'unpaid' });
    second.apply(platform.catalogue.changesSince(-1));
    expect(stateOf(second, acme.siteId)).toEqual(['suspended', 'suspended']);
    second.apply(before);
    expect(stateOf(second, acme.siteId)).toEqual(['suspended', 'suspended']);
    await acme.admin.post(`/api/v1/sites/${acme.site}/resume`);
  });

  it('refuses a suspended tenant in the shard even to a process that has not heard of it', async () => {
    const [stale] = platform.catalogue.tenantsOf(acme.siteId);
    await acme.admin.post(`/api/v1/sites/${acme.site}/suspend`, { reason: 'unpaid' });
    const enter = platform.databases.shard(stale?.shardId ?? platform.databases.shardIds[0] ?? (await Promise.reject(new Error('no shard'))), 'tracker')
      .run([{ text: 'select hf.enter($1::uuid, $2::bigint, false)', values: [stale?.tenantId, stale?.epoch] }]);
    await expect(enter).rejects.toMatchObject({ code: 'database.stale_context' });
    await acme.admin.post(`/api/v1/sites/${acme.site}/resume`);
  });
});

/** A commit of a process that this one knows nothing of. */
async function renameFromOutside(name: string): Promise<void> {
  await platform.databases.system('a test changes the catalogue from outside', 'control').run([
    { text: 'update tenancy.site set name = $1, version = tenancy.next_version() where site_id = $2::uuid', values: [name, acme.siteId] },
  ]);
}
