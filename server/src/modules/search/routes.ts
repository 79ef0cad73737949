/** Doors of search on a site: everything, the palette's, and what one looked at last. */
import { Type } from 'typebox';
import { accountIds, type SiteId } from '../../kernel/ids/index.ts';
import { accessErrors, siteRoute, type OrganizationCtx, type Route } from '../../kernel/service/index.ts';
import { searchErrors } from './errors.ts';
import { quickSearch, type FoundPeople } from './quick-search.ts';
import { listRecent, noteRecent } from './recent-items.ts';
import { searchSite, type SearchPlace } from './search-site.ts';

export interface SearchRouteOptions {
  /** The products of the site that this person, by this proof, may enter. */
  readonly places: (ctx: OrganizationCtx, siteId: SiteId) => readonly SearchPlace[];
  readonly people: FoundPeople;
}

const Piece = Type.Object({ text: Type.String(), hit: Type.Boolean() });
const Result = Type.Object({
  product: Type.String(), kind: Type.String(), id: Type.String(), key: Type.Union([Type.String(), Type.Null()]), title: Type.String(), container: Type.Object({ key: Type.String(), name: Type.String() }),
  updatedAt: Type.String(), person: Type.Union([Type.String(), Type.Null()]), titleParts: Type.Array(Piece), excerpt: Type.Array(Piece), link: Type.String(),
});
const QuickAnswer = Type.Object({
  items: Type.Array(Type.Object({
    product: Type.Union([Type.String(), Type.Null()]), kind: Type.String(), id: Type.String(), key: Type.Union([Type.String(), Type.Null()]), title: Type.String(), subtitle: Type.String(), link: Type.Union([Type.String(), Type.Null()]),
  })),
});
const Limit = (most: number, usual: number) => Type.Optional(Type.Integer({ minimum: 1, maximum: most, default: usual }));
const When = Type.Optional(Type.String({ format: 'date-time' }));
const kinds = ['issue', 'page', 'blogpost', 'comment', 'attachment'] as const;

const personOf = (text: string): string | undefined => {
  try {
    return accountIds.parse(text);
  } catch {
    return undefined; // an id of somebody else's making names nobody
  }
};
/** Nobody: what no row holds. */
const nobody = '00000000-0000-0000-0000-000000000000';

export function createSearchRoutes({ places, people }: SearchRouteOptions): readonly Route[] {
  return [
    siteRoute({
      method: 'GET', path: '', summary: 'Search both products of a site', permission: 'search.use',
      query: Type.Object({
        q: Type.String({ maxLength: 1_000 }), product: Type.Optional(Type.Union([Type.Literal('tracker'), Type.Literal('wiki')])), container: Type.Optional(Type.String({ maxLength: 255 })),
        type: Type.Optional(Type.String({ maxLength: 100, description: `Some of ${kinds.join(', ')}, with commas.` })), person: Type.Optional(Type.String({ maxLength: 60 })), label: Type.Optional(Type.String({ maxLength: 255 })),
        updatedAfter: When, updatedBefore: When, limit: Limit(50, 20), cursor: Type.Optional(Type.String({ maxLength: 400 })),
      }),
      replies: { 200: Type.Object({ results: Type.Array(Result), total: Type.Integer(), totalIsLowerBound: Type.Boolean(), nextCursor: Type.Union([Type.String(), Type.Null()]) }) }, errors: [searchErrors.cursor_invalid],
      handle: async (ctx, { query, siteId }) => {
        const among = places(ctx, siteId).filter(({ source }) => query.product === undefined || source.product === query.product);
        const answer = await searchSite(among, {
          text: query.q, limit: query.limit ?? 20, cursor: query.cursor, now: ctx.now,
          filters: {
            container: query.container, types: query.type?.split(',').map((one) => one.trim()), person: query.person === undefined ? undefined : (personOf(query.person) ?? nobody), label: query.label,
            updatedAfter: query.updatedAfter === undefined ? undefined : new Date(query.updatedAfter), updatedBefore: query.updatedBefore === undefined ? undefined : new Date(query.updatedBefore),
          },
        });
        return {
          ...answer,
          results: answer.results.map(({ product, kind, id, key, title, container, changedAt, person, titleParts, excerpt, link }) => ({
            product, kind, id: String(id), key, title, container, updatedAt: changedAt.toISOString(), person: person === null || person.charAt(14) !== '7' ? null : accountIds.format(accountIds.fromUuid(person)), titleParts, excerpt, link,
          })),
        };
      },
    }),
    siteRoute({
      method: 'GET', path: '/quick', summary: 'What begins so: items, places and people, while somebody types', permission: 'search.use',
      query: Type.Object({ q: Type.String({ maxLength: 200 }), limit: Limit(20, 8) }), replies: { 200: QuickAnswer },
      handle: async (ctx, { query, siteId }) => ({ items: await quickSearch(ctx, places(ctx, siteId), siteId, people, query.q, query.limit ?? 8) }),
    }),
    siteRoute({
      method: 'GET', path: '/recent', summary: 'What one looked at last', permission: 'search.use',
      query: Type.Object({ limit: Limit(30, 10) }), replies: { 200: QuickAnswer },
      handle: async (ctx, { query, siteId }) => ({ items: ctx.actor.accountId === null ? [] : await listRecent(places(ctx, siteId), ctx.actor.accountId, query.limit ?? 10) }),
    }),
    siteRoute({
      method: 'POST', path: '/recent', summary: 'Note for oneself that one looked at something', permission: 'search.use',
      body: Type.Object({ product: Type.String({ maxLength: 20 }), kind: Type.String({ maxLength: 20 }), id: Type.String({ pattern: '^[\\w.~-]{1,300}$', description: 'A number, or the key of an issue, project or space.' }) }),
      replies: { 204: null }, errors: [searchErrors.item_not_found],
      handle: async (ctx, { body, siteId }) => {
        if (ctx.actor.accountId === null) throw accessErrors.forbidden();
        await noteRecent(places(ctx, siteId), ctx.actor.accountId, body.product, body.kind, body.id);
      },
    }),
  ];
}
