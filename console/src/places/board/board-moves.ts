// What a board looks like after a card has moved, and which neighbour the platform is told: pure, so that a
// move by mouse, touch or keys is the same thing.
import type { BoardColumn, BoardIssue, BoardView, Place } from '../../api/boards.ts';

export type Target = { readonly column: number; readonly beside?: string | undefined; readonly lane?: string | undefined };
export type CardMove = { readonly view: BoardView; readonly issue: BoardIssue; readonly from: BoardColumn; readonly to: BoardColumn; readonly place: Place };

export const columnOf = (view: BoardView, key: string): BoardColumn | undefined => view.columns.find((column) => column.issues.some((issue) => issue.key === key));

/** Dropped on a card further down its own column a card goes after it, else before it; dropped on a column, to its end. */
function placeIn(target: BoardColumn, key: string, beside: string | undefined): Place {
  const keys = target.issues.map((issue) => issue.key);
  if (beside === undefined || beside === key || !keys.includes(beside)) {
    const last = keys.filter((one) => one !== key).at(-1);
    return keys.includes(key) || last === undefined || target.nextPageToken !== undefined ? {} : { rankAfter: last };
  }
  const from = keys.indexOf(key);
  return from >= 0 && from < keys.indexOf(beside) ? { rankAfter: beside } : { rankBefore: beside };
}

function withCard(issues: readonly BoardIssue[], issue: BoardIssue, { rankBefore, rankAfter }: Place): readonly BoardIssue[] {
  const others = issues.filter((one) => one.key !== issue.key);
  const before = others.findIndex((one) => one.key === rankBefore);
  const after = others.findIndex((one) => one.key === rankAfter);
  const at = before >= 0 ? before : after >= 0 ? after + 1 : others.length;
  return [...others.slice(0, at), issue, ...others.slice(at)];
}

/** Undefined where nothing would change. */
export function moveCard(view: BoardView, key: string, target: Target): CardMove | undefined {
  const from = columnOf(view, key);
  const to = view.columns.find((column) => column.index === target.column);
  const issue = from?.issues.find((one) => one.key === key);
  if (from === undefined || to === undefined || issue === undefined) return undefined;
  const place = placeIn(to, key, target.beside);
  if (from.index === to.index && place.rankBefore === undefined && place.rankAfter === undefined) return undefined;
  const moved = view.columns.map((column): BoardColumn => {
    if (column.index === to.index) return { ...column, issues: withCard(column.issues, issue, place), count: column.count + (from.index === to.index ? 0 : 1) };
    return column.index === from.index ? { ...column, issues: column.issues.filter((one) => one.key !== key), count: column.count - 1 } : column;
  });
  return { view: { ...view, columns: moved }, issue, from, to, place };
}

/** One step by keys: to the neighbouring column, or past the card above or below. */
export function stepOf(view: BoardView, key: string, direction: 'left' | 'right' | 'up' | 'down'): Target | undefined {
  const column = columnOf(view, key);
  if (column === undefined) return undefined;
  if (direction === 'left' || direction === 'right') {
    const next = view.columns[view.columns.indexOf(column) + (direction === 'left' ? -1 : 1)];
    return next === undefined ? undefined : { column: next.index, beside: next.issues[0]?.key };
  }
  const beside = column.issues[column.issues.findIndex((issue) => issue.key === key) + (direction === 'up' ? -1 : 1)]?.key;
  return beside === undefined ? undefined : { column: column.index, beside };
}

/** How a column stands to its limits. */
export function limitState(column: Pick<BoardColumn, 'count' | 'limitCount' | 'min' | 'max'>): 'over' | 'under' | 'within' {
  const count = column.limitCount ?? column.count;
  if (column.max !== undefined && count > column.max) return 'over';
  return column.min !== undefined && count < column.min ? 'under' : 'within';
}
