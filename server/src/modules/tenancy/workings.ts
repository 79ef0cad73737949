/** What tenancy's use cases work with; `main/` fills it. */
import type { Databases } from '../../kernel/db/index.ts';
import type { AccountId, OrganizationId, SiteId } from '../../kernel/ids/index.ts';
import type { Contexts, Ctx, GlobalCtx, ProductType } from '../../kernel/service/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import type { Catalogue } from './catalogue.ts';
import type { PlacementStore } from './placement-store.ts';

/** The keys module, as far as tenancy needs it. */
export interface ScopeKeys {
  /** Makes the keys of a scope; again changes nothing. */
  createScope(scopeId: string): Promise<void>;
}

/** What a product does for a tenant that was just made; again changes nothing. */
export interface ProductSeeder {
  seedTenant(ctx: Ctx): Promise<void>;
}

export interface SiteRoleGranter {
  grantSiteRole(organizationId: OrganizationId, siteId: SiteId, accountId: AccountId): Promise<void>;
}

export interface Seats {
  readonly people: number;
  readonly sites: ReadonlyMap<string, Readonly<Record<ProductType, number>>>;
}

export interface TenancyWorkings {
  readonly databases: Databases;
  readonly contexts: Contexts;
  readonly catalogue: Catalogue;
  readonly placements: PlacementStore;
  readonly keys: ScopeKeys;
  readonly seeders: Readonly<Record<ProductType, ProductSeeder>>;
  readonly roles: SiteRoleGranter;
  /** The organizations that the context's own person belongs to. */
  readonly organizationsOf: (ctx: GlobalCtx) => Promise<readonly OrganizationId[]>;
  /** Active people of an organization, and how many have each product of each site. */
  readonly seatsOf: (organizationId: OrganizationId) => Promise<Seats>;
  readonly clock: Clock;
  /** Called after each step of a saga, with its name: where crash tests stop the process. */
  readonly afterStep?: (step: string) => Promise<void>;
}
