/** Notification among its neighbours: contexts of the people whom events concern, with the rights that they have now. */
import { accountIds, isUuid, tenantIds } from '../kernel/ids/index.ts';
import { noAccess, systemActor, systemFacts, type Contexts, type ProductType, type TenantContext } from '../kernel/service/index.ts';
import type { Clock } from '../kernel/time/index.ts';
import type { Directory } from '../modules/directory/index.ts';
import { createNotification, type Notification, type NoticeSource } from '../modules/notification/index.ts';
import type { Catalogue } from '../modules/tenancy/index.ts';

export interface NotificationNeighbours {
  readonly contexts: Contexts;
  readonly catalogue: Catalogue;
  readonly directory: Directory;
  readonly clock: Clock;
}

export function wireNotification({ contexts, catalogue, directory, clock }: NotificationNeighbours, sources: Readonly<Record<ProductType, NoticeSource>>): Notification {
  const served = (tenantId: string): TenantContext | undefined => {
    const tenant = isUuid(tenantId) ? catalogue.context(tenantIds.fromUuid(tenantId)) : undefined;
    return tenant?.state === 'active' ? tenant : undefined;
  };
  const facts = () => systemFacts(systemActor, clock.now(), new AbortController().signal);
  return createNotification({
    sources,
    system(tenantId) {
      const tenant = served(tenantId);
      return tenant === undefined ? undefined : contexts.tenant('notification', facts(), tenant, noAccess);
    },
    async person(tenantId, account) {
      const tenant = served(tenantId);
      if (tenant === undefined) return undefined;
      const accountId = accountIds.fromUuid(account);
      const actor = { ...systemActor, kind: 'account' as const, accountId };
      const access = await directory.access.onSite(actor, { siteId: tenant.siteId, organizationId: tenant.organizationId, siteSlug: tenant.siteSlug }, tenant.product);
      return access.siteRole === null ? undefined : contexts.tenant('notification', { ...facts(), actor }, tenant, access);
    },
    ofSite: (ctx, siteId) => catalogue.tenantsOf(siteId).filter(({ state }) => state === 'active').flatMap((tenant) => {
      // A role may be held on one product alone.
      const access = ctx.access.products?.[tenant.product];
      return access === undefined || access.siteRole === null ? [] : [contexts.tenant('notification', { actor: ctx.actor, now: ctx.now, requestId: ctx.requestId, signal: ctx.signal }, tenant, access)];
    }),
    names: async (ctx, accounts) => new Map([...(await directory.people.byId(ctx.organizationId, accounts))].map(([id, { name }]) => [id, name])),
  });
}
