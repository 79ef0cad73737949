/** Comments, worklogs, attachments, links, watchers and votes of issues: single rows for commands, pages for lists. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import type { Viewer } from './access.ts';
import { levelOn, viewerValues, visibleIssue } from './access-store.ts';
import { issueSource, readable, referencedId, type AttachmentPart, type IssueReference, type WorklogPart, type WrittenPart } from './issue-read-store.ts';

/** The issue around an activity, as far as a command or list needs it. */
export interface IssuePlace { readonly issue_id: number; readonly project_id: number; readonly project_key: string; readonly project_state: string; readonly number: number; readonly level: number }

const place = `i.id as issue_id, p.id as project_id, p.key as project_key, p.state as project_state, i.number, ${levelOn('p')} as level`;

export async function placeOfIssue(tx: ReadTx, viewer: Viewer, reference: IssueReference): Promise<IssuePlace | undefined> {
  const where = referencedId(reference, 3);
  const [row] = await tx.sql<IssuePlace>(`select ${place} from ${issueSource} where i.id = ${where.sql} and i.trashed_at is null and ${visibleIssue('i', 'p')}`, [...viewerValues(viewer), ...where.values]);
  return row;
}

const written = (alias: string) => `${alias}.id, ${alias}.author, ${alias}.update_author, ${alias}.body::text as body, ${alias}.created_at::text as created_at, ${alias}.updated_at::text as updated_at, ${alias}.visible_to_group, ${alias}.visible_to_role,
  (select g.name::text from tracker.person_group g where g.id = ${alias}.visible_to_group) as group_name, (select r.name::text from tracker.project_role r where r.id = ${alias}.visible_to_role) as role_name`;
const columnsOf = { comment: written('c'), worklog: `${written('c')}, c.started_at::text as started_at, c.time_spent_s` } as const;

export interface PageOf<Row> { readonly rows: readonly Row[]; readonly total: number }
type WrittenOf = { readonly comment: WrittenPart; readonly worklog: WorklogPart };

/** A page of comments or worklogs, those that the viewer may read. */
export async function listWritten<Kind extends 'comment' | 'worklog'>(tx: ReadTx, viewer: Viewer, kind: Kind, issueId: number, page: { readonly offset: number; readonly limit: number; readonly descending: boolean; readonly from?: Date | undefined; readonly to?: Date | undefined }): Promise<PageOf<WrittenOf[Kind]>> {
  const time = kind === 'comment' ? 'c.created_at' : 'c.started_at';
  const rows = await tx.sql<WrittenOf[Kind] & { readonly total: number }>(
    `select ${columnsOf[kind]}, count(*) over () as total from tracker.${kind} c join tracker.issue i on i.tenant_id = c.tenant_id and i.id = c.issue_id join tracker.project p on p.tenant_id = i.tenant_id and p.id = i.project_id
      where c.issue_id = $3 and c.trashed_at is null and ${readable('c')} and ${visibleIssue('i', 'p')} and ($6::timestamptz is null or ${time} >= $6) and ($7::timestamptz is null or ${time} <= $7)
      order by ${time}${page.descending ? ' desc' : ''}, c.id${page.descending ? ' desc' : ''} limit $4 offset $5`,
    [...viewerValues(viewer), issueId, page.limit, page.offset, page.from ?? null, page.to ?? null]);
  return { rows, total: rows[0]?.total ?? 0 };
}

export async function readWritten<Kind extends 'comment' | 'worklog'>(tx: ReadTx, viewer: Viewer, kind: Kind, issueId: number, id: number, lock = false): Promise<(WrittenOf[Kind] & IssuePlace) | undefined> {
  const [row] = await tx.sql<WrittenOf[Kind] & IssuePlace>(
    `select ${columnsOf[kind]}, ${place} from tracker.${kind} c join tracker.issue i on i.tenant_id = c.tenant_id and i.id = c.issue_id join tracker.project p on p.tenant_id = i.tenant_id and p.id = i.project_id
      where c.id = $3 and c.issue_id = $4 and c.trashed_at is null and i.trashed_at is null and ${readable('c')} and ${visibleIssue('i', 'p')}${lock ? ' for update of c' : ''}`,
    [...viewerValues(viewer), id, issueId]);
  return row;
}

export async function updateComment(tx: Tx, id: number, by: string | null, body: Buffer): Promise<void> {
  await tx.changeSql('update tracker.comment set body = $2, body_source = null, source_format = null, update_author = $3, updated_at = $4, version = version + 1 where id = $1', [id, body, by, tx.now]);
}

export async function updateWorklog(tx: Tx, id: number, by: string | null, next: { readonly body: Buffer | null; readonly keepSource: boolean; readonly startedAt: Date; readonly timeSpentS: number }): Promise<void> {
  await tx.changeSql(
    `update tracker.worklog set body = $2, body_source = case when $3::boolean then body_source end, source_format = case when $3::boolean then source_format end, started_at = $4, time_spent_s = $5, update_author = $6, updated_at = $7, version = version + 1 where id = $1`,
    [id, next.body, next.keepSource, next.startedAt, next.timeSpentS, by, tx.now]);
}

export async function trashRow(tx: Tx, table: 'comment' | 'worklog' | 'attachment', id: number, by: string | null): Promise<void> {
  await tx.changeSql(`update tracker.${table} set trashed_at = $2, trashed_by = $3 where id = $1`, [id, tx.now, by]);
}

/** Time spent grows and what remains shrinks with what is logged. */
export async function addTimeSpent(tx: Tx, issueId: number, spentS: number, remainingS: number | 'auto' | 'leave'): Promise<void> {
  const remaining = remainingS === 'leave' ? 'remaining_estimate_s' : remainingS === 'auto' ? 'case when remaining_estimate_s is null then null else greatest(remaining_estimate_s - $2::bigint, 0) end' : '$4::bigint';
  await tx.changeSql(`update tracker.issue set time_spent_s = greatest(coalesce(time_spent_s, 0) + $2::bigint, 0), remaining_estimate_s = ${remaining}, updated_at = $3, version = version + 1 where id = $1 and ($4::bigint is null or true)`,
    [issueId, spentS, tx.now, typeof remainingS === 'number' ? remainingS : null]);
}

export type AttachmentRow = AttachmentPart & IssuePlace & { readonly media_id: string | null };

export async function readAttachment(tx: ReadTx, viewer: Viewer, id: number, lock = false): Promise<AttachmentRow | undefined> {
  const [row] = await tx.sql<AttachmentRow>(
    `select a.id, a.author, a.file_name::text as file_name, a.media_type, a.size_bytes, a.created_at::text as created_at, a.media_id, a.media_id is not null as present, ${place}
       from tracker.attachment a join tracker.issue i on i.tenant_id = a.tenant_id and i.id = a.issue_id join tracker.project p on p.tenant_id = i.tenant_id and p.id = i.project_id
      where a.id = $3 and a.trashed_at is null and i.trashed_at is null and ${visibleIssue('i', 'p')}${lock ? ' for update of a' : ''}`, [...viewerValues(viewer), id]);
  return row;
}

/** Ids and sealed names of an issue's attachments, for pictures in its texts. */
export async function attachmentNames(tx: ReadTx, issueId: number): Promise<readonly { readonly id: number; readonly file_name: string }[]> {
  return tx.sql('select id, file_name::text as file_name from tracker.attachment where issue_id = $1 and trashed_at is null and media_id is not null order by id', [issueId]);
}

export async function countAttachments(tx: ReadTx, issueId: number): Promise<number> {
  const [row] = await tx.sql<{ count: number }>('select count(*) as count from tracker.attachment where issue_id = $1 and trashed_at is null', [issueId]);
  return row?.count ?? 0;
}

/** Which of these files an attachment still refers to, also one in the trash. */
export async function heldMedia(tx: ReadTx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.sql<{ media_id: string }>('select distinct media_id from tracker.attachment where media_id = any($1::text[])', [ids]);
  return new Set(rows.map(({ media_id }) => media_id));
}

export interface LinkRow { readonly id: number; readonly link_type_id: number; readonly source_id: number; readonly target_id: number; readonly source_key: string; readonly target_key: string; readonly level: number; readonly project_id: number }

/** A link whose both ends the viewer sees; `level` is on the project of its source. */
export async function readLink(tx: ReadTx, viewer: Viewer, id: number): Promise<LinkRow | undefined> {
  const [row] = await tx.sql<LinkRow>(
    `select l.id, l.link_type_id, l.source_id, l.target_id, p.key || '-' || i.number as source_key, q.key || '-' || j.number as target_key, ${levelOn('p')} as level, p.id as project_id
       from tracker.issue_link l join tracker.issue i on i.id = l.source_id join tracker.project p on p.id = i.project_id join tracker.issue j on j.id = l.target_id join tracker.project q on q.id = j.project_id
      where l.id = $3 and i.trashed_at is null and j.trashed_at is null and ${visibleIssue('i', 'p')} and ${visibleIssue('j', 'q')}`, [...viewerValues(viewer), id]);
  return row;
}

export async function countLinks(tx: ReadTx, issueId: number): Promise<number> {
  const [row] = await tx.sql<{ count: number }>('select (select count(*) from tracker.issue_link where source_id = $1) + (select count(*) from tracker.issue_link where target_id = $1) as count', [issueId]);
  return row?.count ?? 0;
}

export async function listPersons(tx: ReadTx, table: 'watcher' | 'vote', issueId: number): Promise<readonly string[]> {
  const rows = await tx.sql<{ person: string }>(`select person from tracker.${table} where issue_id = $1 order by created_at, person limit 1000`, [issueId]);
  return rows.map(({ person }) => person);
}

export async function removePerson(tx: Tx, table: 'watcher' | 'vote', issueId: number, person: string): Promise<number> {
  return tx.changeSql(`delete from tracker.${table} where issue_id = $1 and person = $2`, [issueId, person]);
}

export interface ChangeRow { readonly id: number; readonly author: string | null; readonly created_at: Date; readonly items: readonly { readonly id: number; readonly field: string | null; readonly from_id: number | null; readonly to_id: number | null; readonly from_person: string | null; readonly to_person: string | null; readonly item: string }[] | null }

export async function listChanges(tx: ReadTx, issueId: number, page: { readonly offset: number; readonly limit: number; readonly descending?: boolean }): Promise<PageOf<ChangeRow>> {
  const rows = await tx.sql<ChangeRow & { readonly total: number }>(
    `select c.id, c.author, c.created_at, count(*) over () as total,
            (select json_agg(json_build_object('id', x.id, 'field', x.field, 'from_id', x.from_id, 'to_id', x.to_id, 'from_person', x.from_person, 'to_person', x.to_person, 'item', x.item) order by x.id) from tracker.change_item x where x.change_id = c.id) as items
       from tracker.change c where c.issue_id = $1 order by c.created_at${page.descending === true ? ' desc' : ''}, c.id${page.descending === true ? ' desc' : ''} limit $2 offset $3`, [issueId, page.limit, page.offset]);
  return { rows, total: rows[0]?.total ?? 0 };
}
