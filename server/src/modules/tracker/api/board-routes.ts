/** Doors of boards as the public agile API has them: list, make, read, configure; their issues page by page. */
import { Type } from 'typebox';
import type { ReadTx } from '../../../kernel/db/index.ts';
import { tenantRoute, type Ctx, type Route } from '../../../kernel/service/index.ts';
import { viewerOf } from '../access.ts';
import { openBoard } from '../board-content.ts';
import { backlogSlice, openBoardFor, sprintSlice, visibleBoard, wholeSlice, type OpenedBoard } from '../board-issues.ts';
import { countByStatus, sliceByOffset, type BoardSlice } from '../board-search-store.ts';
import { listBoards } from '../board-store.ts';
import { readConfiguration } from '../configuration-store.ts';
import { errors } from '../errors.ts';
import { parseIssueReference, readIssues } from '../issue-read-store.ts';
import { placeOfIssue } from '../activity-store.ts';
import { limits } from '../limits.ts';
import { changeBoard, createBoard, deleteBoard, setQuickFilters } from '../manage-boards.ts';
import { foldText } from '../match-text.ts';
import { readProject, versionsOf } from '../project-store.ts';
import { boardBean, boardConfiguration, quickFilterBean } from '../show-board.ts';
import { FieldChoice } from '../show-issue.ts';
import { projectBean, versionBean } from '../show-project.ts';
import { readSprint } from '../sprint-store.ts';
import { jiraBase, ownMount, showingOf, showIssues, type ApiDependencies } from './answers.ts';
import { bean, expandOf, IdParams, IssueShape, numberOf, pageOf, pageShape, paging, ProjectShape, VersionShape } from './shapes.ts';

export const agile = '/rest/agile/1.0';
const BoardShape = bean({ id: Type.Number(), self: Type.String(), name: Type.String(), type: Type.String() });
const ConfigurationShape = bean({ id: Type.Number(), name: Type.String(), type: Type.String(), columnConfig: bean({ constraintType: Type.String() }) });
const FilterShape = bean({ id: Type.Number(), boardId: Type.Number(), name: Type.String(), jql: Type.String() });
const IssuesShape = bean({ startAt: Type.Number(), maxResults: Type.Number(), total: Type.Number(), issues: Type.Array(IssueShape) });
const Words = Type.Optional(Type.Array(Type.String({ maxLength: 4_000 }), { maxItems: 300 }));
const Text = Type.String({ maxLength: 1_000 });
const Jql = Type.String({ maxLength: limits.jqlCharacters });
const Query = Type.Object({ name: Text, jql: Jql, description: Type.Optional(Text) });
const Number_ = Type.Optional(Type.Union([Type.Integer({ minimum: 0, maximum: 1_000_000 }), Type.Null()]));
const BoardBody = Type.Object({
  name: Type.Optional(Text), jql: Type.Optional(Jql), filterId: Type.Optional(Type.Union([Type.Integer(), Type.Null()])), subQuery: Type.Optional(Jql),
  columns: Type.Optional(Type.Array(Type.Object({ name: Text, statuses: Type.Array(Type.String({ maxLength: 20 }), { maxItems: 200 }), min: Number_, max: Number_ }), { maxItems: limits.boardColumns })),
  constraintType: Type.Optional(Type.String({ enum: ['none', 'issueCount', 'issueCountExclSubs'] })),
  swimlanes: Type.Optional(Type.Object({ strategy: Type.String({ enum: ['none', 'assignee', 'parent', 'query'] }), lanes: Type.Optional(Type.Array(Query, { maxItems: limits.boardQueries })) })),
  estimation: Type.Optional(Type.Object({ type: Type.String({ enum: ['none', 'issueCount', 'field'] }), fieldId: Type.Optional(Type.String({ maxLength: 100 })) })), doneDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 3_650 })),
});

export function createBoardRoutes(dependencies: ApiDependencies): readonly Route[] {
  return [...boardRoutes(dependencies), ...settingRoutes(dependencies), ...boardIssueRoutes(dependencies), ...insideRoutes(dependencies)];
}

function boardRoutes({ people }: ApiDependencies): readonly Route[] {
  const one = (ctx: Ctx, base: string, id: number) => ctx.read(async (tx) => boardBean(ctx, tx.sealer, base, await visibleBoard(tx, ctx, id)));
  const manage = { permission: 'tracker.board.manage', effect: 'write' } as const;
  return [
    tenantRoute({
      method: 'GET', path: `${agile}/board`, summary: 'Boards that one may see', permission: 'tracker.project.view', replies: { 200: pageShape(BoardShape) },
      query: Type.Object({ ...paging, type: Type.Optional(Type.String({ maxLength: 50 })), name: Type.Optional(Type.String({ maxLength: 300 })), projectKeyOrId: Type.Optional(Type.String({ maxLength: 300 })) }),
      handle: (ctx, { query, baseUrl }) => ctx.read(async (tx) => {
        const project = query.projectKeyOrId === undefined ? null : ((await readProject(tx, viewerOf(ctx), query.projectKeyOrId))?.id ?? -1);
        const wanted = foldText(query.name ?? '');
        const rows = (await listBoards(tx, viewerOf(ctx), project, limits.boardsListed)).filter(({ kind }) => query.type === undefined || query.type.split(',').includes(kind)).map((row) => boardBean(ctx, tx.sealer, baseUrl, row)).filter(({ name }) => foldText(name).includes(wanted));
        const startAt = query.startAt ?? 0;
        const maxResults = Math.min(query.maxResults ?? 50, limits.itemsPerPage);
        return pageOf(rows.slice(startAt, startAt + maxResults), rows.length, startAt, maxResults);
      }),
    }),
    tenantRoute({
      ...manage, method: 'POST', path: `${agile}/board`, summary: 'Make a board', audit: 'tracker_board_created', replies: { 201: BoardShape }, errors: [errors.project_not_found, errors.filter_not_found, errors.fields_invalid, errors.jql_invalid, errors.board_query_text],
      body: Type.Object({ name: Text, type: Type.String({ enum: ['scrum', 'kanban', 'agility', 'simple'] }), filterId: Type.Optional(Type.Integer()), jql: Type.Optional(Jql), location: Type.Optional(Type.Object({ type: Type.Optional(Type.String()), projectKeyOrId: Type.Optional(Type.String({ maxLength: 300 })) })) }),
      handle: async (ctx, { body, baseUrl }) => one(ctx, baseUrl, await createBoard(ctx, people, { name: body.name, kind: body.type === 'scrum' ? 'scrum' : 'kanban', project: body.location?.projectKeyOrId, jql: body.jql, ...(body.filterId === undefined ? {} : { filterId: body.filterId }) })),
    }),
    tenantRoute({ method: 'GET', path: `${agile}/board/:id`, summary: 'Read a board', permission: 'tracker.project.view', params: IdParams, replies: { 200: BoardShape }, errors: [errors.board_not_found], handle: (ctx, { params, baseUrl }) => one(ctx, baseUrl, numberOf(params.id)) }),
    tenantRoute({
      ...manage, method: 'DELETE', path: `${agile}/board/:id`, summary: 'Remove a board; its issues stay', audit: 'tracker_board_deleted', params: IdParams, replies: { 204: null }, errors: [errors.board_not_found],
      handle: async (ctx, { params }) => { await deleteBoard(ctx, numberOf(params.id)); },
    }),
  ];
}

function settingRoutes({ people }: ApiDependencies): readonly Route[] {
  const configuration = (ctx: Ctx, base: string, id: number) => ctx.read(async (tx) => {
    const board = await visibleBoard(tx, ctx, id);
    return boardConfiguration(tx.sealer, base, board, openBoard(tx.sealer, board), await readConfiguration(tx));
  });
  const filters = (ctx: Ctx, id: number) => ctx.read(async (tx) => openBoard(tx.sealer, await visibleBoard(tx, ctx, id)).quickFilters.map((filter, position) => quickFilterBean(id, filter, position)));
  const view = { method: 'GET', permission: 'tracker.project.view', params: IdParams, errors: [errors.board_not_found] } as const;
  const manage = { permission: 'tracker.board.manage', effect: 'write', audit: 'tracker_board_updated', mount: ownMount, params: IdParams } as const;
  return [
    tenantRoute({ ...view, path: `${agile}/board/:id/configuration`, summary: 'How a board is set up', replies: { 200: ConfigurationShape }, handle: (ctx, { params, baseUrl }) => configuration(ctx, baseUrl, numberOf(params.id)) }),
    tenantRoute({
      ...view, path: `${agile}/board/:id/quickfilter`, summary: 'Quick filters of a board', query: Type.Object(paging), replies: { 200: pageShape(FilterShape) },
      handle: async (ctx, { params, query }) => {
        const all = await filters(ctx, numberOf(params.id));
        const startAt = query.startAt ?? 0;
        const maxResults = Math.min(query.maxResults ?? 50, limits.itemsPerPage);
        return pageOf(all.slice(startAt, startAt + maxResults), all.length, startAt, maxResults);
      },
    }),
    tenantRoute({
      ...manage, method: 'PUT', path: '/boards/:id', summary: 'Change a board: name, filter, columns, lanes, estimates', body: BoardBody, replies: { 200: ConfigurationShape },
      errors: [errors.board_not_found, errors.filter_not_found, errors.fields_invalid, errors.jql_invalid, errors.board_query_text],
      handle: async (ctx, { params, body, baseUrl }) => {
        await changeBoard(ctx, people, numberOf(params.id), body);
        return configuration(ctx, jiraBase(baseUrl), numberOf(params.id));
      },
    }),
    tenantRoute({
      ...manage, method: 'PUT', path: '/boards/:id/quickfilters', summary: 'Set the quick filters of a board', body: Type.Object({ items: Type.Array(Query, { maxItems: limits.boardQueries }) }), replies: { 200: Type.Object({ items: Type.Array(FilterShape) }) },
      errors: [errors.board_not_found, errors.fields_invalid, errors.jql_invalid, errors.board_query_text],
      handle: async (ctx, { params, body }) => {
        await setQuickFilters(ctx, people, numberOf(params.id), body.items);
        return { items: await filters(ctx, numberOf(params.id)) };
      },
    }),
  ];
}

interface IssueQuery { readonly jql?: string; readonly startAt?: number; readonly maxResults?: number; readonly fields?: readonly string[]; readonly expand?: string }

function boardIssueRoutes({ people }: ApiDependencies): readonly Route[] {
  async function page(tx: ReadTx, ctx: Ctx, base: string, opened: OpenedBoard, slice: BoardSlice, query: IssueQuery) {
    const startAt = query.startAt ?? 0;
    const maxResults = Math.min(query.maxResults ?? 50, limits.issuesPerPage);
    const choice = new FieldChoice(query.fields ?? [], '*navigable');
    const expand = expandOf(query.expand);
    const total = (await countByStatus(tx, slice)).reduce((sum, { count }) => sum + count, 0);
    const rows = await readIssues(tx, viewerOf(ctx), await sliceByOffset(tx, slice, startAt, maxResults), choice.parts(expand));
    return { expand: 'schema,names', startAt, maxResults, total, issues: await showIssues(tx, ctx, people, base, opened.search.configuration, rows, choice, expand) };
  }
  const shared = {
    method: 'GET', permission: 'tracker.project.view', replies: { 200: IssuesShape }, query: Type.Object({ ...paging, jql: Type.Optional(Jql), fields: Words, expand: Type.Optional(Type.String({ maxLength: 500 })) }),
  } as const;
  const faults = [errors.board_not_found, errors.jql_invalid, errors.board_query_text] as const;
  const on = (ctx: Ctx, base: string, id: number, query: IssueQuery, slice: (opened: OpenedBoard, tx: ReadTx) => BoardSlice | Promise<BoardSlice>) => ctx.read(async (tx) => {
    const opened = await openBoardFor(tx, ctx, people, id, { quickFilters: [], jql: query.jql });
    return page(tx, ctx, base, opened, await slice(opened, tx), query);
  });
  return [
    tenantRoute({ ...shared, path: `${agile}/board/:id/issue`, summary: 'Issues of a board in their order', params: IdParams, errors: faults, handle: (ctx, { params, query, baseUrl }) => on(ctx, baseUrl, numberOf(params.id), query, (opened) => wholeSlice(opened)) }),
    tenantRoute({ ...shared, path: `${agile}/board/:id/backlog`, summary: 'Backlog of a board in its order', params: IdParams, errors: faults, handle: (ctx, { params, query, baseUrl }) => on(ctx, baseUrl, numberOf(params.id), query, backlogSlice) }),
    tenantRoute({
      ...shared, path: `${agile}/board/:id/sprint/:sprint/issue`, summary: 'Issues of a board in a sprint', params: Type.Object({ id: Type.String({ maxLength: 30 }), sprint: Type.String({ maxLength: 30 }) }), errors: [...faults, errors.sprint_not_found],
      handle: (ctx, { params, query, baseUrl }) => on(ctx, baseUrl, numberOf(params.id), query, async (opened, tx) => {
        const sprint = await readSprint(tx, viewerOf(ctx), numberOf(params.sprint));
        if (sprint === undefined) throw errors.sprint_not_found();
        return sprintSlice(opened, sprint.id);
      }),
    }),
    tenantRoute({
      ...shared, path: `${agile}/board/:id/epic/:epic/issue`, summary: 'Issues of a board below a parent', params: Type.Object({ id: Type.String({ maxLength: 30 }), epic: Type.String({ maxLength: 300 }) }), errors: [...faults, errors.issue_not_found],
      handle: (ctx, { params, query, baseUrl }) => on(ctx, baseUrl, numberOf(params.id), query, async (opened, tx) => {
        const reference = parseIssueReference(params.epic);
        const parent = reference === undefined ? undefined : await placeOfIssue(tx, viewerOf(ctx), reference);
        if (parent === undefined) throw errors.issue_not_found();
        return wholeSlice(opened, null, parent.issue_id);
      }),
    }),
    tenantRoute({
      ...shared, path: `${agile}/sprint/:id/issue`, summary: 'Issues in a sprint', params: IdParams, errors: [errors.sprint_not_found, ...faults],
      handle: async (ctx, { params, query, baseUrl }) => {
        const sprint = await ctx.read((tx) => readSprint(tx, viewerOf(ctx), numberOf(params.id)));
        if (sprint === undefined) throw errors.sprint_not_found();
        return on(ctx, baseUrl, sprint.board_id, query, (opened) => sprintSlice(opened, sprint.id));
      },
    }),
  ];
}

function insideRoutes({ people }: ApiDependencies): readonly Route[] {
  const view = { method: 'GET', permission: 'tracker.project.view', params: IdParams, query: Type.Object(paging), errors: [errors.board_not_found] } as const;
  const slicePage = <Item>(all: readonly Item[], query: { startAt?: number; maxResults?: number }) => {
    const startAt = query.startAt ?? 0;
    const maxResults = Math.min(query.maxResults ?? 50, limits.itemsPerPage);
    return pageOf(all.slice(startAt, startAt + maxResults), all.length, startAt, maxResults);
  };
  return [
    tenantRoute({
      ...view, path: `${agile}/board/:id/project`, summary: 'Projects of a board', replies: { 200: pageShape(ProjectShape) },
      handle: (ctx, { params, query, baseUrl }) => ctx.read(async (tx) => {
        const board = await visibleBoard(tx, ctx, numberOf(params.id));
        const project = await readProject(tx, viewerOf(ctx), String(board.project_id));
        const configuration = await readConfiguration(tx);
        const showing = await showingOf(tx, ctx, people, baseUrl, configuration, [project?.lead ?? null]);
        return slicePage(project === undefined ? [] : [projectBean(showing, project, configuration, new Set())], query);
      }),
    }),
    tenantRoute({
      ...view, path: `${agile}/board/:id/version`, summary: 'Versions of a board\'s project', replies: { 200: pageShape(VersionShape) },
      handle: (ctx, { params, query, baseUrl }) => ctx.read(async (tx) => {
        const board = await visibleBoard(tx, ctx, numberOf(params.id));
        const showing = await showingOf(tx, ctx, people, baseUrl, await readConfiguration(tx), []);
        return slicePage((await versionsOf(tx, viewerOf(ctx), board.project_id)).map((row) => versionBean(showing, row, ctx.now.toISOString().slice(0, 10))), query);
      }),
    }),
  ];
}
