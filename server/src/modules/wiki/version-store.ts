/** Versions of one piece of content; whether the reader may see it was decided before. */
import type { ReadTx } from '../../kernel/db/index.ts';
import { versionColumns } from './columns.ts';
import { openedBody, type FileFacts, type StoredBody, type VersionFacts } from './content-store.ts';
import type { SourceFormat } from './content-types.ts';

export interface Version extends VersionFacts {
  readonly title: string;
  readonly body: StoredBody | null;
  readonly file: FileFacts | null;
}

interface VersionRow {
  readonly id: number;
  readonly number: number;
  readonly title: Buffer | null;
  readonly author: string | null;
  readonly created_at: Date;
  readonly message: Buffer | null;
  readonly minor: boolean;
  readonly media_id: string | null;
  readonly media_type: string | null;
  readonly size_bytes: number | null;
  readonly body?: Buffer | null;
  readonly source?: Buffer | null;
  readonly source_format?: SourceFormat | null;
}

const columns = 'id, number, title, author, created_at, message, minor, media_id, media_type, size_bytes';
const bodyColumns = ', body, source, source_format';

function opened(tx: ReadTx, row: VersionRow): Version {
  return {
    id: row.id, number: row.number, author: row.author, createdAt: row.created_at, minor: row.minor,
    title: row.title === null ? '' : tx.sealer.open(versionColumns.title, row.id, row.title),
    message: row.message === null ? '' : tx.sealer.open(versionColumns.message, row.id, row.message),
    body: row.body === undefined ? null : openedBody(tx, { id: row.id, body: row.body, source: row.source ?? null, source_format: row.source_format ?? null }),
    file: row.media_type === null ? null : { mediaId: row.media_id, mediaType: row.media_type, sizeBytes: row.size_bytes ?? 0 },
  };
}

export async function findVersion(tx: ReadTx, contentId: number, number: number, options: { readonly body?: boolean } = {}): Promise<Version | undefined> {
  const [row] = await tx.sql<VersionRow>(`select ${columns}${options.body === true ? bodyColumns : ''} from wiki.version where content_id = $1 and number = $2`, [contentId, number]);
  return row === undefined ? undefined : opened(tx, row);
}

export interface VersionList {
  readonly descending: boolean;
  readonly after: number | null;
  readonly limit: number;
  readonly body: boolean;
}

export async function listVersions(tx: ReadTx, contentId: number, { descending, after, limit, body }: VersionList): Promise<readonly Version[]> {
  const rows = await tx.sql<VersionRow>(
    `select ${columns}${body ? bodyColumns : ''} from wiki.version where content_id = $1 and ($2::bigint is null or number ${descending ? '<' : '>'} $2)
      order by number ${descending ? 'desc' : 'asc'} limit $3`, [contentId, after, limit + 1]);
  return rows.map((row) => opened(tx, row));
}

/** Numbers of the versions next to this one. */
export async function findNeighbours(tx: ReadTx, contentId: number, number: number): Promise<{ readonly previous: number | null; readonly next: number | null }> {
  const [row] = await tx.sql<{ previous: number | null; next: number | null }>(
    `select (select max(number) from wiki.version where content_id = $1 and number < $2) as previous, (select min(number) from wiki.version where content_id = $1 and number > $2) as next`,
    [contentId, number]);
  return row ?? { previous: null, next: null };
}

/** Of these files, the ones that some version of something refers to. */
export async function heldMedia(tx: ReadTx, mediaIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.sql<{ media_id: string }>('select distinct media_id from wiki.version where media_id = any($1::uuid[])', [mediaIds]);
  return new Set(rows.map((row) => row.media_id));
}
