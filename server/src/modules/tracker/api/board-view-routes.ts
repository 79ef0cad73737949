/** What a board's screens ask: the first paint of all columns, more of one, the backlog with its sprints, a card that was dropped. */
import { Type, type Static } from 'typebox';
import type { ReadTx } from '../../../kernel/db/index.ts';
import { tenantRoute, type Ctx, type Route } from '../../../kernel/service/index.ts';
import { viewerOf } from '../access.ts';
import { backlogSlice, columnSlice, openBoardFor, slicePage, sprintSlice, type OpenedBoard, type SlicePage } from '../board-issues.ts';
import { countByStatus, type BoardSlice } from '../board-search-store.ts';
import { errors } from '../errors.ts';
import { readIssues } from '../issue-read-store.ts';
import { limits } from '../limits.ts';
import { moveCard } from '../move-card.ts';
import { sprintBean } from '../show-board.ts';
import { FieldChoice } from '../show-issue.ts';
import { sprintsOf, type SprintRow } from '../sprint-store.ts';
import { jiraBase, ownMount, showIssues, type ApiDependencies } from './answers.ts';
import { bean, IdParams, IssueShape, numberOf } from './shapes.ts';

const Ask = Type.Object({
  quickFilters: Type.Optional(Type.String({ maxLength: 1_000 })), jql: Type.Optional(Type.String({ maxLength: limits.jqlCharacters })), nextPageToken: Type.Optional(Type.String({ maxLength: 1_000 })),
  maxResults: Type.Optional(Type.Integer({ minimum: 1, maximum: limits.issuesPerPage })), sprint: Type.Optional(Type.String({ maxLength: 30 })),
});
const PageShape = bean({ issues: Type.Array(IssueShape), isLast: Type.Boolean() });
const ViewShape = bean({ columns: Type.Array(bean({ index: Type.Number(), name: Type.String(), count: Type.Number(), issues: Type.Array(IssueShape) })) });
const BacklogShape = bean({ sprints: Type.Array(bean({ id: Type.Number(), name: Type.String(), count: Type.Number(), issues: Type.Array(IssueShape) })), backlog: bean({ count: Type.Number(), issues: Type.Array(IssueShape) }) });
const MoveBody = Type.Object({
  issue: Type.String({ maxLength: 300 }), toColumn: Type.Integer({ minimum: 0, maximum: limits.boardColumns }), toStatus: Type.Optional(Type.String({ maxLength: 20 })), rankBeforeIssue: Type.Optional(Type.String({ maxLength: 300 })), rankAfterIssue: Type.Optional(Type.String({ maxLength: 300 })),
});
const cardFields = ['summary', 'issuetype', 'status', 'priority', 'assignee', 'parent', 'labels', 'duedate', 'subtasks', 'timeoriginalestimate'];

type Asked = Static<typeof Ask>;

export function createBoardViewRoutes({ people }: ApiDependencies): readonly Route[] {
  const open = (tx: ReadTx, ctx: Ctx, id: string, query: Asked) => openBoardFor(tx, ctx, people, numberOf(id), { quickFilters: (query.quickFilters ?? '').split(',').filter((text) => /^\d{1,15}$/.test(text)).map(Number), jql: query.jql });

  /** Cards of several pages, read together: a board's first paint is a handful of statements however many columns it has. */
  async function cardsOf(tx: ReadTx, ctx: Ctx, base: string, opened: OpenedBoard, pages: readonly SlicePage[]): Promise<readonly (readonly Record<string, unknown>[])[]> {
    const field = opened.board.estimation_field;
    const choice = new FieldChoice(field === null ? cardFields : [...cardFields, field], 'none');
    const rows = await readIssues(tx, viewerOf(ctx), [...new Set(pages.flatMap((page) => page.rows.map(({ id }) => id)))], choice.parts());
    const cards = new Map((await showIssues(tx, ctx, people, jiraBase(base), opened.search.configuration, rows, choice, new Set())).map((card, index) => [rows[index]?.id, card]));
    return pages.map((page) => page.rows.flatMap(({ id, lane }) => {
      const card = cards.get(id);
      const laneId = lane === null ? undefined : opened.content.lanes[lane]?.id;
      return card === undefined ? [] : [{ ...card, ...(laneId === undefined ? {} : { laneId }) }];
    }));
  }

  async function onePage(tx: ReadTx, ctx: Ctx, base: string, opened: OpenedBoard, slice: BoardSlice, query: Asked) {
    const page = await slicePage(tx, slice, query.nextPageToken, query.maxResults ?? 50);
    const [issues = []] = await cardsOf(tx, ctx, base, opened, [page]);
    return { issues, isLast: page.nextPageToken === null, ...tokenOf(page) };
  }

  const faults = [errors.board_not_found, errors.jql_invalid, errors.board_query_text, errors.page_token_invalid] as const;
  const view = { method: 'GET', mount: ownMount, permission: 'tracker.project.view', query: Ask } as const;
  return [
    tenantRoute({
      ...view, path: '/boards/:id/view', summary: 'A board with the first cards of each column', params: IdParams, replies: { 200: ViewShape }, errors: faults,
      handle: (ctx, { params, query, baseUrl }) => ctx.read(async (tx) => {
        const opened = await open(tx, ctx, params.id, query);
        const slices = opened.content.columns.map(({ statuses }) => columnSlice(opened, statuses, ctx.now));
        const [sprints, pages, counts] = await Promise.all([
          opened.board.kind === 'scrum' ? sprintsOf(tx, viewerOf(ctx), opened.board.id, ['active']) : [], Promise.all(slices.map((slice) => slicePage(tx, slice, undefined, query.maxResults ?? 50))), Promise.all(slices.map((slice) => countByStatus(tx, slice))),
        ]);
        const cards = await cardsOf(tx, ctx, baseUrl, opened, pages);
        return {
          columns: opened.content.columns.map((column, index) => {
            const count = (counts[index] ?? []).reduce((sum, row) => sum + row.count, 0);
            const subtasks = (counts[index] ?? []).reduce((sum, row) => sum + row.subtasks, 0);
            return {
              index, name: column.name, statuses: column.statuses.map(String), ...(column.minimum === null ? {} : { min: column.minimum }), ...(column.maximum === null ? {} : { max: column.maximum }), count,
              limitCount: opened.board.constraint_type === 'issueCountExclSubs' ? count - subtasks : count, issues: cards[index] ?? [], ...tokenOf(pages[index]),
            };
          }),
          sprints: sprints.map((sprint) => sprintBean(tx.sealer, jiraBase(baseUrl), sprint)), lanes: opened.board.swimlanes === 'query' ? opened.content.lanes.map(({ id, name }) => ({ id, name })) : [],
          ...(opened.board.estimation_field === null ? {} : { estimationField: opened.board.estimation_field }),
        };
      }),
    }),
    tenantRoute({
      ...view, path: '/boards/:id/columns/:column', summary: 'More cards of a column', params: Type.Object({ id: Type.String({ maxLength: 30 }), column: Type.String({ maxLength: 5 }) }), replies: { 200: PageShape }, errors: faults,
      handle: (ctx, { params, query, baseUrl }) => ctx.read(async (tx) => {
        const opened = await open(tx, ctx, params.id, query);
        const column = opened.content.columns[numberOf(params.column)];
        if (column === undefined) throw errors.board_not_found();
        return onePage(tx, ctx, baseUrl, opened, columnSlice(opened, column.statuses, ctx.now), query);
      }),
    }),
    tenantRoute({
      ...view, path: '/boards/:id/backlog', summary: 'Planned sprints and the backlog, the first issues of each', params: IdParams, replies: { 200: BacklogShape }, errors: faults,
      handle: (ctx, { params, query, baseUrl }) => ctx.read(async (tx) => {
        const opened = await open(tx, ctx, params.id, query);
        const sprints: readonly SprintRow[] = opened.board.kind === 'scrum' ? await sprintsOf(tx, viewerOf(ctx), opened.board.id, ['active', 'future'], limits.sprintsPlanned) : [];
        const slices = [...sprints.map(({ id }) => sprintSlice(opened, id)), backlogSlice(opened)];
        const [pages, counts] = await Promise.all([Promise.all(slices.map((slice) => slicePage(tx, slice, undefined, query.maxResults ?? 50))), Promise.all(slices.map((slice) => countByStatus(tx, slice)))]);
        const cards = await cardsOf(tx, ctx, baseUrl, opened, pages);
        const part = (index: number) => ({ count: (counts[index] ?? []).reduce((sum, { count }) => sum + count, 0), issues: cards[index] ?? [], ...tokenOf(pages[index]) });
        return {
          sprints: sprints.map((sprint, index) => ({ ...sprintBean(tx.sealer, jiraBase(baseUrl), sprint), ...part(index) })), backlog: part(sprints.length),
          ...(opened.board.estimation_field === null ? {} : { estimationField: opened.board.estimation_field }),
        };
      }),
    }),
    tenantRoute({
      ...view, path: '/boards/:id/backlog/more', summary: 'More issues of a planned sprint or of the backlog', params: IdParams, replies: { 200: PageShape }, errors: faults,
      handle: (ctx, { params, query, baseUrl }) => ctx.read(async (tx) => {
        const opened = await open(tx, ctx, params.id, query);
        return onePage(tx, ctx, baseUrl, opened, query.sprint === undefined || query.sprint === '' ? backlogSlice(opened) : sprintSlice(opened, numberOf(query.sprint)), query);
      }),
    }),
    tenantRoute({
      method: 'POST', mount: ownMount, path: '/boards/:id/move', summary: 'Drop a card on a column and at a place', permission: 'tracker.issue.edit', effect: 'write', audit: ['tracker_issue_transitioned', 'tracker_issues_ranked'], params: IdParams, body: MoveBody,
      replies: { 200: bean({ issue: IssueShape }) }, errors: [errors.board_not_found, errors.issue_not_found, errors.transition_invalid, errors.fields_invalid],
      handle: async (ctx, { params, body, baseUrl }) => {
        const id = await moveCard(ctx, people, numberOf(params.id), body);
        return ctx.read(async (tx) => {
          const opened = await openBoardFor(tx, ctx, people, numberOf(params.id), { quickFilters: [], jql: undefined });
          const [cards] = await cardsOf(tx, ctx, baseUrl, opened, [{ rows: [{ id, rank: '', lane: null }], nextPageToken: null }]);
          return { issue: cards?.[0] };
        });
      },
    }),
  ];
}

function tokenOf(page: SlicePage | undefined): { readonly nextPageToken?: string } {
  return page?.nextPageToken === null || page?.nextPageToken === undefined ? {} : { nextPageToken: page.nextPageToken };
}
