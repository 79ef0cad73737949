/** Groups of an organization and who is in them: people, and other groups. What gives or takes rights goes through `changeRights`. */
import { accountIds, groupIds, type AccountId, type GroupId } from '../../kernel/ids/index.ts';
import type { OrganizationCtx } from '../../kernel/service/index.ts';
import { directoryErrors } from './errors.ts';
import { changeRights, requireGroupBelow } from './guard-rights.ts';
import { addGroupMember, deleteGroup as removeRows, findGroupByName, insertGroup, readGroup, readMember, removeGroupMember, updateGroup, type Group } from './membership-store.ts';
import { groupsAbove, nestGroup, unnestGroup } from './role-store.ts';
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
  return changeRights(workings, ctx, async (tx, acting) => {
    const before = await readGroup(tx, groupId);
    if (before === undefined) throw directoryErrors.group_not_found();
    const after: Group = { id: groupId, name: (change.name ?? before.name).trim(), description: change.description === undefined ? before.description : change.description };
    if (after.name === before.name && after.description === before.description) return before;
    const namesake = await findGroupByName(tx, after.name);
    if (namesake !== undefined && namesake.id !== groupId) throw directoryErrors.group_name_taken({ errors: [{ field: 'name', code: 'group_name_taken', message: 'is in use already' }] });
    await requireGroupBelow(tx, acting, groupId);
    await updateGroup(tx, after);
    tx.record({ action: 'group_updated', target: { kind: 'group', id: groupIds.format(groupId), name: after.name }, before: { name: before.name, description: before.description }, after: { name: after.name, description: after.description } });
    return after;
  });
}

/** Deletes a group and every role that it held. Fails with directory.group_not_found, directory.above_you, directory.last_admin. */
export async function deleteGroup(workings: DirectoryWorkings, ctx: OrganizationCtx, groupId: GroupId): Promise<void> {
  await changeRights(workings, ctx, async (tx, acting) => {
    const before = await readGroup(tx, groupId);
    if (before === undefined) throw directoryErrors.group_not_found();
    await requireGroupBelow(tx, acting, groupId);
    await removeRows(tx, groupId);
    tx.record({ action: 'group_deleted', target: { kind: 'group', id: groupIds.format(groupId), name: before.name }, before: { name: before.name, description: before.description } });
  });
}

/** Adds a member; one who is in already changes nothing. Fails with directory.group_not_found, directory.account_not_found. */
export async function addToGroup(workings: DirectoryWorkings, ctx: OrganizationCtx, groupId: GroupId, accountId: AccountId): Promise<void> {
  await changeRights(workings, ctx, async (tx, acting) => {
    const group = await readGroup(tx, groupId);
    if (group === undefined) throw directoryErrors.group_not_found();
    if ((await readMember(tx, accountId)) === undefined) throw directoryErrors.account_not_found();
    await requireGroupBelow(tx, acting, groupId);
    if ((await addGroupMember(tx, ctx.organizationId, groupId, accountId)) === 0) return;
    tx.record({ action: 'group_member_added', target: { kind: 'account', id: accountIds.format(accountId) }, container: { kind: 'group', id: groupIds.format(groupId), name: group.name } });
  });
}

/** Takes a member out; one who is not in changes nothing. Fails with directory.group_not_found. */
export async function removeFromGroup(workings: DirectoryWorkings, ctx: OrganizationCtx, groupId: GroupId, accountId: AccountId): Promise<void> {
  await changeRights(workings, ctx, async (tx, acting) => {
    const group = await readGroup(tx, groupId);
    if (group === undefined) throw directoryErrors.group_not_found();
    await requireGroupBelow(tx, acting, groupId);
    if ((await removeGroupMember(tx, groupId, accountId)) === 0) return;
    tx.record({ action: 'group_member_removed', target: { kind: 'account', id: accountIds.format(accountId) }, container: { kind: 'group', id: groupIds.format(groupId), name: group.name } });
  });
}

/** How deep groups may lie in groups; deeper ones help nobody understand who is in them. */
const depthMax = 10;

/**
 * Puts a group into another: its people, and those of its own groups, count as members. Fails with directory.group_not_found,
 * directory.group_cycle, directory.group_too_deep, directory.above_you.
 */
export async function putGroupInGroup(workings: DirectoryWorkings, ctx: OrganizationCtx, groupId: GroupId, memberId: GroupId): Promise<void> {
  await changeRights(workings, ctx, async (tx, acting) => {
    const [group, member] = [await readGroup(tx, groupId), await readGroup(tx, memberId)];
    if (group === undefined || member === undefined) throw directoryErrors.group_not_found();
    const above = await groupsAbove(tx, groupId);
    if (above.includes(memberId)) throw directoryErrors.group_cycle();
    if (above.length >= depthMax) throw directoryErrors.group_too_deep({ detail: `At most ${String(depthMax)}.` });
    await requireGroupBelow(tx, acting, groupId);
    if ((await nestGroup(tx, ctx.organizationId, groupId, memberId)) === 0) return;
    tx.record({ action: 'group_nested', target: { kind: 'group', id: groupIds.format(memberId), name: member.name }, container: { kind: 'group', id: groupIds.format(groupId), name: group.name } });
  });
}

/** Takes a group out of another; one that is not in changes nothing. Fails with directory.group_not_found, directory.above_you, directory.last_admin. */
export async function takeGroupOutOfGroup(workings: DirectoryWorkings, ctx: OrganizationCtx, groupId: GroupId, memberId: GroupId): Promise<void> {
  await changeRights(workings, ctx, async (tx, acting) => {
    const [group, member] = [await readGroup(tx, groupId), await readGroup(tx, memberId)];
    if (group === undefined || member === undefined) throw directoryErrors.group_not_found();
    await requireGroupBelow(tx, acting, groupId);
    if ((await unnestGroup(tx, groupId, memberId)) === 0) return;
    tx.record({ action: 'group_unnested', target: { kind: 'group', id: groupIds.format(memberId), name: member.name }, container: { kind: 'group', id: groupIds.format(groupId), name: group.name } });
  });
}
