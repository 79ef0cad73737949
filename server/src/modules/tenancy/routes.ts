/** The doors of tenancy: organizations, sites, shards. */
import { Type, type Static } from 'typebox';
import { organizationIds, shardIds, siteIds, tenantIds } from '../../kernel/ids/index.ts';
import { globalRoute, organizationRoute, siteRoute, type OrganizationCtx, type Route } from '../../kernel/service/index.ts';
import { readShards, listSites, readSite, tenantsOfSites, tenantsPerShard, changeSite, lockSite, type SiteRow, type TenantRow } from './catalogue-store.ts';
import { createSite } from './create-site.ts';
import { deletionPlanRoutes } from './deletion-plan-routes.ts';
import { deletionRoutes } from './deletion-routes.ts';
import { tenancyErrors } from './errors.ts';
import { holdRoutes } from './hold-routes.ts';
import { keyDestructionRoutes } from './key-destruction-routes.ts';
import { createOrganization, readOrganizationWithCounts, renameOrganization } from './organizations.ts';
import { listOrganizations } from './list-organizations.ts';
import { planRoutes } from './plan-routes.ts';
import type { Sagas } from './sagas.ts';
import { resumeSite, suspendSite } from './suspend-site.ts';
import type { TenancyWorkings } from './workings.ts';

const Name = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' });
const Slug = Type.String({ minLength: 1, maxLength: 63 });
const Product = Type.Union([Type.Literal('tracker'), Type.Literal('wiki')]);
const Organization = Type.Object({ id: Type.String(), name: Type.String(), slug: Type.String(), plan: Type.String(), features: Type.Record(Type.String(), Type.Boolean()), createdAt: Type.String(), sites: Type.Integer() });
const Site = Type.Object({
  id: Type.String(), organization: Type.String(), name: Type.String(), slug: Type.String(), url: Type.String(), region: Type.String(), state: Type.String(), reason: Type.Union([Type.String(), Type.Null()]), createdAt: Type.String(),
  products: Type.Array(Type.Object({ id: Type.String(), type: Product, state: Type.String() })),
});
const Sites = Type.Object({ items: Type.Array(Site), nextCursor: Type.Optional(Type.String()) });
const Shards = Type.Object({ items: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), region: Type.String(), state: Type.String(), tenants: Type.Integer() })) });
const Page = Type.Object({ q: Type.Optional(Type.String({ maxLength: 100 })), cursor: Type.Optional(Type.String({ maxLength: 400 })), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })) });

export interface TenancyRouteOptions {
  readonly workings: TenancyWorkings;
  readonly sagas: Sagas;
  /** `http://localhost:8080`; a site's own address is made from it. */
  readonly publicUrl: string;
}

function siteView(site: SiteRow, tenants: readonly TenantRow[], publicUrl: string): Static<typeof Site> {
  const base = new URL(publicUrl);
  return {
    id: siteIds.format(site.site_id), organization: organizationIds.format(site.organization_id), name: site.name, slug: site.slug,
    url: `${base.protocol}//${site.slug}.${base.host}`, region: site.region, state: site.state, reason: site.reason, createdAt: site.created_at.toISOString(),
    products: tenants.filter((tenant) => tenant.site_id === site.site_id).map((tenant) => ({ id: tenantIds.format(tenant.tenant_id), type: tenant.product, state: tenant.state })),
  };
}

async function viewOne(ctx: OrganizationCtx, siteId: SiteRow['site_id'], publicUrl: string): Promise<Static<typeof Site>> {
  return ctx.read(async (tx) => {
    const [site, tenants] = await Promise.all([readSite(tx, siteId), tenantsOfSites(tx, [siteId])]);
    if (site === undefined) throw tenancyErrors.site_not_found();
    return siteView(site, tenants, publicUrl);
  });
}

export function createTenancyRoutes(options: TenancyRouteOptions): readonly Route[] {
  return [organizationListRoute(options), ...organizationRoutes(options), ...siteRoutes(options), shardRoute(options), ...planRoutes(options.workings), ...deletionRoutes(options), ...holdRoutes(options.workings), ...keyDestructionRoutes(options.workings), ...deletionPlanRoutes(options)];
}

const Organizations = Type.Object({ items: Type.Array(Organization), nextCursor: Type.Optional(Type.String()) });

function organizationListRoute({ workings }: TenancyRouteOptions): Route {
  return globalRoute({
    method: 'GET', path: '/orgs', summary: 'Organizations that one belongs to, by name; all of them for operators who ask', permission: 'tenancy.organization.list',
    query: Type.Object({ ...Page.properties, all: Type.Optional(Type.Boolean()) }), replies: { 200: Organizations },
    handle: async (ctx, { query }) => {
      const limit = query.limit ?? 50;
      const cursor = readCursor(query.cursor);
      const after = cursor === null ? null : { name: cursor.name, id: cursor.siteId };
      const rows = await listOrganizations(workings, ctx, { after, limit, ...(query.q === undefined ? {} : { q: query.q }), ...(query.all === undefined ? {} : { all: query.all }) });
      const shown = rows.slice(0, limit);
      const last = shown.at(-1);
      return {
        items: shown.map(({ organizationId: _, ...view }) => view),
        ...(rows.length > limit && last !== undefined ? { nextCursor: writeCursor({ name: last.name, site_id: last.organizationId }) } : {}),
      };
    },
  });
}

function organizationRoutes({ workings, sagas, publicUrl }: TenancyRouteOptions): readonly Route[] {
  return [
    globalRoute({
      method: 'POST', path: '/orgs', summary: 'Create an organization', permission: 'tenancy.organization.create', effect: 'write', audit: 'organization_created',
      body: Type.Object({ name: Name, slug: Slug }), replies: { 201: Organization }, errors: [tenancyErrors.slug_taken, tenancyErrors.slug_invalid, tenancyErrors.slug_reserved],
      handle: async (ctx, { body }) => {
        const organizationId = await createOrganization(workings, ctx, body);
        return { id: organizationIds.format(organizationId), name: body.name, slug: body.slug, plan: 'standard', features: {}, createdAt: ctx.now.toISOString(), sites: 0 };
      },
    }),
    organizationRoute({
      method: 'GET', path: '/orgs/:org', summary: 'One organization', permission: 'tenancy.organization.read', replies: { 200: Organization },
      handle: async (ctx) => organizationView(ctx),
    }),
    organizationRoute({
      method: 'PATCH', path: '/orgs/:org', summary: 'Rename an organization', permission: 'tenancy.organization.edit', effect: 'write', audit: 'org_settings_update',
      body: Type.Object({ name: Name }), replies: { 200: Organization },
      handle: async (ctx, { body }) => {
        await renameOrganization(ctx, body.name);
        return organizationView(ctx);
      },
    }),
    organizationRoute({
      method: 'GET', path: '/orgs/:org/sites', summary: 'Sites of an organization, by name', permission: 'tenancy.organization.read', query: Page, replies: { 200: Sites },
      handle: async (ctx, { query }) => {
        const limit = query.limit ?? 50;
        return ctx.read(async (tx) => {
          const rows = await listSites(tx, { text: query.q ?? null, after: readCursor(query.cursor), limit: limit + 1 });
          const shown = rows.slice(0, limit);
          const tenants = shown.length === 0 ? [] : await tenantsOfSites(tx, shown.map((site) => site.site_id));
          const last = shown.at(-1);
          return { items: shown.map((site) => siteView(site, tenants, publicUrl)), ...(rows.length > limit && last !== undefined ? { nextCursor: writeCursor(last) } : {}) };
        });
      },
    }),
    organizationRoute({
      method: 'POST', path: '/orgs/:org/sites', summary: 'Create a site with its products', permission: 'tenancy.site.create', effect: 'write', audit: 'site_created',
      body: Type.Object({ name: Name, slug: Slug, region: Type.Optional(Type.String({ maxLength: 50 })), products: Type.Optional(Type.Array(Product, { minItems: 1, maxItems: 2 })) }),
      replies: { 201: Site }, errors: [tenancyErrors.slug_taken, tenancyErrors.slug_invalid, tenancyErrors.slug_reserved, tenancyErrors.region_unknown, tenancyErrors.no_shard],
      handle: async (ctx, { body }) => viewOne(ctx, await createSite(ctx, sagas, body), publicUrl),
    }),
  ];
}

async function organizationView(ctx: OrganizationCtx): Promise<Static<typeof Organization>> {
  const row = await readOrganizationWithCounts(ctx);
  return { id: organizationIds.format(row.organization_id), name: row.name, slug: row.slug, plan: row.plan, features: { ...row.features }, createdAt: row.created_at.toISOString(), sites: row.sites };
}

function writeCursor(site: { readonly name: string; readonly site_id: string }): string {
  return Buffer.from(JSON.stringify([site.name, site.site_id])).toString('base64url');
}

function readCursor(cursor: string | undefined): { name: string; siteId: string } | null {
  if (cursor === undefined) return null;
  try {
    const [name, siteId] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]; // checked on the next line
    if (typeof name === 'string' && typeof siteId === 'string') return { name, siteId: siteIds.fromUuid(siteId) };
  } catch {
    // Falls through: a cursor that was not made here starts from the beginning.
  }
  return null;
}

function siteRoutes({ sagas, workings, publicUrl }: TenancyRouteOptions): readonly Route[] {
  return [
    siteRoute({
      method: 'GET', path: '/sites/:site', summary: 'One site', permission: 'tenancy.site.read', replies: { 200: Site },
      handle: async (ctx, { siteId }) => viewOne(ctx, siteId, publicUrl),
    }),
    siteRoute({
      method: 'PATCH', path: '/sites/:site', summary: 'Rename a site', permission: 'tenancy.site.edit', effect: 'write', audit: 'site_renamed',
      body: Type.Object({ name: Name }), replies: { 200: Site },
      handle: async (ctx, { siteId, body }) => {
        await ctx.tx(async (tx) => {
          const site = await lockSite(tx, siteId);
          if (site === undefined) throw tenancyErrors.site_not_found();
          if (site.name === body.name) return;
          await changeSite(tx, siteId, { name: body.name });
          tx.record({ action: 'site_renamed', target: { kind: 'site', id: siteIds.format(siteId), name: body.name }, before: { name: site.name }, after: { name: body.name } });
        });
        await workings.catalogue.refresh();
        return viewOne(ctx, siteId, publicUrl);
      },
    }),
    siteRoute({
      method: 'POST', path: '/sites/:site/suspend', summary: 'Suspend a site: nobody reads or writes until it is resumed', permission: 'tenancy.site.suspend', effect: 'write', audit: 'site_suspended',
      body: Type.Object({ reason: Type.String({ minLength: 1, maxLength: 500 }) }), replies: { 200: Site }, errors: [tenancyErrors.site_not_active],
      handle: async (ctx, { siteId, body }) => {
        await suspendSite(ctx, sagas, siteId, body.reason);
        return viewOne(ctx, siteId, publicUrl);
      },
    }),
    siteRoute({
      method: 'POST', path: '/sites/:site/resume', summary: 'Open a suspended site again', permission: 'tenancy.site.suspend', effect: 'write', audit: 'site_resumed',
      replies: { 200: Site }, errors: [tenancyErrors.site_not_active],
      handle: async (ctx, { siteId }) => {
        await resumeSite(ctx, sagas, siteId);
        return viewOne(ctx, siteId, publicUrl);
      },
    }),
  ];
}

function shardRoute({ workings }: TenancyRouteOptions): Route {
  return globalRoute({
    method: 'GET', path: '/shards', summary: 'Shards and their tenants', permission: 'tenancy.shard.read', replies: { 200: Shards },
    handle: async (ctx) => {
      const [counted] = await workings.databases.system('tenants per shard for the operator', 'control').run([{ text: tenantsPerShard, values: [] }]);
      const counts = new Map((counted?.rows ?? []).map((row) => [String(row['shard_id']), Number(row['tenants'])]));
      const shards = await ctx.read(readShards);
      return { items: shards.map((shard) => ({ id: shardIds.format(shard.shard_id), name: shard.name, region: shard.region, state: shard.state, tenants: counts.get(shard.shard_id) ?? 0 })) };
    },
  });
}
