/** Which issues stand on a board: its own JQL, what is asked beside, and for each column, sprint and backlog the right slice of them. */
import type { ReadTx } from '../../kernel/db/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import type { People } from '../directory/index.ts';
import { viewerOf } from './access.ts';
import { openBoard, type BoardContent } from './board-content.ts';
import { sliceOf, type BoardSlice, type RankPosition, type SliceRow, type SprintPlace } from './board-search-store.ts';
import { readBoard, type BoardRow } from './board-store.ts';
import { errors } from './errors.ts';
import { textFields } from './jql-condition.ts';
import { withoutOrder } from './manage-boards.ts';
import { prepareSearch, type Prepared } from './search-issues.ts';

export interface BoardQuestion {
  readonly quickFilters: readonly number[];
  readonly jql: string | undefined;
}

export interface OpenedBoard {
  readonly board: BoardRow;
  readonly content: BoardContent;
  readonly search: Prepared;
  /** Statuses whose issues are done: those of the last column, or of the category done where they stand nowhere. */
  readonly doneStatuses: readonly number[];
}

export async function visibleBoard(tx: ReadTx, ctx: Ctx, id: number): Promise<BoardRow> {
  const board = await readBoard(tx, viewerOf(ctx), id);
  if (board === undefined) throw errors.board_not_found();
  return board;
}

/** Opens a board for a question. Fails with tracker.board_not_found, tracker.jql_invalid, tracker.board_query_text. */
export async function openBoardFor(tx: ReadTx, ctx: Ctx, people: People, id: number, question: BoardQuestion): Promise<OpenedBoard> {
  const board = await visibleBoard(tx, ctx, id);
  const content = openBoard(tx.sealer, board);
  const quick = content.quickFilters.filter((filter) => question.quickFilters.includes(filter.id)).map(({ jql }) => jql);
  const texts = [withoutOrder(content.jql), content.subQuery, ...quick, question.jql === undefined ? '' : withoutOrder(question.jql)].filter((text) => text.trim() !== '');
  const lanes = board.swimlanes === 'query' ? content.lanes.map(({ jql }) => jql) : [];
  const search = await prepareSearch(tx, ctx, people, texts.map((text) => `(${text})`).join(' and '), lanes);
  if (textFields(search.condition).size > 0 || search.further.some((lane) => textFields(lane).size > 0)) throw errors.board_query_text();
  return { board, content, search, doneStatuses: doneStatusesOf(content, search) };
}

function doneStatusesOf(content: BoardContent, { configuration }: Prepared): readonly number[] {
  const placed = new Set(content.columns.flatMap(({ statuses }) => statuses));
  const last = content.columns.at(-1)?.statuses ?? [];
  return [...last, ...configuration.status.all.filter(({ id, category }) => category === 'done' && !placed.has(id)).map(({ id }) => id)];
}

/** What a column shows: of a scrum board the active sprint's issues, of a kanban board all but what is done for long. */
export function columnSlice(opened: OpenedBoard, statuses: readonly number[], now: Date): BoardSlice {
  const { board, search } = opened;
  if (board.kind === 'scrum') return { search, statuses, sprint: { kind: 'active', boardId: board.id }, doneSince: null };
  const done = board.done_days > 0 && statuses.some((status) => opened.doneStatuses.includes(status));
  return { search, statuses, sprint: null, doneSince: done ? new Date(now.getTime() - board.done_days * 86_400_000) : null };
}

/** Issues that are not done and in no open sprint; of a kanban board those whose status stands in no column, or in the first one. */
export function backlogSlice(opened: OpenedBoard): BoardSlice {
  const { search, content, board } = opened;
  const placed = new Set(content.columns.flatMap(({ statuses }) => statuses));
  const open = search.configuration.status.all.map(({ id }) => id).filter((id) => !opened.doneStatuses.includes(id));
  if (board.kind === 'scrum') return { search, statuses: open, sprint: { kind: 'none' }, doneSince: null };
  return { search, statuses: open.filter((id) => !placed.has(id)), sprint: null, doneSince: null };
}

export function sprintSlice({ search }: OpenedBoard, sprintId: number): BoardSlice {
  return { search, statuses: null, sprint: { kind: 'in', sprintId }, doneSince: null };
}

/** Everything on the board, wherever it stands. */
export function wholeSlice({ search }: OpenedBoard, sprint: SprintPlace = null, parentId?: number): BoardSlice {
  return { search, statuses: null, sprint, doneSince: null, parentId };
}

export interface SlicePage {
  readonly rows: readonly SliceRow[];
  readonly nextPageToken: string | null;
}

export async function slicePage(tx: ReadTx, slice: BoardSlice, token: string | undefined, limit: number): Promise<SlicePage> {
  const rows = await sliceOf(tx, slice, token === undefined ? null : readRankToken(token), limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page, nextPageToken: rows.length > limit && last !== undefined ? Buffer.from(JSON.stringify([last.rank, last.id])).toString('base64url') : null };
}

function readRankToken(token: string): RankPosition {
  try {
    const parts: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (Array.isArray(parts) && typeof parts[0] === 'string' && parts[0].length <= 300 && !parts[0].includes('\0') && Number.isSafeInteger(parts[1])) return { rank: parts[0], id: Number(parts[1]) };
  } catch {
    // Not one of ours: refused below like any other wrong one.
  }
  throw errors.page_token_invalid();
}
