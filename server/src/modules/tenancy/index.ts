/** Front door of tenancy: creating organizations and sites, the catalogue, and driving sagas to their end. */
import type { Service } from '../../kernel/service/index.ts';
import type { OrganizationId, ShardId, SiteId } from '../../kernel/ids/index.ts';
import { noAccess, systemActor, systemFacts, type OrganizationCtx, type RequestFacts } from '../../kernel/service/index.ts';
import { ensureShard, readOrganization } from './catalogue-store.ts';
import { createSite as create, provisionSteps, type NewSite } from './create-site.ts';
import { createOrganization as createOne, type NewOrganization } from './organizations.ts';
import { deleteSteps, undeleteSteps } from './delete-place.ts';
import { deletionIds } from './deletion-ids.ts';
import { advancePlans } from './deletion-plan.ts';
import { destroyDue } from './destroy-keys.ts';
import { openDueHolds, syncHolds } from './place-hold.ts';
import { purgeDue, purgeOne, purgeSteps, reviveSteps } from './purge-place.ts';
import { createTenancyRoutes } from './routes.ts';
import { createSagas } from './sagas.ts';
import { tenancyDescriptor } from './service.ts';
import { turnSteps } from './suspend-site.ts';
import type { TenancyWorkings } from './workings.ts';

export { createCatalogue, type Catalogue } from './catalogue.ts';
export { createCatalogueFeed, type CatalogueFeed } from './catalogue-feed.ts';
export { followCatalogueFeed, type FeedFollower } from './follow-catalogue-feed.ts';
export { createPlacementStore } from './placement-store.ts';
export { createShardHolds, isUnderLegalHold } from './hold-store.ts';
export { noticeTopic, type NoticeKind } from './second-person.ts';
export { countTenantRows } from './tenant-rows-store.ts';
export { tenancyErrors } from './errors.ts';
export { tenancyDescriptor } from './service.ts';
export type { Leftovers, ProductSeeder, ScopeKeys, SiteRoleGranter, TenancyWorkings, TenantReviver } from './workings.ts';

export interface Tenancy {
  readonly service: Service;
  createOrganization(facts: RequestFacts, wanted: NewOrganization): Promise<OrganizationId>;
  createSite(ctx: OrganizationCtx, wanted: NewSite): Promise<SiteId>;
  organization(organizationId: OrganizationId): Promise<{ readonly name: string; readonly slug: string; readonly state: string } | undefined>;
  /** Drives sagas that a dead process left behind; returns how many ended. */
  reconcile(): Promise<number>;
  /** What time brings: holds whose delay is over, plans that run, deletions and keys that are due. */
  lookAfterDeletions(): Promise<{ readonly purged: number; readonly destroyed: number }>;
  /** Purges a deletion (`del_…`) before its grace is over: for drills; no door does it. False when it is held, or not waiting. */
  purgeNow(organizationId: OrganizationId, deletionId: string): Promise<boolean>;
  /** Makes a configured shard known to the catalogue; returns the id that it has there. */
  registerShard(name: string, region: string, shardId: ShardId): Promise<ShardId>;
}

export function createTenancy(workings: TenancyWorkings, options: { readonly publicUrl: string }): Tenancy {
  const sagas = createSagas(workings, {
    'provision-site': provisionSteps(workings),
    'suspend-site': turnSteps(workings, 'suspend-site'),
    'resume-site': turnSteps(workings, 'resume-site'),
    'delete-place': deleteSteps(workings), 'undelete-place': undeleteSteps(workings), 'purge-place': purgeSteps(workings), 'revive-place': reviveSteps(workings),
  });
  return {
    service: { descriptor: tenancyDescriptor, routes: createTenancyRoutes({ workings, sagas, publicUrl: options.publicUrl }) },
    createOrganization: (facts, wanted) => createOne(workings, facts, wanted),
    createSite: (ctx, wanted) => create(ctx, sagas, wanted),
    organization: (organizationId) =>
      workings.contexts.organization('tenancy', systemFacts(systemActor, workings.clock.now(), new AbortController().signal), organizationId, noAccess).read(readOrganization),
    reconcile: () => sagas.reconcile(),
    async lookAfterDeletions() {
      await syncHolds(workings);
      await openDueHolds(workings);
      await advancePlans(workings, sagas);
      return { purged: await purgeDue(workings, sagas), destroyed: await destroyDue(workings) };
    },
    purgeNow: (organizationId, deletionId) => purgeOne(workings, sagas, workings.contexts.organization('tenancy', systemFacts(systemActor, workings.clock.now(), new AbortController().signal), organizationId, noAccess), deletionIds.parse(deletionId)),
    async registerShard(name, region, shardId) {
      const facts = systemFacts(systemActor, workings.clock.now(), new AbortController().signal);
      return workings.contexts.global('tenancy', facts).tx((tx) => ensureShard(tx, { shardId, name, region, now: workings.clock.now() }));
    },
  };
}
