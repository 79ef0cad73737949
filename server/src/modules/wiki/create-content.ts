/** Creates a page or blog post, published or as a draft that only its author sees. */
import { isUniqueViolation } from '../../kernel/db/index.ts';
import { accessErrors, type Ctx } from '../../kernel/service/index.ts';
import { insertContent, insertVersions, type NewBody } from './content-batch-store.ts';
import { copyGuards, lastRank } from './content-change-store.ts';
import { findContent, type Content } from './content-store.ts';
import { allocateIds } from './counter-store.ts';
import { wikiErrors } from './errors.ts';
import { emitPublished } from './events.ts';
import { rankBetween } from './ranks.ts';
import { findSpace } from './space-store.ts';
import { titleCharactersMax, titleClaim } from './titles.ts';
import { viewerOf } from './visibility-store.ts';
import { emptyBody } from './write-body.ts';

export interface NewContent {
  readonly type: 'page' | 'blogpost';
  readonly spaceId: number;
  /** Undefined: below the space's homepage, as the compatible API has it. null: at the top. */
  readonly parentId: number | null | undefined;
  readonly status: 'current' | 'draft';
  readonly title: string;
  readonly body: NewBody | undefined;
}

/** Trims; fails with wiki.title_missing, wiki.title_too_long. A draft may have none. */
export function checkedTitle(title: string, status: string): string {
  const trimmed = title.trim();
  if (trimmed === '' && status !== 'draft') throw wikiErrors.title_missing();
  if (trimmed.length > titleCharactersMax) throw wikiErrors.title_too_long({ found: trimmed.length });
  return trimmed;
}

/** Two people may take one title at the same moment; the database lets one of them. */
export async function claimingTitle<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (isUniqueViolation(error, 'content_tenant_id_title_claim_key')) throw wikiErrors.title_taken({}, error);
    throw error;
  }
}

export async function createContent(ctx: Ctx, input: NewContent): Promise<Content> {
  const title = checkedTitle(input.title, input.status);
  const viewer = viewerOf(ctx);
  const { tenantId } = ctx.tenant;
  const author = ctx.actor.accountId;
  return claimingTitle(ctx.tx(async (tx) => {
    const space = await findSpace(tx, viewer, { id: input.spaceId });
    if (space === undefined) throw wikiErrors.space_not_found();
    if (space.level < 2) throw accessErrors.forbidden();
    const parentId = input.type === 'blogpost' ? null : input.parentId === undefined ? space.homepageId : input.parentId;
    const parent = parentId === null ? undefined : await findContent(tx, viewer, parentId);
    const parentFits = parent !== undefined && parent.type === 'page' && parent.spaceId === space.id && parent.status !== 'trashed';
    // A homepage in the trash or closed to the person is no parent; one that was asked for must be.
    if (!parentFits && typeof input.parentId === 'number') throw wikiErrors.parent_invalid();
    const placedBelow = parentFits ? parent.id : null;
    const rank = input.type === 'page' ? rankBetween(await lastRank(tx, space.id, placedBelow), null) : '';
    const id = await allocateIds(tx, tenantId, 2);
    const row = {
      id, versionId: id + 1, type: input.type, subtype: null, spaceId: space.id, containerId: null, pageId: id, parentId: placedBelow, rank, status: input.status,
      title: title === '' ? null : title, version: 1, author, createdAt: tx.now, modifier: author, modifiedAt: tx.now, anchor: null, resolution: null, resolver: null, resolvedAt: null,
    };
    await insertContent(tx, tenantId, [row], [titleClaim(tx.sealer, row)]);
    await insertVersions(tx, tenantId, [{ id: id + 1, contentId: id, number: 1, title: row.title, body: input.body ?? emptyBody, message: null, minor: false, author, createdAt: tx.now, file: null }]);
    if (placedBelow !== null) await copyGuards(tx, tenantId, placedBelow, id);
    if (input.status === 'current') emitPublished(tx, ctx, { contentId: id, versionId: id + 1, previousVersionId: null, minor: false });
    tx.record({
      action: `wiki_${input.type}_created`, target: { kind: input.type, id: String(id), name: title }, container: { kind: 'space', id: space.key, name: space.name },
      after: { title, status: input.status, parentId: placedBelow },
    });
    const created = await findContent(tx, viewer, id, { body: true });
    if (created === undefined) throw new Error('content that was just made cannot be seen by its author');
    return created;
  }));
}
