/**
 * Questions to the index, in the statement of the product that owns the rows. `textHits` is a superset for a product's own query
 * language; `rankItems` gives the best of what the viewer sees.
 *
 * A word's list is read newest item first and at most `readMax` long, and the rarest word leads: a word that is everywhere
 * never makes the database read everything. What is then ranked are all items that have the rarest word, or the newest
 * `readMax` of them; the title's own list is read beside it, so that items that are about the word are among them.
 */
import type { ReadTx } from '../../kernel/db/index.ts';
import type { Sealer } from '../../kernel/seal/index.ts';
import { prefixToken } from './analyse.ts';
import { wordToken, type WordClass } from './item-tokens.ts';
import type { ItemKind, VisibleRows } from './search-source.ts';
import { isEmptyQuery, type TextQuery } from './text-query.ts';

/** Entries of one list that one search reads. */
const readMax = 2_000;
export const rankedMax = 200;

/** What changed this recently is opened whether the index knows it yet or not: whoever writes finds at once what they wrote. */
const freshMs = 30_000;

/** Where the items live, for those that the index may not know yet. */
export interface LivingRows {
  readonly table: string;
  readonly changedAt: string;
  readonly now: Date;
  /** `and …` on `fresh`, where an index needs it. */
  readonly condition?: string;
}

/** One for each thing that must be met: tokens of which any will do. */
function neededTokens(sealer: Sealer, kind: ItemKind, query: TextQuery, classes: readonly WordClass[]): readonly (readonly Buffer[])[] | null {
  const forms = (words: Iterable<string>) => [...words].flatMap((word) => classes.map((wordClass) => wordToken(sealer, kind, wordClass, word)));
  const needed = [...query.words.map(({ stems }) => forms(stems)), ...query.phrases.flatMap((phrase) => phrase.filter(({ stems }) => stems.size > 0).map(({ stems }) => forms(stems)))];
  for (const beginning of query.prefixes) {
    const token = prefixToken(beginning);
    if (token !== undefined) needed.push([wordToken(sealer, kind, 'p', token)]);
  }
  return needed.length === 0 ? null : needed;
}

/**
 * A `select` of item ids that holds every item that matches, for `id in (…)`; null where the index cannot narrow: an empty
 * question, small words only, or a beginning that may stand in a body. It is a superset: what comes out is checked on opened text.
 */
export function textHits(sealer: Sealer, kind: ItemKind, query: TextQuery, scope: 'any' | 'title', rows: LivingRows, bind: (value: unknown) => string): string | null {
  if (isEmptyQuery(query) || (scope === 'any' && query.prefixes.length > 0)) return null;
  const needed = neededTokens(sealer, kind, query, scope === 'title' ? ['t'] : ['w', 'r']);
  if (needed === null) return null;
  const [first, ...others] = needed.map((tokens) => bind(tokens));
  return `select p.item_id from search.posting p where p.token = any(${first ?? ''}::bytea[])${others
    .map((tokens) => ` and exists (select 1 from search.posting q where q.token = any(${tokens}::bytea[]) and q.item_id = p.item_id)`).join('')}
    union all select fresh.id from ${rows.table} fresh where fresh.${rows.changedAt} > ${bind(new Date(rows.now.getTime() - freshMs))}::timestamptz ${rows.condition ?? ''}
    union all select every.id from ${rows.table} every where not exists (select 1 from search.build b where b.done_at is not null)`;
}

export interface RankedItem {
  readonly id: number;
  readonly score: number;
}

export interface Ranking {
  readonly items: readonly RankedItem[];
  /** Of those that were ranked, how many the viewer sees. */
  readonly total: number;
  /** The rarest word has more items than were read. */
  readonly isCut: boolean;
}

export interface RankRequest {
  readonly kind: ItemKind;
  readonly query: TextQuery;
  /** Recency counts from here; the same for all pages of one search. */
  readonly asOf: Date;
  readonly limit: number;
}

async function listLengths(tx: ReadTx, needed: readonly (readonly Buffer[])[]): Promise<readonly number[]> {
  const counts = needed.map((_tokens, index) => `(select count(*) from (select 1 from search.posting p where p.token = any($${String(index + 1)}::bytea[]) limit ${String(readMax + 1)}) c) as n${String(index)}`);
  const [row] = await tx.sql<Record<string, number>>(`select ${counts.join(', ')}`, needed);
  return needed.map((_tokens, index) => row?.[`n${String(index)}`] ?? 0);
}

/** Rarer words say more. Lengths are known up to `readMax`; beyond, a word is as common as any. */
const rarity = (length: number): number => Math.log(1 + 200_000 / (length + 1));

export async function rankItems(tx: ReadTx, rows: VisibleRows, request: RankRequest): Promise<Ranking> {
  const needed = neededTokens(tx.sealer, request.kind, request.query, ['w']);
  if (needed === null) return { items: [], total: 0, isCut: false };
  const lengths = await listLengths(tx, needed);
  if (lengths.includes(0)) return { items: [], total: 0, isCut: false };
  const order = needed.map((tokens, index) => ({ tokens, length: lengths[index] ?? 0 })).sort((a, b) => a.length - b.length);
  const [lead, ...others] = order;
  if (lead === undefined) return { items: [], total: 0, isCut: false };
  const values = [...rows.values];
  const bind = (value: unknown) => `$${String(values.push(value))}`;
  const inTitle = neededTokens(tx.sealer, request.kind, { ...request.query, prefixes: [] }, ['t']);
  const titles = inTitle?.[needed.indexOf(lead.tokens)];
  const lists = [...lead.tokens, ...(lead.length > readMax ? (titles ?? []) : [])].map((token) => `(select item_id, weight from search.posting where token = ${bind(token)}::bytea order by item_id desc limit ${String(readMax)})`);
  const weights = others.map(({ tokens }, index) => `cross join lateral (select max(q.weight) as weight from search.posting q where q.token = any(${bind(tokens)}::bytea[]) and q.item_id = lead.item_id) w${String(index)}`);
  const met = others.map((_other, index) => `w${String(index)}.weight is not null`);
  const sum = [`lead.weight * ${bind(rarity(lead.length))}::float8`, ...others.map(({ length }, index) => `w${String(index)}.weight * ${bind(rarity(length))}::float8`)].join(' + ');
  const recency = `(1 + 0.5 / (1 + greatest(0, extract(epoch from (${bind(request.asOf)}::timestamptz - ${rows.changedAt}))::float8) / 7776000))`;
  const found = await tx.sql<{ id: number; score: number; total: number }>(
    `with lead as materialized (select item_id, max(weight) as weight from (${lists.join(' union all ')}) l group by item_id),
          met as materialized (select lead.item_id, (${sum})::float8 as says from lead ${weights.join(' ')} ${met.length === 0 ? '' : `where ${met.join(' and ')}`})
     select ${rows.id} as id, round((met.says * ${recency})::numeric, 3)::float8 as score, count(*) over () as total
       from met join ${rows.from} on ${rows.id} = met.item_id where ${rows.where} order by 2 desc, 1 desc limit ${bind(request.limit)}`, values);
  return { items: found.map(({ id, score }) => ({ id, score })), total: found[0]?.total ?? 0, isCut: lead.length > readMax };
}
