/** Rows that hang on one issue beside its fields: former words of comments, links to other systems, properties; children and their progress. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import type { Viewer } from './access.ts';
import { viewerValues, visibleIssue } from './access-store.ts';
import { defineTable } from './row-batch.ts';

export const commentVersionTable = defineTable('tracker.comment_version', { id: 'bigint', comment_id: 'bigint', author: 'uuid', written_at: 'timestamptz', body: 'bytea' });
export const remoteLinkTable = defineTable('tracker.remote_link', { id: 'bigint', issue_id: 'bigint', global_token: 'bytea', content: 'bytea', created_at: 'timestamptz' });
export const propertyTable = defineTable('tracker.issue_property', { id: 'bigint', issue_id: 'bigint', key: 'bytea', key_token: 'bytea', value: 'bytea', updated_at: 'timestamptz' });

export interface CommentVersionRow { readonly id: number; readonly author: string | null; readonly written_at: Date; readonly body: Buffer }

export async function commentVersions(tx: ReadTx, comment: number): Promise<readonly CommentVersionRow[]> {
  return tx.sql('select id, author, written_at, body from tracker.comment_version where comment_id = $1 order by id limit 1000', [comment]);
}

export async function setVisibility(tx: Tx, comment: number, role: number | null, group: number | null): Promise<void> {
  await tx.changeSql('update tracker.comment set visible_to_role = $2, visible_to_group = $3 where id = $1', [comment, role, group]);
}

/** An imported group by its id or the token of its name. */
export async function findGroup(tx: ReadTx, id: number, token: Buffer): Promise<number | undefined> {
  const [row] = await tx.sql<{ id: number }>('select id from tracker.person_group where (id = $1 or name_token = $2) and pending_import is null', [id, token]);
  return row?.id;
}

export interface RemoteLinkRow { readonly id: number; readonly content: Buffer }

export async function remoteLinks(tx: ReadTx, issue: number, by: { readonly id?: number; readonly token?: Buffer } = {}): Promise<readonly RemoteLinkRow[]> {
  return tx.sql('select id, content from tracker.remote_link where issue_id = $1 and ($2::bigint is null or id = $2) and ($3::bytea is null or global_token = $3) order by id limit 1000', [issue, by.id ?? null, by.token ?? null]);
}

export async function updateRemoteLink(tx: Tx, id: number, content: Buffer, token: Buffer | null): Promise<void> {
  await tx.changeSql('update tracker.remote_link set content = $2, global_token = $3 where id = $1', [id, content, token]);
}

export async function deleteRemoteLink(tx: Tx, id: number): Promise<void> {
  await tx.changeSql('delete from tracker.remote_link where id = $1', [id]);
}

export interface PropertyRow { readonly id: number; readonly key: Buffer; readonly value: Buffer }

export async function properties(tx: ReadTx, issue: number, token: Buffer | null): Promise<readonly PropertyRow[]> {
  return tx.sql('select id, key, value from tracker.issue_property where issue_id = $1 and ($2::bytea is null or key_token = $2) order by id limit 1000', [issue, token]);
}

export async function updateProperty(tx: Tx, id: number, value: Buffer): Promise<void> {
  await tx.changeSql('update tracker.issue_property set value = $2, updated_at = $3 where id = $1', [id, value, tx.now]);
}

export async function deleteProperty(tx: Tx, id: number): Promise<void> {
  await tx.changeSql('delete from tracker.issue_property where id = $1', [id]);
}

export interface ChildTotals { readonly status_id: number; readonly count: number; readonly estimate_s: number | null; readonly spent_s: number | null }

/** Children of an issue that the viewer sees, counted by status. */
export async function childTotals(tx: ReadTx, viewer: Viewer, issue: number): Promise<readonly ChildTotals[]> {
  return tx.sql(
    `select i.status_id, count(*) as count, sum(i.original_estimate_s)::bigint as estimate_s, sum(i.time_spent_s)::bigint as spent_s from tracker.issue i join tracker.project p on p.tenant_id = i.tenant_id and p.id = i.project_id
      where i.parent_id = $3 and i.trashed_at is null and ${visibleIssue('i', 'p')} group by i.status_id`, [...viewerValues(viewer), issue]);
}

export async function childIds(tx: ReadTx, viewer: Viewer, issue: number, limit: number): Promise<readonly number[]> {
  const rows = await tx.sql<{ id: number }>(
    `select i.id from tracker.issue i join tracker.project p on p.tenant_id = i.tenant_id and p.id = i.project_id where i.parent_id = $3 and i.trashed_at is null and ${visibleIssue('i', 'p')} order by i.rank, i.id limit $4`, [...viewerValues(viewer), issue, limit]);
  return rows.map(({ id }) => id);
}

/** Files of one issue become files of another as well; their bytes are held by both. */
export async function attachmentsToCopy(tx: ReadTx, issue: number): Promise<readonly { readonly id: number; readonly file_name: Buffer; readonly media_type: string; readonly size_bytes: number; readonly media_id: string | null }[]> {
  return tx.sql('select id, file_name, media_type, size_bytes, media_id from tracker.attachment where issue_id = $1 and trashed_at is null and media_id is not null order by id', [issue]);
}
