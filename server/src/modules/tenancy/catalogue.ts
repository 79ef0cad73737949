/**
 * The Tenant Context Service inside a process (R16): the whole catalogue in memory, each entry with its version.
 *
 * It is filled at start and then follows the catalogue's version: a push (`refresh`) after every change known here,
 * and a poll once a second for changes made elsewhere. An unknown site is looked up at once, so a site is served
 * the moment it exists. Without contact to the catalogue it goes on serving what it knows for 15 minutes.
 */
import type { Databases } from '../../kernel/db/index.ts';
import type { SitePlace, TenantResolver } from '../../kernel/http/index.ts';
import { isUuid, organizationIds, siteIds, type OrganizationId, type SiteId, type TenantId } from '../../kernel/ids/index.ts';
import type { ProductType, TenantContext, TenantState } from '../../kernel/service/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import { catalogueChanges, type SiteRow, type TenantRow } from './catalogue-store.ts';
import { tenancyErrors } from './errors.ts';

const outOfContactMaxMs = 15 * 60_000;

type SiteWithPlan = SiteRow & { readonly plan: string; readonly features: Readonly<Record<string, boolean>> };

interface Entry {
  readonly place: SitePlace;
  readonly site: SiteWithPlan;
  tracker: TenantContext | undefined;
  wiki: TenantContext | undefined;
}

export interface KnownSite {
  readonly siteId: SiteId;
  readonly name: string;
  readonly slug: string;
  readonly region: string;
  readonly state: TenantState;
  readonly tenants: readonly TenantContext[];
}

export interface Catalogue extends TenantResolver {
  /** Reads what changed since the version known here. Calls made meanwhile share one reading. */
  refresh(): Promise<void>;
  context(tenantId: TenantId): TenantContext | undefined;
  /** All tenants of a site, as known here. */
  tenantsOf(siteId: SiteId): readonly TenantContext[];
  /** Sites of an organization by name, as known here. */
  sitesOf(organizationId: OrganizationId): readonly KnownSite[];
  readonly version: number;
  readonly siteCount: number;
  /** Calls back with each context that changed; returns how to stop. */
  onChange(listener: (context: TenantContext) => void): () => void;
  /** Follows the catalogue until stopped. */
  follow(): void;
  stop(): void;
}

function tenantsIn(entry: Entry | undefined): readonly TenantContext[] {
  return [entry?.tracker, entry?.wiki].filter((context) => context !== undefined);
}

export function createCatalogue(options: { readonly databases: Databases; readonly clock: Clock; readonly pollMs: number; readonly onError: (error: unknown) => void }): Catalogue {
  const bySite = new Map<string, Entry>();
  const bySlug = new Map<string, Entry>();
  const byTenant = new Map<string, TenantContext>();
  const byOrganization = new Map<string, Set<string>>();
  const listeners = new Set<(context: TenantContext) => void>();
  let version = -1;
  let lastContactMs = options.clock.monotonicMs();
  let reading: Promise<void> | undefined;
  let again = false;
  let timer: NodeJS.Timeout | undefined;

  async function read(): Promise<void> {
    const pool = options.databases.system('tenant catalogue read model', 'control');
    // One implicit transaction: version, sites and tenants are of one moment only per statement, so the version is read first.
    const [counter, sites, tenants] = await pool.run([
      { text: catalogueChanges.version, values: [] },
      { text: catalogueChanges.sites, values: [version] },
      { text: catalogueChanges.tenants, values: [version] },
    ]);
    // The row's shape is that of the select list in catalogue-store.
    for (const row of (sites?.rows ?? []) as unknown as SiteWithPlan[]) applySite(row);
    // As above.
    for (const row of (tenants?.rows ?? []) as unknown as TenantRow[]) applyTenant(row);
    // A bigint column, read as a number.
    version = Math.max(version, (counter?.rows[0]?.['version'] as number | undefined) ?? 0);
    lastContactMs = options.clock.monotonicMs();
  }

  function applySite(site: SiteWithPlan): void {
    const place: SitePlace = { siteId: site.site_id, siteSlug: site.slug, organizationId: site.organization_id };
    const before = bySite.get(site.site_id);
    const entry: Entry = { place, site, tracker: before?.tracker, wiki: before?.wiki };
    bySite.set(site.site_id, entry);
    const siblings = byOrganization.get(site.organization_id) ?? new Set();
    byOrganization.set(site.organization_id, siblings.add(site.site_id));
    bySlug.set(site.slug, entry);
  }

  function applyTenant(row: TenantRow): void {
    const entry = bySite.get(row.site_id);
    if (entry === undefined) return;
    const context: TenantContext = {
      tenantId: row.tenant_id, product: row.product, siteId: row.site_id, siteSlug: entry.site.slug, organizationId: row.organization_id,
      shardId: row.shard_id, region: entry.site.region, state: row.state, epoch: row.epoch, version: row.version,
      plan: entry.site.plan, features: entry.site.features,
    };
    const known = byTenant.get(row.tenant_id);
    if (known !== undefined && known.version >= context.version) return;
    byTenant.set(row.tenant_id, context);
    entry[row.product] = context;
    for (const listener of listeners) listener(context);
  }

  async function refresh(): Promise<void> {
    if (reading !== undefined) {
      again = true;
      await reading;
      if (!again) return;
    }
    again = false;
    reading ??= read().finally(() => {
      reading = undefined;
    });
    await reading;
  }

  async function find(reference: string): Promise<Entry | undefined> {
    const lookUp = (): Entry | undefined => {
      if (reference.startsWith('@')) return bySlug.get(reference.slice(1));
      if (reference.startsWith('site_')) return bySite.get(siteIds.parse(reference));
      return isUuid(reference) ? bySite.get(reference) : undefined;
    };
    const known = lookUp();
    if (known !== undefined) {
      if (options.clock.monotonicMs() - lastContactMs > outOfContactMaxMs) throw tenancyErrors.catalogue_out_of_reach();
      return known;
    }
    await refresh();
    return lookUp();
  }

  return {
    refresh,
    site: async (reference) => (await find(reference))?.place,
    tenant: (site, product: ProductType) => Promise.resolve(bySite.get(site.siteId)?.[product]),
    async organization(reference): Promise<OrganizationId | undefined> {
      if (reference.startsWith('org_')) return organizationIds.parse(reference);
      if (!reference.startsWith('@')) return undefined;
      const [found] = await options.databases.system('organization by address', 'control').run([{ text: catalogueChanges.organizationBySlug, values: [reference.slice(1)] }]);
      const id = found?.rows[0]?.['id'];
      return typeof id === 'string' ? organizationIds.fromUuid(id) : undefined;
    },
    context: (tenantId) => byTenant.get(tenantId),
    tenantsOf: (siteId) => tenantsIn(bySite.get(siteId)),
    sitesOf(organizationId) {
      const entries = [...(byOrganization.get(organizationId) ?? [])].flatMap((siteId) => bySite.get(siteId) ?? []);
      return entries
        .map((entry) => ({ siteId: entry.place.siteId, name: entry.site.name, slug: entry.site.slug, region: entry.site.region, state: entry.site.state, tenants: tenantsIn(entry) }))
        .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    },
    get version() {
      return version;
    },
    get siteCount() {
      return bySite.size;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    follow() {
      timer ??= setInterval(() => void refresh().catch(options.onError), options.pollMs);
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
    },
  };
}
