/**
 * A hundred thousand random knocks of everybody at everybody's doors (R17): ids, keys, cursors, searches, attachments
 * and errors, concurrent and mixed, through pooled connections and shared caches. None may show another's content.
 */
import { randomInt } from 'node:crypto';
import { expect, it } from 'vitest';
import { Type } from 'typebox';
import { defineService, tenantRoute, type Service } from '../../src/kernel/service/index.ts';
import { createTestPlatform, type TestPlatform } from '../../src/main/testing/test-platform.ts';
import type { ProbeWorld } from './probes/probe.ts';
import { runProbes } from './probes/run-probes.ts';
import { createProbedTenants } from './probes/tenants.ts';

const probes = 100_000;
const inFlight = 64;
/** Rates of one tenant are somebody else's test; here they would stop the knocking. */
const limits = { rateLimit: { signInsPerAccount: 10, signInsPerAddress: 60, requestsPerMinutePerAddress: 1_000_000, requestsPerMinutePerTenant: 10_000_000 } };

/** Doors that end what the probes stand on, or count attempts. */
const leftOut = /\/(?:session|setup|password-reset|invitations)\b|\/me\b/;

async function worldOf(platform: TestPlatform, slugs: readonly string[]): Promise<ProbeWorld> {
  const tenants = await createProbedTenants(platform, slugs);
  const routes = platform.registry.routes.filter(({ route, address }) => !leftOut.test(address) && (route.effect === 'read' || route.context !== 'global'));
  return { tenants, routes, anonymous: platform.anonymous };
}

it(`shows nothing of another organization in ${String(probes)} random probes`, { timeout: 900_000 }, async () => {
  await using platform = await createTestPlatform({ config: limits });
  const world = await worldOf(platform, ['alpha', 'beta', 'gamma']);
  const seed = randomInt(2 ** 31);
  const result = await runProbes(world, { seed, count: probes, inFlight });
  const statuses = [...result.statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${String(status)}: ${String(count)}`).join(', ');
  process.stdout.write(`cross-tenant probes: seed ${String(seed)}, ${String(result.probes)} probes at ${String(result.doors)} doors in ${result.seconds.toFixed(1)} s; ${statuses}; ${String(result.found)} leaks\n`);
  expect(result.findings).toEqual([]);
  expect(result.probes).toBeGreaterThanOrEqual(probes);
  expect(result.doors).toBe(new Set(world.routes.map(({ route, address }) => `${route.method} ${address}`)).size);
  expect(result.statuses.get(200) ?? 0).toBeGreaterThan(probes / 20);
  expect(result.statuses.get(404) ?? 0).toBeGreaterThan(probes / 20);
});

/** A cache that forgot whose it is: the first who asks fills it for all. */
function plantedLeak(contentOf: ReadonlyMap<string, string>): Service {
  const cache = new Map<string, string>();
  const descriptor = defineService({
    name: 'planted', trustZone: 'product', owner: 'tests', recoveryTier: 'none', stores: [], databases: [], calls: {}, egress: [],
    permissions: { 'planted.view': { needs: 'site:guest', title: 'Planted', scope: 'read:tracker' } }, mounts: [{ prefix: '/planted/:site', errorShape: 'problem', product: 'tracker' }],
  });
  const route = tenantRoute({
    method: 'GET', path: '/notes/:id', summary: 'Kept by id alone', permission: 'planted.view', params: Type.Object({ id: Type.String({ maxLength: 1000 }) }), replies: { 200: Type.Object({ note: Type.String() }) },
    handle: (ctx, { params }) => {
      const note = cache.get(params.id) ?? contentOf.get(ctx.tenant.siteId) ?? '';
      cache.set(params.id, note);
      return Promise.resolve({ note });
    },
  });
  return { descriptor, routes: [route] };
}

it('finds a planted cache that is shared between tenants', { timeout: 300_000 }, async () => {
  const contentOf = new Map<string, string>();
  await using platform = await createTestPlatform({ plantedServices: [plantedLeak(contentOf)], config: limits });
  const world = await worldOf(platform, ['alpha', 'beta']);
  for (const { organization, canaries } of world.tenants) contentOf.set(organization.siteId, canaries.text('note'));
  const some = world.routes.filter(({ address }, index) => address.startsWith('/planted/') || index % 20 === 0);
  const result = await runProbes({ ...world, routes: some }, { seed: 1, count: 4_000, inFlight });
  expect(result.found).toBeGreaterThan(0);
  expect(result.findings.every((finding) => finding.includes('/planted/'))).toBe(true);
});
