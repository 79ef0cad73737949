/** Tracker's rows as a restore shows them: projects and issues, present or past, as far as the viewer sees them. Read whatever is in the trash. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import type { Viewer } from './access.ts';
import { levelOn, viewerValues, visibleIssue } from './access-store.ts';
import { readable } from './issue-read-store.ts';

export interface ProjectPlace { readonly id: number; readonly key: string; readonly name: Buffer; readonly state: string; readonly items: number }
export interface IssuePlace { readonly id: number; readonly number: number; readonly summary: Buffer; readonly project_id: number; readonly project_key: string; readonly project_name: Buffer; readonly level: number }

/** Those that the viewer administers, in the trash or not. */
export async function administeredProjects(tx: ReadTx, viewer: Viewer): Promise<readonly ProjectPlace[]> {
  return tx.sql(
    `select p.id, p.key, p.name, p.state, (select count(*) from tracker.issue i where i.project_id = p.id and i.trashed_at is null) as items
       from tracker.project p where ${levelOn('p')} = 3 order by p.key`, viewerValues(viewer));
}

const place = `i.id, i.number, i.summary, p.id as project_id, p.key as project_key, p.name as project_name, ${levelOn('p')} as level`;
const source = 'tracker.issue i join tracker.project p on p.tenant_id = i.tenant_id and p.id = i.project_id';

export async function issuesAfter(tx: ReadTx, viewer: Viewer, projectId: number, after: number, limit: number): Promise<readonly IssuePlace[]> {
  return tx.sql(`select ${place} from ${source} where i.project_id = $3 and i.number > $4::bigint and i.trashed_at is null and ${visibleIssue('i', 'p')} order by i.number limit $5`, [...viewerValues(viewer), projectId, after, limit]);
}

export async function issuePlaces(tx: ReadTx, viewer: Viewer, ids: readonly number[]): Promise<readonly IssuePlace[]> {
  return tx.sql(`select ${place} from ${source} where i.id = any($3::bigint[]) and ($1::boolean or ${visibleIssue('i', 'p')})`, [...viewerValues(viewer), ids]);
}

/** 0 where there is no such project to see. */
export async function levelOnProject(tx: ReadTx, viewer: Viewer, projectId: number): Promise<number> {
  const [row] = await tx.sql<{ level: number }>(`select ${levelOn('p')} as level from tracker.project p where p.id = $3 and p.state = 'active'`, [...viewerValues(viewer), projectId]);
  return row?.level ?? 0;
}

export interface IssueSays {
  readonly id: number; readonly summary: Buffer; readonly description: Buffer | null; readonly environment: Buffer | null; readonly status_id: number; readonly status: Buffer | null;
  readonly comments: readonly { readonly id: number; readonly body: string }[] | null; readonly files: readonly { readonly id: number; readonly name: string }[] | null;
}

export async function issueSays(tx: ReadTx, viewer: Viewer, id: number): Promise<IssueSays | undefined> {
  const [row] = await tx.sql<IssueSays>(
    `select i.id, i.summary, i.description, i.environment, i.status_id, (select s.name from tracker.status s where s.id = i.status_id) as status,
            (select json_agg(json_build_object('id', c.id, 'body', c.body) order by c.id) from (select * from tracker.comment c where c.issue_id = i.id and c.trashed_at is null and ${readable('c')} order by c.id limit 100) c) as comments,
            (select json_agg(json_build_object('id', a.id, 'name', a.file_name) order by a.id) from (select * from tracker.attachment a where a.issue_id = i.id and a.trashed_at is null order by a.id limit 100) a) as files
       from ${source} where i.id = $3 and ${visibleIssue('i', 'p')}`, [...viewerValues(viewer), id]);
  return row;
}

/** What processes keep of the set-up is read again. */
export async function raiseConfigurationVersion(tx: Tx, tenantId: string): Promise<void> {
  await tx.changeSql(`insert into tracker.configuration_version as v (tenant_id, version) values ($1, 1) on conflict (tenant_id) do update set version = v.version + 1`, [tenantId]);
}

export async function keyTaken(reader: Pick<ReadTx, 'sql'>, key: string): Promise<boolean> {
  return (await reader.sql('select 1 as taken from tracker.project_key where key = $1', [key])).length > 0;
}

export async function highestNumber(tx: Tx, projectId: number): Promise<number> {
  const [row] = await tx.sql<{ highest: number }>('select coalesce(max(number), 0)::bigint as highest from tracker.issue where project_id = $1', [projectId]);
  return row?.highest ?? 0;
}

/** A copied project's key, and its only administrator. */
export async function grantAdmin(tx: Tx, projectId: number, key: string, principal: string): Promise<void> {
  await tx.changeSql('insert into tracker.project_key (key, project_id) values ($1, $2)', [key, projectId]);
  await tx.changeSql(`insert into tracker.grant (container_id, principal, level, granted_at, granted_by) values ($1, $2::uuid, 'admin', $3, $2::uuid)`, [projectId, principal, tx.now]);
}

/** A sub-task whose issue is gone stands on its own. */
export async function adoptIssues(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx.changeSql('update tracker.issue i set parent_id = null, parent_sequence = null where i.id = any($1::bigint[]) and i.parent_id is not null and not exists (select 1 from tracker.issue p where p.id = i.parent_id)', [ids]);
}
