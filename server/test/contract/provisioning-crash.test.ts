/**
 * Provisioning of a site survives a stop after any of its steps (R39): the reconciler goes on where it ended, and the
 * site is there once, with both products, one fence and one set of first content for each.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setTimeout as pause } from 'node:timers/promises';
import { createTestPlatform, type TestOrganization, type TestPlatform } from '../../src/main/testing/test-platform.ts';

const steps = ['keys', 'place', 'seed', 'role', 'activate'] as const;
let stopAfter: string | undefined;
let seen: string[] = [];
let platform: TestPlatform;
let acme: TestOrganization;
let shard: pg.Client;
let untouched: Counts;

interface Counts {
  readonly placements: number;
  readonly issueTypes: number;
  readonly statuses: number;
}

beforeAll(async () => {
  platform = await createTestPlatform({
    work: false,
    afterStep: (step) => {
      seen.push(step);
      return step === stopAfter ? Promise.reject(new Error('stopped here')) : Promise.resolve();
    },
  });
  acme = await platform.organization('crash');
  shard = new pg.Client(platform.databaseOf.shard.connection());
  await shard.connect();
  untouched = await countsOf(acme.siteId);
});
afterAll(async () => {
  await shard.end();
  await platform[Symbol.asyncDispose]();
});

async function countsOf(siteId: string): Promise<Counts> {
  const { rows } = await shard.query<Counts>(
    `select (select count(*)::int from hf.placement where site_id = $1) as placements,
            (select count(*)::int from tracker.issue_type t join hf.placement p using (tenant_id) where p.site_id = $1) as "issueTypes",
            (select count(*)::int from tracker.status t join hf.placement p using (tenant_id) where p.site_id = $1) as statuses`, [siteId]);
  const [row] = rows;
  if (row === undefined) throw new Error('a count without a row');
  return row;
}

async function reconciled(slug: string): Promise<{ id: string; state: string; products: readonly { state: string }[] }> {
  for (let round = 0; round < 100; round += 1) {
    await platform.tenancy.reconcile();
    const found = (await acme.admin.get(`/api/v1/orgs/${acme.id}/sites?q=${slug}`)).json.items[0];
    if (found?.state === 'active') return found;
    await pause(100);
  }
  throw new Error('the site does not become active');
}

describe('a site whose provisioning stops', () => {
  it.each(steps)('after «%s» becomes active once, whole, and usable by its maker', async (step) => {
    const slug = `stopped-${step}`;
    stopAfter = `provision-site:${step}`;
    seen = [];
    const asked = await acme.admin.post(`/api/v1/orgs/${acme.id}/sites`, { name: slug, slug });
    expect(asked.status).toBe(500);
    expect(seen.at(-1)).toBe(stopAfter);
    stopAfter = undefined;

    const site = await reconciled(slug);
    expect(site.products.map(({ state }) => state)).toEqual(['active', 'active']);
    const siteId = platform.catalogue.sitesOf(acme.organizationId).find((one) => one.slug === slug)?.siteId ?? '';
    expect(await countsOf(siteId)).toEqual(untouched);
    expect((await acme.admin.get(`/ex/jira/${site.id}/rest/api/3/myself`)).status).toBe(200);
    expect((await acme.admin.get(`/ex/confluence/${site.id}/wiki/api/v2/spaces`)).status).toBe(200);
    expect((await acme.admin.get(`/api/v1/sites/${site.id}/access`)).json.items).toHaveLength(1);
    expect(await platform.tenancy.reconcile()).toBe(0);
    expect((await acme.admin.post(`/api/v1/orgs/${acme.id}/sites`, { name: slug, slug })).status).toBe(409);
  });
});
