/** Comments: written by whoever may write in the project, changed by their author or an administrator of the project. */
import type { Tx } from '../../kernel/db/index.ts';
import { accessErrors, type Ctx } from '../../kernel/service/index.ts';
import { parseAdf, type AdfDocument } from '../richtext/index.ts';
import { hasLevel, requireLevel, viewerOf } from './access.ts';
import { placeOfIssue, readWritten, trashRow, updateComment, type IssuePlace } from './activity-store.ts';
import { sealedIn } from './columns.ts';
import { nextIds } from './counter-store.ts';
import { errors } from './errors.ts';
import { touchIssue } from './issue-change-store.ts';
import { parseIssueReference } from './issue-read-store.ts';
import { commentTable } from './issue-rows.ts';
import { insertRowsLater } from './row-batch.ts';

/** The issue that something is to be written on. */
export async function writablePlace(tx: Tx, ctx: Ctx, reference: string): Promise<IssuePlace> {
  const parsed = parseIssueReference(reference);
  const place = parsed === undefined ? undefined : await placeOfIssue(tx, viewerOf(ctx), parsed);
  if (place === undefined) throw errors.issue_not_found();
  requireLevel(place.level, 'write');
  if (place.project_state !== 'active') throw accessErrors.forbidden({ detail: 'The project is archived.' });
  return place;
}

export function issueTarget(place: IssuePlace) {
  return { container: { kind: 'project', id: String(place.project_id), name: place.project_key }, name: `${place.project_key}-${place.number}` };
}

export async function addCommentIn(tx: Tx, ctx: Ctx, issueId: number, input: unknown): Promise<number> {
  const body = parseAdf(input);
  const id = await nextIds(tx, 'comment', 1);
  writeComment(tx, ctx, issueId, id, body);
  return id;
}

function writeComment(tx: Tx, ctx: Ctx, issueId: number, id: number, body: AdfDocument): void {
  insertRowsLater(tx, commentTable, [{
    id, issue_id: issueId, author: ctx.actor.accountId, update_author: ctx.actor.accountId, body: tx.sealer.seal(sealedIn.comment.body, id, JSON.stringify(body)), source_format: null, body_source: null,
    visible_to_group: null, visible_to_role: null, created_at: tx.now, updated_at: tx.now,
  }]);
}

export async function addComment(ctx: Ctx, reference: string, input: unknown): Promise<{ readonly issueId: number; readonly id: number }> {
  return ctx.tx(async (tx) => {
    // The id comes in the same round trip; where the place is refused the transaction gives it back.
    const [place, id] = await Promise.all([writablePlace(tx, ctx, reference), nextIds(tx, 'comment', 1)]);
    writeComment(tx, ctx, place.issue_id, id, parseAdf(input));
    touchIssue(tx, place.issue_id);
    const { name, container } = issueTarget(place);
    tx.record({ action: 'tracker_comment_added', target: { kind: 'comment', id: String(id), name }, container });
    tx.emit({ topic: 'tracker.comment_added', payload: { issueId: place.issue_id, commentId: id } });
    return { issueId: place.issue_id, id };
  });
}

/** Who wrote it, or administers the project, may change it. */
export function requireAuthor(ctx: Ctx, row: { readonly author: string | null; readonly level: number; readonly project_state: string }): void {
  requireLevel(row.level, 'write');
  if (row.project_state !== 'active') throw accessErrors.forbidden({ detail: 'The project is archived.' });
  if (row.author !== ctx.actor.accountId && !hasLevel(row.level, 'admin')) throw errors.comment_not_yours();
}

async function lockComment(tx: Tx, ctx: Ctx, reference: string, commentId: number) {
  const viewer = viewerOf(ctx);
  const parsed = parseIssueReference(reference);
  const place = parsed === undefined ? undefined : await placeOfIssue(tx, viewer, parsed);
  const comment = place === undefined ? undefined : await readWritten(tx, viewer, 'comment', place.issue_id, commentId, true);
  if (comment === undefined) throw errors.comment_not_found();
  requireAuthor(ctx, comment);
  return comment;
}

export async function changeComment(ctx: Ctx, reference: string, commentId: number, input: unknown): Promise<{ readonly issueId: number }> {
  const body: AdfDocument = parseAdf(input);
  return ctx.tx(async (tx) => {
    const comment = await lockComment(tx, ctx, reference, commentId);
    const before = comment.body === null ? '' : tx.sealer.open(sealedIn.comment.body, comment.id, Buffer.from(comment.body.slice(2), 'hex'));
    const after = JSON.stringify(body);
    if (before === after) return { issueId: comment.issue_id };
    await updateComment(tx, comment.id, ctx.actor.accountId, tx.sealer.seal(sealedIn.comment.body, comment.id, after));
    touchIssue(tx, comment.issue_id);
    const { name, container } = issueTarget(comment);
    tx.record({ action: 'tracker_comment_updated', target: { kind: 'comment', id: String(comment.id), name }, container });
    tx.emit({ topic: 'tracker.comment_updated', payload: { issueId: comment.issue_id, commentId: comment.id } });
    return { issueId: comment.issue_id };
  });
}

export async function deleteComment(ctx: Ctx, reference: string, commentId: number): Promise<void> {
  await ctx.tx(async (tx) => {
    const comment = await lockComment(tx, ctx, reference, commentId);
    await trashRow(tx, 'comment', comment.id, ctx.actor.accountId);
    touchIssue(tx, comment.issue_id);
    const { name, container } = issueTarget(comment);
    tx.record({ action: 'tracker_comment_deleted', target: { kind: 'comment', id: String(comment.id), name }, container });
    tx.emit({ topic: 'tracker.comment_deleted', payload: { issueId: comment.issue_id, commentId: comment.id } });
  });
}
