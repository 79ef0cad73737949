/** Doors of the workflow editor: read, draft, check, publish. */
import { Type, type Static } from 'typebox';
import type { ReadTx } from '../../../kernel/db/index.ts';
import { tenantRoute, type Ctx, type Route } from '../../../kernel/service/index.ts';
import { sealedIn } from '../columns.ts';
import { readConfiguration } from '../configuration-store.ts';
import { errors } from '../errors.ts';
import { bytesOf } from '../issue-read-store.ts';
import { createWorkflow, deleteWorkflow, discardDraft, knownThings, openDraft, openWorkflow, publishWorkflow, saveDraft, workflowById, type WorkflowInput } from '../manage-workflows.ts';
import { personKey } from '../show-people.ts';
import { problemsOf, type Condition, type PostFunction, type WorkflowContent } from '../workflow-content.ts';
import { viewerOf } from '../access.ts';
import { issuesByStatus, knownProjects, listWorkflows, type WorkflowRow } from '../workflow-store.ts';
import { ownMount, type ApiDependencies } from './answers.ts';
import { bean, IdParams, numberOf, pageOf, pageShape, paging } from './shapes.ts';

const Text = Type.String({ maxLength: 1_000 });
const Id = Type.String({ maxLength: 20 });
const Place = Type.Optional(Type.Union([Type.Integer({ minimum: -1_000_000, maximum: 1_000_000 }), Type.Null()]));
const ConditionShape = Type.Object({ type: Type.String({ enum: ['assignee', 'reporter', 'role', 'group', 'level'] }), role: Type.Optional(Id), group: Type.Optional(Type.String({ maxLength: 100 })), level: Type.Optional(Type.String({ enum: ['write', 'admin'] })) });
const ValidatorShape = Type.Object({ type: Type.String({ enum: ['field-required'] }), field: Type.String({ maxLength: 100 }) });
const PostFunctionShape = Type.Object({ type: Type.String({ enum: ['set-resolution', 'assign', 'clear-field'] }), resolution: Type.Optional(Type.Union([Id, Type.Null()])), to: Type.Optional(Type.String({ maxLength: 100 })), field: Type.Optional(Type.String({ maxLength: 100 })) });
const TransitionBody = Type.Object({
  id: Type.Optional(Id), name: Text, description: Type.Optional(Text), type: Type.String({ enum: ['initial', 'global', 'directed'] }), from: Type.Optional(Type.Array(Id, { maxItems: 200 })), to: Id,
  conditions: Type.Optional(Type.Array(ConditionShape, { maxItems: 50 })), validators: Type.Optional(Type.Array(ValidatorShape, { maxItems: 50 })), postFunctions: Type.Optional(Type.Array(PostFunctionShape, { maxItems: 50 })),
});
const DraftBody = Type.Object({
  version: Type.Optional(Type.Integer({ minimum: 0 })), name: Text, description: Type.Optional(Type.String({ maxLength: 10_000 })), statuses: Type.Array(Type.Object({ id: Id, x: Place, y: Place }), { maxItems: 200 }), transitions: Type.Array(TransitionBody, { maxItems: 1_000 }),
});
export const MigrationShape = Type.Object({ issueType: Type.Optional(Id), from: Id, to: Id });
export const migrationsOf = (items: readonly Static<typeof MigrationShape>[] | undefined) => (items ?? []).map(({ issueType, from, to }) => ({ issueType: issueType === undefined ? null : numberOf(issueType), from: numberOf(from), to: numberOf(to) }));
const WorkflowShape = bean({ id: Type.String(), name: Type.String(), isDefault: Type.Boolean() });

/** The body's schema says which members each kind has; what is missing becomes what no rule knows. */
function inputOf(body: Static<typeof DraftBody>): WorkflowInput {
  return {
    name: body.name.trim(), description: body.description ?? '', statuses: body.statuses.map(({ id, x, y }) => ({ id: numberOf(id), x: x ?? null, y: y ?? null })),
    transitions: body.transitions.map((transition) => ({
      ...(transition.id === undefined ? {} : { id: numberOf(transition.id) }), name: transition.name.trim(), description: transition.description ?? '', type: transition.type === 'initial' || transition.type === 'global' ? transition.type : 'directed',
      from: (transition.from ?? []).map(numberOf), to: numberOf(transition.to),
      conditions: (transition.conditions ?? []).map((condition): Condition => {
        if (condition.type === 'role') return { type: 'role', role: condition.role ?? '' };
        if (condition.type === 'group') return { type: 'group', group: condition.group ?? '' };
        if (condition.type === 'level') return { type: 'level', level: condition.level ?? 'admin' };
        return { type: condition.type === 'reporter' ? 'reporter' : 'assignee' };
      }),
      validators: (transition.validators ?? []).map(({ field }) => ({ type: 'field-required', field })),
      postFunctions: (transition.postFunctions ?? []).map((step): PostFunction => {
        if (step.type === 'set-resolution') return { type: 'set-resolution', resolution: step.resolution ?? null };
        return step.type === 'assign' ? { type: 'assign', to: step.to ?? 'nobody' } : { type: 'clear-field', field: step.field ?? '' };
      }),
    })),
  };
}

async function shownContent(tx: ReadTx, content: WorkflowContent) {
  const { status } = await readConfiguration(tx);
  return {
    name: content.name, description: content.description,
    statuses: content.statuses.map(({ id, x, y }) => ({ id: String(id), name: status.get(id)?.name ?? '', category: status.get(id)?.category ?? 'undefined', ...(x === null ? {} : { x }), ...(y === null ? {} : { y }) })),
    transitions: content.transitions.map((transition) => ({ ...transition, id: String(transition.id), from: transition.from.map(String), to: String(transition.to) })),
  };
}

/** Says of workflows which projects follow them, those that the viewer may know of. */
async function followersOf(tx: ReadTx, ctx: Ctx, workflows: readonly WorkflowRow[]) {
  const known = await knownProjects(tx, viewerOf(ctx), [...new Set(workflows.flatMap(({ projects }) => (projects ?? []).map(({ id }) => id)))]);
  return (row: WorkflowRow) => (row.projects ?? []).filter(({ id }) => known.has(id)).map(({ id, key, name }) => ({ id: String(id), key, name: tx.sealer.open(sealedIn.project.name, id, bytesOf(name)) }));
}

export function createWorkflowRoutes({ people }: ApiDependencies): readonly Route[] {
  const one = (ctx: Ctx, id: number) => ctx.read(async (tx) => {
    const row = await workflowById(tx, id);
    const draft = openDraft(tx, row);
    return {
      id: String(row.id), isDefault: row.is_default, version: row.version, ...(await shownContent(tx, openWorkflow(tx, row))), projects: (await followersOf(tx, ctx, [row]))(row),
      draft: draft === null || row.draft === null ? null : { version: row.draft.version, updated: new Date(row.draft.updated_at).toISOString(), updatedBy: row.draft.updated_by === null ? null : personKey(row.draft.updated_by), ...(await shownContent(tx, draft)) },
    };
  });
  const view = { method: 'GET', permission: 'tracker.site.view' } as const;
  const configure = { mount: ownMount, permission: 'tracker.site.configure', effect: 'write' } as const;
  return [
    tenantRoute({
      ...view, mount: ownMount, path: '/workflows', summary: 'Workflows and who follows them', replies: { 200: bean({ items: Type.Array(WorkflowShape) }) },
      handle: (ctx) => ctx.read(async (tx) => {
        const workflows = await listWorkflows(tx);
        const followers = await followersOf(tx, ctx, workflows);
        return {
          items: workflows.map((row) => {
            const content = openWorkflow(tx, row);
            return { id: String(row.id), name: content.name, description: content.description, isDefault: row.is_default, statusCount: content.statuses.length, transitionCount: content.transitions.length, hasDraft: row.draft !== null, projects: followers(row) };
          }),
        };
      }),
    }),
    tenantRoute({ ...view, mount: ownMount, path: '/workflows/:id', summary: 'Read a workflow and its draft', params: IdParams, replies: { 200: WorkflowShape }, errors: [errors.workflow_not_found], handle: (ctx, { params }) => one(ctx, numberOf(params.id)) }),
    tenantRoute({
      ...view, path: '/rest/api/3/workflow/search', summary: 'Workflows by page', query: Type.Object({ ...paging, workflowName: Type.Optional(Type.String({ maxLength: 300 })), queryString: Type.Optional(Type.String({ maxLength: 300 })) }),
      replies: { 200: pageShape(bean({ description: Type.String() })) },
      handle: (ctx, { query }) => ctx.read(async (tx) => {
        const { status } = await readConfiguration(tx);
        const wanted = (query.queryString ?? query.workflowName ?? '').toLowerCase();
        const found = (await listWorkflows(tx)).map((row) => ({ row, content: openWorkflow(tx, row) })).filter(({ content }) => content.name.toLowerCase().includes(wanted));
        const startAt = query.startAt ?? 0;
        const maxResults = Math.min(query.maxResults ?? 50, 1_000);
        return pageOf(found.slice(startAt, startAt + maxResults).map(({ row, content }) => ({
          id: { name: content.name, entityId: String(row.id) }, description: content.description, isDefault: row.is_default, hasDraftWorkflow: row.draft !== null, statuses: content.statuses.map(({ id }) => ({ id: String(id), name: status.get(id)?.name ?? '' })),
          transitions: content.transitions.map(({ id, name, description, from, to, type }) => ({ id: String(id), name, description, from: from.map(String), to: String(to), type })),
        })), found.length, startAt, maxResults);
      }),
    }),
    tenantRoute({
      ...configure, method: 'POST', path: '/workflows', summary: 'Make a workflow from another one', audit: 'tracker_workflow_created', replies: { 201: WorkflowShape }, errors: [errors.workflow_not_found, errors.name_taken, errors.fields_invalid],
      body: Type.Object({ name: Text, description: Type.Optional(Type.String({ maxLength: 10_000 })), copyOf: Type.Optional(Id) }),
      handle: async (ctx, { body }) => one(ctx, await createWorkflow(ctx, { name: body.name, description: body.description ?? '', copyOf: body.copyOf === undefined ? null : numberOf(body.copyOf) })),
    }),
    tenantRoute({
      ...configure, method: 'PUT', path: '/workflows/:id/draft', summary: 'Keep a draft of a workflow', audit: 'tracker_workflow_draft_saved', params: IdParams, body: DraftBody, replies: { 200: WorkflowShape }, errors: [errors.workflow_not_found, errors.version_conflict],
      handle: async (ctx, { params, body }) => {
        await saveDraft(ctx, numberOf(params.id), inputOf(body), body.version);
        return one(ctx, numberOf(params.id));
      },
    }),
    tenantRoute({
      ...configure, method: 'DELETE', path: '/workflows/:id/draft', summary: 'Throw a draft away', audit: 'tracker_workflow_draft_discarded', params: IdParams, replies: { 204: null }, errors: [errors.workflow_not_found],
      handle: async (ctx, { params }) => { await discardDraft(ctx, numberOf(params.id)); },
    }),
    tenantRoute({
      mount: ownMount, permission: 'tracker.site.configure', method: 'POST', path: '/workflows/:id/check', summary: 'What keeps the draft from being published, and which issues it would move', params: IdParams,
      replies: { 200: bean({ problems: Type.Array(bean({ code: Type.String(), message: Type.String() })), removed: Type.Array(bean({ status: Type.String(), issues: Type.Number() })) }) }, errors: [errors.workflow_not_found],
      handle: (ctx, { params }) => ctx.read(async (tx) => {
        const row = await workflowById(tx, numberOf(params.id));
        const [published, draft] = [openWorkflow(tx, row), openDraft(tx, row)];
        const content = draft ?? published;
        const kept = new Set(content.statuses.map(({ id }) => id));
        const counts = await issuesByStatus(tx, row.id);
        const known = await knownThings(ctx, people, await readConfiguration(tx));
        return {
          problems: problemsOf(content, known).map(({ code, message, status, transition }) => ({ code, message, ...(status === undefined ? {} : { status: String(status) }), ...(transition === undefined ? {} : { transition: String(transition) }) })),
          removed: [...counts].filter(([status]) => !kept.has(status)).map(([status, issues]) => ({ status: String(status), issues })),
        };
      }),
    }),
    tenantRoute({
      ...configure, method: 'POST', path: '/workflows/:id/publish', summary: 'Let the draft take effect', audit: 'tracker_workflow_published', params: IdParams, body: Type.Object({ migrations: Type.Optional(Type.Array(MigrationShape, { maxItems: 1_000 })) }),
      replies: { 200: WorkflowShape }, errors: [errors.workflow_not_found, errors.workflow_invalid, errors.migration_needed, errors.name_taken],
      handle: async (ctx, { params, body }) => {
        await publishWorkflow(ctx, people, numberOf(params.id), migrationsOf(body.migrations));
        return one(ctx, numberOf(params.id));
      },
    }),
    tenantRoute({
      ...configure, method: 'DELETE', path: '/workflows/:id', summary: 'Remove a workflow that nobody follows', audit: 'tracker_workflow_deleted', params: IdParams, replies: { 204: null }, errors: [errors.workflow_not_found, errors.in_use],
      handle: async (ctx, { params }) => { await deleteWorkflow(ctx, numberOf(params.id)); },
    }),
  ];
}
