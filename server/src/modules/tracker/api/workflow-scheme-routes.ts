/** Doors of workflow schemes: which workflow each type follows, and in which projects. */
import { Type } from 'typebox';
import type { ReadTx } from '../../../kernel/db/index.ts';
import { tenantRoute, type Ctx, type Route } from '../../../kernel/service/index.ts';
import { viewerOf } from '../access.ts';
import { sealedIn } from '../columns.ts';
import { errors } from '../errors.ts';
import { assignScheme, changeScheme, createScheme, deleteScheme, openScheme } from '../manage-workflow-schemes.ts';
import { readProject } from '../project-store.ts';
import { listSchemes, listWorkflows, readScheme, type SchemeRow } from '../workflow-store.ts';
import { ownMount, type ApiDependencies } from './answers.ts';
import { bean, IdParams, numberOf, pageOf, pageShape, paging } from './shapes.ts';
import { migrationsOf, MigrationShape } from './workflow-routes.ts';

const SchemeShape = bean({ id: Type.Number(), name: Type.String() });
const Text = Type.Optional(Type.String({ maxLength: 10_000 }));
const SchemeBody = Type.Object({ name: Text, description: Text, defaultWorkflow: Text, issueTypeMappings: Type.Optional(Type.Record(Type.String({ maxLength: 20 }), Type.String({ maxLength: 1_000 }))) });

export function createWorkflowSchemeRoutes(_dependencies: ApiDependencies): readonly Route[] {
  async function beans(tx: ReadTx, base: string, rows: readonly SchemeRow[]) {
    const workflows = await listWorkflows(tx);
    const names = new Map(workflows.map((row) => [row.id, tx.sealer.open(sealedIn.workflow.name, row.id, row.name)]));
    const standard = names.get(workflows.find(({ is_default }) => is_default)?.id ?? -1) ?? '';
    return rows.map((row) => {
      const { name, description, mappings } = openScheme(tx, row);
      return {
        id: row.id, self: `${base}/rest/api/3/workflowscheme/${row.id}`, name, description, draft: false, projectCount: row.projects, defaultWorkflow: names.get(mappings.find(({ issueType }) => issueType === 0)?.workflow ?? -1) ?? standard,
        issueTypeMappings: Object.fromEntries(mappings.filter(({ issueType }) => issueType !== 0).map(({ issueType, workflow }) => [String(issueType), names.get(workflow) ?? ''])),
      };
    });
  }
  const one = (ctx: Ctx, base: string, id: number) => ctx.read(async (tx) => {
    const row = await readScheme(tx, id);
    if (row === undefined) throw errors.scheme_not_found();
    return (await beans(tx, base, [row]))[0];
  });
  const view = { method: 'GET', permission: 'tracker.site.view' } as const;
  const configure = { permission: 'tracker.site.configure', effect: 'write' } as const;
  const assigned = { ...configure, audit: 'tracker_workflow_scheme_assigned', errors: [errors.project_not_found, errors.scheme_not_found, errors.migration_needed] } as const;
  return [
    tenantRoute({
      ...view, path: '/rest/api/3/workflowscheme', summary: 'Workflow schemes', query: Type.Object(paging), replies: { 200: pageShape(SchemeShape) },
      handle: (ctx, { query, baseUrl }) => ctx.read(async (tx) => {
        const rows = await listSchemes(tx);
        const startAt = query.startAt ?? 0;
        const maxResults = Math.min(query.maxResults ?? 50, 1_000);
        return pageOf(await beans(tx, baseUrl, rows.slice(startAt, startAt + maxResults)), rows.length, startAt, maxResults);
      }),
    }),
    tenantRoute({
      ...view, path: '/rest/api/3/workflowscheme/project', summary: 'Workflow schemes of projects', query: Type.Object({ projectId: Type.Array(Type.String({ maxLength: 20 }), { maxItems: 100 }) }), replies: { 200: bean({ values: Type.Array(bean({ projectIds: Type.Array(Type.String()) })) }) },
      handle: (ctx, { query, baseUrl }) => ctx.read(async (tx) => {
        const byScheme = new Map<number, string[]>();
        for (const reference of query.projectId.flatMap((text) => text.split(','))) {
          const project = await readProject(tx, viewerOf(ctx), reference);
          if (project?.workflow_scheme_id !== null && project !== undefined) byScheme.set(project.workflow_scheme_id, [...(byScheme.get(project.workflow_scheme_id) ?? []), String(project.id)]);
        }
        const rows = (await listSchemes(tx)).filter(({ id }) => byScheme.has(id));
        const values = (await beans(tx, baseUrl, rows)).map((workflowScheme) => ({ projectIds: byScheme.get(workflowScheme.id) ?? [], workflowScheme }));
        return { startAt: 0, maxResults: values.length, total: values.length, isLast: true, values };
      }),
    }),
    tenantRoute({ ...view, path: '/rest/api/3/workflowscheme/:id', summary: 'Read a workflow scheme', params: IdParams, replies: { 200: SchemeShape }, errors: [errors.scheme_not_found], handle: (ctx, { params, baseUrl }) => one(ctx, baseUrl, numberOf(params.id)) }),
    tenantRoute({
      ...configure, method: 'POST', path: '/rest/api/3/workflowscheme', summary: 'Make a workflow scheme', audit: 'tracker_workflow_scheme_created', body: SchemeBody, replies: { 201: SchemeShape }, errors: [errors.fields_invalid],
      handle: async (ctx, { body, baseUrl }) => one(ctx, baseUrl, await createScheme(ctx, body)),
    }),
    tenantRoute({
      ...configure, method: 'PUT', path: '/rest/api/3/workflowscheme/:id', summary: 'Change a workflow scheme', audit: 'tracker_workflow_scheme_updated', params: IdParams,
      body: Type.Object({ ...SchemeBody.properties, migrations: Type.Optional(Type.Array(MigrationShape, { maxItems: 1_000 })), updateDraftIfNeeded: Type.Optional(Type.Boolean()) }), replies: { 200: SchemeShape }, errors: [errors.scheme_not_found, errors.fields_invalid, errors.migration_needed],
      handle: async (ctx, { params, body, baseUrl }) => {
        await changeScheme(ctx, numberOf(params.id), body, migrationsOf(body.migrations));
        return one(ctx, baseUrl, numberOf(params.id));
      },
    }),
    tenantRoute({
      ...configure, method: 'DELETE', path: '/rest/api/3/workflowscheme/:id', summary: 'Remove a workflow scheme that no project uses', audit: 'tracker_workflow_scheme_deleted', params: IdParams, replies: { 204: null }, errors: [errors.scheme_not_found, errors.in_use],
      handle: async (ctx, { params }) => { await deleteScheme(ctx, numberOf(params.id)); },
    }),
    tenantRoute({
      ...assigned, method: 'PUT', path: '/rest/api/3/workflowscheme/project', summary: 'Give a project a workflow scheme', body: Type.Object({ projectId: Type.String({ maxLength: 20 }), workflowSchemeId: Type.String({ maxLength: 20 }) }), replies: { 204: null },
      handle: async (ctx, { body }) => { await assignScheme(ctx, body.projectId, numberOf(body.workflowSchemeId), []); },
    }),
    tenantRoute({
      ...assigned, mount: ownMount, method: 'POST', path: '/projects/:project/workflow-scheme', summary: 'Give a project a workflow scheme, and say where issues go', params: Type.Object({ project: Type.String({ maxLength: 300 }) }),
      body: Type.Object({ schemeId: Type.Union([Type.String({ maxLength: 20 }), Type.Null()]), migrations: Type.Optional(Type.Array(MigrationShape, { maxItems: 1_000 })) }), replies: { 204: null },
      handle: async (ctx, { params, body }) => { await assignScheme(ctx, params.project, body.schemeId === null ? null : numberOf(body.schemeId), migrationsOf(body.migrations)); },
    }),
  ];
}
