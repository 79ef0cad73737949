/**
 * Changing an organization's plan, trial and flags. What a change would switch off must be named back (`accept`), so that nobody
 * loses anything unseen; nothing is deleted, and everything can be switched on again.
 */
import { organizationIds } from '../../kernel/ids/index.ts';
import { featureOn, gatedFeatureNames, type GatedFeature, type OrganizationCtx, type Plan, type PlanFacts } from '../../kernel/service/index.ts';
import { lockOrganization, updatePlan, type OrganizationRow } from './catalogue-store.ts';
import { tenancyErrors } from './errors.ts';
import type { TenancyWorkings } from './workings.ts';

export interface PlanChange {
  readonly plan?: Plan;
  /** Begins a trial; null ends the one that runs. */
  readonly trial?: { readonly plan: Plan; readonly days: number } | null;
  /** Flags to set; null gives the plan its say again. */
  readonly features?: Readonly<Partial<Record<GatedFeature, boolean | null>>>;
}

const dayMs = 86_400_000;

export function planFacts(row: OrganizationRow): PlanFacts {
  return { plan: row.plan, features: row.features, trial: row.trial_plan === null || row.trial_ends_at === null ? null : { plan: row.trial_plan, endsAt: row.trial_ends_at.toISOString() } };
}

/** What the organization would have after the change. A trial that runs keeps its end. */
export function changed(before: PlanFacts, change: PlanChange, now: Date): PlanFacts {
  const running = before.trial !== null && before.trial !== undefined && new Date(before.trial.endsAt) > now ? before.trial : null;
  const flags = new Map(Object.entries(before.features));
  for (const [name, on] of Object.entries(change.features ?? {})) {
    if (on === null) flags.delete(name);
    else if (on !== undefined) flags.set(name, on);
  }
  const trial = change.trial === undefined ? (before.trial ?? null)
    : change.trial === null ? null
      : running?.plan === change.trial.plan ? running : { plan: change.trial.plan, endsAt: new Date(now.getTime() + change.trial.days * dayMs).toISOString() };
  return { plan: change.plan ?? before.plan, trial, features: Object.fromEntries([...flags].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

export const switchedOff = (before: PlanFacts, after: PlanFacts, now: Date): GatedFeature[] =>
  gatedFeatureNames.filter((feature) => featureOn(before, feature, now) && !featureOn(after, feature, now));

/** Fails with tenancy.plan_not_accepted, tenancy.trial_used. No change leaves no record. */
export async function changePlan(workings: TenancyWorkings, ctx: OrganizationCtx, change: PlanChange, accept: readonly string[]): Promise<void> {
  await ctx.tx(async (tx) => {
    const row = await lockOrganization(tx);
    if (row === undefined) throw tenancyErrors.site_not_found();
    const before = planFacts(row);
    const after = changed(before, change, ctx.now);
    if (JSON.stringify(after) === JSON.stringify(changed(before, {}, ctx.now))) return;
    if (change.trial !== undefined && change.trial !== null && row.trial_ends_at !== null && row.trial_ends_at <= ctx.now && !ctx.actor.operator) throw tenancyErrors.trial_used();
    const losing = switchedOff(before, after, ctx.now).filter((feature) => !accept.includes(feature));
    if (losing.length > 0) throw tenancyErrors.plan_not_accepted({ detail: `It would switch off: ${losing.join(', ')}.` });
    await updatePlan(tx, after);
    tx.record({ action: 'org_plan_changed', target: { kind: 'organization', id: organizationIds.format(ctx.organizationId), name: row.name }, before, after });
  });
  await workings.catalogue.refresh();
}
