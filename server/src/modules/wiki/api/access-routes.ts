/** `/api/v1/sites/{site}/wiki/containers/{key}/access`: who may enter a space, for the console. */
import { Type } from 'typebox';
import { accountIds, groupIds } from '../../../kernel/ids/index.ts';
import { everyonePrincipal, tenantRoute, type Ctx, type Route } from '../../../kernel/service/index.ts';
import { wikiErrors } from '../errors.ts';
import { formatPerson, isPlaceholder } from '../people.ts';
import { findPeople } from '../person-store.ts';
import { importedGroupNames } from '../restriction-store.ts';
import { setSpaceAccess } from '../set-space-access.ts';
import { findSpace, listGrants, type Grant } from '../space-store.ts';
import { viewerOf } from '../visibility-store.ts';
import type { Answer } from './answers.ts';
import type { Api } from './api.ts';

const accessMount = '/api/v1/sites/:site/wiki';
const params = Type.Object({ key: Type.String({ maxLength: 300 }) });
const Subject = Type.Object({ kind: Type.String({ enum: ['account', 'group', 'everyone'] }), id: Type.Optional(Type.String({ maxLength: 100 })), name: Type.Optional(Type.String()) });
const AccessShape = Type.Object({ items: Type.Array(Type.Object({ subject: Subject, level: Type.String({ enum: ['read', 'write', 'admin'] }) }), { maxItems: 1_000 }) });

async function shown(ctx: Ctx, api: Api, grants: readonly Grant[]): Promise<readonly Answer[]> {
  const groups = new Map((await api.groups.groups(ctx)).map(({ id, name }) => [id, name]));
  const others = grants.map(({ principal }) => principal).filter((id) => id !== everyonePrincipal && !groups.has(id));
  const imported = await ctx.read((tx) => importedGroupNames(tx, others));
  const people = await findPeople(ctx, api.people, others.filter((id) => !imported.has(id)));
  return grants.map(({ principal, level }) => {
    if (principal === everyonePrincipal) return { subject: { kind: 'everyone' }, level };
    const group = groups.get(principal) ?? imported.get(principal);
    // A group of an import that nobody here stands for is named by its bare UUID; so it goes back unchanged.
    if (group !== undefined) return { subject: { kind: 'group', id: groups.has(principal) ? groupIds.format(groupIds.fromUuid(principal)) : principal, name: group }, level };
    return { subject: { kind: 'account', id: formatPerson(principal), name: people.get(principal)?.name ?? '' }, level };
  });
}

async function principalOf(ctx: Ctx, api: Api, spaceGrants: readonly Grant[], subject: { readonly kind: string; readonly id?: string }): Promise<string> {
  if (subject.kind === 'everyone') return everyonePrincipal;
  const held = spaceGrants.find(({ principal }) => principal === subject.id || (isPlaceholder(principal) && formatPerson(principal) === subject.id));
  if (held !== undefined) return held.principal;
  if (subject.kind === 'group') {
    const id = groupIds.parse(subject.id ?? '');
    if ((await api.groups.groups(ctx)).some((group) => group.id === id)) return id;
    throw wikiErrors.restriction_invalid({ detail: 'There is no such group.' });
  }
  const id = accountIds.parse(subject.id ?? '');
  if ((await api.people.people(ctx, [id])).has(id)) return id;
  throw wikiErrors.person_not_found();
}

export function accessRoutes(api: Api): readonly Route[] {
  const path = '/containers/:key/access';
  return [
    tenantRoute({
      method: 'GET', path, mount: accessMount, summary: 'List who may enter a space', permission: 'wiki.space.administer', params, replies: { 200: AccessShape }, errors: [wikiErrors.space_not_found],
      handle: async (ctx, { params: { key } }) => {
        const grants = await ctx.read(async (tx) => {
          const space = await findSpace(tx, viewerOf(ctx), { key });
          if (space === undefined) throw wikiErrors.space_not_found();
          return listGrants(tx, space.id);
        });
        return { items: await shown(ctx, api, grants) };
      },
    }),
    tenantRoute({
      method: 'PUT', path, mount: accessMount, summary: 'Say who may enter a space', permission: 'wiki.space.administer', effect: 'write', audit: 'wiki_space_access_changed', params, body: AccessShape,
      replies: { 200: AccessShape }, errors: [wikiErrors.space_not_found, wikiErrors.person_not_found, wikiErrors.restriction_invalid],
      handle: async (ctx, { params: { key }, body }) => {
        const before = await ctx.read(async (tx) => {
          const space = await findSpace(tx, viewerOf(ctx), { key });
          return space === undefined ? [] : listGrants(tx, space.id);
        });
        const grants: Grant[] = [];
        for (const { subject, level } of body.items) {
          grants.push({ principal: await principalOf(ctx, api, before, subject), level: level === 'admin' || level === 'write' ? level : 'read' });
        }
        return { items: await shown(ctx, api, await setSpaceAccess(ctx, key, grants)) };
      },
    }),
  ];
}
