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

const sortableFields = ['key', 'summary', 'status', 'priority', 'updated', 'created'] as const;
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
  const at = /(^|\s)order\s+by\s+/i.exec(jql);
  if (at === null) return [jql.trim(), undefined];
  return [jql.slice(0, at.index).trim(), jql.slice(at.index + at[0].length).trim()];
}

export const searchJql = (words: string): string => jqlOf({ q: words });
