/** What reading a tenant's history asks of the index: snapshots, folds, frames, migrations and gaps. */
import type { ServicePool } from '../../kernel/db/index.ts';

export interface SnapshotRow {
  readonly shardId: string;
  readonly lsn: bigint;
  readonly at: Date;
  readonly takenFrom: 'nothing' | 'database' | 'journal';
  readonly object: string | null;
}

export interface FoldRow {
  readonly afterLsn: bigint;
  readonly toLsn: bigint;
  readonly toAt: Date;
  readonly object: string | null;
}

export interface FrameRow {
  readonly sequence: number;
  readonly offset: number;
  readonly length: number;
  readonly keyVersion: number;
  readonly plainSha256: string;
  readonly fromAt: Date;
}

export interface MigrationRow {
  readonly name: string;
  readonly lsn: bigint;
  readonly at: Date;
}

export interface GapRow {
  readonly fromLsn: bigint;
  readonly fromAt: Date;
  readonly toLsn: bigint;
  readonly toAt: Date;
}

async function rowsOf<Row>(pool: ServicePool, text: string, values: readonly unknown[]): Promise<readonly Row[]> {
  const [result] = await pool.run([{ text, values }]);
  return (result?.rows ?? []) as unknown as readonly Row[]; // the columns that the statement names
}

export async function readSnapshots(pool: ServicePool, tenantId: string): Promise<readonly SnapshotRow[]> {
  const rows = await rowsOf<{ shard_id: string; lsn: number; at: Date; taken_from: SnapshotRow['takenFrom']; object: string | null }>(
    pool, 'select shard_id, lsn, at, taken_from, object from journal.snapshot where tenant_id = $1 order by at, lsn', [tenantId]);
  return rows.map((row) => ({ shardId: row.shard_id, lsn: BigInt(row.lsn), at: row.at, takenFrom: row.taken_from, object: row.object }));
}

export async function readFolds(pool: ServicePool, tenantId: string, shardId: string, afterLsn: bigint): Promise<readonly FoldRow[]> {
  const rows = await rowsOf<{ after_lsn: number; to_lsn: number; to_at: Date; object: string | null }>(
    pool, 'select after_lsn, to_lsn, to_at, object from journal.fold where tenant_id = $1 and shard_id = $2 and to_lsn > $3 order by after_lsn', [tenantId, shardId, afterLsn]);
  return rows.map((row) => ({ afterLsn: BigInt(row.after_lsn), toLsn: BigInt(row.to_lsn), toAt: row.to_at, object: row.object }));
}

/** Of segments after `sequence`, those that may hold positions after `afterLsn`; a page at a time. */
export async function readFrames(pool: ServicePool, tenantId: string, shardId: string, afterLsn: bigint, sequence: number, limit: number): Promise<readonly FrameRow[]> {
  const rows = await rowsOf<{ sequence: number; frame_offset: number; length: number; key_version: number; plain_sha256: string; from_at: Date }>(
    pool, `select sequence, frame_offset, length, key_version, plain_sha256, from_at from journal.frame
            where tenant_id = $1 and shard_id = $2 and to_lsn > $3 and sequence > $4 order by sequence limit $5`, [tenantId, shardId, afterLsn, sequence, limit]);
  return rows.map((row) => ({ sequence: row.sequence, offset: row.frame_offset, length: row.length, keyVersion: row.key_version, plainSha256: row.plain_sha256, fromAt: row.from_at }));
}

export async function readMigrations(pool: ServicePool, shardId: string): Promise<readonly MigrationRow[]> {
  const rows = await rowsOf<{ name: string; lsn: number; at: Date }>(pool, 'select name, lsn, at from journal.migration where shard_id = $1 order by lsn, position', [shardId]);
  return rows.map((row) => ({ name: row.name, lsn: BigInt(row.lsn), at: row.at }));
}

export async function readGaps(pool: ServicePool, shardId: string): Promise<readonly GapRow[]> {
  const rows = await rowsOf<{ from_lsn: number; from_at: Date; to_lsn: number; to_at: Date }>(pool, 'select from_lsn, from_at, to_lsn, to_at from journal.gap where shard_id = $1 order by from_lsn', [shardId]);
  return rows.map((row) => ({ fromLsn: BigInt(row.from_lsn), fromAt: row.from_at, toLsn: BigInt(row.to_lsn), toAt: row.to_at }));
}

export async function readHours(pool: ServicePool, tenantId: string, from: Date, to: Date): Promise<readonly { readonly hour: Date; readonly created: number; readonly changed: number; readonly removed: number }[]> {
  return rowsOf(pool, `select hour, created, changed, removed from journal.hour where tenant_id = $1 and hour > $2::timestamptz - interval '1 hour' and hour <= $3 order by hour`, [tenantId, from, to]);
}
