/** The tables of boards and sprints, as they are written. */
import { defineTable } from './row-batch.ts';

export const boardTable = defineTable('tracker.board', {
  id: 'bigint', project_id: 'bigint', kind: 'text', name: 'bytea', filter_id: 'bigint', jql: 'bytea', sub_query: 'bytea', constraint_type: 'text', swimlanes: 'text', estimation: 'text', estimation_field: 'text',
  done_days: 'bigint', created_at: 'timestamptz', created_by: 'uuid', updated_at: 'timestamptz',
});
export const boardColumnTable = defineTable('tracker.board_column', { id: 'bigint', board_id: 'bigint', position: 'bigint', name: 'bytea', minimum: 'bigint', maximum: 'bigint' });
export const boardColumnStatusTable = defineTable('tracker.board_column_status', { board_id: 'bigint', status_id: 'bigint', column_id: 'bigint', position: 'bigint' });
export const boardQueryTable = defineTable('tracker.board_query', { id: 'bigint', board_id: 'bigint', kind: 'text', position: 'bigint', name: 'bytea', jql: 'bytea', description: 'bytea' });
export const sprintTable = defineTable('tracker.sprint', {
  id: 'bigint', board_id: 'bigint', state: 'text', name: 'bytea', name_token: 'bytea', goal: 'bytea', starts_at: 'timestamptz', ends_at: 'timestamptz', activated_at: 'timestamptz', completed_at: 'timestamptz', created_at: 'timestamptz',
});
