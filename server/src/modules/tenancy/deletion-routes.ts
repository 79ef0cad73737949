/** The doors to deleting and undoing: a product, a site, an organization; what is deleted, what would go, and for how long it can be undone. */
import { Type, type Static } from 'typebox';
import { accountIds, organizationIds, siteIds, tenantIds } from '../../kernel/ids/index.ts';
import { organizationRoute, siteRoute, type OrganizationCtx, type Route } from '../../kernel/service/index.ts';
import { lockOrganization, readOrganization, readSite, tenantsOfSites, type TenantRow } from './catalogue-store.ts';
import { deletePlace, targetOf, undoDeletion, type DeletionTarget } from './delete-place.ts';
import { deletionIds } from './deletion-ids.ts';
import { listDeletions, readDeletion, setGrace, standingDeletion, tenantsIn, type DeletionRow } from './deletion-store.ts';
import { tenancyErrors } from './errors.ts';
import { holdView, HoldShape } from './hold-routes.ts';
import { holdsOn } from './hold-store.ts';
import type { Sagas } from './sagas.ts';
import type { TenancyWorkings } from './workings.ts';

const dayMs = 86_400_000;
const Nullable = <Shape extends Parameters<typeof Type.Union>[0][number]>(shape: Shape) => Type.Union([shape, Type.Null()]);
const Reason = Type.Object({ reason: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })) });
const Kind = Type.Union([Type.Literal('organization'), Type.Literal('site'), Type.Literal('product')]);
const State = Type.Enum(['deleting', 'undone', 'purging', 'purged', 'reviving', 'destroyed']);
const Deletion = Type.Object({
  id: Type.String(), kind: Kind, target: Type.String(), site: Nullable(Type.String()), name: Type.String(), reason: Nullable(Type.String()), state: State, products: Type.Integer(),
  requestedBy: Nullable(Type.String()), requestedAt: Type.String(), undoUntil: Type.String(), undoneAt: Nullable(Type.String()), purgedAt: Nullable(Type.String()),
});
const Deletions = Type.Object({ items: Type.Array(Deletion), graceDays: Type.Integer(), keyGraceDays: Type.Integer(), canRevive: Type.Boolean() });
const Preview = Type.Object({
  name: Type.String(), products: Type.Array(Type.Object({ id: Type.String(), type: Type.String() })), counts: Type.Record(Type.String(), Type.Integer()), graceDays: Type.Integer(), undoUntil: Type.String(),
  holds: Type.Array(HoldShape), deletion: Nullable(Deletion),
});
const Settings = Type.Object({ graceDays: Type.Integer({ minimum: 7, maximum: 90 }), keyGraceDays: Type.Integer({ minimum: 7, maximum: 30 }) });
const { site_not_found, site_not_active, place_busy, place_deleting, place_held, plan_needed, undo_over, restore_unavailable, deletion_not_found, not_deleted } = tenancyErrors;
const deleteErrors = [site_not_found, site_not_active, place_busy, place_deleting, place_held, plan_needed];
const undoErrors = [undo_over, restore_unavailable, deletion_not_found, not_deleted, place_deleting, place_busy];
const Product = Type.Object({ product: Type.Union([Type.Literal('tracker'), Type.Literal('wiki')]) });

export interface DeletionRouteOptions {
  readonly workings: TenancyWorkings;
  readonly sagas: Sagas;
}

function deletionView(row: DeletionRow): Static<typeof Deletion> {
  const { id: target } = targetOf(row);
  return {
    id: deletionIds.format(row.deletion_id), kind: row.kind, target, site: row.site_id === null ? null : siteIds.format(row.site_id), name: row.name, reason: row.reason, state: row.state, products: tenantsIn(row).length,
    requestedBy: row.requested_by === null ? null : accountIds.format(row.requested_by), requestedAt: row.requested_at.toISOString(), undoUntil: row.undo_until.toISOString(),
    undoneAt: row.undone_at?.toISOString() ?? null, purgedAt: row.purged_at?.toISOString() ?? null,
  };
}

/** Once more, as it is after the command. */
async function shown(ctx: OrganizationCtx, row: DeletionRow): Promise<Static<typeof Deletion>> {
  return deletionView((await ctx.read((tx) => readDeletion(tx, row.deletion_id))) ?? row);
}

async function preview({ workings }: DeletionRouteOptions, ctx: OrganizationCtx, target: DeletionTarget): Promise<Static<typeof Preview>> {
  const facts = await ctx.read(async (tx) => {
    const [organization, site] = await Promise.all([readOrganization(tx), target.kind === 'organization' ? undefined : readSite(tx, target.siteId)]);
    if (organization === undefined || (target.kind !== 'organization' && site === undefined)) throw site_not_found();
    const sites = workings.catalogue.sitesOf(ctx.organizationId).map(({ siteId }) => siteId);
    const all = await tenantsOfSites(tx, target.kind === 'organization' ? sites : [target.siteId]);
    const tenants = all.filter((tenant) => (tenant.state === 'active' || tenant.state === 'suspended') && (target.kind !== 'product' || tenant.product === target.product));
    const targetId = target.kind === 'organization' ? organization.organization_id : target.kind === 'site' ? target.siteId : all.find(({ product, state }) => product === target.product && state !== 'purged')?.tenant_id;
    if (targetId === undefined) throw site_not_found();
    const reach = { siteIds: target.kind === 'organization' ? sites : [target.siteId], tenantIds: tenants.map(({ tenant_id: id }) => id) };
    const [standing, holds] = await Promise.all([standingDeletion(tx, targetId), holdsOn(tx, reach)]);
    // Opened here, where the organization's key is at hand.
    return { organization, site, tenants, standing, holds: holds.map((hold) => holdView(tx, hold)) };
  });
  const graceDays = facts.organization.grace_days;
  return {
    name: facts.site?.name ?? facts.organization.name, products: facts.tenants.map(productView), graceDays, undoUntil: new Date(ctx.now.getTime() + graceDays * dayMs).toISOString(),
    counts: await workings.contents(facts.tenants.map(({ tenant_id: tenantId, shard_id: shardId }) => ({ tenantId, shardId }))),
    holds: facts.holds, deletion: facts.standing === undefined ? null : deletionView(facts.standing),
  };
}

const productView = (tenant: TenantRow) => ({ id: tenantIds.format(tenant.tenant_id), type: tenant.product });

async function undoTarget({ workings, sagas }: DeletionRouteOptions, ctx: OrganizationCtx, targetId: string | undefined): Promise<Static<typeof Deletion>> {
  const row = targetId === undefined ? undefined : await ctx.read((tx) => standingDeletion(tx, targetId));
  if (row === undefined) throw not_deleted();
  return shown(ctx, await undoDeletion(workings, ctx, sagas, row.deletion_id));
}

function placeRoutes(options: DeletionRouteOptions): readonly Route[] {
  const { sagas } = options;
  const tenantOf = async (ctx: OrganizationCtx, siteId: Parameters<typeof readSite>[1], product: string) => (await ctx.read((tx) => tenantsOfSites(tx, [siteId]))).find((tenant) => tenant.product === product && tenant.state !== 'purged')?.tenant_id;
  const permission = 'tenancy.place.delete';
  return [
    siteRoute({
      method: 'GET', path: '/sites/:site/deletion', summary: 'What deleting a site would take along, and for how long it could be undone', permission, replies: { 200: Preview },
      handle: (ctx, { siteId }) => preview(options, ctx, { kind: 'site', siteId }),
    }),
    siteRoute({
      method: 'POST', path: '/sites/:site/delete', summary: 'Delete a site: it closes at once, and can be undone until its grace is over', permission, effect: 'write', audit: 'site_deleted', body: Reason, replies: { 200: Deletion }, errors: deleteErrors,
      handle: async (ctx, { siteId, body }) => shown(ctx, await deletePlace(ctx, sagas, { kind: 'site', siteId }, { reason: body.reason ?? null })),
    }),
    siteRoute({
      method: 'POST', path: '/sites/:site/undelete', summary: 'Undo the deletion of a site', permission, effect: 'write', audit: 'site_undeleted', replies: { 200: Deletion }, errors: undoErrors,
      handle: (ctx, { siteId }) => undoTarget(options, ctx, siteId),
    }),
    siteRoute({
      method: 'GET', path: '/sites/:site/products/:product/deletion', summary: 'What deleting a product would take along', permission, params: Product, replies: { 200: Preview },
      handle: (ctx, { siteId, params }) => preview(options, ctx, { kind: 'product', siteId, product: params.product }),
    }),
    siteRoute({
      method: 'POST', path: '/sites/:site/products/:product/delete', summary: 'Delete one product of a site', permission, effect: 'write', audit: 'product_deleted', params: Product, body: Reason, replies: { 200: Deletion }, errors: deleteErrors,
      handle: async (ctx, { siteId, params, body }) => shown(ctx, await deletePlace(ctx, sagas, { kind: 'product', siteId, product: params.product }, { reason: body.reason ?? null })),
    }),
    siteRoute({
      method: 'POST', path: '/sites/:site/products/:product/undelete', summary: 'Undo the deletion of a product', permission, effect: 'write', audit: 'product_undeleted', params: Product, replies: { 200: Deletion }, errors: undoErrors,
      handle: async (ctx, { siteId, params }) => undoTarget(options, ctx, await tenantOf(ctx, siteId, params.product)),
    }),
  ];
}

export function deletionRoutes(options: DeletionRouteOptions): readonly Route[] {
  const { workings, sagas } = options;
  return [
    ...placeRoutes(options),
    organizationRoute({
      method: 'GET', path: '/orgs/:org/deletion', summary: 'What deleting the organization would take along', permission: 'tenancy.organization.delete', replies: { 200: Preview },
      handle: (ctx) => preview(options, ctx, { kind: 'organization' }),
    }),
    organizationRoute({
      method: 'POST', path: '/orgs/:org/delete', summary: 'Delete an organization with all its sites; many products need a plan', permission: 'tenancy.organization.delete', effect: 'write', audit: 'organization_deleted', body: Reason, replies: { 200: Deletion }, errors: deleteErrors,
      handle: async (ctx, { body }) => shown(ctx, await deletePlace(ctx, sagas, { kind: 'organization' }, { reason: body.reason ?? null, tenantsMax: workings.tenantsWithoutApproval })),
    }),
    organizationRoute({
      method: 'POST', path: '/orgs/:org/undelete', summary: 'Undo the deletion of an organization', permission: 'tenancy.organization.delete', effect: 'write', audit: 'organization_undeleted', replies: { 200: Deletion }, errors: undoErrors,
      handle: (ctx) => undoTarget(options, ctx, ctx.organizationId),
    }),
    organizationRoute({
      method: 'GET', path: '/orgs/:org/deletions', summary: 'What is deleted, and until when each can be undone', permission: 'tenancy.deletion.read', replies: { 200: Deletions },
      handle: (ctx) => ctx.read(async (tx) => {
        const [organization, rows] = await Promise.all([readOrganization(tx), listDeletions(tx, 500)]);
        return { items: rows.map(deletionView), graceDays: organization?.grace_days ?? 30, keyGraceDays: organization?.key_grace_days ?? 30, canRevive: workings.reviver !== undefined };
      }),
    }),
    organizationRoute({
      method: 'POST', path: '/orgs/:org/deletions/:deletion/undo', summary: 'Undo a deletion: at once while its grace lasts, from the backups after that', permission: 'tenancy.organization.delete', effect: 'write',
      audit: ['site_undeleted', 'product_undeleted', 'organization_undeleted'], params: Type.Object({ deletion: Type.String() }), replies: { 200: Deletion }, errors: undoErrors,
      handle: async (ctx, { params }) => shown(ctx, await undoDeletion(workings, ctx, sagas, deletionIds.parse(params.deletion))),
    }),
    organizationRoute({
      method: 'PUT', path: '/orgs/:org/deletion-settings', summary: 'How long deletions can be undone (7 to 90 days), and how long keys wait (7 to 30)', permission: 'tenancy.organization.delete', effect: 'write', audit: 'deletion_settings_changed', body: Settings, replies: { 200: Settings },
      handle: async (ctx, { body }) => {
        await ctx.tx(async (tx) => {
          const before = await lockOrganization(tx);
          if ((await setGrace(tx, { days: body.graceDays, keyDays: body.keyGraceDays })) === 0) return;
          tx.record({ action: 'deletion_settings_changed', target: { kind: 'organization', id: organizationIds.format(ctx.organizationId), name: before?.name ?? '' }, before: { graceDays: before?.grace_days, keyGraceDays: before?.key_grace_days }, after: body });
        });
        return body;
      },
    }),
  ];
}
