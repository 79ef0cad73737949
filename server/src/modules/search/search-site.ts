/**
 * One search over the products of a site. Each product's index is asked with the person's own context; the best of all are
 * opened, checked against what was really asked, and shown with the places where it was found. A page goes on by the last
 * result's score and id under the time of the first page, so that nothing is shown twice while time goes on.
 */
import { createHash } from 'node:crypto';
import type { Ctx } from '../../kernel/service/index.ts';
import { searchErrors } from './errors.ts';
import { excerptOf, highlight, type Piece } from './highlight.ts';
import { rankedMax, rankItems } from './posting-store.ts';
import type { Filters, FoundItem, SearchSource } from './search-source.ts';
import { isEmptyQuery, matchesQuery, readTextQuery, type TextQuery } from './text-query.ts';

export interface SearchRequest {
  readonly text: string;
  readonly filters: Filters;
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly now: Date;
}

export interface SearchResult extends FoundItem {
  readonly product: SearchSource['product'];
  readonly titleParts: readonly Piece[];
  readonly excerpt: readonly Piece[];
}

export interface SearchAnswer {
  readonly results: readonly SearchResult[];
  readonly total: number;
  readonly totalIsLowerBound: boolean;
  readonly nextCursor: string | null;
}

/** A product of the site with the person's context in it. */
export interface SearchPlace {
  readonly source: SearchSource;
  /** Under the product's login. */
  readonly ctx: Ctx;
  /** The same person in the same tenant, under search's own. */
  readonly own: Ctx;
}

interface Candidate {
  readonly place: SearchPlace;
  readonly id: number;
  readonly score: number;
}

const excerptCharactersMax = 240;

export async function searchSite(places: readonly SearchPlace[], request: SearchRequest): Promise<SearchAnswer> {
  const query = readTextQuery(request.text);
  if (isEmptyQuery(query)) return { results: [], total: 0, totalIsLowerBound: false, nextCursor: null };
  const mark = markOf(request);
  const from = request.cursor === undefined ? undefined : readCursor(request.cursor, mark);
  const asOf = from?.asOf ?? request.now;
  const rankings = await Promise.all(places.map((place) => rank(place, query, request.filters, asOf)));
  const candidates = rankings.flatMap(({ items }) => items).sort(byScore).filter((one) => from === undefined || byScore(one, from) > 0);
  const { results, last } = await openBest(query, candidates, request.limit);
  const more = last !== undefined && last !== candidates.at(-1);
  return {
    results, total: rankings.reduce((sum, { total }) => sum + total, 0), totalIsLowerBound: rankings.some(({ isCut }) => isCut),
    nextCursor: more ? makeCursor(asOf, last, mark) : null,
  };
}

async function rank(place: SearchPlace, query: TextQuery, filters: Filters, asOf: Date): Promise<{ readonly items: readonly Candidate[]; readonly total: number; readonly isCut: boolean }> {
  const { source, ctx } = place;
  const [kind] = source.kinds;
  return ctx.read(async (tx) => {
    const rows = source.visible(tx, ctx, kind, filters);
    if (rows === null) return { items: [], total: 0, isCut: false };
    const { items, total, isCut } = await rankItems(tx, rows, { kind, query, asOf, limit: rankedMax });
    return { items: items.map(({ id, score }) => ({ place, id, score })), total, isCut };
  });
}

interface Position { readonly score: number; readonly id: number; readonly place: { readonly source: { readonly product: string } } }

function byScore(a: Position, b: Position): number {
  return b.score - a.score || (a.place.source.product < b.place.source.product ? -1 : a.place.source.product > b.place.source.product ? 1 : 0) || b.id - a.id;
}

/** Opens in order of rank until the page is full; what does not really match is left out. */
async function openBest(query: TextQuery, candidates: readonly Candidate[], limit: number): Promise<{ readonly results: readonly SearchResult[]; readonly last: Candidate | undefined }> {
  const results: SearchResult[] = [];
  let at = 0;
  while (results.length < limit && at < candidates.length) {
    const some = candidates.slice(at, at + limit);
    const opened = new Map<SearchPlace, ReadonlyMap<number, FoundItem>>();
    for (const [place, ofPlace] of Map.groupBy(some, (candidate) => candidate.place)) {
      opened.set(place, await place.ctx.read((tx) => place.source.open(tx, place.ctx, place.source.kinds[0], ofPlace.map(({ id }) => id))));
    }
    for (const { place, id } of some) {
      if (results.length >= limit) break;
      at += 1;
      const item = opened.get(place)?.get(id);
      if (item === undefined || !matchesQuery(query, item.texts)) continue;
      const bodies = item.texts[0] === item.title ? item.texts.slice(1) : item.texts;
      results.push({ ...item, product: place.source.product, titleParts: highlight(query, item.title), excerpt: excerptOf(query, bodies, excerptCharactersMax) });
    }
  }
  return { results, last: at === 0 ? undefined : candidates[at - 1] };
}

function markOf({ text, filters }: SearchRequest): string {
  return createHash('sha256').update(JSON.stringify([text, filters])).digest('base64url').slice(0, 12);
}

function makeCursor(asOf: Date, last: Candidate, mark: string): string {
  return Buffer.from(JSON.stringify([mark, asOf.getTime(), last.score, last.place.source.product, last.id])).toString('base64url');
}

function readCursor(cursor: string, mark: string): Position & { readonly asOf: Date } {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw searchErrors.cursor_invalid();
  }
  if (!Array.isArray(parts) || parts.length !== 5) throw searchErrors.cursor_invalid();
  const values: readonly unknown[] = parts;
  const [found, asOf, score, product, id] = values;
  if (found !== mark || typeof asOf !== 'number' || !Number.isSafeInteger(asOf) || Math.abs(asOf) > 8e15 || typeof score !== 'number' || typeof product !== 'string' || typeof id !== 'number') throw searchErrors.cursor_invalid();
  return { asOf: new Date(asOf), score, id, place: { source: { product } } };
}
