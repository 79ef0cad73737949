/** Puts pages before or behind another, or first or last below it. Children come along; moving where a page is already changes nothing. */
import type { Tx } from '../../kernel/db/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import { lastRank, liesBelow, neighbourRank, setPlace } from './content-change-store.ts';
import { findContent, type Content } from './content-store.ts';
import { wikiErrors } from './errors.ts';
import { rebuildGuardsBelow } from './guard-store.ts';
import { rankBetween } from './ranks.ts';
import type { Space } from './space-store.ts';
import { firstRank } from './tree/tree-store.ts';
import { lockForChange } from './update-content.ts';
import { viewerOf } from './visibility-store.ts';

export type MovePosition = 'before' | 'after' | 'append' | 'first';

interface Move {
  readonly page: Content;
  readonly parentId: number | null;
  readonly moved: boolean;
}

/** Returns the page's parent. */
export async function movePage(ctx: Ctx, id: number, position: MovePosition, targetId: number): Promise<number | null> {
  return ctx.tx(async (tx) => {
    const { page, parentId, moved } = await moveOne(tx, ctx, id, position, targetId);
    if (moved) {
      tx.record({
        action: 'wiki_page_moved', target: { kind: 'page', id: String(id), name: page.title }, container: { kind: 'space', id: page.spaceKey },
        before: { parentId: page.parentId }, after: { parentId, position, target: targetId },
      });
    }
    return parentId;
  });
}

/** All or none, in the order given. Returns how many were elsewhere before. */
export async function movePages(ctx: Ctx, space: Space, ids: readonly number[], position: MovePosition, targetId: number): Promise<number> {
  return ctx.tx(async (tx) => {
    const moves: Move[] = [];
    let [at, beside] = [position, targetId];
    for (const id of ids) {
      const move = await moveOne(tx, ctx, id, at, beside);
      if (move.page.spaceId !== space.id) throw wikiErrors.content_not_found();
      moves.push(move);
      // The first finds the place; the others follow it.
      if (position !== 'before') [at, beside] = position === 'append' ? ['append', targetId] : ['after', id];
    }
    const moved = moves.filter((move) => move.moved);
    if (moved.length > 0) {
      tx.record({ action: 'wiki_pages_moved', target: { kind: 'space', id: space.key, name: space.name }, before: moved.map(({ page }) => ({ id: page.id, parentId: page.parentId })), after: { pages: moved.map(({ page }) => page.id), position, target: targetId } });
    }
    return moved.length;
  });
}

async function moveOne(tx: Tx, ctx: Ctx, id: number, position: MovePosition, targetId: number): Promise<Move> {
  const page = await lockForChange(tx, ctx, 'page', id);
  const target = await findContent(tx, viewerOf(ctx), targetId);
  const fits = target !== undefined && target.type === 'page' && target.spaceId === page.spaceId && target.id !== id && !(await liesBelow(tx, targetId, id));
  if (!fits) throw wikiErrors.parent_invalid();
  const inside = position === 'append' || position === 'first';
  const parentId = inside ? target.id : target.parentId;
  const neighbour = position === 'append' ? await lastRank(tx, page.spaceId, target.id) : position === 'first' ? await firstRank(tx, page.spaceId, target.id) : await neighbourRank(tx, page.spaceId, parentId, target.rank, position);
  if (parentId === page.parentId && neighbour === page.rank) return { page, parentId, moved: false }; // it is there already
  const rank = position === 'append' ? rankBetween(neighbour, null) : position === 'first' ? rankBetween(null, neighbour) : position === 'before' ? rankBetween(neighbour, target.rank) : rankBetween(target.rank, neighbour);
  await setPlace(tx, id, parentId, rank);
  if (parentId !== page.parentId) await rebuildGuardsBelow(tx, ctx.tenant.tenantId, id);
  return { page, parentId, moved: true };
}
