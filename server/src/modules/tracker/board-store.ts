/** Boards with their columns, lanes and quick filters. A board is seen by whoever sees the project that it belongs to. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import type { Viewer } from './access.ts';
import { levelOn, viewerValues, visible } from './access-store.ts';
import type { HexBytes } from './issue-read-store.ts';

export interface ColumnRow { readonly id: number; readonly position: number; readonly name: HexBytes; readonly minimum: number | null; readonly maximum: number | null; readonly statuses: readonly number[] | null }
export interface QueryRow { readonly id: number; readonly kind: 'quick-filter' | 'lane'; readonly position: number; readonly name: HexBytes; readonly jql: HexBytes; readonly description: HexBytes | null }
export interface BoardRow {
  readonly id: number; readonly project_id: number; readonly project_key: string; readonly project_name: Buffer; readonly project_type: string; readonly project_state: string; readonly workflow_scheme_id: number | null;
  readonly kind: 'scrum' | 'kanban'; readonly name: Buffer; readonly filter_id: number | null; readonly jql: Buffer; readonly sub_query: Buffer | null;
  readonly constraint_type: string; readonly swimlanes: string; readonly estimation: string; readonly estimation_field: string | null; readonly done_days: number; readonly created_by: string | null; readonly level: number;
  readonly columns: readonly ColumnRow[] | null; readonly queries: readonly QueryRow[] | null;
}

const boardColumns = (parts: boolean) => `b.id, b.project_id, p.key as project_key, p.name as project_name, p.type_key as project_type, p.state as project_state, p.workflow_scheme_id, b.kind, b.name, b.filter_id, b.jql, b.sub_query,
  b.constraint_type, b.swimlanes, b.estimation, b.estimation_field, b.done_days, b.created_by, ${levelOn('p')} as level,
  ${parts ? `(select json_agg(json_build_object('id', c.id, 'position', c.position, 'name', c.name, 'minimum', c.minimum, 'maximum', c.maximum,
      'statuses', (select json_agg(s.status_id order by s.position, s.status_id) from tracker.board_column_status s where s.column_id = c.id)) order by c.position, c.id) from tracker.board_column c where c.board_id = b.id)` : 'null::json'} as columns,
  ${parts ? `(select json_agg(json_build_object('id', q.id, 'kind', q.kind, 'position', q.position, 'name', q.name, 'jql', q.jql, 'description', q.description) order by q.kind, q.position, q.id) from tracker.board_query q where q.board_id = b.id)` : 'null::json'} as queries`;
const boardSource = 'tracker.board b join tracker.project p on p.tenant_id = b.tenant_id and p.id = b.project_id';

export async function readBoard(tx: ReadTx, viewer: Viewer, id: number, lock = false): Promise<BoardRow | undefined> {
  const [row] = await tx.sql<BoardRow>(`select ${boardColumns(true)} from ${boardSource} where b.id = $3 and ${visible('p')}${lock ? ' for update of b' : ''}`, [...viewerValues(viewer), id]);
  return row;
}

/** Boards that the viewer sees, up to a bound, without their parts; `project` leaves those of one project. */
export async function listBoards(tx: ReadTx, viewer: Viewer, project: number | null, limit: number): Promise<readonly BoardRow[]> {
  return tx.sql(`select ${boardColumns(false)} from ${boardSource} where ($3::bigint is null or b.project_id = $3) and ${visible('p')} order by b.id limit $4`, [...viewerValues(viewer), project, limit]);
}

export interface BoardSettings {
  readonly name: Buffer; readonly filter_id: number | null; readonly jql: Buffer; readonly sub_query: Buffer | null; readonly constraint_type: string; readonly swimlanes: string; readonly estimation: string;
  readonly estimation_field: string | null; readonly done_days: number;
}

export async function updateBoard(tx: Tx, id: number, next: BoardSettings): Promise<void> {
  await tx.changeSql(
    `update tracker.board set name = $2, filter_id = $3, jql = $4, sub_query = $5, constraint_type = $6, swimlanes = $7, estimation = $8, estimation_field = $9, done_days = $10, updated_at = $11, version = version + 1 where id = $1`,
    [id, next.name, next.filter_id, next.jql, next.sub_query, next.constraint_type, next.swimlanes, next.estimation, next.estimation_field, next.done_days, tx.now]);
}

export async function deleteBoardRow(tx: Tx, id: number): Promise<void> {
  await tx.changeSql('delete from tracker.board where id = $1', [id]);
}

export async function clearColumns(tx: Tx, board: number): Promise<void> {
  await tx.changeSql('delete from tracker.board_column where board_id = $1', [board]);
}

export async function clearQueries(tx: Tx, board: number, kind: QueryRow['kind']): Promise<void> {
  await tx.changeSql('delete from tracker.board_query where board_id = $1 and kind = $2', [board, kind]);
}
