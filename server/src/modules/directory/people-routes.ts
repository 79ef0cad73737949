/** The doors to people of an organization. */
import { Type, type Static } from 'typebox';
import { accountIds } from '../../kernel/ids/index.ts';
import { organizationRoute, type OrganizationCtx, type Route } from '../../kernel/service/index.ts';
import { changeMember, removeMember } from './change-people.ts';
import { directoryErrors } from './errors.ts';
import { administratorsOf, AnyRole, holdsRole, Level, listOf, Page, pageOf, Person, personInFull, PersonInFull, personView, State } from './views.ts';
import type { DirectoryWorkings } from './workings.ts';

const PeoplePage = Type.Object({ ...Page.properties, state: Type.Optional(State), role: Type.Optional(AnyRole), site: Type.Optional(Type.String({ maxLength: 40 })), group: Type.Optional(Type.String({ maxLength: 40 })) });
const PersonParams = Type.Object({ account: Type.String() });

export function peopleRoutes(workings: DirectoryWorkings): readonly Route[] {
  const onePerson = async (ctx: OrganizationCtx, id: string): Promise<Static<typeof PersonInFull>> => {
    const roster = await workings.rosters.of(ctx.organizationId);
    const entry = roster.people.get(accountIds.parse(id));
    if (entry === undefined) throw directoryErrors.account_not_found();
    return personInFull(roster, ctx.organizationId, entry);
  };
  return [
    organizationRoute({
      method: 'GET', path: '/orgs/:org/people', summary: 'People of an organization, by name', permission: 'directory.people.read', query: PeoplePage, replies: { 200: listOf(Person) },
      handle: async (ctx, { query }) => {
        const roster = await workings.rosters.of(ctx.organizationId);
        const wanted = query.q?.toLowerCase() ?? '';
        const found = [...roster.people.values()].filter((entry) => query.role === undefined || holdsRole(entry, query.role)).map(personView)
          .filter((person) => (query.state === undefined || person.state === query.state) && (person.name.toLowerCase().includes(wanted) || person.email.includes(wanted)))
          .filter((person) => (query.site === undefined || person.sites.some(({ id }) => id === query.site)) && (query.group === undefined || person.groups.some(({ id }) => id === query.group)))
          .sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
        return pageOf(found, query);
      },
    }),
    organizationRoute({
      method: 'GET', path: '/orgs/:org/people/:account', summary: 'One person, with every role and where it comes from', permission: 'directory.people.read', replies: { 200: PersonInFull }, params: PersonParams,
      errors: [directoryErrors.account_not_found], handle: async (ctx, { params }) => onePerson(ctx, params.account),
    }),
    organizationRoute({
      method: 'PATCH', path: '/orgs/:org/people/:account', summary: 'Change the role or state of a person', permission: 'directory.people.manage', effect: 'write', audit: ['user_role_changed', 'user_deactivated', 'user_reactivated'],
      params: PersonParams, body: Type.Object({ role: Type.Optional(Level), state: Type.Optional(State) }), replies: { 200: PersonInFull },
      errors: [directoryErrors.account_not_found, directoryErrors.last_admin, directoryErrors.not_yourself, directoryErrors.above_you],
      handle: async (ctx, { params, body }) => {
        await changeMember(workings, ctx, accountIds.parse(params.account), body);
        return onePerson(ctx, params.account);
      },
    }),
    organizationRoute({
      method: 'DELETE', path: '/orgs/:org/people/:account', summary: 'Remove a person from the organization', permission: 'directory.people.manage', effect: 'write', audit: 'user_removed',
      params: PersonParams, replies: { 204: null }, errors: [directoryErrors.account_not_found, directoryErrors.last_admin, directoryErrors.not_yourself, directoryErrors.above_you],
      handle: async (ctx, { params }) => removeMember(workings, ctx, accountIds.parse(params.account)),
    }),
    organizationRoute({
      method: 'GET', path: '/orgs/:org/administrators', summary: 'Whom to ask for more', permission: 'directory.administrators.read', replies: { 200: listOf(Type.Object({ id: Type.String(), name: Type.String() })) },
      handle: async (ctx) => ({ items: administratorsOf(await workings.rosters.of(ctx.organizationId), null) }),
    }),
  ];
}
