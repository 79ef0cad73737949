/** Dashboards of one's own: made, changed, shared, copied and removed by their owner; an administrator of the site may change all. */
import { accessErrors, type Ctx } from '../../kernel/service/index.ts';
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import { viewerOf } from './access.ts';
import { sealedIn } from './columns.ts';
import { contentCounters, createCounters, nextIds } from './counter-store.ts';
import { countOwnDashboards, dashboardTable, deleteDashboardRow, gadgetTable, gadgetsOf, readDashboard, replaceShares, updateDashboard, type DashboardRow, type ShareRow } from './dashboard-store.ts';
import { errors } from './errors.ts';
import { FieldErrors } from './field-errors.ts';
import { limits } from './limits.ts';
import { insertRows } from './row-batch.ts';

export type ShareInput = Omit<ShareRow, 'id'>;
export interface DashboardInput {
  readonly name: string;
  readonly description: string;
  readonly shares: readonly ShareInput[];
}

const dashboardsPerPersonMax = 200;
const sharesMax = 50;

export function openDashboard(tx: Pick<ReadTx, 'sealer'>, row: DashboardRow) {
  const columns = sealedIn.dashboard;
  return { name: tx.sealer.open(columns.name, row.id, row.name), description: row.description === null ? '' : tx.sealer.open(columns.description, row.id, row.description) };
}

export function sharesOf(row: DashboardRow): ShareInput[] {
  return (row.shares ?? []).map(({ kind, principal, project_id }) => ({ kind, principal, project_id }));
}

function checked({ name, description, shares }: DashboardInput): void {
  const faults = new FieldErrors();
  if (name === '' || name.length > limits.nameCharacters) faults.add('name', `A dashboard has a name of 1 to ${limits.nameCharacters} characters.`, 'required');
  if (description.length > limits.descriptionCharacters) faults.add('description', `A description has at most ${limits.descriptionCharacters} characters.`, 'too_long');
  if (shares.length > sharesMax) faults.add('sharePermissions', `It is shared with at most ${sharesMax}.`, 'too_many');
  faults.throwIfAny();
}

function rowOf(tx: Tx, id: number, owner: string | null, { name, description }: DashboardInput) {
  const columns = sealedIn.dashboard;
  return { id, owner, name: tx.sealer.seal(columns.name, id, name), description: description === '' ? null : tx.sealer.seal(columns.description, id, description), created_at: tx.now, updated_at: tx.now };
}

async function insert(tx: Tx, ctx: Ctx, input: DashboardInput): Promise<number> {
  checked(input);
  const owner = ctx.actor.accountId;
  if (owner !== null && (await countOwnDashboards(tx, owner)) >= dashboardsPerPersonMax) throw errors.limit_reached({ detail: `A person keeps at most ${dashboardsPerPersonMax} dashboards.` });
  // A tracker that is older than dashboards has no counters for them yet.
  await createCounters(tx, { dashboard: contentCounters.dashboard, dashboard_gadget: contentCounters.dashboard_gadget });
  const id = await nextIds(tx, 'dashboard', 1);
  await insertRows(tx, dashboardTable, [rowOf(tx, id, owner, input)]);
  if (input.shares.length > 0) await replaceShares(tx, id, input.shares);
  return id;
}

export async function createDashboard(ctx: Ctx, input: DashboardInput): Promise<number> {
  return ctx.tx(async (tx) => {
    const id = await insert(tx, ctx, input);
    tx.record({ action: 'tracker_dashboard_created', target: { kind: 'dashboard', id: String(id), name: input.name }, after: input });
    return id;
  });
}

/** With its gadgets; shared with nobody until its new owner says so, unless that is part of the command. */
export async function copyDashboard(ctx: Ctx, id: number, input: DashboardInput): Promise<number> {
  return ctx.tx(async (tx) => {
    const source = await readDashboard(tx, viewerOf(ctx), id);
    if (source === undefined) throw errors.dashboard_not_found();
    const copy = await insert(tx, ctx, { ...input, name: input.name === '' ? openDashboard(tx, source).name : input.name });
    const gadgets = await gadgetsOf(tx, id);
    const first = await nextIds(tx, 'dashboard_gadget', gadgets.length);
    const columns = sealedIn.gadget;
    await insertRows(tx, gadgetTable, gadgets.map((gadget, index) => ({
      ...gadget, id: first + index, dashboard_id: copy,
      title: tx.sealer.seal(columns.title, first + index, tx.sealer.open(columns.title, gadget.id, gadget.title)), settings: tx.sealer.seal(columns.settings, first + index, tx.sealer.open(columns.settings, gadget.id, gadget.settings)),
    })));
    tx.record({ action: 'tracker_dashboard_copied', target: { kind: 'dashboard', id: String(copy), name: input.name }, after: { copyOf: String(id), gadgets: gadgets.length } });
    return copy;
  });
}

/** Locked; fails with tracker.dashboard_not_found, and for somebody else's with access.forbidden. */
export async function ownDashboard(tx: Tx, ctx: Ctx, id: number): Promise<DashboardRow> {
  const viewer = viewerOf(ctx);
  const row = await readDashboard(tx, viewer, id, true);
  if (row === undefined) throw errors.dashboard_not_found();
  if (row.owner !== viewer.accountId && !viewer.all) throw accessErrors.forbidden();
  return row;
}

export async function changeDashboard(ctx: Ctx, id: number, input: Partial<DashboardInput>): Promise<void> {
  await ctx.tx(async (tx) => {
    const row = await ownDashboard(tx, ctx, id);
    const before: DashboardInput = { ...openDashboard(tx, row), shares: sharesOf(row) };
    const after: DashboardInput = { name: input.name ?? before.name, description: input.description ?? before.description, shares: input.shares ?? before.shares };
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    checked(after);
    if (before.name !== after.name || before.description !== after.description) await updateDashboard(tx, id, rowOf(tx, id, row.owner, after));
    if (JSON.stringify(before.shares) !== JSON.stringify(after.shares)) await replaceShares(tx, id, after.shares);
    tx.record({ action: 'tracker_dashboard_updated', target: { kind: 'dashboard', id: String(id), name: after.name }, before, after });
  });
}

export async function deleteDashboard(ctx: Ctx, id: number): Promise<void> {
  await ctx.tx(async (tx) => {
    const row = await ownDashboard(tx, ctx, id);
    await deleteDashboardRow(tx, id);
    tx.record({ action: 'tracker_dashboard_deleted', target: { kind: 'dashboard', id: String(id), name: openDashboard(tx, row).name } });
  });
}
