/**
 * The composition root: which modules there are and how they reach each other. Everything is made here by hand, in
 * the order of the tiers; what a lower tier needs of an upper one is an interface that the lower tier owns.
 */
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { publicUrlOf, type Config } from '../kernel/config/index.ts';
import { refuseUnsafeLogins, type Databases } from '../kernel/db/index.ts';
import { createFairness, createHttpServer, type Edge } from '../kernel/http/index.ts';
import { shardIds, type ShardId } from '../kernel/ids/index.ts';
import type { Log } from '../kernel/log/index.ts';
import { prepareSocketFolder, removeSocketFolder, type AdminConnection } from '../kernel/postgres/index.ts';
import { createFolderMailer, createSmtpMailer, type Mailer } from '../kernel/mail/index.ts';
import { createOutboxDispatcher, type OutboxDispatcher } from '../kernel/outbox/index.ts';
import { createContexts, createRegistry, platformScope, type Contexts, type Registry, type Service } from '../kernel/service/index.ts';
import type { Clock } from '../kernel/time/index.ts';
import { createAudit, type Audit } from '../modules/audit/index.ts';
import { createDirectory, type Directory } from '../modules/directory/index.ts';
import { createIdentity, type Identity } from '../modules/identity/index.ts';
import { createKeys, keysDescriptor, openEmbeddedKms, type Keys } from '../modules/keys/index.ts';
import { createJournalService, type Journal, type TenantHistory } from '../modules/journal/index.ts';
import { createFolderStore, createMedia, type Media } from '../modules/media/index.ts';
import type { Recovery } from '../modules/recovery/index.ts';
import { createCatalogue, createCatalogueFeed, noticeTopic, type Catalogue, type Tenancy } from '../modules/tenancy/index.ts';
import { backupDescriptor, type Backup } from '../modules/backup/index.ts';
import { createVaultService, type Vault } from '../modules/vault/index.ts';
import { createNoticeHandler } from './deletion-ports.ts';
import { descriptors } from './descriptors.ts';
import { wireDrills } from './drills/wire-drills.ts';
import type { InstallationSecret } from './installation-secret.ts';
import { createItemRules } from './item-rules.ts';
import { createPlacesWatch } from './look-after-places.ts';
import { migrateAll, openPools, type Servers } from './open-databases.ts';
import { openVault } from './open-vault.ts';
import { createPlaces } from './places.ts';
import { createProducts, type Products } from './products.ts';
import { createProductPeople } from './product-people.ts';
import { createSystemRoutes } from './system-routes.ts';
import { createTelemetry } from './telemetry.ts';
import { exportEvidence } from './export-evidence.ts';
import { vaultedMedia, wireJournal, type JournalWiring } from './wire-journal.ts';
import { emptyHistory, wireRecovery } from './wire-recovery.ts';
import { wireTenancy } from './wire-tenancy.ts';
import { wireBackup } from './wire-backup.ts';

export interface PlatformOptions {
  readonly config: Config;
  readonly dataFolder: string;
  readonly servers: Servers;
  readonly secret: InstallationSecret;
  readonly log: Log;
  readonly clock: Clock;
  /** The port that links are made for. */
  readonly port: number;
  /** Tests that prepared their databases from a template skip this. */
  readonly migrated?: boolean;
  readonly mailer?: Mailer;
  readonly journalSizes?: JournalWiring['sizes'];
  /** Crash tests stop the process here. */
  readonly afterStep?: (step: string) => Promise<void>;
  /** What restores read; the journal's own when absent. */
  readonly history?: TenantHistory;
  /** False in tests that do not ask for it: a replication slot belongs to a whole cluster. */
  readonly journalled?: boolean;
  /** Services that only a test brings, to prove that the walks see them. */
  readonly plantedServices?: readonly Service[];
}

export interface Platform {
  readonly http: FastifyInstance;
  readonly registry: Registry;
  readonly contexts: Contexts;
  readonly databases: Databases;
  readonly keys: Keys;
  readonly catalogue: Catalogue;
  readonly tenancy: Tenancy;
  readonly directory: Directory;
  readonly identity: Identity;
  readonly media: Media;
  readonly vault: Vault;
  readonly journal: Journal;
  /** Undefined where it is switched off, or the servers are an operator's. */
  readonly backup: Backup | undefined;
  readonly audit: Audit;
  readonly products: Awaited<ReturnType<typeof createProducts>>;
  readonly outbox: OutboxDispatcher;
  readonly recovery: Recovery;
  readonly publicUrl: string;
  /** Starts following the catalogue, delivering events and reconciling. */
  startWork(): void;
  close(): Promise<void>;
}

function createMailer(config: Config, dataFolder: string, clock: Clock): Mailer {
  const { kind, smtpUrl, from } = config.mail;
  if (kind === 'smtp' && smtpUrl !== undefined) return createSmtpMailer({ url: smtpUrl, from });
  return createFolderMailer({ folder: join(dataFolder, 'mail'), from, clock });
}

/** Nobody opens a suspended tenant's content with keys that were leased before. */
function forgetKeysOfStopped(catalogue: Catalogue, keys: Keys): void {
  catalogue.onChange((context) => {
    if (context.state !== 'provisioning' && context.state !== 'active') keys.invalidate(context.tenantId);
  });
}

function auditOf({ contexts, databases, onError, catalogue, directory, routes }: {
  readonly contexts: Contexts; readonly databases: Databases; readonly onError: (error: unknown) => void;
  readonly catalogue: Catalogue; readonly directory: Directory; readonly routes: () => Registry['routes'];
}): Audit {
  return createAudit({
    contexts, databases, onError, shardIds: () => databases.shardIds,
    people: (ctx, ids) => directory.people.byId(ctx.organizationId, ids),
    tenantsOf: (ctx, product) => catalogue.sitesOf(ctx.organizationId).flatMap((site) => site.tenants.filter((tenant) => tenant.product === product).map((tenant) => tenant.tenantId)),
    siteNames: (ctx) => new Map(catalogue.sitesOf(ctx.organizationId).map((site) => [site.siteId, site.name])),
    actions: () => [...new Set(routes().flatMap(({ route }) => route.audit))].sort(),
  });
}

/** Backups write into the vault until it closes. */
async function closeVault(vault: Vault, backup: Backup | undefined): Promise<void> {
  await backup?.stop();
  await vault.close();
}

function fairnessOf({ limits, rateLimit }: Config, clock: Clock): ReturnType<typeof createFairness> {
  return createFairness({
    concurrent: limits.requestsInFlightPerTenant, waiting: limits.requestsInFlightPerTenant * 8,
    perMinute: rateLimit.requestsPerMinutePerTenant, anonymousPerMinute: rateLimit.requestsPerMinutePerAddress,
  }, clock);
}

async function registerShards(servers: Servers, tenancy: Tenancy, databases: Databases, admins: Map<ShardId, AdminConnection>): Promise<void> {
  for (const shard of servers.shards) {
    const shardId = await tenancy.registerShard(shard.name, shard.region, shardIds.make());
    databases.addShard(shardId, shard.admin);
    admins.set(shardId, shard.admin);
  }
}

function once<Part>(part: Part | undefined): Part {
  if (part === undefined) throw new Error('asked before the platform stands');
  return part;
}

export async function createPlatform(options: PlatformOptions): Promise<Platform> {
  const { config, clock, log, dataFolder, secret } = options;
  const publicUrl = publicUrlOf(config, options.port);
  const databaseSecret = secret.derive('database logins');
  if (options.migrated !== true) await migrateAll(options.servers, descriptors, databaseSecret, log);
  const opened = openPools(options.servers, databaseSecret, config.limits.connectionsPerService, log);
  const { databases } = opened;
  const onError = (error: unknown) => log.error('background work failed', { error });

  const kms = await openEmbeddedKms({ folder: join(dataFolder, 'kms'), clock, ...(config.keys.rootKeyFile === undefined ? {} : { rootKeyPath: config.keys.rootKeyFile }) });
  const keys = createKeys({ pool: opened.keysPool, kms, clock, log, leaseMs: config.keys.leaseMinutes * 60_000 });
  await keys.check();
  await keys.createScope(platformScope);

  // The doors come last, from modules whose contexts ask this list at every crossing.
  const late: { registry?: Registry; edge?: Edge; products?: Products; recovery?: Recovery } = {};
  const contexts = createContexts({ databases, sealers: keys, mayCall: (caller, callee) => late.registry?.mayCall(caller, callee) ?? false });
  const catalogue = createCatalogue({ databases, clock, pollMs: 1000, onError });
  const directory = createDirectory({ contexts, clock, accessKeptMs: 2000, onError, rulesOfItem: createItemRules(catalogue, contexts, clock, () => late.products) });
  const store = await createFolderStore({ root: join(dataFolder, 'media'), clock });
  const media = createMedia({ store, sealerFor: (scopeId) => keys.mediaForScope(scopeId), sizeBytesMax: config.limits.attachmentBytesMax });
  const vault = await openVault({ config, dataFolder, databases, clock, onError });
  const admins = new Map<ShardId, AdminConnection>();
  const journal = await wireJournal({ databases, admins, secret: databaseSecret, vault, keys, media, clock, log, dataFolder, jobs: () => once(late.products).jobs, ...(options.journalSizes === undefined ? {} : { sizes: options.journalSizes }) });
  const products = await createProducts({ moreJobs: journal.jobHandlers, jobsPool: opened.jobsPool, contexts, people: createProductPeople(directory.people), media, vault, catalogue, keys, directory, clock, config, dataFolder, databases, log, edge: () => once(late.edge), registry: () => once(late.registry) });
  late.products = products;
  const stopping = new AbortController();
  const tenancy = wireTenancy({
    databases, contexts, catalogue, keys, directory, products, clock, publicUrl, tenantsWithoutApproval: config.limits.productsDeletedWithoutApproval, stopping: stopping.signal, ...(options.afterStep === undefined ? {} : { afterStep: options.afterStep }),
    // Without a journal nothing can be brought back once it was purged, and undoing says so.
    ...(options.history === undefined && options.journalled === false ? {} : { reviver: { restoreTenant: (organizationId, tenantId, at, onSome) => once(late.recovery).restoreTenant(organizationId, tenantId, at, onSome) } }),
  });
  const mailer = options.mailer ?? createMailer(config, dataFolder, clock);
  const identity = createIdentity({
    contexts, directory, places: createPlaces(catalogue, () => tenancy), firstPlaces: tenancy, mailer, clock, onError,
    settings: { publicUrl, sessionIdleMinutes: config.session.idleMinutes, sessionAbsoluteMinutes: config.session.absoluteMinutes, proofKeptMs: 2000, serverSecret: secret.derive('csrf tokens'), freeFailures: { account: config.rateLimit.signInsPerAccount, address: config.rateLimit.signInsPerAddress } },
  });

  const audit = auditOf({ contexts, databases, onError, catalogue, directory, routes: () => late.registry?.routes ?? [] });
  const telemetry = createTelemetry();
  const recovery = wireRecovery({ contexts, databases, catalogue, directory, products: products.recoverable, history: options.history ?? (options.journalled === false ? emptyHistory : journal.journal), store, vaulted: vaultedMedia(vault), databaseSecret, clock, log, adminOf: (shardId) => once(admins.get(shardId)), afterStep: options.afterStep });
  late.recovery = recovery;
  const services: Service[] = [tenancy.service, directory.service, identity.service, audit.service, { descriptor: keysDescriptor, routes: [] }, media.service, createJournalService({ evidence: (asked) => exportEvidence(journal.journal, keys, asked), tenantOf: (siteId, product) => catalogue.tenantsOf(siteId).find((tenant) => tenant.product === product)?.tenantId }), createVaultService({ vault, clock, log }), { descriptor: backupDescriptor, routes: [] }, ...products.services, recovery.service, ...(options.plantedServices ?? [])];
  const registry = createRegistry(services);
  late.registry = registry;
  await registerShards(options.servers, tenancy, databases, admins);
  const backup = wireBackup({ config, dataFolder, servers: options.servers, shardIds: databases.shardIds, vault, keys, clock, log, drills: recovery.drills });
  await refuseUnsafeLogins(databases, registry.descriptors.map((descriptor) => ({ name: descriptor.name, in: descriptor.databases })));
  await catalogue.refresh();
  forgetKeysOfStopped(catalogue, keys);
  const runFolder = join(dataFolder, 'run');
  const feed = await createCatalogueFeed({ catalogue, socketPath: join(await prepareSocketFolder(runFolder, 'feed'), 'feed.sock'), onError });

  const outbox = createOutboxDispatcher({
    databases, clock, pollMs: 500, handlers: { ...identity.outboxHandlers, ...products.outboxHandlers, [noticeTopic]: createNoticeHandler({ directory, mailer, publicUrl }) },
    onError: (error, topic) => log.error('an event could not be delivered', { task: topic, error }),
  });
  late.edge = { authenticator: identity.authenticator, tenants: catalogue, access: directory.access };
  const http = await createHttpServer({
    registry, contexts, clock, log, publicUrl,
    edge: late.edge,
    fairness: fairnessOf(config, clock),
    bodyBytesMax: config.limits.requestBodyBytesMax, fileBytesMax: config.limits.attachmentBytesMax, trustedProxies: config.trustedProxies, observe: telemetry.observeRequest,
  });
  await createSystemRoutes(http, { registry, databases, catalogue, keys, telemetry, config, journal: journal.journal });

  const places = createPlacesWatch(tenancy, stopping, onError);
  wireDrills({ contexts, tenancy, directory, catalogue, media, importing: products.importing, clock, databases, store, recovery, identity, http });
  return {
    http, registry, contexts, databases, keys, catalogue, tenancy, directory, identity, media, vault, backup, journal: journal.journal, audit, products, outbox, recovery, publicUrl,
    startWork() {
      catalogue.follow();
      outbox.start();
      audit.sequencer.start();
      products.start();
      if (options.journalled !== false) journal.start();
      for (const worker of [recovery, places, backup]) worker?.start();
    },
    async close() {
      await places.stop();
      products.endStreams();
      await http.close();
      await recovery.stop();
      await products.stop();
      await journal.stop();
      await audit.sequencer.stop();
      await outbox.stop();
      await feed.close();
      await removeSocketFolder(runFolder, 'feed');
      catalogue.stop();
      await closeVault(vault, backup);
      await keys.close();
      await kms.close();
      mailer.close();
      await opened.end();
    },
  };
}
