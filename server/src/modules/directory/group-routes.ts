/** The doors to groups: what they are called, who is in them, and which groups are in which. */
import { Type } from 'typebox';
import { accountIds, groupIds } from '../../kernel/ids/index.ts';
import { organizationRoute, type Route } from '../../kernel/service/index.ts';
import { addToGroup, changeGroup, createGroup, deleteGroup, putGroupInGroup, removeFromGroup, takeGroupOutOfGroup } from './change-groups.ts';
import { directoryErrors } from './errors.ts';
import { groupInFull, GroupInFull, groupView, GroupView, listOf, Page, pageOf } from './views.ts';
import type { DirectoryWorkings } from './workings.ts';

const GroupParams = Type.Object({ group: Type.String() });
const GroupMemberParams = Type.Object({ group: Type.String(), account: Type.String() });
const GroupInGroupParams = Type.Object({ group: Type.String(), member: Type.String() });
const GroupName = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' });
const Description = Type.Union([Type.String({ maxLength: 1000 }), Type.Null()]);
const { group_not_found: notFound, above_you: aboveYou, last_admin: lastAdmin, not_yourself: notYourself } = directoryErrors;

export function groupRoutes(workings: DirectoryWorkings): readonly Route[] {
  return [
    organizationRoute({
      method: 'GET', path: '/orgs/:org/groups', summary: 'Groups of an organization, by name', permission: 'directory.group.read', query: Page, replies: { 200: listOf(GroupView) },
      handle: async (ctx, { query }) => {
        const roster = await workings.rosters.of(ctx.organizationId);
        const wanted = query.q?.toLowerCase() ?? '';
        const found = [...roster.groups.values()].filter((group) => group.name.toLowerCase().includes(wanted)).sort((a, b) => a.name.localeCompare(b.name));
        return pageOf(found.map((group) => groupView(roster, group)), query);
      },
    }),
    organizationRoute({
      method: 'GET', path: '/orgs/:org/groups/:group', summary: 'One group: the groups in it and around it, and every role that it gives', permission: 'directory.group.read', params: GroupParams, replies: { 200: GroupInFull }, errors: [notFound],
      handle: async (ctx, { params }) => {
        const roster = await workings.rosters.of(ctx.organizationId);
        const group = roster.groups.get(groupIds.parse(params.group));
        if (group === undefined) throw notFound();
        return groupInFull(roster, ctx.organizationId, group);
      },
    }),
    organizationRoute({
      method: 'POST', path: '/orgs/:org/groups', summary: 'Create a group', permission: 'directory.group.manage', effect: 'write', audit: 'group_created',
      body: Type.Object({ name: GroupName, description: Type.Optional(Description) }), replies: { 201: GroupView }, errors: [directoryErrors.group_name_taken],
      handle: async (ctx, { body }) => {
        const group = await createGroup(workings, ctx, { name: body.name, description: body.description ?? null });
        return groupView(await workings.rosters.of(ctx.organizationId), group);
      },
    }),
    organizationRoute({
      method: 'PATCH', path: '/orgs/:org/groups/:group', summary: 'Rename or describe a group', permission: 'directory.group.manage', effect: 'write', audit: 'group_updated',
      params: GroupParams, body: Type.Object({ name: Type.Optional(GroupName), description: Type.Optional(Description) }), replies: { 200: GroupView }, errors: [notFound, directoryErrors.group_name_taken, aboveYou],
      handle: async (ctx, { params, body }) => {
        const group = await changeGroup(workings, ctx, groupIds.parse(params.group), body);
        return groupView(await workings.rosters.of(ctx.organizationId), group);
      },
    }),
    organizationRoute({
      method: 'DELETE', path: '/orgs/:org/groups/:group', summary: 'Delete a group and what was granted to it', permission: 'directory.group.manage', effect: 'write', audit: 'group_deleted',
      params: GroupParams, replies: { 204: null }, errors: [notFound, aboveYou, lastAdmin],
      handle: async (ctx, { params }) => deleteGroup(workings, ctx, groupIds.parse(params.group)),
    }),
  ];
}

export function groupMemberRoutes(workings: DirectoryWorkings): readonly Route[] {
  const Member = Type.Object({ id: Type.String(), name: Type.String(), email: Type.String() });
  return [
    organizationRoute({
      method: 'GET', path: '/orgs/:org/groups/:group/members', summary: 'Members of a group, by name', permission: 'directory.group.read', params: GroupParams, query: Page, replies: { 200: listOf(Member) }, errors: [notFound],
      handle: async (ctx, { params, query }) => {
        const roster = await workings.rosters.of(ctx.organizationId);
        const groupId = groupIds.parse(params.group);
        if (!roster.groups.has(groupId)) throw notFound();
        const wanted = query.q?.toLowerCase() ?? '';
        const members = (roster.groupMembers.get(groupId) ?? []).flatMap((id) => roster.people.get(id) ?? []);
        const found = members.map(({ account }) => ({ id: accountIds.format(account.id), name: account.name, email: account.email }))
          .filter(({ name, email }) => name.toLowerCase().includes(wanted) || email.includes(wanted)).sort((a, b) => a.name.localeCompare(b.name));
        return pageOf(found, query);
      },
    }),
    organizationRoute({
      method: 'PUT', path: '/orgs/:org/groups/:group/members/:account', summary: 'Add a person to a group', permission: 'directory.group.manage', effect: 'write', audit: 'group_member_added',
      params: GroupMemberParams, replies: { 204: null }, errors: [notFound, directoryErrors.account_not_found, aboveYou, notYourself],
      handle: async (ctx, { params }) => addToGroup(workings, ctx, groupIds.parse(params.group), accountIds.parse(params.account)),
    }),
    organizationRoute({
      method: 'DELETE', path: '/orgs/:org/groups/:group/members/:account', summary: 'Take a person out of a group', permission: 'directory.group.manage', effect: 'write', audit: 'group_member_removed',
      params: GroupMemberParams, replies: { 204: null }, errors: [notFound, aboveYou, lastAdmin],
      handle: async (ctx, { params }) => removeFromGroup(workings, ctx, groupIds.parse(params.group), accountIds.parse(params.account)),
    }),
    organizationRoute({
      method: 'PUT', path: '/orgs/:org/groups/:group/groups/:member', summary: 'Put a group into a group', permission: 'directory.group.manage', feature: 'nested-groups', effect: 'write', audit: 'group_nested',
      params: GroupInGroupParams, replies: { 204: null }, errors: [notFound, directoryErrors.group_cycle, directoryErrors.group_too_deep, aboveYou, notYourself],
      handle: async (ctx, { params }) => putGroupInGroup(workings, ctx, groupIds.parse(params.group), groupIds.parse(params.member)),
    }),
    organizationRoute({
      method: 'DELETE', path: '/orgs/:org/groups/:group/groups/:member', summary: 'Take a group out of a group', permission: 'directory.group.manage', effect: 'write', audit: 'group_unnested',
      params: GroupInGroupParams, replies: { 204: null }, errors: [notFound, aboveYou, lastAdmin],
      handle: async (ctx, { params }) => takeGroupOutOfGroup(workings, ctx, groupIds.parse(params.group), groupIds.parse(params.member)),
    }),
  ];
}
