/** Changes what a tracker is set up with: one row of a kind, what uses it, and what stands in its place when it goes. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import type { EqualityToken } from '../../kernel/seal/index.ts';
import type { ConfigurationKind } from './configuration-store.ts';

const tables: Readonly<Record<ConfigurationKind, string>> = {
  issueType: 'tracker.issue_type', priority: 'tracker.priority', resolution: 'tracker.resolution', status: 'tracker.status', linkType: 'tracker.link_type', role: 'tracker.project_role', category: 'tracker.project_category', customField: 'tracker.custom_field',
};

/** Whoever changes one kind of configuration waits for the one before, so that two cannot take the same name. */
export async function lockKind(tx: Tx, kind: ConfigurationKind): Promise<void> {
  await tx.sql(`select id from ${tables[kind]} order by id limit 1 for update`);
}

export async function nameInUse(tx: ReadTx, kind: ConfigurationKind, token: EqualityToken, own: number | null): Promise<boolean> {
  const rows = await tx.sql(`select id from ${tables[kind]} where name_token = $1 and pending_import is null and id is distinct from $2::bigint limit 1`, [token, own]);
  return rows.length > 0;
}

/** Columns are names written in this module, never text from outside. */
export async function updateItem(tx: Tx, kind: ConfigurationKind, id: number, columns: Readonly<Record<string, unknown>>): Promise<void> {
  const names = Object.keys(columns);
  await tx.changeSql(`update ${tables[kind]} set ${names.map((name, index) => `${name} = $${index + 2}`).join(', ')} where id = $1`, [id, ...names.map((name) => columns[name])]);
}

export async function deleteItemRow(tx: Tx, kind: ConfigurationKind, id: number): Promise<void> {
  await tx.changeSql(`delete from ${tables[kind]} where id = $1`, [id]);
}

export async function setOrder(tx: Tx, kind: 'issueType' | 'priority' | 'resolution' | 'status', ids: readonly number[]): Promise<void> {
  await tx.changeSql(`update ${tables[kind]} t set sequence = w.sequence from unnest($1::bigint[]) with ordinality as w (id, sequence) where t.id = w.id`, [ids]);
}

export async function setDefault(tx: Tx, kind: 'priority' | 'resolution', id: number | null): Promise<void> {
  await tx.changeSql(`update ${tables[kind]} set is_default = (id is not distinct from $1::bigint) where is_default <> (id is not distinct from $1::bigint)`, [id]);
}

const usageOf: Readonly<Record<ConfigurationKind, string>> = {
  issueType: 'select count(*) as count from tracker.issue where issue_type_id = $1', priority: 'select count(*) as count from tracker.issue where priority_id = $1', resolution: 'select count(*) as count from tracker.issue where resolution_id = $1',
  status: 'select (select count(*) from tracker.workflow_status where status_id = $1) + (select count(*) from tracker.issue where status_id = $1) as count', linkType: 'select count(*) as count from tracker.issue_link where link_type_id = $1',
  role: 'select (select count(*) from tracker.project_role_actor where role_id = $1) + (select count(*) from tracker.comment where visible_to_role = $1) + (select count(*) from tracker.worklog where visible_to_role = $1) as count',
  category: 'select count(*) as count from tracker.project where category_id = $1', customField: 'select count(*) as count from tracker.custom_field_value where field_id = $1',
};

export async function usesOf(tx: ReadTx, kind: ConfigurationKind, id: number): Promise<number> {
  const [row] = await tx.sql<{ count: number }>(usageOf[kind], [id]);
  return row?.count ?? 0;
}

/** Everything that refers to one refers to the other from now on. */
export async function replaceItem(tx: Tx, kind: ConfigurationKind, from: number, to: number): Promise<void> {
  for (const statement of replacements[kind]) await tx.changeSql(statement, [from, to]);
}

const replacements: Readonly<Record<ConfigurationKind, readonly string[]>> = {
  issueType: ['update tracker.issue set issue_type_id = $2, version = version + 1 where issue_type_id = $1'],
  priority: ['update tracker.issue set priority_id = $2, version = version + 1 where priority_id = $1'],
  resolution: ['update tracker.issue set resolution_id = $2, version = version + 1 where resolution_id = $1'],
  status: [],
  linkType: [
    'delete from tracker.issue_link l using tracker.issue_link o where l.link_type_id = $1 and o.tenant_id = l.tenant_id and o.link_type_id = $2 and o.source_id = l.source_id and o.target_id = l.target_id',
    'update tracker.issue_link set link_type_id = $2 where link_type_id = $1',
  ],
  role: ['update tracker.project_role_actor set role_id = $2 where role_id = $1', 'update tracker.comment set visible_to_role = $2 where visible_to_role = $1', 'update tracker.worklog set visible_to_role = $2 where visible_to_role = $1'],
  category: ['update tracker.project set category_id = $2 where category_id = $1'],
  customField: [],
};

/** What names an issue type beside issues: forgets it there. */
export async function forgetIssueType(tx: Tx, id: number): Promise<void> {
  await tx.changeSql('delete from tracker.project_issue_type where issue_type_id = $1', [id]);
  await tx.changeSql('delete from tracker.workflow_scheme_entry where issue_type_id = $1', [id]);
  await tx.changeSql('delete from tracker.field_layout where issue_type_id = $1', [id]);
  await tx.changeSql(`delete from tracker.custom_field_context_scope where kind = 'issuetype' and item_id = $1`, [id]);
}

export async function clearProjectTypes(tx: Tx, project: number): Promise<void> {
  await tx.changeSql('delete from tracker.project_issue_type where project_id = $1', [project]);
}

/** Types of issues, also in the trash, that a project holds. */
export async function typesInUse(tx: ReadTx, project: number): Promise<readonly number[]> {
  const rows = await tx.sql<{ issue_type_id: number }>('select distinct issue_type_id from tracker.issue where project_id = $1', [project]);
  return rows.map(({ issue_type_id }) => issue_type_id);
}

export async function defaultTypeOf(tx: ReadTx, project: number): Promise<number | null> {
  const [row] = await tx.sql<{ issue_type_id: number }>('select issue_type_id from tracker.project_issue_type where project_id = $1 and is_default', [project]);
  return row?.issue_type_id ?? null;
}

export async function clearCategory(tx: Tx, id: number): Promise<void> {
  await tx.changeSql('update tracker.project set category_id = null where category_id = $1', [id]);
}
