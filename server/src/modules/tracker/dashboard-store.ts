/** Dashboards: one's own, those shared with one, and for administrators of the site all; with their gadgets. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import type { Viewer } from './access.ts';
import { viewerValues, visible } from './access-store.ts';
import { defineTable, insertRows } from './row-batch.ts';

export type ShareKind = 'authenticated' | 'project' | 'group' | 'person';
export interface ShareRow { readonly id: number; readonly kind: ShareKind; readonly principal: string | null; readonly project_id: number | null }
export interface DashboardRow { readonly id: number; readonly owner: string | null; readonly name: Buffer; readonly description: Buffer | null; readonly shares: readonly ShareRow[] | null }
export interface GadgetRow { readonly id: number; readonly dashboard_id: number; readonly module: string; readonly color: string; readonly place_column: number; readonly place_row: number; readonly title: Buffer; readonly settings: Buffer }

export const dashboardTable = defineTable('tracker.dashboard', { id: 'bigint', owner: 'uuid', name: 'bytea', description: 'bytea', created_at: 'timestamptz', updated_at: 'timestamptz' });
const shareTable = defineTable('tracker.dashboard_share', { dashboard_id: 'bigint', id: 'bigint', kind: 'text', principal: 'uuid', project_id: 'bigint' });
export const gadgetTable = defineTable('tracker.dashboard_gadget', { id: 'bigint', dashboard_id: 'bigint', module: 'text', color: 'text', place_column: 'bigint', place_row: 'bigint', title: 'bytea', settings: 'bytea' });

const shown = `($1::boolean or d.owner = $3::uuid or exists (select 1 from tracker.dashboard_share s where s.dashboard_id = d.id and (
  s.kind = 'authenticated' or s.principal = any($2::uuid[]) or (s.kind = 'project' and exists (select 1 from tracker.project q where q.id = s.project_id and ${visible('q')})))))`;
const columns = `d.id, d.owner, d.name, d.description,
  (select json_agg(json_build_object('id', s.id, 'kind', s.kind, 'principal', s.principal, 'project_id', s.project_id) order by s.id) from tracker.dashboard_share s where s.dashboard_id = d.id) as shares`;

/** Those that the viewer may see, one's own first, up to a bound; names are searched after opening. */
export async function listDashboards(tx: ReadTx, viewer: Viewer, limit: number): Promise<readonly DashboardRow[]> {
  return tx.sql(`select ${columns} from tracker.dashboard d where ${shown} order by d.owner is not distinct from $3::uuid desc, d.id limit $4`, [...viewerValues(viewer), viewer.accountId, limit]);
}

export async function readDashboard(tx: ReadTx, viewer: Viewer, id: number, lock = false): Promise<DashboardRow | undefined> {
  const [row] = await tx.sql<DashboardRow>(`select ${columns} from tracker.dashboard d where d.id = $4 and ${shown}${lock ? ' for update of d' : ''}`, [...viewerValues(viewer), viewer.accountId, id]);
  return row;
}

export async function countOwnDashboards(tx: ReadTx, owner: string): Promise<number> {
  const [row] = await tx.sql<{ count: number }>('select count(*) as count from tracker.dashboard where owner = $1', [owner]);
  return row?.count ?? 0;
}

export async function updateDashboard(tx: Tx, id: number, next: { readonly name: Buffer; readonly description: Buffer | null }): Promise<void> {
  await tx.changeSql('update tracker.dashboard set name = $2, description = $3, updated_at = $4 where id = $1', [id, next.name, next.description, tx.now]);
}

export async function deleteDashboardRow(tx: Tx, id: number): Promise<void> {
  await tx.changeSql('delete from tracker.dashboard where id = $1', [id]);
}

export async function replaceShares(tx: Tx, id: number, shares: readonly Omit<ShareRow, 'id'>[]): Promise<void> {
  await tx.changeSql('delete from tracker.dashboard_share where dashboard_id = $1', [id]);
  await insertRows(tx, shareTable, shares.map((share, index) => ({ ...share, dashboard_id: id, id: index + 1 })));
}

/** In the order of their places. */
export async function gadgetsOf(tx: ReadTx, dashboard: number): Promise<readonly GadgetRow[]> {
  return tx.sql('select id, dashboard_id, module, color, place_column, place_row, title, settings from tracker.dashboard_gadget where dashboard_id = $1 order by place_column, place_row, id', [dashboard]);
}

export async function updateGadget(tx: Tx, row: GadgetRow): Promise<void> {
  await tx.changeSql('update tracker.dashboard_gadget set color = $2, place_column = $3, place_row = $4, title = $5, settings = $6 where id = $1', [row.id, row.color, row.place_column, row.place_row, row.title, row.settings]);
}

/** The others of a column go down to make room. */
export async function makeRoom(tx: Tx, dashboard: number, column: number, row: number): Promise<void> {
  await tx.changeSql('update tracker.dashboard_gadget set place_row = place_row + 1 where dashboard_id = $1 and place_column = $2 and place_row >= $3', [dashboard, column, row]);
}

export async function deleteGadgetRow(tx: Tx, id: number): Promise<void> {
  await tx.changeSql('delete from tracker.dashboard_gadget where id = $1', [id]);
}
