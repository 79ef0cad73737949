/** The doors of recovery: when a site changed, how it was, what a restore would do, doing it, undoing it. */
import { Type } from 'typebox';
import { requestErrors, siteRoute, type Route } from '../../kernel/service/index.ts';
import { errors } from './errors.ts';
import type { PlanWorker } from './planning/work-plans.ts';
import { containersThen, itemsOfPlan, itemsThen, sideBySide } from './planning/look-back.ts';
import { planRestore, planUndo, readPlan, readPlans, startPlan } from './planning/plan-restore.ts';
import { planIds, PlanView, PlanViews, showPlan } from './show-plan.ts';
import { tenantNamed, type RecoveryWorkings } from './workings.ts';

const Site = Type.Object({ site: Type.String() });
const One = Type.Object({ site: Type.String(), id: Type.String({ maxLength: 64 }) });
const Product = Type.Union([Type.Literal('tracker'), Type.Literal('wiki')]);
const Moment = Type.String({ format: 'date-time', maxLength: 40 });
const Number_ = Type.Integer({ minimum: 1 });
const ItemView = Type.Object({ id: Type.Integer(), key: Type.Union([Type.String(), Type.Null()]), title: Type.String(), kind: Type.String(), container: Type.Object({ id: Type.Integer(), key: Type.String(), name: Type.String() }) });
const Texts = Type.Union([Type.Array(Type.Object({ field: Type.String(), text: Type.String() })), Type.Null()]);
const hoursMax = 24 * 31;

function moment(text: string): Date {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw requestErrors.invalid({ detail: 'The time must be written as in 2026-11-30T14:05:09Z.' });
  return at;
}

const refusals = [errors.no_history, errors.point_out_of_window, errors.target_unknown, errors.unavailable];

export function createRecoveryRoutes(workings: RecoveryWorkings, worker: PlanWorker): readonly Route[] {
  return [...pastRoutes(workings), ...planRoutes(workings, worker)];
}

function pastRoutes(workings: RecoveryWorkings): readonly Route[] {
  return [
    siteRoute({
      method: 'GET', path: '/sites/:site/recovery/timeline', summary: 'What can be restored, and how much changed in each hour', permission: 'recovery.past.read', params: Site,
      query: Type.Object({ product: Product, from: Type.Optional(Moment), to: Type.Optional(Moment) }), errors: [errors.no_history, errors.target_unknown],
      replies: { 200: Type.Object({
        from: Type.String(), to: Type.String(), gaps: Type.Array(Type.Object({ from: Type.String(), to: Type.String() })),
        hours: Type.Array(Type.Object({ hour: Type.String(), created: Type.Integer(), changed: Type.Integer(), removed: Type.Integer() })), restores: Type.Array(PlanView),
      }) },
      async handle(ctx, { query, siteId }) {
        const tenant = tenantNamed(workings, siteId, query.product);
        const window = await workings.history.window(tenant.tenantId);
        if (window === undefined) throw errors.no_history();
        const to = query.to === undefined ? window.to : moment(query.to);
        const from = new Date(Math.max(query.from === undefined ? window.from.getTime() : moment(query.from).getTime(), to.getTime() - hoursMax * 3_600_000));
        const [hours, plans] = await Promise.all([workings.history.changesPerHour(tenant.tenantId, from, to), readPlans(ctx, siteId, null, 100)]);
        return {
          from: window.from.toISOString(), to: window.to.toISOString(), gaps: window.gaps.map((gap) => ({ from: gap.from.toISOString(), to: gap.to.toISOString() })),
          hours: hours.map((one) => ({ ...one, hour: one.hour.toISOString() })), restores: plans.filter((plan) => plan.product === query.product && plan.state === 'done').map((plan) => showPlan(plan, ctx.now)),
        };
      },
    }),
    siteRoute({
      method: 'GET', path: '/sites/:site/recovery/past', summary: 'Projects or spaces of a site as it was', permission: 'recovery.past.read', params: Site,
      query: Type.Object({ product: Product, at: Moment }), errors: refusals,
      replies: { 200: Type.Object({ items: Type.Array(Type.Object({ id: Type.Integer(), key: Type.String(), name: Type.String(), state: Type.String(), items: Type.Integer(), now: Type.Union([Type.Literal('there'), Type.Literal('trashed'), Type.Literal('gone')]) })) }) },
      handle: async (ctx, { query, siteId }) => ({ items: await containersThen(workings, ctx, siteId, query.product, moment(query.at)) }),
    }),
    siteRoute({
      method: 'GET', path: '/sites/:site/recovery/past/items', summary: 'Issues or pages of a project or space as it was', permission: 'recovery.past.read', params: Site,
      query: Type.Object({ product: Product, at: Moment, container: Number_, after: Type.Optional(Type.Integer({ minimum: 0 })), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })) }), errors: refusals,
      replies: { 200: Type.Object({ items: Type.Array(ItemView) }) },
      handle: async (ctx, { query, siteId }) => ({ items: await itemsThen(workings, ctx, siteId, query.product, moment(query.at), query.container, { after: query.after ?? 0, limit: query.limit ?? 50 }) }),
    }),
    siteRoute({
      method: 'GET', path: '/sites/:site/recovery/compare', summary: 'An issue or page then and now, side by side', permission: 'recovery.plan.read', params: Site,
      query: Type.Object({ product: Product, at: Moment, item: Number_ }), errors: [...refusals, errors.not_there_then], replies: { 200: Type.Object({ then: Texts, now: Texts }) },
      async handle(ctx, { query, siteId }) {
        const { then, now } = await sideBySide(workings, ctx, siteId, query.product, moment(query.at), query.item);
        return { then: then === null ? null : [...then], now: now === null ? null : [...now] };
      },
    }),
  ];
}

function planRoutes(workings: RecoveryWorkings, worker: PlanWorker): readonly Route[] {
  const changed = <Result>(result: Result): Result => { worker.nudge(); return result; };
  return [
    siteRoute({
      method: 'POST', path: '/sites/:site/recovery/plans', summary: 'Plan a restore: nothing is changed before the plan is applied', permission: 'recovery.plan.create', effect: 'write', audit: 'recovery_planned', params: Site,
      body: Type.Object({
        product: Product, at: Moment, scope: Type.Object({ kind: Type.Union([Type.Literal('tenant'), Type.Literal('container'), Type.Literal('item')]), id: Type.Optional(Number_) }),
        mode: Type.Optional(Type.Union([Type.Literal('here'), Type.Literal('beside')])), newKey: Type.Optional(Type.String({ maxLength: 255 })),
      }),
      replies: { 202: PlanView }, errors: [...refusals, errors.not_there_then, errors.key_invalid],
      async handle(ctx, { body, siteId }) {
        if ((body.scope.kind === 'tenant') !== (body.scope.id === undefined)) throw requestErrors.invalid({ detail: 'A project, space, issue or page is named by its number; a whole place by none.' });
        const plan = await planRestore(workings, ctx, siteId, {
          product: body.product, scope: { kind: body.scope.kind, id: body.scope.id }, at: moment(body.at), mode: body.mode ?? 'here', newKey: body.newKey,
        });
        return changed(showPlan(plan, ctx.now));
      },
    }),
    siteRoute({
      method: 'GET', path: '/sites/:site/recovery/plans', summary: 'Restores of a site, planned and done, the newest first', permission: 'recovery.plan.read', params: Site,
      query: Type.Object({ cursor: Type.Optional(Type.String({ maxLength: 64 })), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })) }), replies: { 200: PlanViews },
      async handle(ctx, { query: { cursor, limit = 50 }, siteId }) {
        const plans = await readPlans(ctx, siteId, cursor === undefined ? null : planIds.parse(cursor), limit + 1);
        const items = plans.slice(0, limit).map((plan) => showPlan(plan, ctx.now));
        const last = items.at(-1);
        return plans.length > limit && last !== undefined ? { items, nextCursor: last.id } : { items };
      },
    }),
    siteRoute({
      method: 'GET', path: '/sites/:site/recovery/plans/:id', summary: 'One restore: what it would change, how far it is', permission: 'recovery.plan.read', params: One, replies: { 200: PlanView }, errors: [errors.plan_unknown],
      handle: async (ctx, { params, siteId }) => showPlan(await readPlan(ctx, siteId, planIds.parse(params.id)), ctx.now),
    }),
    siteRoute({
      method: 'GET', path: '/sites/:site/recovery/plans/:id/items', summary: 'Issues or pages that a restore would bring back, change or remove', permission: 'recovery.plan.read', params: One,
      replies: { 200: Type.Object({ items: Type.Array(Type.Object({ op: Type.Union([Type.Literal('created'), Type.Literal('changed'), Type.Literal('removed')]), item: ItemView })) }) }, errors: [...refusals, errors.plan_unknown],
      handle: async (ctx, { params, siteId }) => ({ items: [...(await itemsOfPlan(workings, ctx, await readPlan(ctx, siteId, planIds.parse(params.id))))] }),
    }),
    siteRoute({
      method: 'POST', path: '/sites/:site/recovery/plans/:id/apply', summary: 'Do what a plan says', permission: 'recovery.plan.apply', effect: 'write', audit: 'recovery_started', params: One, replies: { 202: PlanView },
      errors: [errors.plan_unknown, errors.plan_not_ready, errors.plan_expired, errors.target_unknown],
      handle: async (ctx, { params, siteId }) => changed(showPlan(await startPlan(workings, ctx, siteId, planIds.parse(params.id)), ctx.now)),
    }),
    siteRoute({
      method: 'POST', path: '/sites/:site/recovery/plans/:id/undo', summary: 'Plan the way back to the moment before a restore', permission: 'recovery.plan.apply', effect: 'write', audit: 'recovery_planned', params: One, replies: { 202: PlanView },
      errors: [errors.plan_unknown, errors.not_undoable],
      handle: async (ctx, { params, siteId }) => changed(showPlan(await planUndo(workings, ctx, siteId, planIds.parse(params.id)), ctx.now)),
    }),
  ];
}
