/** A person's inbox over the products of a site, newest first. What they may no longer see is neither shown nor counted. */
import type { Ctx } from '../../kernel/service/index.ts';
import type { NoticeSource, Subject } from './notice-source.ts';
import { markRead, readNotifications, type NotificationRow } from './notification-store.ts';

export interface InboxPlace {
  readonly source: NoticeSource;
  /** The person under the product's login, and under notification's own. */
  readonly ctx: Ctx;
  readonly own: Ctx;
}

export interface InboxItem extends NotificationRow {
  readonly product: string;
  readonly subject: Subject;
}

const countMax = 100;

interface Position { readonly at: Date; readonly id: string }

async function shown(place: InboxPlace, rows: readonly NotificationRow[]): Promise<readonly InboxItem[]> {
  const subjects = rows.length === 0 ? new Map<number, Subject>() : await place.source.subjects(place.ctx, [...new Set(rows.map((row) => row.subject_id))]);
  return rows.flatMap((row) => {
    const subject = subjects.get(row.subject_id);
    return subject === undefined ? [] : [{ ...row, product: place.source.product, subject }];
  });
}

export async function readInbox(places: readonly InboxPlace[], person: string, page: { readonly unreadOnly: boolean; readonly before: Position | null; readonly limit: number }): Promise<{ readonly items: readonly InboxItem[]; readonly next: Position | null }> {
  const rows = await Promise.all(places.map(async (place) => ({ place, rows: await place.own.read((tx) => readNotifications(tx, person, { ...page, limit: page.limit + 1 })) })));
  const newest = rows.flatMap(({ place, rows: found }) => found.map((row) => ({ place, row }))).sort((a, b) => b.row.at.getTime() - a.row.at.getTime() || (a.row.id < b.row.id ? 1 : -1));
  const chosen = newest.slice(0, page.limit);
  const opened = await Promise.all(places.map((place) => shown(place, chosen.filter((one) => one.place === place).map(({ row }) => row))));
  const byId = new Map(opened.flat().map((item) => [item.id, item]));
  const last = chosen.at(-1)?.row;
  return { items: chosen.flatMap(({ row }) => byId.get(row.id) ?? []), next: newest.length > page.limit && last !== undefined ? { at: last.at, id: last.id } : null };
}

/** At most `countMax`, which then means "as many or more". */
export async function countUnread(places: readonly InboxPlace[], person: string): Promise<number> {
  const { items } = await readInbox(places, person, { unreadOnly: true, before: null, limit: countMax });
  return items.length;
}

export async function markAsRead(places: readonly InboxPlace[], person: string, which: Parameters<typeof markRead>[2]): Promise<void> {
  for (const { own } of places) await own.tx((tx) => markRead(tx, person, which));
}
