/**
 * The sealed columns and tokens of Tracker by name, and how a value is normalised before it becomes a token. One place,
 * because a value opens only under the very table and column that it was sealed for.
 */
import type { EqualityToken, SealedColumn, Sealer } from '../../kernel/seal/index.ts';

function of<const Columns extends readonly string[]>(table: string, ...columns: Columns): { readonly [Name in Columns[number]]: SealedColumn } {
  const entries = columns.map((column) => [column, { table: `tracker.${table}`, column }]);
  // Object.fromEntries loses the literal names that it was just given.
  return Object.fromEntries(entries) as { readonly [Name in Columns[number]]: SealedColumn };
}

export const sealedIn = {
  person: of('person', 'source_name', 'name', 'email', 'source_token', 'email_token'),
  personGroup: of('person_group', 'name', 'description', 'name_token'),
  issueType: of('issue_type', 'name', 'description', 'name_token'),
  priority: of('priority', 'name', 'description', 'name_token'),
  resolution: of('resolution', 'name', 'description', 'name_token'),
  status: of('status', 'name', 'description', 'name_token'),
  linkType: of('link_type', 'name', 'inward', 'outward', 'name_token'),
  workflow: of('workflow', 'name', 'description', 'descriptor', 'name_token'),
  transition: of('workflow_transition', 'name', 'rules'),
  workflowScheme: of('workflow_scheme', 'name', 'description'),
  category: of('project_category', 'name', 'description', 'name_token'),
  project: of('project', 'name', 'description', 'url', 'name_token'),
  role: of('project_role', 'name', 'description', 'name_token'),
  component: of('component', 'name', 'description', 'name_token'),
  version: of('version', 'name', 'description', 'name_token'),
  customField: of('custom_field', 'name', 'description', 'name_token'),
  option: of('custom_field_option', 'value', 'value_token'),
  filter: of('saved_filter', 'name', 'description', 'jql', 'name_token'),
  dashboard: of('dashboard', 'name', 'description'),
  gadget: of('dashboard_gadget', 'title', 'settings'),
  issue: of('issue', 'summary', 'description', 'environment', 'description_source', 'environment_source'),
  label: of('label', 'name', 'name_token'),
  value: of('custom_field_value', 'value', 'value_token', 'source'),
  comment: of('comment', 'body', 'body_source'),
  worklog: of('worklog', 'body', 'body_source'),
  attachment: of('attachment', 'file_name'),
  changeItem: of('change_item', 'item'),
  importMap: of('import_map', 'source'),
  importRecord: of('import_record', 'record'),
  original: of('original', 'record'),
  securityScheme: of('security_scheme', 'name', 'description'),
  securityLevel: of('security_level', 'name', 'description'),
  board: of('board', 'name', 'jql', 'sub_query'),
  boardColumn: of('board_column', 'name'),
  boardQuery: of('board_query', 'name', 'jql', 'description'),
  sprint: of('sprint', 'name', 'goal', 'name_token'),
  workflowDraft: of('workflow_draft', 'content'),
  requestType: of('request_type', 'name', 'description'),
  requestField: of('request_type_field', 'help'),
  bulkChange: of('bulk_change', 'request'),
  commentVersion: of('comment_version', 'body'),
  remoteLink: of('remote_link', 'content', 'global_token'),
  issueProperty: of('issue_property', 'key', 'key_token', 'value'),
  fieldContext: of('custom_field_context', 'name', 'description'),
} as const;

/** Names are found whatever their case. */
export function nameToken(sealer: Sealer, column: SealedColumn, name: string): EqualityToken {
  return sealer.token(column, name.normalize('NFKC').trim().toLowerCase());
}

/** Labels differ by case. */
export function labelToken(sealer: Sealer, label: string): EqualityToken {
  return sealer.token(sealedIn.label.name_token, label.normalize('NFKC'));
}
