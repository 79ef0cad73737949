/**
 * Doors of attachments. Content is always sent as a download with a type that no browser executes, whatever it claims to be,
 * except pictures and sounds that browsers only ever draw and play.
 */
import { Type } from 'typebox';
import { RawReply, tenantRoute, type Ctx, type Route } from '../../../kernel/service/index.ts';
import { attachFiles, deleteAttachment, findAttachment } from '../attach-file.ts';
import { readConfiguration } from '../configuration-store.ts';
import { viewerOf } from '../access.ts';
import { readAttachment } from '../activity-store.ts';
import { sealedIn } from '../columns.ts';
import { errors } from '../errors.ts';
import { bytesOf } from '../issue-read-store.ts';
import { attachmentBean } from '../show-issue.ts';
import { showingOf, type ApiDependencies } from './answers.ts';
import { AttachmentMetadataShape, AttachmentShape, bean, IdParams, IssueParams, numberOf } from './shapes.ts';

const passive = /^(?:image\/(?:png|jpeg|gif|webp|bmp|avif)|audio\/[\w.+-]+|video\/(?:mp4|webm|ogg)|application\/pdf|text\/plain)$/i;

/** RFC 6266: an ASCII name for old clients, the whole name for the others. */
export function contentDisposition(fileName: string): string {
  const ascii = fileName.normalize('NFKD').replaceAll(/[^\x20-\x7e]/g, '_').replaceAll(/["\\]/g, '_');
  const encoded = encodeURIComponent(fileName.toWellFormed()).replaceAll(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

type Range = { readonly first: number; readonly last: number };

/** One range of bytes (RFC 9110 §14.2); several, or none that makes sense, mean the whole. `null` cannot be satisfied. */
export function parseRange(header: string | undefined, sizeBytes: number): Range | undefined | null {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  if (match === null || (match[1] === '' && match[2] === '')) return undefined;
  const [, from = '', to = ''] = match;
  if (from === '') return Number(to) === 0 || sizeBytes === 0 ? null : { first: Math.max(0, sizeBytes - Number(to)), last: sizeBytes - 1 };
  const first = Number(from);
  const last = to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (to !== '' && Number(to) < first) return undefined;
  return first >= sizeBytes ? null : { first, last };
}

export function createAttachmentRoutes({ people, media }: ApiDependencies): readonly Route[] {
  async function content(ctx: Ctx, id: number, rangeHeader: string | undefined): Promise<RawReply> {
    const row = await findAttachment(ctx, id);
    if (row.media_id === null) throw errors.attachment_missing();
    const fileName = await ctx.read((tx) => Promise.resolve(tx.sealer.open(sealedIn.attachment.file_name, row.id, bytesOf(row.file_name))));
    const range = parseRange(rangeHeader, row.size_bytes);
    const headers = {
      'content-disposition': contentDisposition(fileName), 'content-type': passive.test(row.media_type) ? row.media_type : 'application/octet-stream', 'x-content-type-options': 'nosniff',
      'content-security-policy': 'sandbox; default-src \'none\'', 'accept-ranges': 'bytes', 'cache-control': 'private, max-age=0, must-revalidate',
    };
    if (range === null) return new RawReply(416, { ...headers, 'content-range': `bytes */${row.size_bytes}` }, null);
    const opened = await media.open(ctx, row.media_id, range === undefined ? {} : { range });
    if (range === undefined) return new RawReply(200, { ...headers, 'content-length': String(opened.sizeBytes) }, opened.stream);
    return new RawReply(206, { ...headers, 'content-length': String(range.last - range.first + 1), 'content-range': `bytes ${range.first}-${range.last}/${opened.sizeBytes}` }, opened.stream);
  }

  async function shown(ctx: Ctx, base: string, ids: readonly number[]) {
    return ctx.read(async (tx) => {
      const rows = [];
      for (const id of ids) rows.push(await readAttachment(tx, viewerOf(ctx), id));
      const present = rows.filter((row) => row !== undefined);
      const showing = await showingOf(tx, ctx, people, base, await readConfiguration(tx), present.map(({ author }) => author));
      return present.map((row) => attachmentBean(showing, row));
    });
  }

  return [
    tenantRoute({
      method: 'POST', path: '/rest/api/3/issue/:issue/attachments', summary: 'Attach files: multipart/form-data, field "file", one or more', permission: 'tracker.issue.edit', effect: 'write', audit: 'tracker_attachment_added', params: IssueParams, body: 'multipart',
      replies: { 200: Type.Array(AttachmentShape) }, errors: [errors.issue_not_found, errors.file_missing, errors.limit_reached],
      handle: async (ctx, { params, files, baseUrl }) => shown(ctx, baseUrl, await attachFiles(ctx, media, params.issue, files)),
    }),
    tenantRoute({
      method: 'GET', path: '/rest/api/3/attachment/meta', summary: 'Whether and how large files may be attached', permission: 'tracker.site.view', replies: { 200: bean({ enabled: Type.Boolean(), uploadLimit: Type.Number() }) },
      handle: () => Promise.resolve({ enabled: true, uploadLimit: media.sizeBytesMax }),
    }),
    tenantRoute({
      method: 'GET', path: '/rest/api/3/attachment/:id', summary: 'What an attachment is', permission: 'tracker.project.view', params: IdParams, replies: { 200: AttachmentMetadataShape }, errors: [errors.attachment_not_found],
      handle: async (ctx, { params, baseUrl }) => {
        const [attachment] = await shown(ctx, baseUrl, [numberOf(params.id)]);
        if (attachment === undefined) throw errors.attachment_not_found();
        // This one answer of the public API has a number for an id.
        return { ...attachment, id: Number(attachment.id) };
      },
    }),
    tenantRoute({
      method: 'GET', path: '/rest/api/3/attachment/content/:id', summary: 'Download an attachment; one byte range is understood', permission: 'tracker.project.view', params: IdParams, query: Type.Object({ redirect: Type.Optional(Type.Boolean()) }),
      replies: { 200: null, 206: null, 416: null }, errors: [errors.attachment_not_found, errors.attachment_missing],
      handle: (ctx, { params, headers }) => content(ctx, numberOf(params.id), headers.range),
    }),
    tenantRoute({
      method: 'GET', path: '/rest/api/3/attachment/thumbnail/:id', summary: 'A picture that is attached, in its own size', permission: 'tracker.project.view', params: IdParams, replies: { 200: null, 206: null, 416: null }, errors: [errors.attachment_not_found, errors.attachment_missing], hidden: true,
      handle: (ctx, { params, headers }) => content(ctx, numberOf(params.id), headers.range),
    }),
    tenantRoute({
      method: 'DELETE', path: '/rest/api/3/attachment/:id', summary: 'Move an attachment into the trash', permission: 'tracker.issue.edit', effect: 'write', audit: 'tracker_attachment_deleted', params: IdParams, replies: { 204: null }, errors: [errors.attachment_not_found, errors.comment_not_yours],
      handle: async (ctx, { params }) => { await deleteAttachment(ctx, numberOf(params.id)); },
    }),
  ];
}
