/** Doors of what the tracker is set up with: types, statuses, priorities, resolutions, fields, link types, labels, and what an issue may be created with. */
import { Type } from 'typebox';
import { tenantRoute, type Ctx, type Route } from '../../../kernel/service/index.ts';
import { sealedIn } from '../columns.ts';
import { readConfiguration, type Configuration, type ConfiguredItem, type ConfiguredItems } from '../configuration-store.ts';
import { errors } from '../errors.ts';
import { contextOptions, effectiveLayout } from '../field-setup-store.ts';
import { contextsAt, optionsIn } from '../manage-fields.ts';
import { limits } from '../limits.ts';
import { usedLabels } from '../label-store.ts';
import { viewerOf } from '../access.ts';
import { categoryBeans, customFieldBean, issueTypeBean, linkTypeBean, priorityBean, resolutionBean, statusBean, systemFieldBeans } from '../show-configuration.ts';
import { projectIssueTypes } from '../show-project.ts';
import { visibleProject } from './project-routes.ts';
import type { ApiDependencies } from './answers.ts';
import { bean, IdParams, NamedShape, numberOf, pageOf, paging, ProjectParams, StatusCategoryShape } from './shapes.ts';

const FieldShape = bean({ id: Type.String(), key: Type.String(), name: Type.String(), custom: Type.Boolean() });
const LinkTypeShape = bean({ id: Type.String(), name: Type.String(), inward: Type.String(), outward: Type.String() });
const MetaShape = bean({ startAt: Type.Number(), maxResults: Type.Number(), total: Type.Number() });

export function createConfigurationRoutes(_dependencies: ApiDependencies): readonly Route[] {
  return [
    ...listAndOne('issuetype', 'Issue types', ({ issueType }) => issueType, issueTypeBean),
    ...listAndOne('priority', 'Priorities', ({ priority }) => priority, priorityBean),
    ...listAndOne('resolution', 'Resolutions', ({ resolution }) => resolution, resolutionBean),
    ...listAndOne('status', 'Statuses', ({ status }) => status, statusBean),
    ...fieldRoutes(), ...metaRoutes(),
  ];
}

function listAndOne(path: string, title: string, items: (configuration: Configuration) => ConfiguredItems, show: (base: string, item: ConfiguredItem) => { readonly id: string; readonly name: string }): readonly Route[] {
  return [
    tenantRoute({
      method: 'GET', path: `/rest/api/3/${path}`, summary: title, permission: 'tracker.site.view', replies: { 200: Type.Array(NamedShape) },
      handle: (ctx, { baseUrl }) => ctx.read(async (tx) => items(await readConfiguration(tx)).all.map((item) => show(baseUrl, item))),
    }),
    tenantRoute({
      method: 'GET', path: `/rest/api/3/${path}/:id`, summary: `${title}: one of them, by id or name`, permission: 'tracker.site.view', params: Type.Object({ id: Type.String({ maxLength: 300 }) }), replies: { 200: NamedShape }, errors: [errors.item_not_found],
      handle: (ctx, { params, baseUrl }) => ctx.read(async (tx) => {
        const item = items(await readConfiguration(tx)).find(params.id);
        if (item === undefined) throw errors.item_not_found();
        return show(baseUrl, item);
      }),
    }),
  ];
}

function fieldRoutes(): readonly Route[] {
  return [
    tenantRoute({
      method: 'GET', path: '/rest/api/3/statuscategory', summary: 'Status categories', permission: 'tracker.site.view', replies: { 200: Type.Array(StatusCategoryShape) }, handle: (_ctx, { baseUrl }) => Promise.resolve(categoryBeans(baseUrl)),
    }),
    tenantRoute({
      method: 'GET', path: '/rest/api/3/field', summary: 'Fields of issues', permission: 'tracker.site.view', replies: { 200: Type.Array(FieldShape) },
      handle: (ctx) => ctx.read(async (tx) => [...systemFieldBeans(), ...(await readConfiguration(tx)).customField.all.map(customFieldBean)]),
    }),
    tenantRoute({
      method: 'GET', path: '/rest/api/3/issueLinkType', summary: 'Link types', permission: 'tracker.site.view', replies: { 200: bean({ issueLinkTypes: Type.Array(LinkTypeShape) }) },
      handle: (ctx, { baseUrl }) => ctx.read(async (tx) => ({ issueLinkTypes: (await readConfiguration(tx)).linkType.all.filter(({ word }) => word !== 'jira_subtask').map((type) => linkTypeBean(baseUrl, type)) })),
    }),
    tenantRoute({
      method: 'GET', path: '/rest/api/3/issueLinkType/:id', summary: 'One link type', permission: 'tracker.site.view', params: IdParams, replies: { 200: LinkTypeShape }, errors: [errors.item_not_found],
      handle: (ctx, { params, baseUrl }) => ctx.read(async (tx) => {
        const type = (await readConfiguration(tx)).linkType.get(numberOf(params.id));
        if (type === undefined) throw errors.item_not_found();
        return linkTypeBean(baseUrl, type);
      }),
    }),
    tenantRoute({
      method: 'GET', path: '/rest/api/3/label', summary: 'Labels in use on issues that one may see', permission: 'tracker.project.view', query: Type.Object(paging), replies: { 200: bean({ values: Type.Array(Type.String()), total: Type.Number(), isLast: Type.Boolean() }) },
      handle: (ctx, { query }) => ctx.read(async (tx) => {
        const startAt = query.startAt ?? 0;
        const maxResults = Math.min(query.maxResults ?? limits.itemsPerPage, limits.itemsPerPage);
        const labels = (await usedLabels(tx, viewerOf(ctx), 10_000)).map(({ id, name }) => tx.sealer.open(sealedIn.label.name, id, name)).sort((left, right) => left.localeCompare(right));
        return pageOf(labels.slice(startAt, startAt + maxResults), labels.length, startAt, maxResults);
      }),
    }),
  ];
}

const requiredFields = new Set(['summary', 'issuetype', 'project']);
const settable = new Set(['summary', 'issuetype', 'project', 'priority', 'assignee', 'reporter', 'description', 'environment', 'labels', 'components', 'fixVersions', 'versions', 'duedate', 'parent', 'timetracking']);

/** What a client's form needs to know of the fields of a new or present issue. */
async function fieldMeta(ctx: Ctx, base: string, reference: string, type: number | null) {
  return ctx.read(async (tx) => {
    const project = await visibleProject(tx, ctx, reference);
    const configuration = await readConfiguration(tx);
    const custom = configuration.customField.all;
    const [contexts, options] = [await contextsAt(tx, custom.map(({ id }) => id), project.id, type), await contextOptions(tx, custom.map(({ id }) => id))];
    const layout = await effectiveLayout(tx, project.id, type ?? 0);
    const operations = (type: string) => (type === 'array' ? ['add', 'set', 'remove'] : ['set']);
    const allowed = (id: string): readonly unknown[] | undefined => {
      if (id === 'priority') return configuration.priority.all.map((item) => priorityBean(base, item));
      if (id === 'issuetype') return projectIssueTypes(configuration, project).map((item) => issueTypeBean(base, item));
      return undefined;
    };
    const system = systemFieldBeans().filter(({ id }) => settable.has(id)).map(({ id, key, name, schema }) => ({
      fieldId: id, key, name, required: requiredFields.has(id), hasDefaultValue: id === 'priority' || id === 'reporter', schema, operations: operations(schema?.type ?? ''), ...(allowed(id) === undefined ? {} : { allowedValues: allowed(id) }),
    }));
    const own = custom.filter(({ id }) => contexts.has(id)).map((field) => {
      const { id, key, name, schema } = customFieldBean(field);
      const values = optionsIn(options, field.id, contexts.get(field.id)).filter((option) => !option.disabled && option.parent_id === null).map((option) => ({ self: `${base}/rest/api/3/customFieldOption/${option.id}`, value: tx.sealer.open(sealedIn.option.value, option.id, option.value), id: String(option.id) }));
      return { fieldId: id, key, name, required: false, hasDefaultValue: false, schema, operations: operations(schema?.type ?? ''), ...(values.length === 0 ? {} : { allowedValues: values }) };
    });
    const places = new Map(layout.map((row) => [row.field, row]));
    const fields = [...system, ...own].filter(({ fieldId }) => places.get(fieldId)?.hidden !== true).map((field) => ({ ...field, required: field.required || places.get(field.fieldId)?.required === true }))
      .sort((one, two) => (places.get(one.fieldId)?.position ?? 1_000) - (places.get(two.fieldId)?.position ?? 1_000));
    return { project, configuration, fields };
  });
}

function metaRoutes(): readonly Route[] {
  const page = { query: Type.Object(paging), replies: { 200: MetaShape }, permission: 'tracker.project.view', method: 'GET', errors: [errors.project_not_found] } as const;
  return [
    tenantRoute({
      ...page, path: '/rest/api/3/issue/createmeta/:project/issuetypes', summary: 'Types in which issues can be created in a project', params: ProjectParams,
      handle: async (ctx, { params, baseUrl }) => {
        const { project, configuration } = await fieldMeta(ctx, baseUrl, params.project, null);
        const types = projectIssueTypes(configuration, project).map((type) => issueTypeBean(baseUrl, type));
        return { startAt: 0, maxResults: types.length, total: types.length, issueTypes: types };
      },
    }),
    tenantRoute({
      ...page, path: '/rest/api/3/issue/createmeta/:project/issuetypes/:type', summary: 'Fields with which an issue of a type can be created', params: Type.Object({ project: Type.String({ maxLength: 300 }), type: Type.String({ maxLength: 30 }) }), errors: [errors.project_not_found, errors.item_not_found],
      handle: async (ctx, { params, baseUrl }) => {
        const { project, configuration, fields } = await fieldMeta(ctx, baseUrl, params.project, numberOf(params.type));
        if (!projectIssueTypes(configuration, project).some(({ id }) => String(id) === params.type)) throw errors.item_not_found();
        return { startAt: 0, maxResults: fields.length, total: fields.length, fields };
      },
    }),
    tenantRoute({
      method: 'GET', path: '/rest/api/3/issue/createmeta', summary: 'Projects and types in which issues can be created', permission: 'tracker.project.view', hidden: true,
      query: Type.Object({ projectKeys: Type.Optional(Type.Array(Type.String({ maxLength: 300 }), { maxItems: 20 })), projectIds: Type.Optional(Type.Array(Type.String({ maxLength: 30 }), { maxItems: 20 })), expand: Type.Optional(Type.String()) }), replies: { 200: bean({ projects: Type.Array(bean({ id: Type.String() })) }) }, errors: [errors.project_not_found],
      handle: async (ctx, { query, baseUrl }) => {
        const references = [...(query.projectKeys ?? []), ...(query.projectIds ?? [])].flatMap((text) => text.split(','));
        const projects = [];
        for (const reference of references) {
          const { project, configuration, fields } = await fieldMeta(ctx, baseUrl, reference, null);
          const byId = Object.fromEntries(fields.map((field) => [field.fieldId, field]));
          projects.push({
            self: `${baseUrl}/rest/api/3/project/${project.id}`, id: String(project.id), key: project.key,
            issuetypes: projectIssueTypes(configuration, project).map((type) => ({ ...issueTypeBean(baseUrl, type), ...(query.expand?.includes('projects.issuetypes.fields') === true ? { fields: byId } : {}) })),
          });
        }
        return { expand: 'projects', projects };
      },
    }),
  ];
}
