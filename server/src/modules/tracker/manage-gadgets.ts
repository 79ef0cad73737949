/** Gadgets on a dashboard: what they show is their module and settings, where they stand a column and a row. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import { sealedIn } from './columns.ts';
import { nextIds } from './counter-store.ts';
import { deleteGadgetRow, gadgetTable, gadgetsOf, makeRoom, updateGadget, type GadgetRow } from './dashboard-store.ts';
import { errors } from './errors.ts';
import { FieldErrors } from './field-errors.ts';
import { limits } from './limits.ts';
import { openDashboard, ownDashboard } from './manage-dashboards.ts';
import { insertRows } from './row-batch.ts';

export const gadgetModules = ['created-resolved', 'age', 'distribution', 'filter-results', 'my-work', 'burndown'] as const;
export const gadgetColors = ['blue', 'red', 'yellow', 'green', 'cyan', 'purple', 'gray', 'white'] as const;
export type GadgetModule = (typeof gadgetModules)[number];
export const gadgetTitles: Readonly<Record<GadgetModule, string>> = {
  'created-resolved': 'Created and resolved', age: 'Age of open issues', distribution: 'Issues by a field', 'filter-results': 'Issues of a query', 'my-work': 'My open work', burndown: 'Sprint burndown',
};

export interface GadgetInput {
  readonly title: string;
  readonly color: string;
  readonly column: number;
  readonly row: number;
}

const gadgetsPerDashboardMax = 40;
const settingsCharactersMax = 32_768;

export function openGadget(tx: Pick<ReadTx, 'sealer'>, row: GadgetRow): { readonly title: string; readonly settings: unknown } {
  const columns = sealedIn.gadget;
  return { title: tx.sealer.open(columns.title, row.id, row.title), settings: JSON.parse(tx.sealer.open(columns.settings, row.id, row.settings)) };
}

function checked({ title }: GadgetInput): void {
  const faults = new FieldErrors();
  if (title === '' || title.length > limits.nameCharacters) faults.add('title', `A gadget has a title of 1 to ${limits.nameCharacters} characters.`, 'required');
  faults.throwIfAny();
}

async function ownGadget(tx: Tx, ctx: Ctx, dashboard: number, id: number) {
  const board = await ownDashboard(tx, ctx, dashboard);
  const gadgets = await gadgetsOf(tx, dashboard);
  const gadget = gadgets.find((candidate) => candidate.id === id);
  if (gadget === undefined) throw errors.gadget_not_found();
  return { gadget, target: { kind: 'dashboard', id: String(dashboard), name: openDashboard(tx, board).name } };
}

export async function addGadget(ctx: Ctx, dashboard: number, module: GadgetModule, input: Partial<GadgetInput>): Promise<number> {
  return ctx.tx(async (tx) => {
    const board = await ownDashboard(tx, ctx, dashboard);
    const gadgets = await gadgetsOf(tx, dashboard);
    if (gadgets.length >= gadgetsPerDashboardMax) throw errors.limit_reached({ detail: `A dashboard has at most ${gadgetsPerDashboardMax} gadgets.` });
    const column = input.column ?? 0;
    const below = Math.max(-1, ...gadgets.filter((gadget) => gadget.place_column === column).map(({ place_row }) => place_row)) + 1;
    const after: GadgetInput = { title: input.title ?? gadgetTitles[module], color: input.color ?? 'white', column, row: input.row ?? below };
    checked(after);
    const id = await nextIds(tx, 'dashboard_gadget', 1);
    await makeRoom(tx, dashboard, after.column, after.row);
    await insertRows(tx, gadgetTable, [{ id, dashboard_id: dashboard, module, color: after.color, place_column: after.column, place_row: after.row, title: tx.sealer.seal(sealedIn.gadget.title, id, after.title), settings: tx.sealer.seal(sealedIn.gadget.settings, id, '{}') }]);
    tx.record({ action: 'tracker_gadget_added', target: { kind: 'dashboard', id: String(dashboard), name: openDashboard(tx, board).name }, after: { gadget: String(id), module, ...after } });
    return id;
  });
}

export async function changeGadget(ctx: Ctx, dashboard: number, id: number, input: Partial<GadgetInput>): Promise<void> {
  await ctx.tx(async (tx) => {
    const { gadget, target } = await ownGadget(tx, ctx, dashboard, id);
    const before: GadgetInput = { title: openGadget(tx, gadget).title, color: gadget.color, column: gadget.place_column, row: gadget.place_row };
    const after: GadgetInput = { title: input.title ?? before.title, color: input.color ?? before.color, column: input.column ?? before.column, row: input.row ?? before.row };
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    checked(after);
    if (before.column !== after.column || before.row !== after.row) await makeRoom(tx, dashboard, after.column, after.row);
    await updateGadget(tx, { ...gadget, color: after.color, place_column: after.column, place_row: after.row, title: before.title === after.title ? gadget.title : tx.sealer.seal(sealedIn.gadget.title, id, after.title) });
    tx.record({ action: 'tracker_gadget_updated', target, before: { gadget: String(id), ...before }, after: { gadget: String(id), ...after } });
  });
}

/** `settings` is what the gadget's module reads: JQL, a field, a number of days. */
export async function setGadgetSettings(ctx: Ctx, dashboard: number, id: number, settings: unknown): Promise<void> {
  const text = JSON.stringify(settings);
  if (text.length > settingsCharactersMax) throw errors.fields_invalid({ errors: [{ field: 'value', code: 'too_long', message: `Settings have at most ${settingsCharactersMax} characters.` }] });
  await ctx.tx(async (tx) => {
    const { gadget, target } = await ownGadget(tx, ctx, dashboard, id);
    const before = openGadget(tx, gadget).settings;
    if (JSON.stringify(before) === text) return;
    await updateGadget(tx, { ...gadget, settings: tx.sealer.seal(sealedIn.gadget.settings, id, text) });
    tx.record({ action: 'tracker_gadget_configured', target, before: { gadget: String(id), settings: before }, after: { gadget: String(id), settings } });
  });
}

export async function removeGadget(ctx: Ctx, dashboard: number, id: number): Promise<void> {
  await ctx.tx(async (tx) => {
    const { gadget, target } = await ownGadget(tx, ctx, dashboard, id);
    await deleteGadgetRow(tx, id);
    tx.record({ action: 'tracker_gadget_removed', target, before: { gadget: String(id), module: gadget.module, title: openGadget(tx, gadget).title } });
  });
}
