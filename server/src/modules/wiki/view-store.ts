/** How often content was seen, and by how many: rows of wiki.page_view, one for each person. A look within the hour is the same look. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';

export async function countView(tx: Tx, tenantId: string, contentId: number, person: string): Promise<void> {
  await tx.changeSql(
    `insert into wiki.page_view as seen (tenant_id, content_id, person, views, first_at, last_at) values ($1, $2, $3, 1, $4, $4)
     on conflict (tenant_id, content_id, person) do update set views = seen.views + 1, last_at = excluded.last_at where seen.last_at < excluded.last_at - interval '1 hour'`, [tenantId, contentId, person, tx.now]);
}

export async function readViews(tx: ReadTx, contentId: number): Promise<{ readonly views: number; readonly people: number; readonly since: Date | null }> {
  const [row] = await tx.sql<{ views: number | null; people: number; since: Date | null }>('select sum(views)::bigint as views, count(*) as people, min(first_at) as since from wiki.page_view where content_id = $1', [contentId]);
  return { views: row?.views ?? 0, people: row?.people ?? 0, since: row?.since ?? null };
}
