/** What lies below and above a page, its versions, who likes it and what may be done with it. */
import { Type } from 'typebox';
import { JsonReply, tenantRoute, type Route } from '../../../kernel/service/index.ts';
import { listAncestors, listContent, positionOf, withChildren } from '../content-store.ts';
import type { ContentType } from '../content-types.ts';
import { wikiErrors } from '../errors.ts';
import { formatPerson, parsePerson } from '../people.ts';
import { countLikes, listLikers } from '../reaction-store.ts';
import { findNeighbours, findVersion, listVersions } from '../version-store.ts';
import { viewerOf } from '../visibility-store.ts';
import { childAnswer, versionAnswer } from './answers.ts';
import type { Api } from './api.ts';
import { rendered } from './content-routes.ts';
import { operationsOn } from './operations.ts';
import { decodeCursor, decodeTimeCursor, listReply, pageOf, pagingQuery } from './paging.ts';
import { bodyFormat, BodyFormatParameter, IdParameter, parseId, readSort } from './parameters.ts';
import { ChildShape, listOf, VersionShape } from './schemas.ts';

const params = Type.Object({ id: IdParameter });

/** Address of a collection, and what is in it. */
export const collectionsOfContent: readonly { readonly path: string; readonly types: readonly ContentType[]; readonly name: string }[] = [
  { path: 'pages', types: ['page'], name: 'page' },
  { path: 'blogposts', types: ['blogpost'], name: 'blog post' },
  { path: 'attachments', types: ['attachment'], name: 'attachment' },
  { path: 'custom-content', types: ['custom'], name: 'piece of custom content' },
];
const comments: typeof collectionsOfContent = [
  { path: 'footer-comments', types: ['comment'], name: 'comment' },
  { path: 'inline-comments', types: ['comment'], name: 'inline comment' },
];

function childrenRoute(api: Api): Route {
  return tenantRoute({
    method: 'GET', path: '/wiki/api/v2/pages/:id/children', summary: 'List the pages below a page, in their order', permission: 'wiki.content.view',
    params, query: Type.Object({ sort: Type.Optional(Type.String()), ...pagingQuery }), replies: { 200: listOf(ChildShape) }, errors: [wikiErrors.content_not_found],
    handle: async (ctx, { params: { id }, query, baseUrl }) => {
      const page = await api.contentSeen(ctx, parseId(id), ['page']);
      const limit = query.limit ?? 25;
      const { sort, descending } = readSort(query.sort, { sort: 'rank', descending: false });
      if (sort === 'title') throw wikiErrors.query_invalid({ detail: 'Children are not sorted by title.' });
      const after = sort === 'created' || sort === 'modified' ? decodeTimeCursor(query.cursor) : decodeCursor(query.cursor);
      const found = await ctx.read((tx) => listContent(tx, viewerOf(ctx), { filter: { types: ['page'], statuses: ['current', 'archived'], parentId: page.id }, sort, descending, after, limit, body: false }));
      const { items, next } = pageOf(found, limit, (content) => positionOf(content, sort));
      const parents = await ctx.read((tx) => withChildren(tx, items.map((item) => item.id)));
      return listReply({ baseUrl, path: `/wiki/api/v2/pages/${id}/children`, query, results: items.map((item, index) => childAnswer(item, parents.has(item.id), index)), next });
    },
  });
}

function ancestorsRoute(api: Api): Route {
  return tenantRoute({
    method: 'GET', path: '/wiki/api/v2/pages/:id/ancestors', summary: 'List the pages above a page, from the top', permission: 'wiki.content.view',
    params, query: Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 250, default: 25 })) }), replies: { 200: listOf(Type.Object({ id: Type.String(), type: Type.String() })) }, errors: [wikiErrors.content_not_found],
    handle: async (ctx, { params: { id }, query, baseUrl }) => {
      const page = await api.contentSeen(ctx, parseId(id), ['page']);
      const above = await ctx.read((tx) => listAncestors(tx, viewerOf(ctx), page.id));
      return { results: above.slice(-(query.limit ?? 25)).map((one) => ({ id: String(one.id), type: 'page', title: one.title })), _links: { base: `${baseUrl}/wiki` } };
    },
  });
}

function versionRoutes(api: Api, { path, types, name }: (typeof collectionsOfContent)[number]): readonly Route[] {
  return [
    tenantRoute({
      method: 'GET', path: `/wiki/api/v2/${path}/:id/versions`, summary: `List the versions of a ${name}`, permission: 'wiki.content.view',
      params, query: Type.Object({ 'body-format': BodyFormatParameter, sort: Type.Optional(Type.String()), ...pagingQuery }), replies: { 200: listOf(VersionShape) }, errors: [wikiErrors.content_not_found],
      handle: async (ctx, { params: { id }, query, baseUrl }) => {
        const content = await api.contentSeen(ctx, parseId(id), types);
        const limit = query.limit ?? 25;
        const format = bodyFormat(query['body-format']);
        const { descending } = readSort(query.sort, { sort: 'modified', descending: true });
        const found = await ctx.read((tx) => listVersions(tx, content.id, { descending, after: decodeCursor(query.cursor)?.id ?? null, limit, body: format !== undefined }));
        const { items, next } = pageOf(found, limit, (version) => ({ key: '', id: version.number }));
        const bodies = await rendered(ctx, api, baseUrl, items.map((version) => ({ content, body: version.body })), format);
        const named = types[0] === 'blogpost' ? 'blogpost' : (types[0] ?? 'page');
        const results = items.map((version, index) => ({ ...versionAnswer(version), [named]: { id: String(content.id), title: version.title, body: bodies[index] === undefined ? {} : { [bodies[index].representation]: bodies[index] } } }));
        return listReply({ baseUrl, path: `/wiki/api/v2/${path}/${id}/versions`, query, results, next });
      },
    }),
    tenantRoute({
      method: 'GET', path: `/wiki/api/v2/${path}/:id/versions/:number`, summary: `Get what is known of one version of a ${name}`, permission: 'wiki.content.view',
      params: Type.Object({ id: IdParameter, number: Type.Integer({ minimum: 1 }) }), replies: { 200: VersionShape }, errors: [wikiErrors.content_not_found, wikiErrors.version_not_found],
      handle: async (ctx, { params: { id, number } }) => {
        const content = await api.contentSeen(ctx, parseId(id), types);
        return ctx.read(async (tx) => {
          const version = await findVersion(tx, content.id, number);
          if (version === undefined) throw wikiErrors.version_not_found();
          const { previous, next } = await findNeighbours(tx, content.id, number);
          return {
            ...versionAnswer(version), contentTypeModified: false, collaborators: version.author === null ? [] : [formatPerson(version.author)],
            ...(previous === null ? {} : { prevVersion: previous }), ...(next === null ? {} : { nextVersion: next }),
          };
        });
      },
    }),
  ];
}

function likeRoutes(api: Api, { path, types, name }: (typeof collectionsOfContent)[number]): readonly Route[] {
  return [
    tenantRoute({
      method: 'GET', path: `/wiki/api/v2/${path}/:id/likes/count`, summary: `Count who likes a ${name}`, permission: 'wiki.content.view', params, replies: { 200: Type.Object({ count: Type.Integer() }) }, errors: [wikiErrors.content_not_found],
      handle: async (ctx, { params: { id } }) => {
        const content = await api.contentSeen(ctx, parseId(id), types);
        return { count: await ctx.read((tx) => countLikes(tx, content.id)) };
      },
    }),
    tenantRoute({
      method: 'GET', path: `/wiki/api/v2/${path}/:id/likes/users`, summary: `List who likes a ${name}`, permission: 'wiki.content.view', params, query: Type.Object(pagingQuery), replies: { 200: listOf(Type.Object({ accountId: Type.String() })) }, errors: [wikiErrors.content_not_found],
      handle: async (ctx, { params: { id }, query, baseUrl }) => {
        const content = await api.contentSeen(ctx, parseId(id), types);
        const limit = query.limit ?? 25;
        const after = decodeCursor(query.cursor);
        const found = await ctx.read((tx) => listLikers(tx, content.id, after === null ? null : (parsePerson(after.key) ?? null), limit));
        const { items, next } = pageOf(found, limit, (person) => ({ key: formatPerson(person), id: 0 }));
        return listReply({ baseUrl, path: `/wiki/api/v2/${path}/${id}/likes/users`, query, results: items.map((person) => ({ accountId: formatPerson(person) })), next });
      },
    }),
  ];
}

function operationRoute(api: Api, { path, types, name }: (typeof collectionsOfContent)[number]): Route {
  return tenantRoute({
    method: 'GET', path: `/wiki/api/v2/${path}/:id/operations`, summary: `List what you may do with a ${name}`, permission: 'wiki.content.view', params,
    replies: { 200: Type.Object({ operations: Type.Array(Type.Object({ operation: Type.String(), targetType: Type.String() })) }) }, errors: [wikiErrors.content_not_found],
    handle: async (ctx, { params: { id } }) => ({ operations: operationsOn(await api.contentSeen(ctx, parseId(id), types)) }),
  });
}

const convertIds = tenantRoute({
  method: 'POST', path: '/wiki/api/v2/content/convert-ids-to-types', summary: 'Say what kind of content ids name', permission: 'wiki.content.view',
  body: Type.Object({ contentIds: Type.Array(Type.Union([Type.String(), Type.Number()]), { maxItems: 100 }) }), replies: { 200: Type.Object({ results: Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()])) }) },
  handle: async (ctx, { body }) => {
    const given = body.contentIds.map(String);
    const ids = new Map(given.map((text) => [text, parseId(text)]));
    const found = await ctx.read((tx) => listContent(tx, viewerOf(ctx), { filter: { ids: [...ids.values()] }, sort: 'id', descending: false, after: null, limit: 100, body: false }));
    const types = new Map(found.map((content) => [content.id, content.type === 'comment' ? `${content.subtype ?? 'footer'}-comment` : content.type]));
    return new JsonReply(200, { results: Object.fromEntries([...ids].map(([text, id]) => [text, types.get(id) ?? null])) });
  },
});

export function treeRoutes(api: Api): readonly Route[] {
  const everything = [...collectionsOfContent, ...comments];
  const likeable = everything.filter(({ path }) => path !== 'attachments' && path !== 'custom-content');
  return [
    childrenRoute(api), ancestorsRoute(api), convertIds,
    ...everything.flatMap((one) => [...versionRoutes(api, one), operationRoute(api, one)]), ...likeable.flatMap((one) => likeRoutes(api, one)),
  ];
}
