/** Doors of projects: list, search, read, create, change, trash, and what is in them. */
import { Type } from 'typebox';
import type { ReadTx } from '../../../kernel/db/index.ts';
import { tenantRoute, type Ctx, type Route } from '../../../kernel/service/index.ts';
import { viewerOf } from '../access.ts';
import { sealedIn } from '../columns.ts';
import { readConfiguration } from '../configuration-store.ts';
import { errors } from '../errors.ts';
import { limits } from '../limits.ts';
import { changeProject, createProject, moveProject } from '../manage-projects.ts';
import { foldText } from '../match-text.ts';
import { componentsOf, listProjects, projectNames, projectsById, readProject, roleActors, versionsOf, workflowStatuses, type ProjectRow } from '../project-store.ts';
import { openLevelsOf } from '../security-store.ts';
import { issueTypeBean, statusBean } from '../show-configuration.ts';
import { securityLevelBean } from '../show-issue.ts';
import { componentBean, projectBean, projectIssueTypes, versionBean } from '../show-project.ts';
import { personKey } from '../show-people.ts';
import { showingOf, type ApiDependencies } from './answers.ts';
import { bean, ComponentShape, expandOf, numberOf, pageOf, pageShape, paging, ProjectParams, ProjectShape, VersionShape } from './shapes.ts';

const ProjectBody = Type.Object({
  key: Type.Optional(Type.String({ maxLength: 100 })), name: Type.Optional(Type.String({ maxLength: 1_000 })), description: Type.Optional(Type.String({ maxLength: limits.descriptionCharacters })), url: Type.Optional(Type.String({ maxLength: 2_000 })),
  leadAccountId: Type.Optional(Type.String({ maxLength: 100 })), projectTypeKey: Type.Optional(Type.String({ maxLength: 50 })), assigneeType: Type.Optional(Type.String({ maxLength: 50 })),
});
const RoleShape = bean({ self: Type.String(), id: Type.Number(), name: Type.String() });
/** Names are sealed: a search opens those of at most so many projects. */
const searchedProjectsMax = 20_000;

export async function visibleProject(tx: ReadTx, ctx: Ctx, reference: string, insight = false): Promise<ProjectRow> {
  const project = await readProject(tx, viewerOf(ctx), reference, { insight });
  if (project === undefined) throw errors.project_not_found();
  return project;
}

async function searchProjects(tx: ReadTx, ctx: Ctx, query: { readonly text: string | undefined; readonly keys: readonly string[]; readonly ids: readonly string[]; readonly orderBy: string | undefined; readonly insight: boolean }, offset: number, limit: number) {
  const viewer = viewerOf(ctx);
  const order = query.orderBy ?? 'key';
  const descending = order.startsWith('-');
  const by = /lastIssueUpdatedTime/i.test(order) ? 'updated' : 'key';
  if ((query.text === undefined || query.text === '') && query.keys.length === 0 && query.ids.length === 0 && !/name/i.test(order)) return listProjects(tx, viewer, { offset, limit, descending, by, insight: query.insight });
  const wanted = foldText(query.text ?? '');
  const opened = (await projectNames(tx, viewer, searchedProjectsMax)).map((row) => ({ id: row.id, key: row.key, name: tx.sealer.open(sealedIn.project.name, row.id, row.name) }));
  const found = opened.filter(({ id, key, name }) => (wanted === '' || foldText(name).includes(wanted) || key.toLowerCase().includes(wanted)) && (query.keys.length === 0 || query.keys.includes(key)) && (query.ids.length === 0 || query.ids.includes(String(id))));
  const sorted = /name/i.test(order) ? found.sort((left, right) => left.name.localeCompare(right.name)) : found;
  if (descending) sorted.reverse();
  return { rows: await projectsById(tx, viewer, sorted.slice(offset, offset + limit).map(({ id }) => id), query.insight), total: sorted.length };
}

export function createProjectRoutes(dependencies: ApiDependencies): readonly Route[] {
  return [...listRoutes(dependencies), ...oneProjectRoutes(dependencies), ...securityRoutes(), ...insideRoutes(dependencies)];
}

function listRoutes({ people }: ApiDependencies): readonly Route[] {
  const words = Type.Optional(Type.Array(Type.String({ maxLength: 300 }), { maxItems: 50 }));
  return [
    tenantRoute({
      method: 'GET', path: '/rest/api/3/project', summary: 'All projects that one may see', permission: 'tracker.project.view', query: Type.Object({ expand: Type.Optional(Type.String()) }), replies: { 200: Type.Array(ProjectShape) },
      handle: (ctx, { query, baseUrl }) => ctx.read(async (tx) => {
        const { rows } = await listProjects(tx, viewerOf(ctx), { offset: 0, limit: limits.itemsPerPage, descending: false, by: 'key', insight: false });
        const configuration = await readConfiguration(tx);
        const showing = await showingOf(tx, ctx, people, baseUrl, configuration, rows.map(({ lead }) => lead));
        return rows.map((row) => projectBean(showing, row, configuration, expandOf(query.expand)));
      }),
    }),
    tenantRoute({
      method: 'GET', path: '/rest/api/3/project/search', summary: 'Projects by page, searched by name and key', permission: 'tracker.project.view',
      query: Type.Object({ ...paging, query: Type.Optional(Type.String({ maxLength: 300 })), keys: words, id: words, orderBy: Type.Optional(Type.String({ maxLength: 50 })), expand: Type.Optional(Type.String({ maxLength: 300 })) }), replies: { 200: pageShape(ProjectShape) },
      handle: (ctx, { query, baseUrl }) => ctx.read(async (tx) => {
        const startAt = query.startAt ?? 0;
        const maxResults = Math.min(query.maxResults ?? 50, limits.projectsPerPage);
        const expand = expandOf(query.expand);
        const { rows, total } = await searchProjects(tx, ctx, { text: query.query, keys: query.keys ?? [], ids: query.id ?? [], orderBy: query.orderBy, insight: expand.has('insight') }, startAt, maxResults);
        const configuration = await readConfiguration(tx);
        const showing = await showingOf(tx, ctx, people, baseUrl, configuration, rows.map(({ lead }) => lead));
        return pageOf(rows.map((row) => projectBean(showing, row, configuration, expand)), total, startAt, maxResults, `${baseUrl}/rest/api/3/project/search`);
      }),
    }),
    tenantRoute({
      method: 'POST', path: '/rest/api/3/project', summary: 'Create a project', permission: 'tracker.project.create', effect: 'write', audit: 'tracker_project_created', body: ProjectBody,
      replies: { 201: bean({ self: Type.String(), id: Type.Number(), key: Type.String() }) }, errors: [errors.project_key_invalid, errors.project_key_taken, errors.fields_invalid],
      handle: async (ctx, { body, baseUrl }) => {
        const { id, key } = await createProject(ctx, people, body);
        return { self: `${baseUrl}/rest/api/3/project/${id}`, id, key };
      },
    }),
  ];
}

function oneProjectRoutes({ people }: ApiDependencies): readonly Route[] {
  async function shown(ctx: Ctx, base: string, reference: string) {
    return ctx.read(async (tx) => {
      const project = await visibleProject(tx, ctx, reference, true);
      const configuration = await readConfiguration(tx);
      const viewer = viewerOf(ctx);
      const components = await componentsOf(tx, viewer, project.id);
      const versions = await versionsOf(tx, viewer, project.id);
      const showing = await showingOf(tx, ctx, people, base, configuration, [project.lead, ...components.map(({ lead }) => lead)]);
      const today = ctx.now.toISOString().slice(0, 10);
      return {
        ...projectBean(showing, project, configuration, 'all'), components: components.map((row) => componentBean(showing, row)), versions: versions.map((row) => versionBean(showing, row, today)),
        roles: Object.fromEntries(configuration.role.all.map((role) => [role.name, `${base}/rest/api/3/project/${project.id}/role/${role.id}`])),
      };
    });
  }
  return [
    tenantRoute({
      method: 'GET', path: '/rest/api/3/project/:project', summary: 'Read a project, by id or any key that it has or had', permission: 'tracker.project.view', params: ProjectParams, replies: { 200: ProjectShape }, errors: [errors.project_not_found],
      handle: (ctx, { params, baseUrl }) => shown(ctx, baseUrl, params.project),
    }),
    tenantRoute({
      method: 'PUT', path: '/rest/api/3/project/:project', summary: 'Change a project', permission: 'tracker.project.manage', effect: 'write', audit: 'tracker_project_updated', params: ProjectParams, body: ProjectBody,
      replies: { 200: ProjectShape }, errors: [errors.project_not_found, errors.project_key_invalid, errors.project_key_taken, errors.fields_invalid],
      handle: async (ctx, { params, body, baseUrl }) => {
        const { id } = await ctx.read((tx) => visibleProject(tx, ctx, params.project));
        await changeProject(ctx, people, String(id), body);
        return shown(ctx, baseUrl, String(id));
      },
    }),
    tenantRoute({
      method: 'DELETE', path: '/rest/api/3/project/:project', summary: 'Move a project into the trash', permission: 'tracker.project.manage', effect: 'write', audit: 'tracker_project_deleted', params: ProjectParams, replies: { 204: null }, errors: [errors.project_not_found],
      handle: async (ctx, { params }) => { await moveProject(ctx, params.project, 'trashed'); },
    }),
    tenantRoute({
      method: 'POST', path: '/rest/api/3/project/:project/archive', summary: 'Archive a project: it can be read and not changed', permission: 'tracker.project.manage', effect: 'write', audit: 'tracker_project_archived', params: ProjectParams, replies: { 204: null }, errors: [errors.project_not_found],
      handle: async (ctx, { params }) => { await moveProject(ctx, params.project, 'archived'); },
    }),
  ];
}

function securityRoutes(): readonly Route[] {
  const LevelShape = bean({ self: Type.String(), id: Type.String(), name: Type.String(), description: Type.String() });
  return [
    tenantRoute({
      method: 'GET', path: '/rest/api/3/project/:project/securitylevel', summary: 'Security levels of a project that one belongs to', permission: 'tracker.project.view', params: ProjectParams,
      replies: { 200: bean({ levels: Type.Array(LevelShape) }) }, errors: [errors.project_not_found],
      handle: (ctx, { params, baseUrl }) => ctx.read(async (tx) => {
        const project = await visibleProject(tx, ctx, params.project);
        return { levels: (await openLevelsOf(tx, viewerOf(ctx), project.id)).map((level) => securityLevelBean(baseUrl, tx.sealer, level)) };
      }),
    }),
  ];
}

function insideRoutes({ people }: ApiDependencies): readonly Route[] {
  const Page = Type.Object({ ...paging, query: Type.Optional(Type.String({ maxLength: 300 })) });
  const listComponents = (ctx: Ctx, reference: string, base: string) => ctx.read(async (tx) => {
    const project = await visibleProject(tx, ctx, reference);
    const rows = await componentsOf(tx, viewerOf(ctx), project.id);
    const showing = await showingOf(tx, ctx, people, base, await readConfiguration(tx), rows.map(({ lead }) => lead));
    return rows.map((row) => componentBean(showing, row));
  });
  const listVersions = (ctx: Ctx, reference: string, base: string) => ctx.read(async (tx) => {
    const project = await visibleProject(tx, ctx, reference);
    const rows = await versionsOf(tx, viewerOf(ctx), project.id);
    const showing = await showingOf(tx, ctx, people, base, await readConfiguration(tx), []);
    return rows.map((row) => versionBean(showing, row, ctx.now.toISOString().slice(0, 10)));
  });
  const paged = <Item extends { readonly name: string }>(items: readonly Item[], query: { startAt?: number; maxResults?: number; query?: string }) => {
    const startAt = query.startAt ?? 0;
    const maxResults = Math.min(query.maxResults ?? 50, limits.itemsPerPage);
    const found = items.filter(({ name }) => foldText(name).includes(foldText(query.query ?? '')));
    return pageOf(found.slice(startAt, startAt + maxResults), found.length, startAt, maxResults);
  };
  const shared = { method: 'GET', permission: 'tracker.project.view', params: ProjectParams, errors: [errors.project_not_found] } as const;
  return [
    tenantRoute({ ...shared, path: '/rest/api/3/project/:project/components', summary: 'Components of a project', replies: { 200: Type.Array(ComponentShape) }, handle: (ctx, { params, baseUrl }) => listComponents(ctx, params.project, baseUrl) }),
    tenantRoute({ ...shared, path: '/rest/api/3/project/:project/component', summary: 'Components of a project by page', query: Page, replies: { 200: pageShape(ComponentShape) }, handle: async (ctx, { params, query, baseUrl }) => paged(await listComponents(ctx, params.project, baseUrl), query) }),
    tenantRoute({ ...shared, path: '/rest/api/3/project/:project/versions', summary: 'Versions of a project', replies: { 200: Type.Array(VersionShape) }, handle: (ctx, { params, baseUrl }) => listVersions(ctx, params.project, baseUrl) }),
    tenantRoute({ ...shared, path: '/rest/api/3/project/:project/version', summary: 'Versions of a project by page', query: Page, replies: { 200: pageShape(VersionShape) }, handle: async (ctx, { params, query, baseUrl }) => paged(await listVersions(ctx, params.project, baseUrl), query) }),
    tenantRoute({
      ...shared, path: '/rest/api/3/project/:project/statuses', summary: 'Statuses of a project by issue type', replies: { 200: Type.Array(bean({ id: Type.String(), name: Type.String(), subtask: Type.Boolean() })) },
      handle: (ctx, { params, baseUrl }) => ctx.read(async (tx) => {
        const project = await visibleProject(tx, ctx, params.project);
        const configuration = await readConfiguration(tx);
        const statuses = await workflowStatuses(tx, project.workflow_scheme_id);
        return projectIssueTypes(configuration, project).map((type) => {
          const own = statuses.filter(({ issue_type_id }) => issue_type_id === type.id);
          const used = own.length > 0 ? own : statuses.filter(({ issue_type_id }) => issue_type_id === 0);
          const { self, id, name } = issueTypeBean(baseUrl, type);
          return { self, id, name, subtask: type.flag, statuses: used.flatMap(({ status_id }) => configuration.status.get(status_id) ?? []).map((status) => statusBean(baseUrl, status)) };
        });
      }),
    }),
    tenantRoute({
      ...shared, path: '/rest/api/3/project/:project/role', summary: 'Roles of a project by name', replies: { 200: Type.Record(Type.String(), Type.String()) },
      handle: (ctx, { params, baseUrl }) => ctx.read(async (tx) => {
        const project = await visibleProject(tx, ctx, params.project);
        return Object.fromEntries((await readConfiguration(tx)).role.all.map((role) => [role.name, `${baseUrl}/rest/api/3/project/${project.id}/role/${role.id}`]));
      }),
    }),
    tenantRoute({
      method: 'GET', path: '/rest/api/3/project/:project/role/:id', summary: 'Who has a role in a project, as the imported system had it', permission: 'tracker.project.view', params: Type.Object({ project: Type.String({ maxLength: 300 }), id: Type.String({ maxLength: 30 }) }),
      replies: { 200: RoleShape }, errors: [errors.project_not_found, errors.item_not_found],
      handle: (ctx, { params, baseUrl }) => ctx.read(async (tx) => {
        const project = await visibleProject(tx, ctx, params.project);
        const configuration = await readConfiguration(tx);
        const role = configuration.role.get(numberOf(params.id));
        if (role === undefined) throw errors.item_not_found();
        const actors = await roleActors(tx, role.id, project.id);
        const showing = await showingOf(tx, ctx, people, baseUrl, configuration, actors.map(({ person }) => person));
        return {
          self: `${baseUrl}/rest/api/3/project/${project.id}/role/${role.id}`, id: role.id, name: role.name, description: role.description,
          actors: actors.map((actor) => (actor.person === null
            ? { id: actor.id, type: 'atlassian-group-role-actor', displayName: actor.group_name === null || actor.group_id === null ? '' : tx.sealer.open(sealedIn.personGroup.name, actor.group_id, actor.group_name) }
            : { id: actor.id, type: 'atlassian-user-role-actor', displayName: showing.people.name(actor.person), actorUser: { accountId: personKey(actor.person) } })),
        };
      }),
    }),
  ];
}
