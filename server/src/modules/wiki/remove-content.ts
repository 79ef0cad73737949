/**
 * Deleting is moving to the trash, from where content comes back as it was; only administrators of a space delete for ever, and only
 * from the trash. Pages below a deleted page move up. A comment has no trash: it is deleted, and its answers stay.
 */
import type { Tx } from '../../kernel/db/index.ts';
import { accessErrors, type Ctx } from '../../kernel/service/index.ts';
import { liftChildren, moveToTrash } from './content-change-store.ts';
import { findContent, type Content } from './content-store.ts';
import type { ContentType } from './content-types.ts';
import { deleteDraft } from './editing/draft-store.ts';
import { wikiErrors } from './errors.ts';
import { rebuildGuardsBelow } from './guard-store.ts';
import { deleteContent } from './space-removal-store.ts';
import { lockForChange } from './update-content.ts';
import { viewerOf } from './visibility-store.ts';

export interface Removal {
  readonly type: ContentType;
  readonly id: number;
  readonly purge: boolean;
  /** Deletes what was begun and not published. */
  readonly draft: boolean;
}

export async function removeContent(ctx: Ctx, removal: Removal): Promise<void> {
  await ctx.tx(async (tx) => {
    const content = await lockForChange(tx, ctx, removal.type, removal.id);
    const how = removal.draft ? await dropDraft(tx, ctx, content) : removal.purge ? await purge(tx, ctx, content) : await trash(tx, ctx, content);
    if (how === null) return;
    tx.record({
      action: `wiki_${content.type}_deleted`, target: { kind: content.type, id: String(content.id), name: content.title }, container: { kind: 'space', id: content.spaceKey },
      before: { title: content.title, status: content.status }, after: { how },
    });
  });
}

async function dropDraft(tx: Tx, ctx: Ctx, content: Content): Promise<string | null> {
  if (content.status === 'draft') {
    await deleteForEver(tx, ctx, content);
    return 'draft';
  }
  return (await deleteDraft(tx, content.id, ctx.actor.accountId)) > 0 ? 'draft' : null;
}

async function purge(tx: Tx, ctx: Ctx, content: Content): Promise<string> {
  if (content.level < 3) throw accessErrors.forbidden();
  if (content.status !== 'trashed') throw wikiErrors.not_in_trash();
  await deleteForEver(tx, ctx, content);
  return 'purged';
}

async function trash(tx: Tx, ctx: Ctx, content: Content): Promise<string | null> {
  if (content.status === 'trashed') return null;
  if (content.status === 'draft') {
    await deleteForEver(tx, ctx, content);
    return 'draft';
  }
  await moveToTrash(tx, content.id, ctx.actor.accountId);
  await liftPages(tx, ctx, content);
  return 'trashed';
}

async function liftPages(tx: Tx, ctx: Ctx, content: Content): Promise<void> {
  if (content.type !== 'page') return;
  for (const page of await liftChildren(tx, content.id, content.parentId)) await rebuildGuardsBelow(tx, ctx.tenant.tenantId, page);
}

async function deleteForEver(tx: Tx, ctx: Ctx, content: Content): Promise<void> {
  await liftPages(tx, ctx, content);
  await deleteContent(tx, [content.id]);
}

/** Whoever wrote a comment may delete it, and whoever administers the space. */
export async function deleteComment(ctx: Ctx, subtype: 'footer' | 'inline', id: number): Promise<void> {
  await ctx.tx(async (tx) => {
    const comment = await findContent(tx, viewerOf(ctx), id, { lock: true });
    if (comment?.type !== 'comment' || comment.subtype !== subtype) throw wikiErrors.content_not_found();
    if (comment.level < 3 && (comment.level < 2 || comment.author !== ctx.actor.accountId)) throw accessErrors.forbidden();
    await liftChildren(tx, id, comment.parentId);
    await deleteContent(tx, [id]);
    tx.record({ action: 'wiki_comment_deleted', target: { kind: 'comment', id: String(id) }, container: { kind: comment.pageType, id: String(comment.pageId) }, before: { author: comment.author } });
  });
}
