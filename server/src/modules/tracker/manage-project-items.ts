/** Components and versions: made and changed by administrators of their project. */
import type { Tx } from '../../kernel/db/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import type { People } from '../directory/index.ts';
import { requireLevel, viewerOf } from './access.ts';
import { nameToken, sealedIn } from './columns.ts';
import { nextIds } from './counter-store.ts';
import { errors } from './errors.ts';
import { FieldErrors } from './field-errors.ts';
import { componentTable, versionTable } from './issue-rows.ts';
import { limits } from './limits.ts';
import { personOf } from './manage-projects.ts';
import { nameInProject, readComponent, readProject, readVersion, updateComponent, updateVersion, type ComponentRow, type ProjectRow, type VersionRow } from './project-store.ts';
import { insertRows } from './row-batch.ts';

export interface ComponentInput {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly leadAccountId?: string | undefined;
  readonly assigneeType?: string | undefined;
}

export interface VersionInput {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly released?: boolean | undefined;
  readonly archived?: boolean | undefined;
  readonly startDate?: string | undefined;
  readonly releaseDate?: string | undefined;
}

function checkedName(name: string | undefined): string {
  const trimmed = name?.trim() ?? '';
  const faults = new FieldErrors();
  if (trimmed === '' || trimmed.length > limits.nameCharacters) faults.add('name', `A name has 1 to ${limits.nameCharacters} characters.`, 'required');
  faults.throwIfAny();
  return trimmed;
}

function checkedDay(field: string, day: string | undefined): string | null {
  if (day === undefined || day === '') return null;
  const faults = new FieldErrors();
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(day))) faults.add(field, 'A date is expected: yyyy-mm-dd.');
  faults.throwIfAny();
  return day;
}

async function administered(tx: Tx, ctx: Ctx, reference: string): Promise<ProjectRow> {
  const project = await readProject(tx, viewerOf(ctx), reference);
  if (project === undefined) throw errors.project_not_found();
  requireLevel(project.level, 'admin');
  return project;
}

async function freeName(tx: Tx, kind: 'component' | 'version', project: number, name: string, own: number | null): Promise<void> {
  const other = await nameInProject(tx, kind, project, nameToken(tx.sealer, sealedIn[kind].name_token, name));
  if (other !== undefined && other !== own) throw errors.name_taken({ errors: [{ field: 'name', code: 'taken', message: `A ${kind} with this name exists in the project.` }] });
}

export async function createComponent(ctx: Ctx, people: People, project: string, input: ComponentInput): Promise<number> {
  return ctx.tx(async (tx) => {
    const { id: projectId, key } = await administered(tx, ctx, project);
    const name = checkedName(input.name);
    await freeName(tx, 'component', projectId, name, null);
    const lead = input.leadAccountId === undefined ? null : await personOf(tx, ctx, people, 'leadAccountId', input.leadAccountId);
    const id = await nextIds(tx, 'component', 1);
    const columns = sealedIn.component;
    await insertRows(tx, componentTable, [{
      id, project_id: projectId, name: tx.sealer.seal(columns.name, id, name), name_token: nameToken(tx.sealer, columns.name_token, name),
      description: input.description === undefined || input.description === '' ? null : tx.sealer.seal(columns.description, id, input.description), lead, assignee_type: input.assigneeType ?? 'PROJECT_DEFAULT',
    }]);
    tx.record({ action: 'tracker_component_created', target: { kind: 'component', id: String(id), name }, container: { kind: 'project', id: String(projectId), name: key } });
    return id;
  });
}

export async function changeComponent(ctx: Ctx, people: People, id: number, input: ComponentInput): Promise<void> {
  await ctx.tx(async (tx) => {
    const row = await ownComponent(tx, ctx, id);
    const columns = sealedIn.component;
    const before = { name: tx.sealer.open(columns.name, id, row.name), description: row.description === null ? '' : tx.sealer.open(columns.description, id, row.description), lead: row.lead, assigneeType: row.assignee_type };
    const lead = input.leadAccountId === undefined ? before.lead : input.leadAccountId === '' ? null : await personOf(tx, ctx, people, 'leadAccountId', input.leadAccountId);
    const after = { name: input.name === undefined ? before.name : checkedName(input.name), description: input.description ?? before.description, lead, assigneeType: input.assigneeType ?? before.assigneeType };
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    await freeName(tx, 'component', row.project_id, after.name, id);
    await updateComponent(tx, id, {
      name: after.name === before.name ? row.name : tx.sealer.seal(columns.name, id, after.name), name_token: nameToken(tx.sealer, columns.name_token, after.name),
      description: after.description === before.description ? row.description : after.description === '' ? null : tx.sealer.seal(columns.description, id, after.description), lead: after.lead, assignee_type: after.assigneeType,
    });
    tx.record({ action: 'tracker_component_updated', target: { kind: 'component', id: String(id), name: after.name }, container: { kind: 'project', id: String(row.project_id), name: row.project_key }, before, after });
  });
}

export async function ownComponent(tx: Tx, ctx: Ctx, id: number): Promise<ComponentRow> {
  const row = await readComponent(tx, viewerOf(ctx), id);
  if (row === undefined) throw errors.component_not_found();
  requireLevel(row.level, 'admin');
  return row;
}

export async function ownVersion(tx: Tx, ctx: Ctx, id: number): Promise<VersionRow> {
  const row = await readVersion(tx, viewerOf(ctx), id);
  if (row === undefined) throw errors.version_not_found();
  requireLevel(row.level, 'admin');
  return row;
}

export async function createVersion(ctx: Ctx, project: string, input: VersionInput): Promise<number> {
  return ctx.tx(async (tx) => {
    const { id: projectId, key } = await administered(tx, ctx, project);
    const name = checkedName(input.name);
    await freeName(tx, 'version', projectId, name, null);
    const id = await nextIds(tx, 'version', 1);
    const columns = sealedIn.version;
    await insertRows(tx, versionTable, [{
      id, project_id: projectId, name: tx.sealer.seal(columns.name, id, name), name_token: nameToken(tx.sealer, columns.name_token, name),
      description: input.description === undefined || input.description === '' ? null : tx.sealer.seal(columns.description, id, input.description), released: input.released ?? false, archived: input.archived ?? false,
      starts_on: checkedDay('startDate', input.startDate), releases_on: checkedDay('releaseDate', input.releaseDate), sequence: id,
    }]);
    tx.record({ action: 'tracker_version_created', target: { kind: 'version', id: String(id), name }, container: { kind: 'project', id: String(projectId), name: key } });
    return id;
  });
}

export async function changeVersion(ctx: Ctx, id: number, input: VersionInput): Promise<void> {
  await ctx.tx(async (tx) => {
    const row = await ownVersion(tx, ctx, id);
    const columns = sealedIn.version;
    const before = { name: tx.sealer.open(columns.name, id, row.name), description: row.description === null ? '' : tx.sealer.open(columns.description, id, row.description), released: row.released, archived: row.archived, startDate: row.starts_on, releaseDate: row.releases_on };
    const after = {
      name: input.name === undefined ? before.name : checkedName(input.name), description: input.description ?? before.description, released: input.released ?? before.released, archived: input.archived ?? before.archived,
      startDate: input.startDate === undefined ? before.startDate : checkedDay('startDate', input.startDate), releaseDate: input.releaseDate === undefined ? before.releaseDate : checkedDay('releaseDate', input.releaseDate),
    };
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    await freeName(tx, 'version', row.project_id, after.name, id);
    await updateVersion(tx, id, {
      name: after.name === before.name ? row.name : tx.sealer.seal(columns.name, id, after.name), name_token: nameToken(tx.sealer, columns.name_token, after.name),
      description: after.description === before.description ? row.description : after.description === '' ? null : tx.sealer.seal(columns.description, id, after.description),
      released: after.released, archived: after.archived, starts_on: after.startDate, releases_on: after.releaseDate,
    });
    tx.record({ action: 'tracker_version_updated', target: { kind: 'version', id: String(id), name: after.name }, container: { kind: 'project', id: String(row.project_id), name: row.project_key }, before, after });
  });
}
