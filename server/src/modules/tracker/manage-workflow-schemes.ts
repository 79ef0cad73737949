/** Which workflow the issues of each type follow in a project. A change that would leave issues outside of their workflow says where they go, or is refused. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import { sealedIn } from './columns.ts';
import { readConfiguration, type Configuration } from './configuration-store.ts';
import { workflowSchemeEntryTable, workflowSchemeTable } from './configuration-rows.ts';
import { nextIds } from './counter-store.ts';
import { errors } from './errors.ts';
import { FieldErrors } from './field-errors.ts';
import { limits } from './limits.ts';
import { migrateStatuses, type StatusMigration } from './manage-workflows.ts';
import { viewerOf } from './access.ts';
import { readProject } from './project-store.ts';
import { insertRows } from './row-batch.ts';
import { clearSchemeEntries, deleteSchemeRow, listWorkflows, readScheme, setProjectScheme, updateScheme, type SchemeRow } from './workflow-store.ts';

export interface SchemeInput {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  /** A workflow by its name; empty is the one that all follow who have none. */
  readonly defaultWorkflow?: string | undefined;
  readonly issueTypeMappings?: Readonly<Record<string, string>> | undefined;
}

export interface SchemeContent { readonly name: string; readonly description: string; readonly mappings: readonly { readonly issueType: number; readonly workflow: number }[] }

export function openScheme(tx: Pick<ReadTx, 'sealer'>, row: SchemeRow): SchemeContent {
  const columns = sealedIn.workflowScheme;
  return {
    name: tx.sealer.open(columns.name, row.id, row.name), description: row.description === null ? '' : tx.sealer.open(columns.description, row.id, row.description),
    mappings: (row.entries ?? []).map(({ issue_type_id, workflow_id }) => ({ issueType: issue_type_id, workflow: workflow_id })),
  };
}

async function wantedContent(tx: Tx, configuration: Configuration, before: SchemeContent, input: SchemeInput): Promise<SchemeContent> {
  const faults = new FieldErrors();
  const name = input.name?.trim() ?? before.name;
  if (name === '' || name.length > limits.nameCharacters) faults.add('name', `A name has 1 to ${limits.nameCharacters} characters.`, 'required');
  const workflows = (await listWorkflows(tx)).map((row) => ({ id: row.id, name: tx.sealer.open(sealedIn.workflow.name, row.id, row.name) }));
  const byName = (text: string) => workflows.find((workflow) => workflow.name.toLowerCase() === text.trim().toLowerCase() || String(workflow.id) === text);
  const standard = input.defaultWorkflow === undefined ? before.mappings.filter(({ issueType }) => issueType === 0) : input.defaultWorkflow === '' ? [] : [{ issueType: 0, workflow: byName(input.defaultWorkflow)?.id ?? -1 }];
  const typed = input.issueTypeMappings === undefined ? before.mappings.filter(({ issueType }) => issueType !== 0) : Object.entries(input.issueTypeMappings).map(([type, workflow]) => ({ issueType: Number(type), workflow: byName(workflow)?.id ?? -1 }));
  if (standard.some(({ workflow }) => workflow === -1)) faults.add('defaultWorkflow', 'There is no such workflow.');
  if (typed.some(({ workflow }) => workflow === -1)) faults.add('issueTypeMappings', 'Not every workflow exists.');
  if (typed.some(({ issueType }) => configuration.issueType.get(issueType) === undefined)) faults.add('issueTypeMappings', 'Not every issue type exists.');
  faults.throwIfAny();
  return { name, description: input.description ?? before.description, mappings: [...standard, ...typed].sort((one, two) => one.issueType - two.issueType) };
}

async function writeEntries(tx: Tx, id: number, { mappings }: SchemeContent): Promise<void> {
  await clearSchemeEntries(tx, id);
  await insertRows(tx, workflowSchemeEntryTable, mappings.map(({ issueType, workflow }) => ({ scheme_id: id, issue_type_id: issueType, workflow_id: workflow })));
}

export async function createScheme(ctx: Ctx, input: SchemeInput): Promise<number> {
  return ctx.tx(async (tx) => {
    const content = await wantedContent(tx, await readConfiguration(tx), { name: '', description: '', mappings: [] }, input);
    const id = await nextIds(tx, 'workflow_scheme', 1);
    const columns = sealedIn.workflowScheme;
    await insertRows(tx, workflowSchemeTable, [{ id, name: tx.sealer.seal(columns.name, id, content.name), description: content.description === '' ? null : tx.sealer.seal(columns.description, id, content.description), pending_import: null }]);
    await writeEntries(tx, id, content);
    tx.record({ action: 'tracker_workflow_scheme_created', target: { kind: 'workflow-scheme', id: String(id), name: content.name }, after: content });
    return id;
  });
}

async function locked(tx: Tx, id: number): Promise<SchemeRow> {
  const row = await readScheme(tx, id, true);
  if (row === undefined) throw errors.scheme_not_found();
  return row;
}

export async function changeScheme(ctx: Ctx, id: number, input: SchemeInput, migrations: readonly StatusMigration[] = []): Promise<void> {
  await ctx.tx(async (tx) => {
    const row = await locked(tx, id);
    const configuration = await readConfiguration(tx);
    const before = openScheme(tx, row);
    const after = await wantedContent(tx, configuration, before, input);
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    const columns = sealedIn.workflowScheme;
    await updateScheme(tx, id, {
      name: before.name === after.name ? row.name : tx.sealer.seal(columns.name, id, after.name), description: before.description === after.description ? row.description : after.description === '' ? null : tx.sealer.seal(columns.description, id, after.description),
    });
    await writeEntries(tx, id, after);
    await migrateStatuses(tx, ctx, configuration, { scheme: id }, migrations);
    tx.record({ action: 'tracker_workflow_scheme_updated', target: { kind: 'workflow-scheme', id: String(id), name: after.name }, before, after });
  });
}

export async function deleteScheme(ctx: Ctx, id: number): Promise<void> {
  await ctx.tx(async (tx) => {
    const row = await locked(tx, id);
    if (row.projects > 0) throw errors.in_use({ detail: `${row.projects} projects use this scheme.` });
    await deleteSchemeRow(tx, id);
    tx.record({ action: 'tracker_workflow_scheme_deleted', target: { kind: 'workflow-scheme', id: String(id), name: openScheme(tx, row).name }, before: openScheme(tx, row) });
  });
}

/** Null gives the project back to the workflow that all follow who have none. */
export async function assignScheme(ctx: Ctx, reference: string, schemeId: number | null, migrations: readonly StatusMigration[]): Promise<void> {
  await ctx.tx(async (tx) => {
    const project = await readProject(tx, viewerOf(ctx), reference, { lock: true });
    if (project === undefined) throw errors.project_not_found();
    if (project.workflow_scheme_id === schemeId) return;
    const scheme = schemeId === null ? null : await locked(tx, schemeId);
    await setProjectScheme(tx, project.id, schemeId);
    const moved = await migrateStatuses(tx, ctx, await readConfiguration(tx), { project: project.id }, migrations);
    tx.record({
      action: 'tracker_workflow_scheme_assigned', target: { kind: 'project', id: String(project.id), name: project.key }, before: { scheme: project.workflow_scheme_id },
      after: { scheme: schemeId, name: scheme === null ? null : openScheme(tx, scheme).name, issuesMoved: moved },
    });
  });
}
