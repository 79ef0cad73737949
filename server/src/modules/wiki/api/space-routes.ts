/** The doors below `/wiki/api/v2/spaces`: creating, listing, reading, labels. */
import { Type } from 'typebox';
import { JsonReply, tenantRoute, type Ctx, type Route } from '../../../kernel/service/index.ts';
import { createSpace } from '../create-space.ts';
import { wikiErrors } from '../errors.ts';
import { findLabelId, listLabels, listLabelsOf } from '../label-store.ts';
import { renderBodies, type BodyFormat, type RenderedBody } from '../render-bodies.ts';
import { findSpace, listAllSpaces, listSpaces, type Space, type SpaceFilter } from '../space-store.ts';
import { viewerOf } from '../visibility-store.ts';
import { included, labelAnswer, spaceAnswer, withBase, type Answer } from './answers.ts';
import { basePathOf, type Api } from './api.ts';
import { decodeCursor, listReply, pageOf, pagingQuery } from './paging.ts';
import { Flag, IdParameter, parseId, several, Several, severalIds } from './parameters.ts';
import { LabelShape, listOf, SpaceShape } from './schemas.ts';

const sortedInMemoryMax = 10_000;
const nameOrder = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

const descriptionFormats: Readonly<Record<string, BodyFormat>> = { plain: 'plain', view: 'view' };

async function describe(ctx: Ctx, api: Api, baseUrl: string, spaces: readonly Space[], format: BodyFormat | undefined): Promise<readonly (RenderedBody | undefined)[]> {
  if (format === undefined) return spaces.map(() => undefined);
  const items = spaces.map((space) => ({ content: { id: space.descriptionId ?? 0, pageId: space.descriptionId ?? 0, spaceKey: space.key }, body: space.description }));
  return renderBodies(ctx, { people: api.people, basePath: basePathOf(baseUrl) }, items, format);
}

/** Names are sealed, so that their order is made here; `after` holds the last name and id. */
async function listByName(ctx: Ctx, filter: SpaceFilter, after: { readonly key: string; readonly id: number } | null, limit: number, descending: boolean): Promise<readonly Space[]> {
  const all = await ctx.read((tx) => listAllSpaces(tx, viewerOf(ctx), filter, sortedInMemoryMax));
  if (all.length > sortedInMemoryMax) throw wikiErrors.sort_too_large();
  const order = (a: { name: string; id: number }, b: { name: string; id: number }) => (nameOrder.compare(a.name, b.name) || a.id - b.id) * (descending ? -1 : 1);
  const sorted = all.toSorted(order);
  const start = after === null ? 0 : sorted.findIndex((space) => order(space, { name: after.key, id: after.id }) > 0);
  const ids = start < 0 ? [] : sorted.slice(start, start + limit + 1).map(({ id }) => id);
  const found = new Map((await ctx.read((tx) => listSpaces(tx, viewerOf(ctx), { filter: { ids }, sort: 'id', descending: false, after: null, limit: limit + 1, description: true }))).map((space) => [space.id, space]));
  return ids.flatMap((id) => found.get(id) ?? []);
}

const createRoute = (): Route => tenantRoute({
  method: 'POST', path: '/wiki/api/v2/spaces', summary: 'Create a space', permission: 'wiki.space.create', effect: 'write', audit: 'wiki_space_created',
  query: Type.Object({}),
  body: Type.Object({
    name: Type.String({ minLength: 1, maxLength: 200 }), key: Type.Optional(Type.String({ maxLength: 256 })), alias: Type.Optional(Type.String({ maxLength: 256 })),
    description: Type.Optional(Type.Union([Type.Object({ value: Type.Optional(Type.String({ maxLength: 10_000 })), representation: Type.Optional(Type.String()) }), Type.Null()])),
    createPrivateSpace: Type.Optional(Type.Boolean()),
  }),
  replies: { 201: SpaceShape }, errors: [wikiErrors.space_key_taken, wikiErrors.space_key_invalid],
  handle: async (ctx, { body, baseUrl }) => {
    const space = await createSpace(ctx, { key: body.key ?? body.alias ?? '', name: body.name, description: body.description?.value ?? '', private: body.createPrivateSpace === true });
    return new JsonReply(201, withBase(spaceAnswer(space), { baseUrl }));
  },
});

const listRoute = (api: Api): Route => tenantRoute({
  method: 'GET', path: '/wiki/api/v2/spaces', summary: 'List spaces', permission: 'wiki.space.view',
  query: Type.Object({
    ids: Several, keys: Several, type: Type.Optional(Type.String()), status: Type.Optional(Type.String()), labels: Several,
    sort: Type.Optional(Type.String()), 'description-format': Type.Optional(Type.String()), 'include-icon': Flag, ...pagingQuery,
  }),
  replies: { 200: listOf(SpaceShape) }, errors: [wikiErrors.cursor_invalid, wikiErrors.id_invalid],
  handle: async (ctx, { query, baseUrl }) => {
    const limit = query.limit ?? 25;
    const viewer = viewerOf(ctx);
    const [ids, keys, labels] = [severalIds(query.ids), several(query.keys), several(query.labels)];
    const labelIds = labels === undefined ? undefined : await ctx.read(async (tx) => (await Promise.all(labels.map((name) => findLabelId(tx, 'team', name)))).flatMap((id) => id ?? []));
    const filter: SpaceFilter = {
      ...(ids === undefined ? {} : { ids }), ...(keys === undefined ? {} : { keys }), ...(labelIds === undefined ? {} : { labelIds }),
      ...(query.type === undefined ? {} : { type: query.type }), ...(query.status === undefined ? {} : { status: query.status }),
    };
    const descending = query.sort?.startsWith('-') === true;
    const sort = query.sort?.replace(/^-/, '') ?? 'id';
    if (!['id', 'key', 'name'].includes(sort)) throw wikiErrors.query_invalid({ detail: 'The sort order is unknown.' });
    const after = decodeCursor(query.cursor);
    const found = sort === 'name' ? await listByName(ctx, filter, after, limit, descending)
      : await ctx.read((tx) => listSpaces(tx, viewer, { filter, sort: sort === 'key' ? 'key' : 'id', descending, after: after === null ? null : sort === 'key' ? after.key : String(after.id), limit, description: true }));
    const { items, next } = pageOf(found, limit, (space) => ({ key: sort === 'name' ? space.name : space.key.toLowerCase(), id: space.id }));
    const descriptions = await describe(ctx, api, baseUrl, items, descriptionFormats[query['description-format'] ?? '']);
    return listReply({ baseUrl, path: '/wiki/api/v2/spaces', query, results: items.map((space, index) => spaceAnswer(space, descriptions[index])), next });
  },
});

const getRoute = (api: Api): Route => tenantRoute({
  method: 'GET', path: '/wiki/api/v2/spaces/:id', summary: 'Get a space', permission: 'wiki.space.view',
  params: Type.Object({ id: IdParameter }),
  query: Type.Object({ 'description-format': Type.Optional(Type.String()), 'include-icon': Flag, 'include-labels': Flag, 'include-operations': Flag }),
  replies: { 200: SpaceShape }, errors: [wikiErrors.space_not_found],
  handle: async (ctx, { params, query, baseUrl }) => {
    const viewer = viewerOf(ctx);
    const space = await ctx.read((tx) => findSpace(tx, viewer, { id: parseId(params.id) }, { description: true }));
    if (space === undefined) throw wikiErrors.space_not_found();
    const [description] = await describe(ctx, api, baseUrl, [space], descriptionFormats[query['description-format'] ?? '']);
    const self = `/wiki/api/v2/spaces/${String(space.id)}`;
    const extra: Answer = {};
    if (query['include-labels'] === true) {
      const labels = space.descriptionId === null ? [] : await ctx.read((tx) => listLabelsOf(tx, space.descriptionId ?? 0, viewer, { after: null, limit: 100 }));
      extra['labels'] = included(labels.slice(0, 100).map(labelAnswer), labels.length > 100, `${self}/labels`);
    }
    if (query['include-operations'] === true) extra['operations'] = included(spaceOperations(space), false, `${self}/operations`);
    return withBase({ ...spaceAnswer(space, description), ...extra }, { baseUrl });
  },
});

function spaceOperations({ level }: Space): readonly Answer[] {
  const allowed = [{ operation: 'read', targetType: 'space' }];
  if (level >= 2) allowed.push(...['page', 'blogpost', 'comment', 'attachment'].map((targetType) => ({ operation: 'create', targetType })));
  if (level >= 3) allowed.push({ operation: 'administer', targetType: 'space' });
  return allowed;
}

/** Labels of the space itself, and of what is in it. */
const labelRoutes = (): readonly Route[] => (['labels', 'content/labels'] as const).map((tail) => tenantRoute({
  method: 'GET', path: `/wiki/api/v2/spaces/:id/${tail}`, summary: tail === 'labels' ? 'List the labels of a space' : 'List the labels used in a space', permission: 'wiki.space.view',
  params: Type.Object({ id: IdParameter }), query: Type.Object({ prefix: Type.Optional(Type.String()), sort: Type.Optional(Type.String()), ...pagingQuery }),
  replies: { 200: listOf(LabelShape) }, errors: [wikiErrors.space_not_found],
  handle: async (ctx, { params, query, baseUrl }) => {
    const viewer = viewerOf(ctx);
    const limit = query.limit ?? 25;
    const after = decodeCursor(query.cursor)?.id ?? null;
    const found = await ctx.read(async (tx) => {
      const space = await findSpace(tx, viewer, { id: parseId(params.id) });
      if (space === undefined) throw wikiErrors.space_not_found();
      if (tail === 'content/labels') return listLabels(tx, viewer, { spaceId: space.id, after, limit, ...(query.prefix === undefined ? {} : { prefixes: [query.prefix] }) });
      return space.descriptionId === null ? [] : listLabelsOf(tx, space.descriptionId, viewer, { after, limit, ...(query.prefix === undefined ? {} : { prefix: query.prefix }) });
    });
    const { items, next } = pageOf(found, limit, ({ id, name }) => ({ key: name, id }));
    return listReply({ baseUrl, path: `/wiki/api/v2/spaces/${params.id}/${tail}`, query, results: items.map(labelAnswer), next });
  },
}));

export function spaceRoutes(api: Api): readonly Route[] {
  return [createRoute(), listRoute(api), getRoute(api), ...labelRoutes()];
}
