/**
 * The end of the keys of a purged place (R19): asked for by the purge, approved by a second person, pending for the organization's time
 * (7 to 30 days) and cancellable until it is over. Before, everything can come back from the backups; after, nothing can. The key
 * service judges the same facts again and signs the certificate, which stays.
 *
 *   requested --approve--> pending --due--> destroying → destroyed
 *   requested, pending --cancel--> cancelled --ask--> requested
 */
import { isAppError } from '../../kernel/errors/index.ts';
import type { ServicePool } from '../../kernel/db/index.ts';
import { accountIds, organizationIds, type AccountId, type OrganizationId } from '../../kernel/ids/index.ts';
import { noAccess, platformScope, systemActor, systemFacts, type OrganizationCtx } from '../../kernel/service/index.ts';
import { lockOrganization } from './catalogue-store.ts';
import { targetOf } from './delete-place.ts';
import { keyDestructionIds, type KeyDestructionId } from './deletion-ids.ts';
import { lockDeletion, readDeletion, tenantsIn, type DeletionRow } from './deletion-store.ts';
import { tenancyErrors } from './errors.ts';
import { holdsOn } from './hold-store.ts';
import { approveDestruction, askAgain, beginDestroying, cancelDestruction, destructionWithDeletion, dueDestructions, keepCertificate, lockKeyDestruction, type KeyDestructionRow } from './key-destruction-store.ts';
import { approvesAlone, noticeTopic } from './second-person.ts';
import { purgeRows } from './tenant-rows-store.ts';
import type { DestructionOrder, TenancyWorkings } from './workings.ts';

const dayMs = 86_400_000;
/** What is kept of a place: for ever the log and tenancy's own record of it; the journal's list of locked objects for as long as those are locked. */
const staysInControl = ['audit', 'tenancy', 'journal'] as const;

type Change = 'ask' | 'approve' | 'cancel';
const actions = { ask: 'key_destruction_requested', approve: 'key_destruction_approved', cancel: 'key_destruction_cancelled' } as const;

/** Fails with tenancy.key_destruction_not_found, .key_destruction_over, .own_approval, .place_held. What is so already stays so. */
export async function changeKeyDestruction(workings: TenancyWorkings, ctx: OrganizationCtx, id: KeyDestructionId, change: Change): Promise<void> {
  await ctx.tx(async (tx) => {
    const organization = await lockOrganization(tx);
    const row = await lockKeyDestruction(tx, id);
    const deletion = row === undefined ? undefined : await readDeletion(tx, row.deletion_id);
    if (row === undefined || deletion === undefined) throw tenancyErrors.key_destruction_not_found();
    if (row.state === 'destroying' || row.state === 'destroyed' || deletion.state !== 'purged') throw tenancyErrors.key_destruction_over();
    const by = ctx.actor.accountId;
    if (change === 'approve') {
      if (row.state === 'pending') return;
      if (row.state !== 'requested') throw tenancyErrors.key_destruction_over();
      if ((await holdsOn(tx, reachOf(deletion))).length > 0) throw tenancyErrors.place_held();
    }
    const alone = change === 'approve' && (await approvesAlone(workings, ctx.organizationId, row.requested_by, by));
    const dueAt = new Date(ctx.now.getTime() + (organization?.key_grace_days ?? 30) * dayMs);
    const changed = change === 'approve' ? await approveDestruction(tx, id, by, alone, dueAt) : change === 'cancel' ? await cancelDestruction(tx, id, by) : await askAgain(tx, id, by);
    if (changed === 0) return;
    if (change === 'approve') tx.emit({ topic: noticeTopic, payload: { kind: 'key_destruction', organizationId: ctx.organizationId, id: keyDestructionIds.format(id), at: dueAt.toISOString(), alone } });
    tx.record({ action: actions[change], target: { kind: 'key_destruction', id: keyDestructionIds.format(id), name: deletion.name }, container: targetOf(deletion), before: { state: row.state }, after: change === 'approve' ? { dueAt, alone } : {} });
  });
}

// Ids of sites, by deletePlace.
const reachOf = (deletion: DeletionRow) => ({ siteIds: (deletion.site_id === null ? Object.keys(deletion.places.sites) : [deletion.site_id]) as NonNullable<DeletionRow['site_id']>[], tenantIds: tenantsIn(deletion) });

/** Begins what is due and not held, and goes on with what was begun; each part may run again, in any process. Returns how many ended. */
export async function destroyDue(workings: TenancyWorkings): Promise<number> {
  const now = workings.clock.now();
  const [due] = await workings.databases.system('destructions of keys that are due', 'control').run([{ text: dueDestructions.text, values: [now] }]);
  let ended = 0;
  for (const found of due?.rows ?? []) {
    const organizationId = organizationIds.fromUuid(String(found['organization_id']));
    const id = keyDestructionIds.fromUuid(String(found['destruction_id']));
    if (found['state'] === 'pending' && !(await begin(workings, contextOf(workings, organizationId), id))) continue;
    if (await drive(workings, organizationId, id)) ended += 1;
  }
  return ended;
}

const contextOf = (workings: TenancyWorkings, organizationId: OrganizationId): OrganizationCtx =>
  workings.contexts.organization('tenancy', systemFacts(systemActor, workings.clock.now(), new AbortController().signal), organizationId, noAccess);

/** The last thing that is written under the organization's own key, where that is among those that go. */
async function begin(workings: TenancyWorkings, ctx: OrganizationCtx, id: KeyDestructionId): Promise<boolean> {
  return ctx.tx(async (tx) => {
    await lockOrganization(tx);
    const row = await lockKeyDestruction(tx, id);
    const deletion = row === undefined ? undefined : await lockDeletion(tx, row.deletion_id);
    if (deletion?.state !== 'purged' || (await holdsOn(tx, reachOf(deletion))).length > 0 || (await beginDestroying(tx, id)) === 0) return false;
    tx.record({ action: 'key_destruction_begun', target: { kind: 'key_destruction', id: keyDestructionIds.format(id), name: deletion.name }, container: targetOf(deletion) });
    return true;
  });
}

/** False while leases elsewhere may still run. */
async function drive(workings: TenancyWorkings, organizationId: OrganizationId, id: KeyDestructionId): Promise<boolean> {
  const system = workings.databases.system('destroy the keys of a purged place', 'control');
  const [found] = await system.run([{ text: destructionWithDeletion.text, values: [id] }]);
  // The row's shape is that of the select list.
  const row = found?.rows[0] as unknown as KeyDestructionRow & { readonly deletion: DeletionRow } | undefined;
  if (row === undefined) return false;
  const order = orderOf(row, row.deletion);
  const step = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    await work();
    await workings.afterStep?.(`destroy-keys:${name}`);
  };
  await step('begin', () => workings.keys.beginDestruction(order));
  await step('names', () => purgeNames(system, organizationId, row.deletion));
  let certificate: { readonly document: string; readonly signature: string } | undefined;
  try {
    await step('destroy', async () => { certificate = await workings.keys.destroyScopes(order); });
  } catch (error) {
    if (isAppError(error, 'keys.destruction_waits')) return false;
    throw error;
  }
  if (certificate === undefined) return false;
  const slugs = [...Object.keys(row.deletion.places.sites), ...(row.deletion.kind === 'organization' ? [organizationId] : [])];
  const [kept] = await system.run([{ text: keepCertificate.text, values: [id, workings.clock.now(), certificate.document, certificate.signature, row.deletion_id, slugs] }]);
  if (Number(kept?.rows[0]?.['kept'] ?? 0) === 0) return false;
  // The organization's own key may be among those that are gone: then the platform's log takes the last record.
  const log = contextOf(workings, row.deletion.kind === 'organization' ? platformScope : organizationId);
  await log.tx((tx) => Promise.resolve(tx.record({ action: 'keys_destroyed', target: { kind: 'key_destruction', id: keyDestructionIds.format(id), name: row.deletion.name }, container: targetOf(row.deletion) })));
  return true;
}

function orderOf(row: KeyDestructionRow, deletion: DeletionRow): DestructionOrder {
  const nameOf = (account: AccountId | null): string | null => (account === null ? null : accountIds.format(account));
  const { kind, id } = targetOf(deletion);
  return {
    destructionId: row.destruction_id, organizationId: organizationIds.format(row.organization_id), subject: `${kind} ${id}`,
    scopes: [...tenantsIn(deletion), ...(deletion.kind === 'organization' ? [row.organization_id] : [])],
    requestedBy: nameOf(row.requested_by), requestedAt: row.requested_at.toISOString(),
    approvedBy: nameOf(row.approved_by), approvedAt: row.approved_at?.toISOString() ?? '', alone: row.alone, dueAt: row.due_at?.toISOString() ?? '',
  };
}

/** Rows of directory, imports and the like about what is gone. */
async function purgeNames(pool: ServicePool, organizationId: OrganizationId, deletion: DeletionRow): Promise<void> {
  const purge = { pool, stay: staysInControl, onBatch: () => Promise.resolve() };
  for (const owner of tenantsIn(deletion)) await purgeRows({ ...purge, column: 'tenant_id', owner });
  for (const owner of Object.keys(deletion.places.sites)) await purgeRows({ ...purge, column: 'site_id', owner });
  if (deletion.kind === 'organization') await purgeRows({ ...purge, column: 'organization_id', owner: organizationId });
}
