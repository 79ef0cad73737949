/**
 * Legal holds and deletion locks (R8) on an organization, a site, or a project or space. Placing one takes effect at once, in the
 * catalogue and, as a copy, in the shard, where the database itself refuses what a door might forget to ask. Opening one is asked for,
 * approved by somebody else, and happens a day later.
 *
 *   active --ask--> opening --approve--> opening, with a date --the date comes--> released
 *   opening --keep--> active
 */
import { accountIds, organizationIds, siteIds, tenantIds, type ShardId, type SiteId, type TenantId } from '../../kernel/ids/index.ts';
import { noAccess, systemActor, systemFacts, type OrganizationCtx, type ProductType } from '../../kernel/service/index.ts';
import { lockOrganization, readSite, tenantsOfSites } from './catalogue-store.ts';
import { holdIds, type HoldId } from './deletion-ids.ts';
import { openDeletions } from './deletion-store.ts';
import { tenancyErrors } from './errors.ts';
import { approveOpening, askToOpen, dueOpenings, insertHold, keepClosed, lockHold, releaseHold, standingHolds, tenantsForHolds, type HoldKind, type HoldRow, type ShardHold } from './hold-store.ts';
import { approvesAlone, noticeTopic } from './second-person.ts';
import type { TenancyWorkings } from './workings.ts';

/** Between the approval of an opening and the opening itself: time for everybody else to say no. */
const openingDelayMs = 24 * 3_600_000;

export type HoldTarget =
  | { readonly kind: 'organization' }
  | { readonly kind: 'site'; readonly siteId: SiteId }
  | { readonly kind: 'container'; readonly siteId: SiteId; readonly product: ProductType; readonly containerId: number };

/** Fails with tenancy.hold_target_unknown, tenancy.undo_over (it is being purged already). */
export async function placeHold(workings: TenancyWorkings, ctx: OrganizationCtx, wanted: { readonly kind: HoldKind; readonly target: HoldTarget; readonly reason: string }): Promise<HoldId> {
  const holdId = holdIds.make();
  const { target } = wanted;
  await ctx.tx(async (tx) => {
    if ((await lockOrganization(tx)) === undefined) throw tenancyErrors.organization_not_found();
    const siteId = target.kind === 'organization' ? null : target.siteId;
    const site = siteId === null ? undefined : await readSite(tx, siteId);
    if (siteId !== null && (site === undefined || site.state === 'purged')) throw tenancyErrors.hold_target_unknown();
    const tenant = target.kind !== 'container' ? undefined : (await tenantsOfSites(tx, [target.siteId])).find(({ product, state }) => product === target.product && state !== 'purged');
    if (target.kind === 'container' && tenant === undefined) throw tenancyErrors.hold_target_unknown();
    const reached = (row: { readonly site_id: SiteId | null; readonly tenant_id: TenantId | null }): boolean => siteId === null || row.site_id === null || (row.site_id === siteId && (tenant === undefined || row.tenant_id === null || row.tenant_id === tenant.tenant_id));
    // What is half gone cannot be held: saying that it is would be a lie.
    if ((await openDeletions(tx)).some((row) => row.state === 'purging' && reached(row))) throw tenancyErrors.undo_over();
    await insertHold(tx, {
      organization_id: ctx.organizationId, hold_id: holdId, kind: wanted.kind, target_kind: target.kind, site_id: siteId, tenant_id: tenant?.tenant_id ?? null,
      container_id: target.kind === 'container' ? target.containerId : null, placed_by: ctx.actor.accountId, placed_at: ctx.now,
    }, wanted.reason);
    tx.record({ action: 'hold_placed', target: { kind: wanted.kind, id: holdIds.format(holdId), name: wanted.reason }, container: containerOf(ctx, siteId, tenant?.tenant_id ?? null), after: { target: target.kind } });
  });
  await syncHolds(workings);
  return holdId;
}

function containerOf(ctx: OrganizationCtx, siteId: SiteId | null, tenantId: TenantId | null): { readonly kind: string; readonly id: string } {
  if (tenantId !== null) return { kind: 'product', id: tenantIds.format(tenantId) };
  return siteId === null ? { kind: 'organization', id: organizationIds.format(ctx.organizationId) } : { kind: 'site', id: siteIds.format(siteId) };
}

type Change = 'ask' | 'approve' | 'keep';
const actions = { ask: 'hold_opening_asked', approve: 'hold_opening_approved', keep: 'hold_kept' } as const;

/** Fails with tenancy.hold_not_found, .hold_not_opening, .own_approval. What is so already stays so. */
export async function changeHold(workings: TenancyWorkings, ctx: OrganizationCtx, holdId: HoldId, change: Change): Promise<void> {
  await ctx.tx(async (tx) => {
    const row = await lockHold(tx, holdId);
    if (row === undefined) throw tenancyErrors.hold_not_found();
    if (row.state === 'released') return;
    const by = ctx.actor.accountId;
    let alone = false;
    if (change === 'approve') {
      if (row.state !== 'opening') throw tenancyErrors.hold_not_opening();
      if (row.opens_at !== null) return;
      alone = await approvesAlone(workings, ctx.organizationId, row.asked_by, by);
    }
    const opensAt = new Date(ctx.now.getTime() + openingDelayMs);
    const changed = change === 'ask' ? await askToOpen(tx, holdId, by) : change === 'keep' ? await keepClosed(tx, holdId) : await approveOpening(tx, holdId, by, opensAt);
    if (changed === 0) return;
    if (change !== 'keep') tx.emit({ topic: noticeTopic, payload: { kind: 'hold_opening', organizationId: ctx.organizationId, id: holdIds.format(holdId), at: change === 'approve' ? opensAt.toISOString() : null, alone } });
    tx.record({ action: actions[change], target: { kind: row.kind, id: holdIds.format(holdId) }, before: { state: row.state }, after: change === 'approve' ? { opensAt, alone, askedBy: row.asked_by === null ? null : accountIds.format(row.asked_by) } : {} });
  });
}

/** Opens what was approved and whose day is over. Returns how many. */
export async function openDueHolds(workings: TenancyWorkings): Promise<number> {
  const now = workings.clock.now();
  const [due] = await workings.databases.system('holds whose opening is due', 'control').run([{ text: dueOpenings.text, values: [now] }]);
  let opened = 0;
  for (const found of due?.rows ?? []) {
    const ctx = workings.contexts.organization('tenancy', systemFacts(systemActor, now, new AbortController().signal), organizationIds.fromUuid(String(found['organization_id'])), noAccess);
    const holdId = holdIds.fromUuid(String(found['hold_id']));
    await ctx.tx(async (tx) => {
      const row = await lockHold(tx, holdId);
      if (row === undefined || (await releaseHold(tx, holdId)) === 0) return;
      tx.record({ action: 'hold_opened', target: { kind: row.kind, id: holdIds.format(holdId) }, before: { state: row.state }, after: { state: 'released' } });
      opened += 1;
    });
  }
  if (opened > 0) await syncHolds(workings);
  return opened;
}

/**
 * Makes the copies in the shards what the catalogue says. The shard is read first: what stands there was in the catalogue before, so a hold
 * that is placed meanwhile is never taken for a leftover.
 */
export async function syncHolds(workings: TenancyWorkings): Promise<void> {
  for (const shardId of workings.databases.shardIds) {
    const there = await workings.shardHolds.read(shardId);
    const wanted = await wantedHolds(workings, shardId);
    const keyOf = (hold: { readonly tenantId: string; readonly holdId: string }): string => `${hold.tenantId} ${hold.holdId}`;
    const [have, want] = [new Set(there.map(keyOf)), new Set(wanted.map(keyOf))];
    const missing = wanted.filter((hold) => !have.has(keyOf(hold)));
    const leftover = there.filter((hold) => !want.has(keyOf(hold)));
    if (missing.length > 0) await workings.shardHolds.place(shardId, missing);
    if (leftover.length > 0) await workings.shardHolds.remove(shardId, leftover);
  }
}

async function wantedHolds({ databases }: TenancyWorkings, shardId: ShardId): Promise<readonly ShardHold[]> {
  const control = databases.system('copies of holds', 'control');
  const [held] = await control.run([{ text: standingHolds.text, values: [] }]);
  // The row's shape is that of the select list.
  const holds = (held?.rows ?? []) as unknown as readonly HoldRow[];
  if (holds.length === 0) return [];
  const [found] = await control.run([{ text: tenantsForHolds.text, values: [shardId, [...new Set(holds.map((hold) => hold.organization_id))]] }]);
  // As above.
  const tenants = (found?.rows ?? []) as unknown as readonly { readonly organization_id: string; readonly site_id: SiteId; readonly tenant_id: TenantId }[];
  return holds.flatMap((hold) => tenants
    .filter((tenant) => tenant.organization_id === hold.organization_id && (hold.site_id === null || hold.site_id === tenant.site_id) && (hold.tenant_id === null || hold.tenant_id === tenant.tenant_id))
    .map(({ tenant_id: tenantId }) => ({ tenantId, holdId: hold.hold_id, kind: hold.kind, containerId: hold.container_id, placedAt: hold.placed_at })));
}
