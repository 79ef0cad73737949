/** Who reacts to what: rows of wiki.reaction, one for each person and kind. Imports bring likes. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';

export async function countLikes(tx: ReadTx, contentId: number): Promise<number> {
  const [row] = await tx.sql<{ count: number }>(`select count(*) as count from wiki.reaction where content_id = $1 and reaction = 'like'`, [contentId]);
  return row?.count ?? 0;
}

export async function listLikers(tx: ReadTx, contentId: number, after: string | null, limit: number): Promise<readonly string[]> {
  const rows = await tx.sql<{ person: string }>(`select person from wiki.reaction where content_id = $1 and reaction = 'like' and ($2::uuid is null or person > $2) order by person limit $3`, [contentId, after, limit + 1]);
  return rows.map((row) => row.person);
}

export interface ReactionCount {
  readonly reaction: string;
  readonly count: number;
  readonly mine: boolean;
  /** The first of them. */
  readonly people: readonly string[];
}

export async function listReactions(tx: ReadTx, contentId: number, me: string | null, peopleMax: number): Promise<readonly ReactionCount[]> {
  const rows = await tx.sql<{ reaction: string; count: number; mine: boolean; people: string[] }>(
    `select reaction, count(*) as count, coalesce(bool_or(person = $2::uuid), false) as mine, (array_agg(person::text order by created_at, person))[1:${String(peopleMax)}] as people
       from wiki.reaction where content_id = $1 group by reaction order by min(created_at), reaction`, [contentId, me]);
  return rows.map(({ reaction, count, mine, people }) => ({ reaction, count, mine, people }));
}

export async function addReaction(tx: Tx, tenantId: string, contentId: number, person: string, reaction: string): Promise<boolean> {
  return (await tx.changeSql('insert into wiki.reaction (tenant_id, content_id, person, reaction, created_at) values ($1, $2, $3, $4, $5) on conflict do nothing', [tenantId, contentId, person, reaction, tx.now])) > 0;
}

export async function removeReaction(tx: Tx, contentId: number, person: string, reaction: string): Promise<boolean> {
  return (await tx.changeSql('delete from wiki.reaction where content_id = $1 and person = $2 and reaction = $3', [contentId, person, reaction])) > 0;
}
