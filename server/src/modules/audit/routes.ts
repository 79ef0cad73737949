/** The doors of the audit log: the organization events API, without its limits of ten requests and ten thousand rows. */
import { Type } from 'typebox';
import { accountIds } from '../../kernel/ids/index.ts';
import { organizationRoute, type OrganizationCtx, type Route } from '../../kernel/service/index.ts';
import { describeAction } from './describe-action.ts';
import { auditErrors } from './errors.ts';
import { listEvents, oneEvent, streamEvents, type AuditWorkings } from './read-events.ts';
import type { OpenedRecord, Position, RecordFilter } from './record-store.ts';
import { renderEvent, targetAccount } from './render-event.ts';

const Texts = Type.Array(Type.String({ maxLength: 200 }), { maxItems: 50 });
const ListQuery = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 200 })), from: Type.Optional(Type.String({ maxLength: 40 })), to: Type.Optional(Type.String({ maxLength: 40 })),
  action: Type.Optional(Texts), actor: Type.Optional(Texts), product: Type.Optional(Texts), cursor: Type.Optional(Type.String({ maxLength: 400 })), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
});
const StreamQuery = Type.Object({ cursor: Type.Optional(Type.String({ maxLength: 2000 })), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })) });
const Events = Type.Object({ data: Type.Array(Type.Unknown()), links: Type.Object({}), meta: Type.Object({ next: Type.Union([Type.String(), Type.Null()]), page_size: Type.Integer() }) });

export interface AuditRouteOptions extends AuditWorkings {
  /** Tenants of one product of an organization, for the filter by product. */
  readonly tenantsOf: (ctx: OrganizationCtx, product: string) => readonly string[];
  /** Names of the organization's sites by id. */
  readonly siteNames: (ctx: OrganizationCtx) => ReadonlyMap<string, string>;
  readonly actions: () => readonly string[];
}

function readTime(text: string | undefined): Date | null {
  if (text === undefined) return null;
  const time = /^\d{1,16}$/.test(text) ? new Date(Number(text)) : new Date(text);
  if (Number.isNaN(time.getTime())) throw auditErrors.time_invalid();
  return time;
}

function actorUuid(text: string): string {
  return text.startsWith('acc_') ? accountIds.parse(text) : accountIds.fromUuid(text);
}

const writePosition = (position: Position | null): string | null => (position === null ? null : Buffer.from(JSON.stringify([position.at.getTime(), position.id])).toString('base64url'));

/** Fails with audit.cursor_invalid. */
function readCursor(cursor: string | undefined): unknown[] | null {
  if (cursor === undefined) return null;
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(value)) return [...(value as readonly unknown[])]; // an array of whatever: its readers check each part
  } catch {
    // Falls through to the refusal.
  }
  throw auditErrors.cursor_invalid();
}

function readPosition(cursor: string | undefined): Position | null {
  const value = readCursor(cursor);
  if (value === null) return null;
  const [at, id] = value;
  if (typeof at !== 'number' || typeof id !== 'string') throw auditErrors.cursor_invalid();
  return { at: new Date(at), id: accountIds.fromUuid(id) };
}

function readSeen(cursor: string | undefined): number[] {
  const value = readCursor(cursor) ?? [];
  if (!value.every((part) => Number.isSafeInteger(part))) throw auditErrors.cursor_invalid();
  return value.map(Number);
}

export function createAuditRoutes(options: AuditRouteOptions): readonly Route[] {
  const render = async (ctx: OrganizationCtx, records: readonly OpenedRecord[], baseUrl: string, org: string): Promise<object[]> => {
    const people = await options.people(ctx, [...new Set(records.flatMap((record) => [record.actor_id ?? [], targetAccount(record) ?? []].flat()))]);
    const names = { people, sites: options.siteNames(ctx) };
    return records.map((record) => renderEvent(record, names, `${baseUrl}/orgs/${org}/events/${record.id}`));
  };
  const OrgParams = Type.Object({ org: Type.String() });
  return [
    organizationRoute({
      method: 'GET', path: '/orgs/:org/events', summary: 'Audit log, newest first, with filters', permission: 'audit.event.read', params: OrgParams, query: ListQuery, replies: { 200: Events },
      errors: [auditErrors.cursor_invalid, auditErrors.time_invalid],
      handle: async (ctx, { params, query, baseUrl }) => {
        const filter: RecordFilter = {
          from: readTime(query.from), to: readTime(query.to), actions: query.action ?? null, actors: query.actor?.map(actorUuid) ?? null,
          tenants: query.product?.flatMap((product) => options.tenantsOf(ctx, product)) ?? null,
        };
        const limit = query.limit ?? 50;
        const page = await listEvents(options, ctx, filter, query.q ?? null, readPosition(query.cursor), limit);
        const next = writePosition(page.next);
        const self = `${baseUrl}/orgs/${params.org}/events`;
        return { data: await render(ctx, page.records, baseUrl, params.org), links: { self, ...(next === null ? {} : { next: `${self}?cursor=${next}` }) }, meta: { next, page_size: limit } };
      },
    }),
    organizationRoute({
      method: 'GET', path: '/orgs/:org/events-stream', summary: 'Audit log as a feed: everything after a cursor, oldest first, none skipped', permission: 'audit.event.read', params: OrgParams, query: StreamQuery, replies: { 200: Events },
      errors: [auditErrors.cursor_invalid],
      handle: async (ctx, { params, query, baseUrl }) => {
        const limit = query.limit ?? 200;
        const page = await streamEvents(options, ctx, readSeen(query.cursor), limit);
        const next = Buffer.from(JSON.stringify(page.seen)).toString('base64url');
        const self = `${baseUrl}/orgs/${params.org}/events-stream`;
        return { data: await render(ctx, page.records, baseUrl, params.org), links: { self, next: `${self}?cursor=${next}` }, meta: { next, page_size: limit } };
      },
    }),
    organizationRoute({
      method: 'GET', path: '/orgs/:org/events/:event', summary: 'One audit event', permission: 'audit.event.read', params: Type.Object({ org: Type.String(), event: Type.String({ pattern: '^[0-9a-f-]{36}$' }) }),
      replies: { 200: Type.Object({ data: Type.Unknown() }) }, errors: [auditErrors.event_not_found],
      handle: async (ctx, { params, baseUrl }) => ({ data: (await render(ctx, [await oneEvent(options, ctx, params.event)], baseUrl, params.org))[0] }),
    }),
    organizationRoute({
      method: 'GET', path: '/orgs/:org/event-actions', summary: 'Every action that can stand in the log', permission: 'audit.event.read', params: OrgParams, replies: { 200: Type.Object({ data: Type.Array(Type.Unknown()) }) },
      handle: () => Promise.resolve({ data: options.actions().map(describeAction).map(({ id, displayName, group }) => ({ id, type: 'event-actions', attributes: { displayName, groupDisplayName: group } })) }),
    }),
  ];
}
