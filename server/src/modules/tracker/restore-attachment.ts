/** Brings a file back that was thrown away from its issue: the row and the bytes are those that it had. */
import type { Ctx } from '../../kernel/service/index.ts';
import { viewerOf } from './access.ts';
import { countAttachments } from './activity-store.ts';
import { bringAttachmentBack, lockTrashedAttachment } from './attachment-trash-store.ts';
import { sealedIn } from './columns.ts';
import { errors } from './errors.ts';
import { touchIssue } from './issue-change-store.ts';
import { limits } from './limits.ts';
import { recordChanges } from './record-changes.ts';

/** Fails with tracker.attachment_not_found, tracker.limit_reached. */
export async function restoreAttachment(ctx: Ctx, id: number): Promise<{ readonly issue: string; readonly fileName: string }> {
  return ctx.tx(async (tx) => {
    const row = await lockTrashedAttachment(tx, viewerOf(ctx), id);
    if (row === undefined) throw errors.attachment_not_found();
    if ((await countAttachments(tx, row.issue_id)) >= limits.attachmentsPerIssue) throw errors.limit_reached({ detail: `At most ${String(limits.attachmentsPerIssue)} files on an issue.` });
    const fileName = tx.sealer.open(sealedIn.attachment.file_name, row.id, row.file_name);
    const issue = `${row.project_key}-${String(row.number)}`;
    await bringAttachmentBack(tx, id);
    await recordChanges(tx, row.issue_id, ctx.actor.accountId, [{ field: 'Attachment', fieldId: 'attachment', fieldType: 'jira', to: String(id), toText: fileName }]);
    touchIssue(tx, row.issue_id);
    tx.record({ action: 'tracker_attachment_restored', target: { kind: 'attachment', id: String(id), name: issue }, container: { kind: 'project', id: String(row.project_id), name: row.project_key }, after: { file: fileName } });
    tx.emit({ topic: 'tracker.issue_updated', payload: { issueId: row.issue_id, projectId: row.project_id } });
    return { issue, fileName };
  });
}
