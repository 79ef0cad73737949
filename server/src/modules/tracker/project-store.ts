/** Projects, their keys, components, versions and who may enter them. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import type { Viewer } from './access.ts';
import { levelOn, viewerValues, visible } from './access-store.ts';

export interface ProjectRow {
  readonly id: number; readonly key: string; readonly state: string; readonly name: Buffer; readonly description: Buffer | null; readonly url: Buffer | null; readonly lead: string | null;
  readonly type_key: string; readonly assignee_type: string; readonly category_id: number | null; readonly workflow_scheme_id: number | null; readonly created_at: Date; readonly updated_at: Date;
  readonly level: number; readonly issue_count: number | null; readonly last_update: Date | null; readonly issue_types: readonly number[] | null;
}

const columns = (insight: boolean) => `p.id, p.key, p.state, p.name, p.description, p.url, p.lead, p.type_key, p.assignee_type, p.category_id, p.workflow_scheme_id, p.created_at, p.updated_at, ${levelOn('p')} as level,
  (select array_agg(t.issue_type_id order by t.sequence) from tracker.project_issue_type t where t.project_id = p.id) as issue_types,
  ${insight ? '(select count(*) from tracker.issue i where i.project_id = p.id and i.trashed_at is null)' : 'null::bigint'} as issue_count,
  ${insight ? '(select max(i.updated_at) from tracker.issue i where i.project_id = p.id and i.trashed_at is null)' : 'null::timestamptz'} as last_update`;

/** SQL for the id of a project by id or any key; the text is bound at `$at`. */
const projectId = (reference: string, at: number) => (/^\d{1,15}$/.test(reference) ? `$${at}::bigint` : `(select k.project_id from tracker.project_key k where k.key = upper($${at}))`);

export async function readProject(tx: ReadTx, viewer: Viewer, reference: string, options: { readonly lock?: boolean; readonly insight?: boolean } = {}): Promise<ProjectRow | undefined> {
  const [row] = await tx.sql<ProjectRow>(
    `select ${columns(options.insight === true)} from tracker.project p where p.id = ${projectId(reference, 3)} and ${visible('p')}${options.lock === true ? ' for update of p' : ''}`,
    [...viewerValues(viewer), /^\d{1,15}$/.test(reference) ? Number(reference) : reference]);
  return row;
}

export async function listProjects(tx: ReadTx, viewer: Viewer, page: { readonly offset: number; readonly limit: number; readonly descending: boolean; readonly by: 'key' | 'updated' | 'id'; readonly insight: boolean }): Promise<{ readonly rows: readonly ProjectRow[]; readonly total: number }> {
  const order = { key: 'p.key', updated: 'p.updated_at', id: 'p.id' }[page.by];
  const rows = await tx.sql<ProjectRow & { readonly total: number }>(
    `select ${columns(page.insight)}, count(*) over () as total from tracker.project p where ${visible('p')} order by ${order}${page.descending ? ' desc' : ''}, p.id limit $3 offset $4`,
    [...viewerValues(viewer), page.limit, page.offset]);
  return { rows, total: rows[0]?.total ?? 0 };
}

/** Every project that the viewer sees with its sealed name, up to a bound: names are searched after opening. */
export async function projectNames(tx: ReadTx, viewer: Viewer, limit: number): Promise<readonly { readonly id: number; readonly key: string; readonly name: Buffer }[]> {
  return tx.sql(`select p.id, p.key, p.name from tracker.project p where ${visible('p')} order by p.key limit $3`, [...viewerValues(viewer), limit]);
}

export async function projectsById(tx: ReadTx, viewer: Viewer, ids: readonly number[], insight: boolean): Promise<readonly ProjectRow[]> {
  if (ids.length === 0) return [];
  const rows = await tx.sql<ProjectRow>(`select ${columns(insight)} from tracker.project p where p.id = any($3::bigint[]) and ${visible('p')}`, [...viewerValues(viewer), ids]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

export interface ProjectUpdate {
  readonly key: string; readonly name: Buffer; readonly name_token: Buffer; readonly description: Buffer | null; readonly url: Buffer | null; readonly lead: string | null; readonly assignee_type: string; readonly category_id: number | null;
}

export async function updateProject(tx: Tx, id: number, next: ProjectUpdate): Promise<void> {
  await tx.changeSql(
    `update tracker.project set key = $2, name = $3, name_token = $4, description = $5, url = $6, lead = $7, assignee_type = $8, category_id = $9, updated_at = $10, version = version + 1 where id = $1`,
    [id, next.key, next.name, next.name_token, next.description, next.url, next.lead, next.assignee_type, next.category_id, tx.now]);
}

export async function setProjectState(tx: Tx, id: number, state: 'active' | 'archived' | 'trashed', by: string | null): Promise<void> {
  await tx.changeSql(`update tracker.project set state = $2, trashed_at = $3, trashed_by = $4, updated_at = $5, version = version + 1 where id = $1`, [id, state, state === 'trashed' ? tx.now : null, state === 'trashed' ? by : null, tx.now]);
}

export interface ComponentRow { readonly id: number; readonly project_id: number; readonly project_key: string; readonly name: Buffer; readonly description: Buffer | null; readonly lead: string | null; readonly assignee_type: string; readonly level: number }
export interface VersionRow { readonly id: number; readonly project_id: number; readonly project_key: string; readonly name: Buffer; readonly description: Buffer | null; readonly released: boolean; readonly archived: boolean; readonly starts_on: string | null; readonly releases_on: string | null; readonly sequence: number; readonly level: number }

const componentColumns = `c.id, c.project_id, p.key as project_key, c.name, c.description, c.lead, c.assignee_type, ${levelOn('p')} as level`;
const versionColumns = `v.id, v.project_id, p.key as project_key, v.name, v.description, v.released, v.archived, v.starts_on::text as starts_on, v.releases_on::text as releases_on, v.sequence, ${levelOn('p')} as level`;

export async function componentsOf(tx: ReadTx, viewer: Viewer, project: number): Promise<readonly ComponentRow[]> {
  return tx.sql(`select ${componentColumns} from tracker.component c join tracker.project p on p.tenant_id = c.tenant_id and p.id = c.project_id where c.project_id = $3 and ${visible('p')} order by c.id`, [...viewerValues(viewer), project]);
}

export async function readComponent(tx: ReadTx, viewer: Viewer, id: number): Promise<ComponentRow | undefined> {
  const [row] = await tx.sql<ComponentRow>(`select ${componentColumns} from tracker.component c join tracker.project p on p.tenant_id = c.tenant_id and p.id = c.project_id where c.id = $3 and ${visible('p')}`, [...viewerValues(viewer), id]);
  return row;
}

export async function versionsOf(tx: ReadTx, viewer: Viewer, project: number): Promise<readonly VersionRow[]> {
  return tx.sql(`select ${versionColumns} from tracker.version v join tracker.project p on p.tenant_id = v.tenant_id and p.id = v.project_id where v.project_id = $3 and ${visible('p')} order by v.sequence, v.id`, [...viewerValues(viewer), project]);
}

export async function readVersion(tx: ReadTx, viewer: Viewer, id: number): Promise<VersionRow | undefined> {
  const [row] = await tx.sql<VersionRow>(`select ${versionColumns} from tracker.version v join tracker.project p on p.tenant_id = v.tenant_id and p.id = v.project_id where v.id = $3 and ${visible('p')}`, [...viewerValues(viewer), id]);
  return row;
}

export async function updateComponent(tx: Tx, id: number, next: { readonly name: Buffer; readonly name_token: Buffer; readonly description: Buffer | null; readonly lead: string | null; readonly assignee_type: string }): Promise<void> {
  await tx.changeSql('update tracker.component set name = $2, name_token = $3, description = $4, lead = $5, assignee_type = $6 where id = $1', [id, next.name, next.name_token, next.description, next.lead, next.assignee_type]);
}

export async function updateVersion(tx: Tx, id: number, next: { readonly name: Buffer; readonly name_token: Buffer; readonly description: Buffer | null; readonly released: boolean; readonly archived: boolean; readonly starts_on: string | null; readonly releases_on: string | null }): Promise<void> {
  await tx.changeSql('update tracker.version set name = $2, name_token = $3, description = $4, released = $5, archived = $6, starts_on = $7::date, releases_on = $8::date where id = $1',
    [id, next.name, next.name_token, next.description, next.released, next.archived, next.starts_on, next.releases_on]);
}

/** Another row of the project with the same name. */
export async function nameInProject(tx: ReadTx, table: 'component' | 'version', project: number, token: Buffer): Promise<number | undefined> {
  const [row] = await tx.sql<{ id: number }>(`select id from tracker.${table} where project_id = $1 and name_token = $2`, [project, token]);
  return row?.id;
}

export async function deleteRow(tx: Tx, table: 'component' | 'version' | 'issue_link' | 'saved_filter', id: number): Promise<void> {
  await tx.changeSql(`delete from tracker.${table} where id = $1`, [id]);
}

export interface GrantRow { readonly principal: string; readonly level: 'read' | 'write' | 'admin' }

export async function grantsOf(tx: ReadTx, project: number): Promise<readonly GrantRow[]> {
  return tx.sql('select principal, level from tracker.grant where container_id = $1 order by granted_at, principal', [project]);
}

export async function removeGrants(tx: Tx, project: number): Promise<void> {
  await tx.changeSql('delete from tracker.grant where container_id = $1', [project]);
}

export interface RoleActorRow { readonly id: number; readonly person: string | null; readonly group_id: number | null; readonly group_name: Buffer | null }

/** Who had a role in the project in the imported system; without a project, who has it everywhere. */
export async function roleActors(tx: ReadTx, role: number, project: number): Promise<readonly RoleActorRow[]> {
  return tx.sql(`select a.id, a.person, a.group_id, g.name as group_name from tracker.project_role_actor a left join tracker.person_group g on g.tenant_id = a.tenant_id and g.id = a.group_id
    where a.role_id = $1 and (a.project_id = $2 or a.project_id is null) and a.pending_import is null order by a.id limit 1000`, [role, project]);
}

/** Statuses that issues of a type can have in a project's workflow, by type. */
export async function workflowStatuses(tx: ReadTx, scheme: number | null): Promise<readonly { readonly issue_type_id: number; readonly status_id: number }[]> {
  return tx.sql(
    `select e.issue_type_id, s.status_id from tracker.workflow_scheme_entry e join tracker.workflow_status s on s.tenant_id = e.tenant_id and s.workflow_id = e.workflow_id where e.scheme_id = $1
     union all select 0, s.status_id from tracker.workflow w join tracker.workflow_status s on s.tenant_id = w.tenant_id and s.workflow_id = w.id
      where w.is_default and not exists (select 1 from tracker.workflow_scheme_entry e where e.scheme_id = $1 and e.issue_type_id = 0) order by 1, 2`, [scheme]);
}

export async function projectOfKey(tx: ReadTx, key: string): Promise<number | undefined> {
  const [row] = await tx.sql<{ project_id: number }>('select project_id from tracker.project_key where key = $1', [key]);
  return row?.project_id;
}
