/** `/wiki/api/v2/pages` and `/wiki/api/v2/blogposts`: the same doors, twice. */
import { Type } from 'typebox';
import { JsonReply, tenantRoute, type Ctx, type Route } from '../../../kernel/service/index.ts';
import { findContent, listContent, listTitles, positionOf, type Content, type ContentFilter, type StoredBody } from '../content-store.ts';
import { createContent } from '../create-content.ts';
import { findDraft } from '../editing/draft-store.ts';
import { wikiErrors } from '../errors.ts';
import { listLabelsOf } from '../label-store.ts';
import { listProperties } from '../property-store.ts';
import { listLikers } from '../reaction-store.ts';
import { removeContent } from '../remove-content.ts';
import { renderBodies, type BodyFormat, type RenderedBody } from '../render-bodies.ts';
import { titleToken } from '../titles.ts';
import { updateContent } from '../update-content.ts';
import { findVersion, listVersions } from '../version-store.ts';
import { viewerOf } from '../visibility-store.ts';
import { BodyWrite, readBody } from '../write-body.ts';
import { draftAnswer, included, labelAnswer, pageAnswer, propertyAnswer, versionAnswer, withBase, type Answer } from './answers.ts';
import { basePathOf, type Api } from './api.ts';
import { operationsOn } from './operations.ts';
import { decodeCursor, decodeTimeCursor, listReply, pageOf, pagingQuery, type GivenQuery } from './paging.ts';
import { bodyFormat, BodyFormatParameter, Flag, IdParameter, parseId, readSort, readStatuses, Several, severalIds, type ReadSort } from './parameters.ts';
import { listOf, PageShape } from './schemas.ts';
import { formatPerson } from '../people.ts';

export type Kind = 'page' | 'blogpost';
const collections: Readonly<Record<Kind, string>> = { page: 'pages', blogpost: 'blogposts' };
const names: Readonly<Record<Kind, string>> = { page: 'page', blogpost: 'blog post' };
const includeMax = 100;

export async function rendered(ctx: Ctx, api: Api, baseUrl: string, items: readonly { readonly content: Content; readonly body: StoredBody | null }[], format: BodyFormat | undefined): Promise<readonly (RenderedBody | undefined)[]> {
  if (format === undefined) return items.map(() => undefined);
  return renderBodies(ctx, { people: api.people, basePath: basePathOf(baseUrl) }, items, format);
}

const listQuery = {
  id: Several, 'space-id': Several, sort: Type.Optional(Type.String()), status: Several, title: Type.Optional(Type.String({ maxLength: 500 })),
  'body-format': BodyFormatParameter, subtype: Type.Optional(Type.String()), depth: Type.Optional(Type.String()), ...pagingQuery,
};

export interface ContentListing {
  readonly baseUrl: string;
  readonly path: string;
  readonly query: GivenQuery & { readonly cursor?: string; readonly limit?: number };
  readonly filter: ContentFilter;
  readonly sort: ReadSort;
  readonly format: BodyFormat | undefined;
  readonly show: (content: Content, body: RenderedBody | undefined) => Answer;
}

/** One page of any list of content, in the order asked for. */
export async function listingReply(ctx: Ctx, api: Api, listing: ContentListing): Promise<JsonReply> {
  const { baseUrl, path, query, filter, sort: { sort, descending }, format, show } = listing;
  const limit = query.limit ?? 25;
  const body = format !== undefined;
  const found = sort === 'title' ? await listByTitle(ctx, filter, { after: decodeCursor(query.cursor), limit, descending, body })
    : await ctx.read((tx) => listContent(tx, viewerOf(ctx), {
      filter, sort, descending, limit, body, after: sort === 'created' || sort === 'modified' ? decodeTimeCursor(query.cursor) : decodeIdOrRank(query.cursor, sort),
    }));
  const { items, next } = pageOf(found, limit, (content) => (sort === 'title' ? { key: content.title, id: content.id } : positionOf(content, sort)));
  const bodies = await rendered(ctx, api, baseUrl, items.map((content) => ({ content, body: content.body })), format);
  return listReply({ baseUrl, path, query, results: items.map((content, index) => show(content, bodies[index])), next });
}

function decodeIdOrRank(cursor: string | undefined, sort: 'id' | 'rank') {
  const position = decodeCursor(cursor);
  return position !== null && sort === 'id' ? { ...position, key: String(position.id) } : position;
}

const titlesSortedMax = 20_000;
const titleOrder = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Titles are sealed: their order is made here, up to a limit, and refused beyond. */
async function listByTitle(ctx: Ctx, filter: ContentFilter, list: { after: { key: string; id: number } | null; limit: number; descending: boolean; body: boolean }): Promise<readonly Content[]> {
  const viewer = viewerOf(ctx);
  const titles = await ctx.read((tx) => listTitles(tx, viewer, filter, titlesSortedMax + 1));
  if (titles.length > titlesSortedMax) throw wikiErrors.sort_too_large();
  const order = (a: { title: string; id: number }, b: { title: string; id: number }) => (titleOrder.compare(a.title, b.title) || a.id - b.id) * (list.descending ? -1 : 1);
  const sorted = titles.toSorted(order);
  const { after } = list;
  const start = after === null ? 0 : sorted.findIndex((one) => order(one, { title: after.key, id: after.id }) > 0);
  const ids = start < 0 ? [] : sorted.slice(start, start + list.limit + 1).map(({ id }) => id);
  const found = await ctx.read((tx) => listContent(tx, viewer, { filter: { ids }, sort: 'id', descending: false, after: null, limit: ids.length, body: list.body }));
  const byId = new Map(found.map((content) => [content.id, content]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

function listRoutes(api: Api, kind: Kind): readonly Route[] {
  const collection = collections[kind];
  const handle = (spaceId: number | null) => async (ctx: Ctx, query: GivenQuery & { 'space-id'?: string[]; id?: string[]; status?: string[]; title?: string; sort?: string; depth?: string; cursor?: string; limit?: number; 'body-format'?: string }, baseUrl: string) => {
    const [ids, spaceIds] = [severalIds(query.id), spaceId === null ? severalIds(query['space-id']) : [spaceId]];
    const roots = query.depth === 'root';
    const token = query.title === undefined ? undefined : await ctx.read((tx) => Promise.resolve(titleToken(tx.sealer, query.title ?? '')));
    const filter: ContentFilter = {
      types: [kind], statuses: readStatuses(query.status, ['current', 'archived']), ...(ids === undefined ? {} : { ids }), ...(spaceIds === undefined ? {} : { spaceIds }),
      ...(roots ? { parentId: null } : {}), ...(token === undefined ? {} : { titleToken: token }),
    };
    const sort = readSort(query.sort, roots ? { sort: 'rank', descending: false } : { sort: 'id', descending: false });
    return listingReply(ctx, api, { baseUrl, path: spaceId === null ? `/wiki/api/v2/${collection}` : `/wiki/api/v2/spaces/${String(spaceId)}/${collection}`, query, filter, sort, format: bodyFormat(query['body-format']), show: pageAnswer });
  };
  return [
    tenantRoute({
      method: 'GET', path: `/wiki/api/v2/${collection}`, summary: `List ${names[kind]}s`, permission: 'wiki.content.view', query: Type.Object(listQuery), replies: { 200: listOf(PageShape) },
      errors: [wikiErrors.cursor_invalid, wikiErrors.sort_too_large], handle: (ctx, { query, baseUrl }) => handle(null)(ctx, query, baseUrl),
    }),
    tenantRoute({
      method: 'GET', path: `/wiki/api/v2/spaces/:id/${collection}`, summary: `List the ${names[kind]}s of a space`, permission: 'wiki.content.view',
      params: Type.Object({ id: IdParameter }), query: Type.Object(listQuery), replies: { 200: listOf(PageShape) }, errors: [wikiErrors.space_not_found],
      handle: async (ctx, { params, query, baseUrl }) => {
        const id = parseId(params.id);
        await api.spaceSeen(ctx, id);
        return handle(id)(ctx, query, baseUrl);
      },
    }),
  ];
}

const writeFields = {
  status: Type.Optional(Type.String()), title: Type.Optional(Type.String({ maxLength: 1_000 })), spaceId: Type.Optional(Type.Union([Type.String(), Type.Number()])),
  parentId: Type.Optional(Type.Union([Type.String(), Type.Number(), Type.Null()])), body: Type.Optional(BodyWrite),
};

function readStatus(status: string | undefined): 'current' | 'draft' {
  if (status === undefined || status === 'current') return 'current';
  if (status === 'draft') return 'draft';
  throw wikiErrors.status_invalid({ detail: 'It can be current or draft.' });
}

function createRoute(api: Api, kind: Kind): Route {
  return tenantRoute({
    method: 'POST', path: `/wiki/api/v2/${collections[kind]}`, summary: `Create a ${names[kind]}`, permission: 'wiki.content.edit', effect: 'write', audit: `wiki_${kind}_created`,
    query: Type.Object({ embedded: Flag, private: Flag, 'root-level': Flag }), body: Type.Object({ ...writeFields, spaceId: Type.Union([Type.String(), Type.Number()]) }),
    bodyBytesMax: 12 * 1024 * 1024, replies: { 200: PageShape }, errors: [wikiErrors.space_not_found, wikiErrors.title_taken, wikiErrors.title_missing, wikiErrors.parent_invalid, wikiErrors.body_invalid, wikiErrors.body_too_large],
    handle: async (ctx, { query, body, baseUrl }) => {
      const given = body.parentId;
      const parentId = query['root-level'] === true ? null : given === undefined || given === null || given === '' ? undefined : parseId(String(given));
      const content = await createContent(ctx, { type: kind, spaceId: parseId(String(body.spaceId)), parentId, status: readStatus(body.status), title: body.title ?? '', body: readBody(body.body) });
      const [shown] = await rendered(ctx, api, baseUrl, [{ content, body: content.body }], 'storage');
      return withBase(pageAnswer(content, shown), { baseUrl });
    },
  });
}

function updateRoute(api: Api, kind: Kind): Route {
  return tenantRoute({
    method: 'PUT', path: `/wiki/api/v2/${collections[kind]}/:id`, summary: `Change, publish, move or restore a ${names[kind]}`, permission: 'wiki.content.edit', effect: 'write', audit: `wiki_${kind}_updated`,
    params: Type.Object({ id: IdParameter }),
    body: Type.Object({ ...writeFields, id: Type.Optional(Type.Union([Type.String(), Type.Number()])), version: Type.Optional(Type.Object({ number: Type.Optional(Type.Integer()), message: Type.Optional(Type.String({ maxLength: 2_000 })), minorEdit: Flag })) }),
    bodyBytesMax: 12 * 1024 * 1024, replies: { 200: PageShape }, errors: [wikiErrors.content_not_found, wikiErrors.version_conflict, wikiErrors.title_taken, wikiErrors.parent_invalid, wikiErrors.body_invalid, wikiErrors.body_too_large],
    handle: async (ctx, { params, body, baseUrl }) => {
      const id = parseId(params.id);
      if (body.id !== undefined && parseId(String(body.id)) !== id) throw wikiErrors.id_invalid({ detail: 'The id in the body is not the one in the address.' });
      const content = await updateContent(ctx, {
        type: kind, id, status: readStatus(body.status), title: body.title, body: readBody(body.body), number: body.version?.number, message: body.version?.message ?? '', minor: body.version?.minorEdit === true,
        parentId: body.parentId === undefined || body.parentId === null || body.parentId === '' ? undefined : parseId(String(body.parentId)),
      });
      const [shown] = await rendered(ctx, api, baseUrl, [{ content, body: content.body }], 'storage');
      return withBase(pageAnswer(content, shown), { baseUrl });
    },
  });
}

function deleteRoute(kind: Kind): Route {
  return tenantRoute({
    method: 'DELETE', path: `/wiki/api/v2/${collections[kind]}/:id`, summary: `Move a ${names[kind]} to the trash; delete a draft, or for ever what is in the trash`, permission: 'wiki.content.delete', effect: 'write', audit: `wiki_${kind}_deleted`,
    params: Type.Object({ id: IdParameter }), query: Type.Object({ purge: Flag, draft: Flag }), replies: { 204: null }, errors: [wikiErrors.content_not_found, wikiErrors.not_in_trash],
    handle: async (ctx, { params, query }) => {
      await removeContent(ctx, { type: kind, id: parseId(params.id), purge: query.purge === true, draft: query.draft === true });
      return new JsonReply(204, null);
    },
  });
}

const includeFlags = { 'include-labels': Flag, 'include-properties': Flag, 'include-operations': Flag, 'include-likes': Flag, 'include-versions': Flag, 'include-version': Flag };
type Included = { readonly [Name in keyof typeof includeFlags]?: boolean };

function getRoute(api: Api, kind: Kind): Route {
  return tenantRoute({
    method: 'GET', path: `/wiki/api/v2/${collections[kind]}/:id`, summary: `Get a ${names[kind]}`, permission: 'wiki.content.view',
    params: Type.Object({ id: IdParameter }),
    query: Type.Object({ 'body-format': BodyFormatParameter, 'get-draft': Flag, status: Several, version: Type.Optional(Type.Integer({ minimum: 1 })), ...includeFlags }),
    replies: { 200: PageShape }, errors: [wikiErrors.content_not_found, wikiErrors.version_not_found],
    handle: async (ctx, { params, query, baseUrl }) => {
      const format = bodyFormat(query['body-format']);
      const content = await ctx.read((tx) => findContent(tx, viewerOf(ctx), parseId(params.id), { body: format !== undefined }));
      if (content?.type !== kind || !readStatuses(query.status, ['current', 'archived', 'draft']).includes(content.status)) throw wikiErrors.content_not_found();
      const answer = query['get-draft'] === true ? await draftOr(ctx, api, content, format, baseUrl) : await versionOr(ctx, api, content, query.version, format, baseUrl);
      return withBase({ ...answer, ...(await includedIn(ctx, content, query, collections[kind])) }, { baseUrl });
    },
  });
}

async function draftOr(ctx: Ctx, api: Api, content: Content, format: BodyFormat | undefined, baseUrl: string): Promise<Answer> {
  const draft = content.level < 2 ? undefined : await ctx.read((tx) => findDraft(tx, content.id, ctx.actor.accountId));
  if (draft === undefined) return versionOr(ctx, api, content, undefined, format, baseUrl);
  const [body] = await rendered(ctx, api, baseUrl, [{ content, body: { adf: draft.adf, source: null } }], format);
  return draftAnswer(content, { ...draft, author: ctx.actor.accountId }, body);
}

async function versionOr(ctx: Ctx, api: Api, content: Content, number: number | undefined, format: BodyFormat | undefined, baseUrl: string): Promise<Answer> {
  if (number === undefined || number === content.version.number) {
    const [body] = await rendered(ctx, api, baseUrl, [{ content, body: content.body }], format);
    return pageAnswer(content, body);
  }
  const version = await ctx.read((tx) => findVersion(tx, content.id, number, { body: format !== undefined }));
  if (version === undefined) throw wikiErrors.version_not_found();
  const [body] = await rendered(ctx, api, baseUrl, [{ content, body: version.body }], format);
  return { ...pageAnswer({ ...content, title: version.title, version }, body), status: 'historical' };
}

async function includedIn(ctx: Ctx, content: Content, query: Included, collection: string): Promise<Answer> {
  const self = `/wiki/api/v2/${collection}/${String(content.id)}`;
  const limit = includeMax;
  const list = { after: null, limit };
  const answer: Answer = {};
  const add = <Item>(name: string, found: readonly Item[], show: (item: Item) => unknown): void => {
    answer[name] = included(found.slice(0, limit).map(show), found.length > limit, `${self}/${name}`);
  };
  if (query['include-labels'] === true) add('labels', await ctx.read((tx) => listLabelsOf(tx, content.id, viewerOf(ctx), list)), labelAnswer);
  if (query['include-properties'] === true) add('properties', await ctx.read((tx) => listProperties(tx, { kind: 'content', id: content.id }, list)), propertyAnswer);
  if (query['include-operations'] === true) add('operations', operationsOn(content), (one) => one);
  if (query['include-likes'] === true) add('likes', await ctx.read((tx) => listLikers(tx, content.id, null, limit)), (person) => ({ accountId: formatPerson(person) }));
  if (query['include-versions'] === true) add('versions', await ctx.read((tx) => listVersions(tx, content.id, { descending: true, after: null, limit, body: false })), versionAnswer);
  return answer;
}

export function contentRoutes(api: Api): readonly Route[] {
  return (['page', 'blogpost'] as const).flatMap((kind) => [...listRoutes(api, kind), createRoute(api, kind), getRoute(api, kind), updateRoute(api, kind), deleteRoute(kind)]);
}
