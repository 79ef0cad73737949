/** Bulk changes and what came of each issue; progress is counted, never kept twice. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';

export interface BulkRow {
  readonly id: string; readonly kind: string; readonly request: Buffer; readonly quiet: boolean; readonly state: 'waiting' | 'running' | 'done' | 'cancelled'; readonly cancelling: boolean; readonly submitted_by: string | null;
  readonly created_at: Date; readonly started_at: Date | null; readonly finished_at: Date | null; readonly touched_at: Date; readonly total: number; readonly changed: number; readonly unchanged: number; readonly failed: number;
}

const columns = `b.id, b.kind, b.request, b.quiet, b.state, b.cancelling, b.submitted_by, b.created_at, b.started_at, b.finished_at, b.touched_at, n.total, n.changed, n.unchanged, n.failed`;
const source = `tracker.bulk_change b cross join lateral (select count(*) as total, count(*) filter (where x.outcome = 'changed') as changed, count(*) filter (where x.outcome = 'unchanged') as unchanged, count(*) filter (where x.outcome = 'failed') as failed
  from tracker.bulk_change_issue x where x.bulk_id = b.id) n`;

export async function insertBulk(tx: Tx, row: { readonly id: string; readonly kind: string; readonly request: Buffer; readonly quiet: boolean; readonly by: string | null; readonly issues: readonly number[] }): Promise<void> {
  await tx.changeSql(`insert into tracker.bulk_change (id, kind, request, quiet, state, submitted_by, created_at, touched_at) values ($1, $2, $3, $4, 'waiting', $5, $6, $6)`, [row.id, row.kind, row.request, row.quiet, row.by, tx.now]);
  await tx.changeSql('insert into tracker.bulk_change_issue (bulk_id, position, issue_id) select $1, w.position, w.id from unnest($2::bigint[]) with ordinality as w (id, position)', [row.id, row.issues]);
}

/** One's own; all for administrators of the site. */
export async function readBulk(tx: ReadTx, id: string, by: string | null, all: boolean): Promise<BulkRow | undefined> {
  const [row] = await tx.sql<BulkRow>(`select ${columns} from ${source} where b.id = $1 and ($3::boolean or b.submitted_by = $2::uuid)`, [id, by, all]);
  return row;
}

export async function listBulk(tx: ReadTx, by: string | null, limit: number): Promise<readonly BulkRow[]> {
  return tx.sql(`select ${columns} from ${source} where b.submitted_by = $1::uuid order by b.created_at desc, b.id limit $2`, [by, limit]);
}

/** Takes the change to work on it: nobody else may, as long as it is touched. */
export async function claimBulk(tx: Tx, id: string, staleBefore: Date): Promise<boolean> {
  return (await tx.changeSql(
    `update tracker.bulk_change set state = 'running', started_at = coalesce(started_at, $2), touched_at = $2 where id = $1 and (state = 'waiting' or state = 'running' and touched_at < $3)`, [id, tx.now, staleBefore])) > 0;
}

export async function nextOfBulk(tx: ReadTx, id: string, limit: number): Promise<readonly { readonly position: number; readonly issue_id: number }[]> {
  return tx.sql('select position, issue_id from tracker.bulk_change_issue where bulk_id = $1 and outcome is null order by position limit $2', [id, limit]);
}

export async function setOutcome(tx: Tx, id: string, position: number, outcome: 'changed' | 'unchanged' | 'failed', reason: string | null): Promise<void> {
  await tx.changeSql('update tracker.bulk_change_issue set outcome = $3, reason = $4 where bulk_id = $1 and position = $2', [id, position, outcome, reason]);
}

/** Tells whether it is to go on. */
export async function touchBulk(tx: Tx, id: string, now: Date): Promise<boolean> {
  return (await tx.changeSql(`update tracker.bulk_change set touched_at = $2 where id = $1 and state = 'running' and not cancelling`, [id, now])) > 0;
}

export async function finishBulk(tx: Tx, id: string, now: Date): Promise<void> {
  await tx.changeSql(`update tracker.bulk_change set state = case when cancelling then 'cancelled' else 'done' end, finished_at = $2, touched_at = $2 where id = $1 and state = 'running'`, [id, now]);
}

/** One that waits is cancelled at once, one that runs after the issue that it is at. */
export async function cancelBulkRow(tx: Tx, id: string): Promise<boolean> {
  return (await tx.changeSql(
    `update tracker.bulk_change set cancelling = true, state = case when state = 'waiting' then 'cancelled' else state end, finished_at = case when state = 'waiting' then $2 else finished_at end where id = $1 and state in ('waiting', 'running') and not cancelling`, [id, tx.now])) > 0;
}

export async function outcomesOf(tx: ReadTx, id: string): Promise<readonly { readonly issue_id: number; readonly outcome: string; readonly reason: string | null }[]> {
  return tx.sql('select issue_id, outcome, reason from tracker.bulk_change_issue where bulk_id = $1 and outcome is not null order by position', [id]);
}

export async function abandonedBulk(tx: ReadTx, staleBefore: Date): Promise<readonly string[]> {
  const rows = await tx.sql<{ id: string }>('select id from tracker.bulk_change where finished_at is null and touched_at < $1 limit 100', [staleBefore]);
  return rows.map(({ id }) => id);
}
