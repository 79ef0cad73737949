/** Doors of sprints, of ranks, and of what a sprint came to. */
import { Type } from 'typebox';
import type { ReadTx } from '../../../kernel/db/index.ts';
import { tenantRoute, type Ctx, type Route } from '../../../kernel/service/index.ts';
import { viewerOf } from '../access.ts';
import { visibleBoard } from '../board-issues.ts';
import { readConfiguration } from '../configuration-store.ts';
import { errors } from '../errors.ts';
import { limits } from '../limits.ts';
import { changeSprint, completeSprint, createSprint, deleteSprint, planIssues } from '../manage-sprints.ts';
import { rankIssues } from '../rank-issues.ts';
import { sprintBean } from '../show-board.ts';
import { personKey } from '../show-people.ts';
import { burndownOf, readSprintFacts, reportOf, unitOf } from '../sprint-report.ts';
import { readSprint, sprintsOf, type SprintRow } from '../sprint-store.ts';
import { jiraBase, ownMount, type ApiDependencies } from './answers.ts';
import { agile } from './board-routes.ts';
import { bean, IdParams, numberOf, pageOf, pageShape, paging } from './shapes.ts';

const SprintShape = bean({ id: Type.Number(), self: Type.String(), state: Type.String(), name: Type.String() });
const Text = Type.Optional(Type.String({ maxLength: 1_000 }));
const SprintMembers = { name: Text, goal: Type.Optional(Type.String({ maxLength: 10_000 })), startDate: Type.Optional(Type.String({ maxLength: 40 })), endDate: Type.Optional(Type.String({ maxLength: 40 })) };
const SprintBody = Type.Object({ ...SprintMembers, state: Type.Optional(Type.String({ enum: ['future', 'active', 'closed'] })), originBoardId: Type.Optional(Type.Integer()) });
const Issues = { issues: Type.Array(Type.Union([Type.String({ maxLength: 300 }), Type.Integer()]), { minItems: 1, maxItems: limits.issuesPerRank }) };
const Rank = { rankBeforeIssue: Text, rankAfterIssue: Text, rankCustomFieldId: Type.Optional(Type.Integer()) };
const velocitySprints = 7;

async function visibleSprint(tx: ReadTx, ctx: Ctx, id: number): Promise<SprintRow> {
  const sprint = await readSprint(tx, viewerOf(ctx), id);
  if (sprint === undefined) throw errors.sprint_not_found();
  return sprint;
}

export function createSprintRoutes(_dependencies: ApiDependencies): readonly Route[] {
  return [...sprintRoutes(), ...planningRoutes(), ...reportRoutes()];
}

function sprintRoutes(): readonly Route[] {
  const one = (ctx: Ctx, base: string, id: number) => ctx.read(async (tx) => sprintBean(tx.sealer, base, await visibleSprint(tx, ctx, id)));
  const view = { method: 'GET', permission: 'tracker.project.view', params: IdParams } as const;
  const work = { permission: 'tracker.issue.edit', effect: 'write' } as const;
  const changed = ['tracker_sprint_updated', 'tracker_sprint_started', 'tracker_sprint_completed'] as const;
  const change = { ...work, path: `${agile}/sprint/:id`, params: IdParams, body: SprintBody, replies: { 200: SprintShape }, errors: [errors.sprint_not_found, errors.sprint_state_invalid, errors.fields_invalid] } as const;
  return [
    tenantRoute({
      ...view, path: `${agile}/board/:id/sprint`, summary: 'Sprints of a board', query: Type.Object({ ...paging, state: Type.Optional(Type.String({ maxLength: 100 })) }), replies: { 200: pageShape(SprintShape) }, errors: [errors.board_not_found],
      handle: (ctx, { params, query, baseUrl }) => ctx.read(async (tx) => {
        const board = await visibleBoard(tx, ctx, numberOf(params.id));
        const states = (query.state ?? 'closed,active,future').split(',').map((word) => word.trim());
        const rows = await sprintsOf(tx, viewerOf(ctx), board.id, states);
        const startAt = query.startAt ?? 0;
        const maxResults = Math.min(query.maxResults ?? 50, limits.itemsPerPage);
        return pageOf(rows.slice(startAt, startAt + maxResults).map((row) => sprintBean(tx.sealer, baseUrl, row)), rows.length, startAt, maxResults);
      }),
    }),
    tenantRoute({
      ...work, method: 'POST', path: `${agile}/sprint`, summary: 'Plan a sprint', audit: 'tracker_sprint_created', body: Type.Object({ ...SprintMembers, originBoardId: Type.Integer() }), replies: { 201: SprintShape }, errors: [errors.board_not_found, errors.fields_invalid],
      handle: async (ctx, { body, baseUrl }) => one(ctx, baseUrl, await createSprint(ctx, body.originBoardId, body)),
    }),
    tenantRoute({ ...view, path: `${agile}/sprint/:id`, summary: 'Read a sprint', replies: { 200: SprintShape }, errors: [errors.sprint_not_found], handle: (ctx, { params, baseUrl }) => one(ctx, baseUrl, numberOf(params.id)) }),
    tenantRoute({
      ...change, method: 'PUT', summary: 'Change a sprint as a whole: what is not sent is cleared', audit: changed,
      handle: async (ctx, { params, body, baseUrl }) => {
        await changeSprint(ctx, numberOf(params.id), { ...body, goal: body.goal ?? '', startDate: body.startDate ?? '', endDate: body.endDate ?? '' });
        return one(ctx, baseUrl, numberOf(params.id));
      },
    }),
    tenantRoute({
      ...change, method: 'POST', summary: 'Change what is sent of a sprint; start it and complete it by its state', audit: changed,
      handle: async (ctx, { params, body, baseUrl }) => {
        await changeSprint(ctx, numberOf(params.id), body);
        return one(ctx, baseUrl, numberOf(params.id));
      },
    }),
    tenantRoute({
      ...work, method: 'DELETE', path: `${agile}/sprint/:id`, summary: 'Remove a sprint; its issues go to the backlog', audit: 'tracker_sprint_deleted', params: IdParams, replies: { 204: null }, errors: [errors.sprint_not_found, errors.sprint_state_invalid],
      handle: async (ctx, { params }) => { await deleteSprint(ctx, numberOf(params.id)); },
    }),
    tenantRoute({
      ...work, method: 'POST', mount: ownMount, path: '/sprints/:id/complete', summary: 'Complete a sprint and say where its open issues go', audit: 'tracker_sprint_completed', params: IdParams,
      body: Type.Object({ moveOpenIssuesTo: Type.String({ maxLength: 30 }) }), replies: { 200: bean({ sprint: SprintShape, completed: Type.Number(), moved: Type.Number() }) }, errors: [errors.sprint_not_found, errors.sprint_state_invalid],
      handle: async (ctx, { params, body, baseUrl }) => {
        const { completed, moved, movedTo } = await completeSprint(ctx, numberOf(params.id), body.moveOpenIssuesTo);
        return { sprint: await one(ctx, jiraBase(baseUrl), numberOf(params.id)), completed, moved, ...(movedTo === null ? {} : { movedTo }) };
      },
    }),
  ];
}

function planningRoutes(): readonly Route[] {
  const work = { permission: 'tracker.issue.edit', effect: 'write', replies: { 204: null } } as const;
  const plan = { ...work, method: 'POST', audit: 'tracker_issues_planned', body: Type.Object({ ...Issues, ...Rank }) } as const;
  return [
    tenantRoute({
      ...work, method: 'PUT', path: `${agile}/issue/rank`, summary: 'Put issues before or after another one', audit: 'tracker_issues_ranked', body: Type.Object({ ...Issues, ...Rank }), errors: [errors.issue_not_found, errors.fields_invalid, errors.limit_reached],
      handle: async (ctx, { body }) => { await rankIssues(ctx, body.issues, body); },
    }),
    tenantRoute({
      ...plan, path: `${agile}/sprint/:id/issue`, summary: 'Move issues into a sprint', params: IdParams, errors: [errors.sprint_not_found, errors.sprint_state_invalid, errors.issue_not_found],
      handle: async (ctx, { params, body }) => { await planIssues(ctx, numberOf(params.id), body.issues, body); },
    }),
    tenantRoute({ ...plan, path: `${agile}/backlog/issue`, summary: 'Move issues out of their sprints', errors: [errors.issue_not_found], handle: async (ctx, { body }) => { await planIssues(ctx, null, body.issues, body); } }),
    tenantRoute({
      ...plan, path: `${agile}/backlog/:id/issue`, summary: 'Move issues into the backlog of a board', params: IdParams, errors: [errors.board_not_found, errors.issue_not_found],
      handle: async (ctx, { params, body }) => {
        await ctx.read((tx) => visibleBoard(tx, ctx, numberOf(params.id)));
        await planIssues(ctx, null, body.issues, body);
      },
    }),
  ];
}

function reportRoutes(): readonly Route[] {
  const view = { method: 'GET', mount: ownMount, permission: 'tracker.project.view', params: IdParams } as const;
  const facts = async (tx: ReadTx, ctx: Ctx, sprint: SprintRow) => readSprintFacts(tx, viewerOf(ctx), await visibleBoard(tx, ctx, sprint.board_id), await readConfiguration(tx), sprint);
  return [
    tenantRoute({
      ...view, path: '/sprints/:id/report', summary: 'What was done in a sprint', replies: { 200: bean({ sprint: SprintShape, unit: Type.String() }) }, errors: [errors.sprint_not_found, errors.board_not_found],
      handle: (ctx, { params, baseUrl }) => ctx.read(async (tx) => {
        const sprint = await visibleSprint(tx, ctx, numberOf(params.id));
        const report = reportOf(tx.sealer, await facts(tx, ctx, sprint));
        const keyed = <Row extends { readonly assignee: string | null }>(rows: readonly Row[]) => rows.map((row) => ({ ...row, assignee: row.assignee === null ? null : personKey(row.assignee) }));
        return {
          sprint: sprintBean(tx.sealer, jiraBase(baseUrl), sprint), ...report, completed: keyed(report.completed), completedOutside: keyed(report.completedOutside), notCompleted: keyed(report.notCompleted), removed: keyed(report.removed),
        };
      }),
    }),
    tenantRoute({
      ...view, path: '/sprints/:id/burndown', summary: 'How the work of a sprint burned down', replies: { 200: bean({ sprint: SprintShape, unit: Type.String(), initial: Type.Number() }) }, errors: [errors.sprint_not_found, errors.board_not_found],
      handle: (ctx, { params, baseUrl }) => ctx.read(async (tx) => {
        const sprint = await visibleSprint(tx, ctx, numberOf(params.id));
        const read = await facts(tx, ctx, sprint);
        return { sprint: sprintBean(tx.sealer, jiraBase(baseUrl), sprint), unit: read.unit, start: read.start.toISOString(), end: read.end.toISOString(), ...burndownOf(read) };
      }),
    }),
    tenantRoute({
      ...view, path: '/boards/:id/velocity', summary: 'What the last completed sprints of a board came to', replies: { 200: bean({ unit: Type.String(), sprints: Type.Array(bean({ id: Type.Number(), name: Type.String() })) }) }, errors: [errors.board_not_found],
      handle: (ctx, { params }) => ctx.read(async (tx) => {
        const board = await visibleBoard(tx, ctx, numberOf(params.id));
        const configuration = await readConfiguration(tx);
        const sprints = [];
        for (const sprint of (await sprintsOf(tx, viewerOf(ctx), board.id, ['closed'])).slice(-velocitySprints)) {
          const { totals } = reportOf(tx.sealer, await readSprintFacts(tx, viewerOf(ctx), board, configuration, sprint));
          sprints.push({ id: sprint.id, name: sprintBean(tx.sealer, '', sprint).name, committed: totals.committed, completed: totals.completed });
        }
        return { unit: unitOf(board), sprints };
      }),
    }),
  ];
}
