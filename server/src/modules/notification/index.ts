/** The front door of notification: what products implement, its doors, and its handlers of their events. */
import type { Ctx, OrganizationCtx, ProductType, Service } from '../../kernel/service/index.ts';
import type { SiteId } from '../../kernel/ids/index.ts';
import type { OutboxHandler } from '../../kernel/outbox/index.ts';
import { deliverEvent, type DeliveryContexts } from './deliver-event.ts';
import type { NoticeSource } from './notice-source.ts';
import { createInboxRoutes, type InboxRouteOptions } from './routes.ts';
import { notificationDescriptor } from './service.ts';

export { notificationDescriptor } from './service.ts';
export type { Concerned, NoticeSource } from './notice-source.ts';

export interface NotificationOptions extends DeliveryContexts {
  readonly sources: Readonly<Record<ProductType, NoticeSource>>;
  readonly ofSite: (ctx: OrganizationCtx, siteId: SiteId) => readonly Ctx[];
  readonly names: InboxRouteOptions['names'];
}

export interface Notification {
  readonly service: Service;
  readonly outboxHandlers: Readonly<Record<string, OutboxHandler>>;
}

export function createNotification(options: NotificationOptions): Notification {
  const places: InboxRouteOptions['places'] = (ctx, siteId) => options.ofSite(ctx, siteId)
    .filter(({ tenant }) => ctx.actor.scopes === 'all' || ctx.actor.scopes.has(`read:${tenant.product}`))
    .map((own) => ({ source: options.sources[own.tenant.product], ctx: own.as(own.tenant.product), own }));
  return {
    service: { descriptor: notificationDescriptor, routes: createInboxRoutes({ places, names: options.names }) },
    outboxHandlers: Object.fromEntries(Object.values(options.sources).flatMap((source) => source.topics.map((topic): [string, OutboxHandler] => [topic, (event) => deliverEvent(options, source, event)]))),
  };
}
