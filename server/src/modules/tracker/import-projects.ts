/** Projects of an imported system, with their components, versions and roles. They stay in state `importing` until published. */
import type { Ctx } from '../../kernel/service/index.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { everyonePrincipal } from '../../kernel/service/index.ts';
import { nameToken, sealedIn } from './columns.ts';
import { createCounters, keepOrTakeIds, nextIds, numberCounter, type CounterName } from './counter-store.ts';
import { BatchTally, checkBatch, clip, newRows, numericId, validDay } from './import-batch.ts';
import { lookUpWithPeople, remember, Wanted, type Remembered, type Sources } from './import-map-store.ts';
import { keysTaken, namesInProjects, projectState } from './import-projects-store.ts';
import type { BegunProject, ImportedComponent, ImportedProject, ImportedRoleActor, ImportedVersion, ImportId, PutResult, SourceId } from './importing.ts';
import { componentTable, grantTable, projectIssueTypeTable, projectKeyTable, projectTable, roleActorTable, versionTable } from './issue-rows.ts';
import { limits } from './limits.ts';
import { insertRowsLater } from './row-batch.ts';

const keyTries = 50;

export async function beginProject(ctx: Ctx, importId: ImportId, project: ImportedProject): Promise<BegunProject> {
  return ctx.tx(async (tx) => {
    const wanted = new Wanted();
    wanted.add('project', project.source);
    wanted.add('person', project.lead);
    wanted.add('category', project.category);
    wanted.add('workflowscheme', project.workflowScheme);
    wanted.add('issuetype', ...(project.issueTypes ?? []));
    const sources = await lookUpWithPeople(tx, importId, wanted);
    const mapped = sources.id('project', project.source);
    if (mapped !== null) {
      const there = await projectState(tx, mapped);
      if (there !== undefined) return { id: mapped, key: there.key, state: there.state, existing: true };
    }
    const key = await freeKey(tx, project.key);
    const [id = 0] = await keepOrTakeIds(tx, 'project', [numericId(project.source)]);
    await insertProject(tx, importId, project, id, key, sources);
    insertRowsLater(tx, projectKeyTable, [key, ...(project.formerKeys ?? []).map(validKey)].map((each) => ({ key: each, project_id: id })), 'on conflict do nothing');
    await createCounters(tx, { [numberCounter(id)]: (project.counter ?? 0) + 1 });
    const types = (project.issueTypes ?? []).flatMap((source) => sources.id('issuetype', source) ?? []);
    insertRowsLater(tx, projectIssueTypeTable, types.map((type, sequence) => ({ project_id: id, issue_type_id: type, sequence, is_default: false })), 'on conflict do nothing');
    const grants = [
      ...(project.access === 'everyone' ? [{ principal: everyonePrincipal, level: 'write' }] : []),
      ...(ctx.actor.accountId === null ? [] : [{ principal: ctx.actor.accountId, level: 'admin' }]),
    ];
    insertRowsLater(tx, grantTable, grants.map((grant) => ({ container_id: id, ...grant, granted_at: tx.now, granted_by: ctx.actor.accountId })));
    await remember(tx, importId, [{ kind: 'project', source: project.source, id }]);
    return { id, key, state: 'importing', existing: false };
  });
}

async function insertProject(tx: Tx, importId: ImportId, project: ImportedProject, id: number, key: string, sources: Sources): Promise<void> {
  const columns = sealedIn.project;
  const { sealer } = tx;
  const sealed = (column: 'description' | 'url', text: string | undefined) => (text === undefined || text === '' ? null : sealer.seal(columns[column], id, text));
  insertRowsLater(tx, projectTable, [{
    id, key, state: 'importing', name: sealer.seal(columns.name, id, project.name), name_token: nameToken(sealer, columns.name_token, project.name),
    description: sealed('description', project.description), url: sealed('url', project.url), lead: sources.person(project.lead),
    type_key: project.typeKey ?? 'software', assignee_type: project.assigneeType ?? 'UNASSIGNED', category_id: sources.id('category', project.category),
    workflow_scheme_id: sources.id('workflowscheme', project.workflowScheme), pending_import: importId, created_at: tx.now, updated_at: tx.now,
  }]);
}

/** Capital letters, digits and underscores, beginning with a letter: what stands in URLs and issue keys. */
function validKey(key: string): string {
  const cleaned = key.toUpperCase().replaceAll(/[^A-Z0-9_]/g, '_').slice(0, 240);
  return /^[A-Z]/.test(cleaned) ? cleaned : `P${cleaned}`;
}

async function freeKey(tx: Tx, wantedKey: string): Promise<string> {
  const key = validKey(wantedKey);
  const candidates = [key, ...Array.from({ length: keyTries }, (_, index) => `${key}${index + 2}`)];
  const taken = await keysTaken(tx, candidates);
  const free = candidates.find((candidate) => !taken.has(candidate));
  return free ?? `${key}_${await nextIds(tx, 'project', 1)}`;
}

interface InProject {
  readonly source: SourceId;
  readonly project: SourceId;
  readonly name: string;
}

/** Places rows in their projects; one whose name is there already in its project is mapped to that. */
async function placeNamed<Row extends InProject>(
  tx: Tx, importId: ImportId, kind: 'component' | 'version', counter: CounterName, rows: readonly Row[], people: (row: Row) => SourceId | undefined,
  insert: (placed: readonly { row: Row; id: number; projectId: number; sources: Sources }[]) => Promise<void>,
): Promise<PutResult> {
  checkBatch(rows);
  const tally = new BatchTally();
  const wanted = new Wanted();
  for (const row of rows) {
    wanted.add(kind, row.source);
    wanted.add('project', row.project);
    wanted.add('person', people(row));
  }
  const sources = await lookUpWithPeople(tx, importId, wanted);
  const placed = newRows(kind, rows, sources, tally).flatMap((row) => {
    const projectId = sources.id('project', row.project);
    if (projectId === null) tally.skip(row.source, 'dangling', `project ${row.project}`);
    return projectId === null ? [] : [{ row, projectId, name: `${projectId} ${nameToken(tx.sealer, sealedIn[kind].name_token, row.name).toString('hex')}` }];
  });
  const there = new Map(await namesInProjects(tx, kind, [...new Set(placed.map(({ projectId }) => projectId))]));
  const missing = placed.filter(({ name }) => {
    if (there.has(name)) return false;
    there.set(name, 0);
    return true;
  });
  const ids = await keepOrTakeIds(tx, counter, missing.map(({ row }) => numericId(row.source)));
  for (const [index, { name }] of missing.entries()) there.set(name, ids[index] ?? 0);
  await insert(missing.map(({ row, projectId }, index) => ({ row, projectId, id: ids[index] ?? 0, sources })));
  await remember(tx, importId, placed.map(({ row, name }): Remembered => ({ kind, source: row.source, id: there.get(name) ?? 0 })));
  tally.added += placed.length;
  return tally.result();
}

export function putComponents(ctx: Ctx, importId: ImportId, rows: readonly ImportedComponent[]): Promise<PutResult> {
  return ctx.tx((tx) => placeNamed(tx, importId, 'component', 'component', rows, ({ lead }) => lead, async (placed) => {
    const columns = sealedIn.component;
    insertRowsLater(tx, componentTable, placed.map(({ row, id, projectId, sources }) => ({
      id, project_id: projectId, name: tx.sealer.seal(columns.name, id, clip(row.name, limits.nameCharacters)), name_token: nameToken(tx.sealer, columns.name_token, row.name),
      description: row.description === undefined ? null : tx.sealer.seal(columns.description, id, row.description), lead: sources.person(row.lead), assignee_type: row.assigneeType ?? 'PROJECT_DEFAULT',
    })));
  }));
}

export function putVersions(ctx: Ctx, importId: ImportId, rows: readonly ImportedVersion[]): Promise<PutResult> {
  return ctx.tx((tx) => placeNamed(tx, importId, 'version', 'version', rows, () => undefined, async (placed) => {
    const columns = sealedIn.version;
    insertRowsLater(tx, versionTable, placed.map(({ row, id, projectId }, index) => ({
      id, project_id: projectId, name: tx.sealer.seal(columns.name, id, clip(row.name, limits.nameCharacters)), name_token: nameToken(tx.sealer, columns.name_token, row.name),
      description: row.description === undefined ? null : tx.sealer.seal(columns.description, id, row.description), released: row.released, archived: row.archived,
      starts_on: validDay(row.startsOn), releases_on: validDay(row.releasesOn), sequence: row.sequence ?? index,
    })));
  }));
}

export async function putRoleActors(ctx: Ctx, importId: ImportId, rows: readonly ImportedRoleActor[]): Promise<PutResult> {
  checkBatch(rows);
  return ctx.tx(async (tx) => {
    const tally = new BatchTally();
    const wanted = new Wanted();
    for (const row of rows) {
      wanted.add('roleactor', row.source);
      wanted.add('role', row.role);
      wanted.add('project', row.project);
      wanted.add('person', row.person);
      wanted.add('group', row.group);
    }
    const sources = await lookUpWithPeople(tx, importId, wanted);
    const fresh = newRows('roleactor', rows, sources, tally).flatMap((row) => {
      const roleId = sources.id('role', row.role);
      const projectId = sources.id('project', row.project);
      const groupId = sources.id('group', row.group);
      const missing = roleId === null ? `role ${row.role}` : row.project !== undefined && projectId === null ? `project ${row.project}` : row.group !== undefined && groupId === null ? `group ${row.group}` : undefined;
      if (missing !== undefined) tally.skip(row.source, 'dangling', missing);
      return missing === undefined ? [{ row, role_id: roleId, project_id: projectId, group_id: groupId, person: sources.person(row.person) }] : [];
    });
    const ids = await keepOrTakeIds(tx, 'project_role_actor', fresh.map(({ row }) => numericId(row.source)));
    insertRowsLater(tx, roleActorTable, fresh.map(({ role_id, project_id, group_id, person }, index) => ({ id: ids[index] ?? 0, role_id, project_id, group_id, person, pending_import: importId, principal: null })));
    await remember(tx, importId, fresh.map(({ row }, index): Remembered => ({ kind: 'roleactor', source: row.source, id: ids[index] ?? 0 })));
    tally.added += fresh.length;
    return tally.result();
  });
}
