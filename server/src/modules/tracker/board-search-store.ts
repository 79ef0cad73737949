/**
 * Issues of a board in the order of their ranks, page by page. A column with several statuses is a merge of one ordered index
 * scan for each, so that a page costs the same in a project of fifty issues and of fifty thousand.
 */
import type { ReadTx } from '../../kernel/db/index.ts';
import { visibleIssue } from './access-store.ts';
import { issueSource } from './issue-read-store.ts';
import { superset } from './jql-condition.ts';
import type { Prepared } from './search-issues.ts';

/** Where in a sprint or out of all: null does not ask. */
export type SprintPlace = { readonly kind: 'in'; readonly sprintId: number } | { readonly kind: 'active'; readonly boardId: number } | { readonly kind: 'none' } | null;

export interface BoardSlice {
  readonly search: Prepared;
  /** Null is any status. */
  readonly statuses: readonly number[] | null;
  readonly sprint: SprintPlace;
  /** Done before then is left out; null leaves nothing out. */
  readonly doneSince: Date | null;
  readonly parentId?: number | undefined;
}

export interface RankPosition { readonly rank: string; readonly id: number }
export interface SliceRow extends RankPosition { readonly lane: number | null }

type Bind = (value: unknown) => string;

function sliceCondition({ search, sprint, doneSince, parentId }: BoardSlice, bind: Bind): string {
  return [
    'i.trashed_at is null', visibleIssue('i', 'p'), superset(search.condition),
    ...(doneSince === null ? [] : [`(i.resolved_at is null or i.resolved_at > ${bind(doneSince)}::timestamptz)`]),
    ...(parentId === undefined ? [] : [`i.parent_id = ${bind(parentId)}::bigint`]),
    ...(sprint === null ? [] : [inSprint(sprint, bind)]),
  ].join(' and ');
}

function inSprint(sprint: Exclude<SprintPlace, null>, bind: Bind): string {
  if (sprint.kind === 'in') return `i.id in (select x.issue_id from tracker.issue_sprint x where x.sprint_id = ${bind(sprint.sprintId)}::bigint and x.removed_at is null)`;
  if (sprint.kind === 'active') return `i.id in (select x.issue_id from tracker.issue_sprint x join tracker.sprint s on s.tenant_id = x.tenant_id and s.id = x.sprint_id where s.board_id = ${bind(sprint.boardId)}::bigint and s.state = 'active' and x.removed_at is null)`;
  return `not exists (select 1 from tracker.issue_sprint x join tracker.sprint s on s.tenant_id = x.tenant_id and s.id = x.sprint_id where x.issue_id = i.id and x.removed_at is null and s.state <> 'closed')`;
}

function binding(from: readonly unknown[]): { readonly values: unknown[]; readonly bind: Bind } {
  const values = [...from];
  return { values, bind: (value) => { values.push(value); return `$${values.length}`; } };
}

/** Ids of a page in rank order, each with the index of the first further condition that holds for it. */
export async function sliceOf(tx: ReadTx, slice: BoardSlice, after: RankPosition | null, limit: number): Promise<readonly SliceRow[]> {
  const { values, bind } = binding(slice.search.valuesWithFurther);
  const condition = sliceCondition(slice, bind);
  const next = after === null ? '' : ` and (i.rank, i.id) > (${bind(after.rank)}::text, ${bind(after.id)}::bigint)`;
  const lanes = slice.search.further.map((lane, index) => `when ${superset(lane)} then ${index}`).join(' ');
  const columns = `i.id, i.rank, ${lanes === '' ? 'null::bigint' : `(case ${lanes} end)::bigint`} as lane, $3::uuid is null as anonymous`;
  const count = bind(limit);
  const ordered = `order by i.rank, i.id limit ${count}`;
  if (slice.statuses === null) return tx.sql(`select ${columns} from ${issueSource} where ${condition}${next} ${ordered}`, values);
  const statuses = bind(slice.statuses);
  return tx.sql(
    `select c.id, c.rank, c.lane from unnest(${statuses}::bigint[]) as s (status_id) cross join lateral (
       select ${columns} from ${issueSource} where i.status_id = s.status_id and ${condition}${next} ${ordered}) c
     order by c.rank, c.id limit ${count}`, values);
}

/** How many issues of the slice each status has; sub-tasks are counted apart, for limits that leave them out. */
export async function countByStatus(tx: ReadTx, slice: BoardSlice): Promise<readonly { readonly status_id: number; readonly count: number; readonly subtasks: number }[]> {
  const { values, bind } = binding(slice.search.values);
  const condition = sliceCondition(slice, bind);
  const among = slice.statuses === null ? '' : ` and i.status_id = any(${bind(slice.statuses)}::bigint[])`;
  const subtasks = bind(slice.search.configuration.issueType.all.filter(({ flag }) => flag).map(({ id }) => id));
  return tx.sql(
    `select i.status_id, count(*) as count, count(*) filter (where i.issue_type_id = any(${subtasks}::bigint[])) as subtasks
       from ${issueSource} where ${condition}${among} and ($3::uuid is null or true) group by i.status_id`, values);
}

/** A page by number, for clients that page so. */
export async function sliceByOffset(tx: ReadTx, slice: BoardSlice, offset: number, limit: number): Promise<readonly number[]> {
  const { values, bind } = binding(slice.search.values);
  const condition = sliceCondition(slice, bind);
  const among = slice.statuses === null ? '' : ` and i.status_id = any(${bind(slice.statuses)}::bigint[])`;
  const rows = await tx.sql<{ id: number }>(`select i.id, $3::uuid is null as anonymous from ${issueSource} where ${condition}${among} order by i.rank, i.id limit ${bind(limit)} offset ${bind(offset)}`, values);
  return rows.map(({ id }) => id);
}
