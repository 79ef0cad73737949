/**
 * The Tenant Context Service inside a process (R16): the whole catalogue in memory, each entry with its version.
 *
 * It is filled at start and then follows the catalogue's version: a reading (`refresh`) after every change made here,
 * changes pushed by another process (`apply`), and a poll for what nobody said. An unknown site is looked up at once,
 * so a site is served the moment it exists. Without contact to the catalogue it goes on serving what it knows for 15 minutes.
 */
import type { Databases } from '../../kernel/db/index.ts';
import type { SitePlace, TenantResolver } from '../../kernel/http/index.ts';
import { isUuid, organizationIds, siteIds, type OrganizationId, type SiteId, type TenantId } from '../../kernel/ids/index.ts';
import type { ProductType, TenantContext, TenantState } from '../../kernel/service/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import { planOfSite, siteFacts, tenantFacts, type CatalogueChanges, type SiteFacts, type TenantFacts } from './catalogue-changes.ts';
import { catalogueChanges } from './catalogue-store.ts';
import { tenancyErrors } from './errors.ts';

const outOfContactMaxMs = 15 * 60_000;

interface Entry {
  readonly place: SitePlace;
  readonly site: SiteFacts;
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
  /** A tenant that was purged, for whoever brings it back; nobody else is told of it. */
  purged(tenantId: TenantId): TenantContext | undefined;
  /** All tenants of a site, as known here. */
  tenantsOf(siteId: SiteId): readonly TenantContext[];
  /** Sites of an organization by name, as known here. */
  sitesOf(organizationId: OrganizationId): readonly KnownSite[];
  readonly version: number;
  readonly siteCount: number;
  /** Calls back with each context that changed; returns how to stop. */
  onChange(listener: (context: TenantContext) => void): () => void;
  /** Calls back with what a reading of the database brought; not with what `apply` brought. */
  onRead(listener: (changes: CatalogueChanges) => void): () => void;
  /** Takes changes that another process read; older ones than those known change nothing. */
  apply(changes: CatalogueChanges): void;
  /** Another process has passed on everything up to this version, and heard of the database so long ago. */
  reached(version: number, contactAgoMs: number): void;
  /** Everything known here that is newer than the version. */
  changesSince(version: number): CatalogueChanges;
  /** How long ago the database was heard of, here or by whom we follow. */
  contactAgoMs(): number;
  /** Polls the database until stopped. */
  follow(): void;
  stop(): void;
}

/** What was purged is remembered, so that nobody takes it for new, and answers to nobody. */
const there = <Known extends { readonly state: TenantState }>(known: Known | undefined): known is Known => known !== undefined && known.state !== 'purged';

function tenantsIn(entry: Entry | undefined): readonly TenantContext[] {
  return [entry?.tracker, entry?.wiki].filter(there);
}

export function createCatalogue(options: { readonly databases: Databases; readonly clock: Clock; readonly pollMs: number; readonly onError: (error: unknown) => void }): Catalogue {
  const bySite = new Map<string, Entry>();
  const bySlug = new Map<string, Entry>();
  const byTenant = new Map<string, TenantContext>();
  const byOrganization = new Map<string, Set<string>>();
  const listeners = new Set<(context: TenantContext) => void>();
  const readListeners = new Set<(changes: CatalogueChanges) => void>();
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
    // The rows' shapes are those of the select lists in catalogue-store.
    const changes: CatalogueChanges = { sites: ((sites?.rows ?? []) as unknown as SiteFacts[]).map(siteFacts), tenants: ((tenants?.rows ?? []) as unknown as TenantFacts[]).map(tenantFacts) };
    apply(changes);
    // A bigint column, read as a number.
    reached((counter?.rows[0]?.['version'] as number | undefined) ?? 0, 0);
    if (changes.sites.length + changes.tenants.length > 0) for (const listener of readListeners) listener(changes);
  }

  function apply(changes: CatalogueChanges): void {
    for (const site of changes.sites) applySite(site);
    for (const tenant of changes.tenants) applyTenant(tenant);
  }

  function reached(upTo: number, contactAgoMs: number): void {
    version = Math.max(version, upTo);
    lastContactMs = Math.max(lastContactMs, options.clock.monotonicMs() - contactAgoMs);
  }

  function applySite(site: SiteFacts): void {
    const before = bySite.get(site.site_id);
    if (before !== undefined && before.site.version >= site.version) return;
    const place: SitePlace = { siteId: site.site_id, siteSlug: site.slug, organizationId: site.organization_id };
    const entry: Entry = { place, site, tracker: before?.tracker, wiki: before?.wiki };
    bySite.set(site.site_id, entry);
    const siblings = byOrganization.get(site.organization_id) ?? new Set();
    byOrganization.set(site.organization_id, siblings.add(site.site_id));
    // An address may belong to somebody else by the time its old owner is gone.
    if (site.state !== 'purged') bySlug.set(site.slug, entry);
    else if (bySlug.get(site.slug)?.site.site_id === site.site_id) bySlug.delete(site.slug);
    // The plan travels with the site: contexts that are known already take it at once.
    for (const known of tenantsIn(entry)) putContext(entry, { ...known, siteSlug: site.slug, ...planOfSite(site) });
  }

  function applyTenant(row: TenantFacts): void {
    const entry = bySite.get(row.site_id);
    if (entry === undefined) return;
    const known = byTenant.get(row.tenant_id);
    if (known !== undefined && known.version >= row.version) return;
    const context: TenantContext = {
      tenantId: row.tenant_id, product: row.product, siteId: row.site_id, siteSlug: entry.site.slug, organizationId: row.organization_id,
      shardId: row.shard_id, region: entry.site.region, state: row.state, epoch: row.epoch, version: row.version,
      ...(row.deleting_until === undefined || row.deleting_until === null ? {} : { undoUntil: new Date(row.deleting_until).toISOString() }),
      ...planOfSite(entry.site),
    };
    putContext(entry, context);
  }

  function putContext(entry: Entry, context: TenantContext): void {
    byTenant.set(context.tenantId, context);
    entry[context.product] = context;
    for (const listener of listeners) listener(context);
  }

  function changesSince(since: number): CatalogueChanges {
    const sites = [...bySite.values()].map((entry) => entry.site).filter((site) => site.version > since);
    const tenants = [...byTenant.values()].filter((tenant) => tenant.version > since).map((tenant): TenantFacts => ({
      tenant_id: tenant.tenantId, site_id: tenant.siteId, organization_id: tenant.organizationId, product: tenant.product,
      shard_id: tenant.shardId, epoch: tenant.epoch, state: tenant.state, version: tenant.version, deleting_until: tenant.undoUntil ?? null,
    }));
    return { sites, tenants };
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
    if (known?.site.state === 'purged') return undefined;
    if (known !== undefined) {
      if (options.clock.monotonicMs() - lastContactMs > outOfContactMaxMs) throw tenancyErrors.catalogue_out_of_reach();
      return known;
    }
    try {
      await refresh();
    } catch (error) {
      // Whether it exists cannot be told; what is known goes on being served.
      throw tenancyErrors.catalogue_out_of_reach({}, error);
    }
    return lookUp();
  }

  return {
    refresh,
    site: async (reference) => (await find(reference))?.place,
    tenant: (site, product: ProductType) => Promise.resolve([bySite.get(site.siteId)?.[product]].find(there)),
    async planOf(organizationId) {
      const sites = [...(byOrganization.get(organizationId) ?? [])].flatMap((siteId) => bySite.get(siteId)?.site ?? []);
      const [newest] = sites.sort((a, b) => b.version - a.version);
      if (newest !== undefined) return planOfSite(newest);
      const [found] = await options.databases.system('plan of an organization without sites', 'control').run([{ text: catalogueChanges.planOfOrganization, values: [organizationId] }]);
      // The row's shape is that of the select list in catalogue-store.
      return found?.rows[0] === undefined ? { plan: 'free', features: {}, trial: null } : planOfSite(found.rows[0] as unknown as Parameters<typeof planOfSite>[0]);
    },
    async organization(reference): Promise<OrganizationId | undefined> {
      if (reference.startsWith('org_')) return organizationIds.parse(reference);
      if (!reference.startsWith('@')) return undefined;
      const [found] = await options.databases.system('organization by address', 'control').run([{ text: catalogueChanges.organizationBySlug, values: [reference.slice(1)] }]);
      const id = found?.rows[0]?.['id'];
      return typeof id === 'string' ? organizationIds.fromUuid(id) : undefined;
    },
    context: (tenantId) => [byTenant.get(tenantId)].find(there), purged: (tenantId) => [byTenant.get(tenantId)].find((known) => known?.state === 'purged'),
    tenantsOf: (siteId) => tenantsIn(bySite.get(siteId)),
    sitesOf(organizationId) {
      const entries = [...(byOrganization.get(organizationId) ?? [])].flatMap((siteId) => bySite.get(siteId) ?? []);
      return entries
        .filter((entry) => there(entry.site))
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
    onRead(listener) {
      readListeners.add(listener);
      return () => void readListeners.delete(listener);
    },
    apply,
    reached,
    changesSince,
    contactAgoMs: () => options.clock.monotonicMs() - lastContactMs,
    follow() {
      timer ??= setInterval(() => void refresh().catch(options.onError), options.pollMs);
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
    },
  };
}
