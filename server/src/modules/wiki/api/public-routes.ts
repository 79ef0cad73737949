/** Reading without signing in, by a space that is open or by a link with a secret; and the switches and links behind it. */
import { Type } from 'typebox';
import { isUuid } from '../../../kernel/ids/index.ts';
import { JsonReply, tenantErrors, tenantRoute, type Ctx, type RawReply, type Route } from '../../../kernel/service/index.ts';
import { findContent, listAncestors, type Content } from '../content-store.ts';
import { downloadFile } from '../download-file.ts';
import { documentOf } from '../editing/conflicts.ts';
import { wikiErrors } from '../errors.ts';
import { admitAnonymous, admitLink, createPublicLink, revokePublicLink, switchPublicAccess } from '../public/open-publicly.ts';
import { listLinks, readPublicAccess } from '../public/public-access-store.ts';
import { renderPublicPage } from '../public/render-public-page.ts';
import { findSpace, listSpaces } from '../space-store.ts';
import { listTree } from '../tree/tree-store.ts';
import type { Viewer } from '../visibility-store.ts';
import type { Answer } from './answers.ts';
import type { Api } from './api.ts';
import { contentParams, ListShape, namesOf, ownList, ownMount, ownPaging } from './own-doors.ts';
import { decodeCursor } from './paging.ts';
import { IdParameter, parseId } from './parameters.ts';
import { spaceByKey, spaceParams } from './tree-own-routes.ts';

const publicMount = '/api/v1/public/sites/:site/wiki';
const PublicPage = Type.Object({ id: Type.String(), title: Type.String(), spaceKey: Type.String(), html: Type.String() });
const Access = Type.Object({ anonymous: Type.Boolean(), publicLinks: Type.Boolean() });
/** Any text: a secret of another shape is one that does not exist, and says no more. */
const AnyText = Type.String({ maxLength: 1000 });
const SecretParams = Type.Object({ secret: AnyText });

/** Nothing of what was asked for is told from a closed site. */
async function hidden<Result>(work: Promise<Result | undefined>): Promise<Result> {
  const found = await work;
  if (found === undefined) throw tenantErrors.context_missing();
  return found;
}

function readId(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw tenantErrors.context_missing();
  return Number(text);
}

async function pageAnswer(ctx: Ctx, viewer: Viewer | null, page: Content, fileBase: string): Promise<Answer> {
  const above = viewer === null ? [] : await ctx.read((tx) => listAncestors(tx, viewer, page.id));
  return {
    id: String(page.id), title: page.title, spaceKey: viewer === null ? '' : page.spaceKey, spaceName: viewer === null ? '' : page.spaceName, html: await renderPublicPage(ctx, page, fileBase), adf: documentOf(page.body?.adf),
    modifiedAt: page.version.createdAt.toISOString(), path: above.map(({ id, title }) => ({ id: String(id), title })),
  };
}

async function fileReply(ctx: Ctx, api: Api, file: Content | undefined, range: string | undefined): Promise<RawReply> {
  if (file?.type !== 'attachment' || file.status !== 'current' || file.file === null) throw tenantErrors.context_missing();
  return downloadFile(ctx, api.media, file.file, file.title, range);
}

function anonymousRoutes(api: Api): readonly Route[] {
  const open = { method: 'GET', mount: publicMount, permission: 'wiki.public.view' } as const;
  const within = <Result>(ctx: Ctx, work: (viewer: Viewer) => Promise<Result>): Promise<Result> => ctx.read(admitAnonymous).then(work);
  const openPage = (ctx: Ctx, viewer: Viewer, id: string) => ctx.read((tx) => findContent(tx, viewer, readId(id), { body: true }));
  return [
    tenantRoute({
      ...open, path: '/spaces', summary: 'List the spaces that are open to everybody', replies: { 200: Type.Object({ items: Type.Array(Type.Object({})) }) },
      handle: (ctx) => within(ctx, async (viewer) => {
        const spaces = await ctx.read((tx) => listSpaces(tx, viewer, { filter: {}, sort: 'key', descending: false, after: null, limit: 250, description: false }));
        return { items: spaces.slice(0, 250).map(({ key, name, homepageId }) => ({ key, name, homepageId: homepageId === null ? null : String(homepageId) })) };
      }),
    }),
    tenantRoute({
      ...open, path: '/spaces/:key', summary: 'Get a space that is open to everybody', params: Type.Object({ key: AnyText }), replies: { 200: Type.Object({ key: Type.String(), name: Type.String() }) },
      handle: (ctx, { params: { key } }) => within(ctx, async (viewer) => {
        const space = await hidden(ctx.read((tx) => findSpace(tx, viewer, { key })));
        return { key: space.key, name: space.name, homepageId: space.homepageId === null ? null : String(space.homepageId) };
      }),
    }),
    tenantRoute({
      ...open, path: '/spaces/:key/tree', summary: 'List one level of the pages of a space that is open to everybody', params: Type.Object({ key: AnyText }), query: Type.Object({ parent: Type.Optional(AnyText), ...ownPaging }), replies: { 200: ListShape },
      handle: (ctx, { params: { key }, query }) => within(ctx, async (viewer) => {
        const space = await hidden(ctx.read((tx) => findSpace(tx, viewer, { key })));
        const limit = query.limit ?? 50;
        const parentId = query.parent === undefined || query.parent === 'root' ? null : readId(query.parent);
        const found = await ctx.read((tx) => listTree(tx, viewer, { spaceId: space.id, parentId, after: decodeCursor(query.cursor), limit }));
        return ownList(found, limit, ({ id, title, childCount }) => ({ id: String(id), title, childCount }), ({ rank, id }) => ({ key: rank, id }));
      }),
    }),
    tenantRoute({
      ...open, path: '/pages/:id', summary: 'Read a page that is open to everybody', params: Type.Object({ id: AnyText }), replies: { 200: PublicPage },
      handle: (ctx, { params: { id }, baseUrl }) => within(ctx, async (viewer) => {
        const page = await hidden(openPage(ctx, viewer, id));
        if (page.type !== 'page' && page.type !== 'blogpost') throw tenantErrors.context_missing();
        return pageAnswer(ctx, viewer, page, `${new URL(baseUrl).pathname}/files`);
      }),
    }),
    tenantRoute({
      ...open, path: '/files/:id', summary: 'Download a file of a page that is open to everybody', params: Type.Object({ id: AnyText }), replies: { 200: null, 206: null },
      handle: (ctx, { params: { id }, headers }) => within(ctx, async (viewer) => fileReply(ctx, api, await openPage(ctx, viewer, id), headers.range)),
    }),
  ];
}

function linkReadRoutes(api: Api): readonly Route[] {
  const open = { method: 'GET', mount: publicMount, permission: 'wiki.public.view' } as const;
  return [
    tenantRoute({
      ...open, path: '/links/:secret', summary: 'Read the page that a public link opens', params: SecretParams, replies: { 200: Type.Object({ page: PublicPage }) },
      handle: async (ctx, { params: { secret }, baseUrl }) => ({ page: await pageAnswer(ctx, null, await admitLink(ctx, secret, true), `${new URL(baseUrl).pathname}/links/${encodeURIComponent(secret)}/files`) }),
    }),
    tenantRoute({
      ...open, path: '/links/:secret/files/:id', summary: 'Download a file of the page that a public link opens', params: Type.Object({ ...SecretParams.properties, id: AnyText }), replies: { 200: null, 206: null },
      handle: async (ctx, { params: { secret, id }, headers }) => {
        const page = await admitLink(ctx, secret, false);
        const file = await ctx.read((tx) => findContent(tx, { principals: [], admin: true, account: null }, readId(id)));
        return fileReply(ctx, api, file?.pageId === page.id ? file : undefined, headers.range);
      },
    }),
  ];
}

function manageRoutes(api: Api): readonly Route[] {
  const path = '/contents/:id/public-links';
  return [
    tenantRoute({
      method: 'GET', path: '/spaces/:key/public-access', mount: ownMount, summary: 'Tell what of a space is open without signing in', permission: 'wiki.space.view', params: spaceParams, replies: { 200: Access }, errors: [wikiErrors.space_not_found],
      handle: async (ctx, { params: { key } }) => {
        const space = await spaceByKey(ctx, key);
        return ctx.read((tx) => readPublicAccess(tx, space.id));
      },
    }),
    tenantRoute({
      method: 'PUT', path: '/spaces/:key/public-access', mount: ownMount, summary: 'Open a space to anonymous readers or public links, or close it', permission: 'wiki.space.administer', effect: 'write', audit: 'wiki_public_access_changed', params: spaceParams,
      body: Type.Partial(Access), replies: { 200: Access }, errors: [wikiErrors.space_not_found, wikiErrors.site_switch_off], handle: (ctx, { params: { key }, body }) => switchPublicAccess(ctx, key, body),
    }),
    tenantRoute({
      method: 'GET', path, mount: ownMount, summary: 'List the public links of a page', permission: 'wiki.content.edit', params: contentParams, replies: { 200: Type.Object({ items: Type.Array(Type.Object({})) }) }, errors: [wikiErrors.content_not_found],
      handle: async (ctx, { params: { id } }) => {
        const page = await api.contentSeen(ctx, parseId(id), ['page', 'blogpost']);
        const links = await ctx.read((tx) => listLinks(tx, page.id));
        const person = await namesOf(ctx, api, links.map(({ author }) => author));
        const time = (at: Date | null): string | null => at?.toISOString() ?? null;
        return { items: links.map((link) => ({ id: link.id, createdAt: link.createdAt.toISOString(), createdBy: person(link.author), expiresAt: time(link.expiresAt), revokedAt: time(link.revokedAt), opened: link.opened, lastOpenedAt: time(link.lastOpenedAt) })) };
      },
    }),
    tenantRoute({
      method: 'POST', path, mount: ownMount, summary: 'Make a public link to a page', permission: 'wiki.content.edit', effect: 'write', audit: 'wiki_public_link_created', params: contentParams, body: Type.Object({ expiresAt: Type.Optional(Type.String({ maxLength: 40 })) }),
      replies: { 201: Type.Object({ id: Type.String(), token: Type.String(), path: Type.String() }) }, errors: [wikiErrors.content_not_found, wikiErrors.public_links_off, wikiErrors.query_invalid],
      handle: async (ctx, { params: { id, ...place }, body }) => {
        const expiresAt = body.expiresAt === undefined ? null : new Date(body.expiresAt);
        if (expiresAt !== null && Number.isNaN(expiresAt.getTime())) throw wikiErrors.query_invalid({ detail: 'The time is none.' });
        const { id: link, secret } = await createPublicLink(ctx, parseId(id), expiresAt);
        const site = 'site' in place ? String(place.site) : '';
        return new JsonReply(201, { id: link, token: secret, path: `/public/${site}/links/${secret}` });
      },
    }),
    tenantRoute({
      method: 'DELETE', path: `${path}/:link`, mount: ownMount, summary: 'Revoke a public link', permission: 'wiki.content.edit', effect: 'write', audit: 'wiki_public_link_revoked', params: Type.Object({ id: IdParameter, link: Type.String({ maxLength: 40 }) }), replies: { 204: null },
      errors: [wikiErrors.content_not_found, wikiErrors.link_not_found],
      handle: async (ctx, { params: { id, link } }) => {
        if (!isUuid(link)) throw wikiErrors.link_not_found();
        await revokePublicLink(ctx, parseId(id), link);
        return new JsonReply(204, null);
      },
    }),
  ];
}

export function publicRoutes(api: Api): readonly Route[] {
  return [...anonymousRoutes(api), ...linkReadRoutes(api), ...manageRoutes(api)];
}
