/** Spaces changed, thrown away and brought back; the trash of a space; what the site sets for its wiki. */
import { Type } from 'typebox';
import { JsonReply, tenantRoute, accessErrors, type Route } from '../../../kernel/service/index.ts';
import { changeSpace, purgeSpace, restoreSpace, trashSpace } from '../change-space.ts';
import { wikiErrors } from '../errors.ts';
import { removeContent } from '../remove-content.ts';
import { findContent } from '../content-store.ts';
import { changeSettings } from '../trash/change-settings.ts';
import { readSettings } from '../trash/setting-store.ts';
import { listTrash, listTrashedSpaces } from '../trash/trash-store.ts';
import { restoreFromTrash, trashWithDescendants } from '../trash/trash-pages.ts';
import { viewerOf } from '../visibility-store.ts';
import type { Api } from './api.ts';
import { contentParams, ListShape, namesOf, ownList, ownMount, ownPaging } from './own-doors.ts';
import { decodeTimeCursor } from './paging.ts';
import { IdParameter, parseId } from './parameters.ts';
import { overviewOf, spaceByKey, spaceParams } from './tree-own-routes.ts';

const SpaceReply = Type.Object({ id: Type.String(), key: Type.String(), name: Type.String(), status: Type.String() });
const dayMs = 24 * 3_600_000;

function spaceRoutes(api: Api): readonly Route[] {
  const admin = { permission: 'wiki.space.administer', effect: 'write', mount: ownMount, params: spaceParams } as const;
  return [
    tenantRoute({
      method: 'PATCH', path: '/spaces/:key', ...admin, summary: 'Rename, describe, archive or bring back a space', audit: 'wiki_space_updated',
      body: Type.Object({ name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })), description: Type.Optional(Type.String({ maxLength: 10_000 })), homepage: Type.Optional(IdParameter), status: Type.Optional(Type.String({ enum: ['current', 'archived'] })) }),
      replies: { 200: SpaceReply }, errors: [wikiErrors.space_not_found, wikiErrors.parent_invalid],
      handle: async (ctx, { params: { key }, body }) => {
        await changeSpace(ctx, key, { name: body.name, description: body.description, homepageId: body.homepage === undefined ? undefined : parseId(body.homepage), status: body.status === 'archived' ? 'archived' : body.status === 'current' ? 'current' : undefined });
        return overviewOf(ctx, api, await spaceByKey(ctx, key, { description: true }));
      },
    }),
    tenantRoute({
      method: 'DELETE', path: '/spaces/:key', ...admin, summary: 'Move a space to the trash, or delete for ever one that is there', audit: ['wiki_space_deleted', 'wiki_space_purged'] as const, query: Type.Object({ purge: Type.Optional(Type.Boolean()) }), replies: { 204: null }, errors: [wikiErrors.space_not_found],
      handle: async (ctx, { params: { key }, query }) => {
        await (query.purge === true ? purgeSpace(ctx, key) : trashSpace(ctx, key));
        return new JsonReply(204, null);
      },
    }),
    tenantRoute({
      method: 'POST', path: '/spaces/:key/restore', ...admin, summary: 'Bring a space back from the trash', audit: 'wiki_space_restored', body: Type.Object({}), replies: { 200: SpaceReply }, errors: [wikiErrors.space_not_found],
      handle: async (ctx, { params: { key } }) => {
        await restoreSpace(ctx, key);
        return overviewOf(ctx, api, await spaceByKey(ctx, key, { description: true }));
      },
    }),
    tenantRoute({
      method: 'GET', path: '/trash/spaces', mount: ownMount, summary: 'List the spaces in the trash that you administer', permission: 'wiki.space.administer', replies: { 200: Type.Object({ items: Type.Array(Type.Object({})) }) },
      handle: async (ctx) => {
        const [spaces, settings] = await ctx.read((tx) => Promise.all([listTrashedSpaces(tx, viewerOf(ctx)), readSettings(tx)]));
        const person = await namesOf(ctx, api, spaces.map(({ trashedBy }) => trashedBy));
        return { items: spaces.map(({ id, key, name, trashedAt, trashedBy }) => ({ id: String(id), key, name, trashedAt: trashedAt.toISOString(), trashedBy: person(trashedBy), purgedAfter: new Date(trashedAt.getTime() + settings.trashRetentionDays * dayMs).toISOString() })) };
      },
    }),
  ];
}

function contentRoutes(api: Api): readonly Route[] {
  return [
    tenantRoute({
      method: 'GET', path: '/spaces/:key/trash', mount: ownMount, summary: 'List what is in the trash of a space', permission: 'wiki.content.delete', params: spaceParams, query: Type.Object(ownPaging), replies: { 200: ListShape }, errors: [wikiErrors.space_not_found, wikiErrors.cursor_invalid],
      handle: async (ctx, { params: { key }, query }) => {
        const space = await spaceByKey(ctx, key);
        if (space.level < 2) throw accessErrors.forbidden();
        const limit = query.limit ?? 50;
        const [found, settings] = await ctx.read((tx) => Promise.all([listTrash(tx, viewerOf(ctx), { spaceId: space.id, after: decodeTimeCursor(query.cursor), limit }), readSettings(tx)]));
        const person = await namesOf(ctx, api, found.map(({ trashedBy }) => trashedBy));
        return ownList(found, limit, ({ id, type, title, trashedAt, trashedBy, pages }) => ({
          id: String(id), type, title, trashedAt: trashedAt.toISOString(), trashedBy: person(trashedBy), pages: Math.max(1, pages), purgedAfter: new Date(trashedAt.getTime() + settings.trashRetentionDays * dayMs).toISOString(),
        }), ({ trashedAt, id }) => ({ key: trashedAt.toISOString(), id }));
      },
    }),
    tenantRoute({
      method: 'DELETE', path: '/contents/:id', mount: ownMount, summary: 'Move a page with all below it, or a page or blog post alone, to the trash', permission: 'wiki.content.delete', effect: 'write', audit: ['wiki_page_deleted', 'wiki_blogpost_deleted'], params: contentParams,
      query: Type.Object({ descendants: Type.Optional(Type.Boolean()), purge: Type.Optional(Type.Boolean()) }), replies: { 204: null }, errors: [wikiErrors.content_not_found, wikiErrors.not_in_trash, wikiErrors.too_many_pages],
      handle: async (ctx, { params: { id }, query }) => {
        if (query.descendants === true) await trashWithDescendants(ctx, parseId(id));
        else {
          const content = await ctx.read((tx) => findContent(tx, viewerOf(ctx), parseId(id)));
          if (content === undefined || (content.type !== 'page' && content.type !== 'blogpost')) throw wikiErrors.content_not_found();
          await removeContent(ctx, { type: content.type, id: content.id, purge: query.purge === true, draft: false });
        }
        return new JsonReply(204, null);
      },
    }),
    tenantRoute({
      method: 'POST', path: '/contents/:id/restore', mount: ownMount, summary: 'Bring back from the trash what was thrown away together', permission: 'wiki.content.delete', effect: 'write', audit: ['wiki_page_restored', 'wiki_blogpost_restored', 'wiki_attachment_restored'], params: contentParams, body: Type.Object({}),
      replies: { 200: Type.Object({ id: Type.String(), title: Type.String(), pages: Type.Integer(), renamed: Type.Boolean() }) }, errors: [wikiErrors.content_not_found],
      handle: async (ctx, { params: { id } }) => {
        const back = await restoreFromTrash(ctx, parseId(id));
        return { ...back, id: String(back.id) };
      },
    }),
  ];
}

function settingRoutes(): readonly Route[] {
  const fields = { trashRetentionDays: Type.Integer({ minimum: 1, maximum: 365 }), anonymousAccess: Type.Boolean(), publicLinks: Type.Boolean() };
  const Settings = Type.Object(fields);
  return [
    tenantRoute({ method: 'GET', path: '/settings', mount: ownMount, summary: 'Get what the site sets for its wiki', permission: 'wiki.space.view', replies: { 200: Settings }, handle: (ctx) => ctx.read(readSettings) }),
    tenantRoute({
      method: 'PUT', path: '/settings', mount: ownMount, summary: 'Change what the site sets for its wiki', permission: 'wiki.site.administer', effect: 'write', audit: 'wiki_settings_changed', body: Type.Partial(Settings), replies: { 200: Settings },
      handle: (ctx, { body }) => changeSettings(ctx, body),
    }),
  ];
}

export function trashRoutes(api: Api): readonly Route[] {
  return [...spaceRoutes(api), ...contentRoutes(api), ...settingRoutes()];
}
