/** Drafts: one row of wiki.personal_draft for each person and page, read and written for that person only. */
import type { ReadTx, Tx } from '../../../kernel/db/index.ts';
import { contentColumns, draftColumns } from '../columns.ts';
import type { ListPosition } from '../content-store.ts';
import type { ContentStatus, ContentType } from '../content-types.ts';
import { contentFrom, contentVisible, Values, type Viewer } from '../visibility-store.ts';

export interface Draft {
  readonly title: string;
  readonly adf: string;
  readonly baseVersion: number;
  readonly changedAt: Date;
}

const rowId = (contentId: number, person: string): string => `${String(contentId)}/${person}`;

export async function findDraft(tx: ReadTx, contentId: number, person: string | null): Promise<Draft | undefined> {
  if (person === null) return undefined;
  const [row] = await tx.sql<{ base_version: number; title: Buffer; body: Buffer; changed_at: Date }>(
    'select base_version, title, body, changed_at from wiki.personal_draft where content_id = $1 and person = $2', [contentId, person]);
  if (row === undefined) return undefined;
  const id = rowId(contentId, person);
  return { title: tx.sealer.open(draftColumns.title, id, row.title), adf: tx.sealer.open(draftColumns.body, id, row.body), baseVersion: row.base_version, changedAt: row.changed_at };
}

export async function putDraft(tx: Tx, tenantId: string, contentId: number, person: string, draft: { readonly title: string; readonly adf: string; readonly baseVersion: number }): Promise<void> {
  const id = rowId(contentId, person);
  await tx.changeSql(
    `insert into wiki.personal_draft (tenant_id, content_id, person, base_version, title, body, changed_at) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (tenant_id, content_id, person) do update set base_version = excluded.base_version, title = excluded.title, body = excluded.body, changed_at = excluded.changed_at`,
    [tenantId, contentId, person, draft.baseVersion, tx.sealer.seal(draftColumns.title, id, draft.title), tx.sealer.seal(draftColumns.body, id, draft.adf), tx.now]);
}

export async function deleteDraft(tx: Tx, contentId: number, person: string | null): Promise<number> {
  return person === null ? 0 : tx.changeSql('delete from wiki.personal_draft where content_id = $1 and person = $2', [contentId, person]);
}

export interface ListedDraft {
  readonly contentId: number;
  readonly type: ContentType;
  readonly status: ContentStatus;
  readonly spaceKey: string;
  readonly title: string;
  readonly baseVersion: number;
  readonly currentVersion: number;
  readonly changedAt: Date;
}

interface ListedRow {
  readonly id: number;
  readonly type: ContentType;
  readonly status: ContentStatus;
  readonly space_key: string;
  readonly version: number;
  readonly base_version: number | null;
  readonly content_title: Buffer | null;
  readonly draft_title: Buffer | null;
  readonly at: Date;
}

/** What one has begun: drafts on published content, and content of one's own that was never published. Newest first. */
export async function listDrafts(tx: ReadTx, viewer: Viewer, person: string, list: { readonly after: ListPosition | null; readonly limit: number }): Promise<readonly ListedDraft[]> {
  const values = new Values(viewer);
  const [me, limit] = [values.add(person), values.add(list.limit + 1)];
  const [afterAt, afterId] = [values.add(list.after?.key ?? null), values.add(list.after?.id ?? null)];
  const after = (at: string, id: string): string => `(${afterAt}::timestamptz is null or (${at}, ${id}) < (${afterAt}::timestamptz, ${afterId}::bigint))`;
  const rows = await tx.sql<ListedRow>(
    `select * from (
       (select content.id, content.type, content.status, space.key as space_key, content.version, draft.base_version, content.title as content_title, draft.title as draft_title, draft.changed_at as at
          from wiki.personal_draft draft join (${contentFrom}) on content.id = draft.content_id
         where draft.person = ${me} and ${after('draft.changed_at', 'content.id')} and content.status = 'current' and ${contentVisible} order by draft.changed_at desc, content.id desc limit ${limit})
       union all
       (select content.id, content.type, content.status, space.key, content.version, null, content.title, null, content.modified_at from ${contentFrom}
         where content.author = ${me} and content.status = 'draft' and content.type in ('page', 'blogpost') and ${after('content.modified_at', 'content.id')} and ${contentVisible}
         order by content.modified_at desc, content.id desc limit ${limit})) begun
      order by at desc, id desc limit ${limit}`, values.list);
  return rows.map((row) => ({
    contentId: row.id, type: row.type, status: row.status, spaceKey: row.space_key, baseVersion: row.base_version ?? row.version, currentVersion: row.version, changedAt: row.at,
    title: row.draft_title !== null ? tx.sealer.open(draftColumns.title, rowId(row.id, person), row.draft_title) : row.content_title === null ? '' : tx.sealer.open(contentColumns.title, row.id, row.content_title),
  }));
}
