/** The rules that decide who reaches a space or a page, as the directory asks for them: grants of the space, then restrictions at and above the page. */
import type { Ctx } from '../../kernel/service/index.ts';
import type { ItemKind, ItemRestriction, ItemRules } from '../directory/index.ts';
import { grantsForReach, pageForReach, restrictionsForReach, spaceForReach, type ReachRestriction } from './reach-store.ts';

/** Undefined for what is not there, is a draft or in the trash, or is not of the wiki. */
export async function rulesOfItem(ctx: Ctx, kind: ItemKind, id: string): Promise<ItemRules | undefined> {
  return ctx.read(async (tx) => {
    if (kind === 'space') {
      const space = await spaceForReach(tx, id);
      return space === undefined ? undefined : { kind, key: space.key, container: space.key, grants: await grantsForReach(tx, space.id), restrictions: [] };
    }
    const page = kind === 'page' && /^\d{1,15}$/.test(id) ? await pageForReach(tx, Number(id)) : undefined;
    if (page === undefined) return undefined;
    const rows = await restrictionsForReach(tx, page.id);
    return { kind, key: String(page.id), container: page.key, grants: await grantsForReach(tx, page.space), restrictions: together(rows, page.id) };
  });
}

/** One restriction for each page and operation, with everybody whom it lets pass. */
function together(rows: readonly ReachRestriction[], page: number): ItemRestriction[] {
  return [...Map.groupBy(rows, (row) => `${String(row.on)} ${row.operation}`).values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    return [{
      on: String(first.on), inherited: first.on !== page, closes: first.operation === 'read' ? 'read' : 'write', lets: same.map(({ principal }) => principal),
      setBy: same.find(({ setBy }) => setBy !== null)?.setBy ?? null, setAt: first.setAt,
    }];
  });
}
