/**
 * The two ends of an import. Publishing puts pages in order, mends the tree, works out inherited restrictions and shows all
 * spaces in one commit. Discarding hides first, then deletes in small pieces, and can be repeated after a crash.
 */
import type { Ctx } from '../../../kernel/service/index.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { rebuildGuardsOfSpace } from '../guard-store.ts';
import { evenRanks } from '../ranks.ts';
import { deleteEmptySpace, deleteSomeContent } from '../space-removal-store.ts';
import {
  deleteImportLeftovers, detachOrphanComments, hideSpaces, lockImportingSpaces, readTree, showSpace, writePlaces, type ImportingSpace, type TreePage,
} from './finish-import-store.ts';
import type { PublishReport } from './importing.ts';

const treeBatch = 5_000;
const removalBatch = 500;

export async function publishImport(ctx: Ctx, importId: string): Promise<PublishReport> {
  const { tenantId } = ctx.tenant;
  return ctx.tx(async (tx) => {
    const spaces = await lockImportingSpaces(tx, importId);
    let pagesMovedToTop = 0;
    for (const space of spaces) pagesMovedToTop += await publishSpace(tx, tenantId, space);
    if (spaces.length > 0) {
      tx.record({ action: 'wiki_import_published', target: { kind: 'import', id: importId }, after: { spaces: spaces.map(({ id, key }) => ({ id, key })), pagesMovedToTop } });
    }
    return { spaces: spaces.map(({ id, key }) => ({ spaceId: id, key })), pagesMovedToTop };
  });
}

async function publishSpace(tx: Tx, tenantId: string, space: ImportingSpace): Promise<number> {
  const pages: TreePage[] = [];
  for (let after = 0; ;) {
    const some = await readTree(tx, space.id, after, treeBatch);
    pages.push(...some);
    if (some.length < treeBatch) break;
    after = some.at(-1)?.id ?? after;
  }
  const { places, movedToTop } = treeInOrder(pages, space.homepageId);
  for (let at = 0; at < places.length; at += treeBatch) await writePlaces(tx, places.slice(at, at + treeBatch));
  await detachOrphanComments(tx, space.id);
  await rebuildGuardsOfSpace(tx, tenantId, space.id);
  await showSpace(tx, space.id, pages.some(({ id }) => id === space.homepageId) ? space.homepageId : null);
  return movedToTop;
}

export interface Place {
  readonly id: number;
  readonly parentId: number | null;
  readonly rank: string;
}

const titleOrder = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Deeper trees than this are nobody's; what lies below is moved to the top, so that no walk up a tree is long. */
const depthMax = 100;

/** Siblings by the source's position, those without one behind and by title; parents that are missing or below their own child are cut. */
export function treeInOrder(pages: readonly TreePage[], homepageId: number | null): { readonly places: readonly Place[]; readonly movedToTop: number } {
  const { parents, movedToTop } = mendedParents(pages);
  const siblings = new Map<number | null, TreePage[]>();
  for (const page of pages) {
    const parent = parents.get(page.id) ?? null;
    const list = siblings.get(parent);
    if (list === undefined) siblings.set(parent, [page]);
    else list.push(page);
  }
  const places: Place[] = [];
  for (const [parentId, list] of siblings) {
    list.sort((a, b) => bySourceOrder(a, b, homepageId));
    const ranks = evenRanks(list.length);
    list.forEach(({ id }, index) => places.push({ id, parentId, rank: ranks[index] ?? '' }));
  }
  return { places, movedToTop };
}

/** Goes up from each page to one whose depth is known; each page is walked over once. */
function mendedParents(pages: readonly TreePage[]): { readonly parents: ReadonlyMap<number, number | null>; readonly movedToTop: number } {
  const parents = new Map(pages.map(({ id, parentId }) => [id, parentId]));
  const depths = new Map<number, number>();
  let movedToTop = 0;
  const toTop = (id: number): void => {
    parents.set(id, null);
    movedToTop += 1;
  };
  for (const page of pages) {
    const path: number[] = [];
    const onPath = new Set<number>();
    for (let at = page.id; !depths.has(at); ) {
      path.push(at);
      onPath.add(at);
      const parent = parents.get(at) ?? null;
      if (parent !== null && (!parents.has(parent) || onPath.has(parent))) toTop(at);
      const next = parents.get(at) ?? null;
      if (next === null) break;
      at = next;
    }
    for (const id of path.reverse()) {
      const parent = parents.get(id) ?? null;
      const depth = parent === null ? 0 : (depths.get(parent) ?? 0) + 1;
      if (depth > depthMax) toTop(id);
      depths.set(id, depth > depthMax ? 0 : depth);
    }
  }
  return { parents, movedToTop };
}

function bySourceOrder(a: TreePage, b: TreePage, homepageId: number | null): number {
  if (a.id === homepageId || b.id === homepageId) return a.id === homepageId ? -1 : 1;
  if (a.position !== b.position && a.position !== '' && b.position !== '') return a.position < b.position ? -1 : 1;
  if ((a.position === '') !== (b.position === '')) return a.position === '' ? 1 : -1;
  return titleOrder.compare(a.title, b.title) || a.id - b.id;
}

export async function discardImport(ctx: Ctx, importId: string): Promise<void> {
  const spaces = await ctx.tx(async (tx) => {
    const found = await lockImportingSpaces(tx, importId);
    await hideSpaces(tx, found.map(({ id }) => id));
    return found;
  });
  for (const { id } of spaces) {
    while (await ctx.tx((tx) => deleteSomeContent(tx, id, removalBatch))) ctx.signal.throwIfAborted();
    await ctx.tx((tx) => deleteEmptySpace(tx, id));
  }
  await ctx.tx((tx) => deleteImportLeftovers(tx, importId));
}
