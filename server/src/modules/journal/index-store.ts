/**
 * The index of the journal in the control database: the only file that names its tables there. What is known of one segment is written in one
 * statement batch after the segment lies in the vault, so an index can be behind the vault and never ahead of it.
 */
import type { ServicePool } from '../../kernel/db/index.ts';
import type { Position } from './segment-builder.ts';
import type { SegmentEntry, SegmentHead } from './segment-format.ts';

type Statement = Parameters<ServicePool['run']>[0][number];

export interface ChainRow extends Position {
  readonly sequence: number;
  readonly link: string | null;
  readonly system: string;
  /** A heartbeat was seen: everything committed until then is here. */
  readonly idleUntil: Date | null;
  readonly idleLsn: bigint | null;
}

interface ChainRecord {
  readonly sequence: number;
  readonly link: string | null;
  readonly system: string;
  readonly complete_lsn: number;
  readonly resume_lsn: number;
  readonly complete_at: Date;
  readonly partial_lsn: number | null;
  readonly partial_changes: number | null;
  readonly idle_until: Date | null;
  readonly idle_lsn: number | null;
}

export interface IndexedSegment {
  readonly head: SegmentHead;
  readonly entries: readonly SegmentEntry[];
  readonly link: string;
  readonly framesAt: number;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly lockedUntil: Date;
}

const hourMs = 3_600_000;

export async function readChain(pool: ServicePool, shardId: string): Promise<ChainRow | undefined> {
  const [result] = await pool.run([{ text: 'select * from journal.chain where shard_id = $1', values: [shardId] }]);
  const row = result?.rows[0] as ChainRecord | undefined; // the columns of the table
  if (row === undefined) return undefined;
  return {
    sequence: row.sequence, link: row.link, system: row.system, completeLsn: BigInt(row.complete_lsn), resumeLsn: BigInt(row.resume_lsn), completeMs: row.complete_at.getTime(),
    partial: row.partial_lsn === null ? null : { lsn: BigInt(row.partial_lsn), changes: row.partial_changes ?? 0 },
    idleUntil: row.idle_until, idleLsn: row.idle_lsn === null ? null : BigInt(row.idle_lsn),
  };
}

/** Begins a chain, or begins it anew behind a gap: where reading starts, and which migrations are applied there. */
export async function startChain(pool: ServicePool, shardId: string, start: { readonly system: string; readonly lsn: bigint; readonly at: Date }, migrations: readonly string[]): Promise<void> {
  await pool.run([
    {
      text: `insert into journal.chain (shard_id, sequence, system, complete_lsn, resume_lsn, complete_at) values ($1, 0, $2, $3, $3, $4)
             on conflict (shard_id) do update set system = excluded.system, complete_lsn = excluded.complete_lsn, resume_lsn = excluded.resume_lsn, complete_at = excluded.complete_at,
               partial_lsn = null, partial_changes = null, idle_until = null, idle_lsn = null`,
      values: [shardId, start.system, start.lsn, start.at],
    },
    {
      text: `insert into journal.migration (shard_id, name, lsn, at, position)
             select $1::uuid, name, $3::bigint, $4::timestamptz, position::integer from unnest($2::text[]) with ordinality as given (name, position) on conflict (shard_id, name) do nothing`,
      values: [shardId, migrations, start.lsn, start.at],
    },
  ]);
}

export async function insertGap(pool: ServicePool, shardId: string, gap: { readonly from: ChainRow; readonly toLsn: bigint; readonly toAt: Date; readonly reason: string }): Promise<void> {
  await pool.run([{
    text: `insert into journal.gap (shard_id, from_lsn, from_at, to_lsn, to_at, reason) values ($1, $2, $3, $4, $5, $6)
           on conflict (shard_id, from_lsn) do update set to_lsn = excluded.to_lsn, to_at = excluded.to_at`,
    values: [shardId, gap.from.completeLsn, gap.from.idleUntil ?? new Date(gap.from.completeMs), gap.toLsn, gap.toAt, gap.reason],
  }]);
}

const insertFrames = `
  insert into journal.frame (tenant_id, shard_id, sequence, frame_offset, length, key_version, plain_sha256, from_lsn, to_lsn, from_at, to_at)
  select tenant_id, $1::uuid, $2::bigint, frame_offset, length, key_version, plain_sha256, from_lsn, to_lsn, from_at, to_at
    from jsonb_to_recordset($3::jsonb) as given (tenant_id uuid, frame_offset bigint, length bigint, key_version integer, plain_sha256 text, from_lsn bigint, to_lsn bigint, from_at timestamptz, to_at timestamptz)`;
const addHours = `
  insert into journal.hour (tenant_id, hour, created, changed, removed)
  select tenant_id, hour, created, changed, removed from jsonb_to_recordset($1::jsonb) as given (tenant_id uuid, hour timestamptz, created bigint, changed bigint, removed bigint)
  on conflict (tenant_id, hour) do update set created = hour.created + excluded.created, changed = hour.changed + excluded.changed, removed = hour.removed + excluded.removed`;
const insertOrigins = `
  insert into journal.snapshot (tenant_id, shard_id, lsn, at, taken_from)
  select tenant, $1::uuid, lsn, to_timestamp(at_ms / 1000.0), 'nothing' from jsonb_to_recordset($2::jsonb) as given (tenant uuid, lsn bigint, at_ms double precision) on conflict do nothing`;
const insertTurns = `
  insert into journal.turn (tenant_id, shard_id, due_at, verify_at, from_database)
  select tenant, $1::uuid, to_timestamp(at_ms / 1000.0) + interval '1 day', to_timestamp(at_ms / 1000.0) + interval '7 days', false
    from jsonb_to_recordset($2::jsonb) as given (tenant uuid, at_ms double precision) on conflict do nothing`;
const insertMigrations = `
  insert into journal.migration (shard_id, name, lsn, at, position)
  select $1::uuid, name, lsn, to_timestamp(at_ms / 1000.0), position from jsonb_to_recordset($2::jsonb) as given (name text, lsn bigint, at_ms double precision, position integer) on conflict do nothing`;

/** Everything that one segment says, exactly once: false when the index has it already. */
export async function indexSegment(pool: ServicePool, segment: IndexedSegment): Promise<boolean> {
  const { head, entries } = segment;
  const frames = entries.map((entry) => ({
    tenant_id: entry.tenant, frame_offset: segment.framesAt + entry.offset, length: entry.length, key_version: entry.keyVersion, plain_sha256: entry.plainSha256,
    from_lsn: entry.fromLsn, to_lsn: entry.toLsn, from_at: new Date(entry.fromMs), to_at: new Date(entry.toMs),
  }));
  const hours = entries.map((entry) => ({ tenant_id: entry.tenant, hour: new Date(Math.floor(entry.toMs / hourMs) * hourMs), created: entry.created, changed: entry.changed, removed: entry.removed }));
  const placed = JSON.stringify(head.placed.map(({ tenant, lsn, atMs }) => ({ tenant, lsn, at_ms: atMs })));
  const completeAt = new Date(head.completeMs);
  const statements: Statement[] = [
    {
      text: 'insert into journal.segment (shard_id, sequence, link, sha256, size_bytes, complete_lsn, complete_at, locked_until) values ($1, $2, $3, $4, $5, $6, $7, $8)',
      values: [head.shard, head.sequence, segment.link, segment.sha256, segment.sizeBytes, head.completeLsn, completeAt, segment.lockedUntil],
    },
    {
      text: `insert into journal.chain (shard_id, sequence, link, system, complete_lsn, resume_lsn, complete_at, partial_lsn, partial_changes) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             on conflict (shard_id) do update set sequence = excluded.sequence, link = excluded.link, system = excluded.system, complete_lsn = excluded.complete_lsn, resume_lsn = excluded.resume_lsn,
               complete_at = excluded.complete_at, partial_lsn = excluded.partial_lsn, partial_changes = excluded.partial_changes`,
      values: [head.shard, head.sequence, segment.link, head.system, head.completeLsn, head.resumeLsn, completeAt, head.partial?.lsn ?? null, head.partial?.changes ?? null],
    },
  ];
  if (frames.length > 0) statements.push({ text: insertFrames, values: [head.shard, head.sequence, JSON.stringify(frames)] }, { text: addHours, values: [JSON.stringify(hours)] });
  if (head.placed.length > 0) statements.push({ text: insertOrigins, values: [head.shard, placed] }, { text: insertTurns, values: [head.shard, placed] });
  if (head.migrations.length > 0) {
    const migrations = head.migrations.map(({ name, lsn, atMs }, position) => ({ name, lsn, at_ms: atMs, position }));
    statements.push({ text: insertMigrations, values: [head.shard, JSON.stringify(migrations)] }, { text: 'update journal.turn set from_database = true, due_at = least(due_at, now()) where shard_id = $1', values: [head.shard] });
  }
  const [known] = await pool.run([{ text: 'select 1 from journal.segment where shard_id = $1 and sequence = $2', values: [head.shard, head.sequence] }]);
  if (known !== undefined && known.rows.length > 0) return false;
  await pool.run(statements);
  return true;
}

/** A heartbeat was seen and nothing is waiting: everything until then is in the journal. */
export async function noteIdle(pool: ServicePool, shardId: string, at: Date, lsn: bigint): Promise<void> {
  await pool.run([{ text: 'update journal.chain set idle_until = $2, idle_lsn = $3 where shard_id = $1', values: [shardId, at, lsn] }]);
}

export async function noteMedia(pool: ServicePool, stored: readonly { readonly tenantId: string; readonly address: string; readonly sizeBytes: number; readonly storedAt: Date; readonly lockedUntil: Date }[]): Promise<void> {
  if (stored.length === 0) return;
  await pool.run([{
    text: `insert into journal.media (tenant_id, address, size_bytes, stored_at, locked_until)
           select * from jsonb_to_recordset($1::jsonb) as given (tenant_id uuid, address text, size_bytes bigint, stored_at timestamptz, locked_until timestamptz)
           on conflict (tenant_id, address) do update set locked_until = greatest(media.locked_until, excluded.locked_until)`,
    values: [JSON.stringify(stored.map((one) => ({ tenant_id: one.tenantId, address: one.address, size_bytes: one.sizeBytes, stored_at: one.storedAt, locked_until: one.lockedUntil })))],
  }]);
}

/** Tenants without any snapshot: they were there before the journal. They get their first one from the database. */
export async function insertFirstTurns(pool: ServicePool, shardId: string, tenantIds: readonly string[], at: Date): Promise<void> {
  if (tenantIds.length === 0) return;
  await pool.run([{
    text: `insert into journal.turn (tenant_id, shard_id, due_at, verify_at, from_database)
           select tenant, $1::uuid, $3::timestamptz, $3::timestamptz + interval '7 days', true from unnest($2::uuid[]) as given (tenant)
            where not exists (select from journal.snapshot s where s.tenant_id = tenant and s.shard_id = $1) on conflict (tenant_id) do nothing`,
    values: [shardId, tenantIds, at],
  }]);
}

/** After a gap everybody's next snapshot is read from the database, now. */
export async function demandSnapshots(pool: ServicePool, shardId: string, at: Date): Promise<void> {
  await pool.run([{ text: 'update journal.turn set from_database = true, due_at = $2 where shard_id = $1', values: [shardId, at] }]);
}
