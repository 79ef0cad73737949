// What a backlog looks like after issues have moved between its sprints and the rest: pure, like a board's moves.
import type { Backlog, BoardIssue, IssuePage, Place } from '../../api/boards.ts';

/** A sprint by its id, or what is in none. */
export type Part = number | 'backlog';
type Section = IssuePage & { readonly count: number };

const partsOf = (backlog: Backlog): readonly (readonly [Part, Section])[] => [...backlog.sprints.map((sprint) => [sprint.id, sprint] as const), ['backlog', backlog.backlog] as const];

export const partOf = (backlog: Backlog, key: string): Part | undefined => partsOf(backlog).find(([, section]) => section.issues.some((issue) => issue.key === key))?.[0];

export type BacklogMove = { readonly backlog: Backlog; readonly key: string; readonly from: Part; readonly to: Part; readonly place: Place };

function change<Kind extends Section>(section: Kind, issues: readonly BoardIssue[], by: number): Kind {
  return { ...section, issues, count: section.count + by };
}

/** Undefined where nothing would change. `beside` is the row it was dropped on; none is the end of the part. */
export function moveInBacklog(backlog: Backlog, key: string, to: Part, beside: string | undefined): BacklogMove | undefined {
  const from = partOf(backlog, key);
  const target = partsOf(backlog).find(([part]) => part === to)?.[1];
  const issue = partsOf(backlog).flatMap(([, section]) => section.issues).find((one) => one.key === key);
  if (from === undefined || target === undefined || issue === undefined || beside === key) return undefined;
  const keys = target.issues.map((one) => one.key);
  const at = beside === undefined ? -1 : keys.indexOf(beside);
  const down = from === to && keys.indexOf(key) < at;
  if (from === to && at < 0) return undefined;
  const last = keys.at(-1);
  const place: Place = at < 0 ? (last === undefined || target.nextPageToken !== undefined ? {} : { rankAfter: last }) : down ? { rankAfter: beside ?? '' } : { rankBefore: beside ?? '' };
  const rearranged = <Kind extends Section>(part: Part, section: Kind): Kind => {
    const others = section.issues.filter((one) => one.key !== key);
    if (part !== to) return part === from ? change(section, others, -1) : section;
    const next = at < 0 ? others.length : others.findIndex((one) => one.key === beside) + (down ? 1 : 0);
    return change(section, [...others.slice(0, next), issue, ...others.slice(next)], part === from ? 0 : 1);
  };
  return {
    key, from, to, place,
    backlog: { sprints: backlog.sprints.map((sprint) => rearranged(sprint.id, sprint)), backlog: rearranged('backlog', backlog.backlog) },
  };
}

/** One row up or down, over the edge into the neighbouring part. */
export function stepInBacklog(backlog: Backlog, key: string, by: 1 | -1): { readonly to: Part; readonly beside: string | undefined } | undefined {
  const parts = partsOf(backlog);
  const at = parts.findIndex(([, section]) => section.issues.some((issue) => issue.key === key));
  const here = parts[at];
  if (here === undefined) return undefined;
  const next = here[1].issues[here[1].issues.findIndex((issue) => issue.key === key) + by];
  if (next !== undefined) return { to: here[0], beside: next.key };
  const neighbour = parts[at + by];
  return neighbour === undefined ? undefined : { to: neighbour[0], beside: by === 1 ? neighbour[1].issues[0]?.key : undefined };
}
