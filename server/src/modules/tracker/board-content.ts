/** A board's sealed parts opened: what its settings, its view and its doors work with. */
import type { Sealer } from '../../kernel/seal/index.ts';
import type { BoardRow, QueryRow } from './board-store.ts';
import { sealedIn } from './columns.ts';
import { bytesOf } from './issue-read-store.ts';

export interface BoardColumn { readonly id: number; readonly name: string; readonly minimum: number | null; readonly maximum: number | null; readonly statuses: readonly number[] }
export interface BoardQuery { readonly id: number; readonly name: string; readonly jql: string; readonly description: string }

export interface BoardContent {
  readonly name: string;
  readonly jql: string;
  readonly subQuery: string;
  readonly columns: readonly BoardColumn[];
  readonly quickFilters: readonly BoardQuery[];
  readonly lanes: readonly BoardQuery[];
}

export function openBoardName(sealer: Sealer, board: Pick<BoardRow, 'id' | 'name'>): string {
  return sealer.open(sealedIn.board.name, board.id, board.name);
}

export function openBoard(sealer: Sealer, board: BoardRow): BoardContent {
  const columns = sealedIn.boardQuery;
  const queries = (kind: QueryRow['kind']) => (board.queries ?? []).filter((row) => row.kind === kind).map((row) => ({
    id: row.id, name: sealer.open(columns.name, row.id, bytesOf(row.name)), jql: sealer.open(columns.jql, row.id, bytesOf(row.jql)),
    description: row.description === null ? '' : sealer.open(columns.description, row.id, bytesOf(row.description)),
  }));
  return {
    name: openBoardName(sealer, board), jql: sealer.open(sealedIn.board.jql, board.id, board.jql), subQuery: board.sub_query === null ? '' : sealer.open(sealedIn.board.sub_query, board.id, board.sub_query),
    columns: (board.columns ?? []).map((row) => ({ id: row.id, name: sealer.open(sealedIn.boardColumn.name, row.id, bytesOf(row.name)), minimum: row.minimum, maximum: row.maximum, statuses: row.statuses ?? [] })),
    quickFilters: queries('quick-filter'), lanes: queries('lane'),
  };
}
