/** Who has a project role: people and groups of the directory. Roles are asked for by workflows and by comments; who may enter a project is said by its access list alone. */
import type { Tx } from '../../kernel/db/index.ts';
import { groupIds } from '../../kernel/ids/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import type { People } from '../directory/index.ts';
import { requireLevel, viewerOf } from './access.ts';
import { readConfiguration } from './configuration-store.ts';
import { nextIds } from './counter-store.ts';
import { errors } from './errors.ts';
import { roleActorTable } from './issue-rows.ts';
import { itemOf } from './manage-configuration.ts';
import { readProject } from './project-store.ts';
import { actorsOfRole, removeActors } from './role-actor-store.ts';
import { insertRows } from './row-batch.ts';
import { findPeople, parsePersonKey } from './show-people.ts';

export interface ActorInput { readonly users: readonly string[]; readonly groups: readonly string[] }

async function read(tx: Tx, ctx: Ctx, people: People, { users, groups }: ActorInput): Promise<{ readonly persons: readonly string[]; readonly principals: readonly string[] }> {
  const persons = users.map((user) => parsePersonKey(user) ?? '');
  const known = await findPeople(tx, ctx, people, persons.filter((id) => id !== ''));
  const all = await people.groups(ctx.tenant.organizationId);
  const principals = groups.map((text) => all.find(({ id, name }) => groupIds.format(groupIds.fromUuid(id)) === text || name === text)?.id ?? '');
  if (persons.some((id) => !known.has(id)) || principals.includes('')) throw errors.grant_invalid();
  return { persons, principals };
}

async function place(tx: Tx, ctx: Ctx, reference: string, roleId: number) {
  const project = await readProject(tx, viewerOf(ctx), reference, { lock: true });
  if (project === undefined) throw errors.project_not_found();
  requireLevel(project.level, 'admin');
  return { project, role: itemOf(await readConfiguration(tx), 'role', roleId) };
}

export async function addRoleActors(ctx: Ctx, people: People, reference: string, roleId: number, input: ActorInput): Promise<void> {
  await ctx.tx(async (tx) => {
    const { project, role } = await place(tx, ctx, reference, roleId);
    const { persons, principals } = await read(tx, ctx, people, input);
    const present = await actorsOfRole(tx, role.id, project.id);
    const rows = [...persons.filter((id) => !present.some(({ person }) => person === id)).map((person) => ({ person, principal: null })), ...principals.filter((id) => !present.some(({ principal }) => principal === id)).map((principal) => ({ person: null, principal }))];
    if (rows.length === 0) return;
    const first = await nextIds(tx, 'project_role_actor', rows.length);
    await insertRows(tx, roleActorTable, rows.map((row, index) => ({ id: first + index, role_id: role.id, project_id: project.id, group_id: null, pending_import: null, ...row })));
    tx.record({ action: 'tracker_project_role_members_changed', target: { kind: 'project', id: String(project.id), name: project.key }, after: { role: role.name, added: rows } });
  });
}

export async function removeRoleActors(ctx: Ctx, people: People, reference: string, roleId: number, input: ActorInput): Promise<void> {
  await ctx.tx(async (tx) => {
    const { project, role } = await place(tx, ctx, reference, roleId);
    const { persons, principals } = await read(tx, ctx, people, input);
    if ((await removeActors(tx, role.id, project.id, [...persons, ...principals])) === 0) return;
    tx.record({ action: 'tracker_project_role_members_changed', target: { kind: 'project', id: String(project.id), name: project.key }, before: { role: role.name, removed: [...persons, ...principals] } });
  });
}
