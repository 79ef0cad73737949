/**
 * Changes a page, blog post or comment. The states: a *draft* was never published and keeps version 1 until it is; *current*
 * content gets one version more with each change, and the number sent must be exactly that one, so that nobody's work
 * is overwritten unseen; saving current content as a draft changes one's own draft and not what readers see;
 * *trashed* content is only restored, as it was.
 */
import type { Tx } from '../../kernel/db/index.ts';
import { accessErrors, type Ctx } from '../../kernel/service/index.ts';
import type { NewBody } from './content-batch-store.ts';
import { isPublished, lastRank, liesBelow, restoreFromTrash, setPlace } from './content-change-store.ts';
import { findContent, type Content } from './content-store.ts';
import type { ContentType } from './content-types.ts';
import { checkedTitle, claimingTitle } from './create-content.ts';
import { findDraft, putDraft } from './editing/draft-store.ts';
import { rewriteUnpublished, writeVersion } from './editing/write-version.ts';
import { wikiErrors } from './errors.ts';
import { rebuildGuardsBelow } from './guard-store.ts';
import { rankBetween } from './ranks.ts';
import { titleClaim } from './titles.ts';
import { viewerOf } from './visibility-store.ts';

export interface ContentChange {
  readonly type: ContentType;
  readonly id: number;
  readonly status: 'current' | 'draft';
  /** Unchanged when absent. */
  readonly title: string | undefined;
  readonly body: NewBody | undefined;
  /** The number that the new version will have; only required for a change of current content. */
  readonly number: number | undefined;
  readonly message: string;
  readonly minor: boolean;
  /** Moves a page; unchanged when absent. */
  readonly parentId: number | undefined;
}

export async function lockForChange(tx: Tx, ctx: Ctx, type: ContentType, id: number): Promise<Content> {
  const content = await findContent(tx, viewerOf(ctx), id, { body: true, lock: true });
  if (content?.type !== type) throw wikiErrors.content_not_found();
  if (content.level < 2 || !content.mayUpdatePage) throw accessErrors.forbidden();
  return content;
}

export async function updateContent(ctx: Ctx, change: ContentChange): Promise<Content> {
  const viewer = viewerOf(ctx);
  return claimingTitle(ctx.tx(async (tx) => {
    const before = await lockForChange(tx, ctx, change.type, change.id);
    const changed = before.status === 'trashed' ? await restore(tx, ctx, before, change)
      : change.status === 'draft' ? await keepDraft(tx, ctx, before, change)
      : await publish(tx, ctx, before, change);
    const moved = await moveBelow(tx, ctx, before, change.parentId);
    if (changed || moved) {
      tx.record({
        action: `wiki_${before.type}_updated`, target: { kind: before.type, id: String(before.id), name: change.title ?? before.title }, container: { kind: 'space', id: before.spaceKey },
        before: { title: before.title, version: before.version.number, status: before.status, parentId: before.parentId },
        after: { title: change.title ?? before.title, version: change.number ?? before.version.number, status: change.status, ...(change.parentId === undefined ? {} : { parentId: change.parentId }) },
      });
    }
    const after = await findContent(tx, viewer, change.id, { body: true });
    if (after === undefined) throw wikiErrors.content_not_found();
    return after;
  }));
}

async function restore(tx: Tx, ctx: Ctx, before: Content, change: ContentChange): Promise<boolean> {
  if (change.status !== 'current') throw wikiErrors.status_invalid({ detail: 'What is in the trash can only be made current.' });
  const parentId = before.parentId !== null && (await isPublished(tx, before.parentId)) ? before.parentId : null;
  await restoreFromTrash(tx, before.id, titleClaim(tx.sealer, { ...before, status: 'current' }), parentId, before.rank);
  if (before.type === 'page') await rebuildGuardsBelow(tx, ctx.tenant.tenantId, before.id);
  return true;
}

async function keepDraft(tx: Tx, ctx: Ctx, before: Content, change: ContentChange): Promise<boolean> {
  const title = checkedTitle(change.title ?? before.title, 'draft');
  const body = change.body ?? { adf: before.body?.adf ?? '{"version":1,"type":"doc","content":[]}' };
  if (before.status === 'draft') {
    if (title === before.title && (change.body === undefined || isSameBody(change.body, before))) return false;
    await rewriteUnpublished(tx, ctx, before, { title, body, status: 'draft' });
    return true;
  }
  const person = ctx.actor.accountId;
  if (person === null) throw accessErrors.forbidden();
  const mine = await findDraft(tx, before.id, person);
  if (mine !== undefined && mine.title === title && mine.adf === body.adf) return false;
  await putDraft(tx, ctx.tenant.tenantId, before.id, person, { title, adf: body.adf, baseVersion: mine?.baseVersion ?? before.version.number });
  return true;
}

async function publish(tx: Tx, ctx: Ctx, before: Content, change: ContentChange): Promise<boolean> {
  const title = before.type === 'comment' ? before.title : checkedTitle(change.title ?? before.title, 'current');
  const body: NewBody = change.body ?? bodyAsItWas(before);
  if (before.status === 'draft') {
    await rewriteUnpublished(tx, ctx, before, { title, body, status: 'current' });
    return true;
  }
  const number = before.version.number + 1;
  if (change.number !== number) throw wikiErrors.version_conflict({ detail: `The current version is ${String(before.version.number)}.`, current: before.version.number });
  await writeVersion(tx, ctx, before, { title, body, message: change.message, minor: change.minor });
  return true;
}

/** A body sent as a document has no source; one sent in another format is the same only where that is. */
function isSameBody(sent: NewBody, { body }: Content): boolean {
  return sent.adf === body?.adf && sent.source?.format === body.source?.format && sent.source?.text === body.source?.text;
}

function bodyAsItWas({ body }: Content): NewBody {
  return { adf: body?.adf ?? '{"version":1,"type":"doc","content":[]}', ...(body?.source === null || body?.source === undefined ? {} : { source: body.source }) };
}

async function moveBelow(tx: Tx, ctx: Ctx, before: Content, parentId: number | undefined): Promise<boolean> {
  if (before.type !== 'page' || parentId === undefined || parentId === before.parentId) return false;
  const parent = await findContent(tx, viewerOf(ctx), parentId);
  const fits = parent !== undefined && parent.type === 'page' && parent.spaceId === before.spaceId && parent.status !== 'trashed' && !(await liesBelow(tx, parentId, before.id));
  if (!fits) throw wikiErrors.parent_invalid();
  await setPlace(tx, before.id, parentId, rankBetween(await lastRank(tx, before.spaceId, parentId), null));
  await rebuildGuardsBelow(tx, ctx.tenant.tenantId, before.id);
  return true;
}
