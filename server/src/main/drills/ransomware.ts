/**
 * Drill *ransomware*: a login of the database overwrites rows of a site for a bounded time, below every door of the platform; then both
 * products of the site are restored to the second before, and every row and file is compared.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Databases } from '../../kernel/db/index.ts';
import { noAccess, type OrganizationCtx, type TenantContext } from '../../kernel/service/index.ts';
import type { ObjectStore } from '../../modules/media/index.ts';
import type { Drill, Recovery } from '../../modules/recovery/index.ts';
import { differencesBetween, digestsOf } from './compare-places.ts';
import { factsOf, makeOrganization, makeOwner, makeSite, type DrillGround, type DrillPlace } from './drill-places.ts';

export interface RansomwareOptions extends DrillGround {
  readonly databases: Databases;
  readonly store: ObjectStore;
  readonly recovery: Recovery;
  readonly overwriteMs: number;
  /** Takes the drill's place away again. */
  readonly remove: (place: DrillPlace) => Promise<void>;
}

const victims: Readonly<Record<TenantContext['product'], readonly { readonly table: string; readonly column: string }[]>> = {
  tracker: [{ table: 'tracker.issue', column: 'summary' }, { table: 'tracker.comment', column: 'body' }, { table: 'tracker.issue', column: 'description' }],
  wiki: [{ table: 'wiki.version', column: 'body' }, { table: 'wiki.content', column: 'title' }],
};

async function overwrite({ databases }: RansomwareOptions, tenants: readonly TenantContext[]): Promise<number> {
  let rows = 0;
  for (const tenant of tenants) {
    for (const { table, column } of victims[tenant.product]) {
      const [result] = await databases.system('drill: somebody overwrites rows', tenant.shardId).run([{ text: `update ${table} set ${column} = $2 where tenant_id = $1::uuid and id % 3 = $3::bigint % 3`, values: [tenant.tenantId, randomBytes(48), randomInt(3)] }]);
      rows += result?.rowCount ?? 0;
    }
  }
  return rows;
}

export function createRansomwareDrill(options: RansomwareOptions): Drill {
  return async ({ signal, tell }) => {
    tell('making a site');
    const owner = await makeOwner(options, signal);
    const slug = `drill-${options.clock.now().getTime().toString(36)}`;
    const organizationId = await makeOrganization(options, owner, slug, signal);
    const place = await makeSite(options, owner, organizationId, slug, { issues: 300, pages: 60, attachmentBytes: 2_000_000 }, 4, signal);
    try {
      const before = await Promise.all(place.tenants.map((tenant) => digestsOf(options.databases, options.store, tenant)));
      await sleep(1_100, undefined, { signal }); // the second before must be one in which nothing was written
      const struckAt = options.clock.now();
      tell('rows are being overwritten');
      let overwritten = 0;
      const endsMs = options.clock.monotonicMs() + options.overwriteMs;
      do {
        overwritten += await overwrite(options, place.tenants);
        await sleep(Math.min(250, Math.max(1, endsMs - options.clock.monotonicMs())), undefined, { signal });
      } while (options.clock.monotonicMs() < endsMs);
      const at = new Date(Math.floor(struckAt.getTime() / 1000) * 1000 - 1);
      tell('restoring');
      const knownMs = options.clock.monotonicMs();
      const ctx: OrganizationCtx = options.contexts.organization('recovery', factsOf(options, owner, signal), organizationId, { ...noAccess, organizationRole: 'admin', siteRole: 'admin' });
      for (const tenant of place.tenants) await options.recovery.restorePlace(ctx, place.siteId, tenant.product, at);
      const rtoSeconds = (options.clock.monotonicMs() - knownMs) / 1000;
      tell('comparing');
      let differences = 0;
      for (const [index, tenant] of place.tenants.entries()) differences += differencesBetween(before[index] ?? new Map(), await digestsOf(options.databases, options.store, tenant));
      return { sites: 1, restored: differences === 0 ? 1 : 0, differences, rtoSeconds, rpoSeconds: (struckAt.getTime() - at.getTime()) / 1000, details: { overwrittenRows: overwritten, overwriteSeconds: options.overwriteMs / 1000 } };
    } finally {
      await options.remove(place);
    }
  };
}
