/** The rows of interchange.backup_part: the sealed pieces of a backup that is being made, and where each stream goes on. */
import type { ReadTx, Tx } from '../../../kernel/db/index.ts';
import type { StoredObject } from './backup-store.ts';

export interface BackupPart extends StoredObject {
  readonly stream: number;
  readonly ordinal: number;
  readonly records: number;
  /** Null: the stream ends with this part. */
  readonly position: string | null;
}

export async function listParts(tx: ReadTx, backupId: string): Promise<readonly BackupPart[]> {
  const rows = await tx.sql<{ stream: number; ordinal: number; object_id: string; size_bytes: number; sealed_bytes: number; records: number; position: string | null }>(
    'select stream, ordinal, object_id, size_bytes, sealed_bytes, records, position from interchange.backup_part where backup_id = $1 order by stream, ordinal', [backupId]);
  return rows.map((row) => ({ stream: row.stream, ordinal: row.ordinal, objectId: row.object_id, sizeBytes: row.size_bytes, sealedBytes: row.sealed_bytes, records: row.records, position: row.position }));
}

/** Only by whoever holds the backup: a worker that lost its lease without noticing writes nothing. */
export async function insertPart(tx: Tx, organizationId: string, backupId: string, holder: string, part: BackupPart): Promise<boolean> {
  return (await tx.changeSql(
    `insert into interchange.backup_part (organization_id, backup_id, stream, ordinal, object_id, size_bytes, sealed_bytes, records, position)
     select $1::uuid, $2::uuid, $4, $5, $6, $7, $8, $9, $10 from interchange.backup where id = $2 and holder = $3 and ended_at is null on conflict do nothing`,
    [organizationId, backupId, holder, part.stream, part.ordinal, part.objectId, part.sizeBytes, part.sealedBytes, part.records, part.position])) === 1;
}

export async function deleteParts(tx: Tx, backupId: string): Promise<void> {
  await tx.changeSql('delete from interchange.backup_part where backup_id = $1', [backupId]);
}
