// Search over both products of a site, the palette's quick answers, and what one looked at last.
import { request } from './request.ts';

export type Piece = { readonly text: string; readonly hit: boolean };
export type ResultKind = 'issue' | 'page' | 'blogpost' | 'comment' | 'attachment';

export type SearchResult = {
  readonly product: 'tracker' | 'wiki';
  readonly kind: ResultKind;
  readonly id: string;
  readonly key: string | null;
  readonly title: string;
  readonly container: { readonly key: string; readonly name: string };
  readonly updatedAt: string;
  readonly titleParts: readonly Piece[];
  readonly excerpt: readonly Piece[];
  readonly link: string;
};

export type SearchAnswer = { readonly results: readonly SearchResult[]; readonly total: number; readonly totalIsLowerBound: boolean; readonly nextCursor: string | null };

export type QuickItem = {
  readonly product: 'tracker' | 'wiki' | null;
  readonly kind: ResultKind | 'project' | 'space' | 'person';
  readonly id: string;
  readonly key: string | null;
  readonly title: string;
  readonly subtitle: string;
  readonly link: string | null;
};

type QuickAnswer = { readonly items: readonly QuickItem[] };

export type SearchQuery = {
  readonly q: string;
  readonly product?: string | undefined;
  readonly container?: string | undefined;
  readonly type?: string | undefined;
  readonly person?: string | undefined;
  readonly label?: string | undefined;
  readonly updatedAfter?: string | undefined;
  readonly cursor?: string | undefined;
};

const at = (siteId: string): string => `/api/v1/sites/${siteId}/search`;

export const searchSite = (siteId: string, query: SearchQuery, signal?: AbortSignal): Promise<SearchAnswer> => request(at(siteId), { query: { ...query, limit: 20 }, signal });
export const quickSearch = (siteId: string, q: string, signal?: AbortSignal): Promise<QuickAnswer> => request(`${at(siteId)}/quick`, { query: { q, limit: 10 }, signal });
export const recentItems = (siteId: string, signal?: AbortSignal): Promise<QuickAnswer> => request(`${at(siteId)}/recent`, { query: { limit: 8 }, signal });
export const noteRecent = (siteId: string, item: { readonly product: string; readonly kind: string; readonly id: string }): Promise<void> => request(`${at(siteId)}/recent`, { method: 'POST', body: item });
