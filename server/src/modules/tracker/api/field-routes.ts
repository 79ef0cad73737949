/** Doors of custom fields: the fields themselves, their contexts and options, and the layouts of forms. */
import { Type } from 'typebox';
import { tenantRoute, type Ctx, type Route } from '../../../kernel/service/index.ts';
import { sealedIn } from '../columns.ts';
import { readConfiguration } from '../configuration-store.ts';
import { errors } from '../errors.ts';
import { readLayout, readProjectTypes, setLayout, setProjectTypes } from '../field-layout.ts';
import { contextOptions } from '../field-setup-store.ts';
import { limits } from '../limits.ts';
import { changeItem, createItem, deleteItem, itemOf } from '../manage-configuration.ts';
import { changeContext, changeOptions, createContext, createOptions, deleteContext, deleteOption, moveOptions, optionsIn, readContexts, type FieldContext } from '../manage-fields.ts';
import { foldText } from '../match-text.ts';
import { customFieldBean, systemFieldBeans } from '../show-configuration.ts';
import { ownMount } from './answers.ts';
import { bean, numberOf, pageOf, pageShape, paging } from './shapes.ts';

const Text = Type.Optional(Type.String({ maxLength: limits.descriptionCharacters }));
const Id = Type.String({ maxLength: 30 });
const Ids = Type.Array(Id, { maxItems: 1_000 });
const FieldShape = bean({ id: Type.String(), name: Type.String() });
const ContextShape = bean({ id: Type.String(), name: Type.String(), isGlobalContext: Type.Boolean(), isAnyIssueType: Type.Boolean() });
const OptionShape = bean({ id: Type.String(), value: Type.String() });
const FieldParams = Type.Object({ field: Type.String({ maxLength: 100 }) });
const ContextParams = Type.Object({ field: Type.String({ maxLength: 100 }), context: Id });
const OptionParams = Type.Object({ field: Type.String({ maxLength: 100 }), context: Id, option: Id });
const view = { method: 'GET', permission: 'tracker.site.view' } as const;
const configure = { permission: 'tracker.site.configure', effect: 'write' } as const;
const fieldNumber = (text: string): number => numberOf(text.replace(/^customfield_/, ''));
const contextBean = ({ id, name, description, projects, issueTypes }: FieldContext) => ({ id: String(id), name, description, isGlobalContext: projects.length === 0, isAnyIssueType: issueTypes.length === 0 });

export function createFieldRoutes(): readonly Route[] {
  return [...fieldRoutes(), ...contextRoutes(), ...optionRoutes(), ...layoutRoutes()];
}

function fieldRoutes(): readonly Route[] {
  const one = (ctx: Ctx, id: number) => ctx.read(async (tx) => {
    const item = itemOf(await readConfiguration(tx), 'customField', id);
    return { ...customFieldBean(item), description: item.description };
  });
  return [
    tenantRoute({
      ...view, path: '/rest/api/3/field/search', summary: 'Find fields', query: Type.Object({ ...paging, query: Text, type: Type.Optional(Type.Array(Type.String({ maxLength: 20 }), { maxItems: 2 })), id: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { maxItems: 50 })) }), replies: { 200: pageShape(FieldShape) },
      handle: (ctx, { query }) => ctx.read(async (tx) => {
        const wanted = foldText(query.query ?? '');
        const own = (await readConfiguration(tx)).customField.all.map((item) => ({ ...customFieldBean(item), description: item.description }));
        const all = [...systemFieldBeans(), ...own].filter(({ id, name, custom }) => foldText(name).includes(wanted) && (query.id === undefined || query.id.includes(id)) && (query.type === undefined || query.type.some((type) => type.split(',').includes(custom ? 'custom' : 'system'))));
        const startAt = query.startAt ?? 0;
        const maxResults = Math.min(query.maxResults ?? 50, limits.itemsPerPage);
        return pageOf(all.slice(startAt, startAt + maxResults), all.length, startAt, maxResults);
      }),
    }),
    tenantRoute({
      ...configure, method: 'POST', path: '/rest/api/3/field', summary: 'Make a field', audit: 'tracker_field_created', replies: { 201: FieldShape }, errors: [errors.fields_invalid, errors.name_taken],
      body: Type.Object({ name: Type.String({ maxLength: 1_000 }), description: Text, type: Type.String({ maxLength: 200 }), searcherKey: Type.Optional(Type.String({ maxLength: 200 })) }),
      handle: async (ctx, { body }) => one(ctx, await createItem(ctx, 'customField', { name: body.name, description: body.description, typeKey: body.type, searcherKey: body.searcherKey })),
    }),
    tenantRoute({
      ...configure, method: 'PUT', path: '/rest/api/3/field/:field', summary: 'Change a field', audit: 'tracker_field_updated', params: FieldParams, body: Type.Object({ name: Text, description: Text, searcherKey: Text }), replies: { 204: null }, errors: [errors.item_not_found, errors.fields_invalid, errors.name_taken],
      handle: async (ctx, { params, body }) => { await changeItem(ctx, 'customField', fieldNumber(params.field), { name: body.name, description: body.description }); },
    }),
    tenantRoute({
      ...configure, method: 'DELETE', path: '/rest/api/3/field/:field', summary: 'Remove a field and its values', audit: 'tracker_field_deleted', params: FieldParams, replies: { 204: null }, errors: [errors.item_not_found],
      handle: async (ctx, { params }) => { await deleteItem(ctx, 'customField', fieldNumber(params.field), null); },
    }),
  ];
}

function contextRoutes(): readonly Route[] {
  const all = (ctx: Ctx, field: string) => ctx.read(async (tx) => readContexts(tx, itemOf(await readConfiguration(tx), 'customField', fieldNumber(field))));
  const page = <Item>(items: readonly Item[], query: { startAt?: number; maxResults?: number }) => {
    const startAt = query.startAt ?? 0;
    const maxResults = Math.min(query.maxResults ?? 50, limits.itemsPerPage);
    return pageOf(items.slice(startAt, startAt + maxResults), items.length, startAt, maxResults);
  };
  const list = { ...view, params: FieldParams, query: Type.Object(paging), errors: [errors.item_not_found] } as const;
  const faults = [errors.item_not_found, errors.fields_invalid] as const;
  const change = { ...configure, method: 'PUT', audit: 'tracker_field_context_updated', params: ContextParams, replies: { 204: null }, errors: faults } as const;
  return [
    tenantRoute({ ...list, path: '/rest/api/3/field/:field/context', summary: 'Contexts of a field', replies: { 200: pageShape(ContextShape) }, handle: async (ctx, { params, query }) => page((await all(ctx, params.field)).map(contextBean), query) }),
    tenantRoute({
      ...list, path: '/rest/api/3/field/:field/context/projectmapping', summary: 'Projects of a field\'s contexts', replies: { 200: pageShape(bean({ contextId: Type.String() })) },
      handle: async (ctx, { params, query }) => page((await all(ctx, params.field)).flatMap(({ id, projects }): readonly { readonly contextId: string; readonly projectId?: string; readonly isGlobalContext?: boolean }[] => (projects.length === 0 ? [{ contextId: String(id), isGlobalContext: true }] : projects.map((project) => ({ contextId: String(id), projectId: String(project) })))), query),
    }),
    tenantRoute({
      ...list, path: '/rest/api/3/field/:field/context/issuetypemapping', summary: 'Issue types of a field\'s contexts', replies: { 200: pageShape(bean({ contextId: Type.String() })) },
      handle: async (ctx, { params, query }) => page((await all(ctx, params.field)).flatMap(({ id, issueTypes }): readonly { readonly contextId: string; readonly issueTypeId?: string; readonly isAnyIssueType?: boolean }[] => (issueTypes.length === 0 ? [{ contextId: String(id), isAnyIssueType: true }] : issueTypes.map((type) => ({ contextId: String(id), issueTypeId: String(type) })))), query),
    }),
    tenantRoute({
      ...configure, method: 'POST', path: '/rest/api/3/field/:field/context', summary: 'Make a context of a field', audit: 'tracker_field_context_created', params: FieldParams, body: Type.Object({ name: Type.String({ maxLength: 1_000 }), description: Text, projectIds: Type.Optional(Ids), issueTypeIds: Type.Optional(Ids) }), replies: { 201: ContextShape }, errors: faults,
      handle: async (ctx, { params, body }) => {
        const id = await createContext(ctx, fieldNumber(params.field), { name: body.name, description: body.description, projects: body.projectIds?.map(numberOf), issueTypes: body.issueTypeIds?.map(numberOf) });
        const made = (await all(ctx, params.field)).find((context) => context.id === id);
        return made === undefined ? {} : { ...contextBean(made), projectIds: made.projects.map(String), issueTypeIds: made.issueTypes.map(String) };
      },
    }),
    tenantRoute({
      ...change, path: '/rest/api/3/field/:field/context/:context', summary: 'Rename a context', body: Type.Object({ name: Text, description: Text }),
      handle: async (ctx, { params, body }) => { await changeContext(ctx, fieldNumber(params.field), numberOf(params.context), body); },
    }),
    tenantRoute({
      ...change, path: '/rest/api/3/field/:field/context/:context/project', summary: 'Say in which projects a context holds; none is all', body: Type.Object({ projectIds: Ids }),
      handle: async (ctx, { params, body }) => { await changeContext(ctx, fieldNumber(params.field), numberOf(params.context), { projects: body.projectIds.map(numberOf) }); },
    }),
    tenantRoute({
      ...change, path: '/rest/api/3/field/:field/context/:context/issuetype', summary: 'Say for which types a context holds; none is all', body: Type.Object({ issueTypeIds: Ids }),
      handle: async (ctx, { params, body }) => { await changeContext(ctx, fieldNumber(params.field), numberOf(params.context), { issueTypes: body.issueTypeIds.map(numberOf) }); },
    }),
    tenantRoute({
      ...configure, method: 'DELETE', path: '/rest/api/3/field/:field/context/:context', summary: 'Remove a context whose options no issue holds', audit: 'tracker_field_context_deleted', params: ContextParams, replies: { 204: null }, errors: [errors.item_not_found, errors.in_use],
      handle: async (ctx, { params }) => { await deleteContext(ctx, fieldNumber(params.field), numberOf(params.context)); },
    }),
  ];
}

function optionRoutes(): readonly Route[] {
  const some = (ctx: Ctx, field: string, context: string, ids: readonly number[] | null) => ctx.read(async (tx) => {
    const id = fieldNumber(field);
    itemOf(await readConfiguration(tx), 'customField', id);
    return optionsIn(await contextOptions(tx, [id]), id, numberOf(context)).filter((option) => ids?.includes(option.id) !== false)
      .map((option) => ({ id: String(option.id), value: tx.sealer.open(sealedIn.option.value, option.id, option.value), disabled: option.disabled, ...(option.parent_id === null ? {} : { optionId: String(option.parent_id) }) }));
  });
  const path = '/rest/api/3/field/:field/context/:context/option';
  const change = { ...configure, audit: 'tracker_field_options_changed', params: ContextParams } as const;
  const Options = bean({ options: Type.Array(OptionShape) });
  return [
    tenantRoute({
      ...view, path, summary: 'Options of a context', params: ContextParams, query: Type.Object(paging), replies: { 200: pageShape(OptionShape) }, errors: [errors.item_not_found],
      handle: async (ctx, { params, query }) => {
        const all = await some(ctx, params.field, params.context, null);
        const startAt = query.startAt ?? 0;
        const maxResults = Math.min(query.maxResults ?? 100, limits.itemsPerPage);
        return pageOf(all.slice(startAt, startAt + maxResults), all.length, startAt, maxResults);
      },
    }),
    tenantRoute({
      ...change, method: 'POST', path, summary: 'Add options', body: Type.Object({ options: Type.Array(Type.Object({ value: Type.String({ maxLength: 1_000 }), disabled: Type.Optional(Type.Boolean()), optionId: Type.Optional(Id) }), { minItems: 1, maxItems: 1_000 }) }), replies: { 200: Options },
      errors: [errors.item_not_found, errors.fields_invalid, errors.name_taken, errors.limit_reached],
      handle: async (ctx, { params, body }) => ({
        options: await some(ctx, params.field, params.context, await createOptions(ctx, fieldNumber(params.field), numberOf(params.context), body.options.map(({ value, disabled, optionId }) => ({ value, disabled, parent: optionId === undefined ? undefined : numberOf(optionId) })))),
      }),
    }),
    tenantRoute({
      ...change, method: 'PUT', path, summary: 'Change options', body: Type.Object({ options: Type.Array(Type.Object({ id: Id, value: Type.Optional(Type.String({ maxLength: 1_000 })), disabled: Type.Optional(Type.Boolean()) }), { minItems: 1, maxItems: 1_000 }) }), replies: { 200: Options }, errors: [errors.item_not_found, errors.fields_invalid],
      handle: async (ctx, { params, body }) => {
        await changeOptions(ctx, fieldNumber(params.field), numberOf(params.context), body.options.map(({ id, value, disabled }) => ({ id: numberOf(id), value, disabled })));
        return { options: await some(ctx, params.field, params.context, body.options.map(({ id }) => numberOf(id))) };
      },
    }),
    tenantRoute({
      ...change, method: 'PUT', path: `${path}/move`, summary: 'Order options', body: Type.Object({ customFieldOptionIds: Ids, after: Type.Optional(Id), position: Type.Optional(Type.String({ enum: ['First', 'Last'] })) }), replies: { 204: null }, errors: [errors.item_not_found],
      handle: async (ctx, { params, body }) => { await moveOptions(ctx, fieldNumber(params.field), numberOf(params.context), body.customFieldOptionIds.map(numberOf), { position: body.position, ...(body.after === undefined ? {} : { after: numberOf(body.after) }) }); },
    }),
    tenantRoute({
      ...configure, audit: 'tracker_field_options_changed', method: 'DELETE', path: `${path}/:option`, summary: 'Remove an option; another one takes its place where issues hold it', params: OptionParams, query: Type.Object({ replaceWith: Type.Optional(Id) }), replies: { 204: null }, errors: [errors.item_not_found, errors.in_use],
      handle: async (ctx, { params, query }) => { await deleteOption(ctx, fieldNumber(params.field), numberOf(params.context), numberOf(params.option), query.replaceWith === undefined ? null : numberOf(query.replaceWith)); },
    }),
  ];
}

function layoutRoutes(): readonly Route[] {
  const LayoutShape = Type.Object({ fields: Type.Array(Type.Object({ id: Type.String({ maxLength: 100 }), required: Type.Boolean(), hidden: Type.Boolean(), section: Type.String({ enum: ['main', 'side'] }) }), { maxItems: 500 }) });
  const LayoutParams = Type.Object({ project: Type.String({ maxLength: 300 }), type: Type.String({ maxLength: 30 }) });
  const TypesShape = Type.Object({ items: Type.Array(bean({ id: Type.String() })), default: Type.Union([Type.String(), Type.Null()]) });
  const ProjectParams = Type.Object({ project: Type.String({ maxLength: 300 }) });
  const read = { method: 'GET', mount: ownMount, permission: 'tracker.project.view' } as const;
  const manage = { method: 'PUT', mount: ownMount, permission: 'tracker.project.manage', effect: 'write' } as const;
  const faults = [errors.project_not_found, errors.item_not_found, errors.fields_invalid] as const;
  return [
    tenantRoute({ ...read, path: '/projects/:project/layouts/:type', summary: 'Which fields the form of a type shows', params: LayoutParams, replies: { 200: LayoutShape }, errors: faults, handle: (ctx, { params }) => ctx.read(async (tx) => ({ fields: await readLayout(tx, ctx, params.project, params.type) })) }),
    tenantRoute({
      ...manage, path: '/projects/:project/layouts/:type', summary: 'Say which fields the form of a type shows', audit: 'tracker_field_layout_changed', params: LayoutParams, body: LayoutShape, replies: { 200: LayoutShape }, errors: faults,
      handle: async (ctx, { params, body }) => {
        await setLayout(ctx, params.project, params.type, body.fields.map(({ id, required, hidden, section }) => ({ id, required, hidden, section: section === 'side' ? 'side' : 'main' })));
        return ctx.read(async (tx) => ({ fields: await readLayout(tx, ctx, params.project, params.type) }));
      },
    }),
    tenantRoute({ ...read, path: '/projects/:project/issue-types', summary: 'Types that a project takes', params: ProjectParams, replies: { 200: TypesShape }, errors: faults, handle: (ctx, { params }) => ctx.read((tx) => readProjectTypes(tx, ctx, params.project)) }),
    tenantRoute({
      ...manage, path: '/projects/:project/issue-types', summary: 'Say which types a project takes', audit: 'tracker_project_types_changed', params: ProjectParams, replies: { 200: TypesShape }, errors: [...faults, errors.in_use],
      body: Type.Object({ items: Type.Array(Type.Object({ id: Id }), { maxItems: 200 }), default: Type.Optional(Type.Union([Id, Type.Null()])) }),
      handle: async (ctx, { params, body }) => {
        await setProjectTypes(ctx, params.project, body.items.map(({ id }) => numberOf(id)), body.default === undefined || body.default === null ? null : numberOf(body.default));
        return ctx.read((tx) => readProjectTypes(tx, ctx, params.project));
      },
    }),
  ];
}
