/** Who may see and change a page, by the v1 addresses; v2 has none. */
import { createHash } from 'node:crypto';
import { Type, type Static } from 'typebox';
import { groupIds, isUuid } from '../../../kernel/ids/index.ts';
import { tenantRoute, type Ctx, type Route } from '../../../kernel/service/index.ts';
import { wikiErrors } from '../errors.ts';
import { parsePerson } from '../people.ts';
import { findPeople } from '../person-store.ts';
import { restrictPage } from '../restrict-page.ts';
import { importedGroupNames, listRestrictions, type Restriction } from '../restriction-store.ts';
import type { Answer } from './answers.ts';
import type { Api } from './api.ts';
import { IdParameter, parseId } from './parameters.ts';
import { personAsV1 } from './people-routes.ts';

const params = Type.Object({ id: IdParameter });
const Person = Type.Object({ accountId: Type.Optional(Type.String({ maxLength: 100 })) });
const Group = Type.Object({ id: Type.Optional(Type.String({ maxLength: 100 })), name: Type.Optional(Type.String({ maxLength: 300 })) });
const RestrictionWrite = Type.Object({
  operation: Type.String(),
  restrictions: Type.Optional(Type.Object({
    user: Type.Optional(Type.Union([Type.Array(Person), Type.Object({ results: Type.Array(Person) })])),
    group: Type.Optional(Type.Union([Type.Array(Group), Type.Object({ results: Type.Array(Group) })])),
  })),
});
const Body = Type.Union([Type.Array(RestrictionWrite, { maxItems: 10 }), Type.Object({ results: Type.Array(RestrictionWrite, { maxItems: 10 }) })]);
const RestrictionsShape = Type.Object({ results: Type.Array(Type.Object({ operation: Type.String() })), start: Type.Integer(), limit: Type.Integer(), size: Type.Integer(), restrictionsHash: Type.String() });

const listed = <Item>(value: readonly Item[] | { readonly results: readonly Item[] } | undefined): readonly Item[] => (value === undefined ? [] : 'results' in value ? value.results : value);

async function readRestrictions(ctx: Ctx, api: Api, body: Static<typeof Body>): Promise<readonly Restriction[]> {
  const groups = await api.groups.groups(ctx);
  return listed(body).flatMap(({ operation, restrictions }): Restriction[] => {
    if (operation !== 'read' && operation !== 'update') throw wikiErrors.restriction_invalid();
    return [
      ...listed(restrictions?.user).map(({ accountId }): Restriction => ({ operation, kind: 'user', principal: parsePerson(accountId ?? '') ?? refused('a person') })),
      ...listed(restrictions?.group).map(({ id, name }): Restriction => {
        const group = groups.find((one) => (id !== undefined && (one.id === id || groupIds.format(groupIds.fromUuid(one.id)) === id)) || (name !== undefined && one.name === name));
        return { operation, kind: 'group', principal: group?.id ?? refused('a group') };
      }),
    ];
  });
}

function refused(what: string): never {
  throw wikiErrors.restriction_invalid({ detail: `It names ${what} who is not known here.` });
}

async function answer(ctx: Ctx, api: Api, pageId: number, baseUrl: string): Promise<Answer & { readonly results: readonly Answer[] }> {
  const restrictions = await ctx.read((tx) => listRestrictions(tx, pageId));
  const people = await findPeople(ctx, api.people, restrictions.filter(({ kind }) => kind === 'user').map(({ principal }) => principal));
  const groupNames = new Map((await api.groups.groups(ctx)).map(({ id, name }) => [id, name]));
  const imported = await ctx.read((tx) => importedGroupNames(tx, restrictions.filter(({ kind, principal }) => kind === 'group' && !groupNames.has(principal)).map(({ principal }) => principal)));
  const results = (['read', 'update'] as const).map((operation) => operationAnswer(operation, restrictions.filter((one) => one.operation === operation), baseUrl, pageId, {
    person: (id) => personAsV1(id, people.get(id)),
    group: (id) => ({ type: 'group', id: isUuid(id) && groupNames.has(id) ? groupIds.format(groupIds.fromUuid(id)) : id, name: groupNames.get(id) ?? imported.get(id) ?? '' }),
  }));
  const hash = createHash('sha256').update(JSON.stringify(restrictions)).digest('base64url');
  return { results, start: 0, limit: 200, size: results.length, restrictionsHash: hash, _links: { base: `${baseUrl}/wiki`, self: `${baseUrl}/wiki/rest/api/content/${String(pageId)}/restriction` } };
}

interface Shown {
  readonly person: (id: string) => Answer;
  readonly group: (id: string) => Answer;
}

function operationAnswer(operation: 'read' | 'update', restrictions: readonly Restriction[], baseUrl: string, pageId: number, shown: Shown): Answer {
  const users = restrictions.filter(({ kind }) => kind === 'user').map(({ principal }) => shown.person(principal));
  const groups = restrictions.filter(({ kind }) => kind === 'group').map(({ principal }) => shown.group(principal));
  return {
    operation,
    restrictions: { user: { results: users, start: 0, limit: 200, size: users.length }, group: { results: groups, start: 0, limit: 200, size: groups.length }, _expandable: {} },
    _expandable: { content: `/rest/api/content/${String(pageId)}` }, _links: { self: `${baseUrl}/wiki/rest/api/content/${String(pageId)}/restriction/byOperation/${operation}` },
  };
}

export function restrictionRoutes(api: Api): readonly Route[] {
  const path = '/wiki/rest/api/content/:id/restriction';
  const write = { permission: 'wiki.content.restrict', effect: 'write', audit: 'wiki_page_restricted', params, replies: { 200: RestrictionsShape }, errors: [wikiErrors.content_not_found, wikiErrors.restriction_invalid] } as const;
  return [
    tenantRoute({
      method: 'GET', path, summary: 'List who may see and change a page', permission: 'wiki.content.view', params, query: Type.Object({ expand: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())])) }), replies: { 200: RestrictionsShape }, errors: [wikiErrors.content_not_found],
      handle: async (ctx, { params: { id }, baseUrl }) => {
        const page = await api.contentSeen(ctx, parseId(id), ['page', 'blogpost']);
        return answer(ctx, api, page.id, baseUrl);
      },
    }),
    tenantRoute({
      method: 'GET', path: `${path}/byOperation`, summary: 'List who may see and change a page, by operation', permission: 'wiki.content.view', params, replies: { 200: Type.Object({}) }, errors: [wikiErrors.content_not_found],
      handle: async (ctx, { params: { id }, baseUrl }) => {
        const page = await api.contentSeen(ctx, parseId(id), ['page', 'blogpost']);
        const { results } = await answer(ctx, api, page.id, baseUrl);
        return { read: results[0], update: results[1], _links: { self: `${baseUrl}/wiki/rest/api/content/${id}/restriction/byOperation` } };
      },
    }),
    ...(['POST', 'PUT'] as const).map((method) => tenantRoute({
      method, path, summary: method === 'POST' ? 'Let more people see or change a page' : 'Say anew who may see or change a page', ...write, body: Body,
      handle: async (ctx, { params: { id }, body, baseUrl }) => {
        const given = await readRestrictions(ctx, api, body);
        const page = await restrictPage(ctx, parseId(id), (before) => (method === 'POST' ? [...before, ...given.filter((one) => !before.some((old) => old.operation === one.operation && old.principal === one.principal))] : given));
        return answer(ctx, api, page.id, baseUrl);
      },
    })),
    tenantRoute({
      method: 'DELETE', path, summary: 'Take all restrictions off a page', ...write,
      handle: async (ctx, { params: { id }, baseUrl }) => {
        const page = await restrictPage(ctx, parseId(id), () => []);
        return answer(ctx, api, page.id, baseUrl);
      },
    }),
  ];
}
