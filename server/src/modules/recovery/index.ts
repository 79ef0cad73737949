/** Front door of recovery: what main wires, and what products say of themselves. */
import type { OrganizationId, ShardId, SiteId, TenantId } from '../../kernel/ids/index.ts';
import type { OrganizationCtx, ProductType, Service } from '../../kernel/service/index.ts';
import type { Pasts } from './past/pasts.ts';
import { createDrillRoutes } from './drills/drill-routes.ts';
import { createDrills, type Drills } from './drills/drills.ts';
import { restorePlace } from './planning/restore-place.ts';
import { createPlanWorker } from './planning/work-plans.ts';
import { reviveTenant } from './reviving/revive-tenant.ts';
import { createRecoveryRoutes } from './routes.ts';
import { recoveryDescriptor } from './service.ts';
import type { RecoveryWorkings } from './workings.ts';

export { createPasts, type Pasts } from './past/pasts.ts';
export { recoveryDescriptor } from './service.ts';
export { errors as recoveryErrors } from './errors.ts';
export type { CopiedRow, CopyKeys, CopyRules, MediaBytes, Reader, RecoverableItem, RecoverableProduct, RecoverableText, SoftReference, StoredBytes } from './ports.ts';
export type { Drill, DrillResult, DrillRun } from './drills/drills.ts';
export type { RecoveryWorkings } from './workings.ts';
export { readCatalog } from './members/catalog-store.ts';
export { homeless } from './members/membership.ts';

export interface Recovery {
  readonly service: Service;
  readonly drills: Drills;
  /** Places as they were, for whoever reads through products' contexts. */
  readonly pasts: Pasts;
  /**
   * Fills the place of a tenant that stands empty and closed with what it was at `at`. Repeatable; `hold` is called while it works.
   * Fails with recovery.no_history, recovery.point_out_of_window, recovery.file_missing, keys.*, vault.object_broken.
   */
  restoreTenant(organizationId: OrganizationId, tenantId: TenantId, at: Date, hold?: () => Promise<void>): Promise<void>;
  /** Resolves when everything that was committed in the shard before now can be restored. */
  caughtUp(shardId: ShardId): Promise<void>;
  /** Restores all of a product of a site in place: plans, applies, waits. Fails as a plan and its application fail. */
  restorePlace(ctx: OrganizationCtx, siteId: SiteId, product: ProductType, at: Date): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

export function createRecovery(workings: RecoveryWorkings): Recovery {
  const worker = createPlanWorker(workings);
  const drills = createDrills(workings);
  return {
    service: { descriptor: recoveryDescriptor, routes: [...createRecoveryRoutes(workings, worker), ...createDrillRoutes(drills)] },
    drills,
    pasts: workings.pasts,
    restoreTenant: async (_organizationId, tenantId, at, hold) => { await reviveTenant(workings, tenantId, at, hold); },
    caughtUp: (shardId) => workings.history.caughtUp(shardId),
    restorePlace: (ctx, siteId, product, at) => restorePlace(workings, ctx, siteId, product, at),
    start() {
      void workings.pasts.sweep().then((removed) => { if (removed > 0) workings.log.info('scratch databases of killed restores were removed', { count: removed }); }, (error: unknown) => { workings.log.warn('scratch databases could not be looked through', { error }); });
      worker.start();
    },
    async stop() {
      await drills.stop();
      await worker.stop();
      await workings.pasts.close();
    },
  };
}
