/** Creating, changing and trashing projects. Everybody of the site may work in a new one; its creator administers it. */
import type { Tx } from '../../kernel/db/index.ts';
import { everyonePrincipal, type Ctx } from '../../kernel/service/index.ts';
import type { People } from '../directory/index.ts';
import { requireLevel, viewerOf } from './access.ts';
import { nameToken, sealedIn } from './columns.ts';
import { createCounters, nextIds, numberCounter } from './counter-store.ts';
import { errors } from './errors.ts';
import { keysTaken } from './import-projects-store.ts';
import { grantTable, projectKeyTable, projectTable } from './issue-rows.ts';
import { limits } from './limits.ts';
import { projectOfKey, readProject, setProjectState, updateProject, type ProjectRow } from './project-store.ts';
import { insertRows } from './row-batch.ts';
import { findPeople, parsePersonKey } from './show-people.ts';

export interface ProjectInput {
  readonly key?: string | undefined;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly url?: string | undefined;
  /** `acc_…` or the account's UUID. */
  readonly leadAccountId?: string | undefined;
  readonly projectTypeKey?: string | undefined;
  readonly assigneeType?: string | undefined;
}

const keyPattern = /^[A-Z][A-Z0-9_]{1,9}$/;

function field(name: string, message: string, code = 'invalid') {
  return errors.fields_invalid({ errors: [{ field: name, code, message }] });
}

export async function personOf(tx: Tx, ctx: Ctx, people: People, name: string, text: string): Promise<string> {
  const id = parsePersonKey(text);
  const found = id === undefined ? undefined : (await findPeople(tx, ctx, people, [id])).get(id);
  if (found === undefined) throw field(name, 'There is no such person on this site.');
  return found.id;
}

function assigneeTypeOf(text: string | undefined): 'PROJECT_LEAD' | 'UNASSIGNED' | undefined {
  if (text === undefined || text === 'PROJECT_LEAD' || text === 'UNASSIGNED') return text;
  throw field('assigneeType', 'The default assignee is PROJECT_LEAD or UNASSIGNED.');
}

export async function createProject(ctx: Ctx, people: People, input: ProjectInput): Promise<{ readonly id: number; readonly key: string }> {
  return ctx.tx(async (tx) => {
    const key = (input.key ?? '').trim();
    const name = (input.name ?? '').trim();
    if (!keyPattern.test(key)) throw errors.project_key_invalid({ errors: [{ field: 'projectKey', code: 'pattern', message: 'Two to ten capital letters, digits or underscores, beginning with a letter.' }] });
    if (name === '' || name.length > limits.nameCharacters) throw field('projectName', `A project has a name of 1 to ${limits.nameCharacters} characters.`);
    if ((await keysTaken(tx, [key])).size > 0) throw errors.project_key_taken({ errors: [{ field: 'projectKey', code: 'taken', message: 'Another project has or had this key.' }] });
    const lead = input.leadAccountId === undefined ? ctx.actor.accountId : await personOf(tx, ctx, people, 'leadAccountId', input.leadAccountId);
    const id = await nextIds(tx, 'project', 1);
    const columns = sealedIn.project;
    const sealed = (column: 'description' | 'url', text: string | undefined) => (text === undefined || text === '' ? null : tx.sealer.seal(columns[column], id, text));
    await insertRows(tx, projectTable, [{
      id, key, state: 'active', name: tx.sealer.seal(columns.name, id, name), name_token: nameToken(tx.sealer, columns.name_token, name), description: sealed('description', input.description), url: sealed('url', input.url),
      lead, type_key: input.projectTypeKey ?? 'software', assignee_type: assigneeTypeOf(input.assigneeType) ?? 'UNASSIGNED', category_id: null, workflow_scheme_id: null, pending_import: null, created_at: tx.now, updated_at: tx.now,
    }]);
    if ((await insertRows(tx, projectKeyTable, [{ key, project_id: id }], 'on conflict do nothing')) === 0) throw errors.project_key_taken();
    await createCounters(tx, { [numberCounter(id)]: 1 });
    const grants = [{ principal: everyonePrincipal, level: 'write' }, ...(ctx.actor.accountId === null ? [] : [{ principal: ctx.actor.accountId, level: 'admin' }])];
    await insertRows(tx, grantTable, grants.map((grant) => ({ container_id: id, ...grant, granted_at: tx.now, granted_by: ctx.actor.accountId })));
    tx.record({ action: 'tracker_project_created', target: { kind: 'project', id: String(id), name }, after: { key, name } });
    return { id, key };
  });
}

export async function changeProject(ctx: Ctx, people: People, reference: string, input: ProjectInput): Promise<void> {
  const viewer = viewerOf(ctx);
  await ctx.tx(async (tx) => {
    const project = await readProject(tx, viewer, reference, { lock: true });
    if (project === undefined) throw errors.project_not_found();
    requireLevel(project.level, 'admin');
    const before = openProject(tx, project);
    const name = input.name?.trim() ?? before.name;
    if (name === '' || name.length > limits.nameCharacters) throw field('projectName', `A project has a name of 1 to ${limits.nameCharacters} characters.`);
    const after = {
      key: input.key ?? before.key, name, description: input.description ?? before.description, url: input.url ?? before.url, assigneeType: assigneeTypeOf(input.assigneeType) ?? before.assigneeType,
      lead: input.leadAccountId === undefined ? before.lead : await personOf(tx, ctx, people, 'leadAccountId', input.leadAccountId),
    };
    if (JSON.stringify(after) === JSON.stringify(before)) return;
    if (after.key !== before.key) await takeKey(tx, project.id, after.key);
    const columns = sealedIn.project;
    const kept = (column: 'name' | 'description' | 'url', current: Buffer | null) => {
      if (after[column] === before[column]) return current;
      return after[column] === '' ? null : tx.sealer.seal(columns[column], project.id, after[column]);
    };
    await updateProject(tx, project.id, {
      key: after.key, name: kept('name', project.name) ?? project.name, name_token: nameToken(tx.sealer, columns.name_token, after.name), description: kept('description', project.description), url: kept('url', project.url),
      lead: after.lead, assignee_type: after.assigneeType, category_id: project.category_id,
    });
    tx.record({ action: 'tracker_project_updated', target: { kind: 'project', id: String(project.id), name: after.name }, before, after });
  });
}

async function takeKey(tx: Tx, id: number, key: string): Promise<void> {
  if (!keyPattern.test(key)) throw errors.project_key_invalid();
  if ((await insertRows(tx, projectKeyTable, [{ key, project_id: id }], 'on conflict do nothing')) > 0) return;
  // A former key of the very project may be taken up again.
  if ((await projectOfKey(tx, key)) !== id) throw errors.project_key_taken();
}

export function openProject(tx: Pick<Tx, 'sealer'>, project: ProjectRow) {
  const columns = sealedIn.project;
  const open = (column: 'description' | 'url') => {
    const sealed = project[column];
    return sealed === null ? '' : tx.sealer.open(columns[column], project.id, sealed);
  };
  return { key: project.key, name: tx.sealer.open(columns.name, project.id, project.name), description: open('description'), url: open('url'), assigneeType: project.assignee_type, lead: project.lead };
}

/** Moves a project into the trash, or back. */
export async function moveProject(ctx: Ctx, reference: string, state: 'trashed' | 'archived'): Promise<void> {
  const viewer = viewerOf(ctx);
  await ctx.tx(async (tx) => {
    const project = await readProject(tx, viewer, reference, { lock: true });
    if (project === undefined) throw errors.project_not_found();
    requireLevel(project.level, 'admin');
    if (project.state === state) return;
    await setProjectState(tx, project.id, state, ctx.actor.accountId);
    tx.record({ action: state === 'trashed' ? 'tracker_project_deleted' : 'tracker_project_archived', target: { kind: 'project', id: String(project.id), name: openProject(tx, project).name }, before: { state: project.state }, after: { state } });
  });
}
