/** The rows of recovery.fence and recovery.applied: the only file that names the tables. */
import type { ReadTx, Tx } from '../../../kernel/db/index.ts';

/** Every container of the tenant. */
export const wholePlace = 0;

/** Nobody else's fence is taken over while it stands. Returns the containers that another plan holds. */
export async function raiseFence(tx: Tx, tenantId: string, containerIds: readonly number[], planId: string, forMs: number): Promise<readonly number[]> {
  const rows = await tx.sql<{ container_id: number }>(
    `select container_id from recovery.fence where plan_id <> $1::uuid and until > clock_timestamp() and (container_id = any($2::bigint[]) or container_id = 0 or 0 = any($2::bigint[]))`, [planId, containerIds]);
  if (rows.length > 0) return rows.map((row) => row.container_id);
  const raised = await tx.changeSql(
    `insert into recovery.fence as f (tenant_id, container_id, plan_id, until) select $1, c, $3, clock_timestamp() + make_interval(secs => $4 / 1000.0) from unnest($2::bigint[]) c
     on conflict (tenant_id, container_id) do update set plan_id = excluded.plan_id, until = excluded.until where f.plan_id = excluded.plan_id or f.until <= clock_timestamp()`, [tenantId, containerIds, planId, forMs]);
  return raised === containerIds.length ? [] : containerIds;
}

export async function extendFence(tx: Tx, planId: string, forMs: number): Promise<void> {
  await tx.changeSql('update recovery.fence set until = clock_timestamp() + make_interval(secs => $2 / 1000.0) where plan_id = $1', [planId, forMs]);
}

export async function lowerFence(tx: Tx, planId: string): Promise<void> {
  await tx.changeSql('delete from recovery.fence where plan_id = $1', [planId]);
}

/** A number that only transactions begun before this moment are below. */
export async function transactionNumber(tx: Tx): Promise<string> {
  const [row] = await tx.sql<{ number: string }>('select pg_current_xact_id()::text as number');
  if (row === undefined) throw new Error('a transaction has no number');
  return row.number;
}

/** Whether every transaction that was begun before the one of that number has ended. */
export async function olderHaveEnded(tx: ReadTx, number: string): Promise<boolean> {
  const [row] = await tx.sql<{ ended: boolean }>('select pg_snapshot_xmin(pg_current_snapshot()) > $1::xid8 as ended', [number]);
  return row?.ended === true;
}

export async function momentNow(tx: ReadTx): Promise<Date> {
  const [row] = await tx.sql<{ now: Date }>('select clock_timestamp() as now');
  if (row === undefined) throw new Error('the database has no time');
  return row.now;
}

export interface AppliedNote {
  readonly appliedAt: Date;
  readonly counts: string;
}

export async function noteApplied(tx: Tx, tenantId: string, planId: string, counts: string): Promise<void> {
  await tx.changeSql('insert into recovery.applied (tenant_id, plan_id, applied_at, counts) values ($1, $2, $3, $4)', [tenantId, planId, tx.now, counts]);
}

export async function readApplied(tx: ReadTx, planId: string): Promise<AppliedNote | undefined> {
  const [row] = await tx.sql<{ applied_at: Date; counts: string }>('select applied_at, counts from recovery.applied where plan_id = $1', [planId]);
  return row === undefined ? undefined : { appliedAt: row.applied_at, counts: row.counts };
}
