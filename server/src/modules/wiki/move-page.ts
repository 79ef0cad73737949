/** Puts a page before or behind another, or below it at the end. Children come along. */
import type { Ctx } from '../../kernel/service/index.ts';
import { lastRank, liesBelow, neighbourRank, setPlace } from './content-change-store.ts';
import { findContent } from './content-store.ts';
import { wikiErrors } from './errors.ts';
import { rebuildGuardsBelow } from './guard-store.ts';
import { rankBetween } from './ranks.ts';
import { lockForChange } from './update-content.ts';
import { viewerOf } from './visibility-store.ts';

export type MovePosition = 'before' | 'after' | 'append';

export async function movePage(ctx: Ctx, id: number, position: MovePosition, targetId: number): Promise<void> {
  await ctx.tx(async (tx) => {
    const page = await lockForChange(tx, ctx, 'page', id);
    const target = await findContent(tx, viewerOf(ctx), targetId);
    const fits = target !== undefined && target.type === 'page' && target.spaceId === page.spaceId && target.id !== id && !(await liesBelow(tx, targetId, id));
    if (!fits) throw wikiErrors.parent_invalid();
    const parentId = position === 'append' ? target.id : target.parentId;
    const neighbour = position === 'append' ? await lastRank(tx, page.spaceId, target.id) : await neighbourRank(tx, page.spaceId, parentId, target.rank, position);
    if (parentId === page.parentId && neighbour === page.rank) return; // it is there already
    const rank = position === 'append' ? rankBetween(neighbour, null) : position === 'before' ? rankBetween(neighbour, target.rank) : rankBetween(target.rank, neighbour);
    await setPlace(tx, id, parentId, rank);
    if (parentId !== page.parentId) await rebuildGuardsBelow(tx, ctx.tenant.tenantId, id);
    tx.record({
      action: 'wiki_page_moved', target: { kind: 'page', id: String(id), name: page.title }, container: { kind: 'space', id: page.spaceKey },
      before: { parentId: page.parentId }, after: { parentId, position, target: targetId },
    });
  });
}
