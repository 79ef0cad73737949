// Plan, trial, features and seats of an organization, and what a change would switch off.
import { request } from './request.ts';

export type PlanName = 'free' | 'standard' | 'premium' | 'enterprise';
export type FeatureName = 'nested-groups' | 'product-roles';
export type PlanFeature = { readonly name: FeatureName; readonly title: string; readonly from: PlanName; readonly on: boolean; readonly because: 'plan' | 'flag' };
export type PlanAnswer = {
  readonly plan: PlanName;
  readonly effective: PlanName;
  readonly trial: { readonly plan: PlanName; readonly endsAt: string } | null;
  readonly features: readonly PlanFeature[];
  readonly seats: { readonly people: number; readonly sites: readonly { readonly id: string; readonly name: string; readonly tracker: number; readonly wiki: number }[] };
};
export type PlanChange = { readonly plan?: PlanName; readonly trial?: { readonly plan: PlanName; readonly days: number } | null };
export type PlanPreview = { readonly switchesOff: readonly { readonly name: FeatureName; readonly title: string }[]; readonly effective: PlanName };

const at = (org: string): string => `/api/v1/orgs/${org}/plan`;

export const planOf = (org: string, signal?: AbortSignal): Promise<PlanAnswer> => request(at(org), { signal });
export const previewPlan = (org: string, change: PlanChange): Promise<PlanPreview> => request(`${at(org)}/preview`, { method: 'POST', body: change });
export const changePlan = (org: string, change: PlanChange & { readonly accept: readonly string[] }): Promise<PlanAnswer> => request(at(org), { method: 'PUT', body: change });
