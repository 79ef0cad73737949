/** Comments: written by whoever may write in the project, changed by their author or an administrator of the project. */
import type { Tx } from '../../kernel/db/index.ts';
import { accessErrors, type Ctx } from '../../kernel/service/index.ts';
import { parseAdf, type AdfDocument } from '../richtext/index.ts';
import { hasLevel, requireLevel, viewerOf } from './access.ts';
import { placeOfIssue, readWritten, trashRow, updateComment, type IssuePlace } from './activity-store.ts';
import { nameToken, sealedIn } from './columns.ts';
import { readConfiguration } from './configuration-store.ts';
import { nextIds } from './counter-store.ts';
import { commentVersionTable, findGroup, setVisibility } from './depth-store.ts';
import { errors } from './errors.ts';
import { isRecord, referenceOf } from './field-errors.ts';
import { touchIssue } from './issue-change-store.ts';
import { parseIssueReference } from './issue-read-store.ts';
import { commentTable } from './issue-rows.ts';
import { insertRows, insertRowsLater } from './row-batch.ts';

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

function writeComment(tx: Tx, ctx: Ctx, issueId: number, id: number, body: AdfDocument, keptTo: KeptTo = everybody): void {
  insertRowsLater(tx, commentTable, [{
    id, issue_id: issueId, author: ctx.actor.accountId, update_author: ctx.actor.accountId, body: tx.sealer.seal(sealedIn.comment.body, id, JSON.stringify(body)), source_format: null, body_source: null,
    visible_to_group: keptTo.group, visible_to_role: keptTo.role, created_at: tx.now, updated_at: tx.now,
  }]);
}

/** `visibility` keeps the comment to a role or a group: `{type: 'role' | 'group', identifier | value}`. */
export async function addComment(ctx: Ctx, reference: string, input: unknown, visibility?: unknown): Promise<{ readonly issueId: number; readonly id: number }> {
  return ctx.tx(async (tx) => {
    // The id comes in the same round trip; where the place is refused the transaction gives it back.
    const [place, id] = await Promise.all([writablePlace(tx, ctx, reference), nextIds(tx, 'comment', 1)]);
    writeComment(tx, ctx, place.issue_id, id, parseAdf(input), await keptToOf(tx, visibility));
    touchIssue(tx, place.issue_id);
    const { name, container } = issueTarget(place);
    tx.record({ action: 'tracker_comment_added', target: { kind: 'comment', id: String(id), name }, container });
    tx.emit({ topic: 'tracker.comment_added', payload: { issueId: place.issue_id, commentId: id, actor: ctx.actor.accountId } });
    return { issueId: place.issue_id, id };
  });
}

interface KeptTo { readonly role: number | null; readonly group: number | null }
const everybody: KeptTo = { role: null, group: null };

async function keptToOf(tx: Tx, visibility: unknown): Promise<KeptTo> {
  if (visibility === undefined || visibility === null) return everybody;
  const reference = isRecord(visibility) ? (referenceOf(visibility['identifier']) ?? referenceOf(visibility['value'])) : undefined;
  const type = isRecord(visibility) ? visibility['type'] : undefined;
  if (reference !== undefined && type === 'role') {
    const role = (await readConfiguration(tx)).role.find(reference);
    if (role !== undefined) return { role: role.id, group: null };
  }
  if (reference !== undefined && type === 'group') {
    const group = await findGroup(tx, /^\d{1,15}$/.test(reference) ? Number(reference) : -1, nameToken(tx.sealer, sealedIn.personGroup.name_token, reference));
    if (group !== undefined) return { role: null, group };
  }
  throw errors.fields_invalid({ errors: [{ field: 'visibility', code: 'invalid', message: 'A comment is kept to a project role or a group that exists.' }] });
}

async function keepFormer(tx: Tx, comment: { readonly id: number; readonly update_author: string | null; readonly author: string | null; readonly updated_at: string }, body: string): Promise<void> {
  const id = await nextIds(tx, 'comment_version', 1);
  await insertRows(tx, commentVersionTable, [{ id, comment_id: comment.id, author: comment.update_author ?? comment.author, written_at: new Date(comment.updated_at), body: tx.sealer.seal(sealedIn.commentVersion.body, id, body) }]);
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

/** What it said before is kept. Without `visibility` it stays to whom it was. */
export async function changeComment(ctx: Ctx, reference: string, commentId: number, input: unknown, visibility?: unknown): Promise<{ readonly issueId: number }> {
  const body: AdfDocument = parseAdf(input);
  return ctx.tx(async (tx) => {
    const comment = await lockComment(tx, ctx, reference, commentId);
    const before = comment.body === null ? '' : tx.sealer.open(sealedIn.comment.body, comment.id, Buffer.from(comment.body.slice(2), 'hex'));
    const after = JSON.stringify(body);
    const keptTo = visibility === undefined ? { role: comment.visible_to_role, group: comment.visible_to_group } : await keptToOf(tx, visibility);
    const sameReaders = keptTo.role === comment.visible_to_role && keptTo.group === comment.visible_to_group;
    if (before === after && sameReaders) return { issueId: comment.issue_id };
    if (!sameReaders) await setVisibility(tx, comment.id, keptTo.role, keptTo.group);
    if (before !== after) await keepFormer(tx, comment, before);
    if (before !== after) await updateComment(tx, comment.id, ctx.actor.accountId, tx.sealer.seal(sealedIn.comment.body, comment.id, after));
    touchIssue(tx, comment.issue_id);
    const { name, container } = issueTarget(comment);
    tx.record({ action: 'tracker_comment_updated', target: { kind: 'comment', id: String(comment.id), name }, container });
    tx.emit({ topic: 'tracker.comment_updated', payload: { issueId: comment.issue_id, commentId: comment.id, actor: ctx.actor.accountId } });
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
