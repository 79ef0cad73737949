/**
 * What has been in the trash for longer than the site allows is deleted for ever, in small pieces, by nobody in particular.
 * What a legal hold or a deletion lock stands on stays in the trash.
 */
import type { Ctx } from '../../../kernel/service/index.ts';
import { deleteContent, deleteEmptySpace, deleteSomeContent } from '../space-removal-store.ts';
import { readSettings } from './setting-store.ts';
import { listExpired, listExpiredSpaces, setSpaceState } from './trash-store.ts';

const piece = 200;
const dayMs = 24 * 3_600_000;

/** Returns how many things and spaces went. */
export async function purgeTrash(ctx: Ctx): Promise<number> {
  const { trashRetentionDays } = await ctx.read(readSettings);
  const until = new Date(ctx.now.getTime() - trashRetentionDays * dayMs);
  let gone = 0;
  for (let found = piece; found === piece && !ctx.signal.aborted;) {
    found = await ctx.tx(async (tx) => {
      const ids = await listExpired(tx, until, piece);
      if (ids.length === 0) return 0;
      await deleteContent(tx, ids);
      tx.record({ action: 'wiki_trash_purged', target: { kind: 'trash', id: ctx.tenant.tenantId }, after: { things: ids.length, until } });
      return ids.length;
    });
    gone += found;
  }
  for (const space of await ctx.read((tx) => listExpiredSpaces(tx, until))) {
    await removeSpace(ctx, space);
    gone += 1;
  }
  return gone;
}

/** Goes on where a killed process stopped: the space stays in state `removing` until nothing of it is left. */
export async function removeSpace(ctx: Ctx, { id, key }: { readonly id: number; readonly key: string }): Promise<void> {
  await ctx.tx(async (tx) => setSpaceState(tx, id, 'removing', null));
  while (!ctx.signal.aborted && (await ctx.tx((tx) => deleteSomeContent(tx, id, piece))));
  await ctx.tx(async (tx) => {
    await deleteEmptySpace(tx, id);
    tx.record({ action: 'wiki_space_purged', target: { kind: 'space', id: key } });
  });
}
