/** Renames, describes and archives a space; throws it away, brings it back, and deletes for ever what is in the trash. Its administrators only. */
import type { Tx } from '../../kernel/db/index.ts';
import { accessErrors, type Ctx } from '../../kernel/service/index.ts';
import { textToAdf } from '../richtext/index.ts';
import { findContent } from './content-store.ts';
import { documentOf, sameDocument } from './editing/conflicts.ts';
import { writeVersion } from './editing/write-version.ts';
import { wikiErrors } from './errors.ts';
import { updateSpace } from './space-change-store.ts';
import { findSpace, type Space } from './space-store.ts';
import { removeSpace } from './trash/purge-trash.ts';
import { findTrashedSpace, setSpaceState } from './trash/trash-store.ts';
import { viewerOf } from './visibility-store.ts';

export interface SpaceChange {
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly homepageId: number | undefined;
  readonly status: Space['status'] | undefined;
}

async function administered(tx: Tx, ctx: Ctx, key: string): Promise<Space> {
  const space = await findSpace(tx, viewerOf(ctx), { key });
  if (space === undefined) throw wikiErrors.space_not_found();
  if (space.level < 3) throw accessErrors.forbidden();
  return space;
}

export async function changeSpace(ctx: Ctx, key: string, change: SpaceChange): Promise<void> {
  await ctx.tx(async (tx) => {
    const space = await administered(tx, ctx, key);
    const after = { name: change.name?.trim() ?? space.name, homepageId: change.homepageId ?? space.homepageId, status: change.status ?? space.status };
    if (after.name === '') throw wikiErrors.title_missing();
    if (after.homepageId !== space.homepageId && after.homepageId !== null) {
      const page = await findContent(tx, viewerOf(ctx), after.homepageId);
      if (page?.type !== 'page' || page.spaceId !== space.id || page.status !== 'current') throw wikiErrors.parent_invalid();
    }
    const described = change.description !== undefined && (await describe(tx, ctx, space, change.description));
    const changed = after.name !== space.name || after.homepageId !== space.homepageId || after.status !== space.status;
    if (changed) await updateSpace(tx, space.id, after);
    if (!changed && !described) return;
    tx.record({
      action: 'wiki_space_updated', target: { kind: 'space', id: space.key, name: after.name }, before: { name: space.name, homepageId: space.homepageId, status: space.status }, after: { ...after, ...(described ? { described } : {}) },
    });
  });
}

async function describe(tx: Tx, ctx: Ctx, space: Space, text: string): Promise<boolean> {
  const before = space.descriptionId === null ? undefined : await findContent(tx, viewerOf(ctx), space.descriptionId, { body: true, lock: true });
  const adf = textToAdf(text);
  if (before === undefined || sameDocument(documentOf(before.body?.adf), adf)) return false;
  await writeVersion(tx, ctx, before, { title: '', body: { adf: JSON.stringify(adf) }, message: '', minor: false });
  return true;
}

export async function trashSpace(ctx: Ctx, key: string): Promise<void> {
  await ctx.tx(async (tx) => {
    const space = await administered(tx, ctx, key);
    await setSpaceState(tx, space.id, 'trashed', ctx.actor.accountId);
    tx.record({ action: 'wiki_space_deleted', target: { kind: 'space', id: space.key, name: space.name } });
  });
}

export async function restoreSpace(ctx: Ctx, key: string): Promise<void> {
  await ctx.tx(async (tx) => {
    const space = await findTrashedSpace(tx, viewerOf(ctx), key);
    if (space === undefined) {
      await administered(tx, ctx, key); // is there already, and this person's
      return;
    }
    await setSpaceState(tx, space.id, 'active', null);
    tx.record({ action: 'wiki_space_restored', target: { kind: 'space', id: space.key, name: space.name } });
  });
}

export async function purgeSpace(ctx: Ctx, key: string): Promise<void> {
  const space = await ctx.read((tx) => findTrashedSpace(tx, viewerOf(ctx), key));
  if (space === undefined) throw wikiErrors.space_not_found();
  await removeSpace(ctx, space);
}
