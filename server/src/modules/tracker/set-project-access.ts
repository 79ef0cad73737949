/** Says anew who may enter a project. Somebody must stay who administers it. */
import type { Ctx } from '../../kernel/service/index.ts';
import { requireLevel, viewerOf } from './access.ts';
import { errors } from './errors.ts';
import { grantTable } from './issue-rows.ts';
import { openProject } from './manage-projects.ts';
import { grantsOf, readProject, removeGrants, type GrantRow } from './project-store.ts';
import { insertRows } from './row-batch.ts';

const sameGrants = (left: readonly GrantRow[], right: readonly GrantRow[]) => {
  const words = (grants: readonly GrantRow[]) => grants.map(({ principal, level }) => `${principal} ${level}`).sort().join();
  return words(left) === words(right);
};

export async function setProjectAccess(ctx: Ctx, key: string, wanted: readonly GrantRow[]): Promise<readonly GrantRow[]> {
  return ctx.tx(async (tx) => {
    const project = await readProject(tx, viewerOf(ctx), key, { lock: true });
    if (project === undefined) throw errors.project_not_found();
    requireLevel(project.level, 'admin');
    const grants = [...new Map(wanted.map((grant) => [grant.principal, grant])).values()];
    if (!grants.some(({ level }) => level === 'admin')) throw errors.last_project_admin();
    const before = await grantsOf(tx, project.id);
    if (sameGrants(before, grants)) return before;
    await removeGrants(tx, project.id);
    await insertRows(tx, grantTable, grants.map(({ principal, level }) => ({ container_id: project.id, principal, level, granted_at: tx.now, granted_by: ctx.actor.accountId })));
    tx.record({ action: 'tracker_project_access_changed', target: { kind: 'project', id: String(project.id), name: openProject(tx, project).name }, before, after: grants });
    tx.emit({ topic: 'tracker.access_changed', payload: { projectId: project.id } });
    return grants;
  });
}
