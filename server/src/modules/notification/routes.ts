/** Doors of one's own inbox on a site. Marking is one's own reading, not a change that others see: it leaves no record. */
import { Type } from 'typebox';
import { accountIds, isUuid, uuidPattern, type SiteId } from '../../kernel/ids/index.ts';
import { accessErrors, requestErrors, siteRoute, type OrganizationCtx, type Route } from '../../kernel/service/index.ts';
import { notificationErrors } from './errors.ts';
import { countUnread, markAsRead, readInbox, type InboxPlace } from './read-inbox.ts';

export interface InboxRouteOptions {
  readonly places: (ctx: OrganizationCtx, siteId: SiteId) => readonly InboxPlace[];
  readonly names: (ctx: OrganizationCtx, accounts: readonly string[]) => Promise<ReadonlyMap<string, string>>;
}

const Nullable = Type.Union([Type.String(), Type.Null()]);
const Uuid = Type.String({ pattern: uuidPattern.source });
const Item = Type.Object({
  id: Type.String(), product: Type.String(), kind: Type.String(), count: Type.Integer(), at: Type.String(), readAt: Nullable, actor: Type.Union([Type.Null(), Type.Object({ accountId: Type.String(), name: Type.String() })]),
  subject: Type.Object({ kind: Type.String(), id: Type.String(), key: Nullable, title: Type.String(), containerKey: Type.String(), containerName: Type.String(), commentId: Nullable }), link: Type.String(),
});
const Unread = Type.Object({ unread: Type.Integer({ description: 'At most 100, which means as many or more.' }) });

function personOf(ctx: OrganizationCtx): string {
  if (ctx.actor.accountId === null) throw accessErrors.forbidden();
  return ctx.actor.accountId;
}

/** A time of the four-digit years: everything beyond was never a notification's. */
function timeOf(value: string | number): Date | undefined {
  const at = new Date(value);
  const year = at.getUTCFullYear();
  return year >= 1970 && year <= 9999 ? at : undefined; // NaN is neither
}

function readCursor(cursor: string): { readonly at: Date; readonly id: string } {
  const [at = '', id = ''] = cursor.split('_');
  const time = /^\d{1,15}$/.test(at) ? timeOf(Number(at)) : undefined;
  if (time === undefined || !isUuid(id)) throw notificationErrors.cursor_invalid();
  return { at: time, id };
}

export function createInboxRoutes({ places, names }: InboxRouteOptions): readonly Route[] {
  return [
    siteRoute({
      method: 'GET', path: '', summary: 'One\'s own notifications, newest first', permission: 'notification.use',
      query: Type.Object({ unread: Type.Optional(Type.Boolean()), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 30 })), cursor: Type.Optional(Type.String({ maxLength: 100 })) }),
      replies: { 200: Type.Object({ items: Type.Array(Item), nextCursor: Nullable, unread: Type.Integer() }) }, errors: [notificationErrors.cursor_invalid],
      handle: async (ctx, { query, siteId }) => {
        const person = personOf(ctx);
        const among = places(ctx, siteId);
        const before = query.cursor === undefined ? null : readCursor(query.cursor);
        const [{ items, next }, unread] = await Promise.all([readInbox(among, person, { unreadOnly: query.unread === true, before, limit: query.limit ?? 30 }), countUnread(among, person)]);
        const known = await names(ctx, items.flatMap(({ actor }) => (actor === null ? [] : [actor])));
        return {
          unread, nextCursor: next === null ? null : `${String(next.at.getTime())}_${next.id}`,
          items: items.map(({ id, product, kind, count, at, read_at: readAt, actor, subject, subject_id: subjectId, part_id: partId }) => ({
            id, product, kind, count, at: at.toISOString(), readAt: readAt?.toISOString() ?? null,
            actor: actor === null || !known.has(actor) ? null : { accountId: accountIds.format(accountIds.fromUuid(actor)), name: known.get(actor) ?? '' },
            subject: { kind: subject.kind, id: String(subjectId), key: subject.key, title: subject.title, containerKey: subject.container.key, containerName: subject.container.name, commentId: partId === null ? null : String(partId) }, link: subject.link,
          })),
        };
      },
    }),
    siteRoute({
      method: 'GET', path: '/unread-count', summary: 'How many of one\'s notifications are unread', permission: 'notification.use', replies: { 200: Unread },
      handle: async (ctx, { siteId }) => ({ unread: await countUnread(places(ctx, siteId), personOf(ctx)) }),
    }),
    siteRoute({
      method: 'POST', path: '/read', summary: 'Mark one\'s notifications as read: some, or all up to a time', permission: 'notification.use',
      body: Type.Object({ ids: Type.Optional(Type.Array(Uuid, { maxItems: 200 })), before: Type.Optional(Type.String({ format: 'date-time' })) }), replies: { 200: Unread },
      handle: async (ctx, { body, siteId }) => {
        const among = places(ctx, siteId);
        const person = personOf(ctx);
        const before = body.before === undefined ? undefined : timeOf(body.before);
        if (body.before !== undefined && before === undefined) throw requestErrors.invalid({ detail: '`before` is a time of the years 1970 to 9999.' });
        await markAsRead(among, person, before === undefined ? { ids: body.ids ?? [] } : { before });
        return { unread: await countUnread(among, person) };
      },
    }),
  ];
}
