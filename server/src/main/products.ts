/** The products and what serves them: Tracker, Wiki, import. Wired apart from the platform so that each list stays short. */
import { join } from 'node:path';
import type pg from 'pg';
import type { Config } from '../kernel/config/index.ts';
import type { Databases } from '../kernel/db/index.ts';
import type { Edge } from '../kernel/http/index.ts';
import { createJobRunner, jobSchema } from '../kernel/jobs/index.ts';
import type { Log } from '../kernel/log/index.ts';
import type { OutboxHandler } from '../kernel/outbox/index.ts';
import { noAccess, systemActor, systemFacts, type Contexts, type ProductType, type Registry, type Service } from '../kernel/service/index.ts';
import type { Clock } from '../kernel/time/index.ts';
import type { Directory, RulesOfItem } from '../modules/directory/index.ts';
import { createImportFiles, createInterchange, type Interchange } from '../modules/interchange/index.ts';
import type { Keys } from '../modules/keys/index.ts';
import { createFolderStore, createSweeper, type Media, type Sweeper } from '../modules/media/index.ts';
import type { Catalogue, ProductSeeder } from '../modules/tenancy/index.ts';
import type { Search } from '../modules/search/index.ts';
import { createTracker, type Importing as TrackerImporting } from '../modules/tracker/index.ts';
import { createWiki, type WikiImporting } from '../modules/wiki/index.ts';
import type { ProductPeople } from './product-people.ts';
import { wireSearch } from './wire-search.ts';
import { createIssueSource, createRenew } from './wiki-ports.ts';

export interface ProductOptions {
  /** Connections of the job queue. */
  readonly jobsPool: pg.Pool;
  readonly contexts: Contexts;
  readonly people: ProductPeople;
  readonly media: Media;
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
  readonly outboxHandlers: Readonly<Record<string, OutboxHandler>>;
  readonly rulesOfItem: Readonly<Record<ProductType, RulesOfItem>>;
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
  const search = wireSearch(options, { tracker: tracker.searchSource, wiki: wiki.searchSource });
  const imports = await wireImports(options, tracker.importing, wiki.importing);
  return {
    services: [tracker.service, wiki.service, search.service, imports.interchange.service],
    seeders: { tracker: { seedTenant: (ctx) => tracker.seedTenant(ctx) }, wiki: { seedTenant: (ctx) => wiki.seedTenant(ctx) } },
    search,
    rulesOfItem: { tracker: tracker.rulesOfItem, wiki: wiki.rulesOfItem },
    outboxHandlers: { ...imports.interchange.outboxHandlers },
    start() {
      imports.start();
      sweeper.start();
      search.indexer.start();
    },
    endStreams: () => { wiki.endStreams(); },
    async stop() {
      await search.indexer.stop();
      await sweeper.stop();
      await imports.stop();
    },
  };
}

/** Files that nothing refers to any more are removed once a day, tenant by tenant. */
function wireSweeper({ media, catalogue, contexts, clock, log }: ProductOptions): Sweeper {
  return createSweeper({
    media,
    * tenants(signal) {
      for (const { tenant_id: tenantId } of catalogue.changesSince(-1).tenants) {
        const tenant = catalogue.context(tenantId);
        if (tenant?.state === 'active') yield contexts.tenant(tenant.product, systemFacts(systemActor, clock.now(), signal), tenant, noAccess);
      }
    },
    onSwept: ({ removed, strays }) => { log.info('files that nothing refers to were removed', { count: removed + strays }); },
    onError: (error, tenantId) => { log.error('files of a tenant could not be swept', { tenantId, error }); },
  });
}

/** At most so many imports at a time in this process: each may use a few hundred megabytes. */
const importsAtOnce = 2;

async function wireImports(options: ProductOptions, trackerImporting: TrackerImporting, wikiImporting: WikiImporting): Promise<{ readonly interchange: Interchange; start(): void; stop(): Promise<void> }> {
  const { contexts, catalogue, directory, media, keys, clock, config, databases, log } = options;
  const limits = config.import;
  const store = await createFolderStore({ root: join(options.dataFolder, 'import'), clock });
  const files = createImportFiles({ store, sealerFor: (scopeId) => keys.mediaForScope(scopeId), fileBytesMax: limits.fileBytesMax, now: () => clock.now() });
  const interchange = createInterchange({
    contexts, databases, tenants: catalogue, accounts: directory.people, access: directory.access, media, tracker: trackerImporting, wiki: wikiImporting, files, clock, log, jobs: () => jobs, leaseMs: 10_000,
    readingLimits: { entries: limits.entriesMax, expandedBytes: limits.unpackedBytesMax, recordChars: limits.recordBytesMax },
  }, limits.fileBytesMax);
  const jobs = createJobRunner({
    pool: options.jobsPool, schema: jobSchema('product'), handlers: interchange.jobHandlers, concurrency: Math.max(importsAtOnce, config.limits.jobsPerTenant), perTenant: config.limits.jobsPerTenant,
    onError: (error, task) => { log.error('a job failed', { task, error }); },
  });
  return {
    interchange,
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
