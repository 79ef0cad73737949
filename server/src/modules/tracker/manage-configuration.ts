/**
 * Changes what a tracker is set up with: issue types, priorities, resolutions, statuses, link types, project roles, project
 * categories and fields. Names are unique whatever their case; what is in use goes only when something else takes its place.
 */
import type { Tx } from '../../kernel/db/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import { nameToken, sealedIn } from './columns.ts';
import { customFieldTable, categoryTable, issueTypeIcon, issueTypeTable, linkTypeTable, priorityTable, resolutionTable, roleTable, sealLinkType, sealNamed, statusTable } from './configuration-rows.ts';
import { clearCategory, deleteItemRow, forgetIssueType, lockKind, nameInUse, replaceItem, setDefault, setOrder, updateItem, usesOf } from './configuration-change-store.ts';
import { readConfiguration, type Configuration, type ConfigurationKind, type ConfiguredItem } from './configuration-store.ts';
import { nextIds, type CounterName } from './counter-store.ts';
import { errors } from './errors.ts';
import { FieldErrors } from './field-errors.ts';
import { fieldKindOf } from './field-kinds.ts';
import type { StatusCategory } from './importing.ts';
import { limits } from './limits.ts';
import { migrateStatuses } from './manage-workflows.ts';
import { insertRows } from './row-batch.ts';

export interface ItemInput {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly subtask?: boolean | undefined;
  readonly level?: number | undefined;
  readonly color?: string | undefined;
  readonly inward?: string | undefined;
  readonly outward?: string | undefined;
  readonly category?: StatusCategory | undefined;
  readonly typeKey?: string | undefined;
  readonly searcherKey?: string | undefined;
}

/** How each kind is called in records and errors, and where its ids come from. */
const words: Readonly<Record<ConfigurationKind, { readonly record: string; readonly counter: CounterName }>> = {
  issueType: { record: 'issue_type', counter: 'issue_type' }, priority: { record: 'priority', counter: 'priority' }, resolution: { record: 'resolution', counter: 'resolution' }, status: { record: 'status', counter: 'status' },
  linkType: { record: 'link_type', counter: 'link_type' }, role: { record: 'project_role', counter: 'project_role' }, category: { record: 'project_category', counter: 'project_category' }, customField: { record: 'field', counter: 'custom_field' },
};

const targetOf = (kind: ConfigurationKind, id: number, name: string) => ({ kind: words[kind].record.replaceAll('_', '-'), id: String(id), name });

function checked(kind: ConfigurationKind, input: ItemInput & { readonly name: string }): void {
  const faults = new FieldErrors();
  if (input.name === '' || input.name.length > limits.nameCharacters) faults.add('name', `A name has 1 to ${limits.nameCharacters} characters.`, 'required');
  if ((input.description ?? '').length > limits.descriptionCharacters) faults.add('description', `A description has at most ${limits.descriptionCharacters} characters.`, 'too_long');
  if (kind === 'linkType' && (input.inward === undefined || input.inward.trim() === '')) faults.add('inward', 'Say how the link reads from the other issue.', 'required');
  if (kind === 'linkType' && (input.outward === undefined || input.outward.trim() === '')) faults.add('outward', 'Say how the link reads from this issue.', 'required');
  if (kind === 'priority' && input.color !== undefined && !/^#[0-9a-f]{3}(?:[0-9a-f]{3})?$/i.test(input.color)) faults.add('statusColor', 'A colour is expected, such as #d04437.');
  if (kind === 'customField' && input.typeKey !== undefined && fieldKindOf(input.typeKey) === 'other') faults.add('type', 'There is no such type of field.');
  faults.throwIfAny();
}

async function freeName(tx: Tx, kind: ConfigurationKind, name: string, own: number | null): Promise<void> {
  await lockKind(tx, kind);
  if (await nameInUse(tx, kind, nameToken(tx.sealer, sealedIn[kind].name_token, name), own)) throw errors.name_taken({ errors: [{ field: 'name', code: 'taken', message: 'The name is in use already.' }] });
}

export async function createItem(ctx: Ctx, kind: ConfigurationKind, input: ItemInput): Promise<number> {
  return ctx.tx((tx) => createItemIn(tx, kind, input));
}

/** As createItem, within the caller's transaction; its record is the command's. */
export async function createItemIn(tx: Tx, kind: ConfigurationKind, input: ItemInput): Promise<number> {
  const name = input.name?.trim() ?? '';
  checked(kind, { ...input, name });
  await freeName(tx, kind, name, null);
  const id = await nextIds(tx, words[kind].counter, 1);
  await insertItem(tx, kind, id, { ...input, name });
  tx.record({ action: `tracker_${words[kind].record}_created`, target: targetOf(kind, id, name), after: { ...input, name } });
  return id;
}

async function insertItem(tx: Tx, kind: ConfigurationKind, id: number, input: ItemInput & { readonly name: string }): Promise<void> {
  const { sealer } = tx;
  const named = { id, name: input.name, description: input.description };
  switch (kind) {
    case 'issueType': {
      const subtask = input.subtask ?? false;
      await insertRows(tx, issueTypeTable, [{ ...sealNamed(sealer, kind, named), subtask, hierarchy_level: subtask ? -1 : (input.level ?? 0), sequence: id, icon: issueTypeIcon(input.name, subtask) }]);
      return;
    }
    case 'priority': await insertRows(tx, priorityTable, [{ ...sealNamed(sealer, kind, named), color: input.color ?? '#707070', icon: 'medium', sequence: id, is_default: false }]); return;
    case 'resolution': await insertRows(tx, resolutionTable, [{ ...sealNamed(sealer, kind, named), sequence: id, is_default: false }]); return;
    case 'status': await insertRows(tx, statusTable, [{ ...sealNamed(sealer, kind, named), category: input.category ?? 'indeterminate', icon: input.category ?? 'indeterminate', sequence: id }]); return;
    case 'linkType': await insertRows(tx, linkTypeTable, [sealLinkType(sealer, { id, name: input.name, inward: input.inward ?? '', outward: input.outward ?? '' })]); return;
    case 'role': await insertRows(tx, roleTable, [sealNamed(sealer, kind, named)]); return;
    case 'category': await insertRows(tx, categoryTable, [sealNamed(sealer, kind, named)]); return;
    case 'customField': await insertRows(tx, customFieldTable, [{ ...sealNamed(sealer, kind, named), kind: fieldKindOf(input.typeKey ?? ''), type_key: input.typeKey ?? '', searcher_key: input.searcherKey ?? null, created_at: tx.now }]);
  }
}

export function itemOf(configuration: Configuration, kind: ConfigurationKind, id: number): ConfiguredItem {
  const item = configuration[kind].get(id);
  if (item === undefined) throw errors.item_not_found();
  return item;
}

function present(item: ConfiguredItem): ItemInput & { readonly name: string } {
  const named = { name: item.name, description: item.description };
  switch (item.kind) {
    case 'linkType': return { name: item.name, inward: item.inward, outward: item.outward };
    case 'priority': return { ...named, color: item.word };
    case 'status': return { ...named, category: item.category };
    case 'issueType': return { ...named, level: item.level };
    case 'resolution': case 'role': case 'category': case 'customField': return named;
  }
}

export async function changeItem(ctx: Ctx, kind: ConfigurationKind, id: number, input: ItemInput): Promise<void> {
  await ctx.tx((tx) => changeItemIn(tx, kind, id, input));
}

export async function changeItemIn(tx: Tx, kind: ConfigurationKind, id: number, input: ItemInput): Promise<boolean> {
  const item = itemOf(await readConfiguration(tx), kind, id);
  const before = present(item);
  // Only what the kind has, and only what was sent.
  const after = { ...before, ...Object.fromEntries(Object.entries(input).filter(([name, value]) => name in before && value !== undefined)), name: input.name?.trim() ?? before.name };
  if (JSON.stringify(before) === JSON.stringify(after)) return false;
  checked(kind, after);
  if (item.flag && kind === 'issueType' && after.level !== before.level) throw errors.fields_invalid({ errors: [{ field: 'hierarchyLevel', code: 'invalid', message: 'Sub-tasks stand at the lowest level.' }] });
  await freeName(tx, kind, after.name, id);
  await updateItem(tx, kind, id, columnsOf(tx, kind, id, after));
  tx.record({ action: `tracker_${words[kind].record}_updated`, target: targetOf(kind, id, after.name), before, after });
  return true;
}

function columnsOf(tx: Tx, kind: ConfigurationKind, id: number, after: ItemInput & { readonly name: string }): Readonly<Record<string, unknown>> {
  if (kind === 'linkType') {
    const { name, name_token, inward, outward } = sealLinkType(tx.sealer, { id, name: after.name, inward: after.inward ?? '', outward: after.outward ?? '' });
    return { name, name_token, inward, outward };
  }
  const { name, name_token, description } = sealNamed(tx.sealer, kind, { id, name: after.name, description: after.description });
  return {
    name, name_token, description, ...(kind === 'priority' ? { color: after.color } : {}), ...(kind === 'status' ? { category: after.category, icon: after.category } : {}), ...(kind === 'issueType' ? { hierarchy_level: after.level } : {}),
  };
}

/** Fails with tracker.in_use where it is in use and nothing takes its place. */
export async function deleteItem(ctx: Ctx, kind: ConfigurationKind, id: number, replacement: number | null): Promise<void> {
  await ctx.tx(async (tx) => {
    const configuration = await readConfiguration(tx);
    const item = itemOf(configuration, kind, id);
    await lockKind(tx, kind);
    if (['issueType', 'priority', 'resolution', 'status'].includes(kind) && configuration[kind].all.length === 1) throw errors.in_use({ detail: 'It is the last one of its kind.' });
    const uses = await usesOf(tx, kind, id);
    const other = replacement === null ? undefined : itemOf(configuration, kind, replacement);
    if (uses > 0 && (kind === 'status' || (other === undefined && kind !== 'customField' && kind !== 'category') || other?.id === id)) throw errors.in_use({ detail: `It is used in ${uses} places.`, errors: [{ field: 'replaceWith', code: 'required', message: `It is used in ${uses} places. Say what takes its place.` }] });
    if (other !== undefined && kind === 'issueType' && other.flag !== item.flag) throw errors.fields_invalid({ errors: [{ field: 'alternativeIssueTypeId', code: 'invalid', message: 'A sub-task type is replaced by another one, and no other type by it.' }] });
    if (other !== undefined) await replaceItem(tx, kind, id, other.id);
    if (kind === 'issueType') await forgetIssueType(tx, id);
    if (kind === 'category' && other === undefined) await clearCategory(tx, id);
    await deleteItemRow(tx, kind, id);
    // The other type may follow another workflow: nothing may stand outside of it.
    if (kind === 'issueType' && other !== undefined) await migrateStatuses(tx, ctx, configuration, { issueType: other.id }, []);
    if (item.flag && (kind === 'priority' || kind === 'resolution')) await setDefault(tx, kind, other?.id ?? null);
    tx.record({ action: `tracker_${words[kind].record}_deleted`, target: targetOf(kind, id, item.name), before: present(item), after: other === undefined ? {} : { replacedBy: other.name } });
  });
}

/** Puts these, in this order, before the position or behind another one. */
export async function moveItems(ctx: Ctx, kind: 'issueType' | 'priority' | 'resolution' | 'status', ids: readonly number[], place: { readonly after?: number | undefined; readonly position?: 'First' | 'Last' | undefined }): Promise<void> {
  await ctx.tx(async (tx) => {
    await lockKind(tx, kind);
    const configuration = await readConfiguration(tx);
    for (const id of ids) itemOf(configuration, kind, id);
    const before = configuration[kind].all.map(({ id }) => id);
    const rest = before.filter((id) => !ids.includes(id));
    const at = place.after === undefined ? (place.position === 'First' ? 0 : rest.length) : rest.indexOf(place.after) + 1;
    const after = [...rest.slice(0, at), ...ids, ...rest.slice(at)];
    if (after.join() === before.join()) return;
    await setOrder(tx, kind, after);
    const [first] = ids;
    tx.record({ action: `tracker_${words[kind].record}_updated`, target: targetOf(kind, first ?? 0, configuration[kind].get(first)?.name ?? ''), before: { order: before }, after: { order: after } });
  });
}

export async function chooseDefault(ctx: Ctx, kind: 'priority' | 'resolution', id: number | null): Promise<void> {
  await ctx.tx(async (tx) => {
    await lockKind(tx, kind);
    const configuration = await readConfiguration(tx);
    const item = id === null ? null : itemOf(configuration, kind, id);
    const before = configuration[kind].all.find(({ flag }) => flag);
    if ((before?.id ?? null) === id) return;
    await setDefault(tx, kind, id);
    tx.record({ action: `tracker_${words[kind].record}_updated`, target: targetOf(kind, id ?? before?.id ?? 0, item?.name ?? before?.name ?? ''), before: { default: before?.name ?? null }, after: { default: item?.name ?? null } });
  });
}
