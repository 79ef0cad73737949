/** Properties of content and of spaces. */
import { Type } from 'typebox';
import { accessErrors, JsonReply, tenantRoute, type Ctx, type Route } from '../../../kernel/service/index.ts';
import type { ContentType } from '../content-types.ts';
import { wikiErrors } from '../errors.ts';
import { findProperty, listProperties, type PropertyOwner } from '../property-store.ts';
import { changeProperty, createProperty, removeProperty } from '../write-property.ts';
import { propertyAnswer } from './answers.ts';
import type { Api } from './api.ts';
import { decodeCursor, listReply, pageOf, pagingQuery } from './paging.ts';
import { IdParameter, parseId } from './parameters.ts';
import { listOf, PropertyShape } from './schemas.ts';

const owners: readonly { readonly path: string; readonly types: readonly ContentType[] | 'space' }[] = [
  { path: 'pages', types: ['page'] }, { path: 'blogposts', types: ['blogpost'] }, { path: 'attachments', types: ['attachment'] },
  { path: 'comments', types: ['comment'] }, { path: 'custom-content', types: ['custom'] }, { path: 'spaces', types: 'space' },
];

interface SeenOwner extends PropertyOwner {
  readonly name: string;
  readonly mayChange: boolean;
}

async function ownerSeen(ctx: Ctx, api: Api, types: readonly ContentType[] | 'space', text: string): Promise<SeenOwner> {
  const id = parseId(text);
  if (types === 'space') {
    const space = await api.spaceSeen(ctx, id);
    return { kind: 'space', id, name: space.name, mayChange: space.level >= 3 };
  }
  const content = await api.contentSeen(ctx, id, types);
  return { kind: 'content', id, name: content.title, mayChange: content.level >= 2 && content.mayUpdatePage };
}

const Value = Type.Object({ key: Type.String({ minLength: 1, maxLength: 255 }), value: Type.Optional(Type.Unknown()) });

function routesOf(api: Api, { path, types }: (typeof owners)[number]): readonly Route[] {
  const base = `/wiki/api/v2/${path}/:owner/properties`;
  const owner = Type.Object({ owner: IdParameter });
  const one = Type.Object({ owner: IdParameter, property: IdParameter });
  const change = async (ctx: Ctx, text: string): Promise<SeenOwner> => {
    const found = await ownerSeen(ctx, api, types, text);
    if (!found.mayChange) throw accessErrors.forbidden();
    return found;
  };
  const permission = types === 'space' ? 'wiki.space.administer' : 'wiki.content.edit';
  return [
    tenantRoute({
      method: 'GET', path: base, summary: `List properties of one of ${path}`, permission: 'wiki.content.view', params: owner,
      query: Type.Object({ key: Type.Optional(Type.String({ maxLength: 255 })), sort: Type.Optional(Type.String()), ...pagingQuery }), replies: { 200: listOf(PropertyShape) }, errors: [wikiErrors.content_not_found],
      handle: async (ctx, { params, query, baseUrl }) => {
        const seen = await ownerSeen(ctx, api, types, params.owner);
        const limit = query.limit ?? 25;
        const found = await ctx.read((tx) => listProperties(tx, seen, { after: decodeCursor(query.cursor)?.id ?? null, limit, ...(query.key === undefined ? {} : { key: query.key }) }));
        const { items, next } = pageOf(found, limit, ({ id }) => ({ key: '', id }));
        return listReply({ baseUrl, path: `/wiki/api/v2/${path}/${params.owner}/properties`, query, results: items.map(propertyAnswer), next });
      },
    }),
    tenantRoute({
      method: 'GET', path: `${base}/:property`, summary: `Get a property of one of ${path}`, permission: 'wiki.content.view', params: one, replies: { 200: PropertyShape }, errors: [wikiErrors.property_not_found],
      handle: async (ctx, { params }) => {
        const seen = await ownerSeen(ctx, api, types, params.owner);
        const property = await ctx.read((tx) => findProperty(tx, seen, parseId(params.property)));
        if (property === undefined) throw wikiErrors.property_not_found();
        return propertyAnswer(property);
      },
    }),
    tenantRoute({
      method: 'POST', path: base, summary: `Add a property to one of ${path}`, permission, effect: 'write', audit: 'wiki_property_created', params: owner, body: Value, replies: { 200: PropertyShape }, errors: [wikiErrors.content_not_found, wikiErrors.property_key_taken],
      handle: async (ctx, { params, body }) => propertyAnswer(await createProperty(ctx, await change(ctx, params.owner), body.key, body.value)),
    }),
    tenantRoute({
      method: 'PUT', path: `${base}/:property`, summary: `Change a property of one of ${path}`, permission, effect: 'write', audit: 'wiki_property_updated', params: one,
      body: Type.Object({ key: Type.Optional(Type.String()), value: Type.Optional(Type.Unknown()), version: Type.Object({ number: Type.Integer(), message: Type.Optional(Type.String()) }) }), replies: { 200: PropertyShape }, errors: [wikiErrors.property_not_found, wikiErrors.version_conflict],
      handle: async (ctx, { params, body }) => propertyAnswer(await changeProperty(ctx, await change(ctx, params.owner), parseId(params.property), body.value, body.version.number)),
    }),
    tenantRoute({
      method: 'DELETE', path: `${base}/:property`, summary: `Delete a property of one of ${path}`, permission, effect: 'write', audit: 'wiki_property_deleted', params: one, replies: { 204: null }, errors: [wikiErrors.property_not_found],
      handle: async (ctx, { params }) => {
        await removeProperty(ctx, await change(ctx, params.owner), parseId(params.property));
        return new JsonReply(204, null);
      },
    }),
  ];
}

export function propertyRoutes(api: Api): readonly Route[] {
  return owners.flatMap((owner) => routesOf(api, owner));
}
