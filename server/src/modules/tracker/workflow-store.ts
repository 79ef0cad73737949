/** Workflows with their statuses, transitions and drafts; who follows them, and which issues would stand outside of them. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import type { Viewer } from './access.ts';
import { viewerValues, visible } from './access-store.ts';
import type { HexBytes } from './issue-read-store.ts';

export interface WorkflowRow {
  readonly id: number; readonly name: Buffer; readonly description: Buffer | null; readonly is_default: boolean; readonly version: number;
  readonly statuses: readonly { readonly id: number; readonly step: number; readonly x: number | null; readonly y: number | null }[] | null;
  readonly transitions: readonly { readonly id: number; readonly action: number; readonly kind: 'initial' | 'global' | 'directed'; readonly from_status_id: number | null; readonly to_status_id: number; readonly name: HexBytes; readonly rules: HexBytes | null }[] | null;
  readonly draft: { readonly content: HexBytes; readonly version: number; readonly updated_at: string; readonly updated_by: string | null } | null;
  readonly projects: readonly { readonly id: number; readonly key: string; readonly name: HexBytes }[] | null;
}

/** The workflow that issues of a type follow in a project; the names are of the rows around. */
const followed = (project: string, type: string) => `coalesce(
  (select e.workflow_id from tracker.workflow_scheme_entry e where e.scheme_id = ${project}.workflow_scheme_id and e.issue_type_id = ${type}), (select e.workflow_id from tracker.workflow_scheme_entry e where e.scheme_id = ${project}.workflow_scheme_id and e.issue_type_id = 0),
  (select d.id from tracker.workflow d where d.is_default order by d.id limit 1))`;

const columns = `w.id, w.name, w.description, w.is_default, w.version,
  (select json_agg(json_build_object('id', s.status_id, 'step', s.step, 'x', s.x, 'y', s.y) order by s.step, s.status_id) from tracker.workflow_status s where s.workflow_id = w.id) as statuses,
  (select json_agg(json_build_object('id', t.id, 'action', t.action, 'kind', t.kind, 'from_status_id', t.from_status_id, 'to_status_id', t.to_status_id, 'name', t.name, 'rules', t.rules) order by t.sequence, t.id) from tracker.workflow_transition t where t.workflow_id = w.id) as transitions,
  (select json_build_object('content', d.content, 'version', d.version, 'updated_at', d.updated_at, 'updated_by', d.updated_by) from tracker.workflow_draft d where d.workflow_id = w.id) as draft,
  (select json_agg(json_build_object('id', p.id, 'key', p.key, 'name', p.name) order by p.key) from (select p.id, p.key, p.name from tracker.project p where p.state in ('active', 'archived') and (
     exists (select 1 from tracker.workflow_scheme_entry e where e.scheme_id = p.workflow_scheme_id and e.workflow_id = w.id)
     or w.is_default and not exists (select 1 from tracker.workflow_scheme_entry e where e.scheme_id = p.workflow_scheme_id and e.issue_type_id = 0)) order by p.key limit 200) p) as projects`;

/** Which of these projects the viewer may know of. */
export async function knownProjects(tx: ReadTx, viewer: Viewer, ids: readonly number[]): Promise<ReadonlySet<number>> {
  if (ids.length === 0) return new Set();
  const rows = await tx.sql<{ id: number }>(`select p.id from tracker.project p where p.id = any($3::bigint[]) and ${visible('p')}`, [...viewerValues(viewer), ids]);
  return new Set(rows.map(({ id }) => id));
}

export async function listWorkflows(tx: ReadTx): Promise<readonly WorkflowRow[]> {
  return tx.sql(`select ${columns} from tracker.workflow w where w.pending_import is null order by w.is_default desc, w.id limit 1000`);
}

export async function readWorkflow(tx: ReadTx, id: number): Promise<WorkflowRow | undefined> {
  const [row] = await tx.sql<WorkflowRow>(`select ${columns} from tracker.workflow w where w.id = $1 and w.pending_import is null`, [id]);
  return row;
}

/** Whoever changes a workflow waits for the one before. */
export async function lockWorkflow(tx: Tx, id: number): Promise<WorkflowRow | undefined> {
  await tx.sql('select id from tracker.workflow where id = $1 for update', [id]);
  return readWorkflow(tx, id);
}

export async function updateWorkflow(tx: Tx, id: number, next: { readonly name: Buffer; readonly name_token: Buffer; readonly description: Buffer | null }): Promise<void> {
  // What is edited here is no longer what its descriptor says.
  await tx.changeSql('update tracker.workflow set name = $2, name_token = $3, description = $4, descriptor = null, version = version + 1 where id = $1', [id, next.name, next.name_token, next.description]);
}

export async function clearWorkflow(tx: Tx, id: number): Promise<void> {
  await tx.changeSql('delete from tracker.workflow_status where workflow_id = $1', [id]);
  await tx.changeSql('delete from tracker.workflow_transition where workflow_id = $1', [id]);
}

export async function deleteWorkflowRow(tx: Tx, id: number): Promise<void> {
  await tx.changeSql('delete from tracker.workflow where id = $1', [id]);
}

export async function putDraft(tx: Tx, id: number, content: Buffer, version: number, by: string | null): Promise<void> {
  await tx.changeSql(
    `insert into tracker.workflow_draft (workflow_id, content, version, updated_at, updated_by) values ($1, $2, $3, $4, $5)
     on conflict (tenant_id, workflow_id) do update set content = excluded.content, version = excluded.version, updated_at = excluded.updated_at, updated_by = excluded.updated_by`, [id, content, version, tx.now, by]);
}

export async function dropDraft(tx: Tx, id: number): Promise<number> {
  return tx.changeSql('delete from tracker.workflow_draft where workflow_id = $1', [id]);
}

export async function schemesUsing(tx: ReadTx, workflow: number): Promise<number> {
  const [row] = await tx.sql<{ count: number }>('select count(*) as count from tracker.workflow_scheme_entry where workflow_id = $1', [workflow]);
  return row?.count ?? 0;
}

/** Whose issues are looked at: of all who follow a workflow, of a scheme's projects, of one project, or of one type. */
export type Following = { readonly workflow: number } | { readonly scheme: number } | { readonly project: number } | { readonly issueType: number };

function among(following: Following): { readonly sql: string; readonly value: number } {
  if ('workflow' in following) return { sql: 'f.workflow_id = $1', value: following.workflow };
  if ('issueType' in following) return { sql: 'f.issue_type_id = $1', value: following.issueType };
  return 'scheme' in following ? { sql: 'f.workflow_scheme_id = $1', value: following.scheme } : { sql: 'f.project_id = $1', value: following.project };
}

const ways = `(select p.id as project_id, p.workflow_scheme_id, t.id as issue_type_id, ${followed('p', 't.id')} as workflow_id from tracker.project p cross join tracker.issue_type t)`;
const outside = (where: string) => `from ${ways} f join tracker.issue i on i.project_id = f.project_id and i.issue_type_id = f.issue_type_id
  where ${where} and not exists (select 1 from tracker.workflow_status s where s.workflow_id = f.workflow_id and s.status_id = i.status_id)`;

export interface MisfitRow { readonly issue_type_id: number; readonly status_id: number; readonly count: number }

/** Issues, also in the trash, whose status the workflow that they follow does not have. */
export async function misfits(tx: ReadTx, following: Following): Promise<readonly MisfitRow[]> {
  const { sql, value } = among(following);
  return tx.sql(`select i.issue_type_id, i.status_id, count(*) as count ${outside(sql)} group by i.issue_type_id, i.status_id order by 1, 2`, [value]);
}

/** Some of them, to be moved. */
export async function misfitIssues(tx: Tx, following: Following, issueType: number | null, status: number, limit: number): Promise<readonly number[]> {
  const { sql, value } = among(following);
  const rows = await tx.sql<{ id: number }>(`select i.id ${outside(sql)} and ($2::bigint is null or i.issue_type_id = $2) and i.status_id = $3 order by i.id limit $4 for update of i`, [value, issueType, status, limit]);
  return rows.map(({ id }) => id);
}

export async function setStatuses(tx: Tx, issues: readonly number[], status: number): Promise<void> {
  await tx.changeSql('update tracker.issue set status_id = $2, status_changed_at = $3, updated_at = $3, version = version + 1 where id = any($1::bigint[])', [issues, status, tx.now]);
}

/** How many issues of a workflow stand in each of its statuses. */
export async function issuesByStatus(tx: ReadTx, workflow: number): Promise<ReadonlyMap<number, number>> {
  const rows = await tx.sql<{ status_id: number; count: number }>(`select i.status_id, count(*) as count from ${ways} f join tracker.issue i on i.project_id = f.project_id and i.issue_type_id = f.issue_type_id where f.workflow_id = $1 group by i.status_id`, [workflow]);
  return new Map(rows.map(({ status_id, count }) => [status_id, count]));
}

export interface SchemeRow { readonly id: number; readonly name: Buffer; readonly description: Buffer | null; readonly entries: readonly { readonly issue_type_id: number; readonly workflow_id: number }[] | null; readonly projects: number }

const schemeColumns = `s.id, s.name, s.description, (select json_agg(json_build_object('issue_type_id', e.issue_type_id, 'workflow_id', e.workflow_id) order by e.issue_type_id) from tracker.workflow_scheme_entry e where e.scheme_id = s.id) as entries,
  (select count(*) from tracker.project p where p.workflow_scheme_id = s.id) as projects`;

export async function listSchemes(tx: ReadTx): Promise<readonly SchemeRow[]> {
  return tx.sql(`select ${schemeColumns} from tracker.workflow_scheme s where s.pending_import is null order by s.id limit 5000`);
}

export async function readScheme(tx: ReadTx, id: number, lock = false): Promise<SchemeRow | undefined> {
  const [row] = await tx.sql<SchemeRow>(`select ${schemeColumns} from tracker.workflow_scheme s where s.id = $1 and s.pending_import is null${lock ? ' for update of s' : ''}`, [id]);
  return row;
}

export async function updateScheme(tx: Tx, id: number, next: { readonly name: Buffer; readonly description: Buffer | null }): Promise<void> {
  await tx.changeSql('update tracker.workflow_scheme set name = $2, description = $3 where id = $1', [id, next.name, next.description]);
}

export async function clearSchemeEntries(tx: Tx, id: number): Promise<void> {
  await tx.changeSql('delete from tracker.workflow_scheme_entry where scheme_id = $1', [id]);
}

export async function deleteSchemeRow(tx: Tx, id: number): Promise<void> {
  await tx.changeSql('delete from tracker.workflow_scheme where id = $1', [id]);
}

export async function setProjectScheme(tx: Tx, project: number, scheme: number | null): Promise<void> {
  await tx.changeSql('update tracker.project set workflow_scheme_id = $2, updated_at = $3, version = version + 1 where id = $1', [project, scheme, tx.now]);
}

/** Roles that somebody has in a project, by themselves or through a group. */
export async function rolesHeld(tx: ReadTx, project: number, accountId: string | null, principals: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.sql<{ role_id: number }>(
    `select distinct a.role_id from tracker.project_role_actor a where (a.project_id = $1 or a.project_id is null) and a.pending_import is null and (a.person = $2::uuid or a.principal = any($3::uuid[])
       or exists (select 1 from tracker.person_group_member m where m.group_id = a.group_id and m.person = $2::uuid))`, [project, accountId, principals]);
  return new Set(rows.map(({ role_id }) => String(role_id)));
}

/** Which of these fields an issue has a value in. */
export async function filledFields(tx: ReadTx, issue: number, customFields: readonly number[]): Promise<ReadonlySet<string>> {
  const [row] = await tx.sql<{ system: readonly string[] | null; custom: readonly number[] | null }>(
    `select array_remove(array[case when i.priority_id is not null then 'priority' end, case when i.resolution_id is not null then 'resolution' end, case when i.assignee is not null then 'assignee' end, case when i.reporter is not null then 'reporter' end,
         case when i.description is not null then 'description' end, case when i.environment is not null then 'environment' end, case when i.due_on is not null then 'duedate' end, case when i.parent_id is not null then 'parent' end,
         case when i.original_estimate_s is not null then 'timetracking' end, case when i.original_estimate_s is not null then 'timeoriginalestimate' end, 'summary', 'issuetype', 'project',
         case when exists (select 1 from tracker.issue_label x where x.issue_id = i.id) then 'labels' end, case when exists (select 1 from tracker.issue_component x where x.issue_id = i.id) then 'components' end,
         case when exists (select 1 from tracker.issue_version x where x.issue_id = i.id and x.relation = 'fix') then 'fixVersions' end, case when exists (select 1 from tracker.issue_version x where x.issue_id = i.id and x.relation = 'affects') then 'versions' end], null) as system,
       (select array_agg(distinct v.field_id) from tracker.custom_field_value v where v.issue_id = i.id and v.field_id = any($2::bigint[])) as custom
       from tracker.issue i where i.id = $1`, [issue, customFields]);
  return new Set([...(row?.system ?? []), ...(row?.custom ?? []).map((id) => `customfield_${id}`)]);
}
