/** Stores pages, posts, custom content, comments and attachments of an import: the same way for all, with what differs given by each kind. */
import type { Ctx } from '../../../kernel/service/index.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import type { Anchor, ContentType, Resolution } from '../content-types.ts';
import { findPlaces, freeClaims, insertContent, insertVersions, type ContainerPlace, type ContentRow, type VersionRow } from '../content-batch-store.ts';
import { addMapped, checkBatch, findMapped } from './import-map-store.ts';
import type { ImportedAttachment, ImportedComment, ImportedContent, ImportedCustomContent, ImportedFile, ImportedPage, ImportedVersion, PutResult } from './importing.ts';
import { resolvePeople, type ImportScope } from './person-batch-store.ts';
import { reserveIds } from './reserve-ids.ts';

/** What a kind of content says beyond ImportedContent. */
interface Particulars {
  readonly type: ContentType;
  readonly subtype?: string;
  readonly space: string | null;
  readonly container: string | null;
  readonly parent: string | null;
  readonly position?: number | null;
  readonly anchor?: Anchor;
  readonly resolution?: Resolution;
  readonly resolver?: string | null;
  readonly resolvedAt?: Date | null;
  readonly file?: ImportedFile;
}

type Row = readonly [ImportedContent, Particulars];

export function putPages(ctx: Ctx, importId: string, pages: readonly ImportedPage[]): Promise<PutResult> {
  return putContent(ctx, importId, pages.map((page) => [page, {
    type: page.type, space: page.space, container: null, parent: page.type === 'page' ? page.parent : null, position: page.position,
  }]));
}

export function putCustomContent(ctx: Ctx, importId: string, rows: readonly ImportedCustomContent[]): Promise<PutResult> {
  return putContent(ctx, importId, rows.map((row) => [row, { type: 'custom', subtype: row.contentType, space: row.space, container: row.container, parent: null }]));
}

export function putComments(ctx: Ctx, importId: string, comments: readonly ImportedComment[]): Promise<PutResult> {
  return putContent(ctx, importId, comments.map((comment) => {
    const common = { type: 'comment', space: null, container: comment.container, parent: comment.parent } as const;
    if (comment.inline === null) return [comment, { ...common, subtype: 'footer' }];
    const { markerRef, originalSelection, resolution, resolver, resolvedAt } = comment.inline;
    return [comment, { ...common, subtype: 'inline', anchor: { markerRef, originalSelection }, resolution, resolver, resolvedAt }];
  }));
}

export function putAttachments(ctx: Ctx, importId: string, rows: readonly ImportedAttachment[]): Promise<PutResult> {
  return putContent(ctx, importId, rows.map((row) => [row, { type: 'attachment', space: null, container: row.container, parent: null, file: row.file }]));
}

async function putContent(ctx: Ctx, importId: string, given: readonly Row[]): Promise<PutResult> {
  checkBatch(given.map(([content]) => content));
  const rows = [...new Map(given.map((row) => [row[0].sourceId, row])).values()];
  if (rows.length === 0) return { stored: 0, known: 0, refused: [] };
  const scope: ImportScope = { tenantId: ctx.tenant.tenantId, importId };
  return ctx.tx(async (tx) => {
    const placed = await placeRows(tx, scope, rows);
    const ids = await reserveIds(tx, scope, placed.fit.flatMap(({ row: [content, { parent }] }) => (parent === null ? [content.sourceId] : [content.sourceId, parent])), placed.fit.length);
    const fresh = placed.fit.filter(({ row: [content] }) => !ids.isStored(content.sourceId));
    const person = await resolvePeople(tx, scope, fresh.flatMap(({ row: [content, { resolver }] }) => [content.author, content.modifier, resolver ?? null]));
    const built = fresh.map(({ row, place }, index) => toRows(row, place, (source) => ids.idOf(source), ids.extraFirst + index, person));
    const contents = built.map(({ content }) => content);
    await insertContent(tx, scope.tenantId, contents, await freeClaims(tx, contents));
    await insertVersions(tx, scope.tenantId, built.map(({ version }) => version));
    await addMapped(tx, scope.tenantId, importId, 'content', fresh.map(({ row: [content] }, index) => ({
      source: content.sourceId, localId: ids.idOf(content.sourceId), spaceId: built[index]?.content.spaceId ?? null, stored: true,
    })));
    return { stored: fresh.length, known: placed.fit.length - fresh.length, refused: placed.refused };
  });
}

interface Placed {
  readonly row: Row;
  readonly place: { readonly spaceId: number; readonly containerId: number | null; readonly container: ContainerPlace | null };
}

/** Finds the space and the container of each row; a row without them is dangling. */
async function placeRows(tx: Tx, scope: ImportScope, rows: readonly Row[]): Promise<{ readonly fit: readonly Placed[]; readonly refused: PutResult['refused'] }> {
  const spaces = await findMapped(tx, scope.importId, 'space', rows.flatMap(([, { space }]) => (space === null ? [] : [space])));
  const containers = await findMapped(tx, scope.importId, 'content', rows.flatMap(([, { container }]) => (container === null ? [] : [container])));
  const places = await findPlaces(tx, [...containers.values()].filter(({ stored }) => stored).map(({ localId }) => localId));
  const fit: Placed[] = [];
  const refused: { sourceId: string; reason: 'dangling' }[] = [];
  for (const row of rows) {
    const [content, { space, container }] = row;
    const containerId = container === null ? null : (containers.get(container)?.localId ?? null);
    const containerPlace = containerId === null ? null : (places.get(containerId) ?? null);
    const spaceId = containerPlace?.spaceId ?? (space === null ? undefined : spaces.get(space)?.localId);
    if (spaceId === undefined || (container !== null && containerPlace === null)) refused.push({ sourceId: content.sourceId, reason: 'dangling' });
    else fit.push({ row, place: { spaceId, containerId, container: containerPlace } });
  }
  return { fit, refused };
}

function toRows([content, own]: Row, place: Placed['place'], idOf: (source: string) => number, versionId: number, person: (key: string | null) => string | null): { content: ContentRow; version: VersionRow } {
  const id = idOf(content.sourceId);
  return {
    content: {
      id, versionId, type: own.type, subtype: own.subtype ?? null, spaceId: place.spaceId, containerId: place.containerId,
      pageId: place.container?.pageId ?? id, parentId: own.parent === null ? null : idOf(own.parent), rank: pendingRank(own.position ?? null),
      status: content.status, title: content.title, version: content.version, author: person(content.author), createdAt: content.createdAt,
      modifier: person(content.modifier), modifiedAt: content.modifiedAt,
      anchor: own.anchor ?? null, resolution: own.resolution ?? null, resolver: person(own.resolver ?? null), resolvedAt: own.resolvedAt ?? null,
    },
    version: {
      id: versionId, contentId: id, number: content.version, title: content.title, body: content.body, message: content.message, minor: content.minor ?? false,
      author: person(content.modifier ?? content.author), createdAt: content.modifiedAt, file: own.file ?? null,
    },
  };
}

const positionOffset = 2 ** 31;

/** Until the import is published, a rank keeps the position that the source gave: sortable digits, or nothing. */
function pendingRank(position: number | null): string {
  if (position === null || !Number.isSafeInteger(position) || Math.abs(position) >= positionOffset) return '';
  return String(position + positionOffset).padStart(10, '0');
}

/** Older versions; what they are versions of must be there. */
export async function putVersions(ctx: Ctx, importId: string, given: readonly ImportedVersion[]): Promise<PutResult> {
  checkBatch(given);
  const rows = [...new Map(given.map((row) => [row.sourceId, row])).values()];
  if (rows.length === 0) return { stored: 0, known: 0, refused: [] };
  const scope: ImportScope = { tenantId: ctx.tenant.tenantId, importId };
  return ctx.tx(async (tx) => {
    const known = await findMapped(tx, importId, 'version', rows.map(({ sourceId }) => sourceId));
    const owners = await findMapped(tx, importId, 'content', rows.map(({ of }) => of));
    const refused: { sourceId: string; reason: 'dangling' | 'duplicate' }[] = [];
    const fresh = rows.filter(({ sourceId }) => !known.has(sourceId)).filter((row) => {
      if (owners.get(row.of)?.stored === true) return true;
      refused.push({ sourceId: row.sourceId, reason: 'dangling' });
      return false;
    });
    const person = await resolvePeople(tx, scope, fresh.map(({ author }) => author));
    const { extraFirst } = await reserveIds(tx, scope, [], fresh.length);
    const versions = fresh.map((row, index): VersionRow => ({
      id: extraFirst + index, contentId: owners.get(row.of)?.localId ?? 0, number: row.number, title: row.title, body: row.body, message: row.message,
      minor: row.minor ?? false, author: person(row.author), createdAt: row.createdAt, file: row.file ?? null,
    }));
    const added = await insertVersions(tx, scope.tenantId, versions);
    const mappings = fresh.flatMap(({ sourceId, of }, index) => {
      const localId = extraFirst + index;
      if (added.has(localId)) return [{ source: sourceId, localId, spaceId: owners.get(of)?.spaceId ?? null, stored: true }];
      refused.push({ sourceId, reason: 'duplicate' });
      return [];
    });
    await addMapped(tx, scope.tenantId, importId, 'version', mappings);
    return { stored: mappings.length, known: rows.length - fresh.length - refused.filter(({ reason }) => reason === 'dangling').length, refused };
  });
}
