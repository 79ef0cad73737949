/** Which segments a package of evidence is made of. */
import type { ServicePool } from '../../kernel/db/index.ts';
import type { FrameRow } from './history-store.ts';

export interface EvidenceSegment {
  readonly sequence: number;
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** Frames of the tenant with transactions after `from` and not after `to`. */
export async function framesBetween(pool: ServicePool, tenantId: string, shardId: string, from: Date, to: Date): Promise<readonly FrameRow[]> {
  const [result] = await pool.run([{
    text: `select sequence, frame_offset, length, key_version, plain_sha256, from_at from journal.frame
            where tenant_id = $1 and shard_id = $2 and to_at > $3 and from_at <= $4 order by sequence`, values: [tenantId, shardId, from, to],
  }]);
  return (result?.rows ?? []).map((row) => ({
    sequence: Number(row['sequence']), offset: Number(row['frame_offset']), length: Number(row['length']), keyVersion: Number(row['key_version']), plainSha256: String(row['plain_sha256']),
    fromAt: row['from_at'] as Date, // a timestamp
  }));
}

export async function segmentsBetween(pool: ServicePool, shardId: string, first: number, last: number): Promise<readonly EvidenceSegment[]> {
  const [result] = await pool.run([{ text: 'select sequence, sha256, size_bytes from journal.segment where shard_id = $1 and sequence between $2 and $3 order by sequence', values: [shardId, first, last] }]);
  return (result?.rows ?? []).map((row) => ({ sequence: Number(row['sequence']), sha256: String(row['sha256']), sizeBytes: Number(row['size_bytes']) }));
}
