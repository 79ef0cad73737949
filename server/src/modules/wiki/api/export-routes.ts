/** Pages as files: PDF, Word, HTML. */
import { Type } from 'typebox';
import { RawReply, tenantRoute, type Route } from '../../../kernel/service/index.ts';
import { encodedName } from '../download-file.ts';
import { wikiErrors } from '../errors.ts';
import { exportFormats, exportPage } from '../export/export-page.ts';
import type { Api } from './api.ts';
import { contentParams, ownMount } from './own-doors.ts';
import { parseId } from './parameters.ts';

export function exportRoutes(api: Api): readonly Route[] {
  return [
    tenantRoute({
      method: 'POST', path: '/contents/:id/exports', mount: ownMount, summary: 'Export a page, alone or with all below it, as PDF, Word or HTML', permission: 'wiki.content.view', effect: 'write', audit: 'wiki_page_exported', params: contentParams,
      body: Type.Object({ format: Type.String({ enum: [...exportFormats] }), descendants: Type.Optional(Type.Boolean()), locale: Type.Optional(Type.String({ enum: ['en', 'fr', 'de'] })) }),
      replies: { 200: null }, errors: [wikiErrors.content_not_found, wikiErrors.export_too_large],
      handle: async (ctx, { params: { id }, body }) => {
        const format = exportFormats.find((one) => one === body.format) ?? 'html';
        const file = await exportPage(ctx, api, { id: parseId(id), format, descendants: body.descendants === true, locale: body.locale === 'fr' ? 'fr' : body.locale === 'de' ? 'de' : 'en' });
        return new RawReply(200, {
          'content-type': file.mediaType, 'content-length': String(file.bytes.length), 'content-disposition': `attachment; filename*=UTF-8''${encodedName(file.name)}`, 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox",
        }, file.bytes);
      },
    }),
  ];
}
