/** Shared documents: rows of wiki.shared_document, wiki.shared_update and wiki.shared_editor. Every change holds the document's row. */
import type { ReadTx, Tx } from '../../../kernel/db/index.ts';
import { sharedDocumentColumns, sharedUpdateColumns } from '../columns.ts';

export interface SharedState {
  readonly baseVersion: number;
  readonly sequence: number;
  readonly publishedSequence: number;
  readonly snapshotSequence: number;
  readonly sizeBytes: number;
}

export interface SharedUpdate {
  readonly sequence: number;
  readonly session: string | null;
  readonly body: Buffer;
}

interface StateRow {
  readonly base_version: number;
  readonly sequence: number;
  readonly published_sequence: number;
  readonly snapshot_sequence: number;
  readonly size_bytes: number;
}

const rowId = (contentId: number, sequence: number): string => `${String(contentId)}/${String(sequence)}`;
const stateColumns = 'base_version, sequence, published_sequence, snapshot_sequence, size_bytes';

export async function findShared(tx: ReadTx, contentId: number, options: { readonly lock?: boolean } = {}): Promise<SharedState | undefined> {
  const [row] = await tx.sql<StateRow>(`select ${stateColumns} from wiki.shared_document where content_id = $1 ${options.lock === true ? 'for update' : ''}`, [contentId]);
  return row === undefined ? undefined : { baseVersion: row.base_version, sequence: row.sequence, publishedSequence: row.published_sequence, snapshotSequence: row.snapshot_sequence, sizeBytes: row.size_bytes };
}

export async function readSnapshot(tx: ReadTx, contentId: number): Promise<{ readonly sequence: number; readonly bytes: Buffer } | undefined> {
  const [row] = await tx.sql<{ snapshot: Buffer; snapshot_sequence: number }>('select snapshot, snapshot_sequence from wiki.shared_document where content_id = $1', [contentId]);
  return row === undefined ? undefined : { sequence: row.snapshot_sequence, bytes: tx.sealer.openBytes(sharedDocumentColumns.snapshot, rowId(contentId, row.snapshot_sequence), row.snapshot) };
}

export async function listUpdates(tx: ReadTx, contentId: number, after: number, limit: number): Promise<readonly SharedUpdate[]> {
  const rows = await tx.sql<{ sequence: number; session: string | null; body: Buffer }>(
    'select sequence, session, body from wiki.shared_update where content_id = $1 and sequence > $2 order by sequence limit $3', [contentId, after, limit]);
  return rows.map((row) => ({ sequence: row.sequence, session: row.session, body: tx.sealer.openBytes(sharedUpdateColumns.body, rowId(contentId, row.sequence), row.body) }));
}

export async function insertShared(tx: Tx, tenantId: string, contentId: number, baseVersion: number, snapshot: Buffer): Promise<void> {
  await tx.changeSql(
    `insert into wiki.shared_document (tenant_id, content_id, base_version, sequence, published_sequence, snapshot, snapshot_sequence, size_bytes, changed_at) values ($1, $2, $3, 0, 0, $4, 0, $5, $6)`,
    [tenantId, contentId, baseVersion, tx.sealer.sealBytes(sharedDocumentColumns.snapshot, rowId(contentId, 0), snapshot), snapshot.length, tx.now]);
}

/** Appends and counts on; returns the last number. */
export async function appendUpdates(tx: Tx, tenantId: string, contentId: number, before: SharedState, session: string | null, bodies: readonly Buffer[]): Promise<number> {
  const last = before.sequence + bodies.length;
  const numbered = bodies.map((body, index) => ({ sequence: before.sequence + index + 1, body }));
  await tx.changeSql(
    `insert into wiki.shared_update (tenant_id, content_id, sequence, session, body, size_bytes, created_at)
     select $1::uuid, $2::bigint, given.sequence, $3::uuid, given.body, given.size_bytes, $4::timestamptz from unnest($5::bigint[], $6::bytea[], $7::bigint[]) as given (sequence, body, size_bytes)`,
    [tenantId, contentId, session, tx.now, numbered.map(({ sequence }) => sequence), numbered.map(({ sequence, body }) => tx.sealer.sealBytes(sharedUpdateColumns.body, rowId(contentId, sequence), body)), numbered.map(({ body }) => body.length)]);
  await tx.changeSql('update wiki.shared_document set sequence = $2, size_bytes = size_bytes + $3, changed_at = $4 where content_id = $1', [contentId, last, bodies.reduce((sum, { length }) => sum + length, 0), tx.now]);
  return last;
}

/** One snapshot in place of all updates so far. */
export async function foldUpdates(tx: Tx, contentId: number, sequence: number, snapshot: Buffer): Promise<void> {
  await tx.changeSql('delete from wiki.shared_update where content_id = $1 and sequence < $2', [contentId, sequence + 1]);
  await tx.changeSql('update wiki.shared_document set snapshot = $2, snapshot_sequence = $3, size_bytes = $4 where content_id = $1',
    [contentId, tx.sealer.sealBytes(sharedDocumentColumns.snapshot, rowId(contentId, sequence), snapshot), sequence, snapshot.length]);
}

export async function setBase(tx: Tx, contentId: number, baseVersion: number): Promise<void> {
  await tx.changeSql('update wiki.shared_document set base_version = $2 where content_id = $1', [contentId, baseVersion]);
}

/** A version was taken here: whoever changes it next begins anew. */
export async function markPublished(tx: Tx, contentId: number, baseVersion: number): Promise<void> {
  await tx.changeSql('update wiki.shared_document set base_version = $2, published_sequence = sequence where content_id = $1', [contentId, baseVersion]);
  await tx.changeSql('delete from wiki.shared_editor where content_id = $1', [contentId]);
}

/** Whether this is the person's first change since the last version. */
export async function addEditor(tx: Tx, tenantId: string, contentId: number, person: string): Promise<boolean> {
  return (await tx.changeSql('insert into wiki.shared_editor (tenant_id, content_id, person, since) values ($1, $2, $3, $4) on conflict do nothing', [tenantId, contentId, person, tx.now])) > 0;
}
