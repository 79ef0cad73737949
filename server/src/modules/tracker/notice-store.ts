/** Whom a change of an issue may concern, by ids. */
import type { ReadTx } from '../../kernel/db/index.ts';
import type { HexBytes } from './issue-read-store.ts';

export interface IssueFollowers { readonly creator: string | null; readonly assignee: string | null; readonly description: Buffer | null; readonly watchers: readonly string[] | null }

export async function followersOf(tx: ReadTx, issueId: number): Promise<IssueFollowers | undefined> {
  const [row] = await tx.sql<IssueFollowers>(
    `select i.creator, i.assignee, i.description, (select json_agg(w.person) from tracker.watcher w where w.issue_id = i.id) as watchers from tracker.issue i where i.id = $1 and i.trashed_at is null`, [issueId]);
  return row;
}

export interface ChangeRow { readonly author: string | null; readonly fields: readonly (string | null)[] | null; readonly to: readonly (string | null)[] | null }

export async function changeRow(tx: ReadTx, changeId: number): Promise<ChangeRow | undefined> {
  const [row] = await tx.sql<ChangeRow>(
    `select c.author, (select json_agg(x.field order by x.id) from tracker.change_item x where x.change_id = c.id) as fields, (select json_agg(x.to_person order by x.id) from tracker.change_item x where x.change_id = c.id) as to from tracker.change c where c.id = $1`, [changeId]);
  return row;
}

/** A comment that everybody reads who sees the issue. */
export async function openComment(tx: ReadTx, commentId: number): Promise<{ readonly author: string | null; readonly body: HexBytes } | undefined> {
  const [row] = await tx.sql<{ author: string | null; body: HexBytes }>(`select author, body::text as body from tracker.comment where id = $1 and trashed_at is null and visible_to_group is null and visible_to_role is null`, [commentId]);
  return row;
}
