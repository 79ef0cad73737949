/** People, groups and roles as the doors show them, and their schemas. */
import { Type, type Static } from 'typebox';
import { accountIds, groupIds, isUuid, organizationIds, siteIds, type OrganizationId } from '../../kernel/ids/index.ts';
import type { Duty } from '../../kernel/service/index.ts';
import { formatPrincipal } from './principal.ts';
import { wholeOrganization, type RoleGrantRow } from './role-store.ts';
import { reachable, type Roster, type RosterPerson } from './roster.ts';
import { dutiesOn, levelOn, organizationLevel } from './standing.ts';

export const Level = Type.Union([Type.Literal('admin'), Type.Literal('member'), Type.Literal('guest')]);
export const AnyRole = Type.Union([Type.Literal('admin'), Type.Literal('user-access-admin'), Type.Literal('auditor'), Type.Literal('member'), Type.Literal('guest')]);
export const State = Type.Union([Type.Literal('active'), Type.Literal('suspended')]);
const Named = Type.Object({ id: Type.String(), name: Type.String() });
const Subject = Type.Object({ kind: Type.Union([Type.Literal('account'), Type.Literal('group')]), id: Type.String(), name: Type.String() });
const Place = Type.Object({ kind: Type.Union([Type.Literal('organization'), Type.Literal('site'), Type.Literal('product')]), id: Type.String(), product: Type.Optional(Type.String()) });
const HeldRole = Type.Object({ place: Place, role: AnyRole, through: Type.Union([Subject, Type.Null()]) });

export const Person = Type.Object({
  id: Type.String(), email: Type.String(), name: Type.String(), state: State, role: Level, duties: Type.Array(Type.String()), lastActiveAt: Type.Union([Type.String(), Type.Null()]),
  groups: Type.Array(Named), sites: Type.Array(Type.Object({ id: Type.String(), role: Level, products: Type.Object({ tracker: Type.Union([Level, Type.Null()]), wiki: Type.Union([Level, Type.Null()]) }) })),
});
export const PersonInFull = Type.Object({ ...Person.properties, joinedAt: Type.String(), roles: Type.Array(HeldRole), allGroups: Type.Array(Named) });
export const GroupView = Type.Object({ id: Type.String(), name: Type.String(), description: Type.Union([Type.String(), Type.Null()]), members: Type.Integer() });
export const GroupInFull = Type.Object({ ...GroupView.properties, allMembers: Type.Integer(), groups: Type.Array(Named), partOf: Type.Array(Named), roles: Type.Array(HeldRole) });
export const Grant = Type.Object({ subject: Subject, role: AnyRole, grantedBy: Type.Union([Named, Type.Null()]), grantedAt: Type.String() });
export const listOf = <Item extends Type.TSchema>(item: Item) => Type.Object({ items: Type.Array(item), nextCursor: Type.Optional(Type.String()), total: Type.Optional(Type.Integer()) });
export const Page = Type.Object({ q: Type.Optional(Type.String({ maxLength: 100 })), cursor: Type.Optional(Type.String({ maxLength: 20, pattern: '^[0-9]+$' })), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })) });

const byName = <Item extends { readonly name: string }>(items: Item[]): Item[] => items.sort((a, b) => a.name.localeCompare(b.name));

function namedGroups(roster: Roster, ids: Iterable<string>): Static<typeof Named>[] {
  const found = [...ids].flatMap((id) => roster.groups.get(id) ?? []);
  return byName(found.map((group) => ({ id: groupIds.format(group.id), name: group.name })));
}

export const nameOf = (roster: Roster, id: string): string => roster.groups.get(id)?.name ?? (isUuid(id) ? roster.people.get(accountIds.fromUuid(id))?.account.name : undefined) ?? '';

export function subjectView(roster: Roster, kind: 'account' | 'group', id: string): Static<typeof Subject> {
  return { kind, id: formatPrincipal(kind, id), name: nameOf(roster, id) };
}

export function personView(entry: RosterPerson): Static<typeof Person> {
  const sites = new Set((entry.rights.roles ?? []).map((held) => held.site).filter((site) => site !== wholeOrganization));
  return {
    id: accountIds.format(entry.account.id), email: entry.account.email, name: entry.account.name,
    state: entry.account.state === 'suspended' ? 'suspended' : entry.member.state, role: organizationLevel(entry.rights) ?? entry.member.role,
    duties: [...dutiesOn(entry.rights, wholeOrganization)], lastActiveAt: entry.member.last_active_at?.toISOString() ?? null,
    groups: entry.groups.map((group) => ({ id: groupIds.format(group.id), name: group.name })),
    sites: [...sites].flatMap((site) => {
      const role = levelOn({ ...entry.rights, state: 'active' }, site);
      const product = (name: 'tracker' | 'wiki') => levelOn({ ...entry.rights, state: 'active' }, site, name);
      return role === null ? [] : [{ id: siteIds.format(siteIds.fromUuid(site)), role, products: { tracker: product('tracker'), wiki: product('wiki') } }];
    }),
  };
}

function placeView(organizationId: OrganizationId, row: RoleGrantRow): Static<typeof Place> {
  if (row.site_id === wholeOrganization) return { kind: 'organization', id: organizationIds.format(organizationId) };
  const id = siteIds.format(siteIds.fromUuid(row.site_id));
  return row.product === '' ? { kind: 'site', id } : { kind: 'product', id, product: row.product };
}

/** Roles held by any of the principals; `through` names the group, or nobody where they are the holder's own. */
function heldRoles(roster: Roster, organizationId: OrganizationId, own: string, through: ReadonlySet<string>): Static<typeof HeldRole>[] {
  return roster.roles.filter((row) => row.principal === own || through.has(row.principal))
    .map((row) => ({ place: placeView(organizationId, row), role: row.role, through: row.principal === own ? null : subjectView(roster, 'group', row.principal) }));
}

export function personInFull(roster: Roster, organizationId: OrganizationId, entry: RosterPerson): Static<typeof PersonInFull> {
  const all = new Set(entry.rights.groups ?? []);
  const own: Static<typeof HeldRole> = { place: { kind: 'organization', id: organizationIds.format(organizationId) }, role: entry.member.role, through: null };
  return { ...personView(entry), joinedAt: entry.member.joined_at.toISOString(), roles: [own, ...heldRoles(roster, organizationId, entry.account.id, all)], allGroups: namedGroups(roster, all) };
}

export function groupView(roster: Roster, group: { readonly id: string; readonly name: string; readonly description: string | null }): Static<typeof GroupView> {
  return { id: groupIds.format(groupIds.fromUuid(group.id)), name: group.name, description: group.description, members: roster.groupMembers.get(group.id)?.length ?? 0 };
}

export function groupInFull(roster: Roster, organizationId: OrganizationId, group: { readonly id: string; readonly name: string; readonly description: string | null }): Static<typeof GroupInFull> {
  const above = new Set(reachable(roster.groupsOfGroup, [group.id]));
  above.delete(group.id);
  const people = new Set([...reachable(roster.groupsInGroup, [group.id])].flatMap((id) => roster.groupMembers.get(id) ?? []));
  return {
    ...groupView(roster, group), allMembers: people.size,
    groups: namedGroups(roster, roster.groupsInGroup.get(group.id) ?? []), partOf: namedGroups(roster, roster.groupsOfGroup.get(group.id) ?? []),
    roles: heldRoles(roster, organizationId, group.id, above),
  };
}

export function grantView(roster: Roster, row: RoleGrantRow): Static<typeof Grant> {
  return {
    subject: subjectView(roster, row.principal_kind, row.principal), role: row.role, grantedAt: row.granted_at.toISOString(),
    grantedBy: row.granted_by === null ? null : { id: accountIds.format(row.granted_by), name: nameOf(roster, row.granted_by) },
  };
}

/** A page of a sorted list that fits in memory; the cursor is the place to go on from. */
export function pageOf<Item>(items: readonly Item[], query: { cursor?: string; limit?: number }): { items: Item[]; nextCursor?: string; total: number } {
  const from = Number(query.cursor ?? '0');
  const limit = query.limit ?? 50;
  const shown = items.slice(from, from + limit);
  return { items: shown, total: items.length, ...(from + limit < items.length ? { nextCursor: String(from + limit) } : {}) };
}

/** Who administers a place, at most so many: whom to ask. Nobody is named who is suspended. */
export function administratorsOf(roster: Roster, site: string | null, max = 5): Static<typeof Named>[] {
  const found: { id: string; name: string; onSite: boolean }[] = [];
  for (const entry of roster.people.values()) {
    if (entry.account.state !== 'active' || entry.member.state !== 'active') continue;
    const onSite = site !== null && levelOn(entry.rights, site) === 'admin';
    if (onSite || organizationLevel(entry.rights) === 'admin') found.push({ id: accountIds.format(entry.account.id), name: entry.account.name, onSite });
  }
  found.sort((a, b) => Number(b.onSite) - Number(a.onSite) || a.name.localeCompare(b.name));
  return found.slice(0, max).map(({ id, name }) => ({ id, name }));
}

export const holdsRole = (entry: RosterPerson, role: string): boolean => organizationLevel(entry.rights) === role || dutiesOn(entry.rights, wholeOrganization).includes(role as Duty); // compared only
