/**
 * Boards: made by whoever works in their project, changed by who made them and by administrators of the project. A board's JQL
 * is checked with everything that it names, and may not ask sealed texts: a column is answered by indexes alone.
 */
import type { Tx } from '../../kernel/db/index.ts';
import { accessErrors, type Ctx } from '../../kernel/service/index.ts';
import type { People } from '../directory/index.ts';
import { hasLevel, requireLevel, viewerOf } from './access.ts';
import { openBoard, openBoardName, type BoardContent } from './board-content.ts';
import { boardColumnStatusTable, boardColumnTable, boardQueryTable, boardTable } from './board-rows.ts';
import { clearColumns, clearQueries, deleteBoardRow, readBoard, updateBoard, type BoardRow } from './board-store.ts';
import { sealedIn } from './columns.ts';
import { readConfiguration, type Configuration } from './configuration-store.ts';
import { nextIds } from './counter-store.ts';
import { errors } from './errors.ts';
import { FieldErrors } from './field-errors.ts';
import { readFilter } from './filter-store.ts';
import { textFields } from './jql-condition.ts';
import { limits } from './limits.ts';
import { openFilter } from './manage-filters.ts';
import { parseJql } from './parse-jql.ts';
import { readProject, workflowStatuses, type ProjectRow } from './project-store.ts';
import { insertRows } from './row-batch.ts';
import { prepareSearch } from './search-issues.ts';

export interface ColumnInput { readonly name: string; readonly statuses: readonly string[]; readonly min?: number | null | undefined; readonly max?: number | null | undefined }
export interface QueryInput { readonly name: string; readonly jql: string; readonly description?: string | undefined }
export interface BoardInput {
  readonly name?: string | undefined;
  readonly jql?: string | undefined;
  readonly filterId?: number | null | undefined;
  readonly subQuery?: string | undefined;
  readonly columns?: readonly ColumnInput[] | undefined;
  readonly constraintType?: string | undefined;
  readonly swimlanes?: { readonly strategy: string; readonly lanes?: readonly QueryInput[] | undefined } | undefined;
  readonly estimation?: { readonly type: string; readonly fieldId?: string | undefined } | undefined;
  readonly doneDays?: number | undefined;
}

const defaultDoneDays = 14;

/** The part before `order by`: a board orders by rank. */
export function withoutOrder(jql: string): string {
  const [first] = parseJql(jql).orderBy;
  return first === undefined ? jql.trim() : jql.slice(0, first.column - 1).replace(/\border\s+by\s*$/i, '').trim();
}

/** Fails with tracker.jql_invalid, tracker.board_query_text. */
async function checkQueries(tx: Tx, ctx: Ctx, people: People, texts: readonly string[]): Promise<void> {
  const wanted = texts.filter((text) => text.trim() !== '');
  const { further } = await prepareSearch(tx, ctx, people, '', wanted);
  if (further.some((condition) => textFields(condition).size > 0)) throw errors.board_query_text();
}

export async function createBoard(ctx: Ctx, people: People, input: { readonly name: string; readonly kind: 'scrum' | 'kanban'; readonly project: string | undefined; readonly jql?: string | undefined; readonly filterId?: number | undefined }): Promise<number> {
  const viewer = viewerOf(ctx);
  return ctx.tx(async (tx) => {
    const project = input.project === undefined ? undefined : await readProject(tx, viewer, input.project);
    if (project === undefined) throw errors.project_not_found();
    requireLevel(project.level, 'write');
    const name = checkedText('name', input.name);
    const filter = input.filterId === undefined ? undefined : await readFilter(tx, viewer, input.filterId);
    if (input.filterId !== undefined && filter === undefined) throw errors.filter_not_found();
    const jql = filter === undefined ? (input.jql ?? `project = ${project.key}`) : openFilter(tx, filter).jql;
    await checkQueries(tx, ctx, people, [jql]);
    const id = await nextIds(tx, 'board', 1);
    const columns = sealedIn.board;
    await insertRows(tx, boardTable, [{
      id, project_id: project.id, kind: input.kind, name: tx.sealer.seal(columns.name, id, name), filter_id: filter?.id ?? null, jql: tx.sealer.seal(columns.jql, id, jql), sub_query: null, constraint_type: 'issueCount', swimlanes: 'none',
      estimation: input.kind === 'scrum' ? 'issueCount' : 'none', estimation_field: null, done_days: defaultDoneDays, created_at: tx.now, created_by: ctx.actor.accountId, updated_at: tx.now,
    }]);
    const configuration = await readConfiguration(tx);
    await writeColumns(tx, id, await firstColumns(tx, configuration, project));
    tx.record({ action: 'tracker_board_created', target: { kind: 'board', id: String(id), name }, container: { kind: 'project', id: String(project.id), name: project.key }, after: { name, kind: input.kind, jql } });
    return id;
  });
}

/** A column for each status of the project's workflows, in the order of their categories; for many statuses one for each category. */
async function firstColumns(tx: Tx, configuration: Configuration, project: ProjectRow): Promise<readonly ColumnInput[]> {
  const used = new Set((await workflowStatuses(tx, project.workflow_scheme_id)).map(({ status_id }) => status_id));
  const order = ['new', 'undefined', 'indeterminate', 'done'] as const;
  const statuses = order.flatMap((category) => configuration.status.all.filter((status) => used.has(status.id) && status.category === category));
  if (statuses.length <= limits.firstBoardColumns) return statuses.map((status) => ({ name: status.name, statuses: [String(status.id)] }));
  return order.flatMap((category) => {
    const own = statuses.filter((status) => status.category === category);
    return own[0] === undefined ? [] : [{ name: own[0].name, statuses: own.map(({ id }) => String(id)) }];
  });
}

async function writeColumns(tx: Tx, board: number, columns: readonly ColumnInput[]): Promise<void> {
  await clearColumns(tx, board);
  const first = await nextIds(tx, 'board_column', columns.length);
  await insertRows(tx, boardColumnTable, columns.map((column, position) => ({
    id: first + position, board_id: board, position, name: tx.sealer.seal(sealedIn.boardColumn.name, first + position, column.name.trim()), minimum: column.min ?? null, maximum: column.max ?? null,
  })));
  await insertRows(tx, boardColumnStatusTable, columns.flatMap((column, index) => column.statuses.map((status, position) => ({ board_id: board, status_id: Number(status), column_id: first + index, position }))));
}

async function writeQueries(tx: Tx, board: number, kind: 'quick-filter' | 'lane', queries: readonly QueryInput[]): Promise<void> {
  await clearQueries(tx, board, kind);
  const first = await nextIds(tx, 'board_query', queries.length);
  const columns = sealedIn.boardQuery;
  await insertRows(tx, boardQueryTable, queries.map(({ name, jql, description = '' }, position) => {
    const id = first + position;
    return { id, board_id: board, kind, position, name: tx.sealer.seal(columns.name, id, name.trim()), jql: tx.sealer.seal(columns.jql, id, jql), description: description === '' ? null : tx.sealer.seal(columns.description, id, description) };
  }));
}

function checkedText(field: string, text: string): string {
  const faults = new FieldErrors();
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > limits.nameCharacters) faults.add(field, `A name has 1 to ${limits.nameCharacters} characters.`, 'required');
  faults.throwIfAny();
  return trimmed;
}

/** The board, locked, when one may change its settings. */
async function lockBoard(tx: Tx, ctx: Ctx, id: number): Promise<BoardRow> {
  const board = await readBoard(tx, viewerOf(ctx), id, true);
  if (board === undefined) throw errors.board_not_found();
  if (!mayEditBoard(ctx, board)) throw accessErrors.forbidden({ detail: 'Who made the board or administers its project changes its settings.' });
  return board;
}

export function mayEditBoard(ctx: Ctx, board: Pick<BoardRow, 'created_by' | 'level'>): boolean {
  return hasLevel(board.level, 'admin') || (hasLevel(board.level, 'write') && board.created_by !== null && board.created_by === ctx.actor.accountId);
}

interface Settings {
  readonly name: string; readonly filterId: number | null; readonly jql: string; readonly subQuery: string; readonly constraintType: string; readonly swimlanes: string; readonly estimation: string; readonly estimationField: string | null; readonly doneDays: number;
  readonly columns: readonly { readonly name: string; readonly statuses: readonly string[]; readonly min: number | null; readonly max: number | null }[];
  readonly lanes: readonly { readonly name: string; readonly jql: string }[];
}

function settingsOf(board: BoardRow, content: BoardContent): Settings {
  return {
    name: content.name, filterId: board.filter_id, jql: content.jql, subQuery: content.subQuery, constraintType: board.constraint_type, swimlanes: board.swimlanes, estimation: board.estimation, estimationField: board.estimation_field, doneDays: board.done_days,
    columns: content.columns.map(({ name, statuses, minimum, maximum }) => ({ name, statuses: statuses.map(String), min: minimum, max: maximum })), lanes: content.lanes.map(({ name, jql }) => ({ name, jql })),
  };
}

function wantedSettings(before: Settings, input: BoardInput, filterJql: string | undefined): Settings {
  return {
    name: input.name === undefined ? before.name : checkedText('name', input.name), filterId: input.jql !== undefined ? null : input.filterId === undefined ? before.filterId : input.filterId, jql: filterJql ?? input.jql ?? before.jql, subQuery: input.subQuery ?? before.subQuery,
    constraintType: input.constraintType ?? before.constraintType, swimlanes: input.swimlanes?.strategy ?? before.swimlanes, estimation: input.estimation?.type ?? before.estimation,
    estimationField: input.estimation === undefined ? before.estimationField : (input.estimation.fieldId ?? null), doneDays: input.doneDays ?? before.doneDays,
    columns: input.columns === undefined ? before.columns : input.columns.map(({ name, statuses, min, max }) => ({ name: name.trim(), statuses, min: min ?? null, max: max ?? null })),
    lanes: input.swimlanes?.lanes === undefined ? before.lanes : input.swimlanes.lanes.map(({ name, jql }) => ({ name: name.trim(), jql })),
  };
}

function checkSettings(configuration: Configuration, next: Settings): void {
  const faults = new FieldErrors();
  const statuses = next.columns.flatMap((column) => column.statuses);
  if (next.columns.length === 0 || next.columns.length > limits.boardColumns) faults.add('columns', `A board has 1 to ${limits.boardColumns} columns.`);
  if (next.columns.some(({ name }) => name === '' || name.length > limits.nameCharacters)) faults.add('columns', 'Every column has a name.', 'required');
  if (new Set(statuses).size !== statuses.length) faults.add('columns', 'A status stands in one column only.', 'duplicate');
  if (statuses.some((status) => configuration.status.get(Number(status)) === undefined)) faults.add('columns', 'Not every status exists.');
  if (next.columns.some(({ min, max }) => min !== null && max !== null && min > max)) faults.add('columns', 'The smallest number of a column is not above its largest.');
  if (next.lanes.some(({ name }) => name === '')) faults.add('swimlanes', 'Every lane has a name.', 'required');
  if (next.estimation === 'field' && !isEstimate(configuration, next.estimationField)) faults.add('estimation', 'An estimate is a field that holds a number, or timeoriginalestimate.');
  faults.throwIfAny();
}

function isEstimate(configuration: Configuration, field: string | null): boolean {
  if (field === 'timeoriginalestimate') return true;
  return field?.startsWith('customfield_') === true && configuration.customField.get(Number(field.slice('customfield_'.length)))?.word === 'number';
}

export async function changeBoard(ctx: Ctx, people: People, id: number, input: BoardInput): Promise<void> {
  await ctx.tx(async (tx) => {
    const board = await lockBoard(tx, ctx, id);
    const before = settingsOf(board, openBoard(tx.sealer, board));
    const filter = input.filterId === undefined || input.filterId === null ? undefined : await readFilter(tx, viewerOf(ctx), input.filterId);
    if (typeof input.filterId === 'number' && filter === undefined) throw errors.filter_not_found();
    const after = wantedSettings(before, input, filter === undefined ? undefined : openFilter(tx, filter).jql);
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    checkSettings(await readConfiguration(tx), after);
    await checkQueries(tx, ctx, people, [after.jql, after.subQuery, ...after.lanes.map(({ jql }) => jql)]);
    const columns = sealedIn.board;
    await updateBoard(tx, id, {
      name: after.name === before.name ? board.name : tx.sealer.seal(columns.name, id, after.name), filter_id: after.filterId, jql: after.jql === before.jql ? board.jql : tx.sealer.seal(columns.jql, id, after.jql),
      sub_query: after.subQuery === before.subQuery ? board.sub_query : after.subQuery === '' ? null : tx.sealer.seal(columns.sub_query, id, after.subQuery), constraint_type: after.constraintType, swimlanes: after.swimlanes,
      estimation: after.estimation, estimation_field: after.estimationField, done_days: after.doneDays,
    });
    if (JSON.stringify(before.columns) !== JSON.stringify(after.columns)) await writeColumns(tx, id, after.columns);
    if (JSON.stringify(before.lanes) !== JSON.stringify(after.lanes)) await writeQueries(tx, id, 'lane', after.lanes);
    tx.record({ action: 'tracker_board_updated', target: { kind: 'board', id: String(id), name: after.name }, container: { kind: 'project', id: String(board.project_id), name: board.project_key }, before, after });
  });
}

export async function setQuickFilters(ctx: Ctx, people: People, id: number, filters: readonly QueryInput[]): Promise<void> {
  await ctx.tx(async (tx) => {
    const board = await lockBoard(tx, ctx, id);
    const before = openBoard(tx.sealer, board).quickFilters.map(({ name, jql, description }) => ({ name, jql, description }));
    const after = filters.map(({ name, jql, description }) => ({ name: checkedText('name', name), jql, description: description ?? '' }));
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    await checkQueries(tx, ctx, people, after.map(({ jql }) => jql));
    await writeQueries(tx, id, 'quick-filter', after);
    tx.record({ action: 'tracker_board_updated', target: { kind: 'board', id: String(id), name: openBoardName(tx.sealer, board) }, container: { kind: 'project', id: String(board.project_id), name: board.project_key }, before, after });
  });
}

export async function deleteBoard(ctx: Ctx, id: number): Promise<void> {
  await ctx.tx(async (tx) => {
    const board = await lockBoard(tx, ctx, id);
    await deleteBoardRow(tx, id);
    tx.record({ action: 'tracker_board_deleted', target: { kind: 'board', id: String(id), name: openBoardName(tx.sealer, board) }, container: { kind: 'project', id: String(board.project_id), name: board.project_key } });
  });
}
