// What is deleted and until when it can be undone; holds and locks; the end of keys.
import { request } from './request.ts';

export type DeletionState = 'deleting' | 'undone' | 'purging' | 'purged' | 'reviving' | 'destroyed';
export type Deletion = {
  readonly id: string;
  readonly kind: 'organization' | 'site' | 'product';
  readonly target: string;
  readonly site: string | null;
  readonly name: string;
  readonly reason: string | null;
  readonly state: DeletionState;
  readonly products: number;
  readonly requestedBy: string | null;
  readonly requestedAt: string;
  readonly undoUntil: string;
};
export type Deletions = { readonly items: readonly Deletion[]; readonly graceDays: number; readonly keyGraceDays: number; readonly canRevive: boolean };
export type CountedKind = 'projects' | 'issues' | 'spaces' | 'pages' | 'files';
export type DeletionPreview = {
  readonly name: string;
  readonly counts: Readonly<Partial<Record<CountedKind, number>>>;
  readonly graceDays: number;
  readonly undoUntil: string;
  readonly holds: readonly Hold[];
  readonly deletion: Deletion | null;
};
export type HoldKind = 'legal_hold' | 'deletion_lock';
export type Hold = {
  readonly id: string;
  readonly kind: HoldKind;
  readonly target: 'organization' | 'site' | 'container';
  readonly site: string | null;
  readonly product: 'tracker' | 'wiki' | null;
  readonly container: number | null;
  readonly reason: string;
  readonly state: 'active' | 'opening' | 'released';
  readonly placedBy: string | null;
  readonly placedAt: string;
  readonly askedBy: string | null;
  readonly opensAt: string | null;
};
export type NewHold = { readonly kind: HoldKind; readonly target: { readonly kind: 'organization' } | { readonly kind: 'site'; readonly site: string }; readonly reason: string };
export type KeyEnd = {
  readonly id: string;
  readonly name: string;
  readonly state: 'requested' | 'pending' | 'cancelled' | 'destroying' | 'destroyed';
  readonly requestedBy: string | null;
  readonly requestedAt: string;
  readonly alone: boolean;
  readonly dueAt: string | null;
  readonly certified: boolean;
};

const at = (org: string): string => `/api/v1/orgs/${org}`;
const placeAt = (site: string, product: string | undefined): string => `/api/v1/sites/${site}${product === undefined ? '' : `/products/${product}`}`;

export const deletions = (org: string, signal?: AbortSignal): Promise<Deletions> => request(`${at(org)}/deletions`, { signal });
export const deletionPreview = (site: string, product: string | undefined, signal?: AbortSignal): Promise<DeletionPreview> => request(`${placeAt(site, product)}/deletion`, { signal });
export const deletePlace = (site: string, product: string | undefined, reason: string): Promise<Deletion> => request(`${placeAt(site, product)}/delete`, { method: 'POST', body: reason === '' ? {} : { reason } });
export const undoDeletion = (org: string, id: string): Promise<Deletion> => request(`${at(org)}/deletions/${id}/undo`, { method: 'POST', body: {} });
export const setDeletionTimes = (org: string, times: { readonly graceDays: number; readonly keyGraceDays: number }): Promise<unknown> => request(`${at(org)}/deletion-settings`, { method: 'PUT', body: times });

export const holds = (org: string, signal?: AbortSignal): Promise<{ readonly items: readonly Hold[] }> => request(`${at(org)}/holds`, { signal });
export const placeHold = (org: string, hold: NewHold): Promise<Hold> => request(`${at(org)}/holds`, { method: 'POST', body: hold });
export const changeHold = (org: string, id: string, what: 'open' | 'approve' | 'keep'): Promise<Hold> => request(`${at(org)}/holds/${id}/${what}`, { method: 'POST', body: {} });

export const keyEnds = (org: string, signal?: AbortSignal): Promise<{ readonly items: readonly KeyEnd[] }> => request(`${at(org)}/key-destructions`, { signal });
export const changeKeyEnd = (org: string, id: string, what: 'approve' | 'cancel' | 'ask'): Promise<KeyEnd> => request(`${at(org)}/key-destructions/${id}/${what}`, { method: 'POST', body: {} });
export const certificate = (org: string, id: string): Promise<{ readonly document: string; readonly signature: string }> => request(`${at(org)}/key-destructions/${id}/certificate`);
