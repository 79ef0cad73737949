/** Attachments: bytes go to the media service as they arrive, the row is written when they are all there. */
import type { Ctx, FilePart } from '../../kernel/service/index.ts';
import type { Media } from '../media/index.ts';
import { viewerOf } from './access.ts';
import { countAttachments, readAttachment, trashRow, type AttachmentRow } from './activity-store.ts';
import { sealedIn } from './columns.ts';
import { issueTarget, requireAuthor, writablePlace } from './comment-issue.ts';
import { nextIds } from './counter-store.ts';
import { errors } from './errors.ts';
import { touchIssue } from './issue-change-store.ts';
import { bytesOf } from './issue-read-store.ts';
import { attachmentTable } from './issue-rows.ts';
import { limits } from './limits.ts';
import { recordChanges } from './record-changes.ts';
import { insertRows } from './row-batch.ts';

interface Received { readonly fileName: string; readonly mediaType: string; readonly mediaId: string; readonly sizeBytes: number }

/** Takes the files of one request. Fails with tracker.file_missing, tracker.limit_reached and media's refusals; then none is attached. */
export async function attachFiles(ctx: Ctx, media: Media, reference: string, files: AsyncIterable<FilePart>): Promise<readonly number[]> {
  // Who may not write here is refused before a byte is taken.
  const before = await ctx.tx(async (tx) => {
    const place = await writablePlace(tx, ctx, reference);
    return { place, count: await countAttachments(tx, place.issue_id) };
  });
  const received: Received[] = [];
  for await (const file of files) {
    if (received.length >= limits.filesPerUpload || before.count + received.length >= limits.attachmentsPerIssue) {
      file.stream.resume();
      throw errors.limit_reached({ detail: `At most ${limits.filesPerUpload} files in one upload and ${limits.attachmentsPerIssue} on an issue.` });
    }
    const stored = await media.put(ctx, file.stream);
    received.push({ fileName: safeFileName(file.filename), mediaType: file.mediaType.slice(0, 200), mediaId: stored.mediaId, sizeBytes: stored.sizeBytes });
  }
  if (received.length === 0) throw errors.file_missing();
  return ctx.tx(async (tx) => {
    const place = await writablePlace(tx, ctx, reference);
    const first = await nextIds(tx, 'attachment', received.length);
    await insertRows(tx, attachmentTable, received.map((file, index) => ({
      id: first + index, issue_id: place.issue_id, author: ctx.actor.accountId, file_name: tx.sealer.seal(sealedIn.attachment.file_name, first + index, file.fileName), media_type: file.mediaType,
      size_bytes: file.sizeBytes, media_id: file.mediaId, created_at: tx.now,
    })));
    await recordChanges(tx, place.issue_id, ctx.actor.accountId, received.map((file, index) => ({ field: 'Attachment', fieldId: 'attachment', fieldType: 'jira', to: String(first + index), toText: file.fileName })));
    touchIssue(tx, place.issue_id);
    const { name, container } = issueTarget(place);
    tx.record({ action: 'tracker_attachment_added', target: { kind: 'issue', id: String(place.issue_id), name }, container, after: { files: received.map(({ fileName }) => fileName) } });
    tx.emit({ topic: 'tracker.issue_updated', payload: { issueId: place.issue_id, projectId: place.project_id } });
    return received.map((_, index) => first + index);
  });
}

/** A name, never a path; no control characters. */
function safeFileName(name: string): string {
  const last = name.split(/[\\/]/).pop() ?? '';
  const clean = last.toWellFormed().replaceAll(/[\p{Cc}\p{Cf}]/gu, '').trim();
  return clean === '' || clean === '.' || clean === '..' ? 'attachment' : clean.slice(0, 255);
}

export async function findAttachment(ctx: Ctx, id: number): Promise<AttachmentRow> {
  const row = await ctx.read((tx) => readAttachment(tx, viewerOf(ctx), id));
  if (row === undefined) throw errors.attachment_not_found();
  return row;
}

export async function deleteAttachment(ctx: Ctx, id: number): Promise<void> {
  await ctx.tx(async (tx) => {
    const row = await readAttachment(tx, viewerOf(ctx), id, true);
    if (row === undefined) throw errors.attachment_not_found();
    requireAuthor(ctx, row);
    const fileName = tx.sealer.open(sealedIn.attachment.file_name, row.id, bytesOf(row.file_name));
    await trashRow(tx, 'attachment', id, ctx.actor.accountId);
    await recordChanges(tx, row.issue_id, ctx.actor.accountId, [{ field: 'Attachment', fieldId: 'attachment', fieldType: 'jira', from: String(id), fromText: fileName }]);
    touchIssue(tx, row.issue_id);
    const { name, container } = issueTarget(row);
    tx.record({ action: 'tracker_attachment_deleted', target: { kind: 'attachment', id: String(id), name }, container, before: { file: fileName } });
  });
}
