/** Members of project roles in one project, as they were given here. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';

export async function actorsOfRole(tx: ReadTx, role: number, project: number): Promise<readonly { readonly id: number; readonly person: string | null; readonly principal: string | null }[]> {
  return tx.sql('select id, person, principal from tracker.project_role_actor where role_id = $1 and project_id = $2 and pending_import is null order by id limit 1000', [role, project]);
}

export async function removeActors(tx: Tx, role: number, project: number, ids: readonly string[]): Promise<number> {
  return tx.changeSql('delete from tracker.project_role_actor where role_id = $1 and project_id = $2 and (person = any($3::uuid[]) or principal = any($3::uuid[]))', [role, project, ids]);
}
