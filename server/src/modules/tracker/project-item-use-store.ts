/** Which issues use a version or a component, and giving them another one. An issue that has both keeps one. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';

export interface VersionUse { readonly fix: number; readonly affects: number; readonly unresolved: number }

export async function versionUse(tx: ReadTx, version: number): Promise<VersionUse> {
  const [row] = await tx.sql<VersionUse>(
    `select count(*) filter (where x.relation = 'fix') as fix, count(*) filter (where x.relation = 'affects') as affects, count(*) filter (where x.relation = 'fix' and i.resolution_id is null) as unresolved
       from tracker.issue_version x join tracker.issue i on i.tenant_id = x.tenant_id and i.id = x.issue_id where x.version_id = $1 and i.trashed_at is null`, [version]);
  return row ?? { fix: 0, affects: 0, unresolved: 0 };
}

export async function componentUse(tx: ReadTx, component: number): Promise<number> {
  const [row] = await tx.sql<{ count: number }>('select count(*) as count from tracker.issue_component x join tracker.issue i on i.tenant_id = x.tenant_id and i.id = x.issue_id where x.component_id = $1 and i.trashed_at is null', [component]);
  return row?.count ?? 0;
}

export async function giveVersion(tx: Tx, relation: 'fix' | 'affects', from: number, to: number): Promise<readonly number[]> {
  const rows = await tx.sql<{ issue_id: number }>('select x.issue_id from tracker.issue_version x where x.version_id = $1 and x.relation = $2 order by x.issue_id', [from, relation]);
  const issues = rows.map(({ issue_id }) => issue_id);
  await tx.changeSql('insert into tracker.issue_version (issue_id, relation, version_id) select w.id, $2, $3 from unnest($1::bigint[]) as w (id) on conflict do nothing', [issues, relation, to]);
  await tx.changeSql('delete from tracker.issue_version where issue_id = any($1::bigint[]) and relation = $2 and version_id = $3', [issues, relation, from]);
  return issues;
}

export async function giveComponent(tx: Tx, from: number, to: number): Promise<readonly number[]> {
  const rows = await tx.sql<{ issue_id: number }>('select issue_id from tracker.issue_component where component_id = $1 order by issue_id', [from]);
  const issues = rows.map(({ issue_id }) => issue_id);
  await tx.changeSql('insert into tracker.issue_component (issue_id, component_id) select w.id, $2 from unnest($1::bigint[]) as w (id) on conflict do nothing', [issues, to]);
  await tx.changeSql('delete from tracker.issue_component where component_id = $1', [from]);
  return issues;
}

export async function orderVersions(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx.changeSql('update tracker.version v set sequence = w.sequence from unnest($1::bigint[]) with ordinality as w (id, sequence) where v.id = w.id', [ids]);
}
