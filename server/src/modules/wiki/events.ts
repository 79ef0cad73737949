/** What the wiki tells the rest of the platform, with the change that it tells of: ids only, never a word of content. */
import type { Tx } from '../../kernel/db/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';

/** Readers see something new: a page or post appeared, or has a new version. */
export function emitPublished(tx: Tx, ctx: Ctx, event: { readonly contentId: number; readonly versionId: number; readonly previousVersionId: number | null; readonly minor: boolean }): void {
  tx.emit({ topic: 'wiki.content_published', payload: { ...event, actor: ctx.actor.accountId } });
}

export function emitCommentAdded(tx: Tx, ctx: Ctx, contentId: number): void {
  tx.emit({ topic: 'wiki.comment_added', payload: { contentId, actor: ctx.actor.accountId } });
}

export function emitCommentUpdated(tx: Tx, ctx: Ctx, event: { readonly contentId: number; readonly versionId: number; readonly previousVersionId: number }): void {
  tx.emit({ topic: 'wiki.comment_updated', payload: { ...event, actor: ctx.actor.accountId } });
}
