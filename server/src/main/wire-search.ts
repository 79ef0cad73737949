/** Search among its neighbours: which tenants there are, who asks, and what the directory says of people. */
import { accountIds, tenantIds } from '../kernel/ids/index.ts';
import type { Databases } from '../kernel/db/index.ts';
import type { Log } from '../kernel/log/index.ts';
import type { Contexts, ProductType } from '../kernel/service/index.ts';
import type { Clock } from '../kernel/time/index.ts';
import type { Directory } from '../modules/directory/index.ts';
import { createSearch, type Search, type SearchSource } from '../modules/search/index.ts';
import type { Catalogue } from '../modules/tenancy/index.ts';

export interface SearchNeighbours {
  readonly contexts: Contexts;
  readonly catalogue: Catalogue;
  readonly directory: Directory;
  readonly databases: Databases;
  readonly clock: Clock;
  readonly log: Log;
}

export function wireSearch({ contexts, catalogue, directory, databases, clock, log }: SearchNeighbours, sources: Readonly<Record<ProductType, SearchSource>>): Search {
  return createSearch({
    contexts, databases, clock, sources, pollMs: 500,
    tenants: {
      context: (tenantId) => catalogue.context(tenantIds.fromUuid(tenantId)),
      * all() {
        for (const { tenant_id: tenantId } of catalogue.changesSince(-1).tenants) {
          const tenant = catalogue.context(tenantId);
          if (tenant !== undefined) yield tenant;
        }
      },
      // Each product is searched with the role on that product: who has one of them finds nothing of the other.
      ofSite: (ctx, siteId) => catalogue.tenantsOf(siteId).filter(({ state }) => state === 'active').flatMap((tenant) => {
        const access = ctx.access.products?.[tenant.product];
        if (access === undefined || access.siteRole === null) return [];
        return [contexts.tenant('search', { actor: ctx.actor, now: ctx.now, requestId: ctx.requestId, signal: ctx.signal }, tenant, access)];
      }),
    },
    people: {
      // Guests do not look people up.
      search: async (ctx, siteId, text, limit) => (ctx.access.siteRole === 'member' || ctx.access.siteRole === 'admin'
        ? (await directory.people.search(ctx.organizationId, text, limit, siteId)).filter(({ active }) => active).map(({ accountId, name }) => ({ id: accountIds.format(accountId), name })) : []),
    },
    onError: (error, tenantId) => { log.error('a tenant could not be indexed', { tenantId, error }); },
  });
}
