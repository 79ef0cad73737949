/**
 * What the platform must know to serve one tenant (R16). Made only from the catalogue by the Tenant Context
 * Service; `version` grows with every change, `epoch` with every move and suspension (the fence in the shard).
 */
import type { OrganizationId, ShardId, SiteId, TenantId } from '../ids/index.ts';

export type ProductType = 'tracker' | 'wiki';
export type TenantState = 'provisioning' | 'active' | 'suspended' | 'deleting' | 'purged';

export interface TenantContext {
  readonly tenantId: TenantId;
  readonly product: ProductType;
  readonly siteId: SiteId;
  readonly siteSlug: string;
  readonly organizationId: OrganizationId;
  readonly shardId: ShardId;
  readonly region: string;
  readonly state: TenantState;
  /** Where the tenant is deleted: until when that can be undone in one step (ISO). */
  readonly undoUntil?: string;
  readonly epoch: number;
  readonly version: number;
  readonly plan: string;
  readonly trial?: { readonly plan: string; readonly endsAt: string } | null;
  readonly features: Readonly<Record<string, boolean>>;
}
