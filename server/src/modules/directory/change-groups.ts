/** Groups of an organization and who is in them. */
import { accountIds, groupIds, type AccountId, type GroupId } from '../../kernel/ids/index.ts';
import type { OrganizationCtx } from '../../kernel/service/index.ts';
import { directoryErrors } from './errors.ts';
import { addGroupMember, deleteGroup as removeRows, findGroupByName, insertGroup, readGroup, readMember, removeGroupMember, updateGroup, type Group } from './membership-store.ts';
import { peopleChanged, type DirectoryWorkings } from './workings.ts';

/** Fails with directory.group_name_taken. */
export async function createGroup(workings: DirectoryWorkings, ctx: OrganizationCtx, wanted: { readonly name: string; readonly description: string | null }): Promise<Group> {
  const group: Group = { id: groupIds.make(), name: wanted.name.trim(), description: wanted.description };
  await ctx.tx(async (tx) => {
    if (!(await insertGroup(tx, ctx.organizationId, group))) throw directoryErrors.group_name_taken({ errors: [{ field: 'name', code: 'group_name_taken', message: 'is in use already' }] });
    tx.record({ action: 'group_created', target: { kind: 'group', id: groupIds.format(group.id), name: group.name }, after: { name: group.name, description: group.description } });
  });
  peopleChanged(workings, ctx.organizationId);
  return group;
}

/** Fails with directory.group_not_found, directory.group_name_taken. */
export async function changeGroup(workings: DirectoryWorkings, ctx: OrganizationCtx, groupId: GroupId, change: { readonly name?: string; readonly description?: string | null }): Promise<Group> {
  const group = await ctx.tx(async (tx) => {
    const before = await readGroup(tx, groupId);
    if (before === undefined) throw directoryErrors.group_not_found();
    const after: Group = { id: groupId, name: (change.name ?? before.name).trim(), description: change.description === undefined ? before.description : change.description };
    if (after.name === before.name && after.description === before.description) return before;
    const namesake = await findGroupByName(tx, after.name);
    if (namesake !== undefined && namesake.id !== groupId) throw directoryErrors.group_name_taken({ errors: [{ field: 'name', code: 'group_name_taken', message: 'is in use already' }] });
    await updateGroup(tx, after);
    tx.record({ action: 'group_updated', target: { kind: 'group', id: groupIds.format(groupId), name: after.name }, before: { name: before.name, description: before.description }, after: { name: after.name, description: after.description } });
    return after;
  });
  peopleChanged(workings, ctx.organizationId);
  return group;
}

/** Fails with directory.group_not_found. */
export async function deleteGroup(workings: DirectoryWorkings, ctx: OrganizationCtx, groupId: GroupId): Promise<void> {
  await ctx.tx(async (tx) => {
    const before = await readGroup(tx, groupId);
    if (before === undefined) throw directoryErrors.group_not_found();
    await removeRows(tx, groupId);
    tx.record({ action: 'group_deleted', target: { kind: 'group', id: groupIds.format(groupId), name: before.name }, before: { name: before.name, description: before.description } });
  });
  peopleChanged(workings, ctx.organizationId);
}

/** Adds a member; one who is in already changes nothing. Fails with directory.group_not_found, directory.account_not_found. */
export async function addToGroup(workings: DirectoryWorkings, ctx: OrganizationCtx, groupId: GroupId, accountId: AccountId): Promise<void> {
  await ctx.tx(async (tx) => {
    const group = await readGroup(tx, groupId);
    if (group === undefined) throw directoryErrors.group_not_found();
    if ((await readMember(tx, accountId)) === undefined) throw directoryErrors.account_not_found();
    if ((await addGroupMember(tx, ctx.organizationId, groupId, accountId)) === 0) return;
    tx.record({ action: 'group_member_added', target: { kind: 'account', id: accountIds.format(accountId) }, container: { kind: 'group', id: groupIds.format(groupId), name: group.name } });
  });
  peopleChanged(workings, ctx.organizationId);
}

/** Takes a member out; one who is not in changes nothing. Fails with directory.group_not_found. */
export async function removeFromGroup(workings: DirectoryWorkings, ctx: OrganizationCtx, groupId: GroupId, accountId: AccountId): Promise<void> {
  await ctx.tx(async (tx) => {
    const group = await readGroup(tx, groupId);
    if (group === undefined) throw directoryErrors.group_not_found();
    if ((await removeGroupMember(tx, groupId, accountId)) === 0) return;
    tx.record({ action: 'group_member_removed', target: { kind: 'account', id: accountIds.format(accountId) }, container: { kind: 'group', id: groupIds.format(groupId), name: group.name } });
  });
  peopleChanged(workings, ctx.organizationId);
}
