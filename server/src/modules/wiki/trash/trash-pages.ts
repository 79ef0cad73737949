/**
 * Throws a page away with all below it, as one, and brings it back as it was: children, labels, restrictions and files stay
 * where they hang. A title that somebody took meanwhile gets a number at its end.
 */
import { accessErrors, type Ctx } from '../../../kernel/service/index.ts';
import { deleteDraft } from '../editing/draft-store.ts';
import { isPublished, setPlace } from '../content-change-store.ts';
import { findContent } from '../content-store.ts';
import { claimingTitle } from '../create-content.ts';
import { wikiErrors } from '../errors.ts';
import { rebuildGuardsBelow } from '../guard-store.ts';
import { freeTitle } from '../tree/copy-page.ts';
import { countUneditable, listSubtree } from '../tree/tree-store.ts';
import { titleToken } from '../titles.ts';
import { viewerOf } from '../visibility-store.ts';
import { bringBack, listThrownAwayWith, trashTogether } from './trash-store.ts';

const pagesMax = 10_000;

export async function trashWithDescendants(ctx: Ctx, id: number): Promise<void> {
  await ctx.tx(async (tx) => {
    const page = await findContent(tx, viewerOf(ctx), id, { lock: true });
    if (page?.type !== 'page' || page.status === 'draft') throw wikiErrors.content_not_found();
    if (page.status === 'trashed') return;
    if (page.level < 2 || !page.mayUpdatePage) throw accessErrors.forbidden();
    const ids = await listSubtree(tx, id, pagesMax + 1);
    if (ids.length > pagesMax) throw wikiErrors.too_many_pages({ detail: `At most ${String(pagesMax)} at a time.` });
    const closed = await countUneditable(tx, viewerOf(ctx), ids);
    if (closed > 0) throw accessErrors.forbidden({ detail: 'Pages below it are restricted: you may not throw them away.' });
    await trashTogether(tx, id, ids, ctx.actor.accountId);
    await deleteDraft(tx, id, ctx.actor.accountId);
    tx.record({ action: 'wiki_page_deleted', target: { kind: 'page', id: String(id), name: page.title }, container: { kind: 'space', id: page.spaceKey }, before: { title: page.title, status: page.status }, after: { how: 'trashed', pages: ids.length } });
  });
}

export interface BroughtBack {
  readonly id: number;
  readonly title: string;
  readonly pages: number;
  readonly renamed: boolean;
}

export async function restoreFromTrash(ctx: Ctx, id: number): Promise<BroughtBack> {
  return claimingTitle(ctx.tx(async (tx) => {
    const root = await findContent(tx, viewerOf(ctx), id, { lock: true });
    if (root === undefined || !['page', 'blogpost', 'attachment'].includes(root.type)) throw wikiErrors.content_not_found();
    if (root.level < 2 || !root.mayUpdatePage) throw accessErrors.forbidden();
    if (root.status !== 'trashed') return { id, title: root.title, pages: 0, renamed: false };
    const rows = await listThrownAwayWith(tx, id);
    let [title, renamed] = [root.title, false];
    for (const row of rows) {
      const holder = { ...root, ...row, status: 'current', versionId: root.version.id, version: root.version.number } as const;
      const free = row.type === 'blogpost' ? { title: row.title, claim: null } : await freeTitle(tx, holder);
      await bringBack(tx, { id: row.id, title: free.title, token: titleToken(tx.sealer, free.title), claim: free.claim });
      renamed ||= free.title !== row.title;
      if (row.id === id) title = free.title;
    }
    if (root.type === 'page') {
      if (root.parentId !== null && !(await isPublished(tx, root.parentId))) await setPlace(tx, id, null, root.rank);
      await rebuildGuardsBelow(tx, ctx.tenant.tenantId, id);
    }
    tx.record({ action: `wiki_${root.type}_restored`, target: { kind: root.type, id: String(id), name: title }, container: { kind: 'space', id: root.spaceKey }, before: { title: root.title }, after: { title, pages: rows.length } });
    return { id, title, pages: rows.length, renamed };
  }));
}
