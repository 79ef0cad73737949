/** The rows of interchange.run and interchange.spool: how far an import has come, and the records that wait to be built. */
import type { ReadTx, Tx } from '../../../kernel/db/index.ts';
import { Ledger } from './ledger.ts';

export type RunPhase = 'reading' | 'building' | 'published';

export interface RunPosition {
  readonly phase: RunPhase;
  /** The last record of the file that is spooled. */
  readonly ordinal: number;
  readonly buckets: number;
  readonly nextChunk: number;
  readonly step: number;
  readonly bucket: number;
}

export interface Chunk {
  readonly kind: string;
  readonly bucket: number;
  readonly text: string;
}

const ledgerColumn = { table: 'interchange.run', column: 'ledger' };
const recordsColumn = { table: 'interchange.spool', column: 'records' };

export async function beginRun(tx: Tx, importId: string, buckets: number): Promise<void> {
  await tx.changeSql(
    `insert into interchange.run (tenant_id, import_id, phase, buckets, updated_at) values (hf.tenant(), $1, 'reading', $2, $3) on conflict do nothing`,
    [importId, buckets, tx.now]);
}

export async function readRun(tx: ReadTx, importId: string): Promise<{ readonly position: RunPosition; readonly ledger: Ledger } | undefined> {
  const [row] = await tx.sql<{ phase: RunPhase; ordinal: number; buckets: number; next_chunk: number; step: number; bucket: number; ledger: Buffer | null }>(
    'select phase, ordinal, buckets, next_chunk, step, bucket, ledger from interchange.run where import_id = $1', [importId]);
  if (row === undefined) return undefined;
  return {
    position: { phase: row.phase, ordinal: row.ordinal, buckets: row.buckets, nextChunk: row.next_chunk, step: row.step, bucket: row.bucket },
    ledger: row.ledger === null ? new Ledger() : Ledger.parse(tx.sealer.open(ledgerColumn, importId, row.ledger)),
  };
}

/**
 * Moves the position, with the account and the chunks that belong to it. Only from where this worker left it: one that lost its lease
 * without noticing cannot write over what another has done since.
 */
export async function commitRun(tx: Tx, importId: string, before: RunPosition, position: RunPosition, ledger: Ledger, chunks: readonly Chunk[]): Promise<void> {
  const changed = await tx.changeSql(
    `update interchange.run set phase = $2, ordinal = $3, next_chunk = $4, step = $5, bucket = $6, ledger = $7, updated_at = $8
      where import_id = $1 and ordinal = $9 and next_chunk = $10 and step = $11 and bucket = $12`,
    [importId, position.phase, position.ordinal, position.nextChunk, position.step, position.bucket, tx.sealer.seal(ledgerColumn, importId, ledger.toText()), tx.now,
      before.ordinal, before.nextChunk, before.step, before.bucket]);
  if (changed !== 1) throw new Error('another worker went on with this import, or removed it');
  if (chunks.length > 0) {
    const firstId = position.nextChunk - chunks.length;
    await tx.changeSql(
      `insert into interchange.spool (tenant_id, import_id, id, kind, bucket, records)
       select hf.tenant(), $1::uuid, id, kind, bucket, records from unnest($2::bigint[], $3::text[], $4::bigint[], $5::bytea[]) as given (id, kind, bucket, records)`,
      [importId, chunks.map((_chunk, index) => firstId + index), chunks.map(({ kind }) => kind), chunks.map(({ bucket }) => bucket),
        chunks.map(({ text }, index) => tx.sealer.seal(recordsColumn, firstId + index, text))]);
  }
}

export interface SpooledChunk {
  readonly id: number;
  readonly lines: readonly string[];
}

export async function readChunks(tx: ReadTx, importId: string, kind: string, bucket: number, after: number, limit: number): Promise<readonly SpooledChunk[]> {
  const rows = await tx.sql<{ id: number; records: Buffer }>(
    'select id, records from interchange.spool where import_id = $1 and kind = $2 and bucket = $3 and id > $4 order by id limit $5', [importId, kind, bucket, after, limit]);
  return rows.map(({ id, records }) => ({ id, lines: tx.sealer.open(recordsColumn, id, records).split('\n') }));
}

/** Chunks go in pieces; true when something was left. */
export async function deleteSomeSpool(tx: Tx, importId: string, limit: number): Promise<boolean> {
  const deleted = await tx.changeSql('delete from interchange.spool where import_id = $1 and id = any(array(select id from interchange.spool where import_id = $1 limit $2))', [importId, limit]);
  return deleted === limit;
}

export async function deleteRun(tx: Tx, importId: string): Promise<void> {
  await tx.changeSql('delete from interchange.run where import_id = $1', [importId]);
}
