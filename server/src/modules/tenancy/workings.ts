/** What tenancy's use cases work with; `main/` fills it. */
import type { Databases } from '../../kernel/db/index.ts';
import type { AccountId, OrganizationId, ShardId, SiteId, TenantId } from '../../kernel/ids/index.ts';
import type { Contexts, Ctx, GlobalCtx, ProductType } from '../../kernel/service/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import type { Catalogue } from './catalogue.ts';
import type { ShardHolds } from './hold-store.ts';
import type { PlacementStore } from './placement-store.ts';

/** The keys module, as far as tenancy needs it. */
export interface ScopeKeys {
  /** Makes the keys of a scope; again changes nothing. */
  createScope(scopeId: string): Promise<void>;
  /** The two parts of destroying keys for ever; the second fails with keys.destruction_waits until every lease has ended. */
  beginDestruction(order: DestructionOrder): Promise<void>;
  destroyScopes(order: DestructionOrder): Promise<{ readonly document: string; readonly signature: string }>;
}

/** Which keys, and on whose word; the key service judges it again. */
export interface DestructionOrder {
  readonly destructionId: string;
  readonly scopes: readonly string[];
  readonly organizationId: string;
  readonly subject: string;
  readonly requestedBy: string | null;
  readonly requestedAt: string;
  readonly approvedBy: string | null;
  readonly approvedAt: string;
  readonly alone: boolean;
  readonly dueAt: string;
}

/** What a tenant leaves outside the tables of its shard. Each may be asked again. */
export interface Leftovers {
  removeJobs(tenantId: TenantId): Promise<void>;
  /** Attachments, and files of imports into it. `onSome` is called as it goes. */
  removeFiles(organizationId: OrganizationId, tenantId: TenantId, onSome: () => Promise<void>): Promise<void>;
  countFiles(organizationId: OrganizationId, tenantId: TenantId): Promise<number>;
}

/** The recovery module, as far as tenancy needs it: loads a purged tenant from the journal. */
export interface TenantReviver {
  /** As it was then. Repeatable: killed half way it is called again. `onSome` is called at least every ten seconds. */
  restoreTenant(organizationId: OrganizationId, tenantId: TenantId, at: Date, onSome: () => Promise<void>): Promise<void>;
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
  readonly shardHolds: ShardHolds;
  readonly leftovers: Leftovers;
  /** Absent where this installation keeps no journal: what was purged cannot be brought back then. */
  readonly reviver?: TenantReviver;
  /** What tenants hold, counted by kind of thing, for dry runs. */
  readonly contents: (tenants: readonly { readonly tenantId: TenantId; readonly shardId: ShardId }[]) => Promise<Readonly<Record<string, number>>>;
  /** Who may approve what an organization destroys, and what the platform does. Active people only. */
  readonly administrators: (organizationId: OrganizationId) => Promise<readonly AccountId[]>;
  readonly operators: () => Promise<readonly AccountId[]>;
  /** A deletion or plan of more tenants than this needs a plan and a second person. */
  readonly tenantsWithoutApproval: number;
  readonly clock: Clock;
  /** Ends when the process stops: what takes long goes on in another one, or after the next start. */
  readonly stopping?: AbortSignal;
  /** Called after each step of a saga, with its name: where crash tests stop the process. */
  readonly afterStep?: (step: string) => Promise<void>;
}
