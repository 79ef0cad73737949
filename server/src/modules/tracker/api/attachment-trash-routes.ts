/** Doors to the files in a tracker's trash. */
import { Type } from 'typebox';
import { tenantRoute, type Route } from '../../../kernel/service/index.ts';
import { viewerOf } from '../access.ts';
import { listTrashedAttachments } from '../attachment-trash-store.ts';
import { sealedIn } from '../columns.ts';
import { errors } from '../errors.ts';
import { readProject } from '../project-store.ts';
import { restoreAttachment } from '../restore-attachment.ts';
import { readSettings } from '../settings-store.ts';
import { readConfiguration } from '../configuration-store.ts';
import { ownMount, showingOf, type ApiDependencies } from './answers.ts';
import { bean, IdParams, numberOf } from './shapes.ts';

const dayMs = 86_400_000;
const shownMax = 200;
const File = bean({ id: Type.String(), filename: Type.String(), size: Type.Integer(), issue: Type.String(), trashedAt: Type.String(), purgeAt: Type.String() });

export function createAttachmentTrashRoutes({ people }: ApiDependencies): readonly Route[] {
  return [
    tenantRoute({
      method: 'GET', mount: ownMount, permission: 'tracker.project.view', path: '/trash/attachments', summary: 'Deleted files that one may bring back, the newest 200', query: Type.Object({ project: Type.Optional(Type.String({ maxLength: 300 })) }), replies: { 200: bean({ items: Type.Array(File) }) },
      handle: (ctx, { query, baseUrl }) => ctx.read(async (tx) => {
        const project = query.project === undefined ? null : ((await readProject(tx, viewerOf(ctx), query.project))?.id ?? -1);
        const [rows, { trashDays }] = [await listTrashedAttachments(tx, viewerOf(ctx), project, shownMax), await readSettings(tx)];
        const showing = await showingOf(tx, ctx, people, baseUrl, await readConfiguration(tx), rows.map(({ trashed_by }) => trashed_by));
        return {
          items: rows.map((row) => ({
            id: String(row.id), filename: tx.sealer.open(sealedIn.attachment.file_name, row.id, row.file_name), size: row.size_bytes, issue: `${row.project_key}-${String(row.number)}`,
            trashedAt: row.trashed_at.toISOString(), trashedBy: showing.people.bean(row.trashed_by), purgeAt: new Date(row.trashed_at.getTime() + trashDays * dayMs).toISOString(),
          })),
        };
      }),
    }),
    tenantRoute({
      method: 'POST', mount: ownMount, permission: 'tracker.issue.edit', effect: 'write', path: '/trash/attachments/:id/restore', summary: 'Bring a deleted file back to its issue', audit: 'tracker_attachment_restored', params: IdParams,
      replies: { 200: bean({ issue: Type.String(), fileName: Type.String() }) }, errors: [errors.attachment_not_found, errors.limit_reached], handle: (ctx, { params }) => restoreAttachment(ctx, numberOf(params.id)),
    }),
  ];
}
