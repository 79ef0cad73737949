/** Comments below a page, post or attachment, and comments on a piece of its text; each may be answered. */
import { randomUUID } from 'node:crypto';
import type { Tx } from '../../kernel/db/index.ts';
import { accessErrors, type Ctx } from '../../kernel/service/index.ts';
import { insertContent, insertVersions, type NewBody } from './content-batch-store.ts';
import { setCurrentVersion, setResolution } from './content-change-store.ts';
import { findContent, type Content } from './content-store.ts';
import type { Anchor } from './content-types.ts';
import { allocateIds } from './counter-store.ts';
import { wikiErrors } from './errors.ts';
import { emitCommentAdded, emitCommentUpdated } from './events.ts';
import { viewerOf } from './visibility-store.ts';

export interface NewComment {
  readonly subtype: 'footer' | 'inline';
  /** The page, post, attachment or piece of custom content, or the comment that is answered. */
  readonly on: { readonly kind: 'page' | 'blogpost' | 'attachment' | 'custom' | 'comment'; readonly id: number };
  readonly selection: { readonly text: string; readonly matchIndex: number; readonly matchCount: number } | null;
  readonly body: NewBody;
}

export async function createComment(ctx: Ctx, input: NewComment): Promise<Content> {
  const viewer = viewerOf(ctx);
  const author = ctx.actor.accountId;
  return ctx.tx(async (tx) => {
    const target = await findContent(tx, viewer, input.on.id);
    if (target?.type !== input.on.kind || target.status === 'trashed') throw wikiErrors.content_not_found();
    if (target.level < 2) throw accessErrors.forbidden();
    const answered = target.type === 'comment' ? target : null;
    if (answered !== null && answered.subtype !== input.subtype) throw wikiErrors.container_invalid();
    if (answered === null && input.subtype === 'inline' && input.selection === null) throw wikiErrors.container_invalid({ detail: 'An inline comment names the text that it is about.' });
    const anchor: Anchor | null = input.subtype === 'inline' && input.selection !== null && answered === null
      ? { markerRef: randomUUID(), originalSelection: input.selection.text, matchIndex: input.selection.matchIndex, matchCount: input.selection.matchCount } : null;
    const id = await allocateIds(tx, ctx.tenant.tenantId, 2);
    await insertContent(tx, ctx.tenant.tenantId, [{
      id, versionId: id + 1, type: 'comment', subtype: input.subtype, spaceId: target.spaceId, containerId: answered === null ? target.id : answered.containerId, pageId: target.pageId,
      parentId: answered?.id ?? null, rank: '', status: 'current', title: null, version: 1, author, createdAt: tx.now, modifier: author, modifiedAt: tx.now,
      anchor, resolution: input.subtype === 'inline' && answered === null ? 'open' : null, resolver: null, resolvedAt: null,
    }], [null]);
    await insertVersions(tx, ctx.tenant.tenantId, [{ id: id + 1, contentId: id, number: 1, title: null, body: input.body, message: null, minor: false, author, createdAt: tx.now, file: null }]);
    emitCommentAdded(tx, ctx, id);
    tx.record({ action: 'wiki_comment_created', target: { kind: 'comment', id: String(id) }, container: { kind: target.pageType, id: String(target.pageId) }, after: { subtype: input.subtype, answers: answered?.id ?? null } });
    return seen(tx, ctx, id);
  });
}

export interface CommentChange {
  readonly subtype: 'footer' | 'inline';
  readonly id: number;
  readonly number: number | undefined;
  readonly message: string;
  readonly body: NewBody | undefined;
  readonly resolved: boolean | undefined;
}

/** The author changes the words; whoever may write resolves and reopens. */
export async function updateComment(ctx: Ctx, change: CommentChange): Promise<Content> {
  return ctx.tx(async (tx) => {
    const before = await findContent(tx, viewerOf(ctx), change.id, { body: true, lock: true });
    if (before?.type !== 'comment' || before.subtype !== change.subtype) throw wikiErrors.content_not_found();
    if (before.level < 2) throw accessErrors.forbidden();
    const reworded = change.body !== undefined && (await reword(tx, ctx, before, change, change.body));
    const resolved = change.resolved !== undefined && (await resolve(tx, ctx, before, change.resolved));
    if (reworded || resolved) {
      tx.record({
        action: 'wiki_comment_updated', target: { kind: 'comment', id: String(before.id) }, container: { kind: before.pageType, id: String(before.pageId) },
        before: { version: before.version.number, resolution: before.resolution }, after: { version: reworded ? before.version.number + 1 : before.version.number, ...(resolved ? { resolved: change.resolved } : {}) },
      });
    }
    return seen(tx, ctx, before.id);
  });
}

async function reword(tx: Tx, ctx: Ctx, before: Content, change: CommentChange, body: NewBody): Promise<boolean> {
  if (before.author !== ctx.actor.accountId && before.level < 3) throw accessErrors.forbidden();
  const number = before.version.number + 1;
  if (change.number !== number) throw wikiErrors.version_conflict({ detail: `The current version is ${String(before.version.number)}.` });
  const author = ctx.actor.accountId;
  const versionId = await allocateIds(tx, ctx.tenant.tenantId, 1);
  await insertVersions(tx, ctx.tenant.tenantId, [{ id: versionId, contentId: before.id, number, title: null, body, message: change.message, minor: false, author, createdAt: tx.now, file: null }]);
  await setCurrentVersion(tx, { id: before.id, versionId, number, title: '', claim: null, status: before.status, modifier: author });
  emitCommentUpdated(tx, ctx, { contentId: before.id, versionId, previousVersionId: before.version.id });
  return true;
}

async function resolve(tx: Tx, ctx: Ctx, before: Content, resolved: boolean): Promise<boolean> {
  if (before.subtype !== 'inline' || before.resolution === null || before.resolution === 'dangling') throw wikiErrors.status_invalid({ detail: 'Only an inline comment that hangs on text is resolved.' });
  if (resolved === (before.resolution === 'resolved')) return false;
  await setResolution(tx, before.id, resolved ? 'resolved' : 'reopened', ctx.actor.accountId);
  return true;
}

async function seen(tx: Tx, ctx: Ctx, id: number): Promise<Content> {
  const comment = await findContent(tx, viewerOf(ctx), id, { body: true });
  if (comment === undefined) throw wikiErrors.content_not_found();
  return comment;
}
