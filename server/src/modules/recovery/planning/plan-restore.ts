/** Planning, applying and undoing: each one transaction with its audit record; the work itself is the worker's. */
import { newUuid, type SiteId } from '../../../kernel/ids/index.ts';
import { accessErrors, type Ctx, type OrganizationCtx, type ProductType, type TenantContext } from '../../../kernel/service/index.ts';
import { errors } from '../errors.ts';
import { planIds } from '../show-plan.ts';
import { tenantNamed, type RecoveryWorkings } from '../workings.ts';
import { seeingAll } from './make-plan.ts';
import { findPlan, insertPlan, listPlans, startApplying, type NewPlan, type Plan, type PlanMode, type ScopeKind } from './plan-store.ts';

export interface PlanRequest {
  readonly product: ProductType;
  readonly scope: { readonly kind: ScopeKind; readonly id?: number | undefined };
  readonly at: Date;
  readonly mode: PlanMode;
  readonly newKey?: string | undefined;
}

export const administers = (ctx: OrganizationCtx): boolean => ctx.access.siteRole === 'admin' || ctx.access.organizationRole === 'admin';

/** The product as whoever asks may read it, now or at the place of a past. */
export async function asking(workings: RecoveryWorkings, ctx: OrganizationCtx, tenant: TenantContext, place: TenantContext = tenant): Promise<Ctx> {
  const access = await workings.accessOf(ctx.actor, tenant);
  const seen = administers(ctx) ? { ...access, siteRole: 'admin' as const } : access;
  return workings.contexts.tenant('recovery', ctx, place, seen).as(tenant.product);
}

/** Administrators restore anything of their site; others an item that they may edit, or could before it went. */
async function requireMay(workings: RecoveryWorkings, ctx: OrganizationCtx, tenant: TenantContext, request: PlanRequest): Promise<void> {
  if (administers(ctx)) return;
  const { id, kind } = request.scope;
  if (kind !== 'item' || id === undefined || request.mode !== 'here') throw accessErrors.forbidden({ detail: 'Only an administrator of the site restores more than one issue or page.' });
  const product = workings.products[tenant.product];
  const now = await asking(workings, ctx, tenant);
  const here = (await product.describe(now, [id])).get(id);
  if (here !== undefined) {
    if (!(await product.mayEdit(now, id, here.container.id))) throw accessErrors.forbidden({ detail: 'It needs the right to edit it.' });
    return;
  }
  // What is there and not theirs to see was never there for them.
  if ((await product.describe(seeingAll(workings, tenant), [id])).has(id)) throw errors.not_there_then();
  const past = await workings.pasts.open(tenant, request.at, { signal: ctx.signal });
  try {
    const then = (await product.describe(await asking(workings, ctx, tenant, past.tenant), [id])).get(id);
    if (then === undefined) throw errors.not_there_then();
    if (!(await product.mayEdit(now, id, then.container.id))) throw accessErrors.forbidden({ detail: 'It needs the right to edit what is in its project or space.' });
  } finally {
    past.release();
  }
}

async function requireTime(workings: RecoveryWorkings, tenant: TenantContext, at: Date): Promise<void> {
  const window = await workings.history.window(tenant.tenantId);
  if (window === undefined) throw errors.no_history();
  const { from, to, gaps } = window;
  // What has just been committed is waited for; what lies ahead is not.
  const latest = new Date(Math.max(to.getTime(), workings.clock.now().getTime()));
  if (at < from || at > latest) throw errors.point_out_of_window({ detail: `It must lie between ${from.toISOString()} and ${to.toISOString()}.` });
  const gap = gaps.find((one) => at >= one.from && at < one.to);
  if (gap !== undefined) throw errors.point_out_of_window({ detail: `Between ${gap.from.toISOString()} and ${gap.to.toISOString()} nothing was recorded.` });
}

export async function planRestore(workings: RecoveryWorkings, ctx: OrganizationCtx, siteId: SiteId, request: PlanRequest): Promise<Plan> {
  const tenant = tenantNamed(workings, siteId, request.product);
  await requireTime(workings, tenant, request.at);
  await requireMay(workings, ctx, tenant, request);
  if (request.mode === 'beside' && (request.scope.kind !== 'container' || request.newKey === undefined)) throw errors.key_invalid({ detail: 'A project or space comes back beside the original under a key of its own.' });
  return store(workings, ctx, { siteId, tenantId: tenant.tenantId, product: tenant.product, scopeKind: request.scope.kind, scopeId: request.scope.id ?? null, at: request.at, mode: request.mode, targetId: null, newKey: request.newKey ?? null, undoOf: null });
}

async function store(workings: RecoveryWorkings, ctx: OrganizationCtx, wanted: Omit<NewPlan, 'id' | 'requestedBy' | 'expiresAt'>): Promise<Plan> {
  const { accountId } = ctx.actor;
  if (accountId === null) throw accessErrors.not_signed_in();
  const plan = await ctx.tx(async (tx) => {
    const id = newUuid(tx.now.getTime());
    await insertPlan(tx, ctx.organizationId, { ...wanted, id, requestedBy: accountId, expiresAt: new Date(tx.now.getTime() + workings.planKeptMs) });
    tx.record({ action: 'recovery_planned', target: { kind: 'restore-plan', id: planIds.format(planIds.fromUuid(id)), name: '' }, container: { kind: 'site', id: wanted.siteId }, after: { scope: wanted.scopeKind, id: wanted.scopeId, at: wanted.at.toISOString(), mode: wanted.mode } });
    return findPlan(tx, id, wanted.siteId);
  });
  if (plan === undefined) throw new Error('a plan that was just stored is not there');
  return plan;
}

/** Others than administrators see their own. Fails with recovery.plan_unknown. */
export async function readPlan(ctx: OrganizationCtx, siteId: SiteId, id: string): Promise<Plan> {
  const plan = await ctx.read((tx) => findPlan(tx, id, siteId));
  if (plan === undefined || (!administers(ctx) && plan.requestedBy !== ctx.actor.accountId)) throw errors.plan_unknown();
  return plan;
}

export function readPlans(ctx: OrganizationCtx, siteId: SiteId, before: string | null, limit: number): Promise<readonly Plan[]> {
  return ctx.read((tx) => listPlans(tx, siteId, administers(ctx) ? null : ctx.actor.accountId, before, limit));
}

/** The plan names what happens; applying it again while it is applied, or after, changes nothing. */
export async function startPlan(workings: RecoveryWorkings, ctx: OrganizationCtx, siteId: SiteId, id: string): Promise<Plan> {
  const plan = await readPlan(ctx, siteId, id);
  if (plan.state === 'applying' || plan.state === 'done') return plan;
  if (plan.state === 'ready' && plan.expiresAt <= workings.clock.now()) throw errors.plan_expired();
  await requireMay(workings, ctx, tenantNamed(workings, siteId, plan.product), { product: plan.product, scope: { kind: plan.scopeKind, id: plan.scopeId ?? undefined }, at: plan.at, mode: plan.mode });
  return ctx.tx(async (tx) => {
    if (!(await startApplying(tx, id))) throw errors.plan_not_ready({ detail: `Its state is ${plan.state}.` });
    tx.record({ action: 'recovery_started', target: { kind: 'restore-plan', id: planIds.format(planIds.fromUuid(id)), name: plan.name ?? '' }, container: { kind: 'site', id: siteId }, after: { at: plan.at.toISOString() } });
    const started = await findPlan(tx, id, siteId);
    if (started === undefined) throw errors.plan_unknown();
    return started;
  });
}

/** Undoing is a restore to the moment before: a plan like any other, shown before it is applied. */
export async function planUndo(workings: RecoveryWorkings, ctx: OrganizationCtx, siteId: SiteId, id: string): Promise<Plan> {
  const plan = await readPlan(ctx, siteId, id);
  if (plan.state !== 'done' || plan.beforeAt === null || plan.mode !== 'here') throw errors.not_undoable();
  return store(workings, ctx, { siteId, tenantId: plan.tenantId, product: plan.product, scopeKind: plan.scopeKind, scopeId: plan.scopeId, at: plan.beforeAt, mode: 'here', targetId: null, newKey: null, undoOf: plan.id });
}
