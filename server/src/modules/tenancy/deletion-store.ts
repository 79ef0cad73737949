/** The rows of tenancy.deletion, and what a deletion does to the catalogue in one statement each: the states it came from are kept with it. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import type { AccountId, OrganizationId, SiteId, TenantId } from '../../kernel/ids/index.ts';
import type { TenantState } from '../../kernel/service/index.ts';
import { nextVersion } from './catalogue-store.ts';
import type { DeletionId, DeletionPlanId } from './deletion-ids.ts';

export type DeletionState = 'deleting' | 'undone' | 'purging' | 'purged' | 'reviving' | 'destroyed';

export interface DeletionRow {
  readonly organization_id: OrganizationId;
  readonly deletion_id: DeletionId;
  readonly kind: 'organization' | 'site' | 'product';
  /** The organization, site or tenant itself. */
  readonly target_id: string;
  readonly site_id: SiteId | null;
  readonly tenant_id: TenantId | null;
  readonly name: string;
  readonly reason: string | null;
  readonly state: DeletionState;
  /** What went with it, and the state each was in. */
  readonly places: Places;
  readonly requested_by: AccountId | null;
  readonly requested_at: Date;
  readonly undo_until: Date;
  readonly undone_at: Date | null;
  readonly purged_at: Date | null;
  readonly plan_id: DeletionPlanId | null;
}

export interface Places {
  readonly sites: Readonly<Record<string, TenantState>>;
  readonly tenants: Readonly<Record<string, TenantState>>;
}

export const tenantsIn = (deletion: Pick<DeletionRow, 'places'>): readonly TenantId[] => Object.keys(deletion.places.tenants) as TenantId[]; // written by insertDeletion from ids of tenants

export async function insertDeletion(tx: Tx, row: DeletionRow): Promise<void> {
  await tx.changeSql(
    `insert into tenancy.deletion (organization_id, deletion_id, kind, target_id, site_id, tenant_id, name, reason, state, places, requested_by, requested_at, undo_until, plan_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11, $12, $13, $14)`,
    [row.organization_id, row.deletion_id, row.kind, row.target_id, row.site_id, row.tenant_id, row.name, row.reason, row.state, JSON.stringify(row.places), row.requested_by, row.requested_at, row.undo_until, row.plan_id]);
}

/** The deletion of this very target that is neither undone nor over. */
export async function standingDeletion(tx: ReadTx, targetId: string): Promise<DeletionRow | undefined> {
  const [row] = await tx.sql<DeletionRow>(`select * from tenancy.deletion where target_id = $1::uuid and state not in ('undone', 'destroyed')`, [targetId]);
  return row;
}

export async function readDeletion(tx: ReadTx, id: string): Promise<DeletionRow | undefined> {
  const [row] = await tx.sql<DeletionRow>('select * from tenancy.deletion where deletion_id = $1::uuid', [id]);
  return row;
}

export async function lockDeletion(tx: Tx, id: string): Promise<DeletionRow | undefined> {
  const [row] = await tx.sql<DeletionRow>('select * from tenancy.deletion where deletion_id = $1::uuid for update', [id]);
  return row;
}

/** The newest first; what was undone stays for a while as history. */
export const listDeletions = (tx: ReadTx, limit: number): Promise<DeletionRow[]> =>
  tx.sql<DeletionRow>(`select * from tenancy.deletion order by (state = 'undone'), requested_at desc, deletion_id desc limit $1`, [limit]);

/** Deletions of the organization that are open: whoever deletes, undoes or purges a place asks which reach it. */
export const openDeletions = (tx: ReadTx): Promise<DeletionRow[]> => tx.sql<DeletionRow>(`select * from tenancy.deletion where state not in ('undone', 'destroyed')`);

export async function setDeletionState(tx: Tx, id: string, state: DeletionState, at: Date): Promise<void> {
  await tx.changeSql(
    `update tenancy.deletion set state = $2::text, undone_at = case when $2::text = 'undone' then $3::timestamptz else undone_at end, purged_at = case when $2::text = 'purged' then $3::timestamptz else purged_at end
      where deletion_id = $1::uuid`, [id, state, at]);
}

/** Suspends in the catalogue what the fence has closed already. Again changes nothing. */
export async function markDeleting(tx: Tx, deletion: DeletionRow): Promise<void> {
  const version = await nextVersion(tx);
  await tx.changeSql(`update tenancy.tenant set state = 'deleting', epoch = epoch + 1, deleting_until = $2, version = $3 where tenant_id = any($1::uuid[]) and state <> 'deleting'`,
    [tenantsIn(deletion), deletion.undo_until, version]);
  await tx.changeSql(`update tenancy.site set state = 'deleting', reason = $2, version = $3 where site_id = any($1::uuid[]) and state <> 'deleting'`, [Object.keys(deletion.places.sites), deletion.reason, version]);
  if (deletion.kind === 'organization') await tx.changeSql(`update tenancy.organization set state = 'deleting' where state <> 'purged'`);
}

/** Everything back as it was: whatever was suspended before is suspended again. `from` is the state to leave. */
export async function markBack(tx: Tx, deletion: DeletionRow, from: 'deleting' | 'purged'): Promise<void> {
  const version = await nextVersion(tx);
  await tx.changeSql(
    `update tenancy.tenant t set state = before.value, epoch = t.epoch + 1, deleting_until = null, version = $2 from jsonb_each_text($1::jsonb) before where t.tenant_id = before.key::uuid and t.state = $3`,
    [JSON.stringify(deletion.places.tenants), version, from]);
  await tx.changeSql(
    `update tenancy.site s set state = before.value, reason = null, version = $2 from jsonb_each_text($1::jsonb) before where s.site_id = before.key::uuid and s.state = $3`,
    [JSON.stringify(deletion.places.sites), version, from]);
  if (deletion.kind === 'organization') await tx.changeSql(`update tenancy.organization set state = 'active' where state in ('deleting', 'purged')`);
}

export async function markPurged(tx: Tx, deletion: DeletionRow): Promise<void> {
  const version = await nextVersion(tx);
  await tx.changeSql(`update tenancy.tenant set state = 'purged', epoch = epoch + 1, deleting_until = null, version = $2 where tenant_id = any($1::uuid[]) and state <> 'purged'`, [tenantsIn(deletion), version]);
  await tx.changeSql(`update tenancy.site set state = 'purged', version = $2 where site_id = any($1::uuid[]) and state <> 'purged'`, [Object.keys(deletion.places.sites), version]);
  if (deletion.kind === 'organization') await tx.changeSql(`update tenancy.organization set state = 'purged' where state = 'deleting'`);
}

export const setGrace = (tx: Tx, grace: { readonly days: number; readonly keyDays: number }): Promise<number> =>
  tx.changeSql('update tenancy.organization set grace_days = $1, key_grace_days = $2 where (grace_days, key_grace_days) is distinct from ($1::bigint, $2::bigint)', [grace.days, grace.keyDays]);

/** What the system login reads: deletions of every organization whose time is over; what a larger one took along goes first. */
export const dueDeletions = {
  text: `select organization_id, deletion_id from tenancy.deletion where state = 'deleting' and undo_until <= $1 order by array_position(array['product', 'site', 'organization'], kind), undo_until limit 50`,
};
