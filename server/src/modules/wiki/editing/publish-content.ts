/**
 * Publishing says which version it started from. When somebody else published meanwhile nothing is written: the answer
 * carries both sides and what they are together, and whoever edits decides. Publishing what is there already changes nothing.
 */
import type { Tx } from '../../../kernel/db/index.ts';
import { accessErrors, type Ctx } from '../../../kernel/service/index.ts';
import { parseAdf, type AdfDocument } from '../../richtext/index.ts';
import type { Content } from '../content-store.ts';
import { checkedTitle, claimingTitle } from '../create-content.ts';
import { wikiErrors } from '../errors.ts';
import { findVersion } from '../version-store.ts';
import { conflictWith, documentOf, isClean, sameDocument, type Conflict } from './conflicts.ts';
import { deleteDraft } from './draft-store.ts';
import { lockForEditing } from './keep-draft.ts';
import { rewriteUnpublished, writeVersion } from './write-version.ts';

export interface Publication {
  readonly id: number;
  readonly title: string;
  readonly adf: AdfDocument;
  readonly baseVersion: number;
  readonly message: string;
  readonly minor: boolean;
  /** Publishes what both sides are together where nobody changed the same words. */
  readonly mergesAlone: boolean;
}

export interface Published {
  readonly contentId: number;
  readonly title: string;
  readonly version: number;
  readonly publishedAt: Date;
  readonly changed: boolean;
}

export type PublishOutcome = { readonly published: Published } | { readonly conflict: Conflict };

export async function publishContent(ctx: Ctx, input: Publication): Promise<PublishOutcome> {
  return claimingTitle(ctx.tx(async (tx): Promise<PublishOutcome> => {
    const before = await lockForEditing(tx, ctx, input.id);
    const title = checkedTitle(input.title, 'current');
    if (before.status === 'draft' || input.baseVersion === before.version.number) return { published: await publishOver(tx, ctx, before, { ...input, title }) };
    if (input.baseVersion > before.version.number || input.baseVersion < 1) throw wikiErrors.version_not_found({ detail: `The current version is ${String(before.version.number)}.` });
    const conflict = await conflictWith(tx, before, { title, adf: input.adf, baseVersion: input.baseVersion, author: ctx.actor.accountId });
    if (!input.mergesAlone || !isClean(conflict)) return { conflict };
    return { published: await publishOver(tx, ctx, before, { ...input, title: conflict.merged.title, adf: parseAdf(conflict.merged.adf) }) };
  }));
}

type Edit = Pick<Publication, 'title' | 'adf' | 'message' | 'minor'>;

/** The next version on top of the one that is there, or none where that is the same. */
export async function publishOver(tx: Tx, ctx: Ctx, before: Content, edit: Edit): Promise<Published> {
  const body = { adf: JSON.stringify(edit.adf) };
  const published = (version: number, changed: boolean): Published => ({ contentId: before.id, title: edit.title, version, publishedAt: changed ? tx.now : before.version.createdAt, changed });
  if (before.status === 'draft') {
    await rewriteUnpublished(tx, ctx, before, { title: edit.title, body, status: 'current' });
    recordUpdate(tx, before, edit.title, before.version.number);
    return published(before.version.number, true);
  }
  if (edit.title === before.title && sameDocument(edit.adf, documentOf(before.body?.adf))) {
    await deleteDraft(tx, before.id, ctx.actor.accountId);
    return published(before.version.number, false);
  }
  const version = await writeVersion(tx, ctx, before, { title: edit.title, body, message: edit.message, minor: edit.minor });
  recordUpdate(tx, before, edit.title, version);
  return published(version, true);
}

function recordUpdate(tx: Tx, before: Content, title: string, version: number): void {
  tx.record({
    action: `wiki_${before.type}_updated`, target: { kind: before.type, id: String(before.id), name: title }, container: { kind: 'space', id: before.spaceKey },
    before: { title: before.title, version: before.version.number, status: before.status }, after: { title, version, status: 'current' },
  });
}

/** Makes an old version the newest one; those between stay. Fails with wiki.version_not_found. */
export async function restoreVersion(ctx: Ctx, id: number, number: number, message: string): Promise<Published> {
  return claimingTitle(ctx.tx(async (tx) => {
    const before = await lockForEditing(tx, ctx, id);
    if (before.status === 'draft') throw accessErrors.forbidden({ detail: 'It was never published.' });
    const version = await findVersion(tx, id, number, { body: true });
    if (version === undefined) throw wikiErrors.version_not_found();
    return publishOver(tx, ctx, before, { title: version.title === '' ? before.title : version.title, adf: documentOf(version.body?.adf), message, minor: false });
  }));
}
