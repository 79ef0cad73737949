/**
 * The whole platform for a test: real databases cloned from migrated templates, a data folder of its own, every
 * module wired as in production. Requests go through the real edge, by `inject` or over a port of its own.
 *
 *   await using platform = await createTestPlatform();
 *   const acme = await platform.organization('acme');          // with one site and its administrator
 *   const reply = await acme.admin.get(`/ex/jira/${acme.site}/rest/api/3/myself`);
 */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, type Config } from '../../kernel/config/index.ts';
import { installJobQueue } from '../../kernel/jobs/index.ts';
import { migrate, type DatabaseKind } from '../../kernel/db/index.ts';
import { accountIds, organizationIds, siteIds, type AccountId, type OrganizationId, type SiteId } from '../../kernel/ids/index.ts';
import { silentLog } from '../../kernel/log/index.ts';
import type { Mail, Mailer } from '../../kernel/mail/index.ts';
import { noAccess, systemActor, systemFacts, type Actor, type FactsWithoutService } from '../../kernel/service/index.ts';
import { createTestDatabase, type TestDatabase } from '../../kernel/testing/test-database.ts';
import { systemClock, type Clock } from '../../kernel/time/index.ts';
import { descriptors } from '../descriptors.ts';
import type { InstallationSecret } from '../installation-secret.ts';
import { migrationsFolder } from '../migrations-folder.ts';
import { createPlatform, type Platform, type PlatformOptions } from '../platform.ts';
import { prepareJournal } from '../prepare-journal.ts';
import { dropSlots } from './drop-slots.ts';
import { createTestClient, type TestClient } from './test-client.ts';

const testSecret = 'only for tests';
export const testInstallationSecret: InstallationSecret = { derive: (label) => (label === 'database logins' ? testSecret : `${testSecret} ${label}`) };

/** Walks ask more in a second than people in a minute; tests of the limits set their own. */
const unhurried = { HOLDFAST_RATE_LIMIT_REQUESTS_PER_MINUTE_PER_ADDRESS: '1000000', HOLDFAST_RATE_LIMIT_REQUESTS_PER_MINUTE_PER_TENANT: '10000000', HOLDFAST_VAULT_IMMUTABLE: 'false', HOLDFAST_BACKUP_ENABLED: 'false' };

export interface TestOrganization {
  readonly id: string;
  readonly organizationId: OrganizationId;
  readonly site: string;
  readonly siteId: SiteId;
  readonly slug: string;
  /** Administrator of the organization and the site, by API token with every scope. */
  readonly admin: TestPerson;
}

export interface TestPerson extends TestClient {
  readonly account: string;
  readonly accountId: AccountId;
  readonly email: string;
  readonly password: string;
  readonly token: string;
}

export interface TestPlatform extends Platform, AsyncDisposable {
  readonly dataFolder: string;
  readonly mails: readonly Mail[];
  readonly databaseOf: Readonly<Record<DatabaseKind, TestDatabase>>;
  /** A new organization with a site (both products) and an administrator. The first one's administrator is an operator too. */
  organization(slug: string): Promise<TestOrganization>;
  /** A new person of the organization, with a role there and on its site (none when null). */
  person(organization: TestOrganization, name: string, roles: { organization?: 'admin' | 'member' | 'guest'; site: 'admin' | 'member' | 'guest' | null }): Promise<TestPerson>;
  readonly anonymous: TestClient;
  /** What another process of the same installation would be: the same databases and keys, nothing of what this one knows. The caller closes it. */
  another(): Promise<Platform>;
  /** Listens on a free port; returns `http://127.0.0.1:port`. */
  listen(): Promise<string>;
}

async function database(kind: DatabaseKind): Promise<TestDatabase> {
  return createTestDatabase({
    name: `platform ${kind}`,
    prepare: async (admin) => {
      await migrate({ admin, kind, folder: migrationsFolder, services: descriptors, secret: testSecret });
      if (kind === 'control') await installJobQueue(admin, 'product', testSecret);
    },
  });
}

export interface TestPlatformOptions extends Partial<Pick<PlatformOptions, 'afterStep' | 'history' | 'plantedServices' | 'mailer' | 'journalSizes'>> {
  readonly clock?: Clock;
  readonly config?: Partial<Config>;
  /** With a journal of its own: `platform.journal` follows the shard. */
  readonly journal?: boolean;
  /** Background work runs unless a test drives it by hand. */
  readonly work?: boolean;
}

export async function createTestPlatform(options: TestPlatformOptions = {}): Promise<TestPlatform> {
  const [control, keys, shard] = await Promise.all([database('control'), database('keys'), database('shard')]);
  const dataFolder = await mkdtemp(join(tmpdir(), 'hf-platform-'));
  const mails: Mail[] = [];
  const memory: Mailer = { describe: 'memory', send: (mail) => Promise.resolve(void mails.push(mail)), close: () => undefined };
  const config: Config = { ...loadConfig({ environment: { HOLDFAST_DATA: dataFolder, ...unhurried }, workingFolder: dataFolder }).config, ...options.config };
  const platformOptions: PlatformOptions = {
    config, dataFolder, secret: testInstallationSecret, log: silentLog, clock: options.clock ?? systemClock, port: 8080, migrated: true, mailer: options.mailer ?? memory,
    servers: { control: control.connection(), keys: keys.connection(), shards: [{ name: 'shard-1', region: 'local', admin: shard.connection() }] },
    journalled: options.journal === true, journalSizes: { segmentMs: 50, heartbeatMs: 500, ...options.journalSizes },
    ...(options.afterStep === undefined ? {} : { afterStep: options.afterStep }),
    ...(options.history === undefined ? {} : { history: options.history }),
    ...(options.plantedServices === undefined ? {} : { plantedServices: options.plantedServices }),
  };
  if (options.journal === true) await prepareJournal(shard.connection(), testSecret);
  const platform = await createPlatform(platformOptions);
  const folders = [dataFolder];
  if (options.work !== false) platform.startWork();
  if (options.journal === true && options.work !== false) await platform.journal.ready();
  const makers = createMakers(platform, options.clock ?? systemClock);
  return {
    ...platform,
    dataFolder,
    mails,
    databaseOf: { control, keys, shard },
    ...makers,
    anonymous: createTestClient(platform.http, {}),
    async another() {
      const folder = await mkdtemp(join(tmpdir(), 'hf-platform-'));
      folders.push(folder);
      await cp(join(dataFolder, 'kms'), join(folder, 'kms'), { recursive: true });
      return createPlatform({ ...platformOptions, dataFolder: folder });
    },
    listen: () => platform.http.listen({ host: '127.0.0.1', port: 0 }),
    async [Symbol.asyncDispose]() {
      await platform.close();
      if (options.journal === true) await dropSlots(shard.connection());
      await Promise.all([control.drop(), keys.drop(), shard.drop(), ...folders.map((folder) => rm(folder, { recursive: true, force: true }))]);
    },
  };
}

function createMakers(platform: Platform, clock: Clock): Pick<TestPlatform, 'organization' | 'person'> {
  let operatorMade = false;
  const facts = (actor: Actor): FactsWithoutService => systemFacts(actor, clock.now(), new AbortController().signal);

  async function makePerson(organizationId: OrganizationId, name: string, operator: boolean): Promise<TestPerson> {
    const accountId = accountIds.make();
    const email = `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}-${accountId.slice(-8)}@example.test`;
    await platform.directory.createAccount(platform.contexts.global('identity', facts(systemActor)), { id: accountId, email, name, state: 'active', operator, locale: 'en', timeZone: 'UTC', theme: 'auto' });
    const actor: Actor = { kind: 'account', accountId, via: { kind: 'session', id: null, label: null }, address: '127.0.0.1', scopes: 'all', operator };
    await platform.directory.join(platform.contexts.organization('identity', facts(actor), organizationId, noAccess), { accountId, role: 'member', sites: [], groups: [] });
    const password = `correct horse ${accountId.slice(-6)}`;
    const token = await platform.identity.issueToken(platform.contexts.global('identity', facts(actor)), password);
    return { account: accountIds.format(accountId), accountId, email, password, token, ...createTestClient(platform.http, { authorization: `Bearer ${token}` }) };
  }

  return {
    async organization(slug) {
      const operator = !operatorMade;
      operatorMade = true;
      const organizationId = await platform.tenancy.createOrganization({ ...facts(systemActor), service: 'tenancy' }, { name: `Organization ${slug}`, slug });
      const admin = await makePerson(organizationId, `Admin of ${slug}`, operator);
      const actor: Actor = { kind: 'account', accountId: admin.accountId, via: { kind: 'session', id: null, label: null }, address: null, scopes: 'all', operator: false };
      await platform.directory.join(platform.contexts.organization('identity', facts(actor), organizationId, noAccess), { accountId: admin.accountId, role: 'admin', sites: [], groups: [] });
      await platform.directory.setOrganizationRole(organizationId, admin.accountId, 'admin');
      const siteId = await platform.tenancy.createSite(platform.contexts.organization('tenancy', facts(actor), organizationId, noAccess), { name: `Site ${slug}`, slug });
      return { id: organizationIds.format(organizationId), organizationId, site: siteIds.format(siteId), siteId, slug, admin };
    },
    async person(organization, name, roles) {
      const person = await makePerson(organization.organizationId, name, false);
      if (roles.organization !== undefined && roles.organization !== 'member') await platform.directory.setOrganizationRole(organization.organizationId, person.accountId, roles.organization);
      if (roles.site !== null) await platform.directory.grantSiteRole(organization.organizationId, organization.siteId, person.accountId, roles.site);
      return person;
    },
  };
}
