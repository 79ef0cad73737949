// The wiki's doors that the compatible API does not have: drafts, publishing with conflicts, comparing, restoring.
import { request, requestFile } from './request.ts';
import { ApiProblem } from './problem.ts';
import type { AdfNode } from './tracker.ts';

export type WikiPerson = { readonly accountId: string; readonly name: string };
export type Draft = { readonly contentId: string; readonly title: string; readonly adf: AdfNode; readonly baseVersion: number; readonly changedAt: string; readonly currentVersion: number; readonly stale: boolean };
export type Side = { readonly version: number; readonly title: string; readonly adf: AdfNode; readonly author: WikiPerson | null; readonly createdAt: string };
export type ConflictPlace = { readonly kind: 'title' | 'block'; readonly path: readonly number[] | null };
export type Conflict = { readonly base: Side | null; readonly theirs: Side; readonly yours: Side; readonly merged: { readonly title: string; readonly adf: AdfNode }; readonly conflicts: readonly ConflictPlace[] };
export type ExportFormat = 'pdf' | 'docx' | 'html';
export type Published = { readonly contentId: string; readonly title: string; readonly version: number; readonly changed: boolean };

export type WordChange = { readonly change: 'same' | 'added' | 'removed'; readonly text: string };
export type BlockChange =
  | { readonly change: 'same' | 'added' | 'removed'; readonly node: AdfNode; readonly text: string }
  | { readonly change: 'changed'; readonly before: AdfNode; readonly after: AdfNode; readonly words: readonly WordChange[] };
export type VersionFacts = { readonly number: number; readonly title: string; readonly author: WikiPerson | null; readonly createdAt: string; readonly message: string | null };
export type Comparison = { readonly from: VersionFacts; readonly to: VersionFacts; readonly title: readonly WordChange[]; readonly blocks: readonly BlockChange[]; readonly counts: { readonly added: number; readonly removed: number; readonly changed: number; readonly same: number } };

export type TrashedThing = { readonly id: string; readonly type: 'page' | 'blogpost' | 'attachment'; readonly title: string; readonly trashedAt: string; readonly trashedBy: WikiPerson | null; readonly pages: number; readonly purgedAfter: string };
export type TrashedSpace = { readonly key: string; readonly name: string; readonly trashedAt: string; readonly trashedBy: WikiPerson | null; readonly purgedAfter?: string };

export type Listed<Item> = { readonly items: readonly Item[]; readonly next: string | null };
/** The conflict that a refused publication carries, when that was the reason. */
export function conflictOf(failure: unknown): Conflict | undefined {
  if (!(failure instanceof ApiProblem) || failure.code !== 'wiki.version_conflict') return undefined;
  // The member's shape is the platform's contract, proven on its side.
  return failure.extra['conflict'] as Conflict | undefined;
}

export function wikiDoorsAt(siteId: string) {
  const at = (path: string): string => `/api/v1/sites/${siteId}/wiki/${path}`;
  const content = (id: string, rest: string): string => at(`contents/${id}/${rest}`);
  return {
    drafts: (signal?: AbortSignal) => request<Listed<{ readonly contentId: string }>>(at('drafts'), { query: { limit: 250 }, signal }),
    draft: (id: string, signal?: AbortSignal) => request<Draft>(content(id, 'draft'), { signal }),
    saveDraft: (id: string, values: { title: string; adf: AdfNode; baseVersion: number }) => request<Draft>(content(id, 'draft'), { method: 'PUT', body: values }),
    dropDraft: (id: string) => request<void>(content(id, 'draft'), { method: 'DELETE' }),
    publish: (id: string, values: { title: string; adf: AdfNode; baseVersion: number; message?: string; resolves?: 'merge' }) => request<Published>(content(id, 'publish'), { method: 'POST', body: values }),
    compare: (id: string, from: number, to: number, signal?: AbortSignal) => request<Comparison>(content(id, 'compare'), { query: { from, to }, signal }),
    exportContent: (id: string, values: { format: ExportFormat; descendants: boolean; locale: string }) => requestFile(content(id, 'exports'), { method: 'POST', body: values }),
    trash: (spaceKey: string, cursor: string | undefined, signal?: AbortSignal) => request<Listed<TrashedThing>>(at(`spaces/${encodeURIComponent(spaceKey)}/trash`), { query: { limit: 50, cursor }, signal }),
    bringBack: (id: string) => request<{ readonly id: string; readonly title: string; readonly pages: number; readonly renamed: boolean }>(content(id, 'restore'), { method: 'POST', body: {} }),
    trashedSpaces: (signal?: AbortSignal) => request<{ readonly items: readonly TrashedSpace[] }>(at('trash/spaces'), { signal }),
    bringSpaceBack: (key: string) => request<unknown>(at(`spaces/${encodeURIComponent(key)}/restore`), { method: 'POST', body: {} }),
    restoreVersion: (id: string, version: number, message: string) => request<Published>(content(id, `versions/${version}/restore`), { method: 'POST', body: { message } }),
  };
}

export type WikiDoors = ReturnType<typeof wikiDoorsAt>;
