/** `order by` as SQL expressions whose values can be carried in a page token: no content, never null, ending in the issue's id. */
import type { Configuration, ConfiguredItem } from './configuration-store.ts';
import { JqlFault } from './jql-error.ts';
import { fieldName } from './jql-catalogue.ts';
import type { JqlSort } from './parse-jql.ts';

export interface SortKey {
  readonly sql: string;
  readonly type: 'bigint' | 'timestamptz' | 'text' | 'date';
  readonly descending: boolean;
}

type Expression = Pick<SortKey, 'sql' | 'type'> & { readonly descendingFirst?: boolean };
type Ranked = (column: string, items: readonly ConfiguredItem[]) => Expression;

/** Where priorities stand in the order of their ids, as they do unless somebody moved them, an index of that very expression gives the order. */
function priorityKey(items: readonly ConfiguredItem[], ranked: Ranked): Expression {
  const ascending = items.every(({ id }, index) => index === 0 || id > (items[index - 1]?.id ?? 0));
  return ascending ? { sql: 'coalesce(-i.priority_id, -9007199254740991)', type: 'bigint', descendingFirst: true } : { ...ranked('i.priority_id', [...items].reverse()), descendingFirst: true };
}

interface Found {
  /** Everything found is in one project: its key then orders nothing. */
  readonly oneProject: boolean;
  /** Fields that are never empty in what is found: they order as they are, by their index. */
  readonly present: ReadonlySet<string>;
}

export function sortKeys(orderBy: readonly JqlSort[], configuration: Configuration, { oneProject, present }: Found, bind: (value: unknown) => string): readonly SortKey[] {
  const ranked = (column: string, items: readonly ConfiguredItem[]): Expression => ({ sql: `coalesce(array_position(${bind(items.map(({ id }) => id))}::bigint[], ${column}), 100000)::bigint`, type: 'bigint' });
  const duration = (column: string): Expression => ({ sql: `coalesce(${column}, -1)`, type: 'bigint', descendingFirst: true });
  const person = (column: string): Expression => ({ sql: `coalesce(${column}::text, 'g')`, type: 'text' });
  const expressions: Readonly<Record<string, () => readonly Expression[]>> = {
    created: () => [{ sql: 'i.created_at', type: 'timestamptz', descendingFirst: true }],
    updated: () => [{ sql: 'i.updated_at', type: 'timestamptz', descendingFirst: true }],
    resolved: () => [{ sql: present.has('resolved') ? 'i.resolved_at' : `coalesce(i.resolved_at, 'infinity'::timestamptz)`, type: 'timestamptz' }],
    due: () => [{ sql: present.has('due') ? 'i.due_on' : `coalesce(i.due_on, 'infinity'::date)`, type: 'date' }],
    issue: () => [...(oneProject ? [] : [{ sql: 'p.key', type: 'text' } as const]), { sql: 'i.number', type: 'bigint' }],
    project: () => [{ sql: 'p.key', type: 'text' }],
    // The most urgent stands first in its list and counts as the highest.
    priority: () => [priorityKey(configuration.priority.all, ranked)],
    status: () => [ranked('i.status_id', configuration.status.all)],
    issuetype: () => [ranked('i.issue_type_id', configuration.issueType.all)],
    resolution: () => [ranked('i.resolution_id', configuration.resolution.all)],
    assignee: () => [person('i.assignee')], reporter: () => [person('i.reporter')], creator: () => [person('i.creator')],
    rank: () => [{ sql: 'i.rank', type: 'text' }],
    originalestimate: () => [duration('i.original_estimate_s')], remainingestimate: () => [duration('i.remaining_estimate_s')], timespent: () => [duration('i.time_spent_s')],
    parent: () => [{ sql: 'coalesce(i.parent_id, 9007199254740991)', type: 'bigint' }],
  };
  const keys = orderBy.flatMap(({ field, descending, column }) => {
    const made = expressions[fieldName(field)]?.();
    if (made === undefined) throw new JqlFault(`Issues cannot be ordered by "${field}"`, column);
    return made.map((expression): SortKey => ({ sql: expression.sql, type: expression.type, descending: descending ?? expression.descendingFirst === true }));
  });
  const wanted = keys.length > 0 ? keys : [{ sql: 'i.created_at', type: 'timestamptz', descending: true } as const];
  return [...wanted, { sql: 'i.id', type: 'bigint', descending: wanted[0]?.descending ?? true }];
}

/** Condition for what comes after a row with these key values. */
export function after(keys: readonly SortKey[], values: readonly string[], bind: (value: unknown) => string): string {
  const bound = keys.map((key, index) => `${bind(values[index] ?? '')}::${key.type}`);
  const branches = keys.map((key, index) => {
    const equal = keys.slice(0, index).map((earlier, at) => `${earlier.sql} = ${bound[at] ?? ''}`);
    return `(${[...equal, `${key.sql} ${key.descending ? '<' : '>'} ${bound[index] ?? ''}`].join(' and ')})`;
  });
  return `(${branches.join(' or ')})`;
}
