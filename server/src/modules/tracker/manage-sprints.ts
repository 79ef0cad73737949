/**
 * Sprints. A sprint is `future` until it is started, `active` until it is completed, then `closed` for ever. Whoever works in
 * the board's project plans, starts and completes them. An issue is in at most one open sprint.
 */
import type { Tx } from '../../kernel/db/index.ts';
import { accessErrors, type Ctx } from '../../kernel/service/index.ts';
import { requireLevel, viewerOf } from './access.ts';
import { openBoard } from './board-content.ts';
import { sprintTable } from './board-rows.ts';
import { readBoard, type BoardRow } from './board-store.ts';
import { nameToken, sealedIn } from './columns.ts';
import { readConfiguration } from './configuration-store.ts';
import { nextIds } from './counter-store.ts';
import { errors } from './errors.ts';
import { FieldErrors } from './field-errors.ts';
import { touchIssue } from './issue-change-store.ts';
import { limits } from './limits.ts';
import { idsOf, lockMovable, moveRanks, targetOf } from './rank-issues.ts';
import { recordChanges } from './record-changes.ts';
import { insertRows } from './row-batch.ts';
import { closeMemberships, deleteSprintRow, enterSprint, issuesOfSprint, leaveSprints, openSprintsOfIssues, readSprint, updateSprint, type SprintRow } from './sprint-store.ts';
import type { RankableRow } from './rank-store.ts';

export interface SprintInput {
  readonly name?: string | undefined;
  readonly goal?: string | undefined;
  readonly startDate?: string | undefined;
  readonly endDate?: string | undefined;
  readonly state?: string | undefined;
}

function checkedName(name: string): string {
  const faults = new FieldErrors();
  const trimmed = name.trim();
  if (trimmed === '' || trimmed.length > limits.nameCharacters) faults.add('name', `A sprint has a name of 1 to ${limits.nameCharacters} characters.`, 'required');
  faults.throwIfAny();
  return trimmed;
}

function checkedTime(field: string, text: string): Date | null {
  if (text === '') return null;
  const time = new Date(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  const faults = new FieldErrors();
  if (Number.isNaN(time.getTime())) faults.add(field, 'A time is expected: yyyy-mm-ddThh:mm:ss.sssZ.');
  faults.throwIfAny();
  return time;
}

async function workBoard(tx: Tx, ctx: Ctx, id: number, lock: boolean): Promise<BoardRow> {
  const board = await readBoard(tx, viewerOf(ctx), id, lock);
  if (board === undefined) throw errors.board_not_found();
  requireLevel(board.level, 'write');
  if (board.project_state !== 'active') throw accessErrors.forbidden({ detail: 'The project is archived.' });
  return board;
}

const containerOf = (row: { readonly project_id: number; readonly project_key: string }) => ({ kind: 'project', id: String(row.project_id), name: row.project_key });

export async function createSprint(ctx: Ctx, boardId: number, input: SprintInput): Promise<number> {
  return ctx.tx(async (tx) => {
    const board = await workBoard(tx, ctx, boardId, false);
    if (board.kind !== 'scrum') throw errors.fields_invalid({ errors: [{ field: 'originBoardId', code: 'invalid', message: 'The board has no sprints: it is a kanban board.' }] });
    const name = checkedName(input.name ?? '');
    const id = await insertSprint(tx, board.id, name, input);
    tx.record({ action: 'tracker_sprint_created', target: { kind: 'sprint', id: String(id), name }, container: containerOf(board), after: { name, board: board.id } });
    return id;
  });
}

async function insertSprint(tx: Tx, boardId: number, name: string, input: SprintInput): Promise<number> {
  const id = await nextIds(tx, 'sprint', 1);
  const columns = sealedIn.sprint;
  await insertRows(tx, sprintTable, [{
    id, board_id: boardId, state: 'future', name: tx.sealer.seal(columns.name, id, name), name_token: nameToken(tx.sealer, columns.name_token, name), goal: input.goal === undefined || input.goal === '' ? null : tx.sealer.seal(columns.goal, id, input.goal),
    starts_at: checkedTime('startDate', input.startDate ?? ''), ends_at: checkedTime('endDate', input.endDate ?? ''), activated_at: null, completed_at: null, created_at: tx.now,
  }]);
  return id;
}

async function lockSprint(tx: Tx, ctx: Ctx, id: number): Promise<SprintRow> {
  const sprint = await readSprint(tx, viewerOf(ctx), id, true);
  if (sprint === undefined) throw errors.sprint_not_found();
  requireLevel(sprint.level, 'write');
  if (sprint.project_state !== 'active') throw accessErrors.forbidden({ detail: 'The project is archived.' });
  return sprint;
}

export function openSprint(tx: Pick<Tx, 'sealer'>, sprint: SprintRow) {
  return {
    name: tx.sealer.open(sealedIn.sprint.name, sprint.id, sprint.name), goal: sprint.goal === null ? '' : tx.sealer.open(sealedIn.sprint.goal, sprint.id, sprint.goal),
    startDate: sprint.starts_at?.toISOString() ?? null, endDate: sprint.ends_at?.toISOString() ?? null, state: sprint.state,
  };
}

/** Changes, starts (`state: active`) or completes (`state: closed`, what is open goes to the backlog) a sprint. */
export async function changeSprint(ctx: Ctx, id: number, input: SprintInput): Promise<void> {
  await ctx.tx(async (tx) => {
    const sprint = await lockSprint(tx, ctx, id);
    const before = openSprint(tx, sprint);
    const starts = input.startDate === undefined ? sprint.starts_at : checkedTime('startDate', input.startDate);
    const ends = input.endDate === undefined ? sprint.ends_at : checkedTime('endDate', input.endDate);
    const name = input.name === undefined ? before.name : checkedName(input.name);
    const goal = input.goal ?? before.goal;
    const state = stateAfter(sprint, input.state, starts, ends);
    const after = { name, goal, startDate: starts?.toISOString() ?? null, endDate: ends?.toISOString() ?? null, state };
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    if (sprint.state === 'closed') throw errors.sprint_state_invalid();
    const columns = sealedIn.sprint;
    const started = state === 'active' && sprint.state === 'future';
    await updateSprint(tx, id, {
      state: state === 'closed' ? sprint.state : state, name: name === before.name ? sprint.name : tx.sealer.seal(columns.name, id, name), name_token: nameToken(tx.sealer, columns.name_token, name),
      goal: goal === before.goal ? sprint.goal : goal === '' ? null : tx.sealer.seal(columns.goal, id, goal), starts_at: starts, ends_at: ends, activated_at: started ? tx.now : sprint.activated_at, completed_at: null,
    });
    if (state === 'closed') await closeSprint(tx, ctx, { ...sprint, starts_at: starts, ends_at: ends }, null);
    tx.record({ action: state === 'closed' ? 'tracker_sprint_completed' : started ? 'tracker_sprint_started' : 'tracker_sprint_updated', target: { kind: 'sprint', id: String(id), name }, container: containerOf(sprint), before, after });
    if (started) tx.emit({ topic: 'tracker.sprint_started', payload: { sprintId: id, boardId: sprint.board_id, actor: ctx.actor.accountId } });
  });
}

function stateAfter(sprint: SprintRow, wanted: string | undefined, starts: Date | null, ends: Date | null): SprintRow['state'] {
  if (wanted === undefined || wanted === sprint.state) return sprint.state;
  if (starts !== null && ends !== null && starts.getTime() >= ends.getTime()) throw errors.sprint_state_invalid({ detail: 'A sprint ends after it starts.' });
  if (wanted === 'active' && sprint.state === 'future' && starts !== null && ends !== null) return 'active';
  if (wanted === 'closed' && sprint.state === 'active') return 'closed';
  throw errors.sprint_state_invalid();
}

export interface Completion { readonly completed: number; readonly moved: number; readonly movedTo: number | null }

/** Completes a sprint. What is not done goes to the backlog, to a new sprint or to one that is planned. */
export async function completeSprint(ctx: Ctx, id: number, destination: string): Promise<Completion> {
  return ctx.tx(async (tx) => {
    const sprint = await lockSprint(tx, ctx, id);
    if (sprint.state !== 'active') throw errors.sprint_state_invalid();
    const before = openSprint(tx, sprint);
    const target = destination === 'backlog' ? null : destination === 'new' ? await insertSprint(tx, sprint.board_id, nextName(before.name), {}) : await plannedSprint(tx, ctx, sprint, destination);
    const completion = await closeSprint(tx, ctx, sprint, target);
    tx.record({ action: 'tracker_sprint_completed', target: { kind: 'sprint', id: String(id), name: before.name }, container: containerOf(sprint), before: { state: 'active' }, after: { state: 'closed', ...completion } });
    return completion;
  });
}

async function plannedSprint(tx: Tx, ctx: Ctx, sprint: SprintRow, reference: string): Promise<number> {
  const target = await readSprint(tx, viewerOf(ctx), /^\d{1,15}$/.test(reference) ? Number(reference) : -1);
  if (target === undefined || target.board_id !== sprint.board_id) throw errors.sprint_not_found();
  if (target.state === 'closed' || target.id === sprint.id) throw errors.sprint_state_invalid();
  return target.id;
}

/** `Sprint 7` is followed by `Sprint 8`. */
function nextName(name: string): string {
  const match = /^(.*?)(\d{1,9})(\D*)$/.exec(name);
  return match === null ? `${name} 2` : `${match[1] ?? ''}${Number(match[2]) + 1}${match[3] ?? ''}`;
}

async function closeSprint(tx: Tx, ctx: Ctx, sprint: SprintRow, target: number | null): Promise<Completion> {
  const viewer = viewerOf(ctx);
  const board = await readBoard(tx, viewer, sprint.board_id);
  const configuration = await readConfiguration(tx);
  const last = board === undefined ? undefined : openBoard(tx.sealer, board).columns.at(-1)?.statuses;
  const done = last ?? configuration.status.all.filter(({ category }) => category === 'done').map(({ id }) => id);
  await closeMemberships(tx, sprint.id, done);
  // Whoever completes a sprint moves all that is open, also what they do not see: nothing may stay behind in a closed one.
  const rows = (await issuesOfSprint(tx, { ...viewer, all: true }, sprint.id, null, limits.sprintIssuesReported)).filter(({ removed_at }) => removed_at === null);
  const open = rows.filter(({ status_id }) => !done.includes(status_id));
  await updateSprint(tx, sprint.id, { ...sprint, name_token: nameToken(tx.sealer, sealedIn.sprint.name_token, openSprint(tx, sprint).name), state: 'closed', completed_at: tx.now });
  if (target !== null && open.length > 0) await enterSprint(tx, target, open.map(({ id }) => id));
  tx.emit({ topic: 'tracker.sprint_completed', payload: { sprintId: sprint.id, boardId: sprint.board_id, actor: ctx.actor.accountId } });
  return { completed: rows.length - open.length, moved: open.length, movedTo: target };
}

export async function deleteSprint(ctx: Ctx, id: number): Promise<void> {
  await ctx.tx(async (tx) => {
    const sprint = await lockSprint(tx, ctx, id);
    if (sprint.state === 'active') throw errors.sprint_state_invalid({ detail: 'Complete the sprint first.' });
    await deleteSprintRow(tx, id);
    tx.record({ action: 'tracker_sprint_deleted', target: { kind: 'sprint', id: String(id), name: openSprint(tx, sprint).name }, container: containerOf(sprint), before: openSprint(tx, sprint) });
  });
}

/** Moves issues into a sprint, or out of all for null, and to a place among the others where one is named. */
export async function planIssues(ctx: Ctx, sprintId: number | null, references: readonly (string | number)[], rank: { readonly rankBeforeIssue?: string | undefined; readonly rankAfterIssue?: string | undefined }): Promise<void> {
  await ctx.tx(async (tx) => {
    const sprint = sprintId === null ? null : await lockSprint(tx, ctx, sprintId);
    if (sprint?.state === 'closed') throw errors.sprint_state_invalid();
    const ids = await idsOf(tx, ctx, references);
    const rows = await lockMovable(tx, ctx, ids);
    const moved = await putIntoSprint(tx, ctx, sprint, rows);
    const target = await targetOf(tx, ctx, rank);
    const ranked = target !== null && (await moveRanks(tx, ids, target));
    const [first] = rows;
    if (first === undefined || (!moved && !ranked)) return;
    tx.record({
      action: 'tracker_issues_planned', target: { kind: 'issue', id: String(first.id), name: first.key }, container: containerOf(first),
      after: { issues: rows.map(({ key }) => key), sprint: sprint === null ? null : openSprint(tx, sprint).name },
    });
  });
}

/** Tells whether anything changed; what does gets an entry in its history. */
async function putIntoSprint(tx: Tx, ctx: Ctx, sprint: SprintRow | null, rows: readonly RankableRow[]): Promise<boolean> {
  const present = new Map((await openSprintsOfIssues(tx, rows.map(({ id }) => id))).map((row) => [row.issue_id, row]));
  const changed = rows.filter(({ id }) => (present.get(id)?.sprint_id ?? null) !== (sprint?.id ?? null));
  if (changed.length === 0) return false;
  const ids = changed.map(({ id }) => id);
  await leaveSprints(tx, ids, sprint?.id ?? null);
  if (sprint !== null) await enterSprint(tx, sprint.id, ids);
  const name = sprint === null ? undefined : openSprint(tx, sprint).name;
  for (const { id, project_id } of changed) {
    const before = present.get(id);
    const changeId = await recordChanges(tx, id, ctx.actor.accountId, [{
      field: 'Sprint', fieldId: 'sprint', fieldType: 'custom', from: before === undefined ? undefined : String(before.sprint_id), fromText: before === undefined ? undefined : tx.sealer.open(sealedIn.sprint.name, before.sprint_id, before.name),
      to: sprint === null ? undefined : String(sprint.id), toText: name, fromId: before?.sprint_id ?? null, toId: sprint?.id ?? null,
    }]);
    touchIssue(tx, id);
    tx.emit({ topic: 'tracker.issue_updated', payload: { issueId: id, projectId: project_id, changeId, actor: ctx.actor.accountId } });
  }
  return true;
}
