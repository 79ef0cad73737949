/** People by their ids, and who is asking. */
import { Type } from 'typebox';
import { tenantRoute, type Route } from '../../../kernel/service/index.ts';
import { wikiErrors } from '../errors.ts';
import { formatPerson, parsePerson, type KnownPerson } from '../people.ts';
import { findPeople } from '../person-store.ts';
import type { Answer } from './answers.ts';
import type { Api } from './api.ts';
import { listOf } from './schemas.ts';

const UserShape = Type.Object({ accountId: Type.String(), displayName: Type.String(), email: Type.String(), accountType: Type.String(), accountStatus: Type.String() });

function personAnswer(id: string, person: KnownPerson | undefined): Answer {
  return {
    accountId: formatPerson(id), displayName: person?.name ?? '', publicName: person?.name ?? '', email: person?.email ?? '', accountType: 'atlassian',
    accountStatus: person?.active === false ? 'inactive' : 'active', isExternalCollaborator: false, timeZone: null, personalSpaceId: null, profilePicture: { path: '', isDefault: true },
  };
}

export function personAsV1(id: string, person: KnownPerson | undefined): Answer {
  return {
    type: 'known', accountId: formatPerson(id), accountType: 'atlassian', displayName: person?.name ?? '', publicName: person?.name ?? '', email: person?.email ?? '',
    profilePicture: { path: '', width: 48, height: 48, isDefault: true }, isExternalCollaborator: false, _expandable: { operations: '', personalSpace: '' }, _links: {},
  };
}

export function peopleRoutes(api: Api): readonly Route[] {
  return [
    tenantRoute({
      method: 'POST', path: '/wiki/api/v2/users-bulk', summary: 'Get people by their ids', permission: 'wiki.content.view',
      body: Type.Object({ accountIds: Type.Array(Type.String({ maxLength: 100 }), { minItems: 1, maxItems: 250 }) }), replies: { 200: listOf(UserShape) },
      handle: async (ctx, { body, baseUrl }) => {
        const ids = [...new Set(body.accountIds.flatMap((text) => parsePerson(text) ?? []))];
        const people = await findPeople(ctx, api.people, ids);
        return { results: ids.flatMap((id) => (people.has(id) ? [personAnswer(id, people.get(id))] : [])), _links: { base: `${baseUrl}/wiki` } };
      },
    }),
    tenantRoute({
      method: 'GET', path: '/wiki/rest/api/user/current', summary: 'Say who is asking', permission: 'wiki.content.view', query: Type.Object({ expand: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())])) }), replies: { 200: UserShape }, errors: [wikiErrors.person_not_found],
      handle: async (ctx) => {
        const id = ctx.actor.accountId;
        if (id === null) throw wikiErrors.person_not_found();
        return personAsV1(id, (await findPeople(ctx, api.people, [id])).get(id));
      },
    }),
    tenantRoute({
      method: 'GET', path: '/wiki/rest/api/user', summary: 'Get a person', permission: 'wiki.content.view', query: Type.Object({ accountId: Type.String({ maxLength: 100 }) }), replies: { 200: UserShape }, errors: [wikiErrors.person_not_found],
      handle: async (ctx, { query }) => {
        const id = parsePerson(query.accountId);
        const person = id === undefined ? undefined : (await findPeople(ctx, api.people, [id])).get(id);
        if (id === undefined || person === undefined) throw wikiErrors.person_not_found();
        return personAsV1(id, person);
      },
    }),
  ];
}
