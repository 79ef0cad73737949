/** What else clients ask of the v1 addresses: moving a page, liking, and content whatever its kind. */
import { Type } from 'typebox';
import { tenantRoute, type Route } from '../../../kernel/service/index.ts';
import { listAncestors, findContent } from '../content-store.ts';
import { wikiErrors } from '../errors.ts';
import { movePage } from '../move-page.ts';
import { viewerOf } from '../visibility-store.ts';
import type { Api } from './api.ts';
import { rendered } from './content-routes.ts';
import { IdParameter, parseId } from './parameters.ts';
import { attachmentAsContent, contentAsV1 } from './v1-answers.ts';

const ContentShape = Type.Object({ id: Type.String(), type: Type.String(), status: Type.String(), title: Type.String() });

export function oldContentRoutes(api: Api): readonly Route[] {
  return [
    tenantRoute({
      method: 'PUT', path: '/wiki/rest/api/content/:id/move/:position/:target', summary: 'Put a page before or behind another, or below it', permission: 'wiki.content.edit', effect: 'write', audit: 'wiki_page_moved',
      params: Type.Object({ id: IdParameter, position: Type.String({ enum: ['before', 'after', 'append'] }), target: IdParameter }), replies: { 200: Type.Object({ pageId: Type.String() }) }, errors: [wikiErrors.content_not_found, wikiErrors.parent_invalid],
      handle: async (ctx, { params: { id, position, target } }) => {
        await movePage(ctx, parseId(id), position === 'before' || position === 'after' ? position : 'append', parseId(target));
        return { pageId: id };
      },
    }),
    tenantRoute({
      method: 'GET', path: '/wiki/rest/api/content/:id', summary: 'Get content of any kind', permission: 'wiki.content.view', params: Type.Object({ id: IdParameter }),
      query: Type.Object({ expand: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())])), status: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())])), version: Type.Optional(Type.Integer()) }), replies: { 200: ContentShape }, errors: [wikiErrors.content_not_found],
      handle: async (ctx, { params: { id }, query, baseUrl }) => {
        const content = await ctx.read((tx) => findContent(tx, viewerOf(ctx), parseId(id), { body: true }));
        if (content === undefined || content.status === 'trashed') throw wikiErrors.content_not_found();
        if (content.type === 'attachment') return attachmentAsContent(content, baseUrl);
        const expand = [query.expand ?? []].flat().flatMap((one) => one.split(','));
        const body: Record<string, unknown> = {};
        for (const format of ['storage', 'view', 'atlas_doc_format'] as const) {
          if (!expand.some((one) => one === `body.${format}`)) continue;
          const [shown] = await rendered(ctx, api, baseUrl, [{ content, body: content.body }], format);
          body[format] = shown;
        }
        const ancestors = expand.includes('ancestors') && content.type === 'page' ? await ctx.read((tx) => listAncestors(tx, viewerOf(ctx), content.id)) : [];
        return { ...contentAsV1(content, baseUrl), body, ancestors: ancestors.map((one) => ({ id: String(one.id), type: 'page', status: 'current', title: one.title, _expandable: {}, _links: {} })) };
      },
    }),
  ];
}
