/**
 * Several people edit one page. The states of its shared document: *seeded* from the current version by whoever opens it
 * first, once; *changed* by updates that are numbered without gaps; *published* when a version is taken from it; and changed
 * on. A version that comes from elsewhere (a client of the API, a restore) is merged in by whoever meets it next, so the
 * lineage of the document never breaks and an editor that was cut off for hours loses nothing.
 */
import { randomUUID } from 'node:crypto';
import { applyUpdate, type Doc } from 'yjs';
import type { ReadTx, Tx } from '../../../kernel/db/index.ts';
import { accessErrors, type Ctx } from '../../../kernel/service/index.ts';
import type { Content } from '../content-store.ts';
import { checkedTitle, claimingTitle } from '../create-content.ts';
import { conflictWith, documentOf, isClean, type Conflict } from '../editing/conflicts.ts';
import { lockForEditing } from '../editing/keep-draft.ts';
import { publishOver, type PublishOutcome } from '../editing/publish-content.ts';
import { wikiErrors } from '../errors.ts';
import { bringTo, documentFrom, pageTextOf, stateOf } from './live-document.ts';
import { addEditor, appendUpdates, findShared, foldUpdates, insertShared, listUpdates, markPublished, readSnapshot, setBase, type SharedState } from './live-document-store.ts';

export const togetherLimits = { updateBytesMax: 256 * 1024, updatesMax: 64, documentBytesMax: 5 * 1024 * 1024, peopleMax: 50, presenceBytesMax: 4_096 } as const;
/** So many updates, or bytes of them, are folded into one snapshot. */
const foldedUpdates = 100;
const foldedBytes = 256 * 1024;

export interface Opened {
  readonly document: Buffer;
  readonly sequence: number;
  readonly baseVersion: number;
  readonly session: string;
}

interface Loaded {
  readonly content: Content;
  readonly state: SharedState;
  readonly doc: Doc;
}

export async function openTogether(ctx: Ctx, id: number): Promise<Opened> {
  return ctx.tx(async (tx) => {
    const { state, doc, content } = await load(tx, ctx, id);
    return { document: stateOf(doc), sequence: state.sequence, baseVersion: content.version.number, session: randomUUID() };
  });
}

/** The document as it is now, made from the current version where nobody opened it before. */
async function load(tx: Tx, ctx: Ctx, id: number): Promise<Loaded & { readonly conflict: Conflict | null }> {
  const content = await lockForEditing(tx, ctx, id);
  const state = await findShared(tx, id, { lock: true });
  if (state === undefined) {
    const doc = documentFrom([]);
    bringTo(doc, { title: content.title, adf: documentOf(content.body?.adf) });
    await insertShared(tx, ctx.tenant.tenantId, id, content.version.number, stateOf(doc));
    return { content, doc, conflict: null, state: { baseVersion: content.version.number, sequence: 0, publishedSequence: 0, snapshotSequence: 0, sizeBytes: 0 } };
  }
  const doc = await readDocument(tx, id);
  return meetVersion(tx, ctx, { content, state, doc });
}

async function readDocument(tx: ReadTx, id: number): Promise<Doc> {
  const snapshot = await readSnapshot(tx, id);
  const updates = await listUpdates(tx, id, snapshot?.sequence ?? 0, 10_000);
  return documentFrom([...(snapshot === undefined ? [] : [snapshot.bytes]), ...updates.map(({ body }) => body)]);
}

/** Merges a version in that was written past the shared document. */
async function meetVersion(tx: Tx, ctx: Ctx, loaded: Loaded): Promise<Loaded & { readonly conflict: Conflict | null }> {
  const { content, state, doc } = loaded;
  if (state.baseVersion >= content.version.number) return { ...loaded, conflict: null };
  const shared = pageTextOf(doc);
  const conflict = await conflictWith(tx, content, { title: shared.title, adf: shared.adf, baseVersion: state.baseVersion, author: null });
  const update = bringTo(doc, conflict.merged);
  await setBase(tx, content.id, content.version.number);
  const sequence = update === null ? state.sequence : await appendUpdates(tx, ctx.tenant.tenantId, content.id, state, null, [update]);
  return { content, doc, conflict: isClean(conflict) ? null : conflict, state: { ...state, baseVersion: content.version.number, sequence } };
}

/** Takes updates of one editor. Fails with wiki.update_invalid, wiki.document_full. Returns the document's last number. */
export async function changeTogether(ctx: Ctx, id: number, session: string, updates: readonly Buffer[]): Promise<number> {
  return ctx.tx(async (tx) => {
    const { content, state, doc } = await load(tx, ctx, id);
    const person = ctx.actor.accountId;
    if (person === null) throw accessErrors.forbidden();
    const before = stateOf(doc);
    const news = applied(doc, updates);
    const after = stateOf(doc);
    if (before.equals(after)) return state.sequence; // sent again after a lost answer
    if (after.length > togetherLimits.documentBytesMax) throw wikiErrors.document_full();
    const sequence = await appendUpdates(tx, ctx.tenant.tenantId, id, state, session, news);
    if (sequence - state.snapshotSequence >= foldedUpdates || state.sizeBytes > after.length + foldedBytes) await foldUpdates(tx, id, sequence, after);
    if (await addEditor(tx, ctx.tenant.tenantId, id, person)) {
      tx.record({ action: 'wiki_page_edited_together', target: { kind: content.type, id: String(id), name: content.title }, container: { kind: 'space', id: content.spaceKey }, after: { baseVersion: content.version.number } });
    }
    return sequence;
  });
}

/** Bytes that are no update are refused here, before any other editor meets them. */
function applied(doc: Doc, updates: readonly Buffer[]): readonly Buffer[] {
  try {
    documentFrom(updates);
    for (const update of updates) applyUpdate(doc, update);
    return updates;
  } catch (error) {
    throw wikiErrors.update_invalid({}, error);
  }
}

export interface SharedPublication {
  readonly id: number;
  /** The newest version that whoever publishes has seen. */
  readonly baseVersion: number;
  readonly title: string | undefined;
  readonly message: string;
  readonly minor: boolean;
}

/** Writes a version from the shared document. A meeting with another version on the same words is shown first, once. */
export async function publishTogether(ctx: Ctx, input: SharedPublication): Promise<PublishOutcome> {
  return claimingTitle(ctx.tx(async (tx): Promise<PublishOutcome> => {
    const { content, state, doc, conflict } = await load(tx, ctx, input.id);
    if (conflict !== null && input.baseVersion !== content.version.number) return { conflict };
    const shared = pageTextOf(doc);
    const title = checkedTitle(input.title ?? shared.title, 'current');
    if (title !== shared.title) {
      const update = bringTo(doc, { title, adf: shared.adf });
      if (update !== null) await appendUpdates(tx, ctx.tenant.tenantId, input.id, state, null, [update]);
    }
    const published = await publishOver(tx, ctx, content, { title, adf: shared.adf, message: input.message, minor: input.minor });
    await markPublished(tx, input.id, published.version);
    return { published };
  }));
}

/** Throws unpublished shared changes away: the document becomes the current version again, for everybody. */
export async function discardTogether(ctx: Ctx, id: number): Promise<void> {
  await ctx.tx(async (tx) => {
    const { content, state, doc } = await load(tx, ctx, id);
    const update = bringTo(doc, { title: content.title, adf: documentOf(content.body?.adf) });
    if (update === null) return;
    await appendUpdates(tx, ctx.tenant.tenantId, id, state, null, [update]);
    await markPublished(tx, id, content.version.number);
    tx.record({ action: 'wiki_shared_changes_discarded', target: { kind: content.type, id: String(id), name: content.title }, container: { kind: 'space', id: content.spaceKey } });
  });
}

/** Merges a newer version in, for editors who are listening. */
export async function catchUpWithVersion(ctx: Ctx, id: number): Promise<void> {
  await ctx.tx(async (tx) => {
    await load(tx, ctx, id);
  });
}
