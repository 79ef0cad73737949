/** Likes. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';

export async function countLikes(tx: ReadTx, contentId: number): Promise<number> {
  const [row] = await tx.sql<{ count: number }>('select count(*) as count from wiki.reaction where content_id = $1', [contentId]);
  return row?.count ?? 0;
}

export async function listLikers(tx: ReadTx, contentId: number, after: string | null, limit: number): Promise<readonly string[]> {
  const rows = await tx.sql<{ person: string }>('select person from wiki.reaction where content_id = $1 and ($2::uuid is null or person > $2) order by person limit $3', [contentId, after, limit + 1]);
  return rows.map((row) => row.person);
}

/** How many rows that changed: 0 when it was so already. */
export async function setLike(tx: Tx, tenantId: string, contentId: number, person: string, liked: boolean): Promise<number> {
  return liked
    ? tx.changeSql('insert into wiki.reaction (tenant_id, content_id, person, created_at) values ($1, $2, $3, $4) on conflict do nothing', [tenantId, contentId, person, tx.now])
    : tx.changeSql('delete from wiki.reaction where content_id = $1 and person = $2', [contentId, person]);
}
