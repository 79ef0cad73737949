/**
 * Purges what was deleted when its grace is over: rows, files, index, spools, jobs and events of each tenant really go, and are counted to
 * be gone before the catalogue says so. Killed at any step it goes on. What stays until the keys go too: the names of the place in
 * catalogue and directory, so that it can still be brought back from the backups by those who had it; and for ever the audit log and
 * the record of the deletion.
 */
import { newUuid, organizationIds, type ShardId, type TenantId } from '../../kernel/ids/index.ts';
import { noAccess, systemActor, systemFacts, type OrganizationCtx } from '../../kernel/service/index.ts';
import { insertSaga, lockOrganization, sagaUnderWay, tenantsById } from './catalogue-store.ts';
import { deletionOf, targetOf } from './delete-place.ts';
import { deletionIds, keyDestructionIds, type DeletionId } from './deletion-ids.ts';
import { dueDeletions, lockDeletion, markBack, markPurged, openDeletions, setDeletionState, tenantsIn, type DeletionRow } from './deletion-store.ts';
import { tenancyErrors } from './errors.ts';
import { holdsOn } from './hold-store.ts';
import { cancelDestructionsOf, insertKeyDestruction } from './key-destruction-store.ts';
import type { SagaStep, Sagas } from './sagas.ts';
import { countRows, purgeRows } from './tenant-rows-store.ts';
import type { TenancyWorkings } from './workings.ts';

/** The log keeps what happened; the fence goes last, by its own step. */
const staysInShard = ['audit', 'hf.placement', 'hf.hold'] as const;

const systemCtx = (workings: TenancyWorkings, organizationId: DeletionRow['organization_id']): OrganizationCtx =>
  workings.contexts.organization('tenancy', systemFacts(systemActor, workings.clock.now(), new AbortController().signal), organizationId, noAccess);

/** Begins to purge what is due and drives it. What is held, or waits for something inside it, stays for a later round. Returns how many were purged. */
export async function purgeDue(workings: TenancyWorkings, sagas: Sagas): Promise<number> {
  const [due] = await workings.databases.system('deletions whose grace is over', 'control').run([{ text: dueDeletions.text, values: [workings.clock.now()] }]);
  let purged = 0;
  for (const row of due?.rows ?? []) {
    if (await purgeOne(workings, sagas, systemCtx(workings, organizationIds.fromUuid(String(row['organization_id']))), deletionIds.fromUuid(String(row['deletion_id'])))) purged += 1;
  }
  return purged;
}

/** Purges one deletion now, whatever is left of its grace: the scheduler asks when it is over, drills sooner. False when something holds it. */
export async function purgeOne(workings: TenancyWorkings, sagas: Sagas, ctx: OrganizationCtx, deletionId: DeletionId): Promise<boolean> {
  const sagaId = newUuid(ctx.now.getTime());
  const begun = await ctx.tx(async (tx) => {
    await lockOrganization(tx);
    const row = await lockDeletion(tx, deletionId);
    if (row?.state !== 'deleting') return false;
    const sites = row.site_id === null ? siteIdsOf(row) : [row.site_id];
    if ((await holdsOn(tx, { siteIds: sites, tenantIds: tenantsIn(row) })).length > 0 || (await sagaUnderWay(tx, sites))) return false;
    // What was deleted before on its own goes first, with a record of its own.
    if ((await openDeletions(tx)).some((other) => other.deletion_id !== row.deletion_id && other.state !== 'purged' && isInside(other, row))) return false;
    await setDeletionState(tx, deletionId, 'purging', ctx.now);
    await insertSaga(tx, {
      organization_id: row.organization_id, saga_id: sagaId, kind: 'purge-place', site_id: row.site_id, step: 0, payload: { deletion: deletionId },
      state: 'running', attempts: 0, last_error: null, created_at: ctx.now, not_before: ctx.now,
    });
    return true;
  });
  if (begun) await sagas.drive(ctx.organizationId, sagaId);
  return begun;
}

// Ids of sites, by deletePlace.
const siteIdsOf = (row: DeletionRow) => Object.keys(row.places.sites) as NonNullable<DeletionRow['site_id']>[];

const isInside = (inner: DeletionRow, outer: DeletionRow): boolean =>
  outer.kind === 'organization' ? inner.kind !== 'organization' : outer.kind === 'site' && inner.kind === 'product' && inner.site_id === outer.site_id;

async function eachTenant(workings: TenancyWorkings, ctx: OrganizationCtx, id: string | undefined, work: (tenantId: TenantId, shardId: ShardId) => Promise<unknown>): Promise<void> {
  const deletion = await deletionOf(ctx, id);
  for (const tenant of await ctx.read((tx) => tenantsById(tx, tenantsIn(deletion)))) await work(tenant.tenant_id, tenant.shard_id);
}

export function purgeSteps(workings: TenancyWorkings): readonly SagaStep[] {
  const rowsOf = (tenantId: TenantId, shardId: ShardId, onBatch: () => Promise<void>) =>
    ({ pool: workings.databases.system('purge a tenant', shardId), column: 'tenant_id', owner: tenantId, stay: staysInShard, onBatch }) as const;
  return [
    { name: 'queue', run: (ctx, saga, hold) => eachTenant(workings, ctx, saga.payload.deletion, async (tenantId) => { await workings.leftovers.removeJobs(tenantId); await hold(); }) },
    { name: 'rows', run: (ctx, saga, hold) => eachTenant(workings, ctx, saga.payload.deletion, (tenantId, shardId) => purgeRows(rowsOf(tenantId, shardId, hold))) },
    { name: 'files', run: (ctx, saga, hold) => eachTenant(workings, ctx, saga.payload.deletion, (tenantId) => workings.leftovers.removeFiles(ctx.organizationId, tenantId, hold)) },
    {
      name: 'check',
      run: (ctx, saga, hold) => eachTenant(workings, ctx, saga.payload.deletion, async (tenantId, shardId) => {
        const left = await countRows(rowsOf(tenantId, shardId, hold));
        const files = await workings.leftovers.countFiles(ctx.organizationId, tenantId);
        if (Object.keys(left).length > 0 || files > 0) throw new Error(`a purge left something behind: ${JSON.stringify({ ...left, files })}`);
        await hold();
      }),
    },
    {
      name: 'catalogue',
      async run(ctx, saga) {
        await ctx.tx(async (tx) => {
          const deletion = await lockDeletion(tx, saga.payload.deletion ?? '');
          if (deletion?.state !== 'purging') return; // this step had run before the process died
          await markPurged(tx, deletion);
          await setDeletionState(tx, deletion.deletion_id, 'purged', ctx.now);
          await insertKeyDestruction(tx, { organizationId: ctx.organizationId, destructionId: keyDestructionIds.make(), deletionId: deletion.deletion_id, requestedBy: deletion.requested_by });
          tx.record({ action: `${deletion.kind}_purged`, target: targetOf(deletion), before: { state: 'deleting' }, after: { state: 'purged', tenants: tenantsIn(deletion).length } });
        });
        await workings.catalogue.refresh();
      },
    },
    {
      name: 'fence',
      run: (ctx, saga) => eachTenant(workings, ctx, saga.payload.deletion, (tenantId, shardId) => workings.placements.forget(shardId, [tenantId])),
    },
  ];
}

/** Brings a purged place back from the backups: its fence, its rows and files, then the catalogue. The port is the recovery module's. */
export function reviveSteps(workings: TenancyWorkings): readonly SagaStep[] {
  return [
    {
      name: 'place',
      async run(ctx, saga) {
        const deletion = await deletionOf(ctx, saga.payload.deletion);
        for (const tenant of await ctx.read((tx) => tenantsById(tx, tenantsIn(deletion)))) {
          await workings.placements.place(tenant.shard_id, { tenantId: tenant.tenant_id, siteId: tenant.site_id, organizationId: tenant.organization_id, product: tenant.product, epoch: tenant.epoch, state: 'suspended' });
        }
      },
    },
    {
      name: 'load',
      async run(ctx, saga, hold) {
        const { reviver } = workings;
        if (reviver === undefined) throw tenancyErrors.restore_unavailable();
        const deletion = await deletionOf(ctx, saga.payload.deletion);
        await eachTenant(workings, ctx, saga.payload.deletion, (tenantId) => reviver.restoreTenant(ctx.organizationId, tenantId, deletion.requested_at, hold));
      },
    },
    {
      name: 'open',
      async run(ctx, saga) {
        const deletion = await deletionOf(ctx, saga.payload.deletion);
        for (const tenant of await ctx.read((tx) => tenantsById(tx, tenantsIn(deletion)))) {
          await workings.placements.fence(tenant.shard_id, tenant.tenant_id, tenant.epoch + 1, deletion.places.tenants[tenant.tenant_id] === 'active' ? 'active' : 'suspended');
        }
      },
    },
    {
      name: 'catalogue',
      async run(ctx, saga) {
        await ctx.tx(async (tx) => {
          const deletion = await lockDeletion(tx, saga.payload.deletion ?? '');
          if (deletion?.state !== 'reviving') return; // as above
          await markBack(tx, deletion, 'purged');
          await setDeletionState(tx, deletion.deletion_id, 'undone', ctx.now);
          await cancelDestructionsOf(tx, deletion.deletion_id);
        });
        await workings.catalogue.refresh();
      },
    },
  ];
}
