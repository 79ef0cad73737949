/** Writes of issues: updates of plain and sealed columns, parts that are replaced, and the trash. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import type { HexBytes } from './issue-read-store.ts';
import type { RowOf } from './row-batch.ts';

/** Columns that an edit may set, with their SQL types; texts are sealed by the caller. */
const editableColumns = {
  project_id: 'bigint', number: 'bigint', issue_type_id: 'bigint', status_id: 'bigint', priority_id: 'bigint', resolution_id: 'bigint', security_level: 'bigint', parent_id: 'bigint', assignee: 'uuid', reporter: 'uuid', summary: 'bytea', description: 'bytea',
  environment: 'bytea', source_format: 'text', description_source: 'bytea', environment_source: 'bytea', due_on: 'date', resolved_at: 'timestamptz', status_changed_at: 'timestamptz', original_estimate_s: 'bigint', remaining_estimate_s: 'bigint', time_spent_s: 'bigint', rank: 'text',
} as const;
export type EditableColumn = keyof typeof editableColumns;
export type ColumnChanges = { -readonly [Column in EditableColumn]?: RowOf<typeof editableColumns>[Column] };

export async function updateIssue(tx: Tx, id: number, changes: ColumnChanges): Promise<void> {
  const names = (Object.keys(editableColumns) as EditableColumn[]).filter((name) => name in changes); // keys of the very constant
  const sets = names.map((name, index) => `${name} = $${index + 3}::${editableColumns[name]}`);
  await tx.changeSql(`update tracker.issue set ${['updated_at = $2', 'version = version + 1', ...sets].join(', ')} where id = $1`, [id, tx.now, ...names.map((name) => changes[name])]);
}

export interface PartsRow {
  readonly labels: readonly { readonly id: number; readonly name: HexBytes }[] | null;
  readonly components: readonly number[] | null;
  readonly fix_versions: readonly number[] | null;
  readonly affects_versions: readonly number[] | null;
}

export async function readParts(tx: ReadTx, id: number): Promise<PartsRow> {
  const [row] = await tx.sql<PartsRow>(
    `select (select json_agg(json_build_object('id', l.id, 'name', l.name) order by l.id) from tracker.issue_label x join tracker.label l on l.tenant_id = x.tenant_id and l.id = x.label_id where x.issue_id = $1) as labels,
            (select array_agg(component_id order by component_id) from tracker.issue_component where issue_id = $1) as components,
            (select array_agg(version_id order by version_id) from tracker.issue_version where issue_id = $1 and relation = 'fix') as fix_versions,
            (select array_agg(version_id order by version_id) from tracker.issue_version where issue_id = $1 and relation = 'affects') as affects_versions`, [id]);
  return row ?? { labels: null, components: null, fix_versions: null, affects_versions: null };
}

export async function clearParts(tx: Tx, id: number, part: 'label' | 'component' | 'fix' | 'affects'): Promise<void> {
  if (part === 'label') await tx.changeSql('delete from tracker.issue_label where issue_id = $1', [id]);
  else if (part === 'component') await tx.changeSql('delete from tracker.issue_component where issue_id = $1', [id]);
  else await tx.changeSql('delete from tracker.issue_version where issue_id = $1 and relation = $2', [id, part]);
}

export async function clearValues(tx: Tx, id: number, fieldIds: readonly number[]): Promise<void> {
  await tx.changeSql('delete from tracker.custom_field_value where issue_id = $1 and field_id = any($2::bigint[])', [id, fieldIds]);
}

export interface ValueRow { readonly id: number; readonly field_id: number; readonly kind: string; readonly value: Buffer | null; readonly at: Date | null; readonly option_id: number | null; readonly parent_id: number | null; readonly person: string | null; readonly item_id: number | null }

export async function readValues(tx: ReadTx, id: number, fieldIds: readonly number[]): Promise<readonly ValueRow[]> {
  return tx.sql('select id, field_id, kind, value, at, option_id, parent_id, person, item_id from tracker.custom_field_value where issue_id = $1 and field_id = any($2::bigint[]) order by field_id, sequence, id', [id, fieldIds]);
}

export interface ChildRow { readonly id: number; readonly number: number }

export async function liveChildren(tx: ReadTx, id: number): Promise<readonly ChildRow[]> {
  return tx.sql('select id, number from tracker.issue where parent_id = $1 and trashed_at is null order by id for update', [id]);
}

export async function liveSubtasks(tx: ReadTx, id: number): Promise<readonly ChildRow[]> {
  return tx.sql(
    `select i.id, i.number from tracker.issue i join tracker.issue_type t on t.tenant_id = i.tenant_id and t.id = i.issue_type_id
      where i.parent_id = $1 and i.trashed_at is null and t.subtask order by i.id for update of i`, [id]);
}

/** `trashedWith` is the issue whose deletion took these along, so that a restore brings them back together. */
export async function trashIssues(tx: Tx, ids: readonly number[], trashedWith: number, by: string | null): Promise<void> {
  await tx.changeSql('update tracker.issue set trashed_at = $2, trashed_by = $3, trashed_with = $4, version = version + 1 where id = any($1::bigint[])', [ids, tx.now, by, trashedWith]);
}

export function touchIssue(tx: Tx, id: number): void {
  tx.later('update tracker.issue set updated_at = $2 where id = $1', [id, tx.now]);
}

export interface TransitionRow { readonly id: number; readonly action: number; readonly kind: string; readonly from_status_id: number | null; readonly to_status_id: number; readonly name: Buffer; readonly rules: Buffer | null; readonly sequence: number }

/** Transitions of the workflow that an issue type follows in a project with this scheme. */
export async function transitionsOf(tx: ReadTx, scheme: number | null, issueType: number): Promise<readonly TransitionRow[]> {
  return tx.sql(
    `select t.id, t.action, t.kind, t.from_status_id, t.to_status_id, t.name, t.rules, t.sequence from tracker.workflow_transition t where t.workflow_id = coalesce(
       (select e.workflow_id from tracker.workflow_scheme_entry e where e.scheme_id = $1 and e.issue_type_id = $2), (select e.workflow_id from tracker.workflow_scheme_entry e where e.scheme_id = $1 and e.issue_type_id = 0),
       (select w.id from tracker.workflow w where w.is_default order by w.id limit 1)) order by t.sequence, t.id`, [scheme, issueType]);
}
