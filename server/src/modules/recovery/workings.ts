/** What the use cases of this module stand on; made in main. */
import type { Databases } from '../../kernel/db/index.ts';
import type { SiteId, TenantId } from '../../kernel/ids/index.ts';
import type { Log } from '../../kernel/log/index.ts';
import type { Actor, Contexts, Ctx, ProductType, SiteAccess, TenantContext } from '../../kernel/service/index.ts';
import { noAccess, systemActor, systemFacts } from '../../kernel/service/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import type { TenantHistory } from '../journal/index.ts';
import { errors } from './errors.ts';
import { readCatalog, type Catalog } from './members/catalog-store.ts';
import type { Pasts } from './past/pasts.ts';
import type { MediaBytes, RecoverableProduct, Reader } from './ports.ts';

export interface RecoveryWorkings {
  readonly contexts: Contexts;
  readonly databases: Databases;
  readonly tenants: { context(tenantId: TenantId): TenantContext | undefined; purged(tenantId: TenantId): TenantContext | undefined; tenantsOf(siteId: SiteId): readonly TenantContext[] };
  /** What somebody may do on one product now. */
  readonly accessOf: (actor: Actor, tenant: TenantContext) => Promise<SiteAccess>;
  readonly products: Readonly<Record<ProductType, RecoverableProduct>>;
  readonly history: TenantHistory;
  readonly pasts: Pasts;
  readonly media: MediaBytes;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  /** How long a worker may be silent before its plan is given to another. */
  readonly leaseMs: number;
  /** Where the migrations of this release are. */
  readonly migrationsFolder: string;
  /** How long a plan holds. */
  readonly planKeptMs: number;
  /** Crash tests stop the process here. */
  readonly afterStep?: (step: string) => Promise<void>;
}

const catalogs = new WeakMap<RecoveryWorkings, Promise<Catalog>>();

/** The same in every shard of a release. */
export function catalogOf(workings: RecoveryWorkings, reader: Reader): Promise<Catalog> {
  let catalog = catalogs.get(workings);
  if (catalog === undefined) {
    catalog = readCatalog(reader);
    catalogs.set(workings, catalog);
    catalog.catch(() => catalogs.delete(workings)); // whoever waits for it is told; the next one reads again
  }
  return catalog;
}

/** A context of recovery's own login on a tenant, for work that its plan's owner asked for. */
export function restoring(workings: RecoveryWorkings, tenant: TenantContext, actor: Actor = systemActor, signal: AbortSignal = new AbortController().signal): Ctx {
  return workings.contexts.tenant('recovery', systemFacts(actor, workings.clock.now(), signal), tenant, noAccess);
}

/** Fails with recovery.target_unknown. */
export function tenantNamed(workings: RecoveryWorkings, siteId: SiteId, product: ProductType): TenantContext {
  const tenant = workings.tenants.tenantsOf(siteId).find((one) => one.product === product);
  if (tenant === undefined) throw errors.target_unknown({ detail: `The site has no ${product}.` });
  return tenant;
}

/** What was committed until that moment can be read from then on. */
export async function reached(workings: RecoveryWorkings, tenant: TenantContext, at: Date): Promise<void> {
  const window = await workings.history.window(tenant.tenantId);
  if (window === undefined || window.to < at) await workings.history.caughtUp(tenant.shardId);
}
