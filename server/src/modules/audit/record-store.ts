/** Audit records as they are read: the only file that names `audit.record`. They are written by `audit.append` alone. */
import type { ReadTx } from '../../kernel/db/index.ts';
import { auditAddress, auditDetails } from '../../kernel/service/index.ts';

export interface RecordRow {
  readonly organization_id: string;
  readonly id: string;
  readonly sequence: number | null;
  readonly tenant_id: string | null;
  readonly site_id: string | null;
  readonly at: Date;
  readonly action: string;
  readonly outcome: 'done' | 'refused';
  readonly actor_kind: 'account' | 'anonymous' | 'system';
  readonly actor_id: string | null;
  readonly via_kind: string;
  readonly via_id: string | null;
  readonly address: Buffer | null;
  readonly target_kind: string;
  readonly target_id: string;
  readonly container_kind: string | null;
  readonly container_id: string | null;
  readonly request_id: string;
  readonly details: Buffer;
  readonly recorded_at: Date;
}

/** What was sealed in a record. */
export interface RecordDetails {
  readonly target?: string;
  readonly container?: string;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly code?: string | null;
  readonly via?: string | null;
}

export interface OpenedRecord extends RecordRow {
  readonly opened: RecordDetails;
  readonly ip: string | null;
}

export interface RecordFilter {
  readonly from: Date | null;
  readonly to: Date | null;
  readonly actions: readonly string[] | null;
  readonly actors: readonly string[] | null;
  readonly tenants: readonly string[] | null;
}

export interface Position {
  readonly at: Date;
  readonly id: string;
}

function open(tx: ReadTx, row: RecordRow): OpenedRecord {
  // Sealed by the contexts' epilogue, always of this shape.
  const opened = JSON.parse(tx.sealer.open(auditDetails, row.id, row.details)) as RecordDetails;
  return { ...row, opened, ip: row.address === null ? null : tx.sealer.open(auditAddress, row.id, row.address) };
}

/** Newest first, those after the position. */
export async function readRecords(tx: ReadTx, filter: RecordFilter, after: Position | null, limit: number): Promise<OpenedRecord[]> {
  const rows = await tx.sql<RecordRow>(
    `select * from audit.record
      where ($1::timestamptz is null or at >= $1) and ($2::timestamptz is null or at < $2)
        and ($3::text[] is null or action = any($3)) and ($4::uuid[] is null or actor_id = any($4)) and ($5::uuid[] is null or tenant_id = any($5))
        and ($6::timestamptz is null or (at, id) < ($6, $7::uuid))
      order by at desc, id desc limit $8`,
    [filter.from, filter.to, filter.actions, filter.actors, filter.tenants, after?.at ?? null, after?.id ?? null, limit]);
  return rows.map((row) => open(tx, row));
}

export async function readRecord(tx: ReadTx, id: string): Promise<OpenedRecord | undefined> {
  const [row] = await tx.sql<RecordRow>('select * from audit.record where id = $1::uuid', [id]);
  return row === undefined ? undefined : open(tx, row);
}

/** In the order of the sequencer's numbers, those after `sequence`. */
export async function readSequenced(tx: ReadTx, sequence: number, limit: number): Promise<OpenedRecord[]> {
  const rows = await tx.sql<RecordRow>('select * from audit.record where sequence > $1 order by sequence limit $2', [sequence, limit]);
  return rows.map((row) => open(tx, row));
}

/**
 * Numbers what was committed since the last time, per organization. A record that commits late gets a later number,
 * so a feed that reads by number never skips one (DESIGN §3 *Events and jobs*). Run with the system login, under a lock.
 */
export const sequencePending = {
  lock: `select pg_advisory_xact_lock(hashtext('audit sequencer'))`,
  assign: `
    update audit.record r set sequence = numbered.sequence
      from (select p.organization_id, p.id,
                   coalesce((select max(sequence) from audit.record s where s.organization_id = p.organization_id), 0)
                     + row_number() over (partition by p.organization_id order by p.recorded_at, p.id) as sequence
              from (select organization_id, id, recorded_at from audit.record where sequence is null order by recorded_at limit 5000) p) numbered
     where r.organization_id = numbered.organization_id and r.id = numbered.id`,
};
