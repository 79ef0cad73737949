/** Who wants to be told: of one page or post, of a space, of the blog of a space. Whoever may see it may watch it. */
import type { ReadTx } from '../../kernel/db/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import { findContent } from './content-store.ts';
import { wikiErrors } from './errors.ts';
import { findSpace } from './space-store.ts';
import { viewerOf } from './visibility-store.ts';
import { addWatch, countWatchers, isWatching, removeWatch, type WatchTarget } from './watch-store.ts';

export interface WatchState {
  readonly watching: boolean;
  readonly watchers: number;
}

interface Found {
  readonly target: WatchTarget;
  readonly name: string;
  readonly shownId: string;
}

/** `reference`: an id of content, or the key of a space. Fails with wiki.content_not_found, wiki.space_not_found. */
async function targetOf(tx: ReadTx, ctx: Ctx, kind: WatchTarget['kind'], reference: string): Promise<Found> {
  if (kind === 'content') {
    const content = /^\d{1,15}$/.test(reference) ? await findContent(tx, viewerOf(ctx), Number(reference)) : undefined;
    if (content === undefined || (content.type !== 'page' && content.type !== 'blogpost') || content.status === 'trashed') throw wikiErrors.content_not_found();
    return { target: { kind, id: content.id }, name: content.title, shownId: String(content.id) };
  }
  const space = await findSpace(tx, viewerOf(ctx), { key: reference });
  if (space === undefined) throw wikiErrors.space_not_found();
  return { target: { kind, id: space.id }, name: space.name, shownId: space.key };
}

async function stateOf(tx: ReadTx, ctx: Ctx, target: WatchTarget): Promise<WatchState> {
  const me = ctx.actor.accountId;
  return { watching: me !== null && (await isWatching(tx, target, me)), watchers: await countWatchers(tx, target) };
}

export async function readWatch(ctx: Ctx, kind: WatchTarget['kind'], reference: string): Promise<WatchState> {
  return ctx.read(async (tx) => stateOf(tx, ctx, (await targetOf(tx, ctx, kind, reference)).target));
}

export async function setWatch(ctx: Ctx, kind: WatchTarget['kind'], reference: string, on: boolean): Promise<WatchState> {
  return ctx.tx(async (tx) => {
    const { target, name, shownId } = await targetOf(tx, ctx, kind, reference);
    const me = ctx.actor.accountId;
    const changed = me !== null && (on ? await addWatch(tx, ctx.tenant.tenantId, target, me) : await removeWatch(tx, target, me));
    if (changed) tx.record({ action: on ? 'wiki_watch_begun' : 'wiki_watch_ended', target: { kind, id: shownId, name } });
    return stateOf(tx, ctx, target);
  });
}
