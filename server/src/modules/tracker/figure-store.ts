/** Counts over what a search finds, for charts: by day, by age, by a field. Always with the viewer's grants, as the search itself. */
import type { ReadTx } from '../../kernel/db/index.ts';
import { issueSource } from './issue-read-store.ts';
import { bound, foundBy, type CompiledSearch } from './search-store.ts';

export type Grouping = 'status' | 'assignee' | 'priority' | 'issuetype' | 'reporter' | 'resolution' | 'project' | 'component' | 'label';
const groupColumns: Readonly<Record<Grouping, { readonly key: string; readonly join?: string }>> = {
  status: { key: 'i.status_id' }, priority: { key: 'i.priority_id' }, issuetype: { key: 'i.issue_type_id' }, resolution: { key: 'i.resolution_id' }, project: { key: 'i.project_id' }, assignee: { key: 'i.assignee' }, reporter: { key: 'i.reporter' },
  component: { key: 'x.component_id', join: 'left join tracker.issue_component x on x.tenant_id = i.tenant_id and x.issue_id = i.id' }, label: { key: 'x.label_id', join: 'left join tracker.issue_label x on x.tenant_id = i.tenant_id and x.issue_id = i.id' },
};

export interface GroupRow { readonly key: string | null; readonly count: number }

/** Largest first; an issue with two labels counts in both. */
export async function countBy(tx: ReadTx, search: CompiledSearch, by: Grouping): Promise<readonly GroupRow[]> {
  const { key, join = '' } = groupColumns[by];
  return tx.sql(`select ${key}::text as key, count(*) as count from ${issueSource} ${join} where ${foundBy(search)} group by ${key} order by count(*) desc, ${key} limit 1000`, search.values);
}

export interface NamedRow { readonly id: number; readonly name: Buffer; readonly key: string | null }

/** Names of projects, components or labels by id. */
export async function namesOf(tx: ReadTx, kind: 'project' | 'component' | 'label', ids: readonly number[]): Promise<readonly NamedRow[]> {
  return tx.sql(`select t.id, t.name, ${kind === 'project' ? 't.key' : 'null::text'} as key from tracker.${kind} t where t.id = any($1::bigint[])`, [ids]);
}

export interface DayRow { readonly day: string; readonly created: number; readonly resolved: number }

/** Days of the person's time zone with anything created or resolved on them. */
export async function countByDay(tx: ReadTx, search: CompiledSearch, from: Date, timeZone: string): Promise<readonly DayRow[]> {
  const { values, bind } = bound(search);
  const [since, zone] = [bind(from), bind(timeZone)];
  const daysOf = (column: string, created: number) => `select (${column} at time zone ${zone}::text)::date as day, ${created} as created, ${1 - created} as resolved from ${issueSource} where ${foundBy(search)} and ${column} >= ${since}::timestamptz`;
  return tx.sql(`select day::text as day, sum(created)::bigint as created, sum(resolved)::bigint as resolved from (${daysOf('i.created_at', 1)} union all ${daysOf('i.resolved_at', 0)}) d group by day order by day`, values);
}

export interface AgeRow { readonly bucket: number; readonly count: number }

/** Unresolved issues by the bucket of their age; `starts` are the moments at which the buckets begin, youngest first. */
export async function countByAge(tx: ReadTx, search: CompiledSearch, starts: readonly Date[]): Promise<{ readonly buckets: readonly AgeRow[]; readonly medianDays: number | null }> {
  const { values, bind } = bound(search);
  const cases = starts.map((start, index) => `when i.created_at > ${bind(start)}::timestamptz then ${index}`).join(' ');
  const now = bind(tx.now);
  const rows = await tx.sql<AgeRow & { readonly median: number | null }>(
    `with ages as (select case ${cases} else ${starts.length} end as bucket, extract(epoch from ${now}::timestamptz - i.created_at) / 86400 as days from ${issueSource} where ${foundBy(search)} and i.resolved_at is null)
     select bucket::bigint as bucket, count(*) as count, (select percentile_cont(0.5) within group (order by days) from ages)::float8 as median from ages group by bucket order by bucket`, values);
  return { buckets: rows, medianDays: rows[0]?.median ?? null };
}
