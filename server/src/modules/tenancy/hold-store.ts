/** The rows of tenancy.hold, and their copies in the shards (hf.hold), which the database itself asks when something is deleted. */
import type { Databases, ReadTx, Tx } from '../../kernel/db/index.ts';
import type { AccountId, OrganizationId, ShardId, SiteId, TenantId } from '../../kernel/ids/index.ts';
import type { HoldId } from './deletion-ids.ts';

export type HoldKind = 'legal_hold' | 'deletion_lock';

export interface HoldRow {
  readonly organization_id: OrganizationId;
  readonly hold_id: HoldId;
  readonly kind: HoldKind;
  readonly target_kind: 'organization' | 'site' | 'container';
  readonly site_id: SiteId | null;
  readonly tenant_id: TenantId | null;
  readonly container_id: number | null;
  readonly reason: Buffer;
  readonly state: 'active' | 'opening' | 'released';
  readonly placed_by: AccountId | null;
  readonly placed_at: Date;
  readonly asked_by: AccountId | null;
  readonly asked_at: Date | null;
  readonly approved_by: AccountId | null;
  readonly opens_at: Date | null;
  readonly released_at: Date | null;
}

const reasonColumn = { table: 'tenancy.hold', column: 'reason' };

export const reasonOf = (tx: ReadTx, row: HoldRow): string => tx.sealer.open(reasonColumn, row.hold_id, row.reason);

export async function insertHold(tx: Tx, row: Omit<HoldRow, 'reason' | 'state' | 'asked_by' | 'asked_at' | 'approved_by' | 'opens_at' | 'released_at'>, reason: string): Promise<void> {
  await tx.changeSql(
    `insert into tenancy.hold (organization_id, hold_id, kind, target_kind, site_id, tenant_id, container_id, reason, state, placed_by, placed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, 'active', $9, $10)`,
    [row.organization_id, row.hold_id, row.kind, row.target_kind, row.site_id, row.tenant_id, row.container_id, tx.sealer.seal(reasonColumn, row.hold_id, reason), row.placed_by, row.placed_at]);
}

/** Standing ones first; what was opened stays as history. */
export const listHolds = (tx: ReadTx, limit: number): Promise<HoldRow[]> => tx.sql<HoldRow>(`select * from tenancy.hold order by (state = 'released'), placed_at desc, hold_id desc limit $1`, [limit]);

export async function lockHold(tx: Tx, id: string): Promise<HoldRow | undefined> {
  const [row] = await tx.sql<HoldRow>('select * from tenancy.hold where hold_id = $1::uuid for update', [id]);
  return row;
}

export interface HoldReach {
  readonly siteIds: readonly SiteId[];
  readonly tenantIds: readonly TenantId[];
}

/** Whatever stands on any of these, above or below: on the organization, on one of the sites, or on a container of one of the tenants. */
export const holdsOn = (tx: ReadTx, reach: HoldReach): Promise<HoldRow[]> =>
  tx.sql<HoldRow>(
    `select * from tenancy.hold where state <> 'released' and (target_kind = 'organization' or (target_kind = 'site' and site_id = any($1::uuid[])) or (target_kind = 'container' and tenant_id = any($2::uuid[])))
      order by (kind = 'legal_hold') desc, placed_at`, [reach.siteIds, reach.tenantIds]);

export const askToOpen = (tx: Tx, id: string, by: AccountId | null): Promise<number> =>
  tx.changeSql(`update tenancy.hold set state = 'opening', asked_by = $2, asked_at = $3, approved_by = null, opens_at = null where hold_id = $1::uuid and state = 'active'`, [id, by, tx.now]);

export const approveOpening = (tx: Tx, id: string, by: AccountId | null, opensAt: Date): Promise<number> =>
  tx.changeSql(`update tenancy.hold set approved_by = $2, opens_at = $3 where hold_id = $1::uuid and state = 'opening' and opens_at is null`, [id, by, opensAt]);

export const keepClosed = (tx: Tx, id: string): Promise<number> =>
  tx.changeSql(`update tenancy.hold set state = 'active', asked_by = null, asked_at = null, approved_by = null, opens_at = null where hold_id = $1::uuid and state = 'opening'`, [id]);

export const releaseHold = (tx: Tx, id: string): Promise<number> =>
  tx.changeSql(`update tenancy.hold set state = 'released', released_at = $2 where hold_id = $1::uuid and state = 'opening' and opens_at <= $2`, [id, tx.now]);

/** What the system login reads: holds of every organization whose delay is over. */
export const dueOpenings = { text: `select organization_id, hold_id from tenancy.hold where state = 'opening' and opens_at <= $1 order by opens_at limit 100` };

export interface ShardHold {
  readonly tenantId: TenantId;
  readonly holdId: HoldId;
  readonly kind: HoldKind;
  readonly containerId: number | null;
  readonly placedAt: Date;
}

export interface ShardHolds {
  read(shardId: ShardId): Promise<readonly Pick<ShardHold, 'tenantId' | 'holdId'>[]>;
  /** Again changes nothing. */
  place(shardId: ShardId, holds: readonly ShardHold[]): Promise<void>;
  remove(shardId: ShardId, holds: readonly Pick<ShardHold, 'tenantId' | 'holdId'>[]): Promise<void>;
}

/** What the system login reads to make the copies: every hold that stands, and the tenants of their organizations in one shard. */
export const standingHolds = { text: `select * from tenancy.hold where state <> 'released'` };
export const tenantsForHolds = { text: `select organization_id, site_id, tenant_id from tenancy.tenant where shard_id = $1 and state <> 'purged' and organization_id = any($2::uuid[])` };

export function createShardHolds(databases: Databases): ShardHolds {
  return {
    async read(shardId) {
      const [found] = await databases.system('copies of holds', shardId).run([{ text: 'select tenant_id, hold_id from hf.hold', values: [] }]);
      // Ids as placed below.
      return (found?.rows ?? []).map((row) => ({ tenantId: row['tenant_id'] as TenantId, holdId: row['hold_id'] as HoldId }));
    },
    async place(shardId, holds) {
      await databases.system('place holds', shardId).run([{
        text: `insert into hf.hold (tenant_id, hold_id, kind, container_id, placed_at) select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $5::timestamptz[]) on conflict (tenant_id, hold_id) do nothing`,
        values: [holds.map((hold) => hold.tenantId), holds.map((hold) => hold.holdId), holds.map((hold) => hold.kind), holds.map((hold) => hold.containerId), holds.map((hold) => hold.placedAt)],
      }]);
    },
    async remove(shardId, holds) {
      await databases.system('take opened holds away', shardId).run([{
        text: 'delete from hf.hold h using unnest($1::uuid[], $2::uuid[]) gone(tenant_id, hold_id) where h.tenant_id = gone.tenant_id and h.hold_id = gone.hold_id',
        values: [holds.map((hold) => hold.tenantId), holds.map((hold) => hold.holdId)],
      }]);
    },
  };
}

const legalHoldOn = `
  select exists (select from tenancy.tenant t join tenancy.hold h on h.organization_id = t.organization_id
    where t.tenant_id = $1::uuid and h.kind = 'legal_hold' and h.state <> 'released'
      and (h.target_kind = 'organization' or (h.target_kind = 'site' and h.site_id = t.site_id) or (h.target_kind = 'container' and h.tenant_id = t.tenant_id))) as held`;

/** Whether a legal hold reaches anything of a tenant: then nothing that was recorded of it expires. */
export async function isUnderLegalHold(databases: Databases, tenantId: string): Promise<boolean> {
  const [result] = await databases.system('legal holds stop what expires', 'control').run([{ text: legalHoldOn, values: [tenantId] }]);
  return result?.rows[0]?.['held'] === true;
}
