// One's own notifications on a site.
import { request } from './request.ts';

export type InboxKind = 'mention' | 'assigned' | 'comment' | 'transition' | 'updated' | 'page_update';

export type InboxItem = {
  readonly id: string;
  readonly product: 'tracker' | 'wiki';
  readonly kind: InboxKind;
  readonly count: number;
  readonly at: string;
  readonly readAt: string | null;
  readonly actor: { readonly accountId: string; readonly name: string } | null;
  readonly subject: { readonly kind: string; readonly id: string; readonly key: string | null; readonly title: string; readonly containerKey: string; readonly containerName: string; readonly commentId: string | null };
  readonly link: string;
};

export type InboxPage = { readonly items: readonly InboxItem[]; readonly nextCursor: string | null; readonly unread: number };

const at = (siteId: string): string => `/api/v1/sites/${siteId}/notifications`;

export const readInbox = (siteId: string, query: { readonly unread?: boolean; readonly cursor?: string | undefined }, signal?: AbortSignal): Promise<InboxPage> => request(at(siteId), { query, signal });
export const unreadCount = (siteId: string, signal?: AbortSignal): Promise<{ readonly unread: number }> => request(`${at(siteId)}/unread-count`, { signal });
export const markRead = (siteId: string, which: { readonly ids: readonly string[] } | { readonly before: string }): Promise<{ readonly unread: number }> => request(`${at(siteId)}/read`, { method: 'POST', body: which });
