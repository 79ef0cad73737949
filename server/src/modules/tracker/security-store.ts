/** Security levels of issues: what a project's scheme has, and whether somebody still sees what they are about to secure. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import type { Viewer } from './access.ts';
import { openLevel, viewerValues, visibleIssue } from './access-store.ts';
import { issueSource } from './issue-read-store.ts';

export interface SecurityLevelRow { readonly id: number; readonly scheme_id: number; readonly name: Buffer; readonly description: Buffer | null; readonly is_default: boolean }

/** The levels of the project's scheme; none without a scheme. */
export async function securityLevelsOf(tx: ReadTx, projectId: number): Promise<readonly SecurityLevelRow[]> {
  return tx.sql(
    `select l.id, l.scheme_id, l.name, l.description, coalesce(s.default_level_id = l.id, false) as is_default
       from tracker.project_security x join tracker.security_scheme s on s.tenant_id = x.tenant_id and s.id = x.scheme_id join tracker.security_level l on l.tenant_id = s.tenant_id and l.scheme_id = s.id
      where x.project_id = $1 order by l.id`, [projectId]);
}

/** Those of them that the viewer belongs to. */
export async function openLevelsOf(tx: ReadTx, viewer: Viewer, projectId: number): Promise<readonly SecurityLevelRow[]> {
  return tx.sql(
    `select l.id, l.scheme_id, l.name, l.description, coalesce(s.default_level_id = l.id, false) as is_default
       from tracker.project p join tracker.project_security x on x.tenant_id = p.tenant_id and x.project_id = p.id join tracker.security_scheme s on s.tenant_id = x.tenant_id and s.id = x.scheme_id
       join tracker.security_level l on l.tenant_id = s.tenant_id and l.scheme_id = s.id
      where p.id = $3 and ${openLevel('l', 'p')} order by l.id`, [...viewerValues(viewer), projectId]);
}

/** Whether the viewer sees the issue as it is now, inside the transaction that changed it. */
export async function seesIssue(tx: ReadTx, viewer: Viewer, issueId: number): Promise<boolean> {
  const rows = await tx.sql(`select 1 as seen from ${issueSource} where i.id = $3 and ${visibleIssue('i', 'p')}`, [...viewerValues(viewer), issueId]);
  return rows.length === 1;
}

/** Sub-tasks are as secret as their parent. */
export async function secureSubtasks(tx: Tx, parentId: number, subtaskTypes: readonly number[], level: number | null): Promise<void> {
  await tx.changeSql('update tracker.issue set security_level = $2::bigint where parent_id = $1 and issue_type_id = any($3::bigint[])', [parentId, level, subtaskTypes]);
}
