/** Doors of dashboards and their gadgets, in the public API's shapes. A gadget's settings are its property `settings`. */
import { Type, type Static } from 'typebox';
import type { ReadTx } from '../../../kernel/db/index.ts';
import { tenantRoute, type Ctx, type Route } from '../../../kernel/service/index.ts';
import { viewerOf } from '../access.ts';
import { gadgetsOf, listDashboards, readDashboard, type DashboardRow, type GadgetRow } from '../dashboard-store.ts';
import { errors } from '../errors.ts';
import { limits } from '../limits.ts';
import { changeDashboard, copyDashboard, createDashboard, deleteDashboard, openDashboard, sharesOf } from '../manage-dashboards.ts';
import { addGadget, changeGadget, gadgetColors, gadgetModules, gadgetTitles, openGadget, removeGadget, setGadgetSettings } from '../manage-gadgets.ts';
import { foldText } from '../match-text.ts';
import { resolveShares, shareBean, ShareShape } from '../share-input.ts';
import { findPeople, PeopleShown } from '../show-people.ts';
import type { ApiDependencies } from './answers.ts';
import { bean, IdParams, numberOf, pageOf, pageShape, paging } from './shapes.ts';

const dashboardsListedMax = 2_000;
const Shares = Type.Optional(Type.Array(ShareShape, { maxItems: 50 }));
const Details = Type.Object({ name: Type.String({ maxLength: 1_000 }), description: Type.Optional(Type.String({ maxLength: 40_000 })), sharePermissions: Shares, editPermissions: Type.Optional(Type.Array(Type.Unknown(), { maxItems: 50 })) });
const DashboardShape = bean({ id: Type.String(), name: Type.String(), self: Type.String(), isFavourite: Type.Boolean(), sharePermissions: Type.Array(Type.Unknown()) });
const column = 'The column position of the gadget.';
const row = 'The row position of the gadget.';
const Place = Type.Object({ [column]: Type.Integer({ minimum: 0, maximum: 3 }), [row]: Type.Integer({ minimum: 0, maximum: 1_000 }) });
const Color = Type.Optional(Type.Union(gadgetColors.map((name) => Type.Literal(name))));
const GadgetBody = Type.Object({ title: Type.Optional(Type.String({ maxLength: 1_000 })), color: Color, position: Type.Optional(Place) });
const NewGadget = Type.Object({ ...GadgetBody.properties, moduleKey: Type.Union(gadgetModules.map((name) => Type.Literal(name))), ignoreUriAndModuleKeyValidation: Type.Optional(Type.Boolean()) });
const GadgetShape = bean({ id: Type.Number(), moduleKey: Type.String(), color: Type.String(), position: Type.Unknown(), title: Type.String() });
const GadgetParams = Type.Object({ id: Type.String({ maxLength: 30 }), gadget: Type.String({ maxLength: 30 }) });
const settingsKey = 'settings';

function placeOf(body: Static<typeof GadgetBody>) {
  return { ...(body.title === undefined ? {} : { title: body.title.trim() }), ...(body.color === undefined ? {} : { color: body.color }), ...(body.position === undefined ? {} : { column: Number(body.position[column]), row: Number(body.position[row]) }) };
}

function gadgetBean(tx: ReadTx, gadget: GadgetRow) {
  const { title, settings } = openGadget(tx, gadget);
  return { id: gadget.id, moduleKey: gadget.module, color: gadget.color, position: { [row]: gadget.place_row, [column]: gadget.place_column }, title, settings };
}

export function createDashboardRoutes({ people }: ApiDependencies): readonly Route[] {
  async function beans(tx: ReadTx, ctx: Ctx, base: string, rows: readonly DashboardRow[]) {
    const found = await findPeople(tx, ctx, people, rows.flatMap(({ owner, shares }) => [owner, ...(shares ?? []).map(({ kind, principal }) => (kind === 'person' ? principal : null))]));
    const groups = new Map((await people.groups(ctx.tenant.organizationId)).map(({ id, name }) => [id, name]));
    const viewer = viewerOf(ctx);
    const shown = new PeopleShown(found, base, viewer.seesEmail);
    return rows.map((one) => ({
      self: `${base}/rest/api/3/dashboard/${one.id}`, id: String(one.id), ...openDashboard(tx, one), owner: shown.bean(one.owner) ?? undefined, isFavourite: false, popularity: 0, rank: 0, isWritable: viewer.all || one.owner === viewer.accountId, systemDashboard: false,
      sharePermissions: sharesOf(one).map((share, index) => shareBean(share, index, shown, groups)), editPermissions: [], view: `${base}/secure/Dashboard.jspa?selectPageId=${one.id}`,
    }));
  }
  async function visibleRow(tx: ReadTx, ctx: Ctx, id: number): Promise<DashboardRow> {
    const found = await readDashboard(tx, viewerOf(ctx), id);
    if (found === undefined) throw errors.dashboard_not_found();
    return found;
  }
  const one = (ctx: Ctx, base: string, id: number) => ctx.read(async (tx) => {
    const [shown] = await beans(tx, ctx, base, [await visibleRow(tx, ctx, id)]);
    if (shown === undefined) throw errors.dashboard_not_found();
    return shown;
  });
  const list = (ctx: Ctx, base: string, text: string, mine: boolean) => ctx.read(async (tx) => {
    const rows = (await listDashboards(tx, viewerOf(ctx), dashboardsListedMax)).filter((found) => (!mine || found.owner === ctx.actor.accountId) && foldText(openDashboard(tx, found).name).includes(foldText(text)));
    return beans(tx, ctx, base, rows);
  });
  const inputOf = (ctx: Ctx, body: Static<typeof Details>) => ctx.read(async (tx) => ({ name: body.name.trim(), description: body.description ?? '', shares: await resolveShares(tx, ctx, people, body.sharePermissions ?? []) }));
  const gadget = (ctx: Ctx, dashboard: number, id: number) => ctx.read(async (tx) => {
    const found = (await gadgetsOf(tx, (await visibleRow(tx, ctx, dashboard)).id)).find((candidate) => candidate.id === id);
    if (found === undefined) throw errors.gadget_not_found();
    return gadgetBean(tx, found);
  });
  const view = { method: 'GET', permission: 'tracker.project.view' } as const;
  const edit = { permission: 'tracker.dashboard.edit', effect: 'write' } as const;
  const base = '/rest/api/3/dashboard';
  const missing = [errors.dashboard_not_found] as const;
  return [
    tenantRoute({
      ...view, path: base, summary: 'Dashboards that one may see', query: Type.Object({ ...paging, filter: Type.Optional(Type.Union([Type.Literal('my'), Type.Literal('favourite')])) }), replies: { 200: bean({ startAt: Type.Number(), maxResults: Type.Number(), total: Type.Number(), dashboards: Type.Array(DashboardShape) }) },
      handle: async (ctx, { query, baseUrl }) => {
        const [startAt, maxResults] = [query.startAt ?? 0, Math.min(query.maxResults ?? 20, limits.itemsPerPage)];
        const all = query.filter === 'favourite' ? [] : await list(ctx, baseUrl, '', query.filter === 'my');
        return { startAt, maxResults, total: all.length, dashboards: all.slice(startAt, startAt + maxResults) };
      },
    }),
    tenantRoute({
      ...view, path: `${base}/search`, summary: 'Dashboards by page, searched by name', query: Type.Object({ ...paging, dashboardName: Type.Optional(Type.String({ maxLength: 300 })) }), replies: { 200: pageShape(DashboardShape) },
      handle: async (ctx, { query, baseUrl }) => {
        const [startAt, maxResults] = [query.startAt ?? 0, Math.min(query.maxResults ?? 50, limits.itemsPerPage)];
        const all = await list(ctx, baseUrl, query.dashboardName ?? '', false);
        return pageOf(all.slice(startAt, startAt + maxResults), all.length, startAt, maxResults, `${baseUrl}${base}/search`);
      },
    }),
    tenantRoute({ ...view, path: `${base}/gadgets`, summary: 'Kinds of gadgets', replies: { 200: bean({ gadgets: Type.Array(bean({ title: Type.String(), moduleKey: Type.String() })) }) }, handle: () => Promise.resolve({ gadgets: gadgetModules.map((moduleKey) => ({ moduleKey, title: gadgetTitles[moduleKey] })) }) }),
    tenantRoute({ ...view, path: `${base}/:id`, summary: 'Read a dashboard', params: IdParams, replies: { 200: DashboardShape }, errors: missing, handle: (ctx, { params, baseUrl }) => one(ctx, baseUrl, numberOf(params.id)) }),
    tenantRoute({
      ...edit, method: 'POST', path: base, summary: 'Make a dashboard', audit: 'tracker_dashboard_created', body: Details, replies: { 200: DashboardShape }, errors: [errors.fields_invalid, errors.limit_reached],
      handle: async (ctx, { body, baseUrl }) => one(ctx, baseUrl, await createDashboard(ctx, await inputOf(ctx, body))),
    }),
    tenantRoute({
      ...edit, method: 'POST', path: `${base}/:id/copy`, summary: 'Copy a dashboard with its gadgets', audit: 'tracker_dashboard_copied', params: IdParams, body: Details, replies: { 200: DashboardShape }, errors: [errors.dashboard_not_found, errors.fields_invalid, errors.limit_reached],
      handle: async (ctx, { params, body, baseUrl }) => one(ctx, baseUrl, await copyDashboard(ctx, numberOf(params.id), await inputOf(ctx, body))),
    }),
    tenantRoute({
      ...edit, method: 'PUT', path: `${base}/:id`, summary: 'Rename, describe or share a dashboard', audit: 'tracker_dashboard_updated', params: IdParams, body: Details, replies: { 200: DashboardShape }, errors: [errors.dashboard_not_found, errors.fields_invalid],
      handle: async (ctx, { params, body, baseUrl }) => {
        const { shares, ...input } = await inputOf(ctx, body);
        await changeDashboard(ctx, numberOf(params.id), { ...input, ...(body.sharePermissions === undefined ? {} : { shares }) });
        return one(ctx, baseUrl, numberOf(params.id));
      },
    }),
    tenantRoute({ ...edit, method: 'DELETE', path: `${base}/:id`, summary: 'Remove a dashboard', audit: 'tracker_dashboard_deleted', params: IdParams, replies: { 204: null }, errors: missing, handle: async (ctx, { params }) => { await deleteDashboard(ctx, numberOf(params.id)); } }),
    tenantRoute({
      ...view, path: `${base}/:id/gadget`, summary: 'Gadgets of a dashboard, by their places', params: IdParams, replies: { 200: bean({ gadgets: Type.Array(GadgetShape) }) }, errors: missing,
      handle: (ctx, { params }) => ctx.read(async (tx) => ({ gadgets: (await gadgetsOf(tx, (await visibleRow(tx, ctx, numberOf(params.id))).id)).map((found) => gadgetBean(tx, found)) })),
    }),
    tenantRoute({
      ...edit, method: 'POST', path: `${base}/:id/gadget`, summary: 'Put a gadget on a dashboard', audit: 'tracker_gadget_added', params: IdParams, body: NewGadget, replies: { 200: GadgetShape }, errors: [errors.dashboard_not_found, errors.fields_invalid, errors.limit_reached],
      handle: async (ctx, { params, body }) => gadget(ctx, numberOf(params.id), await addGadget(ctx, numberOf(params.id), body.moduleKey, placeOf(body))),
    }),
    tenantRoute({
      ...edit, method: 'PUT', path: `${base}/:id/gadget/:gadget`, summary: 'Title, colour and place of a gadget', audit: 'tracker_gadget_updated', params: GadgetParams, body: GadgetBody, replies: { 204: null }, errors: [errors.dashboard_not_found, errors.gadget_not_found, errors.fields_invalid],
      handle: async (ctx, { params, body }) => { await changeGadget(ctx, numberOf(params.id), numberOf(params.gadget), placeOf(body)); },
    }),
    tenantRoute({
      ...edit, method: 'DELETE', path: `${base}/:id/gadget/:gadget`, summary: 'Take a gadget off a dashboard', audit: 'tracker_gadget_removed', params: GadgetParams, replies: { 204: null }, errors: [errors.dashboard_not_found, errors.gadget_not_found],
      handle: async (ctx, { params }) => { await removeGadget(ctx, numberOf(params.id), numberOf(params.gadget)); },
    }),
    tenantRoute({
      ...view, path: `${base}/:id/items/:gadget/properties/${settingsKey}`, summary: 'Settings of a gadget', params: GadgetParams, replies: { 200: bean({ key: Type.String(), value: Type.Unknown() }) }, errors: [errors.dashboard_not_found, errors.gadget_not_found],
      handle: async (ctx, { params }) => ({ key: settingsKey, value: (await gadget(ctx, numberOf(params.id), numberOf(params.gadget))).settings }),
    }),
    tenantRoute({
      ...edit, method: 'PUT', path: `${base}/:id/items/:gadget/properties/${settingsKey}`, summary: 'Set up a gadget: its query, field, days', audit: 'tracker_gadget_configured', params: GadgetParams, body: Type.Record(Type.String({ maxLength: 100 }), Type.Unknown()), replies: { 204: null },
      errors: [errors.dashboard_not_found, errors.gadget_not_found, errors.fields_invalid], handle: async (ctx, { params, body }) => { await setGadgetSettings(ctx, numberOf(params.id), numberOf(params.gadget), body); },
    }),
  ];
}
