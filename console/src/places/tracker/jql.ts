// The search bar speaks two languages: words (which become a safe query) and JQL as it is. Values are
// always quoted and escaped, so that what somebody types can never change the shape of the query.

export type IssueFilters = {
  readonly project?: string | undefined;
  readonly q?: string | undefined;
  readonly jql?: string | undefined;
  readonly status?: string | undefined;
  readonly type?: string | undefined;
  readonly assignee?: string | undefined;
  readonly label?: string | undefined;
  readonly sort?: string | undefined;
};

const sortableFields = ['key', 'status', 'priority', 'assignee', 'reporter', 'issuetype', 'resolution', 'project', 'updated', 'created', 'due', 'resolved'] as const;
export type SortField = (typeof sortableFields)[number];
export type Sort = { readonly field: SortField; readonly direction: 'asc' | 'desc' };

export const quoted = (value: string): string => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

const keyShape = /^([A-Za-z][A-Za-z0-9_]{1,254})-(\d{1,18})$/;

/** `abc-12` is the issue ABC-12 itself, not a search for words. */
export function issueKeyOf(text: string): string | undefined {
  const found = keyShape.exec(text.trim());
  return found === null ? undefined : `${found[1]?.toUpperCase() ?? ''}-${found[2] ?? ''}`;
}

export function sortOf(text: string | undefined): Sort {
  const [name, direction] = (text ?? '').split('.');
  const field = sortableFields.find((candidate) => candidate === name) ?? 'updated';
  return { field, direction: direction === 'asc' ? 'asc' : 'desc' };
}

export const sortText = (sort: Sort): string => `${sort.field}.${sort.direction}`;

/** Clauses of the filters joined by AND; JQL typed by the person stands in brackets, its own ORDER BY wins. */
export function jqlOf(filters: IssueFilters): string {
  const clauses: string[] = [];
  if (filters.project) clauses.push(`project = ${quoted(filters.project)}`);
  if (filters.q) {
    const key = issueKeyOf(filters.q);
    clauses.push(key === undefined ? `text ~ ${quoted(filters.q)}` : `key = ${quoted(key)}`);
  }
  if (filters.status) clauses.push(`status = ${quoted(filters.status)}`);
  if (filters.type) clauses.push(`issuetype = ${quoted(filters.type)}`);
  if (filters.label) clauses.push(`labels = ${quoted(filters.label)}`);
  if (filters.assignee === 'me') clauses.push('assignee = currentUser()');
  else if (filters.assignee === 'none') clauses.push('assignee IS EMPTY');
  else if (filters.assignee) clauses.push(`assignee = ${quoted(filters.assignee)}`);

  const [own, ownOrder] = splitOrder(filters.jql ?? '');
  if (own !== '') clauses.push(clauses.length === 0 ? own : `(${own})`);
  const sort = sortOf(filters.sort);
  const order = ownOrder !== undefined && filters.sort === undefined ? ownOrder : `${sort.field} ${sort.direction.toUpperCase()}`;
  return `${clauses.join(' AND ')} ORDER BY ${order}`.trim();
}

function splitOrder(jql: string): readonly [string, string | undefined] {
  // Words in quotes are values, whatever they say.
  const masked = jql.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, (quote) => '"'.repeat(quote.length));
  const at = /(^|\s)order\s+by\s+/i.exec(masked);
  if (at === null) return [jql.trim(), undefined];
  return [jql.slice(0, at.index).trim(), jql.slice(at.index + at[0].length).trim()];
}

const value = '("(?:[^"\\\\]|\\\\.)*"|[\\p{L}\\p{N}_.:@/+-]+)';
const shapes: readonly (readonly [keyof IssueFilters, RegExp])[] = [
  ['project', new RegExp(`^project\\s*=\\s*${value}$`, 'iu')], ['q', new RegExp(`^text\\s*~\\s*${value}$`, 'iu')], ['q', new RegExp(`^key\\s*=\\s*${value}$`, 'iu')], ['status', new RegExp(`^status\\s*=\\s*${value}$`, 'iu')],
  ['type', new RegExp(`^(?:issuetype|type)\\s*=\\s*${value}$`, 'iu')], ['label', new RegExp(`^labels\\s*=\\s*${value}$`, 'iu')], ['assignee', new RegExp(`^assignee\\s*=\\s*${value}$`, 'iu')],
];
const unquoted = (text: string): string => (text.startsWith('"') ? text.slice(1, -1).replaceAll(/\\(.)/g, '$1') : text);

/** The filters that say what a query says; undefined when it says more than they can. */
export function filtersOf(jql: string): IssueFilters | undefined {
  const [own, order] = splitOrder(jql);
  const found: { -readonly [Name in keyof IssueFilters]: IssueFilters[Name] } = {};
  for (const clause of own === '' ? [] : own.split(/\s+and\s+/i)) {
    const [name, text] = clauseOf(clause.trim());
    if (name === undefined || found[name] !== undefined) return undefined;
    found[name] = text;
  }
  if (order !== undefined) {
    const sort = /^(\w+)(?:\s+(asc|desc))?$/i.exec(order);
    const field = sortableFields.find((one) => one === sort?.[1]?.toLowerCase());
    if (field === undefined) return undefined;
    found.sort = sortText({ field, direction: sort?.[2]?.toLowerCase() === 'asc' ? 'asc' : 'desc' });
  }
  return found;
}

function clauseOf(clause: string): readonly [keyof IssueFilters, string] | readonly [undefined, undefined] {
  if (/^assignee\s*=\s*currentUser\(\)$/i.test(clause)) return ['assignee', 'me'];
  if (/^assignee\s+is\s+empty$/i.test(clause)) return ['assignee', 'none'];
  for (const [name, shape] of shapes) {
    const [, text] = shape.exec(clause) ?? [];
    if (text !== undefined && !/^(?:empty|null)$/i.test(text)) return [name, unquoted(text)];
  }
  return [undefined, undefined];
}

export const searchJql = (words: string): string => jqlOf({ q: words });
