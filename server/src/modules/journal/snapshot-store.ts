/** What folding writes into the index: snapshots with their parts, folds, and each tenant's next turn. */
import type { ServicePool } from '../../kernel/db/index.ts';

export interface NewSnapshot {
  readonly tenantId: string;
  readonly shardId: string;
  readonly lsn: bigint;
  readonly at: Date;
  readonly takenFrom: 'database' | 'journal';
  readonly object: string;
  readonly parts: readonly string[];
  readonly lockedUntil: Date;
}

export interface Turn {
  readonly tenantId: string;
  readonly shardId: string;
  readonly fromDatabase: boolean;
  readonly verifyDue: boolean;
  readonly attempts: number;
}

/** Before the part is put away, so that one that nobody came to use is found again. */
export async function notePart(pool: ServicePool, tenantId: string, object: string, lockedUntil: Date): Promise<void> {
  await pool.run([{
    text: `insert into journal.part (tenant_id, object, locked_until) values ($1, $2, $3) on conflict (tenant_id, object) do update set locked_until = greatest(part.locked_until, excluded.locked_until)`,
    values: [tenantId, object, lockedUntil],
  }]);
}

export async function insertSnapshot(pool: ServicePool, snapshot: NewSnapshot): Promise<void> {
  await pool.run([
    {
      text: `insert into journal.snapshot (tenant_id, shard_id, lsn, at, taken_from, object, locked_until) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
      values: [snapshot.tenantId, snapshot.shardId, snapshot.lsn, snapshot.at, snapshot.takenFrom, snapshot.object, snapshot.lockedUntil],
    },
    {
      text: `insert into journal.snapshot_part (tenant_id, shard_id, lsn, object) select $1, $2, $3, object from unnest($4::text[]) as given (object) on conflict do nothing`,
      values: [snapshot.tenantId, snapshot.shardId, snapshot.lsn, snapshot.parts],
    },
  ]);
}

export async function insertFold(pool: ServicePool, fold: { readonly tenantId: string; readonly shardId: string; readonly afterLsn: bigint; readonly toLsn: bigint; readonly toAt: Date; readonly object: string; readonly lockedUntil: Date }): Promise<void> {
  await pool.run([{
    text: `insert into journal.fold (tenant_id, shard_id, after_lsn, to_lsn, to_at, object, locked_until) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    values: [fold.tenantId, fold.shardId, fold.afterLsn, fold.toLsn, fold.toAt, fold.object, fold.lockedUntil],
  }]);
}

export async function readTurn(pool: ServicePool, tenantId: string, now: Date): Promise<Turn | undefined> {
  const [result] = await pool.run([{ text: 'select shard_id, from_database, verify_at <= $2 as verify_due, attempts from journal.turn where tenant_id = $1', values: [tenantId, now] }]);
  // The columns of the statement.
  const row = result?.rows[0] as { readonly shard_id: string; readonly from_database: boolean; readonly verify_due: boolean; readonly attempts: number } | undefined;
  return row === undefined ? undefined : { tenantId, shardId: row.shard_id, fromDatabase: row.from_database, verifyDue: row.verify_due, attempts: row.attempts };
}

/** Whose turn it is; each is given out once in an hour, so that a process that died with it is followed by another. */
export async function takeDueTurns(pool: ServicePool, now: Date, limit: number): Promise<readonly string[]> {
  const [result] = await pool.run([{
    text: `update journal.turn set due_at = $1::timestamptz + interval '1 hour' where tenant_id in (select tenant_id from journal.turn where due_at <= $1 order by due_at limit $2 for update skip locked) returning tenant_id`,
    values: [now, limit],
  }]);
  return (result?.rows ?? []).map((row) => String(row['tenant_id']));
}

export async function endTurn(pool: ServicePool, tenantId: string, next: { readonly dueAt: Date; readonly verifyAt: Date | null; readonly fromDatabase: boolean }): Promise<void> {
  await pool.run([{
    text: 'update journal.turn set due_at = $2, verify_at = coalesce($3::timestamptz, verify_at), from_database = $4, attempts = 0, failure = null where tenant_id = $1',
    values: [tenantId, next.dueAt, next.verifyAt, next.fromDatabase],
  }]);
}

export async function failTurn(pool: ServicePool, tenantId: string, dueAt: Date, failure: string): Promise<void> {
  await pool.run([{ text: 'update journal.turn set due_at = $2, attempts = attempts + 1, failure = $3 where tenant_id = $1', values: [tenantId, dueAt, failure] }]);
}

/** The tenant's keys are gone, and with them everything that could be restored. */
export async function dropTurn(pool: ServicePool, tenantId: string): Promise<void> {
  await pool.run([{ text: 'delete from journal.turn where tenant_id = $1', values: [tenantId] }]);
}

export async function noteVerified(pool: ServicePool, tenantId: string, shardId: string, lsn: bigint, at: Date): Promise<void> {
  await pool.run([{ text: 'update journal.snapshot set verified_at = $4 where tenant_id = $1 and shard_id = $2 and lsn = $3', values: [tenantId, shardId, lsn, at] }]);
}
