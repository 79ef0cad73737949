// Boards, backlogs and sprints: the public agile API where it has the shape that a screen needs, and the
// platform's own doors for what a board shows at once.
import { request } from './request.ts';
import type { Issue, TrackerUser } from './tracker.ts';

export type Board = { readonly id: number; readonly name: string; readonly type: 'scrum' | 'kanban'; readonly canEdit?: boolean; readonly canWork?: boolean };
export type BoardIssue = Issue & { readonly laneId?: string };
export type BoardColumn = {
  readonly index: number;
  readonly name: string;
  readonly min?: number;
  readonly max?: number;
  readonly statuses: readonly string[];
  readonly count: number;
  readonly limitCount?: number;
  readonly issues: readonly BoardIssue[];
  readonly nextPageToken?: string;
};
export type SprintState = 'future' | 'active' | 'closed';
export type Sprint = { readonly id: number; readonly state: SprintState; readonly name: string; readonly goal?: string; readonly startDate?: string; readonly endDate?: string; readonly completeDate?: string };
export type BoardView = {
  readonly columns: readonly BoardColumn[];
  readonly sprints: readonly Sprint[];
  readonly lanes: readonly { readonly id: string; readonly name: string }[];
  readonly estimationField?: string;
};
export type IssuePage = { readonly issues: readonly BoardIssue[]; readonly nextPageToken?: string };
export type BacklogSprint = Sprint & IssuePage & { readonly count: number; readonly estimate?: number };
export type Backlog = { readonly sprints: readonly BacklogSprint[]; readonly backlog: IssuePage & { readonly count: number } };
export type QuickFilter = { readonly id: number; readonly name: string; readonly jql: string; readonly description?: string };
export type Lane = { readonly id?: string; readonly name: string; readonly jql: string };
export type BoardConfiguration = {
  readonly id: number;
  readonly name: string;
  readonly jql?: string;
  readonly columnConfig: {
    readonly columns: readonly { readonly name: string; readonly statuses: readonly { readonly id: string }[]; readonly min?: number; readonly max?: number }[];
    readonly constraintType: 'none' | 'issueCount' | 'issueCountExclSubs';
  };
  readonly swimlanes: { readonly strategy: 'none' | 'assignee' | 'parent' | 'query'; readonly lanes?: readonly Lane[] };
  readonly estimation: { readonly type: 'none' | 'issueCount' | 'field'; readonly field?: { readonly fieldId: string } };
  readonly unmappedStatuses?: readonly { readonly id: string; readonly name: string }[];
};
export type BoardChange = {
  readonly name?: string;
  readonly columns?: readonly { readonly name: string; readonly statuses: readonly string[]; readonly min?: number; readonly max?: number }[];
  readonly constraintType?: BoardConfiguration['columnConfig']['constraintType'];
  readonly swimlanes?: BoardConfiguration['swimlanes'];
  readonly estimation?: { readonly type: string; readonly fieldId?: string };
};
export type Place = { readonly rankBefore?: string; readonly rankAfter?: string };
export type ReportIssue = { readonly id: string; readonly key: string; readonly summary: string; readonly assignee?: TrackerUser | null; readonly estimate?: number | null; readonly addedDuring?: boolean };
export type SprintReport = {
  readonly sprint: Sprint;
  readonly unit: 'issues' | 'points' | 'seconds';
  readonly completed: readonly ReportIssue[];
  readonly notCompleted: readonly ReportIssue[];
  readonly completedOutside: readonly ReportIssue[];
  readonly removed: readonly ReportIssue[];
  readonly totals: { readonly committed: number; readonly completed: number; readonly added: number; readonly removed: number };
};
export type Burndown = {
  readonly unit: SprintReport['unit'];
  readonly start: string;
  readonly end: string;
  readonly initial: number;
  readonly events: readonly { readonly at: string; readonly issueKey?: string; readonly kind: 'added' | 'removed' | 'done' | 'reopened' | 'started' | 'completed'; readonly delta: number; readonly remaining: number }[];
};
export type Velocity = { readonly unit: SprintReport['unit']; readonly sprints: readonly { readonly id: number; readonly name: string; readonly committed: number; readonly completed: number }[] };
export type Narrowing = { readonly quickFilters?: string | undefined; readonly jql?: string | undefined };
type Paged<Item> = { readonly values: readonly Item[] };

const ranked = ({ rankBefore, rankAfter }: Place) => ({ ...(rankBefore === undefined ? {} : { rankBeforeIssue: rankBefore }), ...(rankAfter === undefined ? {} : { rankAfterIssue: rankAfter }) });

export function boardsAt(siteId: string) {
  const agile = (path: string): string => `/ex/jira/${siteId}/rest/agile/1.0/${path}`;
  const own = (path: string): string => `/api/v1/sites/${siteId}/tracker/${path}`;
  return {
    list: (projectKey: string, signal?: AbortSignal) => request<Paged<Board>>(agile('board'), { query: { projectKeyOrId: projectKey, maxResults: 50 }, signal }).then(({ values }) => values),
    create: (name: string, type: Board['type'], projectKey: string) => request<Board>(agile('board'), { method: 'POST', body: { name, type, location: { type: 'project', projectKeyOrId: projectKey } } }),
    remove: (id: number) => request<void>(agile(`board/${id}`), { method: 'DELETE' }),
    configuration: (id: number, signal?: AbortSignal) => request<BoardConfiguration>(agile(`board/${id}/configuration`), { signal }),
    configure: (id: number, change: BoardChange) => request<BoardConfiguration>(own(`boards/${id}`), { method: 'PUT', body: change }),
    quickFilters: (id: number, signal?: AbortSignal) => request<Paged<QuickFilter>>(agile(`board/${id}/quickfilter`), { signal }).then(({ values }) => values),
    setQuickFilters: (id: number, items: readonly { readonly id?: number; readonly name: string; readonly jql: string }[]) => request<{ items: readonly QuickFilter[] }>(own(`boards/${id}/quickfilters`), { method: 'PUT', body: { items } }),
    view: (id: number, narrowing: Narrowing, maxResults: number, signal?: AbortSignal) => request<BoardView>(own(`boards/${id}/view`), { query: { ...narrowing, maxResults }, signal }),
    column: (id: number, index: number, narrowing: Narrowing, nextPageToken: string) => request<IssuePage>(own(`boards/${id}/columns/${index}`), { query: { ...narrowing, nextPageToken, maxResults: 100 } }),
    move: (id: number, issue: string, to: Place & { readonly toColumn: number; readonly toStatus?: string }) => request<{ issue: BoardIssue }>(own(`boards/${id}/move`), { method: 'POST', body: { issue, ...to } }),
    backlog: (id: number, narrowing: Narrowing, maxResults: number, signal?: AbortSignal) => request<Backlog>(own(`boards/${id}/backlog`), { query: { ...narrowing, maxResults }, signal }),
    moreBacklog: (id: number, sprint: number | undefined, narrowing: Narrowing, nextPageToken: string) => request<IssuePage>(own(`boards/${id}/backlog/more`), { query: { ...narrowing, sprint, nextPageToken } }),
    rank: (issues: readonly string[], place: Place) => request<void>(agile('issue/rank'), { method: 'PUT', body: { issues, ...ranked(place) } }),
    toSprint: (sprint: number, issues: readonly string[], place: Place) => request<void>(agile(`sprint/${sprint}/issue`), { method: 'POST', body: { issues, ...ranked(place) } }),
    toBacklog: (issues: readonly string[]) => request<void>(agile('backlog/issue'), { method: 'POST', body: { issues } }),
    sprints: (id: number, state: string, signal?: AbortSignal) => request<Paged<Sprint>>(agile(`board/${id}/sprint`), { query: { state, maxResults: 50 }, signal }).then(({ values }) => values),
    createSprint: (boardId: number, name: string) => request<Sprint>(agile('sprint'), { method: 'POST', body: { name, originBoardId: boardId } }),
    changeSprint: (id: number, change: Partial<Pick<Sprint, 'name' | 'goal' | 'startDate' | 'endDate' | 'state'>>) => request<Sprint>(agile(`sprint/${id}`), { method: 'POST', body: change }),
    deleteSprint: (id: number) => request<void>(agile(`sprint/${id}`), { method: 'DELETE' }),
    completeSprint: (id: number, moveOpenIssuesTo: string | number) => request<{ completed: number; moved: number }>(own(`sprints/${id}/complete`), { method: 'POST', body: { moveOpenIssuesTo } }),
    report: (id: number, signal?: AbortSignal) => request<SprintReport>(own(`sprints/${id}/report`), { signal }),
    burndown: (id: number, signal?: AbortSignal) => request<Burndown>(own(`sprints/${id}/burndown`), { signal }),
    velocity: (id: number, signal?: AbortSignal) => request<Velocity>(own(`boards/${id}/velocity`), { signal }),
  };
}

export type Boards = ReturnType<typeof boardsAt>;
