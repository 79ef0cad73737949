/**
 * Creates a site with its products (R39). The catalogue rows, the claim on the address and the intent commit
 * together; keys, placement, first content and the creator's role follow as a saga. Until its last step nobody
 * can reach the site, and the answer is given when they can.
 */
import { newUuid, siteIds, tenantIds, type ShardId, type SiteId } from '../../kernel/ids/index.ts';
import type { OrganizationCtx, ProductType } from '../../kernel/service/index.ts';
import { noAccess, systemActor, systemFacts } from '../../kernel/service/index.ts';
import { changeSite, changeTenants, claimSlug, insertSaga, insertSite, insertTenants, lockOrganization, nextVersion, readShards, readSite, tenantsOfSites, type SagaRow, type SiteRow, type TenantRow } from './catalogue-store.ts';
import { tenancyErrors } from './errors.ts';
import { siteOf, type SagaStep, type Sagas } from './sagas.ts';
import { checkSlug } from './slugs.ts';
import type { TenancyWorkings } from './workings.ts';

export interface NewSite {
  readonly name: string;
  readonly slug: string;
  /** Any region with an open shard when omitted. */
  readonly region?: string;
  readonly products?: readonly ProductType[];
}

/** Fails with tenancy.slug_invalid, tenancy.slug_reserved, tenancy.slug_taken, tenancy.region_unknown, tenancy.no_shard. */
export async function createSite(ctx: OrganizationCtx, sagas: Sagas, wanted: NewSite): Promise<SiteId> {
  checkSlug(wanted.slug);
  const siteId = siteIds.make();
  const sagaId = newUuid(ctx.now.getTime());
  await ctx.tx(async (tx) => {
    if ((await lockOrganization(tx))?.state !== 'active') throw tenancyErrors.organization_not_active();
    const shard = chooseShard(await readShards(tx), siteId, wanted.region);
    if (!(await claimSlug(tx, 'site', wanted.slug, siteId))) throw tenancyErrors.slug_taken({ slug: wanted.slug });
    const version = await nextVersion(tx);
    const shape = { organization_id: ctx.organizationId, site_id: siteId, state: 'provisioning', created_at: ctx.now, version } as const;
    await insertSite(tx, { ...shape, slug: wanted.slug, name: wanted.name, region: shard.region, reason: null });
    const products = [...new Set(wanted.products ?? (['tracker', 'wiki'] as const))];
    await insertTenants(tx, products.map((product) => ({ ...shape, tenant_id: tenantIds.make(), product, shard_id: shard.shard_id, epoch: 1 })));
    await insertSaga(tx, {
      organization_id: ctx.organizationId, saga_id: sagaId, kind: 'provision-site', site_id: siteId, step: 0,
      payload: ctx.actor.accountId === null ? {} : { creator: ctx.actor.accountId },
      state: 'running', attempts: 0, last_error: null, created_at: ctx.now, not_before: ctx.now,
    });
    tx.record({ action: 'site_created', target: { kind: 'site', id: siteIds.format(siteId), name: wanted.name }, after: { slug: wanted.slug, region: shard.region, products } });
  });
  await sagas.drive(ctx.organizationId, sagaId);
  return siteId;
}

interface ShardChoice {
  readonly shard_id: ShardId;
  readonly region: string;
}

/** Spreads sites over the region's open shards by their random id. */
function chooseShard(shards: readonly (ShardChoice & { readonly state: string })[], siteId: SiteId, region: string | undefined): ShardChoice {
  const inRegion = shards.filter((shard) => region === undefined || shard.region === region);
  if (inRegion.length === 0) throw tenancyErrors.region_unknown({ detail: `Known: ${[...new Set(shards.map((shard) => shard.region))].join(', ')}.` });
  const open = inRegion.filter((shard) => shard.state === 'open');
  const chosen = open[Number.parseInt(siteId.slice(-6), 16) % Math.max(1, open.length)];
  if (chosen === undefined) throw tenancyErrors.no_shard();
  return chosen;
}

export function provisionSteps(workings: TenancyWorkings): readonly SagaStep[] {
  const rows = async (ctx: OrganizationCtx, saga: SagaRow): Promise<{ site: SiteRow; tenants: TenantRow[] }> =>
    ctx.read(async (tx) => {
      const site = await readSite(tx, siteOf(saga));
      if (site === undefined) throw tenancyErrors.site_not_found();
      return { site, tenants: await tenantsOfSites(tx, [site.site_id]) };
    });
  return [
    {
      name: 'keys',
      async run(ctx, saga) {
        const { tenants } = await rows(ctx, saga);
        for (const tenant of tenants) await workings.keys.createScope(tenant.tenant_id);
      },
    },
    {
      name: 'place',
      async run(ctx, saga) {
        const { tenants } = await rows(ctx, saga);
        for (const tenant of tenants) {
          await workings.placements.place(tenant.shard_id, {
            tenantId: tenant.tenant_id, siteId: tenant.site_id, organizationId: tenant.organization_id, product: tenant.product, epoch: tenant.epoch, state: 'active',
          });
        }
      },
    },
    {
      name: 'seed',
      async run(ctx, saga) {
        const { site, tenants } = await rows(ctx, saga);
        const facts = systemFacts(systemActor, workings.clock.now(), ctx.signal);
        await Promise.all(tenants.map(async (tenant) => {
          const context = { tenantId: tenant.tenant_id, product: tenant.product, siteId: site.site_id, siteSlug: site.slug, organizationId: site.organization_id,
            shardId: tenant.shard_id, region: site.region, state: tenant.state, epoch: tenant.epoch, version: tenant.version, plan: 'standard', features: {} };
          await workings.seeders[tenant.product].seedTenant(workings.contexts.tenant(tenant.product, facts, context, noAccess));
        }));
      },
    },
    {
      name: 'role',
      async run(ctx, saga) {
        if (saga.payload.creator !== undefined) await workings.roles.grantSiteRole(ctx.organizationId, siteOf(saga), saga.payload.creator);
      },
    },
    {
      name: 'activate',
      async run(ctx, saga) {
        await ctx.tx(async (tx) => {
          await changeSite(tx, siteOf(saga), { state: 'active' });
          await changeTenants(tx, siteOf(saga), { state: 'active' });
        });
        await workings.catalogue.refresh();
      },
    },
  ];
}

