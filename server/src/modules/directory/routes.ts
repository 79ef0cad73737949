/** The doors of the directory: people, groups, site access. */
import { Type, type Static } from 'typebox';
import { accountIds, groupIds, siteIds } from '../../kernel/ids/index.ts';
import { organizationRoute, siteRoute, type OrganizationCtx, type Route } from '../../kernel/service/index.ts';
import { addToGroup, changeGroup, createGroup, deleteGroup, removeFromGroup } from './change-groups.ts';
import { changeMember, removeMember } from './change-people.ts';
import { formatPrincipal, giveSiteRole, parsePrincipal, takeSiteRole } from './change-site-access.ts';
import { directoryErrors } from './errors.ts';
import type { People } from './people.ts';
import type { Roster, RosterPerson } from './roster.ts';
import type { DirectoryWorkings } from './workings.ts';

const Role = Type.Union([Type.Literal('admin'), Type.Literal('member'), Type.Literal('guest')]);
const State = Type.Union([Type.Literal('active'), Type.Literal('suspended')]);
const Person = Type.Object({
  id: Type.String(), email: Type.String(), name: Type.String(), state: State, role: Role, lastActiveAt: Type.Union([Type.String(), Type.Null()]),
  groups: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })), sites: Type.Array(Type.Object({ id: Type.String(), role: Role })),
});
const GroupView = Type.Object({ id: Type.String(), name: Type.String(), description: Type.Union([Type.String(), Type.Null()]), members: Type.Integer() });
const Grant = Type.Object({ subject: Type.Object({ kind: Type.String(), id: Type.String(), name: Type.String() }), role: Role });
const listOf = <Item extends Type.TSchema>(item: Item) => Type.Object({ items: Type.Array(item), nextCursor: Type.Optional(Type.String()), total: Type.Optional(Type.Integer()) });
const Page = Type.Object({ q: Type.Optional(Type.String({ maxLength: 100 })), cursor: Type.Optional(Type.String({ maxLength: 20, pattern: '^[0-9]+$' })), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })) });
const PeoplePage = Type.Object({ ...Page.properties, state: Type.Optional(State) });

function personView(entry: RosterPerson, roster: Roster): Static<typeof Person> {
  const own = new Set<string>([entry.account.id, ...entry.groups.map((group) => group.id)]);
  return {
    id: accountIds.format(entry.account.id), email: entry.account.email, name: entry.account.name,
    state: entry.account.state === 'suspended' ? 'suspended' : entry.member.state, role: entry.member.role, lastActiveAt: entry.member.last_active_at?.toISOString() ?? null,
    groups: entry.groups.map((group) => ({ id: groupIds.format(group.id), name: group.name })),
    sites: roster.siteRoles.filter((row) => own.has(row.principal)).map((row) => ({ id: siteIds.format(row.site_id), role: row.role })),
  };
}

/** A page of a sorted list that fits in memory; the cursor is the place to go on from. */
function pageOf<Item>(items: readonly Item[], query: { cursor?: string; limit?: number }): { items: Item[]; nextCursor?: string; total: number } {
  const from = Number(query.cursor ?? '0');
  const limit = query.limit ?? 50;
  const shown = items.slice(from, from + limit);
  return { items: shown, total: items.length, ...(from + limit < items.length ? { nextCursor: String(from + limit) } : {}) };
}

export function createDirectoryRoutes(workings: DirectoryWorkings, people: People): readonly Route[] {
  return [...peopleRoutes(workings), ...groupRoutes(workings), ...groupMemberRoutes(workings), ...siteAccessRoutes(workings, people)];
}

function peopleRoutes(workings: DirectoryWorkings): readonly Route[] {
  const onePerson = async (ctx: OrganizationCtx, id: string): Promise<Static<typeof Person>> => {
    const roster = await workings.rosters.of(ctx.organizationId);
    const entry = roster.people.get(accountIds.parse(id));
    if (entry === undefined) throw directoryErrors.account_not_found();
    return personView(entry, roster);
  };
  return [
    organizationRoute({
      method: 'GET', path: '/orgs/:org/people', summary: 'People of an organization, by name', permission: 'directory.people.read', query: PeoplePage, replies: { 200: listOf(Person) },
      handle: async (ctx, { query }) => {
        const roster = await workings.rosters.of(ctx.organizationId);
        const wanted = query.q?.toLowerCase() ?? '';
        const found = [...roster.people.values()].map((entry) => personView(entry, roster))
          .filter((person) => (query.state === undefined || person.state === query.state) && (person.name.toLowerCase().includes(wanted) || person.email.includes(wanted)))
          .sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
        return pageOf(found, query);
      },
    }),
    organizationRoute({
      method: 'GET', path: '/orgs/:org/people/:account', summary: 'One person', permission: 'directory.people.read', replies: { 200: Person }, params: Type.Object({ account: Type.String() }),
      errors: [directoryErrors.account_not_found], handle: async (ctx, { params }) => onePerson(ctx, params.account),
    }),
    organizationRoute({
      method: 'PATCH', path: '/orgs/:org/people/:account', summary: 'Change the role or state of a person', permission: 'directory.people.manage', effect: 'write', audit: ['user_role_changed', 'user_deactivated', 'user_reactivated'],
      params: Type.Object({ account: Type.String() }), body: Type.Object({ role: Type.Optional(Role), state: Type.Optional(State) }), replies: { 200: Person },
      errors: [directoryErrors.account_not_found, directoryErrors.last_admin, directoryErrors.not_yourself],
      handle: async (ctx, { params, body }) => {
        await changeMember(workings, ctx, accountIds.parse(params.account), body);
        return onePerson(ctx, params.account);
      },
    }),
    organizationRoute({
      method: 'DELETE', path: '/orgs/:org/people/:account', summary: 'Remove a person from the organization', permission: 'directory.people.manage', effect: 'write', audit: 'user_removed',
      params: Type.Object({ account: Type.String() }), replies: { 204: null }, errors: [directoryErrors.account_not_found, directoryErrors.last_admin, directoryErrors.not_yourself],
      handle: async (ctx, { params }) => removeMember(workings, ctx, accountIds.parse(params.account)),
    }),
  ];
}

const GroupParams = Type.Object({ group: Type.String() });
const GroupMemberParams = Type.Object({ group: Type.String(), account: Type.String() });
const GroupName = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' });
const Description = Type.Union([Type.String({ maxLength: 1000 }), Type.Null()]);

function groupView(roster: Roster, group: { id: string; name: string; description: string | null }): Static<typeof GroupView> {
  return { id: groupIds.format(groupIds.fromUuid(group.id)), name: group.name, description: group.description, members: roster.groupMembers.get(group.id)?.length ?? 0 };
}

function groupRoutes(workings: DirectoryWorkings): readonly Route[] {
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
      method: 'POST', path: '/orgs/:org/groups', summary: 'Create a group', permission: 'directory.group.manage', effect: 'write', audit: 'group_created',
      body: Type.Object({ name: GroupName, description: Type.Optional(Description) }), replies: { 201: GroupView }, errors: [directoryErrors.group_name_taken],
      handle: async (ctx, { body }) => {
        const group = await createGroup(workings, ctx, { name: body.name, description: body.description ?? null });
        return groupView(await workings.rosters.of(ctx.organizationId), group);
      },
    }),
    organizationRoute({
      method: 'PATCH', path: '/orgs/:org/groups/:group', summary: 'Rename or describe a group', permission: 'directory.group.manage', effect: 'write', audit: 'group_updated',
      params: GroupParams, body: Type.Object({ name: Type.Optional(GroupName), description: Type.Optional(Description) }), replies: { 200: GroupView }, errors: [directoryErrors.group_not_found, directoryErrors.group_name_taken],
      handle: async (ctx, { params, body }) => {
        const group = await changeGroup(workings, ctx, groupIds.parse(params.group), body);
        return groupView(await workings.rosters.of(ctx.organizationId), group);
      },
    }),
    organizationRoute({
      method: 'DELETE', path: '/orgs/:org/groups/:group', summary: 'Delete a group and what was granted to it', permission: 'directory.group.manage', effect: 'write', audit: 'group_deleted',
      params: GroupParams, replies: { 204: null }, errors: [directoryErrors.group_not_found],
      handle: async (ctx, { params }) => deleteGroup(workings, ctx, groupIds.parse(params.group)),
    }),
  ];
}

function groupMemberRoutes(workings: DirectoryWorkings): readonly Route[] {
  const Member = Type.Object({ id: Type.String(), name: Type.String(), email: Type.String() });
  return [
    organizationRoute({
      method: 'GET', path: '/orgs/:org/groups/:group/members', summary: 'Members of a group, by name', permission: 'directory.group.read', params: GroupParams, query: Page, replies: { 200: listOf(Member) }, errors: [directoryErrors.group_not_found],
      handle: async (ctx, { params, query }) => {
        const roster = await workings.rosters.of(ctx.organizationId);
        const groupId = groupIds.parse(params.group);
        if (!roster.groups.has(groupId)) throw directoryErrors.group_not_found();
        const members = (roster.groupMembers.get(groupId) ?? []).flatMap((id) => roster.people.get(id) ?? []);
        const found = members.map(({ account }) => ({ id: accountIds.format(account.id), name: account.name, email: account.email })).sort((a, b) => a.name.localeCompare(b.name));
        return pageOf(found, query);
      },
    }),
    organizationRoute({
      method: 'PUT', path: '/orgs/:org/groups/:group/members/:account', summary: 'Add a person to a group', permission: 'directory.group.manage', effect: 'write', audit: 'group_member_added',
      params: GroupMemberParams, replies: { 204: null }, errors: [directoryErrors.group_not_found, directoryErrors.account_not_found],
      handle: async (ctx, { params }) => addToGroup(workings, ctx, groupIds.parse(params.group), accountIds.parse(params.account)),
    }),
    organizationRoute({
      method: 'DELETE', path: '/orgs/:org/groups/:group/members/:account', summary: 'Take a person out of a group', permission: 'directory.group.manage', effect: 'write', audit: 'group_member_removed',
      params: GroupMemberParams, replies: { 204: null }, errors: [directoryErrors.group_not_found],
      handle: async (ctx, { params }) => removeFromGroup(workings, ctx, groupIds.parse(params.group), accountIds.parse(params.account)),
    }),
  ];
}

function siteAccessRoutes(workings: DirectoryWorkings, people: People): readonly Route[] {
  const SubjectParams = Type.Object({ subject: Type.String() });
  return [
    siteRoute({
      method: 'GET', path: '/sites/:site/access', summary: 'Who has which role on a site', permission: 'directory.site-access.read', replies: { 200: listOf(Grant) },
      handle: async (ctx, { siteId }) => {
        const roster = await workings.rosters.of(ctx.organizationId);
        const nameOf = (id: string) => roster.groups.get(id)?.name ?? (id.length === 36 ? roster.people.get(accountIds.fromUuid(id))?.account.name : undefined) ?? '';
        const items = roster.siteRoles.filter((row) => row.site_id === siteId)
          .map((row) => ({ subject: { kind: row.principal_kind, id: formatPrincipal(row.principal_kind, row.principal), name: nameOf(row.principal) }, role: row.role }));
        return { items: items.sort((a, b) => a.subject.name.localeCompare(b.subject.name)) };
      },
    }),
    siteRoute({
      method: 'PUT', path: '/sites/:site/access/:subject', summary: 'Give a person or group a role on a site', permission: 'directory.site-access.manage', effect: 'write', audit: 'site_role_granted',
      params: SubjectParams, body: Type.Object({ role: Role }), replies: { 204: null }, errors: [directoryErrors.principal_unknown, directoryErrors.last_admin, directoryErrors.not_yourself],
      handle: async (ctx, { params, body, siteId }) => giveSiteRole(workings, ctx, siteId, parsePrincipal(params.subject), body.role),
    }),
    siteRoute({
      method: 'DELETE', path: '/sites/:site/access/:subject', summary: 'Take a role on a site away', permission: 'directory.site-access.manage', effect: 'write', audit: 'site_role_revoked',
      params: SubjectParams, replies: { 204: null }, errors: [directoryErrors.last_admin],
      handle: async (ctx, { params, siteId }) => takeSiteRole(workings, ctx, siteId, parsePrincipal(params.subject)),
    }),
    siteRoute({
      method: 'GET', path: '/sites/:site/people', summary: 'People of a site, for pickers', permission: 'directory.site-people.read', query: Page, replies: { 200: listOf(Type.Object({ id: Type.String(), name: Type.String(), email: Type.String() })) },
      handle: async (ctx, { query, siteId }) => {
        const found = await people.search(ctx.organizationId, query.q ?? '', query.limit ?? 20, siteId);
        return { items: found.map((person) => ({ id: accountIds.format(person.accountId), name: person.name, email: person.email })) };
      },
    }),
  ];
}
