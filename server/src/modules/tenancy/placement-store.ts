/** The fence in the shard: the only file that names `hf.placement`. Written with the system login, before the catalogue. */
import type { Databases } from '../../kernel/db/index.ts';
import type { OrganizationId, ShardId, SiteId, TenantId } from '../../kernel/ids/index.ts';
import type { ProductType } from '../../kernel/service/index.ts';

export type PlacementState = 'provisioning' | 'active' | 'read_only' | 'suspended';

export interface Placement {
  readonly tenantId: TenantId;
  readonly siteId: SiteId;
  readonly organizationId: OrganizationId;
  readonly product: ProductType;
  readonly epoch: number;
  readonly state: PlacementState;
}

export interface PlacementStore {
  /** Places a tenant; again changes nothing. */
  place(shardId: ShardId, placement: Placement): Promise<void>;
  /** Sets the state under a higher epoch; the same call again changes nothing. */
  fence(shardId: ShardId, tenantId: TenantId, epoch: number, state: PlacementState): Promise<void>;
  /** As fence, for many of one shard at once. */
  fenceAll(shardId: ShardId, fences: readonly { readonly tenantId: TenantId; readonly epoch: number; readonly state: PlacementState }[]): Promise<void>;
  /** Takes the fence of purged tenants away: no context opens there any more. */
  forget(shardId: ShardId, tenantIds: readonly TenantId[]): Promise<void>;
}

export function createPlacementStore(databases: Databases): PlacementStore {
  return {
    async place(shardId, placement) {
      await databases.system('place a tenant', shardId).run([{
        text: `insert into hf.placement (tenant_id, site_id, organization_id, product, epoch, state) values ($1, $2, $3, $4, $5, $6) on conflict (tenant_id) do nothing`,
        values: [placement.tenantId, placement.siteId, placement.organizationId, placement.product, placement.epoch, placement.state],
      }]);
    },
    async fence(shardId, tenantId, epoch, state) {
      await databases.system('fence a tenant', shardId).run([{
        text: `update hf.placement set epoch = $2, state = $3, changed_at = now() where tenant_id = $1 and epoch < $2`,
        values: [tenantId, epoch, state],
      }]);
    },
    async fenceAll(shardId, fences) {
      await databases.system('fence tenants', shardId).run([{
        text: `update hf.placement p set epoch = f.epoch, state = f.state, changed_at = now()
                 from unnest($1::uuid[], $2::bigint[], $3::text[]) f(tenant_id, epoch, state) where p.tenant_id = f.tenant_id and p.epoch < f.epoch`,
        values: [fences.map(({ tenantId }) => tenantId), fences.map(({ epoch }) => epoch), fences.map(({ state }) => state)],
      }]);
    },
    async forget(shardId, tenantIds) {
      await databases.system('forget purged tenants', shardId).run([{ text: 'delete from hf.placement where tenant_id = any($1::uuid[])', values: [tenantIds] }]);
    },
  };
}
