/**
 * What was done in a sprint, and how its work burned down. Nothing is stored for it: who was in the sprint is remembered, what
 * happened to them stands in their history.
 */
import type { ReadTx } from '../../kernel/db/index.ts';
import type { Sealer } from '../../kernel/seal/index.ts';
import type { Viewer } from './access.ts';
import { openBoard } from './board-content.ts';
import type { BoardRow } from './board-store.ts';
import { sealedIn } from './columns.ts';
import type { Configuration } from './configuration-store.ts';
import { bytesOf } from './issue-read-store.ts';
import { limits } from './limits.ts';
import { issuesOfSprint, statusMoves, type SprintIssueRow, type SprintRow } from './sprint-store.ts';

export type EstimateUnit = 'issues' | 'points' | 'seconds';

export interface ReportedIssue {
  readonly id: string; readonly key: string; readonly summary: string; readonly issueTypeId: string; readonly statusId: string; readonly assignee: string | null; readonly estimate: number; readonly addedDuring: boolean;
}

export interface BurndownEvent {
  readonly at: string; readonly issueKey: string | null; readonly kind: 'started' | 'added' | 'removed' | 'done' | 'reopened' | 'completed'; readonly delta: number; readonly remaining: number;
}

interface Fate { readonly row: SprintIssueRow; readonly estimate: number; readonly addedDuring: boolean; readonly doneBefore: boolean; readonly done: boolean; readonly moves: readonly { readonly at: Date; readonly done: boolean }[] }

export interface SprintFacts { readonly unit: EstimateUnit; readonly start: Date; readonly end: Date; readonly fates: readonly Fate[] }

export function unitOf(board: Pick<BoardRow, 'estimation' | 'estimation_field'>): EstimateUnit {
  if (board.estimation !== 'field') return 'issues';
  return board.estimation_field === 'timeoriginalestimate' ? 'seconds' : 'points';
}

const fieldOf = (board: BoardRow): number | null => (board.estimation === 'field' && board.estimation_field?.startsWith('customfield_') === true ? Number(board.estimation_field.slice('customfield_'.length)) : null);

function estimateOf(sealer: Sealer, unit: EstimateUnit, row: SprintIssueRow): number {
  if (unit === 'issues') return row.subtask ? 0 : 1;
  if (unit === 'seconds') return row.original_estimate_s ?? 0;
  if (row.estimate === null || row.estimate_id === null) return 0;
  const points = Number(sealer.open(sealedIn.value.value, row.estimate_id, bytesOf(row.estimate)));
  return Number.isFinite(points) ? points : 0;
}

/** The statuses of the board's last column count as done, as the board itself says. */
export async function readSprintFacts(tx: ReadTx, viewer: Viewer, board: BoardRow, configuration: Configuration, sprint: SprintRow): Promise<SprintFacts> {
  const unit = unitOf(board);
  const done = new Set(openBoard(tx.sealer, board).columns.at(-1)?.statuses ?? configuration.status.all.filter(({ category }) => category === 'done').map(({ id }) => id));
  const start = sprint.activated_at ?? sprint.starts_at ?? sprint.created_at;
  const end = sprint.completed_at ?? tx.now;
  const rows = await issuesOfSprint(tx, viewer, sprint.id, fieldOf(board), limits.sprintIssuesReported);
  const all = await statusMoves(tx, rows.map(({ id }) => id), start);
  const byIssue = Map.groupBy(all, ({ issue_id }) => issue_id);
  const fates = rows.map((row): Fate => {
    const moves = (byIssue.get(row.id) ?? []).filter(({ created_at }) => created_at <= end).flatMap(({ created_at, from_id, to_id }) => {
      const [was, is] = [from_id !== null && done.has(from_id), to_id !== null && done.has(to_id)];
      return was === is ? [] : [{ at: created_at, done: is }];
    });
    const first = (byIssue.get(row.id) ?? [])[0];
    const atStart = first?.from_id ?? row.status_id;
    const doneBefore = done.has(atStart);
    return { row, estimate: estimateOf(tx.sealer, unit, row), addedDuring: row.added_at > start, doneBefore, done: row.outcome === null ? (moves.at(-1)?.done ?? doneBefore) : row.outcome === 'done', moves };
  });
  return { unit, start, end, fates };
}

export function reportOf(sealer: Sealer, facts: SprintFacts) {
  const show = ({ row, estimate, addedDuring }: Fate): ReportedIssue => ({
    id: String(row.id), key: row.key, summary: sealer.open(sealedIn.issue.summary, row.id, row.summary), issueTypeId: String(row.issue_type_id), statusId: String(row.status_id), assignee: row.assignee, estimate, addedDuring,
  });
  const stayed = facts.fates.filter(({ row }) => row.removed_at === null);
  const gone = facts.fates.filter(({ row }) => row.removed_at !== null);
  const sum = (fates: readonly Fate[]) => fates.reduce((total, { estimate }) => total + estimate, 0);
  const completed = stayed.filter(({ done, doneBefore }) => done && !doneBefore);
  const outside = stayed.filter(({ done, doneBefore }) => done && doneBefore);
  return {
    unit: facts.unit, completed: completed.map(show), completedOutside: outside.map(show), notCompleted: stayed.filter(({ done }) => !done).map(show), removed: gone.map(show),
    totals: { committed: sum(facts.fates.filter(({ addedDuring }) => !addedDuring)), completed: sum(completed), added: sum(facts.fates.filter(({ addedDuring }) => addedDuring)), removed: sum(gone) },
  };
}

/** Every step of the remaining work from the sprint's start to its end, in the order of time. */
export function burndownOf(facts: SprintFacts): { readonly initial: number; readonly events: readonly BurndownEvent[] } {
  const atStart = facts.fates.filter(({ addedDuring, doneBefore }) => !addedDuring && !doneBefore);
  const initial = atStart.reduce((total, { estimate }) => total + estimate, 0);
  const steps = facts.fates.flatMap(({ row, estimate, addedDuring, doneBefore, moves }) => {
    const left = row.removed_at;
    const from = addedDuring ? row.added_at : facts.start;
    const inside = moves.filter(({ at }) => at >= from && (left === null || at <= left));
    const doneAtEntry = moves.filter(({ at }) => at < from).at(-1)?.done ?? doneBefore;
    const openAtExit = !(inside.at(-1)?.done ?? doneAtEntry);
    return [
      ...(addedDuring ? [{ at: row.added_at, issueKey: row.key, kind: 'added' as const, delta: doneAtEntry ? 0 : estimate }] : []),
      ...inside.map(({ at, done }) => ({ at, issueKey: row.key, kind: done ? 'done' as const : 'reopened' as const, delta: done ? -estimate : estimate })),
      ...(left !== null && left <= facts.end ? [{ at: left, issueKey: row.key, kind: 'removed' as const, delta: openAtExit ? -estimate : 0 }] : []),
    ];
  }).sort((one, two) => one.at.getTime() - two.at.getTime());
  let remaining = initial;
  const events: BurndownEvent[] = [{ at: facts.start.toISOString(), issueKey: null, kind: 'started', delta: 0, remaining }];
  for (const step of steps) {
    remaining += step.delta;
    events.push({ ...step, at: step.at.toISOString(), remaining });
  }
  return { initial, events };
}
