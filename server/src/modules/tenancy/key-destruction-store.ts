/** The rows of tenancy.key_destruction: who asked, who approved, when it is due, and the certificate that stays. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import type { AccountId, OrganizationId } from '../../kernel/ids/index.ts';
import type { DeletionId, KeyDestructionId } from './deletion-ids.ts';

export interface KeyDestructionRow {
  readonly organization_id: OrganizationId;
  readonly destruction_id: KeyDestructionId;
  readonly deletion_id: DeletionId;
  readonly state: 'requested' | 'pending' | 'cancelled' | 'destroying' | 'destroyed';
  readonly requested_by: AccountId | null;
  readonly requested_at: Date;
  readonly approved_by: AccountId | null;
  readonly approved_at: Date | null;
  readonly alone: boolean;
  readonly due_at: Date | null;
  readonly cancelled_by: AccountId | null;
  readonly ended_at: Date | null;
  readonly document: string | null;
  readonly signature: string | null;
}

export async function insertKeyDestruction(tx: Tx, wanted: { readonly organizationId: OrganizationId; readonly destructionId: KeyDestructionId; readonly deletionId: DeletionId; readonly requestedBy: AccountId | null }): Promise<void> {
  await tx.changeSql(`insert into tenancy.key_destruction (organization_id, destruction_id, deletion_id, state, requested_by, requested_at) values ($1, $2, $3, 'requested', $4, $5)`,
    [wanted.organizationId, wanted.destructionId, wanted.deletionId, wanted.requestedBy, tx.now]);
}

export const listKeyDestructions = (tx: ReadTx, limit: number): Promise<KeyDestructionRow[]> =>
  tx.sql<KeyDestructionRow>(`select * from tenancy.key_destruction order by (state in ('cancelled', 'destroyed')), requested_at desc, destruction_id desc limit $1`, [limit]);

export async function readKeyDestruction(tx: ReadTx, id: string): Promise<KeyDestructionRow | undefined> {
  const [row] = await tx.sql<KeyDestructionRow>('select * from tenancy.key_destruction where destruction_id = $1::uuid', [id]);
  return row;
}

export async function lockKeyDestruction(tx: Tx, id: string): Promise<KeyDestructionRow | undefined> {
  const [row] = await tx.sql<KeyDestructionRow>('select * from tenancy.key_destruction where destruction_id = $1::uuid for update', [id]);
  return row;
}

/** Asked for again after it was cancelled, or for the first time. */
export const askAgain = (tx: Tx, id: string, by: AccountId | null): Promise<number> =>
  tx.changeSql(`update tenancy.key_destruction set state = 'requested', requested_by = $2, requested_at = $3, approved_by = null, approved_at = null, alone = false, due_at = null, cancelled_by = null, ended_at = null where destruction_id = $1::uuid and state = 'cancelled'`, [id, by, tx.now]);

export const approveDestruction = (tx: Tx, id: string, by: AccountId | null, alone: boolean, dueAt: Date): Promise<number> =>
  tx.changeSql(`update tenancy.key_destruction set state = 'pending', approved_by = $2, approved_at = $3, alone = $4, due_at = $5 where destruction_id = $1::uuid and state = 'requested'`, [id, by, tx.now, alone, dueAt]);

export const cancelDestruction = (tx: Tx, id: string, by: AccountId | null): Promise<number> =>
  tx.changeSql(`update tenancy.key_destruction set state = 'cancelled', cancelled_by = $2, ended_at = $3 where destruction_id = $1::uuid and state in ('requested', 'pending')`, [id, by, tx.now]);

/** A place that came back keeps its keys, whatever was asked for. */
export const cancelDestructionsOf = (tx: Tx, deletionId: DeletionId): Promise<number> =>
  tx.changeSql(`update tenancy.key_destruction set state = 'cancelled', ended_at = $2 where deletion_id = $1::uuid and state in ('requested', 'pending')`, [deletionId, tx.now]);

export const beginDestroying = (tx: Tx, id: string): Promise<number> =>
  tx.changeSql(`update tenancy.key_destruction set state = 'destroying' where destruction_id = $1::uuid and state = 'pending' and due_at <= $2`, [id, tx.now]);

/**
 * With the system login, as the organization's own key may be gone: the certificate is kept, the deletion is over, and its addresses
 * become free. `kept` is 0 when another process was quicker.
 */
export const keepCertificate = {
  text: `
    with kept as (update tenancy.key_destruction set state = 'destroyed', ended_at = $2, document = $3, signature = $4 where destruction_id = $1::uuid and state = 'destroying' returning 1),
      ended as (update tenancy.deletion set state = 'destroyed' where deletion_id = $5::uuid and exists (select from kept)),
      freed as (delete from tenancy.slug where id = any($6::uuid[]) and exists (select from kept))
    select count(*) as kept from kept`,
};

/** As above: a destruction with the deletion that it belongs to. */
export const destructionWithDeletion = {
  text: `
    select k.*, json_build_object('organization_id', d.organization_id, 'deletion_id', d.deletion_id, 'kind', d.kind, 'target_id', d.target_id, 'site_id', d.site_id, 'tenant_id', d.tenant_id, 'name', d.name, 'places', d.places) as deletion
      from tenancy.key_destruction k join tenancy.deletion d using (organization_id, deletion_id) where k.destruction_id = $1::uuid`,
};

/** What the system login reads: destructions of every organization that are due or were begun. */
export const dueDestructions = { text: `select organization_id, destruction_id, state from tenancy.key_destruction where (state = 'pending' and due_at <= $1) or state = 'destroying' order by due_at limit 50` };

/** What operators read: every certificate that the installation has given out. */
export const allCertificates = { text: `select organization_id, destruction_id, ended_at, document, signature from tenancy.key_destruction where state = 'destroyed' and document is not null order by ended_at desc, destruction_id limit $1` };
