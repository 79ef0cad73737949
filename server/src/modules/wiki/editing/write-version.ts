/**
 * The one place where content gets a new version: whoever publishes (an editor, a client of the API, a restore, a shared
 * document) comes through here, so that drafts, inline comments and events are never forgotten.
 */
import type { Tx } from '../../../kernel/db/index.ts';
import type { Ctx } from '../../../kernel/service/index.ts';
import { insertVersions, type NewBody } from '../content-batch-store.ts';
import { replaceVersion, setCurrentVersion } from '../content-change-store.ts';
import type { Content } from '../content-store.ts';
import type { ContentStatus } from '../content-types.ts';
import { allocateIds } from '../counter-store.ts';
import { emitPublished } from '../events.ts';
import { titleClaim } from '../titles.ts';
import { deleteDraft } from './draft-store.ts';

export interface NewVersion {
  readonly title: string;
  readonly body: NewBody;
  readonly message: string;
  readonly minor: boolean;
}

/** Returns its number. The content's row is locked and its right decided before. */
export async function writeVersion(tx: Tx, ctx: Ctx, before: Content, version: NewVersion): Promise<number> {
  const { title, body, message, minor } = version;
  const number = before.version.number + 1;
  const author = ctx.actor.accountId;
  const versionId = await allocateIds(tx, ctx.tenant.tenantId, 1);
  await insertVersions(tx, ctx.tenant.tenantId, [{ id: versionId, contentId: before.id, number, title: title === '' ? null : title, body, message, minor, author, createdAt: tx.now, file: null }]);
  await setCurrentVersion(tx, { id: before.id, versionId, number, title, claim: titleClaim(tx.sealer, { ...before, title }), status: before.status, modifier: author });
  await deleteDraft(tx, before.id, author);
  if (before.type === 'page' || before.type === 'blogpost') emitPublished(tx, ctx, { contentId: before.id, versionId, previousVersionId: before.version.id, minor });
  return number;
}

/** Something never published has one version, which is written anew; also when it is published. */
export async function rewriteUnpublished(tx: Tx, ctx: Ctx, before: Content, next: { readonly title: string; readonly body: NewBody; readonly status: Extract<ContentStatus, 'current' | 'draft'> }): Promise<void> {
  const author = ctx.actor.accountId;
  const versionId = await allocateIds(tx, ctx.tenant.tenantId, 1);
  await replaceVersion(tx, before.version.id);
  await insertVersions(tx, ctx.tenant.tenantId, [{ id: versionId, contentId: before.id, number: before.version.number, title: next.title === '' ? null : next.title, body: next.body, message: null, minor: false, author, createdAt: tx.now, file: null }]);
  await setCurrentVersion(tx, { id: before.id, versionId, number: before.version.number, title: next.title, claim: titleClaim(tx.sealer, { ...before, ...next }), status: next.status, modifier: author });
  if (next.status === 'current') emitPublished(tx, ctx, { contentId: before.id, versionId, previousVersionId: null, minor: false });
}
