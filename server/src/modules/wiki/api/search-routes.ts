/** `/wiki/rest/api/search`, and its older sister `/wiki/rest/api/content/search`. */
import { Type } from 'typebox';
import { tenantRoute, type Route } from '../../../kernel/service/index.ts';
import { wikiErrors } from '../errors.ts';
import { contentPath } from '../render-bodies.ts';
import { searchContent, type Found } from '../search/search-content.ts';
import type { Answer } from './answers.ts';

const Expand = Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())]));
const query = Type.Object({
  cql: Type.String({ maxLength: 4_000 }), start: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000, default: 0 })), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 25 })),
  cursor: Type.Optional(Type.String()), expand: Expand, excerpt: Type.Optional(Type.String()),
});

function contentOf(found: Found, baseUrl: string): Answer {
  const id = found.type === 'attachment' ? `att${String(found.id)}` : String(found.id);
  return {
    id, type: found.type, status: found.status, title: found.title === '' && found.type === 'comment' ? `Re: ${found.pageTitle}` : found.title,
    space: { id: found.spaceId, key: found.spaceKey, name: found.spaceName, type: 'global', status: 'current', _expandable: {}, _links: { webui: `/spaces/${encodeURIComponent(found.spaceKey)}` } },
    ...(found.type === 'comment' || found.type === 'attachment' ? { container: { id: String(found.containerId ?? found.pageId), type: found.pageType, title: found.pageTitle } } : {}),
    _expandable: {}, _links: { webui: placeOf(found), self: `${baseUrl}/wiki/rest/api/content/${id}` },
  };
}

function placeOf(found: Found): string {
  const page = contentPath({ id: found.pageId, spaceKey: found.spaceKey, type: found.pageType }).replace(/^\/wiki/, '');
  if (found.type === 'comment') return `${page}?focusedCommentId=${String(found.id)}`;
  return found.type === 'attachment' ? `${page}?preview=att${String(found.id)}` : page;
}

function resultOf(found: Found, baseUrl: string): Answer {
  const content = contentOf(found, baseUrl);
  return {
    content, title: content['title'], excerpt: found.excerpt, url: placeOf(found), resultGlobalContainer: { title: found.spaceName, displayUrl: `/spaces/${encodeURIComponent(found.spaceKey)}` },
    ...(found.pageId === found.id ? {} : { resultParentContainer: { title: found.pageTitle, displayUrl: placeOf({ ...found, type: found.pageType, id: found.pageId }) } }),
    breadcrumbs: [], entityType: 'content', iconCssClass: `content-type-${found.type}`, lastModified: found.modifiedAt.toISOString(), friendlyLastModified: '', score: 0,
  };
}

export function searchRoutes(): readonly Route[] {
  const route = (path: string, show: (found: Found, baseUrl: string) => Answer) => tenantRoute({
    method: 'GET', path, summary: 'Search with CQL', permission: 'wiki.search', query,
    replies: { 200: Type.Object({ results: Type.Array(Type.Object({})), start: Type.Integer(), limit: Type.Integer(), size: Type.Integer(), totalSize: Type.Integer() }) }, errors: [wikiErrors.query_invalid],
    handle: async (ctx, { query: { cql, start = 0, limit = 25 }, baseUrl }) => {
      const { found, total, complete } = await searchContent(ctx, cql, start, limit);
      const more = start + found.length < total || (!complete && found.length === limit);
      const next = `${path.replace(/^\/wiki/, '')}?${new URLSearchParams({ cql, start: String(start + limit), limit: String(limit) }).toString()}`;
      return {
        results: found.map((one) => show(one, baseUrl)), start, limit, size: found.length, totalSize: total, cqlQuery: cql, searchDuration: 0, archivedResultCount: 0,
        _links: { base: `${baseUrl}/wiki`, context: '/wiki', self: `${baseUrl}${path}`, ...(more ? { next } : {}) },
      };
    },
  });
  return [route('/wiki/rest/api/search', resultOf), route('/wiki/rest/api/content/search', contentOf)];
}
