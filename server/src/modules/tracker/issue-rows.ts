/** The tables of issues and what hangs on them, as they are written. Requests and imports fill the same rows. */
import { defineTable } from './row-batch.ts';

export const issueTable = defineTable('tracker.issue', {
  id: 'bigint', project_id: 'bigint', number: 'bigint', issue_type_id: 'bigint', status_id: 'bigint', priority_id: 'bigint', resolution_id: 'bigint',
  security_level: 'bigint', parent_id: 'bigint', parent_sequence: 'bigint', assignee: 'uuid', reporter: 'uuid', creator: 'uuid',
  summary: 'bytea', description: 'bytea', environment: 'bytea', source_format: 'text', description_source: 'bytea', environment_source: 'bytea',
  due_on: 'date', created_at: 'timestamptz', updated_at: 'timestamptz', resolved_at: 'timestamptz', status_changed_at: 'timestamptz',
  original_estimate_s: 'bigint', remaining_estimate_s: 'bigint', time_spent_s: 'bigint', rank: 'text',
});
export const formerKeyTable = defineTable('tracker.former_issue_key', { project_key: 'text', number: 'bigint', issue_id: 'bigint' });
export const labelTable = defineTable('tracker.label', { id: 'bigint', name: 'bytea', name_token: 'bytea' });
export const issueLabelTable = defineTable('tracker.issue_label', { issue_id: 'bigint', label_id: 'bigint' });
export const issueComponentTable = defineTable('tracker.issue_component', { issue_id: 'bigint', component_id: 'bigint' });
export const issueVersionTable = defineTable('tracker.issue_version', { issue_id: 'bigint', relation: 'text', version_id: 'bigint' });
export const fieldValueTable = defineTable('tracker.custom_field_value', {
  id: 'bigint', issue_id: 'bigint', field_id: 'bigint', kind: 'text', value: 'bytea', value_token: 'bytea', at: 'timestamptz', option_id: 'bigint',
  parent_id: 'bigint', person: 'uuid', item_id: 'bigint', source: 'bytea', sequence: 'bigint',
});
const written = {
  id: 'bigint', issue_id: 'bigint', author: 'uuid', update_author: 'uuid', body: 'bytea', source_format: 'text', body_source: 'bytea',
  visible_to_group: 'bigint', visible_to_role: 'bigint', created_at: 'timestamptz', updated_at: 'timestamptz',
} as const;
export const commentTable = defineTable('tracker.comment', written);
export const worklogTable = defineTable('tracker.worklog', { ...written, started_at: 'timestamptz', time_spent_s: 'bigint' });
export const attachmentTable = defineTable('tracker.attachment', {
  id: 'bigint', issue_id: 'bigint', author: 'uuid', file_name: 'bytea', media_type: 'text', size_bytes: 'bigint', media_id: 'text', created_at: 'timestamptz',
});
export const issueLinkTable = defineTable('tracker.issue_link', { id: 'bigint', link_type_id: 'bigint', source_id: 'bigint', target_id: 'bigint', sequence: 'bigint', created_at: 'timestamptz' });
export const watcherTable = defineTable('tracker.watcher', { issue_id: 'bigint', person: 'uuid', created_at: 'timestamptz' });
export const voteTable = defineTable('tracker.vote', { issue_id: 'bigint', person: 'uuid', created_at: 'timestamptz' });
export const changeTable = defineTable('tracker.change', { id: 'bigint', issue_id: 'bigint', author: 'uuid', created_at: 'timestamptz' });
export const changeItemTable = defineTable('tracker.change_item', {
  id: 'bigint', change_id: 'bigint', field: 'text', from_id: 'bigint', to_id: 'bigint', from_person: 'uuid', to_person: 'uuid', item: 'bytea',
});

export const projectTable = defineTable('tracker.project', {
  id: 'bigint', key: 'text', state: 'text', name: 'bytea', name_token: 'bytea', description: 'bytea', url: 'bytea', lead: 'uuid', type_key: 'text',
  assignee_type: 'text', category_id: 'bigint', workflow_scheme_id: 'bigint', pending_import: 'uuid', created_at: 'timestamptz', updated_at: 'timestamptz',
});
export const projectKeyTable = defineTable('tracker.project_key', { key: 'text', project_id: 'bigint' });
export const projectIssueTypeTable = defineTable('tracker.project_issue_type', { project_id: 'bigint', issue_type_id: 'bigint', sequence: 'bigint', is_default: 'boolean' });
export const grantTable = defineTable('tracker.grant', { container_id: 'bigint', principal: 'uuid', level: 'text', granted_at: 'timestamptz', granted_by: 'uuid' });
export const roleActorTable = defineTable('tracker.project_role_actor', { id: 'bigint', role_id: 'bigint', project_id: 'bigint', person: 'uuid', group_id: 'bigint', pending_import: 'uuid', principal: 'uuid' });
export const securitySchemeTable = defineTable('tracker.security_scheme', { id: 'bigint', name: 'bytea', description: 'bytea', default_level_id: 'bigint', pending_import: 'uuid' });
export const securityLevelTable = defineTable('tracker.security_level', { id: 'bigint', scheme_id: 'bigint', name: 'bytea', description: 'bytea' });
export const securityMemberTable = defineTable('tracker.security_member', { level_id: 'bigint', sequence: 'bigint', kind: 'text', principal: 'uuid', group_id: 'bigint', role_id: 'bigint' });
export const projectSecurityTable = defineTable('tracker.project_security', { project_id: 'bigint', scheme_id: 'bigint' });
export const componentTable = defineTable('tracker.component', {
  id: 'bigint', project_id: 'bigint', name: 'bytea', name_token: 'bytea', description: 'bytea', lead: 'uuid', assignee_type: 'text',
});
export const versionTable = defineTable('tracker.version', {
  id: 'bigint', project_id: 'bigint', name: 'bytea', name_token: 'bytea', description: 'bytea', released: 'boolean', archived: 'boolean', starts_on: 'date', releases_on: 'date', sequence: 'bigint',
});
export const filterTable = defineTable('tracker.saved_filter', {
  id: 'bigint', owner: 'uuid', name: 'bytea', name_token: 'bytea', description: 'bytea', jql: 'bytea', pending_import: 'uuid', created_at: 'timestamptz', updated_at: 'timestamptz',
});
export const filterShareTable = defineTable('tracker.saved_filter_share', { id: 'bigint', filter_id: 'bigint', kind: 'text', person: 'uuid', group_id: 'bigint', project_id: 'bigint', role_id: 'bigint' });
export const favouriteTable = defineTable('tracker.favourite', { person: 'uuid', kind: 'text', item_id: 'bigint' });
export const personTable = defineTable('tracker.person', {
  id: 'uuid', account_id: 'uuid', source_token: 'bytea', source_name: 'bytea', name: 'bytea', email: 'bytea', email_token: 'bytea', active: 'boolean', pending_import: 'uuid', created_at: 'timestamptz',
});
export const groupTable = defineTable('tracker.person_group', { id: 'bigint', name: 'bytea', name_token: 'bytea', description: 'bytea', pending_import: 'uuid' });
export const groupMemberTable = defineTable('tracker.person_group_member', { group_id: 'bigint', person: 'uuid' });
export const importMapTable = defineTable('tracker.import_map', { import_id: 'uuid', kind: 'text', source: 'text', local_id: 'bigint', local_uuid: 'uuid' });
export const importRecordTable = defineTable('tracker.import_record', { id: 'bigint', import_id: 'uuid', kind: 'text', ordinal: 'bigint', record: 'bytea', created_at: 'timestamptz' });
export const originalTable = defineTable('tracker.original', { id: 'bigint', import_id: 'uuid', kind: 'text', source: 'text', issue_id: 'bigint', project_id: 'bigint', record: 'bytea' });
