/** Boards and sprints as the public agile API shows them. */
import type { Sealer } from '../../kernel/seal/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import { hasLevel } from './access.ts';
import { openBoardName, type BoardContent, type BoardQuery } from './board-content.ts';
import type { BoardRow } from './board-store.ts';
import { sealedIn } from './columns.ts';
import type { Configuration } from './configuration-store.ts';
import { mayEditBoard } from './manage-boards.ts';
import { openSprint } from './manage-sprints.ts';
import type { SprintRow } from './sprint-store.ts';

/** The field id under which clients know the rank; there is no field of this number. */
const rankFieldId = 10_019;

export function boardBean(ctx: Ctx, sealer: Sealer, base: string, board: BoardRow) {
  const projectName = sealer.open(sealedIn.project.name, board.project_id, board.project_name);
  return {
    id: board.id, self: `${base}/rest/agile/1.0/board/${board.id}`, name: openBoardName(sealer, board), type: board.kind,
    location: { projectId: board.project_id, displayName: `${projectName} (${board.project_key})`, projectName, projectKey: board.project_key, projectTypeKey: board.project_type, name: `${projectName} (${board.project_key})` },
    canEdit: mayEditBoard(ctx, board), canWork: hasLevel(board.level, 'write') && board.project_state === 'active',
  };
}

export function boardConfiguration(sealer: Sealer, base: string, board: BoardRow, content: BoardContent, configuration: Configuration) {
  const placed = new Set(content.columns.flatMap(({ statuses }) => statuses));
  const field = board.estimation_field;
  const name = field === 'timeoriginalestimate' ? 'Original estimate' : (configuration.customField.get(Number(field?.slice('customfield_'.length) ?? -1))?.name ?? '');
  return {
    id: board.id, name: content.name, type: board.kind, self: `${base}/rest/agile/1.0/board/${board.id}/configuration`,
    location: { type: 'project', key: board.project_key, id: String(board.project_id), self: `${base}/rest/api/3/project/${board.project_id}`, name: sealer.open(sealedIn.project.name, board.project_id, board.project_name) },
    ...(board.filter_id === null ? {} : { filter: { id: String(board.filter_id), self: `${base}/rest/api/3/filter/${board.filter_id}` } }), jql: content.jql, subQuery: { query: content.subQuery },
    columnConfig: {
      columns: content.columns.map((column) => ({
        name: column.name, statuses: column.statuses.map((id) => ({ id: String(id), self: `${base}/rest/api/3/status/${id}` })), ...(column.minimum === null ? {} : { min: column.minimum }), ...(column.maximum === null ? {} : { max: column.maximum }),
      })), constraintType: board.constraint_type,
    },
    estimation: { type: board.estimation, ...(board.estimation === 'field' && field !== null ? { field: { fieldId: field, displayName: name } } : {}) }, ranking: { rankCustomFieldId: rankFieldId },
    swimlanes: { strategy: board.swimlanes, lanes: content.lanes.map(({ id, name: lane, jql }) => ({ id, name: lane, jql })) }, doneDays: board.done_days,
    unmappedStatuses: configuration.status.all.filter(({ id }) => !placed.has(id)).map((status) => ({ id: String(status.id), name: status.name })),
  };
}

export function quickFilterBean(board: number, filter: BoardQuery, position: number) {
  return { id: filter.id, boardId: board, name: filter.name, jql: filter.jql, description: filter.description, position };
}

export function sprintBean(sealer: Sealer, base: string, sprint: SprintRow) {
  const { name, goal, startDate, endDate, state } = openSprint({ sealer }, sprint);
  return {
    id: sprint.id, self: `${base}/rest/agile/1.0/sprint/${sprint.id}`, state, name, ...(startDate === null ? {} : { startDate }), ...(endDate === null ? {} : { endDate }),
    ...(sprint.activated_at === null ? {} : { activatedDate: sprint.activated_at.toISOString() }), ...(sprint.completed_at === null ? {} : { completeDate: sprint.completed_at.toISOString() }),
    createdDate: sprint.created_at.toISOString(), originBoardId: sprint.board_id, goal,
  };
}
