/** Reads of wiki.space and wiki.grant through what the viewer may see. */
import type { ReadTx } from '../../kernel/db/index.ts';
import { spaceColumns } from './columns.ts';
import { openedBody, type StoredBody } from './content-store.ts';
import type { SourceFormat } from './content-types.ts';
import { anonymousPrincipal } from './public/public-access-store.ts';
import { levelOfSpace, spaceVisible, Values, type Viewer } from './visibility-store.ts';

export interface Space {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly type: 'global' | 'collaboration' | 'knowledge_base' | 'personal';
  readonly status: 'current' | 'archived';
  readonly homepageId: number | null;
  readonly descriptionId: number | null;
  readonly author: string | null;
  readonly createdAt: Date;
  readonly level: number;
  readonly description: StoredBody | null;
}

interface SpaceRow {
  readonly id: number;
  readonly key: string;
  readonly name: Buffer;
  readonly type: Space['type'];
  readonly status: Space['status'];
  readonly homepage_id: number | null;
  readonly description_id: number | null;
  readonly author: string | null;
  readonly created_at: Date;
  readonly level: number;
  readonly version_id?: number | null;
  readonly body?: Buffer | null;
  readonly source?: Buffer | null;
  readonly source_format?: SourceFormat | null;
}

const columns = `space.id, space.key, space.name, space.type, space.status, space.homepage_id, space.description_id, space.author, space.created_at, ${levelOfSpace} as level`;
const descriptionColumns = ', version.id as version_id, version.body, version.source, version.source_format';
const descriptionJoin = `
  left join wiki.content description on description.id = space.description_id
  left join wiki.version version on version.id = description.version_id`;

function opened(tx: ReadTx, row: SpaceRow): Space {
  const described = row.version_id === undefined || row.version_id === null ? null
    : openedBody(tx, { id: row.version_id, body: row.body ?? null, source: row.source ?? null, source_format: row.source_format ?? null });
  return {
    id: row.id, key: row.key, name: tx.sealer.open(spaceColumns.name, row.id, row.name), type: row.type, status: row.status,
    homepageId: row.homepage_id, descriptionId: row.description_id, author: row.author, createdAt: row.created_at, level: row.level, description: described,
  };
}

export async function findSpace(tx: ReadTx, viewer: Viewer, by: { readonly id: number } | { readonly key: string }, options: { readonly description?: boolean } = {}): Promise<Space | undefined> {
  const values = new Values(viewer, 'space');
  const condition = 'id' in by ? `space.id = ${values.add(by.id)}` : `space.key_claim = ${values.add(by.key.toLowerCase())}`;
  const described = options.description === true;
  const [row] = await tx.sql<SpaceRow>(`select ${columns}${described ? descriptionColumns : ''} from wiki.space space ${described ? descriptionJoin : ''} where ${condition} and ${spaceVisible}`, values.list);
  return row === undefined ? undefined : opened(tx, row);
}

export interface SpaceFilter {
  readonly ids?: readonly number[];
  readonly keys?: readonly string[];
  readonly type?: string;
  readonly status?: string;
  readonly labelIds?: readonly number[];
}

export interface SpaceList {
  readonly filter: SpaceFilter;
  readonly sort: 'id' | 'key';
  readonly descending: boolean;
  readonly after: string | null;
  readonly limit: number;
  readonly description: boolean;
}

function conditionsOf({ ids, keys, type, status, labelIds }: SpaceFilter, values: Values): string[] {
  const conditions: string[] = [];
  if (ids !== undefined) conditions.push(`space.id = any(${values.add(ids)}::bigint[])`);
  if (keys !== undefined) conditions.push(`space.key_claim = any(${values.add(keys.map((key) => key.toLowerCase()))}::text[])`);
  if (type !== undefined) conditions.push(`space.type = ${values.add(type)}`);
  if (status !== undefined) conditions.push(`space.status = ${values.add(status)}`);
  if (labelIds !== undefined) conditions.push(`space.description_id in (select labelled.content_id from wiki.content_label labelled where labelled.label_id = any(${values.add(labelIds)}::bigint[]))`);
  return conditions;
}

export async function listSpaces(tx: ReadTx, viewer: Viewer, list: SpaceList): Promise<readonly Space[]> {
  const values = new Values(viewer, 'space');
  const conditions = [...conditionsOf(list.filter, values), spaceVisible];
  const column = list.sort === 'id' ? 'space.id' : 'space.key_claim';
  if (list.after !== null) conditions.push(`${column} ${list.descending ? '<' : '>'} ${values.add(list.after)}${list.sort === 'id' ? '::bigint' : ''}`);
  const rows = await tx.sql<SpaceRow>(
    `select ${columns}${list.description ? descriptionColumns : ''} from wiki.space space ${list.description ? descriptionJoin : ''} where ${conditions.join(' and ')}
      order by ${column} ${list.descending ? 'desc' : 'asc'} limit ${values.add(list.limit + 1)}`, values.list);
  return rows.map((row) => opened(tx, row));
}

/** All that the filter lets through, for sorting by name in memory; at most `limit`. */
export async function listAllSpaces(tx: ReadTx, viewer: Viewer, filter: SpaceFilter, limit: number): Promise<readonly Space[]> {
  return listSpaces(tx, viewer, { filter, sort: 'id', descending: false, after: null, limit, description: false });
}

export interface Grant {
  readonly principal: string;
  readonly level: 'read' | 'write' | 'admin';
}

export async function listGrants(tx: ReadTx, spaceId: number): Promise<readonly Grant[]> {
  return tx.sql<{ principal: string; level: Grant['level'] }>('select principal, level from wiki.grant where container_id = $1 and principal <> $2 order by principal', [spaceId, anonymousPrincipal]);
}
