/**
 * Every gated door × every plan (R63): open where the plan has the feature, 403 plan.feature_missing where not, in every process
 * as soon as it has heard of it (a second at most). A downgrade says first what it switches off, deletes nothing, and takes nobody's access.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { featureOn, gatedFeatureNames, plans, type MountedRoute } from '../../src/kernel/service/index.ts';
import { createTestClient } from '../../src/main/testing/test-client.ts';
import { createTestPlatform, type TestOrganization, type TestPlatform } from '../../src/main/testing/test-platform.ts';
import { doorName, fillAddress } from './doors.ts';

let platform: TestPlatform;
let acme: TestOrganization;
let plan: string;
beforeAll(async () => {
  platform = await createTestPlatform({ work: false });
  acme = await platform.organization('plans');
  plan = `/api/v1/orgs/${acme.id}/plan`;
});
afterAll(() => platform[Symbol.asyncDispose]());

const gated = (): MountedRoute[] => platform.registry.routes.filter(({ route }) => route.feature !== undefined);
async function group(name: string): Promise<string> {
  return String((await acme.admin.post(`/api/v1/orgs/${acme.id}/groups`, { name })).json.id);
}

describe('every gated feature', () => {
  it('has a door, and every door is open exactly with the plans that have its feature', async () => {
    expect(new Set(gated().map(({ route }) => route.feature))).toEqual(new Set(gatedFeatureNames));
    const wrong: string[] = [];
    for (const name of plans) {
      expect((await acme.admin.put(plan, { plan: name, accept: gatedFeatureNames })).status).toBe(200);
      for (const mounted of gated()) {
        const { feature } = mounted.route;
        if (feature === undefined) continue;
        const reply = await acme.admin.request(mounted.route.method, fillAddress(mounted.address, { site: acme.site, org: acme.id, product: 'wiki' }), typeof mounted.route.body === 'object' ? [] : undefined);
        const open = reply.json?.code !== 'plan.feature_missing';
        if (open !== featureOn({ plan: name, features: {} }, feature, new Date())) wrong.push(`${doorName(mounted)} with ${name}: ${open ? 'open' : 'closed'}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('is off in another process with its next look at the catalogue, stays as it was made, and comes back with a flag or a trial', async () => {
    await acme.admin.put(plan, { plan: 'standard' });
    const [inner, outer] = [await group('inner'), await group('outer')];
    const person = await platform.person(acme, 'Nina Nested', { site: null });
    const nest = `/api/v1/orgs/${acme.id}/groups/${outer}/groups/${inner}`;
    await acme.admin.put(`/api/v1/orgs/${acme.id}/groups/${inner}/members/${person.account}`);
    await acme.admin.put(nest);
    await acme.admin.put(`/api/v1/sites/${acme.site}/access/${outer}`, { role: 'member' });
    const elsewhere = await platform.another();
    try {
      const there = createTestClient(elsewhere.http, { authorization: `Bearer ${acme.admin.token}` });
      expect((await acme.admin.post(`${plan}/preview`, { plan: 'free' })).json).toMatchObject({ switchesOff: [{ name: 'nested-groups' }, { name: 'product-roles' }], effective: 'free' });
      expect(await acme.admin.put(plan, { plan: 'free' })).toMatchObject({ status: 409, json: { code: 'tenancy.plan_not_accepted' } });
      expect((await acme.admin.put(plan, { plan: 'free', accept: ['nested-groups', 'product-roles'] })).json).toMatchObject({ effective: 'free', seats: { people: 2, sites: [{ tracker: 2, wiki: 2 }] } });
      // What its poll does every second, and the feed at once.
      await elsewhere.catalogue.refresh();
      expect((await there.put(nest)).json).toMatchObject({ status: 403, code: 'plan.feature_missing' });
      expect(elsewhere.catalogue.tenantsOf(acme.siteId).map((tenant) => tenant.plan)).toEqual(['free', 'free']);
      expect((await person.get(`/ex/confluence/${acme.site}/wiki/api/v2/spaces`)).status).toBe(200);
      expect((await acme.admin.delete(nest)).status).toBe(204);
      await acme.admin.put(plan, { features: { 'nested-groups': true } });
      expect((await acme.admin.put(nest)).status).toBe(204);
      await acme.admin.put(plan, { features: { 'nested-groups': null }, trial: { plan: 'premium', days: 14 }, accept: gatedFeatureNames });
      expect((await acme.admin.get(plan)).json).toMatchObject({ plan: 'free', effective: 'premium', trial: { plan: 'premium' }, features: [{ name: 'nested-groups', on: true, because: 'plan' }, { on: true }] });
    } finally {
      await elsewhere.close();
    }
  });
});
