/** Doors of project roles and their members, of types of projects, and of versions and components that go. */
import { Type } from 'typebox';
import { tenantRoute, type Ctx, type Route } from '../../../kernel/service/index.ts';
import { viewerOf } from '../access.ts';
import { readConfiguration, type ConfiguredItem } from '../configuration-store.ts';
import { errors } from '../errors.ts';
import { limits } from '../limits.ts';
import { changeItem, createItem, deleteItem, itemOf } from '../manage-configuration.ts';
import { addRoleActors, removeRoleActors } from '../manage-roles.ts';
import { deleteVersionFor, moveVersion } from '../merge-project-items.ts';
import { componentUse, versionUse } from '../project-item-use-store.ts';
import { readComponent, readVersion } from '../project-store.ts';
import { versionBean } from '../show-project.ts';
import { showingOf, type ApiDependencies } from './answers.ts';
import { bean, IdParams, numberOf, VersionShape } from './shapes.ts';

const Text = Type.Optional(Type.String({ maxLength: limits.descriptionCharacters }));
const Id = Type.String({ maxLength: 300 });
const RoleShape = bean({ id: Type.Number(), name: Type.String() });
const configure = { permission: 'tracker.site.configure', effect: 'write' } as const;
const manage = { permission: 'tracker.project.manage', effect: 'write' } as const;
const view = { method: 'GET', permission: 'tracker.site.view' } as const;

export function createProjectSetupRoutes(dependencies: ApiDependencies): readonly Route[] {
  return [...roleRoutes(), ...actorRoutes(dependencies), ...versionRoutes(dependencies), ...typeRoutes()];
}

const roleBean = (base: string, role: ConfiguredItem) => ({ self: `${base}/rest/api/3/role/${role.id}`, id: role.id, name: role.name, description: role.description });

function roleRoutes(): readonly Route[] {
  const one = (ctx: Ctx, base: string, id: number) => ctx.read(async (tx) => roleBean(base, itemOf(await readConfiguration(tx), 'role', id)));
  const Body = Type.Object({ name: Text, description: Text });
  const change = { ...configure, path: '/rest/api/3/role/:id', params: IdParams, body: Body, audit: 'tracker_project_role_updated', replies: { 200: RoleShape }, errors: [errors.item_not_found, errors.fields_invalid, errors.name_taken] } as const;
  return [
    tenantRoute({ ...view, path: '/rest/api/3/role', summary: 'Project roles', replies: { 200: Type.Array(RoleShape) }, handle: (ctx, { baseUrl }) => ctx.read(async (tx) => (await readConfiguration(tx)).role.all.map((role) => roleBean(baseUrl, role))) }),
    tenantRoute({ ...view, path: '/rest/api/3/role/:id', summary: 'Read a project role', params: IdParams, replies: { 200: RoleShape }, errors: [errors.item_not_found], handle: (ctx, { params, baseUrl }) => one(ctx, baseUrl, numberOf(params.id)) }),
    tenantRoute({
      ...configure, method: 'POST', path: '/rest/api/3/role', summary: 'Make a project role', audit: 'tracker_project_role_created', body: Body, replies: { 200: RoleShape }, errors: [errors.fields_invalid, errors.name_taken],
      handle: async (ctx, { body, baseUrl }) => one(ctx, baseUrl, await createItem(ctx, 'role', body)),
    }),
    tenantRoute({
      ...change, method: 'PUT', summary: 'Change a project role',
      handle: async (ctx, { params, body, baseUrl }) => {
        await changeItem(ctx, 'role', numberOf(params.id), body);
        return one(ctx, baseUrl, numberOf(params.id));
      },
    }),
    tenantRoute({
      ...configure, method: 'DELETE', path: '/rest/api/3/role/:id', summary: 'Remove a project role; another one takes its place', audit: 'tracker_project_role_deleted', params: IdParams, query: Type.Object({ swap: Type.Optional(Type.Integer()) }), replies: { 204: null }, errors: [errors.item_not_found, errors.in_use],
      handle: async (ctx, { params, query }) => { await deleteItem(ctx, 'role', numberOf(params.id), query.swap ?? null); },
    }),
  ];
}

function actorRoutes({ people }: ApiDependencies): readonly Route[] {
  const Params = Type.Object({ project: Id, id: Type.String({ maxLength: 30 }) });
  const List = Type.Optional(Type.Array(Id, { maxItems: 200 }));
  const shared = { ...manage, path: '/rest/api/3/project/:project/role/:id', params: Params, audit: 'tracker_project_role_members_changed', errors: [errors.project_not_found, errors.item_not_found, errors.grant_invalid] } as const;
  const inputOf = ({ user, group, groupId }: { user?: string[]; group?: string[]; groupId?: string[] }) => ({ users: user ?? [], groups: [...(group ?? []), ...(groupId ?? [])] });
  return [
    tenantRoute({
      ...shared, method: 'POST', summary: 'Give people and groups a role in a project', body: Type.Object({ user: List, group: List, groupId: List }), replies: { 200: RoleShape },
      handle: async (ctx, { params, body, baseUrl }) => {
        await addRoleActors(ctx, people, params.project, numberOf(params.id), inputOf(body));
        return ctx.read(async (tx) => roleBean(baseUrl, itemOf(await readConfiguration(tx), 'role', numberOf(params.id))));
      },
    }),
    tenantRoute({
      ...shared, method: 'DELETE', summary: 'Take a role in a project from people and groups', query: Type.Object({ user: List, group: List, groupId: List }), replies: { 204: null },
      handle: async (ctx, { params, query }) => { await removeRoleActors(ctx, people, params.project, numberOf(params.id), inputOf(query)); },
    }),
  ];
}

function versionRoutes({ people }: ApiDependencies): readonly Route[] {
  const shown = (ctx: Ctx, base: string, id: number) => ctx.read(async (tx) => {
    const row = await readVersion(tx, viewerOf(ctx), id);
    if (row === undefined) throw errors.version_not_found();
    return versionBean(await showingOf(tx, ctx, people, base, await readConfiguration(tx), []), row, ctx.now.toISOString().slice(0, 10));
  });
  const read = { method: 'GET', permission: 'tracker.project.view', params: IdParams, errors: [errors.version_not_found] } as const;
  const use = (ctx: Ctx, id: number) => ctx.read(async (tx) => {
    if ((await readVersion(tx, viewerOf(ctx), id)) === undefined) throw errors.version_not_found();
    return versionUse(tx, id);
  });
  const faults = [errors.version_not_found, errors.fields_invalid] as const;
  const Swap = Type.Optional(Type.Integer());
  return [
    tenantRoute({
      ...read, path: '/rest/api/3/version/:id/relatedIssueCounts', summary: 'How many issues name a version', replies: { 200: bean({ issuesFixedCount: Type.Number(), issuesAffectedCount: Type.Number() }) },
      handle: async (ctx, { params, baseUrl }) => {
        const { fix, affects } = await use(ctx, numberOf(params.id));
        return { self: `${baseUrl}/rest/api/3/version/${params.id}`, issuesFixedCount: fix, issuesAffectedCount: affects, issueCountWithCustomFieldsShowingVersion: 0, customFieldUsage: [] };
      },
    }),
    tenantRoute({
      ...read, path: '/rest/api/3/version/:id/unresolvedIssueCount', summary: 'How many issues of a version are open', replies: { 200: bean({ issuesUnresolvedCount: Type.Number() }) },
      handle: async (ctx, { params, baseUrl }) => {
        const { fix, unresolved } = await use(ctx, numberOf(params.id));
        return { self: `${baseUrl}/rest/api/3/version/${params.id}`, issuesUnresolvedCount: unresolved, issuesCount: fix };
      },
    }),
    tenantRoute({
      ...read, path: '/rest/api/3/component/:id/relatedIssueCounts', summary: 'How many issues name a component', errors: [errors.component_not_found], replies: { 200: bean({ issueCount: Type.Number() }) },
      handle: (ctx, { params, baseUrl }) => ctx.read(async (tx) => {
        if ((await readComponent(tx, viewerOf(ctx), numberOf(params.id))) === undefined) throw errors.component_not_found();
        return { self: `${baseUrl}/rest/api/3/component/${params.id}`, issueCount: await componentUse(tx, numberOf(params.id)) };
      }),
    }),
    tenantRoute({
      ...manage, method: 'POST', path: '/rest/api/3/version/:id/move', summary: 'Move a version among the others', audit: 'tracker_version_updated', params: IdParams, body: Type.Object({ after: Type.Optional(Type.String({ maxLength: 1_000 })), position: Type.Optional(Type.String({ enum: ['First', 'Last', 'Earlier', 'Later'] })) }), replies: { 200: VersionShape }, errors: faults,
      handle: async (ctx, { params, body, baseUrl }) => {
        await moveVersion(ctx, numberOf(params.id), { position: body.position, ...(body.after === undefined ? {} : { after: numberOf(body.after.split('/').at(-1) ?? '') }) });
        return shown(ctx, baseUrl, numberOf(params.id));
      },
    }),
    tenantRoute({
      ...manage, method: 'PUT', path: '/rest/api/3/version/:id/mergeto/:to', summary: 'Merge a version into another one', audit: 'tracker_version_merged', params: Type.Object({ id: Type.String({ maxLength: 30 }), to: Type.String({ maxLength: 30 }) }), replies: { 204: null }, errors: faults,
      handle: async (ctx, { params }) => { await deleteVersionFor(ctx, numberOf(params.id), { fix: numberOf(params.to), affects: numberOf(params.to) }, 'tracker_version_merged'); },
    }),
    tenantRoute({
      ...manage, method: 'POST', path: '/rest/api/3/version/:id/removeAndSwap', summary: 'Remove a version and give its issues others', audit: 'tracker_version_deleted', params: IdParams, body: Type.Object({ moveFixIssuesTo: Swap, moveAffectedIssuesTo: Swap, customFieldReplacementList: Type.Optional(Type.Array(Type.Unknown(), { maxItems: 100 })) }), replies: { 204: null }, errors: faults,
      handle: async (ctx, { params, body }) => { await deleteVersionFor(ctx, numberOf(params.id), { fix: body.moveFixIssuesTo ?? null, affects: body.moveAffectedIssuesTo ?? null }, 'tracker_version_deleted'); },
    }),
  ];
}

function typeRoutes(): readonly Route[] {
  const types = ['software', 'business', 'service_desk'].map((key) => ({ key, formattedKey: { software: 'Software', business: 'Business', service_desk: 'Service Desk' }[key] ?? key, descriptionI18nKey: `tracker.project.type.${key}`, icon: '', color: '' }));
  return [tenantRoute({ ...view, path: '/rest/api/3/project/type', summary: 'Types of projects', replies: { 200: Type.Array(bean({ key: Type.String() })) }, handle: () => Promise.resolve(types) })];
}
