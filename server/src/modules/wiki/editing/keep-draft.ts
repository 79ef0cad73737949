/**
 * Autosave. A person has one draft on a page, which nobody else sees and which survives whatever happens to the page; saved
 * again unchanged it changes nothing. Content that was never published is its author's draft itself. The beginning of a draft
 * is recorded; the saves that follow every few seconds continue the same command.
 */
import type { Tx } from '../../../kernel/db/index.ts';
import { accessErrors, type Ctx } from '../../../kernel/service/index.ts';
import type { AdfDocument } from '../../richtext/index.ts';
import { findContent, type Content } from '../content-store.ts';
import { checkedTitle } from '../create-content.ts';
import { wikiErrors } from '../errors.ts';
import { viewerOf } from '../visibility-store.ts';
import { deleteDraft, findDraft, putDraft } from './draft-store.ts';
import { rewriteUnpublished } from './write-version.ts';

export interface DraftState {
  readonly content: Content;
  readonly title: string;
  readonly adf: string;
  readonly baseVersion: number;
  readonly changedAt: Date;
}

export interface DraftSave {
  readonly id: number;
  readonly title: string;
  readonly adf: AdfDocument;
  readonly baseVersion: number;
}

/** A page or blog post that the person may edit. Fails with wiki.content_not_found, access.forbidden. */
export async function lockForEditing(tx: Tx, ctx: Ctx, id: number): Promise<Content> {
  const content = await findContent(tx, viewerOf(ctx), id, { body: true, lock: true });
  return admitEditor(content);
}

export function admitEditor(content: Content | undefined): Content {
  if (content === undefined || (content.type !== 'page' && content.type !== 'blogpost') || content.status === 'trashed') throw wikiErrors.content_not_found();
  if (content.level < 2 || !content.mayUpdatePage) throw accessErrors.forbidden();
  return content;
}

export async function saveDraft(ctx: Ctx, save: DraftSave): Promise<DraftState> {
  return ctx.tx(async (tx) => {
    const content = await lockForEditing(tx, ctx, save.id);
    const title = checkedTitle(save.title, 'draft');
    const adf = JSON.stringify(save.adf);
    if (save.baseVersion < 1 || save.baseVersion > content.version.number) throw wikiErrors.version_not_found({ detail: `The current version is ${String(content.version.number)}.` });
    const person = ctx.actor.accountId;
    if (person === null) throw accessErrors.forbidden();
    const began = await keep(tx, ctx, content, person, { title, adf, baseVersion: save.baseVersion });
    if (began) tx.record({ action: 'wiki_draft_begun', target: { kind: content.type, id: String(content.id), name: content.title }, container: { kind: 'space', id: content.spaceKey }, after: { baseVersion: save.baseVersion } });
    return { content, title, adf, baseVersion: save.baseVersion, changedAt: tx.now };
  });
}

/** Whether this began a draft. */
async function keep(tx: Tx, ctx: Ctx, content: Content, person: string, draft: { readonly title: string; readonly adf: string; readonly baseVersion: number }): Promise<boolean> {
  if (content.status === 'draft') {
    if (content.title !== draft.title || content.body?.adf !== draft.adf) await rewriteUnpublished(tx, ctx, content, { title: draft.title, body: { adf: draft.adf }, status: 'draft' });
    return false;
  }
  const before = await findDraft(tx, content.id, person);
  const same = before !== undefined && before.title === draft.title && before.adf === draft.adf && before.baseVersion === draft.baseVersion;
  if (!same) await putDraft(tx, ctx.tenant.tenantId, content.id, person, draft);
  return before === undefined;
}

/** Fails with wiki.draft_not_found. */
export async function readDraft(ctx: Ctx, id: number): Promise<DraftState> {
  return ctx.read(async (tx) => {
    const content = await findContent(tx, viewerOf(ctx), id, { body: true });
    if (content === undefined || (content.type !== 'page' && content.type !== 'blogpost')) throw wikiErrors.content_not_found();
    if (content.status === 'draft') return { content, title: content.title, adf: content.body?.adf ?? emptyAdf, baseVersion: content.version.number, changedAt: content.modifiedAt };
    const draft = await findDraft(tx, id, ctx.actor.accountId);
    if (draft === undefined) throw wikiErrors.draft_not_found();
    return { content, ...draft };
  });
}

export const emptyAdf = JSON.stringify({ version: 1, type: 'doc', content: [] });

/** Throws away what one had begun on published content. None is no failure. */
export async function dropDraft(ctx: Ctx, id: number): Promise<void> {
  await ctx.tx(async (tx) => {
    const content = await findContent(tx, viewerOf(ctx), id, { lock: true });
    if (content === undefined || (content.type !== 'page' && content.type !== 'blogpost')) throw wikiErrors.content_not_found();
    if ((await deleteDraft(tx, id, ctx.actor.accountId)) === 0) return;
    tx.record({ action: 'wiki_draft_dropped', target: { kind: content.type, id: String(id), name: content.title }, container: { kind: 'space', id: content.spaceKey } });
  });
}
