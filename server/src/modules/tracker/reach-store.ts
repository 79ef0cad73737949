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

export async function issueForReach(tx: ReadTx, reference: IssueReference): Promise<{ readonly id: number; readonly key: string; readonly project: number } | undefined> {
  const where = referencedId(reference, 1);
  const [row] = await tx.sql<{ id: number; number: number; key: string; project: number }>(
    `select i.id, i.number, p.key, p.id as project from tracker.issue i join tracker.project p on p.tenant_id = i.tenant_id and p.id = i.project_id
      where i.id = ${where.sql} and i.trashed_at is null and p.state in ('active', 'archived')`, where.values);
  return row === undefined ? undefined : { id: row.id, key: `${row.key}-${String(row.number)}`, project: row.project };
}

export const grantsForReach = (tx: ReadTx, project: number) =>
  tx.sql<ReachGrant>(`select principal, level, granted_by as "setBy", granted_at as "setAt" from tracker.grant where container_id = $1`, [project]);
