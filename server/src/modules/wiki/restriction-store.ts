/** Who may see or change a page, as written on the page itself. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import { groupColumns } from './columns.ts';

export interface Restriction {
  readonly operation: 'read' | 'update';
  readonly principal: string;
  readonly kind: 'user' | 'group';
}

export async function listRestrictions(tx: ReadTx, contentId: number): Promise<readonly Restriction[]> {
  return tx.sql<Restriction>('select operation, principal, kind from wiki.restriction where content_id = $1 order by operation, created_at, principal', [contentId]);
}

/** Whether nothing at or above the page keeps anybody from seeing it. */
export async function isUnrestricted(tx: ReadTx, pageId: number): Promise<boolean> {
  return (await tx.sql('select 1 as one from wiki.guard where page_id = $1 limit 1', [pageId])).length === 0;
}

export async function replaceRestrictions(tx: Tx, tenantId: string, contentId: number, restrictions: readonly Restriction[], by: string | null): Promise<void> {
  await tx.changeSql('delete from wiki.restriction where content_id = $1', [contentId]);
  if (restrictions.length === 0) return;
  await tx.changeSql(
    `insert into wiki.restriction (tenant_id, content_id, operation, principal, kind, created_at, set_by)
     select $1::uuid, $2::bigint, operation, principal, kind, $3::timestamptz, $7::uuid from unnest($4::text[], $5::uuid[], $6::text[]) as given (operation, principal, kind) on conflict do nothing`,
    [tenantId, contentId, tx.now, restrictions.map(({ operation }) => operation), restrictions.map(({ principal }) => principal), restrictions.map(({ kind }) => kind), by]);
}

/** Names of groups that only an import knows. */
export async function importedGroupNames(tx: ReadTx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.sql<{ id: string; name: Buffer }>('select id, name from wiki.imported_group where id = any($1::uuid[])', [ids]);
  return new Map(rows.map((row) => [row.id, tx.sealer.open(groupColumns.name, row.id, row.name)]));
}
