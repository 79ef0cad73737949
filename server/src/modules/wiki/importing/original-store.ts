/** The rows of wiki.original: what is left of imported objects, under keyed hashes of their ids, so that a repeated import adds none twice. */
import type { Tx } from '../../../kernel/db/index.ts';
import { originalColumns } from '../columns.ts';

export interface OriginalRow {
  readonly id: number;
  readonly kind: string;
  readonly source: string;
  readonly contentId: number | null;
  readonly spaceId: number | null;
  readonly raw: string;
}

/** Tells how many were new. */
export async function insertOriginals(tx: Tx, tenantId: string, importId: string, rows: readonly OriginalRow[]): Promise<number> {
  return tx.changeSql(
    `insert into wiki.original (tenant_id, id, import_id, kind, source, content_id, space_id, record)
     select $1::uuid, id, $2::uuid, kind, source, content_id, space_id, record
       from unnest($3::bigint[], $4::text[], $5::bytea[], $6::bigint[], $7::bigint[], $8::bytea[]) as given (id, kind, source, content_id, space_id, record) on conflict do nothing`,
    [tenantId, importId, rows.map(({ id }) => id), rows.map(({ kind }) => kind), rows.map(({ source }) => tx.sealer.token(originalColumns.source, source)),
      rows.map(({ contentId }) => contentId), rows.map(({ spaceId }) => spaceId), rows.map(({ id, raw }) => tx.sealer.seal(originalColumns.record, id, raw))]);
}
