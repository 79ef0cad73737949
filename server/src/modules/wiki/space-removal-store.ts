/** Deletes a space's content piece by piece; what hangs on it goes by foreign keys, the rest by hand. */
import type { Tx } from '../../kernel/db/index.ts';

/** Deletes up to `limit` pieces of content; false when there was nothing left. */
export async function deleteSomeContent(tx: Tx, spaceId: number, limit: number): Promise<boolean> {
  const rows = await tx.sql<{ id: number }>('select id from wiki.content where space_id = $1 order by id limit $2', [spaceId, limit]);
  if (rows.length === 0) return false;
  await deleteContent(tx, rows.map(({ id }) => id));
  return true;
}

/** Deletes these and everything on them: versions, comments, attachments, labels, restrictions, properties, watches. */
export async function deleteContent(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx.changeSql(
    `with gone as (select id from wiki.content where id = any($1::bigint[]) union select id from wiki.content where page_id = any($1::bigint[])),
       properties as (delete from wiki.property where owner_kind = 'content' and owner_id in (select id from gone)),
       watches as (delete from wiki.watch where target_kind = 'content' and target_id in (select id from gone)),
       mapped as (delete from wiki.import_map where kind = 'content' and local_id in (select id from gone))
     delete from wiki.content where id in (select id from gone)`, [ids]);
}

/** The space itself, once its content is gone. */
export async function deleteEmptySpace(tx: Tx, spaceId: number): Promise<void> {
  await tx.changeSql(
    `with properties as (delete from wiki.property where owner_kind = 'space' and owner_id = $1),
       watches as (delete from wiki.watch where target_kind = 'space' and target_id = $1),
       records as (delete from wiki.import_record where space_id = $1),
       mapped as (delete from wiki.import_map where space_id = $1)
     delete from wiki.space where id = $1`, [spaceId]);
}
