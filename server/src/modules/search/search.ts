/** Puts search together from the products' sources. */
import type { OrganizationCtx, ProductType, Service, Ctx } from '../../kernel/service/index.ts';
import type { SiteId } from '../../kernel/ids/index.ts';
import { createIndexer, type Indexer, type IndexerOptions } from './indexer.ts';
import type { FoundPeople } from './quick-search.ts';
import { createSearchRoutes } from './routes.ts';
import type { SearchSource } from './search-source.ts';
import { searchDescriptor } from './service.ts';

export interface SearchOptions extends IndexerOptions {
  readonly sources: Readonly<Record<ProductType, SearchSource>>;
  readonly tenants: IndexerOptions['tenants'] & {
    /** Contexts of search in the tenants of the site that are served, with the person's own access. */
    ofSite(ctx: OrganizationCtx, siteId: SiteId): readonly Ctx[];
  };
  readonly people: FoundPeople;
}

export interface Search {
  readonly service: Service;
  readonly indexer: Indexer;
}

export function createSearch(options: SearchOptions): Search {
  const places = (ctx: OrganizationCtx, siteId: SiteId) => options.tenants.ofSite(ctx, siteId)
    .filter(({ tenant }) => ctx.actor.scopes === 'all' || ctx.actor.scopes.has(`read:${tenant.product}`))
    .map((inTenant) => ({ source: options.sources[inTenant.tenant.product], ctx: inTenant.as(inTenant.tenant.product), own: inTenant }));
  return { service: { descriptor: searchDescriptor, routes: createSearchRoutes({ places, people: options.people }) }, indexer: createIndexer(options) };
}
