/** The tree of a space level by level, moving and copying pages, the overview of a space. */
import { Type } from 'typebox';
import { tenantRoute, type Ctx, type Route } from '../../../kernel/service/index.ts';
import { listAncestors, findContent } from '../content-store.ts';
import { documentOf } from '../editing/conflicts.ts';
import { wikiErrors } from '../errors.ts';
import { listLabelsOf } from '../label-store.ts';
import { movePage, movePages, type MovePosition } from '../move-page.ts';
import { readPublicAccess } from '../public/public-access-store.ts';
import { findSpace, type Space } from '../space-store.ts';
import { copyPage } from '../tree/copy-page.ts';
import { countContent, listContributors, listRecent } from '../tree/overview-store.ts';
import { childrenCountedMax, listTree } from '../tree/tree-store.ts';
import { viewerOf } from '../visibility-store.ts';
import type { Answer } from './answers.ts';
import type { Api } from './api.ts';
import { contentParams, ListShape, namesOf, ownList, ownMount, ownPaging } from './own-doors.ts';
import { decodeCursor } from './paging.ts';
import { IdParameter, parseId } from './parameters.ts';

export const spaceParams = Type.Object({ key: Type.String({ maxLength: 300 }) });
const Position = Type.String({ enum: ['before', 'after', 'append', 'first'] });
const readPosition = (text: string): MovePosition => (text === 'before' || text === 'after' || text === 'first' ? text : 'append');

/** Fails with wiki.space_not_found. */
export async function spaceByKey(ctx: Ctx, key: string, options: { readonly description?: boolean } = {}): Promise<Space> {
  const space = await ctx.read((tx) => findSpace(tx, viewerOf(ctx), { key }, options));
  if (space === undefined) throw wikiErrors.space_not_found();
  return space;
}

function readRoutes(): readonly Route[] {
  return [
    tenantRoute({
      method: 'GET', path: '/spaces/:key/tree', mount: ownMount, summary: 'List one level of the tree of pages', permission: 'wiki.content.view', params: spaceParams,
      query: Type.Object({ parent: Type.Optional(IdParameter), ...ownPaging }), replies: { 200: ListShape }, errors: [wikiErrors.space_not_found, wikiErrors.cursor_invalid],
      handle: async (ctx, { params: { key }, query }) => {
        const space = await spaceByKey(ctx, key);
        const [limit, parentId] = [query.limit ?? 50, query.parent === undefined || query.parent === 'root' ? null : parseId(query.parent)];
        const found = await ctx.read((tx) => listTree(tx, viewerOf(ctx), { spaceId: space.id, parentId, after: decodeCursor(query.cursor), limit }));
        return ownList(found, limit, ({ id, rank, childCount, ...page }) => ({ id: String(id), title: page.title, status: page.status, restricted: page.restricted, childCount, more: childCount >= childrenCountedMax, position: rank }), ({ rank, id }) => ({ key: rank, id }));
      },
    }),
    tenantRoute({
      method: 'GET', path: '/spaces/:key/tree/path', mount: ownMount, summary: 'List the pages from the top of the tree down to a page', permission: 'wiki.content.view', params: spaceParams, query: Type.Object({ to: IdParameter }),
      replies: { 200: Type.Object({ items: Type.Array(Type.Object({ id: Type.String(), title: Type.String() })) }) }, errors: [wikiErrors.space_not_found, wikiErrors.content_not_found],
      handle: async (ctx, { params: { key }, query }) => {
        const space = await spaceByKey(ctx, key);
        const page = await ctx.read((tx) => findContent(tx, viewerOf(ctx), parseId(query.to)));
        if (page?.type !== 'page' || page.spaceId !== space.id) throw wikiErrors.content_not_found();
        const above = await ctx.read((tx) => listAncestors(tx, viewerOf(ctx), page.id));
        return { items: [...above, page].map(({ id, title }) => ({ id: String(id), title })) };
      },
    }),
  ];
}

function overviewRoute(api: Api): Route {
  return tenantRoute({
    method: 'GET', path: '/spaces/:key/overview', mount: ownMount, summary: 'Get a space with what changed in it and who writes there', permission: 'wiki.space.view', params: spaceParams,
    replies: { 200: Type.Object({ id: Type.String(), key: Type.String(), name: Type.String(), recent: Type.Array(Type.Object({})), contributors: Type.Array(Type.Object({})) }) }, errors: [wikiErrors.space_not_found],
    handle: async (ctx, { params: { key } }) => overviewOf(ctx, api, await spaceByKey(ctx, key, { description: true })),
  });
}

const levels = ['read', 'read', 'write', 'admin'] as const;

export async function overviewOf(ctx: Ctx, api: Api, space: Space): Promise<Answer> {
  const viewer = viewerOf(ctx);
  const [counts, recent, contributors, labels, access] = await ctx.read((tx) => Promise.all([
    countContent(tx, viewer, space.id), listRecent(tx, viewer, space.id, 20), listContributors(tx, viewer, space.id, 20),
    space.descriptionId === null ? [] : listLabelsOf(tx, space.descriptionId, viewer, { after: null, limit: 100 }), readPublicAccess(tx, space.id),
  ]));
  const person = await namesOf(ctx, api, [...recent.map(({ modifier }) => modifier), ...contributors.map((one) => one.person)]);
  return {
    id: String(space.id), key: space.key, name: space.name, status: space.status, type: space.type, homepageId: space.homepageId === null ? null : String(space.homepageId),
    description: space.description?.adf === null || space.description?.adf === undefined ? null : documentOf(space.description.adf), level: levels[space.level] ?? 'read', counts,
    recent: recent.map(({ id, type, title, version, modifiedAt, modifier }) => ({ id: String(id), type, title, version, modifiedAt: modifiedAt.toISOString(), by: person(modifier) })),
    contributors: contributors.map(({ person: who, edits, lastAt }) => ({ person: person(who), edits, lastAt: lastAt.toISOString() })),
    labels: labels.map(({ name, prefix }) => ({ name, prefix })), ...access,
  };
}

function moveRoutes(api: Api): readonly Route[] {
  const write = { permission: 'wiki.content.edit', effect: 'write', mount: ownMount } as const;
  return [
    tenantRoute({
      method: 'POST', path: '/contents/:id/move', ...write, summary: 'Put a page before or behind another, or first or last below it', audit: 'wiki_page_moved', params: contentParams, body: Type.Object({ position: Position, target: IdParameter }),
      replies: { 200: Type.Object({ id: Type.String(), parentId: Type.Union([Type.String(), Type.Null()]) }) }, errors: [wikiErrors.content_not_found, wikiErrors.parent_invalid],
      handle: async (ctx, { params: { id }, body }) => {
        const parentId = await movePage(ctx, parseId(id), readPosition(body.position), parseId(body.target));
        return { id, parentId: parentId === null ? null : String(parentId) };
      },
    }),
    tenantRoute({
      method: 'POST', path: '/spaces/:key/tree/moves', ...write, summary: 'Move several pages at once, in their order', audit: 'wiki_pages_moved', params: spaceParams,
      body: Type.Object({ pages: Type.Array(IdParameter, { minItems: 1, maxItems: 200 }), position: Position, target: IdParameter }), replies: { 200: Type.Object({ moved: Type.Integer() }) }, errors: [wikiErrors.space_not_found, wikiErrors.content_not_found, wikiErrors.parent_invalid],
      handle: async (ctx, { params: { key }, body }) => {
        const space = await spaceByKey(ctx, key);
        return { moved: await movePages(ctx, space, [...new Set(body.pages.map(parseId))], readPosition(body.position), parseId(body.target)) };
      },
    }),
    tenantRoute({
      method: 'POST', path: '/contents/:id/copy', ...write, summary: 'Copy a page, alone or with all below it', audit: 'wiki_page_copied', params: contentParams,
      body: Type.Object({
        title: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })), titlePrefix: Type.Optional(Type.String({ maxLength: 100 })), space: Type.Optional(Type.String({ maxLength: 300 })), parent: Type.Optional(IdParameter),
        attachments: Type.Optional(Type.Boolean()), labels: Type.Optional(Type.Boolean()), restrictions: Type.Optional(Type.Boolean()), descendants: Type.Optional(Type.Boolean()),
      }),
      replies: { 200: Type.Object({ id: Type.String(), title: Type.String(), pages: Type.Integer() }) }, errors: [wikiErrors.content_not_found, wikiErrors.space_not_found, wikiErrors.parent_invalid, wikiErrors.too_many_pages],
      handle: async (ctx, { params: { id }, body }) => {
        const made = await copyPage(ctx, api.media, {
          id: parseId(id), title: body.title, titlePrefix: body.titlePrefix ?? '', spaceKey: body.space, parentId: body.parent === undefined ? undefined : parseId(body.parent), attachments: body.attachments !== false,
          labels: body.labels !== false, restrictions: body.restrictions === true, descendants: body.descendants === true,
        });
        return { ...made, id: String(made.id) };
      },
    }),
  ];
}

export function treeOwnRoutes(api: Api): readonly Route[] {
  return [...readRoutes(), overviewRoute(api), ...moveRoutes(api)];
}
