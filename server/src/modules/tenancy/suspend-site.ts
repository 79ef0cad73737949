/**
 * Suspends a site and opens it again. The shard's fence moves first, under a higher epoch, so that from then on no
 * stale context can read or write; then the catalogue says so.
 */
import { newUuid, siteIds, type SiteId, type TenantId } from '../../kernel/ids/index.ts';
import type { OrganizationCtx } from '../../kernel/service/index.ts';
import { changeSite, changeTenants, insertSaga, lockSite, sagaUnderWay, tenantsOfSites } from './catalogue-store.ts';
import { tenancyErrors } from './errors.ts';
import { siteOf, type SagaStep, type Sagas } from './sagas.ts';
import type { TenancyWorkings } from './workings.ts';

type Direction = 'suspend-site' | 'resume-site';

/** Suspends; a site that is suspended already stays as it is. Fails with tenancy.site_not_found, tenancy.site_not_active. */
export const suspendSite = (ctx: OrganizationCtx, sagas: Sagas, siteId: SiteId, reason: string) => turn(ctx, sagas, siteId, 'suspend-site', reason);

/** Opens a suspended site; an active one stays as it is. Fails with tenancy.site_not_found, tenancy.site_not_active. */
export const resumeSite = (ctx: OrganizationCtx, sagas: Sagas, siteId: SiteId) => turn(ctx, sagas, siteId, 'resume-site', null);

async function turn(ctx: OrganizationCtx, sagas: Sagas, siteId: SiteId, kind: Direction, reason: string | null): Promise<void> {
  const from = kind === 'suspend-site' ? 'active' : 'suspended';
  const to = kind === 'suspend-site' ? 'suspended' : 'active';
  const sagaId = newUuid(ctx.now.getTime());
  const begun = await ctx.tx(async (tx) => {
    const site = await lockSite(tx, siteId);
    if (site === undefined) throw tenancyErrors.site_not_found();
    if (site.state === to) return false;
    if (site.state !== from) throw tenancyErrors.site_not_active({ detail: `It is ${site.state}.` });
    if (await sagaUnderWay(tx, [siteId])) throw tenancyErrors.place_busy();
    await insertSaga(tx, {
      organization_id: ctx.organizationId, saga_id: sagaId, kind, site_id: siteId, step: 0, payload: reason === null ? {} : { reason },
      state: 'running', attempts: 0, last_error: null, created_at: ctx.now, not_before: ctx.now,
    });
    tx.record({
      action: kind === 'suspend-site' ? 'site_suspended' : 'site_resumed',
      target: { kind: 'site', id: siteIds.format(siteId), name: site.name }, before: { state: from }, after: { state: to, reason },
    });
    return true;
  });
  if (begun) await sagas.drive(ctx.organizationId, sagaId);
}

export function turnSteps(workings: TenancyWorkings, kind: Direction): readonly SagaStep[] {
  const state = kind === 'suspend-site' ? 'suspended' : 'active';
  return [
    {
      name: 'fence',
      async run(ctx, saga) {
        const tenants = await ctx.read((tx) => tenantsOfSites(tx, [siteOf(saga)]));
        for (const tenant of tenants) await workings.placements.fence(tenant.shard_id, tenant.tenant_id, tenant.epoch + 1, state);
      },
    },
    {
      name: 'catalogue',
      async run(ctx, saga) {
        await ctx.tx(async (tx) => {
          const site = await lockSite(tx, siteOf(saga));
          if (site === undefined || site.state === state) return; // this step had run before the process died
          const tenants = await tenantsOfSites(tx, [siteOf(saga)]);
          const epochs = new Map<TenantId, number>(tenants.map((tenant) => [tenant.tenant_id, tenant.epoch + 1]));
          await changeSite(tx, site.site_id, { state, reason: saga.payload.reason ?? null });
          await changeTenants(tx, site.site_id, { state, epochs });
        });
        await workings.catalogue.refresh();
      },
    },
  ];
}
