/**
 * Tenant-local ids and issue numbers. A counter is never lowered, so nothing is handed out twice (R4, recovery class
 * `counter`). Its row is locked until the transaction ends: ids at or above `next` are free for certain.
 */
import type { Tx } from '../../kernel/db/index.ts';
import { defineTable, insertRows } from './row-batch.ts';

/** Every table whose rows have an id of their own, with the first id that is handed out. */
export const contentCounters = {
  person_group: 1, issue_type: 10_001, priority: 10_001, resolution: 10_001, status: 10_001, link_type: 10_001, workflow: 1,
  workflow_transition: 1, workflow_scheme: 10_001, project_category: 10_001, project_role: 10_101, project_role_actor: 10_001,
  project: 10_001, component: 10_001, version: 10_001, custom_field: 10_001, custom_field_option: 10_001, saved_filter: 10_001,
  saved_filter_share: 10_001, issue: 10_001, label: 1, custom_field_value: 10_001, comment: 10_001, worklog: 10_001, attachment: 10_001,
  issue_link: 10_001, dashboard: 10_001, dashboard_gadget: 10_001, change: 10_001, change_item: 10_001, import_record: 1, original: 1,
  board: 1, board_column: 1, board_query: 1, sprint: 1, custom_field_context: 1_000_000_000_001,
  request_type: 1, request_type_field: 1, comment_version: 1, remote_link: 10_001, issue_property: 1,
  security_scheme: 10_001, security_level: 10_001,
} as const;
export type CounterName = keyof typeof contentCounters;

/** Ids of imported rows are kept up to here; a larger one would use up the range that fits a JavaScript number. */
const keptIdMax = 2 ** 45;

const counterTable = defineTable('tracker.counter', { name: 'text', next: 'bigint' });

export async function createCounters(tx: Tx, counters: Readonly<Record<string, number>>): Promise<void> {
  await insertRows(tx, counterTable, Object.entries(counters).map(([name, next]) => ({ name, next })), 'on conflict do nothing');
}

/** The counter from which a project's issue numbers come. */
export function numberCounter(projectId: number): string {
  return `number:${projectId}`;
}

const take = `
  with before as (select next from tracker.counter where name = $1 for update)
  update tracker.counter c set next = greatest(b.next, $2::bigint) + $3::bigint from before b where c.name = $1
  returning b.next as before, c.next - $3::bigint as first`;

async function takeFrom(tx: Tx, name: string, atLeast: number, count: number): Promise<{ before: number; first: number }> {
  const [taken] = await tx.sql<{ before: number; first: number }>(take, [name, atLeast, count]);
  if (taken !== undefined) return taken;
  if (!isContentCounter(name)) throw new Error(`the counter ${name} was never created`);
  await createMissing(tx);
  return takeFrom(tx, name, atLeast, count);
}

function isContentCounter(name: string): name is CounterName {
  return Object.hasOwn(contentCounters, name);
}

/** Kinds of content that are younger than the tenant get their counters when they are first asked for. */
async function createMissing(tx: Tx): Promise<void> {
  await createCounters(tx, contentCounters);
}

/** `count` fresh ids in a row; the first is answered. */
export async function nextIds(tx: Tx, name: CounterName, count: number): Promise<number> {
  return (await takeFrom(tx, name, 0, count)).first;
}

/** Fresh ids of several tables in one statement. */
export async function nextIdsOf(tx: Tx, counts: Partial<Record<CounterName, number>>): Promise<ReadonlyMap<CounterName, number>> {
  const wanted = Object.entries(counts).filter(([, count]) => count > 0).sort(([left], [right]) => (left < right ? -1 : 1));
  if (wanted.length === 0) return new Map();
  const rows = await tx.sql<{ name: CounterName; first: number }>(
    `update tracker.counter c set next = c.next + w.count from unnest($1::text[], $2::bigint[]) as w (name, count) where c.name = w.name
     returning c.name, c.next - w.count as first`,
    [wanted.map(([name]) => name), wanted.map(([, count]) => count)],
  );
  if (rows.length < wanted.length) {
    await createMissing(tx);
    const missing = wanted.filter(([name]) => !rows.some((row) => row.name === name));
    for (const [name, count] of missing) rows.push({ name: name as CounterName, first: await nextIds(tx, name as CounterName, count) }); // keys of `counts`
  }
  return new Map(rows.map(({ name, first }) => [name, first]));
}

/** The next number of a project: locks its counter, so that numbers have no holes but those of failed transactions. */
export async function nextNumbers(tx: Tx, projectId: number, count: number): Promise<number> {
  return (await takeFrom(tx, numberCounter(projectId), 1, count)).first;
}

/** Makes sure that no number up to these is handed out again. */
export async function raiseNumbers(tx: Tx, lastNumbers: ReadonlyMap<number, number>): Promise<void> {
  const projects = [...lastNumbers].sort(([left], [right]) => left - right);
  if (projects.length === 0) return;
  await tx.changeSql(
    `update tracker.counter c set next = w.next from unnest($1::text[], $2::bigint[]) as w (name, next) where c.name = w.name and c.next < w.next`,
    [projects.map(([id]) => numberCounter(id)), projects.map(([, last]) => last + 1)],
  );
}

/**
 * Local ids for rows with ids of their own: the wanted id where it is free, a fresh one where it is taken or null. The ids
 * that a caller wants must differ from each other.
 */
export async function keepOrTakeIds(tx: Tx, name: CounterName, wanted: readonly (number | null)[]): Promise<readonly number[]> {
  const keepable = wanted.map((id) => (id !== null && id > 0 && id <= keptIdMax ? id : null));
  const highest = keepable.reduce<number>((max, id) => Math.max(max, id ?? 0), 0);
  const fresh = keepable.filter((id) => id === null).length;
  const { before, first } = await takeFrom(tx, name, highest + 1, fresh);
  const low = keepable.filter((id): id is number => id !== null && id < before);
  // `name` is one of contentCounters' keys, never text from outside.
  const taken = new Set(low.length === 0 ? [] : (await tx.sql<{ id: number }>(`select id from tracker.${name} where id = any($1::bigint[])`, [low])).map(({ id }) => id));
  let next = first;
  let replacement = taken.size === 0 ? 0 : await nextIds(tx, name, taken.size);
  return keepable.map((id) => {
    if (id === null) return next++;
    return taken.has(id) ? replacement++ : id;
  });
}
