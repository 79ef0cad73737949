/** The flip of an import from unseen to visible, and its purge. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import type { ImportId } from './importing.ts';

/** Tables with rows that wait for their import; those that others refer to come last. */
const pendingTables = [
  'saved_filter', 'project_role_actor', 'security_scheme', 'custom_field', 'workflow_scheme', 'workflow', 'link_type', 'status', 'resolution', 'priority', 'issue_type',
  'project_role', 'project_category', 'person_group', 'person',
] as const;

/** Which table the local id of a mapped record lies in. */
const mappedTables: Readonly<Record<string, string>> = {
  issue: 'issue', comment: 'comment', worklog: 'worklog', attachment: 'attachment', change: 'change', value: 'custom_field_value', project: 'project', component: 'component',
  version: 'version', filter: 'saved_filter', roleactor: 'project_role_actor', securityscheme: 'security_scheme', securitylevel: 'security_level', customfield: 'custom_field', option: 'custom_field_option', workflowscheme: 'workflow_scheme',
  workflow: 'workflow', linktype: 'link_type', status: 'status', resolution: 'resolution', priority: 'priority', issuetype: 'issue_type', role: 'project_role',
  category: 'project_category', group: 'person_group', label: 'issue', issuecomponent: 'issue', fixversion: 'issue', affectsversion: 'issue', watcher: 'issue', voter: 'issue', formerkey: 'issue',
};

export async function publishPending(tx: Tx, importId: ImportId): Promise<readonly { readonly id: number; readonly key: string }[]> {
  const steps = pendingTables.map((table) => `publish_${table} as (update tracker.${table} set pending_import = null where pending_import = $1)`);
  return tx.sql<{ id: number; key: string }>(
    `with ${steps.join(', ')} update tracker.project set state = 'active', pending_import = null where pending_import = $1 returning id, key`, [importId]);
}

export async function hasPending(tx: ReadTx, importId: ImportId): Promise<boolean> {
  const [row] = await tx.sql<{ pending: boolean }>(
    `select ${[...pendingTables, 'project'].map((table) => `exists (select 1 from tracker.${table} where pending_import = $1)`).join(' or ')} as pending`, [importId]);
  return row?.pending === true;
}

/** Removes up to `limit` issues of projects that wait for this import; tells how many went. */
export async function deletePendingIssues(tx: Tx, importId: ImportId, limit: number): Promise<number> {
  return tx.changeSql(
    `delete from tracker.issue where id = any(array(
       select i.id from tracker.issue i join tracker.project p on p.id = i.project_id where p.pending_import = $1 limit $2))`, [importId, limit]);
}

/** Removes the rest that waits, and forgets what no longer exists. */
export async function deletePending(tx: Tx, importId: ImportId): Promise<void> {
  await tx.changeSql(`delete from tracker.counter c using tracker.project p where p.pending_import = $1 and c.name = 'number:' || p.id::text`, [importId]);
  await tx.changeSql('delete from tracker.project where pending_import = $1', [importId]);
  for (const table of pendingTables) await tx.changeSql(`delete from tracker.${table} where pending_import = $1`, [importId]);
  for (const [kind, table] of Object.entries(mappedTables)) {
    await tx.changeSql(`delete from tracker.import_map m where m.import_id = $1 and m.kind = $2 and not exists (select 1 from tracker.${table} t where t.id = m.local_id)`, [importId, kind]);
  }
  await tx.changeSql(`delete from tracker.import_map m where m.import_id = $1 and m.kind = 'link'
    and not exists (select 1 from tracker.issue_link t where t.id = m.local_id) and not exists (select 1 from tracker.issue t where t.id = m.local_id)`, [importId]);
  const [left] = await tx.sql<{ published: boolean }>(`select exists (select 1 from tracker.import_map where import_id = $1 and kind = 'project') as published`, [importId]);
  if (left?.published === true) return;
  // Nothing of this import was ever published: nothing of it stays.
  await tx.changeSql('delete from tracker.import_record where import_id = $1', [importId]);
  await tx.changeSql('delete from tracker.original where import_id = $1', [importId]);
  await tx.changeSql('delete from tracker.import_map where import_id = $1', [importId]);
}
