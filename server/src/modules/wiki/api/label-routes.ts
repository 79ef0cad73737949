/** Labels: lists by v2, changes by v1, which v2 does not have. */
import { Type } from 'typebox';
import { JsonReply, tenantRoute, type Route } from '../../../kernel/service/index.ts';
import type { ContentType } from '../content-types.ts';
import { wikiErrors } from '../errors.ts';
import { addLabels, readLabel, removeLabel } from '../label-content.ts';
import { listLabels, listLabelsOf, type Label } from '../label-store.ts';
import { viewerOf } from '../visibility-store.ts';
import { attachmentAnswer, labelAnswer, pageAnswer } from './answers.ts';
import type { Api } from './api.ts';
import { listingReply } from './content-routes.ts';
import { decodeCursor, listReply, pageOf, pagingQuery } from './paging.ts';
import { bodyFormat, BodyFormatParameter, IdParameter, parseId, readSort, several, Several, severalIds } from './parameters.ts';
import { LabelShape, listOf, PageShape } from './schemas.ts';
import { collectionsOfContent } from './tree-routes.ts';

const params = Type.Object({ id: IdParameter });
const listQuery = Type.Object({ prefix: Type.Optional(Type.String()), sort: Type.Optional(Type.String()), ...pagingQuery });

function readRoutes(api: Api): readonly Route[] {
  return [
    tenantRoute({
      method: 'GET', path: '/wiki/api/v2/labels', summary: 'List labels', permission: 'wiki.content.view',
      query: Type.Object({ 'label-id': Several, prefix: Several, sort: Type.Optional(Type.String()), ...pagingQuery }), replies: { 200: listOf(LabelShape) },
      handle: async (ctx, { query, baseUrl }) => {
        const limit = query.limit ?? 25;
        const [ids, prefixes] = [severalIds(query['label-id']), several(query.prefix)];
        const found = await ctx.read((tx) => listLabels(tx, viewerOf(ctx), { ...(ids === undefined ? {} : { ids }), ...(prefixes === undefined ? {} : { prefixes }), after: decodeCursor(query.cursor)?.id ?? null, limit }));
        const { items, next } = pageOf(found, limit, ({ id }) => ({ key: '', id }));
        return listReply({ baseUrl, path: '/wiki/api/v2/labels', query, results: items.map(labelAnswer), next });
      },
    }),
    ...collectionsOfContent.map(({ path, types, name }) => tenantRoute({
      method: 'GET', path: `/wiki/api/v2/${path}/:id/labels`, summary: `List the labels of a ${name}`, permission: 'wiki.content.view', params, query: listQuery, replies: { 200: listOf(LabelShape) }, errors: [wikiErrors.content_not_found],
      handle: async (ctx, { params: { id }, query, baseUrl }) => {
        const content = await api.contentSeen(ctx, parseId(id), types);
        const limit = query.limit ?? 25;
        const found = await ctx.read((tx) => listLabelsOf(tx, content.id, viewerOf(ctx), { after: decodeCursor(query.cursor)?.id ?? null, limit, ...(query.prefix === undefined ? {} : { prefix: query.prefix }) }));
        const { items, next } = pageOf(found, limit, (label) => ({ key: '', id: label.id }));
        return listReply({ baseUrl, path: `/wiki/api/v2/${path}/${id}/labels`, query, results: items.map(labelAnswer), next });
      },
    })),
    ...([['pages', 'page'], ['blogposts', 'blogpost'], ['attachments', 'attachment']] as const).map(([collection, type]) => labelled(api, collection, type)),
  ];
}

function labelled(api: Api, collection: string, type: ContentType): Route {
  return tenantRoute({
    method: 'GET', path: `/wiki/api/v2/labels/:id/${collection}`, summary: `List the ${collection} that carry a label`, permission: 'wiki.content.view', params,
    query: Type.Object({ 'space-id': Several, 'body-format': BodyFormatParameter, sort: Type.Optional(Type.String()), ...pagingQuery }), replies: { 200: listOf(PageShape) },
    handle: async (ctx, { params: { id }, query, baseUrl }) => {
      const spaceIds = severalIds(query['space-id']);
      const filter = { types: [type], statuses: ['current', 'archived'], labelId: parseId(id), ...(spaceIds === undefined ? {} : { spaceIds }) } as const;
      return listingReply(ctx, api, {
        baseUrl, path: `/wiki/api/v2/labels/${id}/${collection}`, query, filter, sort: readSort(query.sort, { sort: 'id', descending: false }),
        format: bodyFormat(query['body-format']), show: type === 'attachment' ? attachmentAnswer : pageAnswer,
      });
    },
  });
}

const asV1 = ({ id, prefix, name }: Label) => ({ id: String(id), prefix, name, label: name });
const LabelList = Type.Object({ results: Type.Array(LabelShape), start: Type.Integer(), limit: Type.Integer(), size: Type.Integer() });
const LabelWrite = Type.Object({ prefix: Type.Optional(Type.String()), name: Type.String({ maxLength: 300 }) });

function changeRoutes(api: Api): readonly Route[] {
  const path = '/wiki/rest/api/content/:id/label';
  const change = { permission: 'wiki.content.edit', effect: 'write' } as const;
  return [
    tenantRoute({
      method: 'GET', path, summary: 'List the labels of content', permission: 'wiki.content.view', params, query: Type.Object({ prefix: Type.Optional(Type.String()), start: Type.Optional(Type.Integer()), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 200 })) }), replies: { 200: LabelList }, errors: [wikiErrors.content_not_found],
      handle: async (ctx, { params: { id }, query, baseUrl }) => {
        const content = await api.contentSeen(ctx, parseId(id), ['page', 'blogpost', 'attachment', 'custom']);
        const limit = query.limit ?? 200;
        const labels = (await ctx.read((tx) => listLabelsOf(tx, content.id, viewerOf(ctx), { after: null, limit, ...(query.prefix === undefined ? {} : { prefix: query.prefix }) }))).slice(0, limit);
        return { results: labels.map(asV1), start: 0, limit, size: labels.length, _links: { base: `${baseUrl}/wiki` } };
      },
    }),
    tenantRoute({
      method: 'POST', path, summary: 'Add labels to content', ...change, audit: 'wiki_content_labelled', params, body: Type.Union([Type.Array(LabelWrite, { maxItems: 100 }), LabelWrite]),
      replies: { 200: LabelList }, errors: [wikiErrors.content_not_found, wikiErrors.label_invalid, wikiErrors.label_limit],
      handle: async (ctx, { params: { id }, body, baseUrl }) => {
        const content = await addLabels(ctx, parseId(id), (Array.isArray(body) ? body : [body]).map(({ prefix, name }) => readLabel(prefix ?? 'global', name)));
        const labels = await ctx.read((tx) => listLabelsOf(tx, content.id, viewerOf(ctx), { after: null, limit: 500 }));
        return { results: labels.map(asV1), start: 0, limit: 200, size: labels.length, _links: { base: `${baseUrl}/wiki` } };
      },
    }),
    ...(['/:name', ''] as const).map((tail) => tenantRoute({
      method: 'DELETE', path: `${path}${tail}`, summary: 'Take a label off content', ...change, audit: 'wiki_content_unlabelled', params: tail === '' ? params : Type.Object({ id: IdParameter, name: Type.String() }),
      query: Type.Object({ name: Type.Optional(Type.String({ maxLength: 300 })) }), replies: { 204: null }, errors: [wikiErrors.content_not_found, wikiErrors.label_not_found, wikiErrors.label_invalid],
      handle: async (ctx, { params: given, query }) => {
        const name = 'name' in given ? String(given.name) : (query.name ?? '');
        const [, prefix = 'global', bare = name] = /^(global|my|team):(.+)$/.exec(name) ?? [];
        await removeLabel(ctx, parseId(given.id), readLabel(prefix, bare));
        return new JsonReply(204, null);
      },
    })),
  ];
}

export function labelRoutes(api: Api): readonly Route[] {
  return [...readRoutes(api), ...changeRoutes(api)];
}
