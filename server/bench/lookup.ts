/** The tenant context lookup at 100,000 contexts: time of one lookup and memory of all (R16). Run with --expose-gc. */
import type { Databases } from '../src/kernel/db/index.ts';
import { newUuid, organizationIds, shardIds, siteIds, tenantIds } from '../src/kernel/ids/index.ts';
import { systemClock } from '../src/kernel/time/index.ts';
import { createCatalogue } from '../src/modules/tenancy/index.ts';

export interface LookupResult { readonly contexts: number; readonly p50Us: number; readonly p99Us: number; readonly meanUs: number; readonly memoryMiB: number }

const contexts = 100_000;
const collect = (): number => {
  (globalThis as { gc?: () => void }).gc?.(); // there with --expose-gc
  return process.memoryUsage().heapUsed;
};

async function measure(): Promise<LookupResult> {
  const before = collect();
  const catalogue = createCatalogue({ databases: {} as Databases, clock: systemClock, pollMs: 1000, onError: () => undefined }); // never asked: every site is known
  const shard = shardIds.make();
  const organizations = Array.from({ length: 1000 }, () => organizationIds.make());
  const references: string[] = [];
  for (let from = 0; from < contexts / 2; from += 1000) {
    const sites = Array.from({ length: 1000 }, (_, index) => ({
      site_id: siteIds.make(), organization_id: organizations[index] ?? organizationIds.make(), slug: `site-${String(from + index)}`, name: `Site ${String(from + index)}`,
      region: 'local', state: 'active' as const, plan: 'standard', features: {}, version: 1,
    }));
    catalogue.apply({ sites, tenants: sites.flatMap((site) => (['tracker', 'wiki'] as const).map((product) => ({ tenant_id: tenantIds.fromUuid(newUuid(Date.now())), site_id: site.site_id, organization_id: site.organization_id, product, shard_id: shard, epoch: 1, state: 'active' as const, version: 1 }))) });
    references.push(...sites.map((site) => siteIds.format(site.site_id)));
  }
  catalogue.reached(1, 0);
  const memoryMiB = (collect() - before - references.length * 60) / 2 ** 20;
  const look = async (index: number): Promise<void> => {
    const place = await catalogue.site(references[(index * 7919) % references.length] ?? '');
    const found = place === undefined ? undefined : await catalogue.tenant(place, index % 2 === 0 ? 'tracker' : 'wiki');
    if (found === undefined) throw new Error('a known site was not found');
  };
  for (let index = 0; index < 50_000; index += 1) await look(index);
  const count = 200_000;
  const times = new Float64Array(count);
  const startedMs = performance.now();
  for (let index = 0; index < count; index += 1) {
    const at = performance.now();
    await look(index);
    times[index] = performance.now() - at;
  }
  const meanUs = ((performance.now() - startedMs) * 1000) / count;
  times.sort();
  return { contexts, p50Us: (times[count / 2] ?? 0) * 1000, p99Us: (times[Math.floor(count * 0.99)] ?? 0) * 1000, meanUs, memoryMiB };
}

process.on('message', () => {
  measure().then((result) => process.send?.(result), (error: unknown) => process.send?.({ failure: String(error) }));
});
process.on('disconnect', () => process.exit(0));
