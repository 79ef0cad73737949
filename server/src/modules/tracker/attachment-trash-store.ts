/** Files that were thrown away one by one: whose issue is there still, by who threw them away or administers the project. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import type { Viewer } from './access.ts';
import { levelOn, viewerValues, visibleIssue } from './access-store.ts';

export interface TrashedAttachment {
  readonly id: number; readonly file_name: Buffer; readonly size_bytes: number; readonly trashed_at: Date; readonly trashed_by: string | null;
  readonly issue_id: number; readonly number: number; readonly project_id: number; readonly project_key: string;
}

const source = 'tracker.attachment a join tracker.issue i on i.tenant_id = a.tenant_id and i.id = a.issue_id join tracker.project p on p.tenant_id = i.tenant_id and p.id = i.project_id';
const columns = 'a.id, a.file_name, a.size_bytes, a.trashed_at, a.trashed_by, i.id as issue_id, i.number, p.id as project_id, p.key as project_key';
const mine = `(${levelOn('p')} = 3 or (${levelOn('p')} = 2 and a.trashed_by = $3::uuid))`;
const there = (): string => `a.trashed_at is not null and i.trashed_at is null and p.state = 'active' and ${visibleIssue('i', 'p')} and ${mine}`;

export async function listTrashedAttachments(tx: ReadTx, viewer: Viewer, project: number | null, limit: number): Promise<readonly TrashedAttachment[]> {
  return tx.sql(`select ${columns} from ${source} where ${there()} and ($4::bigint is null or p.id = $4) order by a.trashed_at desc, a.id desc limit $5`, [...viewerValues(viewer), viewer.accountId, project, limit]);
}

export async function lockTrashedAttachment(tx: Tx, viewer: Viewer, id: number): Promise<TrashedAttachment | undefined> {
  const [row] = await tx.sql<TrashedAttachment>(`select ${columns} from ${source} where a.id = $4 and ${there()} for update of a`, [...viewerValues(viewer), viewer.accountId, id]);
  return row;
}

export async function bringAttachmentBack(tx: Tx, id: number): Promise<void> {
  await tx.changeSql('update tracker.attachment set trashed_at = null, trashed_by = null where id = $1', [id]);
}
