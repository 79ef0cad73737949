/** Who likes what: rows of wiki.reaction, which imports bring. */
import type { ReadTx } from '../../kernel/db/index.ts';

export async function countLikes(tx: ReadTx, contentId: number): Promise<number> {
  const [row] = await tx.sql<{ count: number }>('select count(*) as count from wiki.reaction where content_id = $1', [contentId]);
  return row?.count ?? 0;
}

export async function listLikers(tx: ReadTx, contentId: number, after: string | null, limit: number): Promise<readonly string[]> {
  const rows = await tx.sql<{ person: string }>('select person from wiki.reaction where content_id = $1 and ($2::uuid is null or person > $2) order by person limit $3', [contentId, after, limit + 1]);
  return rows.map((row) => row.person);
}
