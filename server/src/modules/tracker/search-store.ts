/** Runs compiled searches: whole pages where SQL answers everything, candidates to open where sealed text is asked for. */
import type { ReadTx } from '../../kernel/db/index.ts';
import type { TenantId } from '../../kernel/ids/index.ts';
import { visibleIssue } from './access-store.ts';
import { sqlLeaves, superset, textFields, type Condition, type TextField } from './jql-condition.ts';
import { issueColumns, issueSource, readable, type HexBytes, type IssuePart, type IssueRow } from './issue-read-store.ts';
import { after, type SortKey } from './jql-sort.ts';

export interface CompiledSearch {
  readonly condition: Condition;
  /** A plain UUID: it goes into the text. */
  readonly tenant: TenantId;
  readonly keys: readonly SortKey[];
  /** Everything bound so far; the first three are the viewer's. */
  readonly values: readonly unknown[];
  /** Those of the condition alone: what counts does not sort, and every bound value must be named. */
  readonly conditionValues: readonly unknown[];
}

export type Keyed<Row> = Row & { readonly sort_keys: readonly string[] };

const keyArray = (keys: readonly SortKey[]) => `array[${keys.map(({ sql }) => `(${sql})::text`).join(', ')}] as sort_keys`;
const ordered = (keys: readonly SortKey[]) => keys.map(({ sql, descending }) => `${sql}${descending ? ' desc' : ''}`).join(', ');
/**
 * Row security keeps to the tenant in any case; that its id stands here as a constant too tells the planner how many rows this
 * tenant has (the setting that row security compares with has no value when a plan is made, and every tenant looks average).
 */
function base({ condition, tenant }: Pick<CompiledSearch, 'condition' | 'tenant'>): string {
  return `i.tenant_id = '${tenant}'::uuid and p.tenant_id = '${tenant}'::uuid and i.trashed_at is null and ${visibleIssue('i', 'p')} and ${superset(condition)}`;
}

/** The condition on what a search finds; `$3` is bound for pages and must be named once in every statement. */
export function foundBy(search: CompiledSearch): string {
  return `${base(search)} and ($3::uuid is null or true)`;
}

/** Further values for a statement about what a search finds. */
export function bound(search: CompiledSearch) {
  const values = [...search.values];
  const bind = (value: unknown) => {
    values.push(value);
    return `$${values.length}`;
  };
  return { values, bind };
}

/** A page of issues with the wanted parts, after the row with these keys, or from an offset. */
export async function searchPage(tx: ReadTx, search: CompiledSearch, wanted: ReadonlySet<IssuePart>, page: { readonly after: readonly string[] | null; readonly offset: number; readonly limit: number }): Promise<readonly Keyed<IssueRow>[]> {
  const { values, bind } = bound(search);
  const next = page.after === null ? '' : `and ${after(search.keys, page.after, bind)}`;
  const text = `select ${issueColumns(wanted)}, ${keyArray(search.keys)} from ${issueSource} where ${base(search)} ${next}
    order by ${ordered(search.keys)} limit ${bind(page.limit)} offset ${bind(page.offset)}`;
  return tx.sql<Keyed<IssueRow>>(text, values);
}

export async function countMatches(tx: ReadTx, search: CompiledSearch): Promise<number> {
  const [row] = await tx.sql<{ count: number }>(`select count(*) as count from ${issueSource} where ${foundBy(search)}`, search.conditionValues);
  return row?.count ?? 0;
}

export interface Candidate {
  readonly id: number;
  readonly truths: readonly (boolean | null)[];
  readonly summary: Buffer;
  readonly description: Buffer | null;
  readonly environment: Buffer | null;
  readonly comments: readonly { readonly id: number; readonly body: HexBytes }[] | null;
  readonly texts: readonly { readonly id: number; readonly field_id: number; readonly kind: string; readonly value: HexBytes }[] | null;
}

const needs = (fields: ReadonlySet<TextField>, field: TextField) => fields.has(field) || fields.has('text');

export async function searchCandidates(tx: ReadTx, search: CompiledSearch, page: { readonly after: readonly string[] | null; readonly limit: number }): Promise<readonly Keyed<Candidate>[]> {
  const { values, bind } = bound(search);
  const fields = textFields(search.condition);
  const custom = fields.has('text') || [...fields].some((field) => field.startsWith('customfield'));
  const next = page.after === null ? '' : `and ${after(search.keys, page.after, bind)}`;
  const truths = sqlLeaves(search.condition);
  const text = `select i.id, ${keyArray(search.keys)}, array[${truths.length === 0 ? 'true' : truths.join(', ')}]::boolean[] as truths, i.summary, $3::uuid is null as anonymous,
      ${needs(fields, 'description') ? 'i.description' : 'null::bytea as description'}, ${needs(fields, 'environment') ? 'i.environment' : 'null::bytea as environment'},
      ${needs(fields, 'comment') ? `(select json_agg(json_build_object('id', c.id, 'body', c.body)) from tracker.comment c where c.issue_id = i.id and c.trashed_at is null and ${readable('c')})` : 'null'} as comments,
      ${custom ? `(select json_agg(json_build_object('id', v.id, 'field_id', v.field_id, 'kind', v.kind, 'value', v.value)) from tracker.custom_field_value v where v.issue_id = i.id and v.value is not null)` : 'null'} as texts
    from ${issueSource} where ${base(search)} ${next} order by ${ordered(search.keys)} limit ${bind(page.limit)}`;
  return tx.sql<Keyed<Candidate>>(text, values);
}
