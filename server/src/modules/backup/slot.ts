/** The physical slot through which a cluster's log is streamed: PostgreSQL keeps what the vault does not have yet, up to a limit. */
import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { withClient } from '../../kernel/db/index.ts';
import type { AdminConnection } from '../../kernel/postgres/index.ts';
import { parseLsn } from './positions.ts';

const beginning = 'holdfast_backup_';

export interface BackupSlot {
  readonly name: string;
  /** What the slot's own part of the log and the bases made with it are called by. */
  readonly chain: string;
  readonly restartLsn: bigint;
}

export interface SlotState {
  readonly walStatus: string;
  readonly behindBytes: number;
}

const withAdmin = <Result>(admin: AdminConnection, work: (client: pg.Client) => Promise<Result>): Promise<Result> => withClient({ ...admin, application_name: 'holdfast backup', connectionTimeoutMillis: 10_000 }, work);

/** The slot of this cluster. One that PostgreSQL gave up (it had grown over its limit) is dropped: a new chain begins, with a gap before it. */
export async function ensureSlot(admin: AdminConnection): Promise<{ readonly slot: BackupSlot; readonly isNew: boolean; readonly lost: boolean }> {
  return withAdmin(admin, async (client) => {
    const { rows } = await client.query<{ slot_name: string; restart_lsn: string | null; wal_status: string }>(
      `select slot_name, restart_lsn::text, wal_status from pg_replication_slots where slot_type = 'physical' and starts_with(slot_name, $1)`, [beginning]);
    const lost = rows.filter(({ wal_status, restart_lsn }) => wal_status === 'lost' || restart_lsn === null);
    for (const { slot_name } of lost) await client.query('select pg_drop_replication_slot($1)', [slot_name]);
    const kept = rows.find((row) => !lost.includes(row));
    if (kept !== undefined) return { slot: { name: kept.slot_name, chain: kept.slot_name.slice(beginning.length), restartLsn: parseLsn(kept.restart_lsn ?? '0/0') }, isNew: false, lost: false };
    const chain = randomBytes(6).toString('hex');
    const { rows: [made] } = await client.query<{ lsn: string }>('select lsn::text from pg_create_physical_replication_slot($1, true)', [`${beginning}${chain}`]);
    return { slot: { name: `${beginning}${chain}`, chain, restartLsn: parseLsn(made?.lsn ?? '0/0') }, isNew: true, lost: lost.length > 0 };
  });
}

export async function readSlot(admin: AdminConnection, name: string): Promise<SlotState> {
  return withAdmin(admin, async (client) => {
    const { rows: [row] } = await client.query<{ wal_status: string; behind: string }>(
      `select coalesce(wal_status, 'lost') as wal_status, pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::text as behind from pg_replication_slots where slot_name = $1`, [name]);
    return { walStatus: row?.wal_status ?? 'lost', behindBytes: Number(row?.behind ?? 0) };
  });
}

/**
 * PostgreSQL stops at a time only where the log holds something later that carries a time. So whenever the log has grown
 * since `known`, a restore point is written; nothing is while nothing happens. Returns where the log ends then.
 */
export const markTime = (admin: AdminConnection, known: bigint | undefined): Promise<bigint> => withAdmin(admin, async (client) => {
  const read = async (text: string): Promise<bigint> => parseLsn((await client.query<{ lsn: string }>(text)).rows[0]?.lsn ?? '0/0');
  const end = await read('select pg_current_wal_insert_lsn()::text as lsn');
  return end === known ? end : read(`select pg_create_restore_point('holdfast')::text as lsn`);
});

/** Everything that is committed now lies before this position. */
export const flushedLsn = (admin: AdminConnection): Promise<bigint> => withAdmin(admin, async (client) => {
  const { rows: [row] } = await client.query<{ lsn: string }>('select pg_current_wal_flush_lsn()::text as lsn');
  return parseLsn(row?.lsn ?? '0/0');
});
