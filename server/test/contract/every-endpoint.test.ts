/**
 * Every endpoint × every wrong identity (R17). Found from the registry, so a door added tomorrow is walked tomorrow.
 * A door that nobody should pass must answer as the table at `expected` says, and change nothing.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Type } from 'typebox';
import { defineService, globalRoute, type MountedRoute, type PermissionNeed } from '../../src/kernel/service/index.ts';
import { createTestPlatform, type TestOrganization, type TestPerson, type TestPlatform } from '../../src/main/testing/test-platform.ts';
import type { TestClient } from '../../src/main/testing/test-client.ts';
import { doorName, fillAddress, routedDoors, unprotectedDoors } from './doors.ts';

let platform: TestPlatform;
let acme: TestOrganization;
let rival: TestOrganization;
let guest: TestPerson;
let offSite: TestPerson;
let revoked: TestPerson;

beforeAll(async () => {
  platform = await createTestPlatform();
  acme = await platform.organization('walked');
  rival = await platform.organization('rival');
  guest = await platform.person(acme, 'Gus Guest', { organization: 'guest', site: 'guest' });
  offSite = await platform.person(acme, 'Olga Offsite', { site: null });
  revoked = await platform.person(acme, 'Rita Revoked', { organization: 'admin', site: 'admin' });
  const session = await platform.anonymous.post('/api/v1/session', { email: revoked.email, password: revoked.password });
  const cookie = String(session.headers['set-cookie']).split(';')[0] ?? '';
  const me = await platform.anonymous.get('/api/v1/me', { cookie });
  const tokens = await platform.anonymous.get('/api/v1/me/tokens', { cookie });
  await platform.anonymous.delete(`/api/v1/me/tokens/${tokens.json.items[0].id}`, { cookie, 'x-csrf-token': me.json.csrfToken });
});
afterAll(() => platform[Symbol.asyncDispose]());

async function knock(client: TestClient, mounted: MountedRoute, headers: Readonly<Record<string, string>> = {}): Promise<{ status: number; code: string; text: string }> {
  const url = fillAddress(mounted.address, { site: acme.site, org: acme.id });
  const reply = await client.request(mounted.route.method, url, undefined, headers);
  return { status: reply.status, code: String(reply.json?.code ?? reply.json?.errors?.[0]?.code ?? ''), text: reply.text };
}

const needOf = (mounted: MountedRoute): PermissionNeed => platform.registry.permission(mounted.route.permission).needs;
const closedDoors = (): MountedRoute[] => platform.registry.routes.filter((mounted) => needOf(mounted) !== 'public');

async function walk(doors: readonly MountedRoute[], judge: (mounted: MountedRoute) => Promise<string | undefined>): Promise<string[]> {
  const wrong: string[] = [];
  for (const mounted of doors) {
    const verdict = await judge(mounted);
    if (verdict !== undefined) wrong.push(`${doorName(mounted)}: ${verdict}`);
  }
  return wrong;
}

const answers = (expected: readonly (readonly [number, string])[], found: { status: number; code: string }): string | undefined =>
  expected.some(([status, code]) => found.status === status && found.code === code) ? undefined : `answered ${String(found.status)} ${found.code}, expected ${expected.map((pair) => pair.join(' ')).join(' or ')}`;

describe('every endpoint', () => {
  it('is in the registry or on the committed list, and none is public by accident', () => {
    expect(routedDoors(platform.http).length).toBeGreaterThanOrEqual(platform.registry.routes.length);
    expect(unprotectedDoors(platform.http, platform.registry)).toEqual([]);
  });

  it('refuses the anonymous', async () => {
    const doors = closedDoors();
    expect(doors.length).toBeGreaterThan(40);
    expect(await walk(doors, async (mounted) => answers([[401, 'access.not_signed_in']], await knock(platform.anonymous, mounted)))).toEqual([]);
  });

  it('refuses a revoked token and a wrong one, on public doors too', async () => {
    expect(await walk(platform.registry.routes, async (mounted) => answers([[401, 'access.not_signed_in']], await knock(revoked, mounted)))).toEqual([]);
    expect(await walk(platform.registry.routes, async (mounted) => answers([[401, 'access.not_signed_in']], await knock(platform.anonymous, mounted, { authorization: `Bearer hft_${'A'.repeat(43)}` })))).toEqual([]);
  });

  it('is not there for another organization\'s administrator', async () => {
    const doors = closedDoors().filter(({ route }) => route.context !== 'global');
    expect(await walk(doors, async (mounted) => answers([[404, 'tenant.context_missing']], await knock(rival.admin, mounted)))).toEqual([]);
  });

  it('answers a foreign place exactly like one that does not exist', async () => {
    const nowhere = { site: `site_${'0'.repeat(26)}`, org: `org_${'0'.repeat(26)}` };
    expect(await walk(closedDoors().filter(({ route }) => route.context !== 'global'), async (mounted) => {
      const foreign = await knock(rival.admin, mounted);
      const absent = await rival.admin.request(mounted.route.method, fillAddress(mounted.address, nowhere));
      const strip = (text: string): string => text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '');
      return strip(foreign.text) === strip(absent.text) && foreign.status === absent.status ? undefined : `tells a foreign place (${foreign.text}) from an absent one (${absent.text})`;
    })).toEqual([]);
  });

  it('of a site is not there for a member of the organization without a role on it', async () => {
    const doors = closedDoors().filter(({ route }) => route.context === 'tenant' || route.context === 'site');
    expect(await walk(doors, async (mounted) => answers([[404, 'tenant.context_missing']], await knock(offSite, mounted)))).toEqual([]);
  });

  it('refuses the under-privileged what needs a higher role', async () => {
    const higher = closedDoors().filter((mounted) => ['site:member', 'site:admin', 'organization:member', 'organization:admin', 'operator'].includes(needOf(mounted)));
    expect(higher.length).toBeGreaterThan(20);
    expect(await walk(higher, async (mounted) => answers([[403, needOf(mounted) === 'operator' ? 'access.operator_only' : 'access.forbidden']], await knock(guest, mounted)))).toEqual([]);
  });

  it('refuses a token without the scope', async () => {
    const narrow = await platform.person(acme, 'Nora Narrow', { organization: 'admin', site: 'admin' });
    const session = await platform.anonymous.post('/api/v1/session', { email: narrow.email, password: narrow.password });
    const cookie = String(session.headers['set-cookie']).split(';')[0] ?? '';
    const me = await platform.anonymous.get('/api/v1/me', { cookie });
    const made = await platform.anonymous.post('/api/v1/me/tokens', { label: 'audit only', scopes: ['read:audit'], expiresInDays: 1 }, { cookie, 'x-csrf-token': me.json.csrfToken });
    const headers = { authorization: `Bearer ${String(made.json.token)}` };
    const doors = closedDoors().filter((mounted) => !['read:audit', 'read:me'].includes(platform.registry.permission(mounted.route.permission).scope ?? '') && needOf(mounted) !== 'operator');
    expect(await walk(doors, async (mounted) => answers([[403, 'access.scope_missing']], await knock(platform.anonymous, mounted, headers)))).toEqual([]);
  });

  it('of a suspended site is closed for its own administrator, and says why', async () => {
    await acme.admin.post(`/api/v1/sites/${acme.site}/suspend`, { reason: 'walk' });
    try {
      const doors = closedDoors().filter(({ route }) => route.context === 'tenant');
      expect(await walk(doors, async (mounted) => answers([[403, 'tenant.suspended']], await knock(acme.admin, mounted)))).toEqual([]);
    } finally {
      await acme.admin.post(`/api/v1/sites/${acme.site}/resume`);
    }
  });
});

describe('the walk itself', () => {
  it('finds an unprotected door, in the registry and past it', async () => {
    const planted = defineService({
      name: 'planted', trustZone: 'control', owner: 'tests', recoveryTier: 'none', stores: [], databases: [], calls: {}, egress: [],
      permissions: { 'planted.open': { needs: 'public', title: 'Nothing asked' } }, mounts: [{ prefix: '/planted', errorShape: 'problem' }],
    });
    const route = globalRoute({ method: 'GET', path: '/everything', summary: 'Shows all', permission: 'planted.open', replies: { 200: Type.Object({}) }, handle: () => Promise.resolve({}) });
    await using infested = await createTestPlatform({ plantedServices: [{ descriptor: planted, routes: [route] }], work: false });
    infested.http.get('/past/the/registry', () => ({}));
    expect(unprotectedDoors(infested.http, infested.registry).sort()).toEqual([
      'GET /past/the/registry: not in the registry',
      'GET /planted/everything: public, and not on the list of public doors',
    ]);
  });
});
