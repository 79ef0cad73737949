/** The rows of interchange.backup_download: who fetches which backup, and until when. */
import type { ReadTx, Tx } from '../../../kernel/db/index.ts';
import type { AccountId, OrganizationId } from '../../../kernel/ids/index.ts';

export interface Download {
  readonly id: string;
  readonly backupId: string;
  readonly requestedBy: AccountId;
  readonly expiresAt: Date;
}

export async function insertDownload(tx: Tx, organizationId: OrganizationId, download: Download): Promise<void> {
  await tx.changeSql('insert into interchange.backup_download (organization_id, id, backup_id, requested_by, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)',
    [organizationId, download.id, download.backupId, download.requestedBy, tx.now, download.expiresAt]);
}

export async function findDownload(tx: ReadTx, id: string, backupId: string): Promise<Download | undefined> {
  const [row] = await tx.sql<{ id: string; backup_id: string; requested_by: AccountId; expires_at: Date }>(
    'select id, backup_id, requested_by, expires_at from interchange.backup_download where id = $1 and backup_id = $2 and expires_at > $3', [id, backupId, tx.now]);
  return row === undefined ? undefined : { id: row.id, backupId: row.backup_id, requestedBy: row.requested_by, expiresAt: row.expires_at };
}
