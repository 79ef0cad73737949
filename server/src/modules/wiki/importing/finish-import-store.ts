/** What publishing and discarding an import read and write. */
import type { Tx } from '../../../kernel/db/index.ts';
import { contentColumns } from '../columns.ts';

export interface ImportingSpace {
  readonly id: number;
  readonly key: string;
  readonly homepageId: number | null;
}

/** The spaces of this import that nobody sees yet, locked. */
export async function lockImportingSpaces(tx: Tx, importId: string): Promise<readonly ImportingSpace[]> {
  const rows = await tx.sql<{ id: number; key: string; homepage_id: number | null }>(
    `select id, key, homepage_id from wiki.space where import_id = $1 and state in ('importing', 'removing') order by id for update`, [importId]);
  return rows.map((row) => ({ id: row.id, key: row.key, homepageId: row.homepage_id }));
}

export interface TreePage {
  readonly id: number;
  readonly parentId: number | null;
  /** Sortable digits, or nothing where the source gave no position. */
  readonly position: string;
  readonly title: string;
}

export async function readTree(tx: Tx, spaceId: number, after: number, limit: number): Promise<readonly TreePage[]> {
  const rows = await tx.sql<{ id: number; parent_id: number | null; rank: string; title: Buffer | null }>(
    `select id, parent_id, rank, title from wiki.content where space_id = $1 and type = 'page' and id > $2 order by id limit $3`, [spaceId, after, limit]);
  return rows.map((row) => ({ id: row.id, parentId: row.parent_id, position: row.rank, title: row.title === null ? '' : tx.sealer.open(contentColumns.title, row.id, row.title) }));
}

export async function writePlaces(tx: Tx, places: readonly { readonly id: number; readonly parentId: number | null; readonly rank: string }[]): Promise<void> {
  await tx.changeSql(
    `update wiki.content content set parent_id = given.parent_id, rank = given.rank
       from unnest($1::bigint[], $2::bigint[], $3::text[]) as given (id, parent_id, rank) where content.id = given.id`,
    [places.map(({ id }) => id), places.map(({ parentId }) => parentId), places.map(({ rank }) => rank)]);
}

/** Comments whose answered comment did not come stand for themselves. */
export async function detachOrphanComments(tx: Tx, spaceId: number): Promise<void> {
  await tx.changeSql(
    `update wiki.content comment set parent_id = null where comment.space_id = $1 and comment.type = 'comment' and comment.parent_id is not null
       and not exists (select 1 from wiki.content above where above.id = comment.parent_id and above.type = 'comment' and above.page_id = comment.page_id)`, [spaceId]);
}

export async function showSpace(tx: Tx, spaceId: number, homepageId: number | null): Promise<void> {
  await tx.changeSql(`update wiki.space set state = 'active', homepage_id = $2, row_version = row_version + 1 where id = $1`, [spaceId, homepageId]);
}

export async function hideSpaces(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx.changeSql(`update wiki.space set state = 'removing' where id = any($1::bigint[])`, [ids]);
}

/** What the import left outside its spaces, unless some space of it is published. */
export async function deleteImportLeftovers(tx: Tx, importId: string): Promise<void> {
  const published = await tx.sql('select 1 as one from wiki.space where import_id = $1 limit 1', [importId]);
  if (published.length > 0) return;
  await tx.changeSql(
    `with templates as (delete from wiki.template where id in (select local_id from wiki.import_map where import_id = $1 and kind = 'template')),
       records as (delete from wiki.import_record where import_id = $1),
       originals as (delete from wiki.original where import_id = $1),
       people as (delete from wiki.person where import_id = $1),
       groups as (delete from wiki.imported_group where import_id = $1)
     delete from wiki.import_map where import_id = $1`, [importId]);
}
