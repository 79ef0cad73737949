/** Reactions, watching and counting views: small things that people leave on content that they see. */
import type { Ctx } from '../../kernel/service/index.ts';
import { findContent, type Content } from './content-store.ts';
import { wikiErrors } from './errors.ts';
import { addReaction, removeReaction } from './reaction-store.ts';
import { viewerOf } from './visibility-store.ts';

export const reactions = ['like', 'celebrate', 'heart', 'laugh', 'surprised', 'sad', 'thinking', 'eyes', 'check', 'rocket'] as const;
export type Reaction = (typeof reactions)[number];

const reactable: ReadonlySet<string> = new Set(['page', 'blogpost', 'comment']);

export async function setReaction(ctx: Ctx, id: number, reaction: Reaction, on: boolean): Promise<Content> {
  const me = ctx.actor.accountId;
  return ctx.tx(async (tx) => {
    const content = await findContent(tx, viewerOf(ctx), id);
    if (content === undefined || !reactable.has(content.type) || content.status === 'trashed' || me === null) throw wikiErrors.content_not_found();
    const changed = on ? await addReaction(tx, ctx.tenant.tenantId, id, me, reaction) : await removeReaction(tx, id, me, reaction);
    if (changed) tx.record({ action: on ? 'wiki_reaction_added' : 'wiki_reaction_removed', target: { kind: content.type, id: String(id), name: content.title }, container: { kind: 'space', id: content.spaceKey }, after: { reaction } });
    return content;
  });
}
