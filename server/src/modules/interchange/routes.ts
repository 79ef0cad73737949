/** The doors of imports: bring a file, see how far it is, cancel, resume. */
import { Type } from 'typebox';
import { siteRoute, type Route } from '../../kernel/service/index.ts';
import { errors } from './errors.ts';
import { Import, importIds, Imports, showImport } from './show-import.ts';
import { cancelImport, readImport, readImports, resumeImport, startImport } from './start-import.ts';
import type { InterchangeWorkings } from './workings.ts';

const Site = Type.Object({ site: Type.String() });
const One = Type.Object({ site: Type.String(), id: Type.String({ maxLength: 64 }) });

export function createInterchangeRoutes(workings: InterchangeWorkings, fileBytesMax: number): readonly Route[] {
  return [
    siteRoute({
      method: 'POST', path: '/sites/:site/imports', summary: 'Bring in a Jira or Confluence backup: the file is the body',
      permission: 'interchange.import.create', effect: 'write', audit: 'import_started', params: Site,
      query: Type.Object({ name: Type.Optional(Type.String({ maxLength: 255 })) }), body: 'stream', bodyBytesMax: fileBytesMax, replies: { 202: Import },
      errors: [errors.import_empty, errors.import_too_large, errors.import_aborted, errors.import_storage_full],
      handle: async (ctx, { query, stream, siteId }) => showImport(await startImport(workings, ctx, siteId, query.name ?? 'backup', stream)),
    }),
    siteRoute({
      method: 'GET', path: '/sites/:site/imports', summary: 'Imports of a site, the newest first', permission: 'interchange.import.read', params: Site,
      query: Type.Object({ cursor: Type.Optional(Type.String({ maxLength: 64 })), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })) }), replies: { 200: Imports },
      async handle(ctx, { query: { cursor, limit = 50 }, siteId }) {
        const jobs = await readImports(ctx, siteId, cursor === undefined ? null : importIds.parse(cursor), limit + 1);
        const items = jobs.slice(0, limit).map(showImport);
        const last = items.at(-1);
        return jobs.length > limit && last !== undefined ? { items, nextCursor: last.id } : { items };
      },
    }),
    siteRoute({
      method: 'GET', path: '/sites/:site/imports/:id', summary: 'One import: progress, report, reason of a failure', permission: 'interchange.import.read', params: One, replies: { 200: Import },
      errors: [errors.import_not_found],
      handle: async (ctx, { params, siteId }) => showImport(await readImport(ctx, siteId, importIds.parse(params.id))),
    }),
    siteRoute({
      method: 'POST', path: '/sites/:site/imports/:id/cancel', summary: 'Stop an import and remove what it brought', permission: 'interchange.import.manage', effect: 'write', audit: 'import_cancelled',
      params: One, replies: { 200: Import }, errors: [errors.import_not_found, errors.import_ended],
      handle: async (ctx, { params, siteId }) => showImport(await cancelImport(ctx, siteId, importIds.parse(params.id))),
    }),
    siteRoute({
      method: 'POST', path: '/sites/:site/imports/:id/resume', summary: 'Go on with an import that was interrupted', permission: 'interchange.import.manage', effect: 'write', audit: 'import_resumed',
      params: One, replies: { 200: Import }, errors: [errors.import_not_found, errors.import_ended, errors.import_not_stopped],
      handle: async (ctx, { params, siteId }) => showImport(await resumeImport(ctx, siteId, importIds.parse(params.id))),
    }),
  ];
}
