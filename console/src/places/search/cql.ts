// Words to CQL, quoted like JQL: what is typed stays a value.
import { quoted } from '../tracker/jql.ts';

export type CqlFilters = { readonly space?: string | undefined; readonly type?: 'page' | 'blogpost' | undefined };

export function searchCql(words: string, field: 'text' | 'title', filters: CqlFilters = {}): string {
  const clauses = [`${field} ~ ${quoted(words)}`];
  if (filters.space) clauses.push(`space = ${quoted(filters.space)}`);
  if (filters.type) clauses.push(`type = ${filters.type}`);
  return clauses.join(' AND ');
}
