/** Saved filters: one's own, those shared with one, and for administrators of the site all. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import type { Viewer } from './access.ts';
import { viewerValues, visible } from './access-store.ts';
import { favouriteTable, filterShareTable } from './issue-rows.ts';
import { insertRows } from './row-batch.ts';
import type { Share } from './share-input.ts';

export interface FilterRow {
  readonly id: number; readonly owner: string | null; readonly name: Buffer; readonly description: Buffer | null; readonly jql: Buffer; readonly favourite: boolean; readonly favourite_count: number;
  readonly shares: readonly { readonly id: number; readonly kind: string; readonly person: string | null; readonly group_id: number | null; readonly project_id: number | null; readonly role_id: number | null }[] | null;
}

const shown = `f.pending_import is null and ($1::boolean or f.owner = $3::uuid or exists (select 1 from tracker.saved_filter_share s where s.filter_id = f.id and (
  s.kind in ('global', 'authenticated') or s.person = any($2::uuid[]) or (s.kind in ('project', 'role') and exists (select 1 from tracker.project q where q.id = s.project_id and ${visible('q')})))))`;
const columns = `f.id, f.owner, f.name, f.description, f.jql, exists (select 1 from tracker.favourite x where x.kind = 'filter' and x.item_id = f.id and x.person = $3::uuid) as favourite,
  (select count(*) from tracker.favourite x where x.kind = 'filter' and x.item_id = f.id) as favourite_count,
  (select json_agg(json_build_object('id', s.id, 'kind', s.kind, 'person', s.person, 'group_id', s.group_id, 'project_id', s.project_id, 'role_id', s.role_id) order by s.id) from tracker.saved_filter_share s where s.filter_id = f.id) as shares`;

/** Filters that the viewer may see, up to a bound; names are searched after opening. */
export async function listFilters(tx: ReadTx, viewer: Viewer, limit: number): Promise<readonly FilterRow[]> {
  return tx.sql(`select ${columns} from tracker.saved_filter f where ${shown} order by f.id limit $4`, [...viewerValues(viewer), viewer.accountId, limit]);
}

export async function readFilter(tx: ReadTx, viewer: Viewer, id: number, lock = false): Promise<FilterRow | undefined> {
  const [row] = await tx.sql<FilterRow>(`select ${columns} from tracker.saved_filter f where f.id = $4 and ${shown}${lock ? ' for update of f' : ''}`, [...viewerValues(viewer), viewer.accountId, id]);
  return row;
}

export async function updateFilter(tx: Tx, id: number, next: { readonly name: Buffer; readonly name_token: Buffer; readonly description: Buffer | null; readonly jql: Buffer }): Promise<void> {
  await tx.changeSql('update tracker.saved_filter set name = $2, name_token = $3, description = $4, jql = $5, updated_at = $6 where id = $1', [id, next.name, next.name_token, next.description, next.jql, tx.now]);
}

export async function countOwnFilters(tx: ReadTx, owner: string): Promise<number> {
  const [row] = await tx.sql<{ count: number }>('select count(*) as count from tracker.saved_filter where owner = $1', [owner]);
  return row?.count ?? 0;
}

/** Filters by id or name that the viewer may see, one's own first. */
export async function filtersNamed(tx: ReadTx, viewer: Viewer, id: number | null, token: Buffer): Promise<readonly Pick<FilterRow, 'id' | 'jql'>[]> {
  return tx.sql(`select f.id, f.jql from tracker.saved_filter f where (f.id = $4::bigint or f.name_token = $5) and ${shown} order by f.id = $4::bigint desc nulls last, f.owner is not distinct from $3::uuid desc, f.id limit 1`, [...viewerValues(viewer), viewer.accountId, id, token]);
}

/** `firstId` begins the ids of the new rows. */
export async function replaceFilterShares(tx: Tx, id: number, firstId: number, shares: readonly Share[]): Promise<void> {
  await tx.changeSql('delete from tracker.saved_filter_share where filter_id = $1', [id]);
  await insertRows(tx, filterShareTable, shares.map(({ kind, principal, project_id }, index) => ({ id: firstId + index, filter_id: id, kind, person: principal, group_id: null, project_id, role_id: null })));
}

/** Tell how many rows changed: none when it was so already. */
export async function starFilter(tx: Tx, id: number, person: string): Promise<number> {
  return insertRows(tx, favouriteTable, [{ person, kind: 'filter', item_id: id }], 'on conflict do nothing');
}
export async function unstarFilter(tx: Tx, id: number, person: string): Promise<number> {
  return tx.changeSql(`delete from tracker.favourite where person = $1 and kind = 'filter' and item_id = $2`, [person, id]);
}

export async function giveFilter(tx: Tx, id: number, owner: string): Promise<void> {
  await tx.changeSql('update tracker.saved_filter set owner = $2, updated_at = $3 where id = $1', [id, owner, tx.now]);
}
