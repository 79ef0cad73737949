/** Tenancy with what it asks of others: keys, the fences and holds in the shards, the directory, the products. */
import type { Databases } from '../kernel/db/index.ts';
import type { Contexts } from '../kernel/service/index.ts';
import type { Clock } from '../kernel/time/index.ts';
import type { Directory } from '../modules/directory/index.ts';
import type { Keys } from '../modules/keys/index.ts';
import { createPlacementStore, createShardHolds, createTenancy, type Catalogue, type Tenancy, type TenancyWorkings } from '../modules/tenancy/index.ts';
import { createDeletionPorts } from './deletion-ports.ts';
import type { Products } from './products.ts';

export interface TenancyParts extends Pick<TenancyWorkings, 'tenantsWithoutApproval' | 'stopping' | 'afterStep' | 'reviver'> {
  readonly databases: Databases;
  readonly contexts: Contexts;
  readonly catalogue: Catalogue;
  readonly keys: Keys;
  readonly directory: Directory;
  readonly products: Products;
  readonly clock: Clock;
  readonly publicUrl: string;
}

export function wireTenancy({ keys, directory, products, publicUrl, ...parts }: TenancyParts): Tenancy {
  return createTenancy({
    ...parts, ...createDeletionPorts(parts.databases, directory),
    placements: createPlacementStore(parts.databases), shardHolds: createShardHolds(parts.databases), seeders: products.seeders, leftovers: products.leftovers,
    keys: { createScope: async (scopeId) => void (await keys.createScope(scopeId)), beginDestruction: (order) => keys.beginDestruction(order), destroyScopes: (order) => keys.destroyScopes(order) },
    organizationsOf: async (ctx) => (ctx.actor.accountId === null ? [] : (await directory.membershipsOf(ctx, ctx.actor.accountId)).map((membership) => membership.organizationId)),
    seatsOf: (organizationId) => directory.seatsOf(organizationId),
    roles: { grantSiteRole: (organizationId, siteId, accountId) => directory.grantSiteRole(organizationId, siteId, accountId) },
  }, { publicUrl });
}
