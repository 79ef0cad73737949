/** Writes of content and versions, one or many at once: one statement for each table and batch, sealed on the way. */
import type { Tx } from '../../kernel/db/index.ts';
import { contentColumns, versionColumns } from './columns.ts';
import type { Anchor, ContentStatus, ContentType, Resolution, SourceFormat } from './content-types.ts';
import { titleClaim, titleToken } from './titles.ts';


export interface NewBody {
  /** The document as ADF, JSON text. */
  readonly adf: string;
  /** The body as it came, where that was another format. */
  readonly source?: { readonly format: SourceFormat; readonly text: string };
}

export interface NewFile {
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly mediaId: string | null;
}

export interface ContentRow {
  readonly id: number;
  readonly versionId: number;
  readonly type: ContentType;
  readonly subtype: string | null;
  readonly spaceId: number;
  readonly containerId: number | null;
  readonly pageId: number;
  readonly parentId: number | null;
  readonly rank: string;
  readonly status: ContentStatus;
  readonly title: string | null;
  readonly version: number;
  readonly author: string | null;
  readonly createdAt: Date;
  readonly modifier: string | null;
  readonly modifiedAt: Date;
  readonly anchor: Anchor | null;
  readonly resolution: Resolution | null;
  readonly resolver: string | null;
  readonly resolvedAt: Date | null;
}

export interface VersionRow {
  readonly id: number;
  readonly contentId: number;
  readonly number: number;
  readonly title: string | null;
  readonly body: NewBody | null;
  readonly message: string | null;
  readonly minor: boolean;
  readonly author: string | null;
  readonly createdAt: Date;
  readonly file: NewFile | null;
}

/** What content hangs on: where it lies, and the page at the top. */
export interface ContainerPlace {
  readonly spaceId: number;
  readonly pageId: number;
  readonly type: ContentType;
}

export async function findPlaces(tx: Tx, ids: readonly number[]): Promise<ReadonlyMap<number, ContainerPlace>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.sql<{ id: number; space_id: number; page_id: number; type: ContentType }>(
    'select id, space_id, page_id, type from wiki.content where id = any($1::bigint[])', [ids]);
  return new Map(rows.map((row) => [row.id, { spaceId: row.space_id, pageId: row.page_id, type: row.type }]));
}

/** Claims its title for each row that may have one; where two want the same, the first keeps it and the others have none. */
export async function freeClaims(tx: Tx, rows: readonly ContentRow[]): Promise<readonly (Buffer | null)[]> {
  const wanted = rows.map((row) => titleClaim(tx.sealer, row));
  const present = wanted.filter((claim) => claim !== null);
  const taken = new Set<string>();
  if (present.length > 0) {
    const found = await tx.sql<{ title_claim: Buffer }>('select title_claim from wiki.content where title_claim = any($1::bytea[])', [present]);
    for (const row of found) taken.add(row.title_claim.toString('latin1'));
  }
  return wanted.map((claim) => {
    if (claim === null) return null;
    const key = claim.toString('latin1');
    if (taken.has(key)) return null;
    taken.add(key);
    return claim;
  });
}

/** `claims` are the rows' title claims; two of the same fail with a unique violation. */
export async function insertContent(tx: Tx, tenantId: string, rows: readonly ContentRow[], claims: readonly (Buffer | null)[]): Promise<void> {
  if (rows.length === 0) return;
  const { sealer } = tx;
  await tx.changeSql(
    `insert into wiki.content (tenant_id, id, type, subtype, space_id, container_id, page_id, parent_id, rank, status, title, title_token, title_claim,
                               version, version_id, author, created_at, modifier, modified_at, anchor, resolution, resolver, resolved_at)
     select $1::uuid, given.* from unnest($2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::text[], $10::text[],
       $11::bytea[], $12::bytea[], $13::bytea[], $14::bigint[], $15::bigint[], $16::uuid[], $17::timestamptz[], $18::uuid[], $19::timestamptz[],
       $20::bytea[], $21::text[], $22::uuid[], $23::timestamptz[]) as given`,
    [tenantId,
      rows.map((row) => row.id), rows.map((row) => row.type), rows.map((row) => row.subtype), rows.map((row) => row.spaceId), rows.map((row) => row.containerId),
      rows.map((row) => row.pageId), rows.map((row) => row.parentId), rows.map((row) => row.rank), rows.map((row) => row.status),
      rows.map((row) => (row.title === null ? null : sealer.seal(contentColumns.title, row.id, row.title))),
      rows.map((row) => (row.title === null ? null : titleToken(sealer, row.title))),
      claims,
      rows.map((row) => row.version), rows.map((row) => row.versionId),
      rows.map((row) => row.author), rows.map((row) => row.createdAt), rows.map((row) => row.modifier), rows.map((row) => row.modifiedAt),
      rows.map((row) => (row.anchor === null ? null : sealer.seal(contentColumns.anchor, row.id, JSON.stringify(row.anchor)))),
      rows.map((row) => row.resolution), rows.map((row) => row.resolver), rows.map((row) => row.resolvedAt)]);
}

/** Returns the ids of the versions that were new; a number that the content has already is left alone. */
export async function insertVersions(tx: Tx, tenantId: string, rows: readonly VersionRow[]): Promise<ReadonlySet<number>> {
  if (rows.length === 0) return new Set();
  const { sealer } = tx;
  const added = await tx.sql<{ id: number }>(
    `insert into wiki.version (tenant_id, id, content_id, number, title, body, source, source_format, message, minor, author, created_at, media_id, media_type, size_bytes)
     select $1::uuid, given.* from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bytea[], $6::bytea[], $7::bytea[], $8::text[], $9::bytea[], $10::boolean[],
       $11::uuid[], $12::timestamptz[], $13::uuid[], $14::text[], $15::bigint[]) as given
     on conflict (tenant_id, content_id, number) do nothing returning id`,
    [tenantId,
      rows.map((row) => row.id), rows.map((row) => row.contentId), rows.map((row) => row.number),
      rows.map((row) => (row.title === null ? null : sealer.seal(versionColumns.title, row.id, row.title))),
      rows.map((row) => (row.body === null ? null : sealer.seal(versionColumns.body, row.id, row.body.adf))),
      rows.map((row) => (row.body?.source === undefined ? null : sealer.seal(versionColumns.source, row.id, row.body.source.text))),
      rows.map((row) => row.body?.source?.format ?? null),
      rows.map((row) => (row.message === null || row.message === '' ? null : sealer.seal(versionColumns.message, row.id, row.message))),
      rows.map((row) => row.minor), rows.map((row) => row.author), rows.map((row) => row.createdAt),
      rows.map((row) => row.file?.mediaId ?? null), rows.map((row) => row.file?.mediaType ?? null), rows.map((row) => row.file?.sizeBytes ?? null)]);
  return new Set(added.map(({ id }) => id));
}
