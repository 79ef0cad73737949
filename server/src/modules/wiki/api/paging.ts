/**
 * Lists as Confluence Cloud gives them: `results`, the address of the next page in `_links.next` and in a Link header. A cursor
 * holds a position and nothing else; whoever makes one up sees no more than without.
 */
import { Type } from 'typebox';
import { JsonReply } from '../../../kernel/service/index.ts';
import type { ListPosition } from '../content-store.ts';
import { wikiErrors } from '../errors.ts';

const pageLimitMax = 250;

export const pagingQuery = {
  cursor: Type.Optional(Type.String({ maxLength: 1_000 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: pageLimitMax, default: 25 })),
};

export function encodeCursor({ key, id }: ListPosition): string {
  return Buffer.from(JSON.stringify([key, id])).toString('base64url');
}

/** Fails with wiki.cursor_invalid. */
export function decodeCursor(cursor: string | undefined): ListPosition | null {
  if (cursor === undefined || cursor === '') return null;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const [key, id] = Array.isArray(parsed) ? (parsed as readonly unknown[]) : []; // elements are looked at below
    if (typeof key === 'string' && key.length <= 500 && Number.isSafeInteger(id)) return { key, id: Number(id) };
  } catch {
    // not base64url of JSON: refused below
  }
  throw wikiErrors.cursor_invalid();
}

/** A cursor whose key is a time must hold one, or the database would refuse the statement. */
export function decodeTimeCursor(cursor: string | undefined): ListPosition | null {
  const position = decodeCursor(cursor);
  if (position !== null && (!/^\d{4}-\d\d-\d\d[T ]/.test(position.key) || Number.isNaN(Date.parse(position.key)))) throw wikiErrors.cursor_invalid();
  return position;
}

type QueryValue = string | number | boolean | readonly (string | number)[] | undefined;
export type GivenQuery = Readonly<Record<string, QueryValue>>;

export interface Listed {
  /** The request's, where the mount answers. */
  readonly baseUrl: string;
  /** From the mount on: `/wiki/api/v2/pages`. */
  readonly path: string;
  readonly query: GivenQuery;
  readonly results: readonly unknown[];
  /** Where the list goes on; null at the end. */
  readonly next: ListPosition | null;
}

export function listReply({ baseUrl, path, query, results, next }: Listed): JsonReply {
  const base = `${baseUrl}/wiki`;
  if (next === null) return new JsonReply(200, { results, _links: { base } });
  const address = `${path}?${queryText({ ...query, cursor: encodeCursor(next) })}`;
  return new JsonReply(200, { results, _links: { next: address, base } }, { link: `<${address}>; rel="next", <${base}>; rel="base"` });
}

function queryText(query: GivenQuery): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of typeof value === 'object' ? value : [value]) parameters.append(name, String(one));
  }
  return parameters.toString();
}

/** Cuts the one row too many off and says where the list goes on. */
export function pageOf<Item>(items: readonly Item[], limit: number, positionOf: (item: Item) => ListPosition): { readonly items: readonly Item[]; readonly next: ListPosition | null } {
  const kept = items.slice(0, limit);
  const last = kept.at(-1);
  return { items: kept, next: items.length > limit && last !== undefined ? positionOf(last) : null };
}
