/** Who was let into a project, by whom and when: for the answers to *who can reach this?*. Asked by the platform, so not filtered by a viewer. */
import type { ReadTx } from '../../kernel/db/index.ts';
import type { ContainerLevel } from '../../kernel/service/index.ts';
import { referencedId, type IssueReference } from './issue-read-store.ts';

export interface ReachGrant {
  readonly principal: string;
  readonly level: ContainerLevel;
  readonly setBy: string | null;
  readonly setAt: Date | null;
}

export async function projectForReach(tx: ReadTx, key: string): Promise<{ readonly id: number; readonly key: string } | undefined> {
  const [row] = await tx.sql<{ id: number; key: string }>(
    `select p.id, p.key from tracker.project_key k join tracker.project p on p.tenant_id = k.tenant_id and p.id = k.project_id where k.key = $1 and p.state in ('active', 'archived')`, [key.toUpperCase()]);
  return row;
}

export async function issueForReach(tx: ReadTx, reference: IssueReference): Promise<{ readonly id: number; readonly key: string; readonly project: number; readonly security: number | null } | undefined> {
  const where = referencedId(reference, 1);
  const [row] = await tx.sql<{ id: number; number: number; key: string; project: number; security: number | null }>(
    `select i.id, i.number, p.key, p.id as project, i.security_level as security from tracker.issue i join tracker.project p on p.tenant_id = i.tenant_id and p.id = i.project_id
      where i.id = ${where.sql} and i.trashed_at is null and p.state in ('active', 'archived')`, where.values);
  return row === undefined ? undefined : { id: row.id, key: `${row.key}-${String(row.number)}`, project: row.project, security: row.security };
}

export const grantsForReach = (tx: ReadTx, project: number) =>
  tx.sql<ReachGrant>(`select principal, level, granted_by as "setBy", granted_at as "setAt" from tracker.grant where container_id = $1`, [project]);

/** Everybody whom the security level of an issue lets see it, as `access-store.ts` decides it; administrators see it anyway. */
export async function securedFor(tx: ReadTx, issue: number): Promise<readonly string[]> {
  const rows = await tx.sql<{ principal: string | null }>(
    `select case m.kind when 'principal' then m.principal when 'reporter' then i.reporter when 'assignee' then i.assignee when 'lead' then p.lead end as principal
       from tracker.issue i join tracker.project p on p.tenant_id = i.tenant_id and p.id = i.project_id join tracker.security_member m on m.tenant_id = i.tenant_id and m.level_id = i.security_level where i.id = $1
     union select pm.person from tracker.issue i join tracker.security_member m on m.tenant_id = i.tenant_id and m.level_id = i.security_level and m.kind = 'group'
       join tracker.person_group_member pm on pm.tenant_id = m.tenant_id and pm.group_id = m.group_id where i.id = $1
     union select u.principal from tracker.issue i join tracker.security_member m on m.tenant_id = i.tenant_id and m.level_id = i.security_level and m.kind = 'role'
       join tracker.project_role_actor ra on ra.tenant_id = m.tenant_id and ra.role_id = m.role_id and ra.project_id = i.project_id
       left join tracker.person_group_member pm on pm.tenant_id = ra.tenant_id and pm.group_id = ra.group_id
       cross join lateral (values (ra.person), (ra.principal), (pm.person)) as u (principal) where i.id = $1`, [issue]);
  return rows.flatMap(({ principal }) => (principal === null ? [] : [principal]));
}
