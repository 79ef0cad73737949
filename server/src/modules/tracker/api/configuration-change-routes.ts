/** Doors with which administrators of the site change what the tracker is set up with, in the shape of the public API. */
import { Type } from 'typebox';
import { JsonReply, tenantRoute, type Ctx, type Route } from '../../../kernel/service/index.ts';
import { readConfiguration, type ConfigurationKind, type ConfiguredItem } from '../configuration-store.ts';
import { errors } from '../errors.ts';
import { limits } from '../limits.ts';
import { changeItem, chooseDefault, createItem, deleteItem, itemOf, moveItems } from '../manage-configuration.ts';
import { foldText } from '../match-text.ts';
import { issueTypeBean, linkTypeBean, priorityBean, resolutionBean } from '../show-configuration.ts';
import { bean, IdParams, NamedShape, numberOf, pageOf, pageShape, paging } from './shapes.ts';

const Text = Type.Optional(Type.String({ maxLength: limits.descriptionCharacters }));
const Id = Type.String({ maxLength: 30 });
const OptionalId = Type.Optional(Id);
const configure = { permission: 'tracker.site.configure', effect: 'write' } as const;
const view = { method: 'GET', permission: 'tracker.site.view' } as const;
const changeErrors = [errors.item_not_found, errors.fields_invalid, errors.name_taken] as const;
const replacing = [errors.item_not_found, errors.in_use, errors.fields_invalid, errors.migration_needed] as const;
const idOf = (text: string | undefined): number | null => (text === undefined || text === '' ? null : numberOf(text));

export function createConfigurationChangeRoutes(): readonly Route[] {
  return [...issueTypeRoutes(), ...orderedRoutes('priority', 'priority', 'priorities'), ...orderedRoutes('resolution', 'resolution', 'resolutions'), ...linkTypeRoutes(), ...categoryRoutes()];
}

const shown = <Bean>(ctx: Ctx, kind: ConfigurationKind, id: number, show: (item: ConfiguredItem) => Bean): Promise<Bean> => ctx.read(async (tx) => show(itemOf(await readConfiguration(tx), kind, id)));

function issueTypeRoutes(): readonly Route[] {
  const one = (ctx: Ctx, base: string, id: number) => shown(ctx, 'issueType', id, (item) => issueTypeBean(base, item));
  return [
    tenantRoute({
      ...configure, method: 'POST', path: '/rest/api/3/issuetype', summary: 'Make an issue type', audit: 'tracker_issue_type_created', replies: { 201: NamedShape }, errors: [errors.fields_invalid, errors.name_taken],
      body: Type.Object({ name: Type.String({ maxLength: 1_000 }), description: Text, type: Type.Optional(Type.String({ enum: ['standard', 'subtask'] })), hierarchyLevel: Type.Optional(Type.Integer({ minimum: -1, maximum: 10 })) }),
      handle: async (ctx, { body, baseUrl }) => {
        const subtask = body.type === 'subtask' || body.hierarchyLevel === -1;
        return one(ctx, baseUrl, await createItem(ctx, 'issueType', { name: body.name, description: body.description, subtask, level: subtask ? -1 : body.hierarchyLevel }));
      },
    }),
    tenantRoute({
      ...configure, method: 'PUT', path: '/rest/api/3/issuetype/:id', summary: 'Change an issue type', audit: 'tracker_issue_type_updated', params: IdParams, body: Type.Object({ name: Text, description: Text, hierarchyLevel: Type.Optional(Type.Integer({ minimum: 0, maximum: 10 })) }), replies: { 200: NamedShape }, errors: changeErrors,
      handle: async (ctx, { params, body, baseUrl }) => {
        await changeItem(ctx, 'issueType', numberOf(params.id), { name: body.name, description: body.description, level: body.hierarchyLevel });
        return one(ctx, baseUrl, numberOf(params.id));
      },
    }),
    tenantRoute({
      ...configure, method: 'DELETE', path: '/rest/api/3/issuetype/:id', summary: 'Remove an issue type; its issues become of another one', audit: 'tracker_issue_type_deleted', params: IdParams, query: Type.Object({ alternativeIssueTypeId: OptionalId }), replies: { 204: null }, errors: replacing,
      handle: async (ctx, { params, query }) => { await deleteItem(ctx, 'issueType', numberOf(params.id), idOf(query.alternativeIssueTypeId)); },
    }),
    tenantRoute({
      ...view, path: '/rest/api/3/issuetype/:id/alternatives', summary: 'Issue types that may take the place of one', params: IdParams, replies: { 200: Type.Array(NamedShape) }, errors: [errors.item_not_found],
      handle: (ctx, { params, baseUrl }) => ctx.read(async (tx) => {
        const configuration = await readConfiguration(tx);
        const item = itemOf(configuration, 'issueType', numberOf(params.id));
        return configuration.issueType.all.filter((other) => other.id !== item.id && other.flag === item.flag).map((other) => issueTypeBean(baseUrl, other));
      }),
    }),
  ];
}

/** Priorities and resolutions have an order and a default. */
function orderedRoutes(kind: 'priority' | 'resolution', path: string, title: string): readonly Route[] {
  const updated = `tracker_${kind}_updated`;
  const Body = { description: Text, ...(kind === 'priority' ? { statusColor: Type.Optional(Type.String({ maxLength: 20 })), iconUrl: Text } : {}) };
  const colorOf = (body: object): string | undefined => ('statusColor' in body && typeof body.statusColor === 'string' ? body.statusColor : undefined);
  const show = (base: string, item: ConfiguredItem) => (kind === 'priority' ? priorityBean(base, item) : { ...resolutionBean(base, item), isDefault: item.flag });
  return [
    tenantRoute({
      ...view, path: `/rest/api/3/${path}/search`, summary: `Find ${title}`, query: Type.Object({ ...paging, query: Text, onlyDefault: Type.Optional(Type.Boolean()) }), replies: { 200: pageShape(NamedShape) },
      handle: (ctx, { query, baseUrl }) => ctx.read(async (tx) => {
        const wanted = foldText(query.query ?? '');
        const all = (await readConfiguration(tx))[kind].all.filter((item) => foldText(item.name).includes(wanted) && (query.onlyDefault !== true || item.flag));
        const startAt = query.startAt ?? 0;
        const maxResults = Math.min(query.maxResults ?? 50, limits.itemsPerPage);
        return pageOf(all.slice(startAt, startAt + maxResults).map((item) => show(baseUrl, item)), all.length, startAt, maxResults);
      }),
    }),
    tenantRoute({
      ...configure, method: 'POST', path: `/rest/api/3/${path}`, summary: `Add to the ${title}`, audit: `tracker_${kind}_created`, body: Type.Object({ name: Type.String({ maxLength: 1_000 }), ...Body }), replies: { 201: bean({ id: Type.String() }) }, errors: [errors.fields_invalid, errors.name_taken],
      handle: async (ctx, { body }) => ({ id: String(await createItem(ctx, kind, { name: body.name, description: body.description, color: colorOf(body) })) }),
    }),
    tenantRoute({
      ...configure, method: 'PUT', path: `/rest/api/3/${path}/:id`, summary: `Change one of the ${title}`, audit: updated, params: IdParams, body: Type.Object({ name: Text, ...Body }), replies: { 204: null }, errors: changeErrors,
      handle: async (ctx, { params, body }) => { await changeItem(ctx, kind, numberOf(params.id), { name: body.name, description: body.description, color: colorOf(body) }); },
    }),
    tenantRoute({
      ...configure, method: 'DELETE', path: `/rest/api/3/${path}/:id`, summary: `Remove one of the ${title}; another one takes its place`, audit: `tracker_${kind}_deleted`, params: IdParams, query: Type.Object({ replaceWith: OptionalId }), replies: { 204: null }, errors: replacing,
      handle: async (ctx, { params, query }) => { await deleteItem(ctx, kind, numberOf(params.id), idOf(query.replaceWith)); },
    }),
    tenantRoute({
      ...configure, method: 'PUT', path: `/rest/api/3/${path}/move`, summary: `Order the ${title}`, audit: updated, body: Type.Object({ ids: Type.Array(Id, { minItems: 1, maxItems: 1_000 }), after: OptionalId, position: Type.Optional(Type.String({ enum: ['First', 'Last'] })) }), replies: { 204: null }, errors: [errors.item_not_found],
      handle: async (ctx, { body }) => { await moveItems(ctx, kind, body.ids.map(numberOf), { ...(body.after === undefined ? {} : { after: numberOf(body.after) }), position: body.position === 'First' ? 'First' : 'Last' }); },
    }),
    tenantRoute({
      ...configure, method: 'PUT', path: `/rest/api/3/${path}/default`, summary: `Choose which of the ${title} stands when nothing is said`, audit: updated, body: Type.Object({ id: Type.Union([Id, Type.Null()]) }), replies: { 204: null }, errors: [errors.item_not_found],
      handle: async (ctx, { body }) => { await chooseDefault(ctx, kind, body.id === null || body.id === '' ? null : numberOf(body.id)); },
    }),
  ];
}

function linkTypeRoutes(): readonly Route[] {
  const Body = Type.Object({ name: Text, inward: Text, outward: Text });
  const LinkTypeShape = bean({ id: Type.String(), name: Type.String(), inward: Type.String(), outward: Type.String() });
  const one = (ctx: Ctx, base: string, id: number) => shown(ctx, 'linkType', id, (item) => linkTypeBean(base, item));
  return [
    tenantRoute({
      ...configure, method: 'POST', path: '/rest/api/3/issueLinkType', summary: 'Make a link type', audit: 'tracker_link_type_created', body: Body, replies: { 201: LinkTypeShape }, errors: [errors.fields_invalid, errors.name_taken],
      handle: async (ctx, { body, baseUrl }) => one(ctx, baseUrl, await createItem(ctx, 'linkType', body)),
    }),
    tenantRoute({
      ...configure, method: 'PUT', path: '/rest/api/3/issueLinkType/:id', summary: 'Change a link type', audit: 'tracker_link_type_updated', params: IdParams, body: Body, replies: { 200: LinkTypeShape }, errors: changeErrors,
      handle: async (ctx, { params, body, baseUrl }) => {
        await changeItem(ctx, 'linkType', numberOf(params.id), body);
        return one(ctx, baseUrl, numberOf(params.id));
      },
    }),
    tenantRoute({
      ...configure, method: 'DELETE', path: '/rest/api/3/issueLinkType/:id', summary: 'Remove a link type; another one takes its links', audit: 'tracker_link_type_deleted', params: IdParams, query: Type.Object({ replaceWith: OptionalId }), replies: { 204: null }, errors: replacing,
      handle: async (ctx, { params, query }) => { await deleteItem(ctx, 'linkType', numberOf(params.id), idOf(query.replaceWith)); },
    }),
  ];
}

function categoryRoutes(): readonly Route[] {
  const Body = Type.Object({ name: Text, description: Text });
  const categoryBean = (base: string, item: ConfiguredItem) => ({ self: `${base}/rest/api/3/projectCategory/${item.id}`, id: String(item.id), name: item.name, description: item.description });
  const one = (ctx: Ctx, base: string, id: number) => shown(ctx, 'category', id, (item) => categoryBean(base, item));
  return [
    tenantRoute({ ...view, path: '/rest/api/3/projectCategory', summary: 'Project categories', replies: { 200: Type.Array(NamedShape) }, handle: (ctx, { baseUrl }) => ctx.read(async (tx) => (await readConfiguration(tx)).category.all.map((item) => categoryBean(baseUrl, item))) }),
    tenantRoute({ ...view, path: '/rest/api/3/projectCategory/:id', summary: 'Read a project category', params: IdParams, replies: { 200: NamedShape }, errors: [errors.item_not_found], handle: (ctx, { params, baseUrl }) => one(ctx, baseUrl, numberOf(params.id)) }),
    tenantRoute({
      ...configure, method: 'POST', path: '/rest/api/3/projectCategory', summary: 'Make a project category', audit: 'tracker_project_category_created', body: Body, replies: { 201: NamedShape }, errors: [errors.fields_invalid, errors.name_taken],
      handle: async (ctx, { body, baseUrl }) => new JsonReply(201, await one(ctx, baseUrl, await createItem(ctx, 'category', body))),
    }),
    tenantRoute({
      ...configure, method: 'PUT', path: '/rest/api/3/projectCategory/:id', summary: 'Change a project category', audit: 'tracker_project_category_updated', params: IdParams, body: Body, replies: { 200: NamedShape }, errors: changeErrors,
      handle: async (ctx, { params, body, baseUrl }) => {
        await changeItem(ctx, 'category', numberOf(params.id), body);
        return one(ctx, baseUrl, numberOf(params.id));
      },
    }),
    tenantRoute({
      ...configure, method: 'DELETE', path: '/rest/api/3/projectCategory/:id', summary: 'Remove a project category; its projects have none', audit: 'tracker_project_category_deleted', params: IdParams, replies: { 204: null }, errors: [errors.item_not_found],
      handle: async (ctx, { params }) => { await deleteItem(ctx, 'category', numberOf(params.id), null); },
    }),
  ];
}
