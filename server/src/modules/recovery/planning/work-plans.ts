/**
 * The worker of plans: takes one that nobody works on, plans or applies it, and tells how far it is. It holds a lease while it does;
 * when its process is killed the lease ends and any other process begins the step again. A refusal ends the plan; an outage is
 * tried again a few times.
 */
import { isAppError } from '../../../kernel/errors/index.ts';
import { newUuid } from '../../../kernel/ids/index.ts';
import { noAccess, systemActor, systemFacts, type Actor, type OrganizationCtx } from '../../../kernel/service/index.ts';
import { applyPlan } from '../applying/apply-plan.ts';
import { applyCopy } from '../copying/apply-copy.ts';
import { errors } from '../errors.ts';
import { planIds } from '../show-plan.ts';
import type { RecoveryWorkings } from '../workings.ts';
import { makePlan } from './make-plan.ts';
import { beatPlan, claimPlan, endStep, noteBefore, openPlans, releasePlan, type OpenPlan, type Plan, type PlanOutcome } from './plan-store.ts';

const lookEveryMs = 1_000;
const attemptsMax = 5;
/** Each may hold a scratch database and two connections. */
const atOnce = 2;

/** Who asked for it: what the audit log names. */
function requesterOf(plan: Plan): Actor {
  return { ...systemActor, kind: 'account', accountId: plan.requestedBy, via: { kind: 'system', id: planIds.format(planIds.fromUuid(plan.id)), label: 'restore' } };
}

export interface PlanWorker {
  /** Looks at once, and every second from then on. */
  start(): void;
  /** Something is there to do. */
  nudge(): void;
  stop(): Promise<void>;
}

export function createPlanWorker(workings: RecoveryWorkings): PlanWorker {
  const stopping = new AbortController();
  const running = new Map<string, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    try {
      for (const open of await openPlans(workings.databases.system('restore plans that nobody works on', 'control'))) {
        if (stopping.signal.aborted || running.size >= atOnce) return;
        if (running.has(open.id)) continue;
        running.set(open.id, workPlan(workings, open, stopping.signal).catch((error: unknown) => { workings.log.error('a restore plan could not be worked on', { error }); }).finally(() => { running.delete(open.id); nudge(); }));
      }
    } catch (error) {
      if (!stopping.signal.aborted) workings.log.warn('restore plans could not be looked through', { error });
    }
  }
  function nudge(): void {
    if (timer !== undefined && !stopping.signal.aborted) looking = looking.then(look);
  }

  return {
    start() {
      timer ??= setInterval(nudge, lookEveryMs);
      timer.unref();
      nudge();
    },
    nudge,
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await looking;
      await Promise.all(running.values());
    },
  };
}

export async function workPlan(workings: RecoveryWorkings, open: OpenPlan, stop: AbortSignal): Promise<void> {
  const holder = newUuid(workings.clock.now().getTime());
  const control = (actor: Actor = systemActor): OrganizationCtx => workings.contexts.organization('recovery', systemFacts(actor, workings.clock.now(), new AbortController().signal), open.organizationId, noAccess);
  const plan = await control().tx((tx) => claimPlan(tx, open.id, holder, workings.leaseMs));
  if (plan === undefined) return;
  const lost = new AbortController();
  let progress = { phase: 'waiting', done: 0, total: 0 };
  const beating = setInterval(() => {
    void control().tx((tx) => beatPlan(tx, plan.id, holder, workings.leaseMs, progress)).then((mine) => { if (!mine) lost.abort(); }, () => undefined); // the lease outlives a short outage
  }, Math.min(1000, workings.leaseMs / 3));
  const step = { signal: AbortSignal.any([stop, lost.signal]), tell: (phase: string, done: number, total: number) => { progress = { phase, done, total }; }, noteBefore: (moment: Date) => control().tx((tx) => noteBefore(tx, plan.id, moment)) };
  try {
    const outcome = await outcomeOf(workings, plan, step);
    await control(requesterOf(plan)).tx(async (tx) => { await endStep(tx, plan.id, outcome); });
  } catch (error) {
    if (lost.signal.aborted) return;
    if (stop.aborted) {
      await control().tx((tx) => releasePlan(tx, plan.id, holder));
      return;
    }
    const failure = failureOf(error);
    if (failure === undefined && plan.attempts < attemptsMax) {
      workings.log.warn('a restore was interrupted and is tried again', { error });
      await control().tx((tx) => releasePlan(tx, plan.id, holder)).catch(() => undefined); // the lease ends by itself
      return;
    }
    if (failure === undefined) workings.log.error('a restore failed', { error });
    await control(requesterOf(plan)).tx(async (tx) => {
      const error_ = failure ?? { code: 'request.internal', title: 'Something went wrong here.', detail: null };
      if (!(await endStep(tx, plan.id, { state: 'failed', error: error_ })) || plan.state !== 'applying') return;
      tx.record({ action: 'recovery_failed', target: { kind: 'restore-plan', id: planIds.format(planIds.fromUuid(plan.id)), name: plan.name ?? '' }, container: { kind: 'site', id: plan.siteId }, after: { code: error_.code } });
    });
  } finally {
    clearInterval(beating);
  }
}

async function outcomeOf(workings: RecoveryWorkings, plan: Plan, step: Parameters<typeof applyPlan>[4]): Promise<PlanOutcome> {
  const tenant = workings.tenants.context(plan.tenantId);
  if (tenant === undefined) throw errors.target_unknown();
  if (plan.state === 'waiting') return makePlan(workings, plan, tenant, step);
  const apply = plan.mode === 'beside' ? applyCopy : applyPlan;
  const { summary, appliedAt } = await apply(workings, plan, tenant, requesterOf(plan), step);
  return { state: 'done', summary, appliedAt };
}

/** A refusal: trying again would end the same way. An outage has none. */
function failureOf(error: unknown): Plan['error'] | undefined {
  if (!isAppError(error)) return undefined;
  if (/^(?:database\.(?:unavailable|busy|conflict|stale_context|tenant_read_only)|recovery\.unavailable|keys\.unavailable)$/.test(error.code)) return undefined;
  const { detail } = error.params;
  return { code: error.code, title: error.title, detail: typeof detail === 'string' && detail !== '' ? detail : null };
}
