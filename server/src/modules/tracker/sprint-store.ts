/** Sprints, and which issues are and were in them. A sprint is seen by whoever sees its board. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import type { Viewer } from './access.ts';
import { levelOn, viewerValues, visible, visibleIssue } from './access-store.ts';

export interface SprintRow {
  readonly id: number; readonly board_id: number; readonly state: 'future' | 'active' | 'closed'; readonly name: Buffer; readonly goal: Buffer | null; readonly starts_at: Date | null; readonly ends_at: Date | null;
  readonly activated_at: Date | null; readonly completed_at: Date | null; readonly created_at: Date; readonly level: number; readonly project_id: number; readonly project_key: string; readonly project_state: string;
}

const columns = `s.id, s.board_id, s.state, s.name, s.goal, s.starts_at, s.ends_at, s.activated_at, s.completed_at, s.created_at, ${levelOn('p')} as level, p.id as project_id, p.key as project_key, p.state as project_state`;
const source = 'tracker.sprint s join tracker.board b on b.tenant_id = s.tenant_id and b.id = s.board_id join tracker.project p on p.tenant_id = b.tenant_id and p.id = b.project_id';

export async function readSprint(tx: ReadTx, viewer: Viewer, id: number, lock = false): Promise<SprintRow | undefined> {
  const [row] = await tx.sql<SprintRow>(`select ${columns} from ${source} where s.id = $3 and ${visible('p')}${lock ? ' for update of s' : ''}`, [...viewerValues(viewer), id]);
  return row;
}

export async function sprintsOf(tx: ReadTx, viewer: Viewer, board: number, states: readonly string[], limit = 5_000): Promise<readonly SprintRow[]> {
  return tx.sql(`select ${columns} from ${source} where s.board_id = $3 and s.state = any($4::text[]) and ${visible('p')} order by s.state = 'future', s.state = 'active', s.id limit $5`, [...viewerValues(viewer), board, states, limit]);
}

export async function updateSprint(tx: Tx, id: number, next: { readonly state: string; readonly name: Buffer; readonly name_token: Buffer; readonly goal: Buffer | null; readonly starts_at: Date | null; readonly ends_at: Date | null; readonly activated_at: Date | null; readonly completed_at: Date | null }): Promise<void> {
  await tx.changeSql(
    'update tracker.sprint set state = $2, name = $3, name_token = $4, goal = $5, starts_at = $6, ends_at = $7, activated_at = $8, completed_at = $9, version = version + 1 where id = $1',
    [id, next.state, next.name, next.name_token, next.goal, next.starts_at, next.ends_at, next.activated_at, next.completed_at]);
}

export async function deleteSprintRow(tx: Tx, id: number): Promise<void> {
  await tx.changeSql('delete from tracker.sprint where id = $1', [id]);
}

export interface MembershipRow { readonly issue_id: number; readonly sprint_id: number; readonly state: string; readonly name: Buffer }

/** The open sprints in which these issues are; at most one each, unless they were imported. */
export async function openSprintsOfIssues(tx: ReadTx, issues: readonly number[]): Promise<readonly MembershipRow[]> {
  return tx.sql(`select x.issue_id, x.sprint_id, s.state, s.name from tracker.issue_sprint x join tracker.sprint s on s.tenant_id = x.tenant_id and s.id = x.sprint_id
    where x.issue_id = any($1::bigint[]) and x.removed_at is null and s.state <> 'closed' order by x.issue_id, x.sprint_id`, [issues]);
}

/** Puts issues into a sprint; one that was in it before comes back with its first day. */
export async function enterSprint(tx: Tx, sprint: number, issues: readonly number[]): Promise<void> {
  await tx.changeSql(
    `insert into tracker.issue_sprint (issue_id, sprint_id, added_at) select w.id, $1, $2 from unnest($3::bigint[]) as w (id)
     on conflict (tenant_id, issue_id, sprint_id) do update set removed_at = null, added_at = excluded.added_at, outcome = null`, [sprint, tx.now, issues]);
}

/** Takes issues out of the open sprints in which they are, all but `except`. From a sprint that never began nothing is remembered. */
export async function leaveSprints(tx: Tx, issues: readonly number[], except: number | null): Promise<void> {
  await tx.changeSql(
    `delete from tracker.issue_sprint x using tracker.sprint s where s.tenant_id = x.tenant_id and s.id = x.sprint_id and x.issue_id = any($1::bigint[]) and s.state = 'future' and x.sprint_id is distinct from $2::bigint`, [issues, except]);
  await tx.changeSql(
    `update tracker.issue_sprint x set removed_at = $3 from tracker.sprint s where s.tenant_id = x.tenant_id and s.id = x.sprint_id and x.issue_id = any($1::bigint[]) and x.removed_at is null and s.state = 'active' and x.sprint_id is distinct from $2::bigint`,
    [issues, except, tx.now]);
}

/** Writes down how each issue of a sprint ended. */
export async function closeMemberships(tx: Tx, sprint: number, doneStatuses: readonly number[]): Promise<void> {
  await tx.changeSql(
    `update tracker.issue_sprint x set outcome = case when i.status_id = any($2::bigint[]) then 'done' else 'open' end from tracker.issue i
      where i.tenant_id = x.tenant_id and i.id = x.issue_id and x.sprint_id = $1 and x.removed_at is null`, [sprint, doneStatuses]);
}

export interface SprintIssueRow {
  readonly id: number; readonly key: string; readonly summary: Buffer; readonly issue_type_id: number; readonly status_id: number; readonly assignee: string | null; readonly original_estimate_s: number | null;
  readonly added_at: Date; readonly removed_at: Date | null; readonly outcome: 'done' | 'open' | null; readonly estimate: string | null; readonly estimate_id: number | null; readonly subtask: boolean;
}

/** Everything that is or was in a sprint and that the viewer sees; `field` is the custom field that holds the estimate. */
export async function issuesOfSprint(tx: ReadTx, viewer: Viewer, sprint: number, field: number | null, limit: number): Promise<readonly SprintIssueRow[]> {
  return tx.sql(
    `select i.id, p.key || '-' || i.number as key, i.summary, i.issue_type_id, i.status_id, i.assignee, i.original_estimate_s, x.added_at, x.removed_at, x.outcome, v.value::text as estimate, v.id as estimate_id, t.subtask
       from tracker.issue_sprint x join tracker.issue i on i.tenant_id = x.tenant_id and i.id = x.issue_id join tracker.project p on p.tenant_id = i.tenant_id and p.id = i.project_id
       join tracker.issue_type t on t.tenant_id = i.tenant_id and t.id = i.issue_type_id
       left join lateral (select c.id, c.value from tracker.custom_field_value c where c.issue_id = i.id and c.field_id = $4::bigint and c.kind = 'number' order by c.id limit 1) v on true
      where x.sprint_id = $3 and i.trashed_at is null and ${visibleIssue('i', 'p')} order by i.rank, i.id limit $5`, [...viewerValues(viewer), sprint, field, limit]);
}

export interface StatusMoveRow { readonly issue_id: number; readonly created_at: Date; readonly from_id: number | null; readonly to_id: number | null }

/** Changes of status of these issues from a time on. */
export async function statusMoves(tx: ReadTx, issues: readonly number[], from: Date): Promise<readonly StatusMoveRow[]> {
  if (issues.length === 0) return [];
  return tx.sql(
    `select c.issue_id, c.created_at, x.from_id, x.to_id from tracker.change c join tracker.change_item x on x.tenant_id = c.tenant_id and x.change_id = c.id
      where c.issue_id = any($1::bigint[]) and c.created_at >= $2 and x.field = 'status' order by c.created_at, c.id`, [issues, from]);
}
