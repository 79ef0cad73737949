/**
 * Contexts of custom fields: in which projects and for which types a field has which options. The context that every field has
 * bears the field's own number; it may be narrowed, not removed.
 */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import { nameToken, sealedIn } from './columns.ts';
import { optionTable } from './configuration-rows.ts';
import { readConfiguration, type ConfiguredItem } from './configuration-store.ts';
import { nextIds } from './counter-store.ts';
import { errors } from './errors.ts';
import { FieldErrors } from './field-errors.ts';
import { contextIdsOf, contextOptions, contextsOf, deleteContextRow, deleteOptionRow, optionUses, orderOptions, replaceOption, scopesOf, setScope, updateContext, updateOption, type ContextOptionRow, type ScopeRow } from './field-setup-store.ts';
import { limits } from './limits.ts';
import { itemOf } from './manage-configuration.ts';
import { defineTable, insertRows } from './row-batch.ts';

const contextTable = defineTable('tracker.custom_field_context', { id: 'bigint', field_id: 'bigint', name: 'bytea', description: 'bytea' });

export interface FieldContext { readonly id: number; readonly name: string; readonly description: string; readonly projects: readonly number[]; readonly issueTypes: readonly number[] }
export interface ContextInput { readonly name?: string | undefined; readonly description?: string | undefined; readonly projects?: readonly number[] | undefined; readonly issueTypes?: readonly number[] | undefined }

export async function readContexts(tx: ReadTx, field: ConfiguredItem): Promise<readonly FieldContext[]> {
  const scopes = await scopesOf(tx, [field.id]);
  const of = (context: number, kind: ScopeRow['kind']) => scopes.filter((scope) => scope.context_id === context && scope.kind === kind).map(({ item_id }) => item_id);
  const own = (await contextsOf(tx, field.id)).map((row) => ({
    id: row.id, name: tx.sealer.open(sealedIn.fieldContext.name, row.id, row.name), description: row.description === null ? '' : tx.sealer.open(sealedIn.fieldContext.description, row.id, row.description), projects: of(row.id, 'project'), issueTypes: of(row.id, 'issuetype'),
  }));
  return [{ id: field.id, name: field.name, description: '', projects: of(field.id, 'project'), issueTypes: of(field.id, 'issuetype') }, ...own];
}

/** For each field the context that holds in a project and for a type: the narrowest that names it, else the field's own; none where the field is not to be seen. */
export async function contextsAt(tx: ReadTx, fields: readonly number[], project: number, type: number | null): Promise<ReadonlyMap<number, number>> {
  const [contexts, scopes] = [await contextIdsOf(tx, fields), await scopesOf(tx, fields)];
  const holds = (context: number, kind: ScopeRow['kind'], item: number | null): boolean => {
    const items = scopes.filter((scope) => scope.context_id === context && scope.kind === kind);
    return items.length === 0 || item === null || items.some(({ item_id }) => item_id === item);
  };
  return new Map(fields.flatMap((field): [number, number][] => {
    const candidates = [...contexts.filter((context) => context.field_id === field).map(({ id }) => id), field];
    const narrow = (context: number) => scopes.filter((scope) => scope.context_id === context).length > 0;
    const found = candidates.filter((context) => holds(context, 'project', project) && holds(context, 'issuetype', type)).sort((one, two) => Number(narrow(two)) - Number(narrow(one)))[0];
    return found === undefined ? [] : [[field, found]];
  }));
}

export function optionsIn(options: readonly ContextOptionRow[], field: number, context: number | undefined): readonly ContextOptionRow[] {
  return context === undefined ? [] : options.filter((option) => option.field_id === field && (option.context_id ?? field) === context);
}

async function fieldOf(tx: Tx, id: number): Promise<ConfiguredItem> {
  return itemOf(await readConfiguration(tx), 'customField', id);
}

async function contextOf(tx: Tx, field: ConfiguredItem, id: number): Promise<FieldContext> {
  const context = (await readContexts(tx, field)).find((candidate) => candidate.id === id);
  if (context === undefined) throw errors.item_not_found();
  return context;
}

function named(name: string): string {
  const faults = new FieldErrors();
  const trimmed = name.trim();
  if (trimmed === '' || trimmed.length > limits.nameCharacters) faults.add('name', `A name has 1 to ${limits.nameCharacters} characters.`, 'required');
  faults.throwIfAny();
  return trimmed;
}

const target = (field: ConfiguredItem) => ({ kind: 'field', id: `customfield_${field.id}`, name: field.name });

export async function createContext(ctx: Ctx, fieldId: number, input: ContextInput): Promise<number> {
  return ctx.tx(async (tx) => {
    const field = await fieldOf(tx, fieldId);
    const name = named(input.name ?? '');
    const id = await nextIds(tx, 'custom_field_context', 1);
    await insertRows(tx, contextTable, [{ id, field_id: field.id, name: tx.sealer.seal(sealedIn.fieldContext.name, id, name), description: input.description === undefined || input.description === '' ? null : tx.sealer.seal(sealedIn.fieldContext.description, id, input.description) }]);
    await setScope(tx, field.id, id, 'project', input.projects ?? []);
    await setScope(tx, field.id, id, 'issuetype', input.issueTypes ?? []);
    tx.record({ action: 'tracker_field_context_created', target: target(field), after: { ...input, name } });
    return id;
  });
}

export async function changeContext(ctx: Ctx, fieldId: number, contextId: number, input: ContextInput): Promise<void> {
  await ctx.tx(async (tx) => {
    const field = await fieldOf(tx, fieldId);
    const { id, ...before } = await contextOf(tx, field, contextId);
    const sorted = (ids: readonly number[] | undefined, otherwise: readonly number[]) => (ids === undefined ? otherwise : [...new Set(ids)].sort((one, two) => one - two));
    // The context that bears the field's number is called like the field.
    const renamed = id === field.id ? {} : { name: input.name === undefined ? before.name : named(input.name), description: input.description ?? before.description };
    const after = { ...before, ...renamed, projects: sorted(input.projects, before.projects), issueTypes: sorted(input.issueTypes, before.issueTypes) };
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    if (id !== field.id) await updateContext(tx, id, { name: tx.sealer.seal(sealedIn.fieldContext.name, id, after.name), description: after.description === '' ? null : tx.sealer.seal(sealedIn.fieldContext.description, id, after.description) });
    await setScope(tx, field.id, id, 'project', after.projects);
    await setScope(tx, field.id, id, 'issuetype', after.issueTypes);
    tx.record({ action: 'tracker_field_context_updated', target: target(field), before, after });
  });
}

export async function deleteContext(ctx: Ctx, fieldId: number, contextId: number): Promise<void> {
  await ctx.tx(async (tx) => {
    const field = await fieldOf(tx, fieldId);
    const context = await contextOf(tx, field, contextId);
    if (context.id === field.id) throw errors.in_use({ detail: 'Every field keeps this context; narrow it to projects instead.' });
    for (const option of optionsIn(await contextOptions(tx, [field.id]), field.id, context.id)) if ((await optionUses(tx, field.id, option.id)) > 0) throw errors.in_use({ detail: 'Issues hold options of this context.' });
    await deleteContextRow(tx, context.id);
    tx.record({ action: 'tracker_field_context_deleted', target: target(field), before: context });
  });
}

export interface OptionInput { readonly id?: number | undefined; readonly value?: string | undefined; readonly disabled?: boolean | undefined; readonly parent?: number | undefined }

function checkedValue(value: string | undefined): string {
  const faults = new FieldErrors();
  const trimmed = value?.trim() ?? '';
  if (trimmed === '' || trimmed.length > limits.nameCharacters) faults.add('value', `An option has 1 to ${limits.nameCharacters} characters.`, 'required');
  faults.throwIfAny();
  return trimmed;
}

export async function createOptions(ctx: Ctx, fieldId: number, contextId: number, inputs: readonly OptionInput[]): Promise<readonly number[]> {
  return ctx.tx(async (tx) => {
    const field = await fieldOf(tx, fieldId);
    const context = await contextOf(tx, field, contextId);
    if (!['option', 'options', 'cascade'].includes(field.word)) throw errors.fields_invalid({ errors: [{ field: 'options', code: 'invalid', message: 'A field of this type has no options.' }] });
    const present = optionsIn(await contextOptions(tx, [field.id]), field.id, context.id);
    if (present.length + inputs.length > limits.optionsPerContext) throw errors.limit_reached({ detail: `A context has at most ${limits.optionsPerContext} options.` });
    const names = new Set(present.map((option) => `${option.parent_id ?? 0} ${tx.sealer.open(sealedIn.option.value, option.id, option.value).toLowerCase()}`));
    const wanted = inputs.map(({ value, disabled, parent }) => ({ value: checkedValue(value), disabled: disabled ?? false, parent: parent ?? null }));
    for (const { value, parent } of wanted) {
      if (parent !== null && !present.some((option) => option.id === parent && option.parent_id === null)) throw errors.item_not_found();
      const name = `${parent ?? 0} ${value.toLowerCase()}`;
      if (names.has(name)) throw errors.name_taken({ errors: [{ field: 'value', code: 'taken', message: 'The option exists already.' }] });
      names.add(name);
    }
    const first = await nextIds(tx, 'custom_field_option', wanted.length);
    await insertRows(tx, optionTable, wanted.map(({ value, disabled, parent }, index) => ({
      id: first + index, field_id: field.id, parent_id: parent, value: tx.sealer.seal(sealedIn.option.value, first + index, value), value_token: nameToken(tx.sealer, sealedIn.option.value_token, value), sequence: first + index, disabled,
      context_id: context.id === field.id ? null : context.id,
    })));
    tx.record({ action: 'tracker_field_options_changed', target: target(field), after: { added: wanted.map(({ value }) => value) } });
    return wanted.map((_, index) => first + index);
  });
}

async function optionOf(tx: Tx, field: ConfiguredItem, contextId: number, id: number): Promise<ContextOptionRow> {
  const option = optionsIn(await contextOptions(tx, [field.id]), field.id, contextId).find((candidate) => candidate.id === id);
  if (option === undefined) throw errors.item_not_found();
  return option;
}

export async function changeOptions(ctx: Ctx, fieldId: number, contextId: number, inputs: readonly OptionInput[]): Promise<void> {
  await ctx.tx(async (tx) => {
    const field = await fieldOf(tx, fieldId);
    const changes: { readonly before: object; readonly after: object }[] = [];
    for (const input of inputs) {
      const option = await optionOf(tx, field, contextId, input.id ?? -1);
      const before = { value: tx.sealer.open(sealedIn.option.value, option.id, option.value), disabled: option.disabled };
      const after = { value: input.value === undefined ? before.value : checkedValue(input.value), disabled: input.disabled ?? before.disabled };
      if (JSON.stringify(before) === JSON.stringify(after)) continue;
      await updateOption(tx, option.id, { value: before.value === after.value ? option.value : tx.sealer.seal(sealedIn.option.value, option.id, after.value), value_token: nameToken(tx.sealer, sealedIn.option.value_token, after.value), disabled: after.disabled });
      changes.push({ before, after });
    }
    if (changes.length > 0) tx.record({ action: 'tracker_field_options_changed', target: target(field), before: changes.map(({ before }) => before), after: changes.map(({ after }) => after) });
  });
}

export async function moveOptions(ctx: Ctx, fieldId: number, contextId: number, ids: readonly number[], place: { readonly after?: number | undefined; readonly position?: string | undefined }): Promise<void> {
  await ctx.tx(async (tx) => {
    const field = await fieldOf(tx, fieldId);
    for (const id of ids) await optionOf(tx, field, contextId, id);
    const before = optionsIn(await contextOptions(tx, [field.id]), field.id, contextId).map(({ id }) => id);
    const rest = before.filter((id) => !ids.includes(id));
    const at = place.after === undefined ? (place.position === 'First' ? 0 : rest.length) : rest.indexOf(place.after) + 1;
    const after = [...rest.slice(0, at), ...ids, ...rest.slice(at)];
    if (before.join() === after.join()) return;
    await orderOptions(tx, after);
    tx.record({ action: 'tracker_field_options_changed', target: target(field), before: { order: before }, after: { order: after } });
  });
}

/** Fails with tracker.in_use where issues hold it and nothing takes its place. */
export async function deleteOption(ctx: Ctx, fieldId: number, contextId: number, id: number, replacement: number | null): Promise<void> {
  await ctx.tx(async (tx) => {
    const field = await fieldOf(tx, fieldId);
    const option = await optionOf(tx, field, contextId, id);
    const uses = await optionUses(tx, field.id, id);
    if (uses > 0 && replacement === null) throw errors.in_use({ detail: `Issues hold it ${uses} times.` });
    if (replacement !== null) await replaceOption(tx, field.id, id, (await optionOf(tx, field, contextId, replacement)).id);
    await deleteOptionRow(tx, id);
    tx.record({ action: 'tracker_field_options_changed', target: target(field), before: { removed: tx.sealer.open(sealedIn.option.value, id, option.value) }, after: { replacedBy: replacement } });
  });
}
