/**
 * Plans and what comes with each (R63): the one table of gated features. A door names its feature and is judged at the way in; a
 * downgrade closes doors to new things only. What was made stays and goes on working, and no protection is ever in this table.
 */
import { defineErrors } from '../errors/index.ts';

export const plans = ['free', 'standard', 'premium', 'enterprise'] as const;
export type Plan = (typeof plans)[number];

export interface PlanFacts {
  readonly plan: string;
  /** A trial counts until it ends, when it is of a higher plan. */
  readonly trial?: { readonly plan: string; readonly endsAt: string } | null;
  /** Flags that say otherwise than the plan, by feature. */
  readonly features: Readonly<Record<string, boolean>>;
}

export const gatedFeatures = {
  'nested-groups': { from: 'standard', title: 'Put groups into groups' },
  'product-roles': { from: 'standard', title: 'Give roles on one product of a site' },
} as const satisfies Record<string, { readonly from: Plan; readonly title: string }>;
export type GatedFeature = keyof typeof gatedFeatures;

const isGatedFeature = (name: string): name is GatedFeature => Object.hasOwn(gatedFeatures, name);
/** The features as a list; the table's own keys. */
export const gatedFeatureNames: readonly GatedFeature[] = Object.keys(gatedFeatures).filter(isGatedFeature);

const rankOf = (plan: string): number => plans.findIndex((known) => known === plan);

/** The plan that counts at this moment; one that nobody knows counts as the smallest. */
export function planAt(facts: PlanFacts, now: Date): Plan {
  const trial = facts.trial !== undefined && facts.trial !== null && new Date(facts.trial.endsAt) > now ? rankOf(facts.trial.plan) : -1;
  return plans[Math.max(0, rankOf(facts.plan), trial)] ?? 'free';
}

export function featureOn(facts: PlanFacts, feature: GatedFeature, now: Date): boolean {
  return facts.features[feature] ?? rankOf(planAt(facts, now)) >= rankOf(gatedFeatures[feature].from);
}

export const planErrors = defineErrors('plan', {
  feature_missing: { status: 403, title: 'The plan of this organization does not have this. What was made with it before goes on working.' },
});
