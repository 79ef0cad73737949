/** The products and what serves them: Tracker, Wiki, import. Wired apart from the platform so that each list stays short. */
import { join } from 'node:path';
import type pg from 'pg';
import type { Config } from '../kernel/config/index.ts';
import type { Databases } from '../kernel/db/index.ts';
import type { Edge } from '../kernel/http/index.ts';
import { createJobRunner, jobSchema, type JobHandler, type JobRunner } from '../kernel/jobs/index.ts';
import { tenantIds } from '../kernel/ids/index.ts';
import type { Log } from '../kernel/log/index.ts';
import type { OutboxHandler } from '../kernel/outbox/index.ts';
import { noAccess, systemActor, systemFacts, type Contexts, type Ctx, type ProductType, type Registry, type Service } from '../kernel/service/index.ts';
import type { Clock } from '../kernel/time/index.ts';
import type { Directory, RulesOfItem } from '../modules/directory/index.ts';
import { createImportFiles, createInterchange, openDoor, type Interchange } from '../modules/interchange/index.ts';
import type { Keys } from '../modules/keys/index.ts';
import { createFolderStore, createSweeper, type Media, type Sweeper } from '../modules/media/index.ts';
import type { RecoverableProduct } from '../modules/recovery/index.ts';
import type { Catalogue, Leftovers, ProductSeeder } from '../modules/tenancy/index.ts';
import type { Vault } from '../modules/vault/index.ts';
import type { Search } from '../modules/search/index.ts';
import { createBulkJobs, createTracker, createTrashPurge, type Importing as TrackerImporting, type Tracker } from '../modules/tracker/index.ts';
import { createWiki, type Wiki, type WikiImporting } from '../modules/wiki/index.ts';
import { createLeftovers } from './leftovers.ts';
import type { ProductPeople } from './product-people.ts';
import { wireNotification } from './wire-notification.ts';
import { wireSearch } from './wire-search.ts';
import { createIssueSource, createRenew } from './wiki-ports.ts';

export interface ProductOptions {
  /** Jobs of others that run in the same queue. */
  readonly moreJobs: Readonly<Record<string, JobHandler>>;
  /** Connections of the job queue. */
  readonly jobsPool: pg.Pool;
  readonly contexts: Contexts;
  readonly people: ProductPeople;
  readonly media: Media;
  readonly vault: Vault;
  readonly catalogue: Catalogue;
  readonly directory: Directory;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly config: Config;
  readonly dataFolder: string;
  readonly databases: Databases;
  readonly log: Log;
  /** Made after the products. */
  readonly edge: () => Edge;
  readonly registry: () => Registry;
}

export interface Products {
  readonly services: readonly Service[];
  readonly seeders: Readonly<Record<ProductType, ProductSeeder>>;
  readonly search: Search;
  readonly jobs: JobRunner;
  readonly outboxHandlers: Readonly<Record<string, OutboxHandler>>;
  readonly rulesOfItem: Readonly<Record<ProductType, RulesOfItem>>;
  readonly importing: { readonly tracker: TrackerImporting; readonly wiki: WikiImporting };
  readonly recoverable: Readonly<Record<ProductType, RecoverableProduct>>;
  /** What a purged tenant leaves outside the tables of its shard. */
  readonly leftovers: Leftovers;
  start(): void;
  /** Ends what people listen to, so that the server can close. */
  endStreams(): void;
  stop(): Promise<void>;
}

export async function createProducts(options: ProductOptions): Promise<Products> {
  const { people, media, directory } = options;
  const wiki = createWiki({ people, media, clock: options.clock, renew: createRenew(options), issues: createIssueSource(options), groups: { groups: (ctx) => directory.groupsOf(ctx.tenant.organizationId) } });
  media.registerHolder('wiki', wiki.mediaHolder);
  const tracker = createTracker({ people: directory.people, media });
  media.registerHolder('tracker', tracker.mediaHolder);
  const sweeper = wireSweeper(options);
  const purging = wirePurging(options, wiki);
  const search = wireSearch(options, { tracker: tracker.searchSource, wiki: wiki.searchSource });
  const trash = createTrashPurge({ tenants: everyTenant(options, 'tracker'), onError: (error, tenantId) => { options.log.error('the trash of a tracker could not be emptied', { tenantId, error }); } });
  const late: { jobs?: JobRunner } = {};
  const bulk = createBulkJobs({
    contexts: options.contexts, people: directory.people, clock: options.clock, tenants: everyTenant(options, 'tracker'), tenant: (tenantId) => options.catalogue.context(tenantIds.fromUuid(tenantId)),
    accessOf: (actor, { siteId, siteSlug, organizationId }) => directory.access.onSite(actor, { siteId, siteSlug, organizationId }, 'tracker'), onError: (error) => { options.log.error('bulk changes could not be looked after', { error }); },
    jobs: () => { if (late.jobs === undefined) throw new Error('the job runner is made before anybody asks for a job'); return late.jobs; },
  });
  const imports = await wireImports(options, { tracker, wiki }, { ...bulk.jobHandlers, ...options.moreJobs });
  late.jobs = imports.jobs;
  const notification = wireNotification(options, { tracker: tracker.noticeSource, wiki: wiki.noticeSource });
  return {
    services: [tracker.service, wiki.service, search.service, notification.service, imports.interchange.service],
    seeders: { tracker: { seedTenant: (ctx) => tracker.seedTenant(ctx) }, wiki: { seedTenant: (ctx) => wiki.seedTenant(ctx) } },
    search,
    jobs: imports.jobs,
    rulesOfItem: { tracker: tracker.rulesOfItem, wiki: wiki.rulesOfItem },
    importing: { tracker: tracker.importing, wiki: wiki.importing },
    recoverable: { tracker: tracker.recoverable, wiki: wiki.recoverable },
    leftovers: createLeftovers({ catalogue: options.catalogue, media, jobs: imports.jobs, interchange: imports.interchange }),
    outboxHandlers: { ...notification.outboxHandlers, ...imports.interchange.outboxHandlers, ...bulk.outboxHandlers },
    start() {
      imports.start();
      sweeper.start();
      purging.start();
      search.indexer.start();
      trash.start();
      bulk.start();
    },
    endStreams: () => { wiki.endStreams(); },
    async stop() {
      await search.indexer.stop();
      bulk.stop();
      await trash.stop();
      await purging.stop();
      await sweeper.stop();
      await imports.stop();
    },
  };
}

/** A context of the product of each tenant that lives here now, for what is done once a day. */
function everyTenant({ catalogue, contexts, clock }: ProductOptions, product?: ProductType): (signal: AbortSignal) => Iterable<Ctx> {
  return function* tenants(signal) {
    for (const { tenant_id: tenantId } of catalogue.changesSince(-1).tenants) {
      const tenant = catalogue.context(tenantId);
      if (tenant?.state === 'active' && (product === undefined || tenant.product === product)) yield contexts.tenant(tenant.product, systemFacts(systemActor, clock.now(), signal), tenant, noAccess);
    }
  };
}

/** Files that nothing refers to any more are removed once a day, tenant by tenant. */
function wireSweeper(options: ProductOptions): Sweeper {
  const { media, log } = options;
  return createSweeper({
    media, tenants: everyTenant(options),
    onSwept: ({ removed, strays }) => { log.info('files that nothing refers to were removed', { count: removed + strays }); },
    onError: (error, tenantId) => { log.error('files of a tenant could not be swept', { tenantId, error }); },
  });
}

const purgeEveryMs = 24 * 3_600_000;

/** The trash of each wiki, once a day; the first time an hour after the start. */
function wirePurging({ catalogue, contexts, clock, log }: ProductOptions, wiki: Wiki): { start(): void; stop(): Promise<void> } {
  const stopped = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  async function round(): Promise<void> {
    for (const { tenant_id: tenantId } of catalogue.changesSince(-1).tenants) {
      const tenant = catalogue.context(tenantId);
      if (stopped.signal.aborted || tenant?.state !== 'active' || tenant.product !== 'wiki') continue;
      await wiki.purgeTrash(contexts.tenant('wiki', systemFacts(systemActor, clock.now(), stopped.signal), tenant, noAccess)).catch((error: unknown) => { log.error('the trash of a tenant could not be purged', { tenantId, error }); });
    }
  }
  function schedule(afterMs: number): void {
    timer = setTimeout(() => { running = round().then(() => { if (!stopped.signal.aborted) schedule(purgeEveryMs); }); }, afterMs);
    timer.unref();
  }
  return {
    start: () => { schedule(3_600_000); },
    async stop() {
      stopped.abort();
      clearTimeout(timer);
      await running;
    },
  };
}

/** At most so many imports at a time in this process: each may use a few hundred megabytes. */
const importsAtOnce = 2;

async function wireImports(options: ProductOptions, { tracker, wiki }: { readonly tracker: Tracker; readonly wiki: Wiki }, others: Readonly<Record<string, JobHandler>>): Promise<{ readonly interchange: Interchange; readonly jobs: JobRunner; start(): void; stop(): Promise<void> }> {
  const { contexts, catalogue, directory, media, keys, clock, config, databases, log } = options;
  const limits = config.import;
  const store = await createFolderStore({ root: join(options.dataFolder, 'import'), clock });
  const files = createImportFiles({ store, sealerFor: (scopeId) => keys.mediaForScope(scopeId), fileBytesMax: limits.fileBytesMax, now: () => clock.now() });
  const backupStore = await createFolderStore({ root: join(options.dataFolder, 'backup'), clock });
  const backupFiles = createImportFiles({ store: backupStore, sealerFor: (scopeId) => keys.mediaForScope(scopeId), fileBytesMax: Number.MAX_SAFE_INTEGER, now: () => clock.now() });
  const interchange = createInterchange({
    backups: { files: backupFiles, reading: { tracker: tracker.reading, wiki: wiki.reading }, door: openDoor, vault: options.vault },
    contexts, databases, tenants: { context: (id) => catalogue.context(id), tenantsOf: (siteId) => catalogue.tenantsOf(siteId), organizations: () => new Set(catalogue.changesSince(-1).sites.map((site) => site.organization_id)), everyTenant: () => new Set(catalogue.changesSince(-1).tenants.map((tenant) => tenant.tenant_id)) }, accounts: directory.people, access: directory.access, media, tracker: tracker.importing, wiki: wiki.importing, files, clock, log, jobs: () => jobs, leaseMs: 10_000,
    readingLimits: { entries: limits.entriesMax, expandedBytes: limits.unpackedBytesMax, recordChars: limits.recordBytesMax },
  }, limits.fileBytesMax);
  const jobs = createJobRunner({
    pool: options.jobsPool, schema: jobSchema('product'), handlers: { ...interchange.jobHandlers, ...others }, concurrency: Math.max(importsAtOnce, config.limits.jobsPerTenant), perTenant: config.limits.jobsPerTenant,
    onError: (error, task) => { log.error('a job failed', { task, error }); },
  });
  return {
    interchange, jobs,
    start() {
      jobs.start();
      interchange.start();
    },
    async stop() {
      await interchange.stop();
      await jobs.stop();
    },
  };
}
