/** `/wiki/api/v2/footer-comments` and `/wiki/api/v2/inline-comments`. */
import { Type } from 'typebox';
import { JsonReply, tenantRoute, type Route } from '../../../kernel/service/index.ts';
import { findContent, type ContentFilter } from '../content-store.ts';
import type { ContentType } from '../content-types.ts';
import { wikiErrors } from '../errors.ts';
import { deleteComment } from '../remove-content.ts';
import { findVersion } from '../version-store.ts';
import { viewerOf } from '../visibility-store.ts';
import { BodyWrite, readBody } from '../write-body.ts';
import { createComment, updateComment, type NewComment } from '../write-comment.ts';
import { commentAnswer, withBase } from './answers.ts';
import type { Api } from './api.ts';
import { listingReply, rendered } from './content-routes.ts';
import { pagingQuery } from './paging.ts';
import { bodyFormat, BodyFormatParameter, IdParameter, parseId, readSort, readStatuses, Several } from './parameters.ts';
import { CommentShape, listOf } from './schemas.ts';

type Subtype = 'footer' | 'inline';
const params = Type.Object({ id: IdParameter });
const listQuery = Type.Object({ 'body-format': BodyFormatParameter, status: Several, sort: Type.Optional(Type.String()), 'resolution-status': Several, ...pagingQuery });

/** Lists: everywhere, on one thing (only what is no answer, as there), and the answers to one. */
function listRoutes(api: Api, subtype: Subtype): readonly Route[] {
  const route = (path: string, summary: string, types: readonly ContentType[], filterOf: (id: number) => ContentFilter) => tenantRoute({
    method: 'GET', path, summary, permission: 'wiki.content.view', params: path.includes(':id') ? params : Type.Object({}), query: listQuery, replies: { 200: listOf(CommentShape) }, errors: [wikiErrors.content_not_found],
    handle: async (ctx, { params: given, query, baseUrl }) => {
      const id = 'id' in given ? parseId(String(given.id)) : 0;
      if (id > 0) await api.contentSeen(ctx, id, types);
      const filter: ContentFilter = { types: ['comment'], subtype, statuses: readStatuses(query.status, ['current']), ...filterOf(id) };
      return listingReply(ctx, api, {
        baseUrl, path: path.replace(':id', 'id' in given ? String(given.id) : ''), query, filter, sort: readSort(query.sort, { sort: 'created', descending: false }), format: bodyFormat(query['body-format']), show: commentAnswer,
      });
    },
  });
  const containers: readonly (readonly [string, ContentType])[] = subtype === 'footer' ? [['pages', 'page'], ['blogposts', 'blogpost'], ['attachments', 'attachment'], ['custom-content', 'custom']] : [['pages', 'page'], ['blogposts', 'blogpost']];
  return [
    route(`/wiki/api/v2/${subtype}-comments`, `List ${subtype} comments`, [], () => ({})),
    route(`/wiki/api/v2/${subtype}-comments/:id/children`, `List the answers to a ${subtype} comment`, ['comment'], (id) => ({ parentId: id })),
    ...containers.map(([collection, type]) => route(`/wiki/api/v2/${collection}/:id/${subtype}-comments`, `List the ${subtype} comments of one of ${collection}`, [type], (id) => ({ containerId: id, parentId: null }))),
  ];
}

function getRoute(api: Api, subtype: Subtype): Route {
  return tenantRoute({
    method: 'GET', path: `/wiki/api/v2/${subtype}-comments/:id`, summary: `Get a ${subtype} comment`, permission: 'wiki.content.view', params,
    query: Type.Object({ 'body-format': BodyFormatParameter, version: Type.Optional(Type.Integer({ minimum: 1 })) }), replies: { 200: CommentShape }, errors: [wikiErrors.content_not_found, wikiErrors.version_not_found],
    handle: async (ctx, { params: { id }, query, baseUrl }) => {
      const comment = await ctx.read((tx) => findContent(tx, viewerOf(ctx), parseId(id), { body: true }));
      if (comment?.type !== 'comment' || comment.subtype !== subtype) throw wikiErrors.content_not_found();
      const { version: number } = query;
      const version = number === undefined ? undefined : await ctx.read((tx) => findVersion(tx, comment.id, number, { body: true }));
      if (number !== undefined && version === undefined) throw wikiErrors.version_not_found();
      const [body] = await rendered(ctx, api, baseUrl, [{ content: comment, body: version?.body ?? comment.body }], bodyFormat(query['body-format']));
      return withBase(commentAnswer(version === undefined ? comment : { ...comment, version }, body), { baseUrl });
    },
  });
}

const targets = {
  pageId: Type.Optional(Type.String()), blogPostId: Type.Optional(Type.String()), attachmentId: Type.Optional(Type.String()), customContentId: Type.Optional(Type.String()), parentCommentId: Type.Optional(Type.String()),
};
type Targets = { readonly [Name in keyof typeof targets]?: string };

const kindOfTarget = { pageId: 'page', blogPostId: 'blogpost', attachmentId: 'attachment', customContentId: 'custom', parentCommentId: 'comment' } as const;

/** Clients name the page beside the comment that they answer; the comment decides. */
function readTarget(body: Targets): NewComment['on'] {
  const names = ['parentCommentId', 'pageId', 'blogPostId', 'attachmentId', 'customContentId'] as const;
  for (const name of names) {
    const text = body[name];
    if (text !== undefined && text !== '') return { kind: kindOfTarget[name], id: parseId(text) };
  }
  throw wikiErrors.container_invalid();
}

function writeRoutes(api: Api, subtype: Subtype): readonly Route[] {
  const selection = Type.Optional(Type.Object({
    textSelection: Type.Optional(Type.String({ maxLength: 10_000 })), textSelectionMatchCount: Type.Optional(Type.Integer()), textSelectionMatchIndex: Type.Optional(Type.Integer()),
  }));
  return [
    tenantRoute({
      method: 'POST', path: `/wiki/api/v2/${subtype}-comments`, summary: `Write a ${subtype} comment, or an answer to one`, permission: 'wiki.comment.write', effect: 'write', audit: 'wiki_comment_created',
      body: Type.Object({ ...targets, body: Type.Optional(BodyWrite), inlineCommentProperties: selection }), bodyBytesMax: 12 * 1024 * 1024,
      replies: { 201: CommentShape }, errors: [wikiErrors.content_not_found, wikiErrors.container_invalid, wikiErrors.body_invalid],
      handle: async (ctx, { body, baseUrl }) => {
        const written = readBody(body.body);
        if (written === undefined) throw wikiErrors.body_invalid();
        const chosen = body.inlineCommentProperties;
        const comment = await createComment(ctx, {
          subtype, on: readTarget(body), body: written,
          selection: chosen?.textSelection === undefined ? null : { text: chosen.textSelection, matchIndex: chosen.textSelectionMatchIndex ?? 0, matchCount: chosen.textSelectionMatchCount ?? 1 },
        });
        const [shown] = await rendered(ctx, api, baseUrl, [{ content: comment, body: comment.body }], 'storage');
        return new JsonReply(201, withBase(commentAnswer(comment, shown), { baseUrl }));
      },
    }),
    tenantRoute({
      method: 'PUT', path: `/wiki/api/v2/${subtype}-comments/:id`, summary: `Change a ${subtype} comment${subtype === 'inline' ? ', resolve or reopen it' : ''}`, permission: 'wiki.comment.write', effect: 'write', audit: 'wiki_comment_updated', params,
      body: Type.Object({ version: Type.Optional(Type.Object({ number: Type.Optional(Type.Integer()), message: Type.Optional(Type.String({ maxLength: 2_000 })) })), body: Type.Optional(BodyWrite), resolved: Type.Optional(Type.Boolean()) }),
      bodyBytesMax: 12 * 1024 * 1024, replies: { 200: CommentShape }, errors: [wikiErrors.content_not_found, wikiErrors.version_conflict, wikiErrors.body_invalid],
      handle: async (ctx, { params: { id }, body, baseUrl }) => {
        const comment = await updateComment(ctx, {
          subtype, id: parseId(id), number: body.version?.number, message: body.version?.message ?? '', body: readBody(body.body), resolved: subtype === 'inline' ? body.resolved : undefined,
        });
        const [shown] = await rendered(ctx, api, baseUrl, [{ content: comment, body: comment.body }], 'storage');
        return withBase(commentAnswer(comment, shown), { baseUrl });
      },
    }),
    tenantRoute({
      method: 'DELETE', path: `/wiki/api/v2/${subtype}-comments/:id`, summary: `Delete a ${subtype} comment for ever; answers to it stay`, permission: 'wiki.comment.write', effect: 'write', audit: 'wiki_comment_deleted', params,
      replies: { 204: null }, errors: [wikiErrors.content_not_found],
      handle: async (ctx, { params: { id } }) => {
        await deleteComment(ctx, subtype, parseId(id));
        return new JsonReply(204, null);
      },
    }),
  ];
}

export function commentRoutes(api: Api): readonly Route[] {
  return (['footer', 'inline'] as const).flatMap((subtype) => [...listRoutes(api, subtype), getRoute(api, subtype), ...writeRoutes(api, subtype)]);
}
