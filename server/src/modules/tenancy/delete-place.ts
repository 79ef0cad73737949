/**
 * Deletes a product, a site or a whole organization, and undoes it (R7). Deleting suspends at once, the fence in each shard first; nothing
 * is removed for as long as the organization's grace lasts, and undoing puts everything back in the state that it had.
 *
 *   deleting --undo--> undone
 *   deleting --time is over--> purging → purged --keys destroyed--> destroyed
 *                                        purged --undo, from the backups--> reviving → undone
 */
import { newUuid, organizationIds, siteIds, tenantIds, type AccountId, type ShardId, type SiteId } from '../../kernel/ids/index.ts';
import type { Tx } from '../../kernel/db/index.ts';
import type { OrganizationCtx, ProductType } from '../../kernel/service/index.ts';
import { insertSaga, lockOrganization, lockSite, sagaUnderWay, sitesOfOrganization, tenantsById, tenantsOfSites, type OrganizationRow, type SagaKind, type SiteRow, type TenantRow } from './catalogue-store.ts';
import { deletionIds, type DeletionPlanId } from './deletion-ids.ts';
import { insertDeletion, lockDeletion, markBack, markDeleting, openDeletions, readDeletion, setDeletionState, standingDeletion, tenantsIn, type DeletionRow } from './deletion-store.ts';
import { tenancyErrors } from './errors.ts';
import { holdsOn } from './hold-store.ts';
import type { SagaStep, Sagas } from './sagas.ts';
import type { TenancyWorkings } from './workings.ts';

export type DeletionTarget =
  | { readonly kind: 'organization' }
  | { readonly kind: 'site'; readonly siteId: SiteId }
  | { readonly kind: 'product'; readonly siteId: SiteId; readonly product: ProductType };

export interface DeletionWish {
  readonly reason: string | null;
  readonly planId?: DeletionPlanId;
  /** Who runs the plan that this belongs to; the actor of the context otherwise. */
  readonly by?: AccountId | null;
  /** More tenants than this need a plan; a plan has no limit of its own. */
  readonly tenantsMax?: number;
}

const dayMs = 86_400_000;

/** Deleted already: stays as it is. Fails with tenancy.site_not_found, .site_not_active, .place_busy, .place_deleting, .place_held, .plan_needed. */
export async function deletePlace(ctx: OrganizationCtx, sagas: Sagas, target: DeletionTarget, wish: DeletionWish): Promise<DeletionRow> {
  const sagaId = newUuid(ctx.now.getTime());
  const { deletion, begun } = await ctx.tx(async (tx) => {
    const organization = await lockOrganization(tx);
    if (organization === undefined) throw tenancyErrors.organization_not_found();
    const found = await findTarget(tx, organization, target);
    const standing = await standingDeletion(tx, found.targetId);
    if (standing !== undefined) return { deletion: standing, begun: false };
    await refuseUndeletable(tx, organization, target, found, wish);
    const row: DeletionRow = {
      organization_id: ctx.organizationId, deletion_id: deletionIds.make(), kind: target.kind, target_id: found.targetId, site_id: found.siteId, tenant_id: found.tenantId, name: found.name, reason: wish.reason,
      state: 'deleting', places: { sites: statesOf(found.sites, ({ site_id: id }) => id), tenants: statesOf(found.tenants, ({ tenant_id: id }) => id) },
      requested_by: wish.by ?? ctx.actor.accountId, requested_at: ctx.now, undo_until: new Date(ctx.now.getTime() + organization.grace_days * dayMs),
      undone_at: null, purged_at: null, plan_id: wish.planId ?? null,
    };
    await insertDeletion(tx, row);
    await begin(tx, row, 'delete-place', sagaId);
    tx.record({
      action: `${target.kind}_deleted`, target: targetOf(row), after: { reason: wish.reason, undoUntil: row.undo_until.toISOString(), tenants: found.tenants.length },
      ...(wish.by === undefined || wish.by === null ? {} : { actorId: wish.by }),
    });
    return { deletion: row, begun: true };
  });
  if (begun) await sagas.drive(ctx.organizationId, sagaId);
  return deletion;
}

interface Found {
  readonly targetId: string;
  readonly siteId: SiteId | null;
  readonly tenantId: TenantRow['tenant_id'] | null;
  readonly name: string;
  readonly sites: readonly SiteRow[];
  readonly tenants: readonly TenantRow[];
}

const live = <Row extends { readonly state: string }>(rows: readonly Row[]): Row[] => rows.filter(({ state }) => state !== 'deleting' && state !== 'purged');

function statesOf<Row extends { readonly state: SiteRow['state'] }>(rows: readonly Row[], id: (row: Row) => string): Record<string, SiteRow['state']> {
  return Object.fromEntries(rows.map((row) => [id(row), row.state]));
}

/** The target and what goes with it: whatever is deleted already keeps its own deletion. */
async function findTarget(tx: Tx, organization: OrganizationRow, target: DeletionTarget): Promise<Found> {
  if (target.kind === 'organization') {
    const sites = live(await sitesOfOrganization(tx));
    const tenants = live(await tenantsOfSites(tx, sites.map(({ site_id: id }) => id)));
    return { targetId: organization.organization_id, siteId: null, tenantId: null, name: organization.name, sites, tenants };
  }
  const site = await lockSite(tx, target.siteId);
  if (site === undefined || site.state === 'purged') throw tenancyErrors.site_not_found();
  const all = await tenantsOfSites(tx, [site.site_id]);
  if (target.kind === 'site') return { targetId: site.site_id, siteId: site.site_id, tenantId: null, name: site.name, sites: live([site]), tenants: live(all) };
  const tenant = all.find(({ product, state }) => product === target.product && state !== 'purged');
  if (tenant === undefined) throw tenancyErrors.site_not_found();
  return { targetId: tenant.tenant_id, siteId: site.site_id, tenantId: tenant.tenant_id, name: `${site.name} · ${tenant.product}`, sites: [], tenants: live([tenant]) };
}

async function refuseUndeletable(tx: Tx, organization: OrganizationRow, target: DeletionTarget, found: Found, wish: DeletionWish): Promise<void> {
  if (organization.state !== 'active') throw tenancyErrors.place_deleting();
  const beneath = await openDeletions(tx);
  if (target.kind === 'product' && beneath.some(({ kind, site_id: id }) => kind === 'site' && id === target.siteId)) throw tenancyErrors.place_deleting();
  const unready = [...found.sites, ...found.tenants].find(({ state }) => state === 'provisioning');
  if (unready !== undefined) throw tenancyErrors.site_not_active({ detail: 'It is still being set up.' });
  const sites = [...new Set([...found.sites, ...found.tenants].map(({ site_id: id }) => id))];
  if (await sagaUnderWay(tx, sites)) throw tenancyErrors.place_busy();
  const [hold] = await holdsOn(tx, { siteIds: sites, tenantIds: found.tenants.map(({ tenant_id: id }) => id) });
  if (hold !== undefined) throw tenancyErrors.place_held({ detail: hold.kind === 'legal_hold' ? 'It is a legal hold.' : 'It is a deletion lock.', rule: { hold: hold.hold_id } });
  if (wish.tenantsMax !== undefined && found.tenants.length > wish.tenantsMax) throw tenancyErrors.plan_needed({ detail: `It takes ${String(found.tenants.length)} products along; without a plan at most ${String(wish.tenantsMax)}.` });
}

async function begin(tx: Tx, deletion: DeletionRow, kind: SagaKind, sagaId: string): Promise<void> {
  await insertSaga(tx, {
    organization_id: deletion.organization_id, saga_id: sagaId, kind, site_id: deletion.site_id, step: 0, payload: { deletion: deletion.deletion_id },
    state: 'running', attempts: 0, last_error: null, created_at: tx.now, not_before: tx.now,
  });
}

export function targetOf(deletion: DeletionRow): { readonly kind: string; readonly id: string; readonly name: string } {
  const id = deletion.tenant_id !== null ? tenantIds.format(deletion.tenant_id) : deletion.site_id !== null ? siteIds.format(deletion.site_id) : organizationIds.format(deletion.organization_id);
  return { kind: deletion.kind, id, name: deletion.name };
}

/**
 * Brings back what was deleted: at once while its grace lasts, from the backups after it was purged and before its keys are gone.
 * Undone already: stays as it is. Fails with tenancy.deletion_not_found, .undo_over, .restore_unavailable, .place_deleting, .place_busy.
 */
export async function undoDeletion(workings: TenancyWorkings, ctx: OrganizationCtx, sagas: Sagas, deletionId: string): Promise<DeletionRow> {
  const sagaId = newUuid(ctx.now.getTime());
  const { deletion, begun } = await ctx.tx(async (tx) => {
    const organization = await lockOrganization(tx);
    const row = await lockDeletion(tx, deletionId);
    if (row === undefined || organization === undefined) throw tenancyErrors.deletion_not_found();
    if (row.state === 'undone' || row.state === 'reviving') return { deletion: row, begun: undefined };
    if (row.state !== 'deleting' && row.state !== 'purged') throw tenancyErrors.undo_over();
    if (row.state === 'purged' && workings.reviver === undefined) throw tenancyErrors.restore_unavailable();
    const above = (await openDeletions(tx)).filter((other) => other.deletion_id !== row.deletion_id && (other.kind === 'organization' ? row.kind !== 'organization' : other.kind === 'site' && row.kind === 'product' && other.site_id === row.site_id));
    if (above.length > 0) throw tenancyErrors.place_deleting();
    if (await sagaUnderWay(tx, row.site_id === null ? Object.keys(row.places.sites) as SiteId[] : [row.site_id])) throw tenancyErrors.place_busy(); // ids of sites, by insertDeletion
    const kind = row.state === 'deleting' ? 'undelete-place' : 'revive-place';
    await setDeletionState(tx, row.deletion_id, kind === 'undelete-place' ? 'undone' : 'reviving', ctx.now);
    await begin(tx, row, kind, sagaId);
    tx.record({ action: `${row.kind}_undeleted`, target: targetOf(row), before: { state: row.state }, after: { from: kind === 'undelete-place' ? 'grace' : 'backups' } });
    return { deletion: row, begun: kind };
  });
  if (begun === 'undelete-place') await sagas.drive(ctx.organizationId, sagaId);
  // Loading a whole place takes minutes: the reconciler goes on if this process ends, and the deletion tells how far it is.
  if (begun === 'revive-place') void sagas.drive(ctx.organizationId, sagaId).catch(() => undefined); // noted in the saga, which is tried again
  return deletion;
}

export async function deletionOf(ctx: OrganizationCtx, id: string | undefined): Promise<DeletionRow> {
  const row = id === undefined ? undefined : await ctx.read((tx) => readDeletion(tx, id));
  if (row === undefined) throw tenancyErrors.deletion_not_found();
  return row;
}

/** Moves the fences of the deletion's tenants, shard by shard, under an epoch above the catalogue's. */
async function fenceTenants(workings: TenancyWorkings, ctx: OrganizationCtx, deletion: DeletionRow, stateOf: (tenant: TenantRow) => 'active' | 'suspended'): Promise<readonly TenantRow[]> {
  const tenants = await ctx.read((tx) => tenantsById(tx, tenantsIn(deletion)));
  const byShard = Map.groupBy(tenants, ({ shard_id: shard }): ShardId => shard);
  for (const [shard, rows] of byShard) await workings.placements.fenceAll(shard, rows.map((row) => ({ tenantId: row.tenant_id, epoch: row.epoch + 1, state: stateOf(row) })));
  return tenants;
}

export function deleteSteps(workings: TenancyWorkings): readonly SagaStep[] {
  return [
    { name: 'fence', run: async (ctx, saga) => void (await fenceTenants(workings, ctx, await deletionOf(ctx, saga.payload.deletion), () => 'suspended')) },
    {
      name: 'catalogue',
      async run(ctx, saga) {
        const deletion = await deletionOf(ctx, saga.payload.deletion);
        await ctx.tx((tx) => markDeleting(tx, deletion));
        await workings.catalogue.refresh();
      },
    },
  ];
}

export function undeleteSteps(workings: TenancyWorkings): readonly SagaStep[] {
  return [
    {
      name: 'fence',
      async run(ctx, saga) {
        const deletion = await deletionOf(ctx, saga.payload.deletion);
        await fenceTenants(workings, ctx, deletion, (tenant) => (deletion.places.tenants[tenant.tenant_id] === 'active' ? 'active' : 'suspended'));
      },
    },
    {
      name: 'catalogue',
      async run(ctx, saga) {
        const deletion = await deletionOf(ctx, saga.payload.deletion);
        await ctx.tx((tx) => markBack(tx, deletion, 'deleting'));
        await workings.catalogue.refresh();
      },
    },
  ];
}
