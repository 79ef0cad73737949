/** `/wiki/api/v2/attachments`, uploads by the v1 addresses that clients still use, and downloads. */
import { Type } from 'typebox';
import { JsonReply, requestErrors, tenantRoute, type Ctx, type FilePart, type Route } from '../../../kernel/service/index.ts';
import type { StoredMedia } from '../../media/index.ts';
import { findContent, listContent, type Content, type ContentFilter } from '../content-store.ts';
import type { ContentType } from '../content-types.ts';
import { downloadFile } from '../download-file.ts';
import { wikiErrors } from '../errors.ts';
import { removeContent } from '../remove-content.ts';
import { titleToken } from '../titles.ts';
import { findVersion } from '../version-store.ts';
import { viewerOf } from '../visibility-store.ts';
import { attachFile, checkedFileName, checkMayAttach } from '../write-attachment.ts';
import { attachmentAnswer, withBase } from './answers.ts';
import type { Api } from './api.ts';
import { listingReply } from './content-routes.ts';
import { pagingQuery } from './paging.ts';
import { IdParameter, parseId, readSort, readStatuses, Several } from './parameters.ts';
import { AttachmentShape, listOf } from './schemas.ts';
import { attachmentAsContent } from './v1-answers.ts';

const params = Type.Object({ id: IdParameter });
const listQuery = Type.Object({ sort: Type.Optional(Type.String()), status: Several, mediaType: Type.Optional(Type.String({ maxLength: 200 })), filename: Type.Optional(Type.String({ maxLength: 300 })), ...pagingQuery });

function listRoutes(api: Api): readonly Route[] {
  const route = (path: string, summary: string, types: readonly ContentType[]) => tenantRoute({
    method: 'GET', path, summary, permission: 'wiki.content.view', params: path.includes(':id') ? params : Type.Object({}), query: listQuery, replies: { 200: listOf(AttachmentShape) }, errors: [wikiErrors.content_not_found],
    handle: async (ctx, { params: given, query, baseUrl }) => {
      const id = 'id' in given ? parseId(String(given.id)) : 0;
      if (id > 0) await api.contentSeen(ctx, id, types);
      const { filename } = query;
      const token = filename === undefined ? undefined : await ctx.read((tx) => Promise.resolve(titleToken(tx.sealer, filename)));
      const filter: ContentFilter = {
        types: ['attachment'], statuses: readStatuses(query.status, ['current', 'archived']), ...(id > 0 ? { containerId: id } : {}),
        ...(query.mediaType === undefined ? {} : { mediaType: query.mediaType }), ...(token === undefined ? {} : { titleToken: token }),
      };
      return listingReply(ctx, api, { baseUrl, path: path.replace(':id', 'id' in given ? String(given.id) : ''), query, filter, sort: readSort(query.sort, { sort: 'modified', descending: true }), format: undefined, show: attachmentAnswer });
    },
  });
  return [
    route('/wiki/api/v2/attachments', 'List attachments', []),
    route('/wiki/api/v2/pages/:id/attachments', 'List the attachments of a page', ['page']),
    route('/wiki/api/v2/blogposts/:id/attachments', 'List the attachments of a blog post', ['blogpost']),
    route('/wiki/api/v2/custom-content/:id/attachments', 'List the attachments of a piece of custom content', ['custom']),
  ];
}

const getRoute = (api: Api): Route => tenantRoute({
  method: 'GET', path: '/wiki/api/v2/attachments/:id', summary: 'Get what is known of an attachment', permission: 'wiki.content.view', params,
  query: Type.Object({ version: Type.Optional(Type.Integer({ minimum: 1 })) }), replies: { 200: AttachmentShape }, errors: [wikiErrors.content_not_found, wikiErrors.version_not_found],
  handle: async (ctx, { params: { id }, query, baseUrl }) => {
    const attachment = await api.contentSeen(ctx, parseId(id), ['attachment']);
    return withBase(attachmentAnswer(await ofVersion(ctx, attachment, query.version)), { baseUrl });
  },
});

async function ofVersion(ctx: Ctx, attachment: Content, number: number | undefined): Promise<Content> {
  if (number === undefined || number === attachment.version.number) return attachment;
  const version = await ctx.read((tx) => findVersion(tx, attachment.id, number));
  if (version === undefined) throw wikiErrors.version_not_found();
  return { ...attachment, title: version.title === '' ? attachment.title : version.title, version, file: version.file };
}

const deleteRoute = (): Route => tenantRoute({
  method: 'DELETE', path: '/wiki/api/v2/attachments/:id', summary: 'Move an attachment to the trash, or delete for ever what is there', permission: 'wiki.content.delete', effect: 'write', audit: 'wiki_attachment_deleted', params,
  query: Type.Object({ purge: Type.Optional(Type.Boolean()) }), replies: { 204: null }, errors: [wikiErrors.content_not_found, wikiErrors.not_in_trash],
  handle: async (ctx, { params: { id }, query }) => {
    await removeContent(ctx, { type: 'attachment', id: parseId(id), purge: query.purge === true, draft: false });
    return new JsonReply(204, null);
  },
});

const messageCharactersMax = 2_000;

/** What a form says of its files: one value for all of them, or one for each, in the order of the files. */
function said(fields: FilePart['fields'] | undefined, name: string, index: number): string {
  const values = fields?.get(name) ?? [];
  return values[values.length === 1 ? 0 : index] ?? '';
}

/** Clients send `comment` and `minorEdit` before or after the files: all bytes are taken in first, then the rows are written. */
async function storeParts(ctx: Ctx, api: Api, containerId: number, files: AsyncIterable<FilePart>, whenTaken: 'refuse' | 'new-version', named?: string): Promise<Content[]> {
  await checkMayAttach(ctx, containerId);
  const taken: { readonly name: string; readonly mediaType: string; readonly stored: StoredMedia }[] = [];
  let fields: FilePart['fields'] | undefined;
  for await (const part of files) {
    if (part.field !== 'file') {
      part.stream.resume();
      continue;
    }
    ({ fields } = part);
    const name = checkedFileName(named ?? part.filename);
    taken.push({ name, mediaType: part.mediaType, stored: await api.media.put(ctx, part.stream) });
  }
  if (taken.length === 0) throw wikiErrors.file_missing();
  if ((fields?.get('comment') ?? []).some((comment) => comment.length > messageCharactersMax)) throw requestErrors.invalid({ detail: `A comment has at most ${messageCharactersMax} characters.` });
  const stored: Content[] = [];
  for (const [index, file] of taken.entries()) {
    stored.push(await attachFile(ctx, { containerId, ...file, message: said(fields, 'comment', index), minor: said(fields, 'minorEdit', index) === 'true', whenTaken }));
  }
  return stored;
}

function uploadRoutes(api: Api): readonly Route[] {
  const route = (method: 'POST' | 'PUT', whenTaken: 'refuse' | 'new-version') => tenantRoute({
    method, path: '/wiki/rest/api/content/:id/child/attachment', summary: method === 'POST' ? 'Attach files' : 'Attach files, or new versions of files', permission: 'wiki.content.edit', effect: 'write', audit: 'wiki_attachment_stored',
    params, body: 'multipart', query: Type.Object({ status: Type.Optional(Type.String()) }), bodyBytesMax: api.media.sizeBytesMax * 2, replies: { 200: listOf(AttachmentShape) },
    errors: [wikiErrors.content_not_found, wikiErrors.file_missing, wikiErrors.file_taken, wikiErrors.file_name_invalid],
    handle: async (ctx, { params: { id }, files, baseUrl }) => {
      const stored = await storeParts(ctx, api, parseId(id), files, whenTaken);
      const results = stored.map((attachment) => attachmentAsContent(attachment, baseUrl));
      return { results, start: 0, limit: 200, size: results.length, _links: { base: `${baseUrl}/wiki`, context: '/wiki' } };
    },
  });
  return [
    route('POST', 'refuse'), route('PUT', 'new-version'),
    tenantRoute({
      method: 'POST', path: '/wiki/rest/api/content/:id/child/attachment/:attachment/data', summary: 'Store a new version of an attachment', permission: 'wiki.content.edit', effect: 'write', audit: 'wiki_attachment_stored',
      params: Type.Object({ id: IdParameter, attachment: IdParameter }), body: 'multipart', bodyBytesMax: api.media.sizeBytesMax * 2, replies: { 200: AttachmentShape }, errors: [wikiErrors.content_not_found, wikiErrors.file_missing],
      handle: async (ctx, { params: { id, attachment }, files, baseUrl }) => {
        const before = await api.contentSeen(ctx, parseId(attachment), ['attachment']);
        if (before.containerId !== parseId(id)) throw wikiErrors.content_not_found();
        const [stored] = await storeParts(ctx, api, parseId(id), files, 'new-version', before.title);
        if (stored === undefined) throw wikiErrors.file_missing();
        return attachmentAsContent(stored, baseUrl);
      },
    }),
  ];
}

function downloadRoutes(api: Api): readonly Route[] {
  const version = Type.Object({ version: Type.Optional(Type.Integer({ minimum: 1 })) });
  const answer = { 200: null, 206: null } as const;
  return [
    tenantRoute({
      method: 'GET', path: '/wiki/download/attachments/:id/:name', summary: 'Download an attachment by the name of the file', permission: 'wiki.content.view',
      params: Type.Object({ id: IdParameter, name: Type.String({ maxLength: 500 }) }), query: version, replies: answer, errors: [wikiErrors.content_not_found, wikiErrors.bytes_not_imported],
      handle: async (ctx, { params: { id, name }, query, headers }) => {
        const [found] = await ctx.read((tx) => listContent(tx, viewerOf(ctx), {
          filter: { types: ['attachment'], statuses: ['current', 'archived'], containerId: parseId(id), titleToken: titleToken(tx.sealer, name) }, sort: 'id', descending: true, after: null, limit: 1, body: false,
        }));
        if (found === undefined) throw wikiErrors.content_not_found();
        return sent(ctx, api, await ofVersion(ctx, found, query.version), headers.range);
      },
    }),
    tenantRoute({
      method: 'GET', path: '/wiki/rest/api/content/:id/child/attachment/:attachment/download', summary: 'Download an attachment', permission: 'wiki.content.view',
      params: Type.Object({ id: IdParameter, attachment: IdParameter }), query: version, replies: answer, errors: [wikiErrors.content_not_found, wikiErrors.bytes_not_imported],
      handle: async (ctx, { params: { id, attachment }, query, headers }) => {
        const found = await ctx.read((tx) => findContent(tx, viewerOf(ctx), parseId(attachment)));
        if (found?.type !== 'attachment' || found.containerId !== parseId(id)) throw wikiErrors.content_not_found();
        return sent(ctx, api, await ofVersion(ctx, found, query.version), headers.range);
      },
    }),
  ];
}

async function sent(ctx: Ctx, api: Api, { file, title }: Content, range: string | undefined) {
  if (file === null) throw wikiErrors.bytes_not_imported();
  return downloadFile(ctx, api.media, file, title, range);
}

export function attachmentRoutes(api: Api): readonly Route[] {
  return [...listRoutes(api), getRoute(api), deleteRoute(), ...uploadRoutes(api), ...downloadRoutes(api)];
}
