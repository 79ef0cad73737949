// Bringing things back: when a site changed, how it was, and restores from plan to undo.
import { request, type Listing } from './request.ts';

export type Product = 'tracker' | 'wiki';
export type PlanState = 'waiting' | 'ready' | 'applying' | 'done' | 'failed' | 'expired';

export type KindOfRows = { readonly kind: string; readonly created: number; readonly changed: number; readonly removed: number; readonly kept: number; readonly accessLeft: number };

export type RestorePlan = {
  readonly id: string;
  readonly product: Product;
  readonly scope: { readonly kind: 'tenant' | 'container' | 'item'; readonly id: number | null; readonly name: string | null };
  readonly at: string;
  readonly state: PlanState;
  readonly progress: { readonly phase: string; readonly done: number; readonly total: number };
  readonly kinds: readonly KindOfRows[];
  readonly items: { readonly created: number; readonly changed: number; readonly removed: number };
  readonly undoOf: string | null;
  readonly undoable: boolean;
  readonly error: { readonly code: string; readonly title: string; readonly detail: string | null } | null;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly appliedAt: string | null;
};

export type HourOfChanges = { readonly hour: string; readonly created: number; readonly changed: number; readonly removed: number };
export type Timeline = { readonly from: string; readonly to: string; readonly gaps: readonly { readonly from: string; readonly to: string }[]; readonly hours: readonly HourOfChanges[]; readonly restores: readonly RestorePlan[] };
export type PastContainer = { readonly id: number; readonly key: string; readonly name: string; readonly items: number; readonly now: 'there' | 'trashed' | 'gone' };
export type PastItem = { readonly id: number; readonly key: string | null; readonly title: string; readonly kind: string };
export type ItemChange = { readonly op: 'created' | 'changed' | 'removed'; readonly item: PastItem };
export type ItemText = { readonly field: string; readonly text: string };
export type SideBySide = { readonly then: readonly ItemText[] | null; readonly now: readonly ItemText[] | null };
export type Scope = { readonly kind: 'tenant' } | { readonly kind: 'container' | 'item'; readonly id: number };

const at = (site: string): string => `/api/v1/sites/${site}/recovery`;

export const isWorking = (plan: RestorePlan): boolean => plan.state === 'waiting' || plan.state === 'applying';

export const timeline = (site: string, product: Product, signal?: AbortSignal): Promise<Timeline> => request(`${at(site)}/timeline`, { query: { product }, signal });
export const pastContainers = (site: string, product: Product, moment: string, signal?: AbortSignal): Promise<Listing<PastContainer>> => request(`${at(site)}/past`, { query: { product, at: moment }, signal });
export const pastItems = (site: string, product: Product, moment: string, container: number, signal?: AbortSignal): Promise<Listing<PastItem>> =>
  request(`${at(site)}/past/items`, { query: { product, at: moment, container, limit: 100 }, signal });
export const compareItem = (site: string, product: Product, moment: string, item: number, signal?: AbortSignal): Promise<SideBySide> => request(`${at(site)}/compare`, { query: { product, at: moment, item }, signal });

export const restorePlan = (site: string, id: string, signal?: AbortSignal): Promise<RestorePlan> => request(`${at(site)}/plans/${id}`, { signal });
export const restorePlans = (site: string, signal?: AbortSignal): Promise<Listing<RestorePlan>> => request(`${at(site)}/plans`, { signal });
export const planItems = (site: string, id: string, signal?: AbortSignal): Promise<Listing<ItemChange>> => request(`${at(site)}/plans/${id}/items`, { signal });
export const makePlan = (site: string, product: Product, moment: string, scope: Scope): Promise<RestorePlan> => request(`${at(site)}/plans`, { method: 'POST', body: { product, at: moment, scope } });
export const applyPlan = (site: string, id: string): Promise<RestorePlan> => request(`${at(site)}/plans/${id}/apply`, { method: 'POST', body: {} });
export const undoPlan = (site: string, id: string): Promise<RestorePlan> => request(`${at(site)}/plans/${id}/undo`, { method: 'POST', body: {} });
