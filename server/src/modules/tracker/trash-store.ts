/** The trash: what is in it, bringing it back, and taking it away for good. What went together comes back together. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import type { Viewer } from './access.ts';
import { levelOn, viewerValues, visibleIssue } from './access-store.ts';
import { issueSource } from './issue-read-store.ts';

export interface TrashedIssue {
  readonly id: number; readonly key: string; readonly number: number; readonly summary: Buffer; readonly issue_type_id: number; readonly parent_id: number | null; readonly project_id: number; readonly project_key: string; readonly project_name: Buffer; readonly project_state: string;
  readonly trashed_at: Date; readonly trashed_by: string | null; readonly level: number; readonly together: number; readonly parent_trashed: boolean;
}

const columns = `i.id, p.key || '-' || i.number as key, i.number, i.summary, i.issue_type_id, i.parent_id, p.id as project_id, p.key as project_key, p.name as project_name, p.state as project_state, i.trashed_at, i.trashed_by, ${levelOn('p')} as level,
  (select count(*) from tracker.issue o where o.trashed_with = i.id and o.id <> i.id) as together, exists (select 1 from tracker.issue o where o.id = i.parent_id and o.trashed_at is not null and o.trashed_with is distinct from i.trashed_with) as parent_trashed`;
/** One's own deletions, and all of the projects that one administers. */
const mine = `(${levelOn('p')} = 3 or (${levelOn('p')} = 2 and i.trashed_by = $3::uuid))`;

export async function listTrashedIssues(tx: ReadTx, viewer: Viewer, page: { readonly project: number | null; readonly after: { readonly at: Date; readonly id: number } | null; readonly limit: number }): Promise<readonly TrashedIssue[]> {
  const next = page.after === null ? '' : 'and (i.trashed_at, i.id) < ($6::timestamptz, $7::bigint)';
  return tx.sql(
    `select ${columns} from ${issueSource} where i.trashed_at is not null and i.trashed_with = i.id and ($4::bigint is null or i.project_id = $4) and ${visibleIssue('i', 'p')} and ${mine} ${next} order by i.trashed_at desc, i.id desc limit $5`,
    [...viewerValues(viewer), viewer.accountId, page.project, page.limit, ...(page.after === null ? [] : [page.after.at, page.after.id])]);
}

/** One that one may bring back, locked. */
export async function lockTrashedIssue(tx: Tx, viewer: Viewer, id: number): Promise<TrashedIssue | undefined> {
  const [row] = await tx.sql<TrashedIssue>(`select ${columns} from ${issueSource} where i.id = $4 and i.trashed_at is not null and ${visibleIssue('i', 'p')} and ${mine} for update of i`, [...viewerValues(viewer), viewer.accountId, id]);
  return row;
}

export async function restoreIssues(tx: Tx, id: number): Promise<number> {
  return tx.changeSql('update tracker.issue set trashed_at = null, trashed_by = null, trashed_with = null, updated_at = $2, version = version + 1 where trashed_at is not null and (id = $1 or trashed_with = $1)', [id, tx.now]);
}

/** With everything that hangs on them; keys that led to them lead nowhere. */
export async function purgeIssues(tx: Tx, id: number): Promise<number> {
  await tx.changeSql('update tracker.issue c set parent_id = null from tracker.issue i where i.tenant_id = c.tenant_id and c.parent_id = i.id and c.trashed_at is null and i.trashed_at is not null and (i.id = $1 or i.trashed_with = $1)', [id]);
  return tx.changeSql('delete from tracker.issue where trashed_at is not null and (id = $1 or trashed_with = $1)', [id]);
}

export interface TrashedProject { readonly id: number; readonly key: string; readonly name: Buffer; readonly trashed_at: Date | null; readonly trashed_by: string | null; readonly issues: number }

const trashedProject = `p.id, p.key, p.name, p.trashed_at, p.trashed_by, (select count(*) from tracker.issue i where i.project_id = p.id) as issues`;
const administered = `p.state = 'trashed' and ${levelOn('p')} = 3`;

export async function listTrashedProjects(tx: ReadTx, viewer: Viewer, limit: number): Promise<readonly TrashedProject[]> {
  return tx.sql(`select ${trashedProject} from tracker.project p where ${administered} order by p.trashed_at desc, p.id limit $3`, [...viewerValues(viewer), limit]);
}

export async function lockTrashedProject(tx: Tx, viewer: Viewer, reference: string): Promise<TrashedProject | undefined> {
  const numeric = /^\d{1,15}$/.test(reference);
  const id = numeric ? '$3::bigint' : '(select k.project_id from tracker.project_key k where k.key = upper($3))';
  const [row] = await tx.sql<TrashedProject>(`select ${trashedProject} from tracker.project p where p.id = ${id} and ${administered} for update of p`, [...viewerValues(viewer), numeric ? Number(reference) : reference]);
  return row;
}

/** Some issues of a project that goes for good; the project itself follows when there are none left. */
export async function purgeSomeOf(tx: Tx, project: number, limit: number): Promise<number> {
  return tx.changeSql('delete from tracker.issue where id in (select i.id from tracker.issue i where i.project_id = $1 order by i.id limit $2)', [project, limit]);
}

export async function purgeProjectRow(tx: Tx, project: number): Promise<void> {
  await tx.changeSql(`delete from tracker.project where id = $1 and state = 'trashed'`, [project]);
}

export async function expiredIssues(tx: Tx, before: Date, limit: number): Promise<readonly { readonly id: number; readonly key: string; readonly project_id: number; readonly project_key: string }[]> {
  return tx.sql(
    `select i.id, p.key || '-' || i.number as key, p.id as project_id, p.key as project_key from ${issueSource} where i.trashed_at < $1 and i.trashed_with = i.id and not hf.is_held(i.project_id) order by i.trashed_at, i.id limit $2 for update of i skip locked`, [before, limit]);
}

export async function expiredProjects(tx: Tx, before: Date): Promise<readonly { readonly id: number; readonly key: string }[]> {
  return tx.sql(`select p.id, p.key from tracker.project p where p.state = 'trashed' and p.trashed_at < $1 and not hf.is_held(p.id) order by p.trashed_at limit 10 for update of p skip locked`, [before]);
}

/** Comments, work and files that were deleted one by one. Their bytes go with the next sweep. */
export async function purgeParts(tx: Tx, before: Date): Promise<void> {
  for (const table of ['comment', 'worklog', 'attachment']) await tx.changeSql(`delete from tracker.${table} t where t.trashed_at < $1 and not hf.is_held((select i.project_id from tracker.issue i where i.id = t.issue_id))`, [before]);
}
