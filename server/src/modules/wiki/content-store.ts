/** Reads of wiki.content with its current version: one thing, or a list in order, always through what the viewer may see. */
import type { ReadTx } from '../../kernel/db/index.ts';
import { contentColumns, spaceColumns, versionColumns } from './columns.ts';
import type { Anchor, ContentStatus, ContentType, Resolution, SourceFormat } from './content-types.ts';
import { contentFrom, contentVisible, levelOfSpace, mayUpdatePage, Values, type Viewer } from './visibility-store.ts';

export interface VersionFacts {
  readonly id: number;
  readonly number: number;
  readonly author: string | null;
  readonly createdAt: Date;
  readonly message: string;
  readonly minor: boolean;
}

export interface StoredBody {
  /** ADF as JSON text; null where the content never had a body. */
  readonly adf: string | null;
  readonly source: { readonly format: SourceFormat; readonly text: string } | null;
}

export interface FileFacts {
  readonly mediaId: string | null;
  readonly mediaType: string;
  readonly sizeBytes: number;
}

export interface Content {
  readonly id: number;
  readonly type: ContentType;
  readonly subtype: string | null;
  readonly status: ContentStatus;
  readonly spaceId: number;
  readonly spaceKey: string;
  readonly spaceName: string;
  readonly containerId: number | null;
  readonly pageId: number;
  readonly pageType: ContentType;
  readonly parentId: number | null;
  readonly rank: string;
  readonly title: string;
  readonly author: string | null;
  readonly createdAt: Date;
  readonly modifier: string | null;
  readonly modifiedAt: Date;
  readonly version: VersionFacts;
  readonly anchor: Anchor | null;
  readonly resolution: Resolution | null;
  readonly resolver: string | null;
  readonly resolvedAt: Date | null;
  readonly file: FileFacts | null;
  readonly body: StoredBody | null;
  /** 1 reads, 2 writes, 3 administers. */
  readonly level: number;
  readonly mayUpdatePage: boolean;
}

interface ContentRow {
  readonly id: number;
  readonly type: ContentType;
  readonly subtype: string | null;
  readonly status: ContentStatus;
  readonly space_id: number;
  readonly space_key: string;
  readonly space_name: Buffer;
  readonly container_id: number | null;
  readonly page_id: number;
  readonly page_type: ContentType;
  readonly parent_id: number | null;
  readonly rank: string;
  readonly title: Buffer | null;
  readonly author: string | null;
  readonly created_at: Date;
  readonly modifier: string | null;
  readonly modified_at: Date;
  readonly anchor: Buffer | null;
  readonly resolution: Resolution | null;
  readonly resolver: string | null;
  readonly resolved_at: Date | null;
  readonly version_id: number;
  readonly number: number;
  readonly version_author: string | null;
  readonly version_at: Date;
  readonly message: Buffer | null;
  readonly minor: boolean;
  readonly media_id: string | null;
  readonly media_type: string | null;
  readonly size_bytes: number | null;
  readonly body?: Buffer | null;
  readonly source?: Buffer | null;
  readonly source_format?: SourceFormat | null;
  readonly level: number;
  readonly may_update: boolean;
}

const columns = `
  content.id, content.type, content.subtype, content.status, content.space_id, space.key as space_key, space.name as space_name, content.container_id, content.page_id, page.type as page_type,
  content.parent_id, content.rank, content.title, content.author, content.created_at, content.modifier, content.modified_at,
  content.anchor, content.resolution, content.resolver, content.resolved_at,
  version.id as version_id, version.number, version.author as version_author, version.created_at as version_at, version.message, version.minor,
  version.media_id, version.media_type, version.size_bytes, ${levelOfSpace} as level, ${mayUpdatePage} as may_update`;
const bodyColumns = ', version.body, version.source, version.source_format';
const from = `${contentFrom} join wiki.version version on version.id = content.version_id`;

function opened(tx: ReadTx, row: ContentRow): Content {
  const { sealer } = tx;
  return {
    id: row.id, type: row.type, subtype: row.subtype, status: row.status, spaceId: row.space_id, spaceKey: row.space_key, spaceName: sealer.open(spaceColumns.name, row.space_id, row.space_name), containerId: row.container_id,
    pageId: row.page_id, pageType: row.page_type, parentId: row.parent_id, rank: row.rank,
    title: row.title === null ? '' : sealer.open(contentColumns.title, row.id, row.title),
    author: row.author, createdAt: row.created_at, modifier: row.modifier, modifiedAt: row.modified_at,
    version: {
      id: row.version_id, number: row.number, author: row.version_author, createdAt: row.version_at, minor: row.minor,
      message: row.message === null ? '' : sealer.open(versionColumns.message, row.version_id, row.message),
    },
    // Written by this module as JSON of this very shape.
    anchor: row.anchor === null ? null : (JSON.parse(sealer.open(contentColumns.anchor, row.id, row.anchor)) as Anchor),
    resolution: row.resolution, resolver: row.resolver, resolvedAt: row.resolved_at,
    file: row.type !== 'attachment' ? null : { mediaId: row.media_id, mediaType: row.media_type ?? 'application/octet-stream', sizeBytes: row.size_bytes ?? 0 },
    body: row.body === undefined ? null : openedBody(tx, { id: row.version_id, body: row.body, source: row.source ?? null, source_format: row.source_format ?? null }),
    level: row.level, mayUpdatePage: row.may_update,
  };
}

export function openedBody(tx: ReadTx, row: { readonly id: number; readonly body: Buffer | null; readonly source: Buffer | null; readonly source_format: SourceFormat | null }): StoredBody {
  return {
    adf: row.body === null ? null : tx.sealer.open(versionColumns.body, row.id, row.body),
    source: row.source === null || row.source_format === null ? null : { format: row.source_format, text: tx.sealer.open(versionColumns.source, row.id, row.source) },
  };
}

export interface FindOptions {
  readonly body?: boolean;
  /** Locks the content's row until the transaction ends. */
  readonly lock?: boolean;
}

export async function findContent(tx: ReadTx, viewer: Viewer, id: number, options: FindOptions = {}): Promise<Content | undefined> {
  const values = new Values(viewer);
  const [row] = await tx.sql<ContentRow>(
    `select ${columns}${options.body === true ? bodyColumns : ''} from ${from} where content.id = ${values.add(id)} and ${contentVisible} ${options.lock === true ? 'for update of content' : ''}`,
    values.list);
  return row === undefined ? undefined : opened(tx, row);
}

export type ContentSort = 'id' | 'created' | 'modified' | 'rank';

export interface ContentFilter {
  readonly types?: readonly ContentType[];
  readonly subtype?: string;
  readonly statuses?: readonly ContentStatus[];
  readonly ids?: readonly number[];
  readonly spaceIds?: readonly number[];
  readonly titleToken?: Buffer;
  readonly containerId?: number;
  readonly pageId?: number;
  /** null: those without a parent. */
  readonly parentId?: number | null;
  readonly labelId?: number;
  readonly author?: string;
  readonly mediaType?: string;
}

export interface ListPosition {
  readonly key: string;
  readonly id: number;
}

export interface ContentList {
  readonly filter: ContentFilter;
  readonly sort: ContentSort;
  readonly descending: boolean;
  readonly after: ListPosition | null;
  readonly limit: number;
  readonly body: boolean;
}

const sortColumns: Readonly<Record<ContentSort, { readonly column: string; readonly type: string }>> = {
  id: { column: 'content.id', type: 'bigint' },
  created: { column: 'content.created_at', type: 'timestamptz' },
  modified: { column: 'content.modified_at', type: 'timestamptz' },
  rank: { column: 'content.rank', type: 'text' },
};

function conditionsOf(filter: ContentFilter, values: Values): string[] {
  const { types, subtype, statuses, ids, spaceIds, titleToken, containerId, pageId, parentId, labelId, author, mediaType } = filter;
  const conditions: string[] = [];
  if (types !== undefined) conditions.push(`content.type = any(${values.add(types)}::text[])`);
  if (subtype !== undefined) conditions.push(`content.subtype = ${values.add(subtype)}`);
  if (statuses !== undefined) conditions.push(`content.status = any(${values.add(statuses)}::text[])`);
  if (ids !== undefined) conditions.push(`content.id = any(${values.add(ids)}::bigint[])`);
  if (spaceIds !== undefined) conditions.push(`content.space_id = any(${values.add(spaceIds)}::bigint[])`);
  if (titleToken !== undefined) conditions.push(`content.title_token = ${values.add(titleToken)}`);
  if (containerId !== undefined) conditions.push(`content.container_id = ${values.add(containerId)}`);
  if (pageId !== undefined) conditions.push(`content.page_id = ${values.add(pageId)}`);
  if (parentId !== undefined) conditions.push(parentId === null ? 'content.parent_id is null' : `content.parent_id = ${values.add(parentId)}`);
  if (labelId !== undefined) conditions.push(`content.id in (select labelled.content_id from wiki.content_label labelled where labelled.label_id = ${values.add(labelId)})`);
  if (author !== undefined) conditions.push(`content.author = ${values.add(author)}`);
  if (mediaType !== undefined) conditions.push(`version.media_type = ${values.add(mediaType)}`);
  return conditions;
}

/** One row more than the limit says that there is more. */
export async function listContent(tx: ReadTx, viewer: Viewer, list: ContentList): Promise<readonly Content[]> {
  const values = new Values(viewer);
  const conditions = conditionsOf(list.filter, values);
  const { column, type } = sortColumns[list.sort];
  const direction = list.descending ? 'desc' : 'asc';
  if (list.after !== null) {
    const operator = list.descending ? '<' : '>';
    conditions.push(`(${column}, content.id) ${operator} (${values.add(list.after.key)}::${type}, ${values.add(list.after.id)}::bigint)`);
  }
  const rows = await tx.sql<ContentRow>(
    `select ${columns}${list.body ? bodyColumns : ''} from ${from} where ${[...conditions, contentVisible].join(' and ')}
      order by ${column} ${direction}, content.id ${direction} limit ${values.add(list.limit + 1)}`, values.list);
  return rows.map((row) => opened(tx, row));
}

/** Where a list goes on behind this row. */
export function positionOf(content: Content, sort: ContentSort): ListPosition {
  switch (sort) {
    case 'id': return { key: String(content.id), id: content.id };
    case 'created': return { key: content.createdAt.toISOString(), id: content.id };
    case 'modified': return { key: content.modifiedAt.toISOString(), id: content.id };
    case 'rank': return { key: content.rank, id: content.id };
  }
}

/** Ids and titles only, for sorting by title in memory. At most `limit`. */
export async function listTitles(tx: ReadTx, viewer: Viewer, filter: ContentFilter, limit: number): Promise<readonly { readonly id: number; readonly title: string }[]> {
  const values = new Values(viewer);
  const conditions = [...conditionsOf(filter, values), contentVisible].join(' and ');
  const rows = await tx.sql<{ id: number; title: Buffer | null }>(`select content.id, content.title from ${from} where ${conditions} order by content.id limit ${values.add(limit)}`, values.list);
  return rows.map((row) => ({ id: row.id, title: row.title === null ? '' : tx.sealer.open(contentColumns.title, row.id, row.title) }));
}

/** Pages above, from the top down, those that the viewer may see. */
export async function listAncestors(tx: ReadTx, viewer: Viewer, id: number): Promise<readonly { readonly id: number; readonly title: string }[]> {
  const values = new Values(viewer);
  const rows = await tx.sql<{ id: number; title: Buffer | null }>(
    `with recursive above (id, depth) as (
       select parent_id, 1 from wiki.content where id = ${values.add(id)} and parent_id is not null
       union all
       select up.parent_id, above.depth + 1 from above join wiki.content up on up.id = above.id where up.parent_id is not null and above.depth < 200)
     select content.id, content.title from above join (${contentFrom}) on content.id = above.id where ${contentVisible} order by above.depth desc`, values.list);
  return rows.map((row) => ({ id: row.id, title: row.title === null ? '' : tx.sealer.open(contentColumns.title, row.id, row.title) }));
}

/** Of these pages, those that have children. */
export async function withChildren(tx: ReadTx, ids: readonly number[]): Promise<ReadonlySet<number>> {
  if (ids.length === 0) return new Set();
  const rows = await tx.sql<{ parent_id: number }>(
    `select distinct parent_id from wiki.content where parent_id = any($1::bigint[]) and type = 'page' and status in ('current', 'archived')`, [ids]);
  return new Set(rows.map((row) => row.parent_id));
}

/** Pages and posts by title, for links: title token and space key give the id. */
export async function findByTitles(tx: ReadTx, viewer: Viewer, tokens: readonly Buffer[], spaceKeys: readonly string[]): Promise<readonly { readonly id: number; readonly type: ContentType; readonly token: Buffer; readonly spaceKey: string; readonly createdAt: Date }[]> {
  if (tokens.length === 0) return [];
  const values = new Values(viewer);
  const rows = await tx.sql<{ id: number; type: ContentType; title_token: Buffer; space_key: string; created_at: Date }>(
    `select content.id, content.type, content.title_token, space.key as space_key, content.created_at from ${contentFrom}
      where content.title_token = any(${values.add(tokens)}::bytea[]) and space.key_claim = any(${values.add(spaceKeys)}::text[])
        and content.type in ('page', 'blogpost') and content.status in ('current', 'archived') and ${contentVisible} order by content.type desc, content.id`, values.list);
  return rows.map((row) => ({ id: row.id, type: row.type, token: row.title_token, spaceKey: row.space_key, createdAt: row.created_at }));
}
