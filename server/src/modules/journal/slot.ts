/**
 * The replication slot of one shard: PostgreSQL keeps every change until the journal has it. It is looked after from outside: how far behind it
 * is, and whether PostgreSQL has given it up because it would have filled the disk (`max_slot_wal_keep_size`).
 */
import type pg from 'pg';
import { parseLsn } from './replication-stream.ts';

export interface SlotState {
  readonly active: boolean;
  /** `reserved`, `extended`, `unreserved` (about to be lost), `lost`. */
  readonly walStatus: string;
  readonly confirmedLsn: bigint;
  readonly behindBytes: number;
  /** What may still be written before it is lost; null without a limit. */
  readonly leftBytes: number | null;
}

/** One cluster may hold several installations. */
export function slotName(shardId: string): string {
  return `hf_journal_${shardId.replaceAll('-', '')}`;
}

interface SlotRow {
  readonly active: boolean;
  readonly wal_status: string | null;
  readonly confirmed: string | null;
  readonly behind: string | null;
  readonly left_bytes: string | null;
}

export async function readSlot(client: pg.ClientBase | pg.Pool, shardId: string): Promise<SlotState | undefined> {
  const { rows: [row] } = await client.query<SlotRow>(
    `select active, wal_status, confirmed_flush_lsn::text as confirmed, (pg_current_wal_lsn() - confirmed_flush_lsn)::text as behind, safe_wal_size::text as left_bytes
       from pg_replication_slots where slot_name = $1`, [slotName(shardId)]);
  if (row === undefined) return undefined;
  return {
    active: row.active, walStatus: row.wal_status ?? 'lost', confirmedLsn: parseLsn(row.confirmed ?? '0/0'),
    behindBytes: Number(row.behind ?? 0), leftBytes: row.left_bytes === null ? null : Number(row.left_bytes),
  };
}

/** Where the new slot begins: every later commit will be sent. */
export async function createSlot(client: pg.ClientBase, shardId: string): Promise<bigint> {
  // Survives a failover to a standby that synchronises slots (PostgreSQL 17).
  const { rows } = await client.query<{ lsn: string }>(`select lsn::text as lsn from pg_create_logical_replication_slot($1, 'pgoutput', false, false, true)`, [slotName(shardId)]);
  return parseLsn(rows[0]?.lsn ?? '0/0');
}

export async function dropSlot(client: pg.ClientBase, shardId: string): Promise<void> {
  await client.query(`select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1 and not active`, [slotName(shardId)]);
}

/**
 * A cluster that was restored to an earlier moment would use positions again that the journal has used before. Positions are pushed past
 * them: each new log file moves on by one file's size and writes nothing.
 */
export async function pushPositionsPast(client: pg.ClientBase, lsn: bigint): Promise<void> {
  const filesMax = 20_000;
  for (let file = 0; file < filesMax; file += 1) {
    const { rows } = await client.query<{ lsn: string }>('select pg_current_wal_insert_lsn()::text as lsn');
    if (parseLsn(rows[0]?.lsn ?? '0/0') > lsn) return;
    await client.query(`select pg_logical_emit_message(false, 'hf.push', ''), pg_switch_wal()`);
  }
  throw new Error('positions of the shard lie too far before those of its journal');
}

export async function systemOf(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<{ system: string }>('select system_identifier::text as system from pg_control_system()');
  return rows[0]?.system ?? '';
}

export async function builtInTypes(client: pg.ClientBase): Promise<ReadonlyMap<number, string>> {
  const { rows } = await client.query<{ oid: number; name: string }>(`select oid::int as oid, format_type(oid, null) as name from pg_type where oid < 16384`);
  return new Map(rows.map((row) => [row.oid, row.name]));
}
