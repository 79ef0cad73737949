/**
 * Search by CQL. Where the database decides everything, it also counts and pages. Where words in sealed text are looked for,
 * candidates are opened in batches, newest first or as ordered, up to a limit; the blind index leaves out most that cannot match.
 */
import type { Ctx } from '../../../kernel/service/index.ts';
import { adfToText, type AdfDocument } from '../../richtext/index.ts';
import { viewerOf } from '../visibility-store.ts';
import type { Decided } from './compile-cql-store.ts';
import { excerptText, matchesQuery } from '../../search/index.ts';
import { parseCql } from './parse-cql.ts';
import { prepareSearch, type Candidate, type CandidateSearch } from './search-store.ts';

export interface Found extends Candidate {
  readonly excerpt: string;
}

export interface SearchResult {
  readonly found: readonly Found[];
  /** Exact, unless `complete` is false: then at least so many. */
  readonly total: number;
  readonly complete: boolean;
}

const batchSize = 250;
const openedMax = 5_000;
const excerptCharactersMax = 300;

/** Fails with wiki.query_invalid. */
export async function searchContent(ctx: Ctx, cql: string, start: number, limit: number): Promise<SearchResult> {
  const query = parseCql(cql);
  return ctx.read(async (tx) => {
    const search = prepareSearch(tx, viewerOf(ctx), query);
    const { decided } = search.compiled;
    if (decided === null || !looksForWords(decided)) {
      const candidates = await search.read(tx, start, limit, true);
      const total = start === 0 && candidates.length < limit ? candidates.length : await search.count(tx);
      return { found: candidates.map((candidate) => withExcerpt(candidate, textOf(candidate), search)), total, complete: true };
    }
    const found: Found[] = [];
    let matched = 0;
    for (let offset = 0; offset < openedMax; offset += batchSize) {
      ctx.signal.throwIfAborted();
      const candidates = await search.read(tx, offset, batchSize, true);
      for (const candidate of candidates) {
        const text = textOf(candidate);
        if (!holds(decided, candidate, text)) continue;
        matched += 1;
        if (matched > start && found.length < limit) found.push(withExcerpt(candidate, text, search));
      }
      if (candidates.length < batchSize) return { found, total: matched, complete: true };
    }
    return { found, total: matched, complete: false };
  });
}

function textOf({ body }: Candidate): string {
  return body === null ? '' : adfToText(JSON.parse(body) as AdfDocument); // written by this module, as ADF
}

function withExcerpt(candidate: Candidate, text: string, search: CandidateSearch): Found {
  return { ...candidate, excerpt: excerptText(search.compiled.words, text, excerptCharactersMax) };
}

function looksForWords(decided: Decided): boolean {
  if (decided.kind === 'words') return true;
  if (decided.kind === 'column') return false;
  return decided.kind === 'not' ? looksForWords(decided.part) : decided.parts.some(looksForWords);
}

function holds(decided: Decided, candidate: Candidate, text: string): boolean {
  switch (decided.kind) {
    case 'column': return candidate.columns[decided.index] === true;
    case 'words': {
      const matches = matchesQuery(decided.query, decided.where === 'title' ? [candidate.title] : [candidate.title, text]);
      return matches !== decided.negated;
    }
    case 'not': return !holds(decided.part, candidate, text);
    case 'and': return decided.parts.every((part) => holds(part, candidate, text));
    case 'or': return decided.parts.some((part) => holds(part, candidate, text));
  }
}
