/** Contexts of custom fields with their options, and the layouts of forms by project and type. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';

export interface ContextRow { readonly id: number; readonly field_id: number; readonly name: Buffer; readonly description: Buffer | null }
export interface ScopeRow { readonly field_id: number; readonly context_id: number; readonly kind: 'project' | 'issuetype'; readonly item_id: number }
export interface ContextOptionRow { readonly id: number; readonly field_id: number; readonly context_id: number | null; readonly parent_id: number | null; readonly value: Buffer; readonly disabled: boolean }
export interface LayoutRow { readonly field: string; readonly position: number; readonly required: boolean; readonly hidden: boolean; readonly section: 'main' | 'side' }

export async function contextsOf(tx: ReadTx, field: number): Promise<readonly ContextRow[]> {
  return tx.sql('select id, field_id, name, description from tracker.custom_field_context where field_id = $1 order by id', [field]);
}

export async function scopesOf(tx: ReadTx, fields: readonly number[]): Promise<readonly ScopeRow[]> {
  if (fields.length === 0) return [];
  return tx.sql('select field_id, context_id, kind, item_id from tracker.custom_field_context_scope where field_id = any($1::bigint[]) order by context_id, kind, item_id', [fields]);
}

export async function contextIdsOf(tx: ReadTx, fields: readonly number[]): Promise<readonly { readonly id: number; readonly field_id: number }[]> {
  return fields.length === 0 ? [] : tx.sql('select id, field_id from tracker.custom_field_context where field_id = any($1::bigint[]) order by id', [fields]);
}

export async function contextOptions(tx: ReadTx, fields: readonly number[]): Promise<readonly ContextOptionRow[]> {
  if (fields.length === 0) return [];
  return tx.sql('select id, field_id, context_id, parent_id, value, disabled from tracker.custom_field_option where field_id = any($1::bigint[]) order by field_id, sequence, id', [fields]);
}

export async function updateContext(tx: Tx, id: number, next: { readonly name: Buffer; readonly description: Buffer | null }): Promise<void> {
  await tx.changeSql('update tracker.custom_field_context set name = $2, description = $3 where id = $1', [id, next.name, next.description]);
}

export async function deleteContextRow(tx: Tx, id: number): Promise<void> {
  await tx.changeSql('delete from tracker.custom_field_context_scope where context_id = $1', [id]);
  await tx.changeSql('delete from tracker.custom_field_option where context_id = $1', [id]);
  await tx.changeSql('delete from tracker.custom_field_context where id = $1', [id]);
}

export async function setScope(tx: Tx, field: number, context: number, kind: ScopeRow['kind'], items: readonly number[]): Promise<void> {
  await tx.changeSql('delete from tracker.custom_field_context_scope where context_id = $1 and kind = $2', [context, kind]);
  await tx.changeSql('insert into tracker.custom_field_context_scope (field_id, context_id, kind, item_id) select $1, $2, $3, w.id from unnest($4::bigint[]) as w (id)', [field, context, kind, items]);
}

export async function updateOption(tx: Tx, id: number, next: { readonly value: Buffer; readonly value_token: Buffer; readonly disabled: boolean }): Promise<void> {
  await tx.changeSql('update tracker.custom_field_option set value = $2, value_token = $3, disabled = $4 where id = $1', [id, next.value, next.value_token, next.disabled]);
}

export async function orderOptions(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx.changeSql('update tracker.custom_field_option o set sequence = w.sequence from unnest($1::bigint[]) with ordinality as w (id, sequence) where o.id = w.id', [ids]);
}

export async function optionUses(tx: ReadTx, field: number, option: number): Promise<number> {
  const [row] = await tx.sql<{ count: number }>('select (select count(*) from tracker.custom_field_value where field_id = $1 and option_id = $2) + (select count(*) from tracker.custom_field_value where field_id = $1 and parent_id = $2) as count', [field, option]);
  return row?.count ?? 0;
}

/** Values of one option become values of the other; an issue that has both keeps one. */
export async function replaceOption(tx: Tx, field: number, from: number, to: number): Promise<void> {
  await tx.changeSql('delete from tracker.custom_field_value v using tracker.custom_field_value o where v.field_id = $1 and v.option_id = $2 and o.tenant_id = v.tenant_id and o.issue_id = v.issue_id and o.field_id = $1 and o.option_id = $3', [field, from, to]);
  await tx.changeSql('update tracker.custom_field_value set option_id = $3 where field_id = $1 and option_id = $2', [field, from, to]);
  await tx.changeSql('update tracker.custom_field_value set parent_id = $3 where field_id = $1 and parent_id = $2', [field, from, to]);
}

export async function deleteOptionRow(tx: Tx, id: number): Promise<void> {
  await tx.changeSql('delete from tracker.custom_field_option where id = $1 or parent_id = $1', [id]);
}

/** The layout of a type in a project; `type` 0 is the project's own for every type without one. */
export async function layoutOf(tx: ReadTx, project: number, type: number): Promise<readonly LayoutRow[]> {
  return tx.sql('select field, position, required, hidden, section from tracker.field_layout where project_id = $1 and issue_type_id = $2 order by position, field', [project, type]);
}

/** The layout that counts: the type's own, else the project's. */
export async function effectiveLayout(tx: ReadTx, project: number, type: number): Promise<readonly LayoutRow[]> {
  return tx.sql(
    `select field, position, required, hidden, section from tracker.field_layout where project_id = $1 and issue_type_id = (
       select max(l.issue_type_id) from tracker.field_layout l where l.project_id = $1 and l.issue_type_id in ($2, 0)) order by position, field`, [project, type]);
}

export async function clearLayout(tx: Tx, project: number, type: number): Promise<void> {
  await tx.changeSql('delete from tracker.field_layout where project_id = $1 and issue_type_id = $2', [project, type]);
}
