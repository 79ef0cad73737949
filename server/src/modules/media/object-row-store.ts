/** The rows of media.object: the only file that names the table. */
import { queries } from '../../kernel/db/index.ts';
import type { ReadTx, Tx } from '../../kernel/db/index.ts';

interface ObjectTable {
  readonly tenant_id: string;
  readonly id: string;
  readonly address: Buffer;
  readonly size_bytes: number;
  readonly sealed_bytes: number;
  readonly created_at: Date;
  readonly touched_at: Date;
}

const q = queries<{ 'media.object': ObjectTable }>();

export interface NewObject {
  readonly id: string;
  readonly address: Buffer;
  readonly sizeBytes: number;
  readonly sealedBytes: number;
}

export interface StoredObject {
  readonly id: string;
  readonly sizeBytes: number;
  readonly sealedBytes: number;
}

/**
 * Adds the object, or touches the one that has the same bytes; returns whose id counts. A sweep that deletes the old row at the
 * same moment either waits and then sees the touch, or was first, and the new row is inserted.
 */
export async function addOrTouch(tx: Tx, tenantId: string, object: NewObject): Promise<string> {
  const row = await tx.row(
    q
      .insertInto('media.object')
      .values({ tenant_id: tenantId, id: object.id, address: object.address, size_bytes: object.sizeBytes, sealed_bytes: object.sealedBytes, created_at: tx.now, touched_at: tx.now })
      .onConflict((conflict) => conflict.columns(['tenant_id', 'address']).doUpdateSet((values) => ({ touched_at: values.ref('excluded.touched_at') })))
      .returning('id'),
  );
  if (row === undefined) throw new Error('an upsert returned no row');
  return row.id;
}

export async function touch(tx: Tx, ids: readonly string[]): Promise<number> {
  return tx.changeSql('update media.object set touched_at = $1 where id = any($2::uuid[])', [tx.now, ids]);
}

export async function find(tx: ReadTx, id: string): Promise<StoredObject | undefined> {
  const row = await tx.row(q.selectFrom('media.object').select(['id', 'size_bytes', 'sealed_bytes']).where('id', '=', id));
  return row === undefined ? undefined : { id: row.id, sizeBytes: row.size_bytes, sealedBytes: row.sealed_bytes };
}

export async function known(tx: ReadTx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.sql<{ id: string }>('select id from media.object where id = any($1::uuid[])', [ids]);
  return new Set(rows.map((row) => row.id));
}

/** Objects nobody touched since `before`, in the order of their ids, behind `after`. */
export async function untouchedSince(tx: ReadTx, before: Date, after: string, limit: number): Promise<readonly string[]> {
  const rows = await tx.rows(q.selectFrom('media.object').select('id').where('touched_at', '<', before).where('id', '>', after).orderBy('id').limit(limit));
  return rows.map((row) => row.id);
}

/** Deletes those that are still untouched; returns which. */
export async function deleteUntouched(tx: Tx, ids: readonly string[], before: Date): Promise<readonly string[]> {
  const rows = await tx.sql<{ id: string }>('delete from media.object where id = any($1::uuid[]) and touched_at < $2 returning id', [ids, before]);
  return rows.map((row) => row.id);
}

export async function totals(tx: ReadTx): Promise<{ readonly objects: number; readonly sizeBytes: number }> {
  const [row] = await tx.sql<{ objects: number; size_bytes: number }>('select count(*) as objects, coalesce(sum(size_bytes), 0)::bigint as size_bytes from media.object');
  return { objects: row?.objects ?? 0, sizeBytes: row?.size_bytes ?? 0 };
}
