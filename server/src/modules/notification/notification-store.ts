/** Rows of people's inboxes: only their own reader's queries touch them, and none outlives ninety days. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import type { NoticeKind, SubjectKind } from './notice-source.ts';

export interface NotificationRow {
  readonly id: string; readonly kind: NoticeKind; readonly subject_kind: SubjectKind; readonly subject_id: number; readonly part_id: number | null; readonly actor: string | null;
  readonly count: number; readonly at: Date; readonly read_at: Date | null;
}

export interface NewNotification {
  readonly id: string; readonly person: string; readonly kind: NoticeKind; readonly subjectKind: SubjectKind; readonly subjectId: number; readonly partId: number | null; readonly actor: string | null; readonly eventId: string; readonly at: Date;
}

const keptDays = 90;

/** Joins an unread one of the same kind and subject; the same event counts once. What is older than ninety days goes. */
export async function putNotification(tx: Tx, one: NewNotification): Promise<void> {
  await tx.changeSql(
    `insert into notification.item (id, person, kind, subject_kind, subject_id, part_id, actor, event_id, at) values ($1::uuid, $2::uuid, $3, $4, $5, $6, $7::uuid, $8::uuid, $9)
     on conflict (tenant_id, person, kind, subject_kind, subject_id) where read_at is null
     do update set count = notification.item.count + 1, part_id = excluded.part_id, actor = excluded.actor, event_id = excluded.event_id, at = excluded.at where notification.item.event_id <> excluded.event_id`,
    [one.id, one.person, one.kind, one.subjectKind, one.subjectId, one.partId, one.actor, one.eventId, one.at]);
  await tx.changeSql('delete from notification.item where person = $1::uuid and at < $2::timestamptz', [one.person, new Date(one.at.getTime() - keptDays * 86_400_000)]);
}

const columns = 'id, kind, subject_kind, subject_id, part_id, actor, count, at, read_at';

export async function readNotifications(tx: ReadTx, person: string, page: { readonly unreadOnly: boolean; readonly before: { readonly at: Date; readonly id: string } | null; readonly limit: number }): Promise<readonly NotificationRow[]> {
  return tx.sql(`select ${columns} from notification.item where person = $1::uuid and (not $2::boolean or read_at is null) and ($3::timestamptz is null or at < $3::timestamptz or (at = $3::timestamptz and id < $4::uuid)) order by at desc, id desc limit $5`,
    [person, page.unreadOnly, page.before?.at ?? null, page.before?.id ?? null, page.limit]);
}

/** Rows are locked in one order, so that two windows of one person that mark at once wait for each other instead of failing. */
export async function markRead(tx: Tx, person: string, which: { readonly ids: readonly string[] } | { readonly before: Date }): Promise<void> {
  const [condition, value] = 'ids' in which ? ['id = any($3::uuid[])', which.ids] as const : ['at <= $3::timestamptz', which.before] as const;
  await tx.changeSql(
    `update notification.item set read_at = $2 where person = $1::uuid and id in (
       select id from notification.item where person = $1::uuid and ${condition} and read_at is null order by id for update)`, [person, tx.now, value]);
}
