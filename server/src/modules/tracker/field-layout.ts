/** Which fields the form of a type shows in a project, in which order, and which must be filled in. Without a layout every field may be set and few must. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import { requireLevel, viewerOf } from './access.ts';
import { clearProjectTypes, defaultTypeOf, typesInUse } from './configuration-change-store.ts';
import { readConfiguration, type Configuration } from './configuration-store.ts';
import { errors } from './errors.ts';
import { FieldErrors } from './field-errors.ts';
import { clearLayout, effectiveLayout, layoutOf } from './field-setup-store.ts';
import { projectIssueTypeTable } from './issue-rows.ts';
import { readProject, type ProjectRow } from './project-store.ts';
import { defineTable, insertRows } from './row-batch.ts';
import { systemFieldIds } from './show-configuration.ts';

const layoutTable = defineTable('tracker.field_layout', { project_id: 'bigint', issue_type_id: 'bigint', field: 'text', position: 'bigint', required: 'boolean', hidden: 'boolean', section: 'text' });

export interface LayoutField { readonly id: string; readonly required: boolean; readonly hidden: boolean; readonly section: 'main' | 'side' }

const shown = (rows: Awaited<ReturnType<typeof layoutOf>>): readonly LayoutField[] => rows.map(({ field, required, hidden, section }) => ({ id: field, required, hidden, section }));

async function administered(tx: Tx, ctx: Ctx, reference: string): Promise<ProjectRow> {
  const project = await readProject(tx, viewerOf(ctx), reference, { lock: true });
  if (project === undefined) throw errors.project_not_found();
  requireLevel(project.level, 'admin');
  return project;
}

function typeOf(configuration: Configuration, type: string): number {
  if (type === 'default') return 0;
  const found = configuration.issueType.find(type);
  if (found === undefined) throw errors.item_not_found();
  return found.id;
}

export async function readLayout(tx: ReadTx, ctx: Ctx, reference: string, type: string): Promise<readonly LayoutField[]> {
  const project = await readProject(tx, viewerOf(ctx), reference);
  if (project === undefined) throw errors.project_not_found();
  return shown(await layoutOf(tx, project.id, typeOf(await readConfiguration(tx), type)));
}

/** An empty layout gives the type back to the project's own, and that to none. */
export async function setLayout(ctx: Ctx, reference: string, type: string, fields: readonly LayoutField[]): Promise<void> {
  await ctx.tx(async (tx) => {
    const project = await administered(tx, ctx, reference);
    const configuration = await readConfiguration(tx);
    const typeId = typeOf(configuration, type);
    const known = new Set([...systemFieldIds, ...configuration.customField.all.map(({ id }) => `customfield_${id}`)]);
    const faults = new FieldErrors();
    if (fields.some(({ id }) => !known.has(id))) faults.add('fields', 'Not every field exists.');
    if (new Set(fields.map(({ id }) => id)).size !== fields.length) faults.add('fields', 'A field stands in a layout once.', 'duplicate');
    if (fields.some(({ id, hidden }) => hidden && (id === 'summary' || id === 'issuetype'))) faults.add('fields', 'The summary and the type are always shown.');
    if (fields.some(({ required, hidden }) => required && hidden)) faults.add('fields', 'What must be filled in cannot be hidden.');
    faults.throwIfAny();
    const before = shown(await layoutOf(tx, project.id, typeId));
    if (JSON.stringify(before) === JSON.stringify(fields)) return;
    await clearLayout(tx, project.id, typeId);
    await insertRows(tx, layoutTable, fields.map(({ id, required, hidden, section }, position) => ({ project_id: project.id, issue_type_id: typeId, field: id, position, required, hidden, section })));
    tx.record({ action: 'tracker_field_layout_changed', target: { kind: 'project', id: String(project.id), name: project.key }, before: { type, fields: before }, after: { type, fields } });
  });
}

/** Names what a layout forbids: fields that are hidden here, and required ones that are missing or being cleared. */
export async function checkLayout(tx: ReadTx, project: number, type: number, fields: Readonly<Record<string, unknown>>, isNew: boolean, faults: FieldErrors): Promise<void> {
  for (const { field, required, hidden } of await effectiveLayout(tx, project, type)) {
    const value = fields[field];
    const empty = value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
    if (hidden && !empty) faults.add(field, 'The field is not shown for this type of issue here.', 'hidden');
    if (required && empty && (isNew || field in fields)) faults.add(field, 'The field must be filled in.', 'required');
  }
}

export interface ProjectTypes { readonly items: readonly { readonly id: string; readonly name: string }[]; readonly default: string | null }

export async function readProjectTypes(tx: ReadTx, ctx: Ctx, reference: string): Promise<ProjectTypes> {
  const project = await readProject(tx, viewerOf(ctx), reference);
  if (project === undefined) throw errors.project_not_found();
  const { issueType } = await readConfiguration(tx);
  const types = project.issue_types === null ? issueType.all : project.issue_types.flatMap((id) => issueType.get(id) ?? []);
  const standard = await defaultTypeOf(tx, project.id);
  return { items: types.map(({ id, name }) => ({ id: String(id), name })), default: standard === null ? null : String(standard) };
}

/** Which types a project takes, in its order. A type that its issues have stays. */
export async function setProjectTypes(ctx: Ctx, reference: string, ids: readonly number[], standard: number | null): Promise<void> {
  await ctx.tx(async (tx) => {
    const project = await administered(tx, ctx, reference);
    const configuration = await readConfiguration(tx);
    const faults = new FieldErrors();
    if (ids.length === 0 || ids.some((id) => configuration.issueType.get(id) === undefined) || new Set(ids).size !== ids.length) faults.add('items', 'A project takes at least one type, each once.');
    if (standard !== null && (!ids.includes(standard) || configuration.issueType.get(standard)?.flag === true)) faults.add('default', 'The type that is offered first is one of the project\'s, and no sub-task.');
    faults.throwIfAny();
    const used = (await typesInUse(tx, project.id)).filter((id) => !ids.includes(id));
    if (used.length > 0) throw errors.in_use({ detail: 'Issues of the project have a type that would go.', errors: used.map((id) => ({ field: `items ${id}`, code: 'in_use', message: configuration.issueType.get(id)?.name ?? String(id) })) });
    const before = { items: project.issue_types, default: await defaultTypeOf(tx, project.id) };
    const after = { items: ids, default: standard };
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    await clearProjectTypes(tx, project.id);
    await insertRows(tx, projectIssueTypeTable, ids.map((id, sequence) => ({ project_id: project.id, issue_type_id: id, sequence, is_default: id === standard })));
    tx.record({ action: 'tracker_project_types_changed', target: { kind: 'project', id: String(project.id), name: project.key }, before, after });
  });
}
