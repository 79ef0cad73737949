/**
 * Copies a page, alone or with all below it, into the same or another space. Files are not stored twice: a copy refers to the
 * same sealed bytes. A title that is taken gets a number at its end. Pages that the copier may not see are left out.
 */
import { accessErrors, type Ctx } from '../../../kernel/service/index.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import type { Media } from '../../media/index.ts';
import { freeClaims, insertContent, insertVersions, type ContentRow } from '../content-batch-store.ts';
import { copyGuards, lastRank } from '../content-change-store.ts';
import { findContent, listContent, type Content } from '../content-store.ts';
import { allocateIds } from '../counter-store.ts';
import { wikiErrors } from '../errors.ts';
import { emitPublished } from '../events.ts';
import { rebuildGuardsBelow } from '../guard-store.ts';
import { insertLabellings, listLabelsOf } from '../label-store.ts';
import { rankBetween } from '../ranks.ts';
import { listRestrictions, replaceRestrictions } from '../restriction-store.ts';
import { findSpace, type Space } from '../space-store.ts';
import { titleCharactersMax } from '../titles.ts';
import { viewerOf } from '../visibility-store.ts';
import { listSubtree } from './tree-store.ts';

export interface PageCopy {
  readonly id: number;
  readonly title: string | undefined;
  readonly titlePrefix: string;
  /** The page's own space when undefined. */
  readonly spaceKey: string | undefined;
  /** Beside the page, or at the top of the other space, when undefined. */
  readonly parentId: number | undefined;
  readonly attachments: boolean;
  readonly labels: boolean;
  readonly restrictions: boolean;
  readonly descendants: boolean;
}

export interface CopiedPage {
  readonly id: number;
  readonly title: string;
  readonly pages: number;
}

const pagesMax = 500;

export async function copyPage(ctx: Ctx, media: Media, copy: PageCopy): Promise<CopiedPage> {
  return ctx.tx(async (tx) => {
    const viewer = viewerOf(ctx);
    const source = await findContent(tx, viewer, copy.id, { body: true });
    if (source?.type !== 'page' || source.status === 'trashed' || source.status === 'draft') throw wikiErrors.content_not_found();
    const space = await findSpace(tx, viewer, copy.spaceKey === undefined ? { id: source.spaceId } : { key: copy.spaceKey });
    if (space === undefined) throw wikiErrors.space_not_found();
    if (space.level < 2) throw accessErrors.forbidden();
    const parentId = await placeOf(tx, ctx, copy, source, space);
    const ids = copy.descendants ? await listSubtree(tx, copy.id, pagesMax + 1) : [copy.id];
    if (ids.length > pagesMax) throw wikiErrors.too_many_pages({ detail: `At most ${String(pagesMax)} at a time.` });
    const copies = new Map<number, number>();
    let title = '';
    for (const id of ids) {
      const page = await findContent(tx, viewer, id, { body: true });
      const below = id === copy.id ? parentId : copies.get(page?.parentId ?? 0);
      if (page === undefined || below === undefined) continue; // not to be seen, or below what is not
      const made = await copyOne(tx, ctx, media, page, { ...copy, space, parentId: below, title: id === copy.id ? copy.title : undefined });
      copies.set(id, made.id);
      if (id === copy.id) title = made.title;
    }
    const root = copies.get(copy.id) ?? 0;
    await rebuildGuardsBelow(tx, ctx.tenant.tenantId, root);
    tx.record({ action: 'wiki_page_copied', target: { kind: 'page', id: String(root), name: title }, container: { kind: 'space', id: space.key, name: space.name }, before: { source: copy.id }, after: { title, pages: copies.size } });
    return { id: root, title, pages: copies.size };
  });
}

async function placeOf(tx: Tx, ctx: Ctx, copy: PageCopy, source: Content, space: Space): Promise<number | null> {
  if (copy.parentId === undefined) return space.id === source.spaceId ? source.parentId : space.homepageId;
  const parent = await findContent(tx, viewerOf(ctx), copy.parentId);
  if (parent?.type !== 'page' || parent.spaceId !== space.id || parent.status === 'trashed') throw wikiErrors.parent_invalid();
  return parent.id;
}

interface Target extends PageCopy {
  readonly space: Space;
}

async function copyOne(tx: Tx, ctx: Ctx, media: Media, page: Content, target: Omit<Target, 'parentId'> & { readonly parentId: number | null }): Promise<{ readonly id: number; readonly title: string }> {
  const { tenantId } = ctx.tenant;
  const author = ctx.actor.accountId;
  const id = await allocateIds(tx, tenantId, 2);
  const rank = rankBetween(await lastRank(tx, target.space.id, target.parentId), null);
  const wanted = target.title?.trim() ?? `${target.titlePrefix}${page.title}`;
  const common = { spaceId: target.space.id, author, createdAt: tx.now, modifier: author, modifiedAt: tx.now, anchor: null, resolution: null, resolver: null, resolvedAt: null, subtype: null } as const;
  const row: ContentRow = { ...common, id, versionId: id + 1, type: 'page', containerId: null, pageId: id, parentId: target.parentId, rank, status: 'current', title: wanted, version: 1 };
  const { title, claim } = await freeTitle(tx, row);
  await insertContent(tx, tenantId, [{ ...row, title }], [claim]);
  await insertVersions(tx, tenantId, [{ id: id + 1, contentId: id, number: 1, title, body: { adf: page.body?.adf ?? '{"version":1,"type":"doc","content":[]}' }, message: null, minor: false, author, createdAt: tx.now, file: null }]);
  if (target.parentId !== null) await copyGuards(tx, tenantId, target.parentId, id);
  if (target.labels) {
    const labels = await listLabelsOf(tx, page.id, viewerOf(ctx), { prefix: 'global', after: null, limit: 500 });
    await insertLabellings(tx, tenantId, labels.map((label) => ({ contentId: id, labelId: label.id, author, createdAt: tx.now })));
  }
  if (target.restrictions) await replaceRestrictions(tx, tenantId, id, await listRestrictions(tx, page.id), author);
  if (target.attachments) await copyFiles(tx, ctx, media, page, row);
  emitPublished(tx, ctx, { contentId: id, versionId: id + 1, previousVersionId: null, minor: false });
  return { id, title };
}

/** The title, or the title with the first number that makes it free. */
export async function freeTitle(tx: Tx, row: ContentRow): Promise<{ readonly title: string; readonly claim: Buffer | null }> {
  for (let number = 1; number < 1_000; number += 1) {
    const tail = number === 1 ? '' : ` (${String(number)})`;
    const title = `${(row.title ?? '').slice(0, titleCharactersMax - tail.length)}${tail}`;
    const [claim] = await freeClaims(tx, [{ ...row, title }]);
    if (claim !== null && claim !== undefined) return { title, claim };
  }
  throw wikiErrors.title_taken();
}

async function copyFiles(tx: Tx, ctx: Ctx, media: Media, page: Content, copy: ContentRow): Promise<void> {
  const files = (await listContent(tx, viewerOf(ctx), { filter: { types: ['attachment'], statuses: ['current'], containerId: page.id }, sort: 'id', descending: false, after: null, limit: 1_000, body: false })).slice(0, 1_000);
  if (files.length === 0) return;
  await media.keep(ctx, files.flatMap(({ file }) => file?.mediaId ?? []));
  const first = await allocateIds(tx, ctx.tenant.tenantId, files.length * 2);
  const rows = files.map((file, index): ContentRow => ({ ...copy, id: first + index * 2, versionId: first + index * 2 + 1, type: 'attachment', containerId: copy.id, pageId: copy.id, parentId: null, rank: '', title: file.title }));
  await insertContent(tx, ctx.tenant.tenantId, rows, await freeClaims(tx, rows));
  await insertVersions(tx, ctx.tenant.tenantId, files.map((file, index) => ({
    id: first + index * 2 + 1, contentId: first + index * 2, number: 1, title: file.title, body: null, message: null, minor: false, author: copy.author, createdAt: tx.now,
    file: { mediaType: file.file?.mediaType ?? 'application/octet-stream', sizeBytes: file.file?.sizeBytes ?? 0, mediaId: file.file?.mediaId ?? null },
  })));
}
