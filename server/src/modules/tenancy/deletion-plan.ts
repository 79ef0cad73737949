/**
 * Deleting many places (R7, issue 4 point 6). A dry run names every organization and site that would go, with what is in it, and gets an
 * id; only that id can be run. Above a number of tenants a second person must approve; a single administrator is told by mail and waits a day.
 * It runs in stages (1, 10, then 100 at a time) with a pause between, and stops where somebody says so; each place is deleted by the same
 * command as one alone, with its own grace and undo.
 */
import { isAppError } from '../../kernel/errors/index.ts';
import { organizationIds, siteIds, type AccountId, type OrganizationId, type ShardId, type SiteId, type TenantId } from '../../kernel/ids/index.ts';
import { noAccess, platformScope, systemActor, systemFacts, type OrganizationCtx } from '../../kernel/service/index.ts';
import { deletePlace } from './delete-place.ts';
import { deletionPlanIds, type DeletionId, type DeletionPlanId } from './deletion-ids.ts';
import { approvePlan, endTarget, insertPlan, keepPlan, lockPlan, nextTarget, planFacts, readPlan, readTargets, runningPlans, setPlanState, takePlan, type PlanRow, type PlanTarget } from './deletion-plan-store.ts';
import { tenancyErrors } from './errors.ts';
import type { Sagas } from './sagas.ts';
import { aloneDelayMs, approvesAlone, noticeTopic } from './second-person.ts';
import type { TenancyWorkings } from './workings.ts';

const expiresAfterMs = 7 * 24 * 3_600_000;
const holdMs = 15_000;
const stagePauseMs = 60_000;

/** How many places go in each stage: one to see, ten to be sure. */
const stageOf = (position: number): number => (position < 1 ? 0 : position < 11 ? 1 : 2 + Math.floor((position - 11) / 100));

export interface PlanWish {
  readonly organizations: readonly OrganizationId[];
  readonly sites: readonly SiteId[];
  readonly reason: string | null;
}

export interface ShownPlan {
  readonly plan: PlanRow;
  readonly targets: readonly PlanTarget[];
}

/** The dry run. `ctx` is the organization's own, or the platform's. Fails with tenancy.site_not_found, .organization_not_found, .nothing_to_delete. */
export async function makePlan(workings: TenancyWorkings, ctx: OrganizationCtx, wish: PlanWish): Promise<ShownPlan> {
  const targets = await findTargets(workings, ctx.organizationId, wish);
  const tenants = targets.reduce((sum, target) => sum + target.tenants, 0);
  if (targets.length === 0) throw tenancyErrors.nothing_to_delete();
  const plan: PlanRow = {
    organization_id: ctx.organizationId, plan_id: deletionPlanIds.make(), state: 'planned', reason: wish.reason, tenants, needs_approval: tenants > workings.tenantsWithoutApproval,
    made_by: ctx.actor.accountId, made_at: ctx.now, expires_at: new Date(ctx.now.getTime() + expiresAfterMs), approved_by: null, approved_at: null, not_before: ctx.now, run_by: null, stage: 0, ended_at: null,
  };
  await ctx.tx(async (tx) => {
    await insertPlan(tx, plan, targets);
    tx.record({ action: 'deletion_planned', target: planTarget(plan), after: { places: targets.length, tenants, needsApproval: plan.needs_approval, reason: wish.reason } });
  });
  return { plan, targets };
}

const planTarget = (plan: Pick<PlanRow, 'plan_id'>) => ({ kind: 'deletion_plan', id: deletionPlanIds.format(plan.plan_id) });

interface Fact {
  readonly organization_id: OrganizationId;
  readonly site_id: SiteId | null;
  readonly name: string;
  readonly owner_name: string;
  readonly state: string;
  readonly tenants: readonly { readonly id: TenantId; readonly shard: ShardId }[];
}

async function findTargets(workings: TenancyWorkings, scope: OrganizationId, wish: PlanWish): Promise<readonly PlanTarget[]> {
  const system = workings.databases.system('dry run of a deletion', 'control');
  const [organizations, sites] = await system.run([{ text: planFacts.organizations, values: [wish.organizations] }, { text: planFacts.sites, values: [wish.sites] }]);
  // The rows' shape is that of the select lists.
  const found = [...(organizations?.rows ?? []), ...(sites?.rows ?? [])] as unknown as readonly Fact[];
  const reached = found.filter((fact) => scope === platformScope || fact.organization_id === scope);
  const foundSites = new Set(reached.map(({ site_id: id }) => id));
  const unknownSite = wish.sites.find((id) => !foundSites.has(id));
  if (unknownSite !== undefined) throw tenancyErrors.site_not_found({ detail: siteIds.format(unknownSite) });
  const foundOrganizations = new Set(reached.filter(({ site_id: id }) => id === null).map(({ organization_id: id }) => id));
  const unknown = wish.organizations.find((id) => !foundOrganizations.has(id));
  if (unknown !== undefined) throw tenancyErrors.organization_not_found({ detail: organizationIds.format(unknown) });
  // What goes with its organization is not named twice.
  const live = reached.filter((fact) => fact.state !== 'deleting' && fact.state !== 'purged' && (fact.site_id === null || !foundOrganizations.has(fact.organization_id)));
  const targets: PlanTarget[] = [];
  for (const [position, fact] of live.entries()) {
    targets.push({
      position, stage: stageOf(position), kind: fact.site_id === null ? 'organization' : 'site', owner_id: fact.organization_id, site_id: fact.site_id, owner_name: fact.owner_name, name: fact.name,
      tenants: fact.tenants.length, counts: await workings.contents(fact.tenants.map(({ id, shard }) => ({ tenantId: id, shardId: shard }))), state: 'waiting', refusal: null, deletion_id: null,
    });
  }
  return targets;
}

export async function showPlan(ctx: OrganizationCtx, id: DeletionPlanId): Promise<ShownPlan> {
  return ctx.read(async (tx) => {
    const [plan, targets] = await Promise.all([readPlan(tx, id), readTargets(tx, id)]);
    if (plan === undefined) throw tenancyErrors.plan_not_found();
    return { plan, targets };
  });
}

export type PlanChange = 'approve' | 'run' | 'stop';

/** Fails with tenancy.plan_not_found, .plan_expired, .plan_unapproved, .plan_not_ready, .own_approval. What is so already stays so. */
export async function changePlanState(workings: TenancyWorkings, ctx: OrganizationCtx, id: DeletionPlanId, change: PlanChange): Promise<void> {
  await ctx.tx(async (tx) => {
    const plan = await lockPlan(tx, id);
    if (plan === undefined) throw tenancyErrors.plan_not_found();
    const by = ctx.actor.accountId;
    if (change === 'approve') {
      if (plan.approved_at !== null) return;
      if (plan.state !== 'planned') throw tenancyErrors.plan_not_ready({ detail: `It is ${plan.state}.` });
      const alone = await approvesAlone(workings, ctx.organizationId, plan.made_by, by);
      const notBefore = new Date(ctx.now.getTime() + (alone ? aloneDelayMs : 0));
      await approvePlan(tx, id, by, notBefore);
      tx.emit({ topic: noticeTopic, payload: { kind: 'deletion_plan', organizationId: ctx.organizationId, id: deletionPlanIds.format(id), at: notBefore.toISOString(), alone } });
      tx.record({ action: 'deletion_plan_approved', target: planTarget(plan), after: { alone, notBefore } });
      return;
    }
    const to = change === 'run' ? 'running' : 'stopped';
    if (plan.state === to) return;
    if (change === 'stop' ? plan.state !== 'running' : plan.state === 'done') throw tenancyErrors.plan_not_ready({ detail: `It is ${plan.state}.` });
    if (change === 'run') refuseUnready(plan, ctx.now);
    await setPlanState(tx, id, to, by);
    tx.record({ action: change === 'run' ? 'deletion_plan_run' : 'deletion_plan_stopped', target: planTarget(plan), before: { state: plan.state }, after: { state: to, stage: plan.stage } });
  });
}

function refuseUnready(plan: PlanRow, now: Date): void {
  if (plan.expires_at <= now && plan.state === 'planned') throw tenancyErrors.plan_expired();
  if (plan.needs_approval && plan.approved_at === null) throw tenancyErrors.plan_unapproved();
  if (plan.not_before > now) throw tenancyErrors.plan_not_ready({ detail: `It may run from ${plan.not_before.toISOString()} on: nobody else can approve it, so everybody is told first.`, notBefore: plan.not_before.toISOString() });
}

/** Runs what is running, until it rests between stages, ends, or is stopped. Returns how many places were deleted. */
export async function advancePlans(workings: TenancyWorkings, sagas: Sagas): Promise<number> {
  const [found] = await workings.databases.system('running deletion plans', 'control').run([{ text: runningPlans.text, values: [workings.clock.now()] }]);
  let deleted = 0;
  for (const row of found?.rows ?? []) deleted += await advance(workings, sagas, organizationIds.fromUuid(String(row['organization_id'])), deletionPlanIds.fromUuid(String(row['plan_id'])));
  return deleted;
}

const later = (workings: TenancyWorkings, ms: number): Date => new Date(workings.clock.now().getTime() + ms);

function systemCtx(workings: TenancyWorkings, organizationId: OrganizationId): OrganizationCtx {
  return workings.contexts.organization('tenancy', systemFacts(systemActor, workings.clock.now(), new AbortController().signal), organizationId, noAccess);
}

async function advance(workings: TenancyWorkings, sagas: Sagas, scope: OrganizationId, id: DeletionPlanId): Promise<number> {
  const ctx = () => systemCtx(workings, scope);
  const plan = await ctx().tx((tx) => takePlan(tx, id, workings.clock.now(), later(workings, holdMs)));
  if (plan === undefined) return 0;
  let deleted = 0;
  for (let stage = plan.stage; ;) {
    if (workings.stopping?.aborted === true) return deleted;
    const target = await ctx().read((tx) => nextTarget(tx, id));
    if (target === undefined) {
      await ctx().tx(async (tx) => {
        if ((await setPlanState(tx, id, 'done', null)) === 1) tx.record({ action: 'deletion_plan_done', target: planTarget(plan) });
      });
      return deleted;
    }
    // Between stages it rests, so that somebody can look; and it goes on only while nobody has stopped it.
    const rests = target.stage > stage;
    if (!(await ctx().tx((tx) => keepPlan(tx, id, later(workings, rests ? stagePauseMs : holdMs), target.stage))) || rests) return deleted;
    stage = target.stage;
    const outcome = await deleteTarget(workings, sagas, plan, target);
    await ctx().tx((tx) => endTarget(tx, id, target.position, outcome));
    if (outcome.deletionId !== null) deleted += 1;
    await workings.afterStep?.(`deletion-plan:${String(target.position)}`);
  }
}

async function deleteTarget(workings: TenancyWorkings, sagas: Sagas, plan: PlanRow, target: PlanTarget): Promise<{ readonly deletionId: DeletionId | null; readonly refusal: string | null }> {
  try {
    const where = target.site_id === null ? ({ kind: 'organization' } as const) : ({ kind: 'site', siteId: target.site_id } as const);
    const wish = { reason: plan.reason, planId: plan.plan_id, by: plan.run_by satisfies AccountId | null };
    return { deletionId: (await deletePlace(systemCtx(workings, target.owner_id), sagas, where, wish)).deletion_id, refusal: null };
  } catch (error) {
    if (isAppError(error) && error.status < 500) return { deletionId: null, refusal: error.code };
    throw error;
  }
}
