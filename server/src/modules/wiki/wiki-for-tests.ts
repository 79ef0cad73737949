/**
 * The wiki over a real database, real keys and a real folder, without the edge: contexts of any person of any tenant. For tests of
 * stores and use cases.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createDatabases, migrate, type Databases } from '../../kernel/db/index.ts';
import { accountIds, newUuid, organizationIds, shardIds, siteIds, tenantIds, type AccountId } from '../../kernel/ids/index.ts';
import { silentLog } from '../../kernel/log/log.ts';
import { createContexts, everyonePrincipal, type Ctx, type SiteRole, type TenantContext } from '../../kernel/service/index.ts';
import { createTestDatabase } from '../../kernel/testing/test-database.ts';
import { ManualClock } from '../../kernel/time/index.ts';
import { createKeys, openEmbeddedKms } from '../keys/index.ts';
import { createFolderStore, createMedia, mediaDescriptor, type Media } from '../media/index.ts';
import { wiki as wikiDescriptor } from './service.ts';

export interface WikiForTests {
  readonly clock: ManualClock;
  readonly media: Media;
  readonly databases: Databases;
  readonly folder: string;
  /** A new tenant of its own organization. */
  tenant(): Promise<TenantContext>;
  /** Somebody with a role on the site; a new account unless given. */
  ctx(tenant: TenantContext, role: SiteRole, account?: AccountId, groups?: readonly string[]): Ctx;
  /** Rows as the superuser sees them. */
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  stop(): Promise<void>;
}

const migrations = join(import.meta.dirname, '../../../migrations');
const secret = 'only for tests';
const services = [wikiDescriptor, mediaDescriptor];

export async function startWiki(): Promise<WikiForTests> {
  const clock = new ManualClock(new Date('2026-03-01T10:00:00Z'));
  const folder = await mkdtemp(join(tmpdir(), 'hf-wiki-'));
  const shard = await createTestDatabase({ name: 'wiki shard', prepare: async (admin) => void (await migrate({ admin, kind: 'shard', folder: migrations, services, secret })) });
  // The roles belong to the cluster: whichever template came last has set their passwords, so set them as this one needs.
  await migrate({ admin: shard.connection(), kind: 'shard', folder: migrations, services, secret });
  const keyStore = await createTestDatabase({ name: 'keys', prepare: async (admin) => void (await migrate({ admin, kind: 'keys', folder: migrations, services: [], secret })) });
  const keyPool = new pg.Pool({ ...keyStore.connection(), max: 3 });
  const kms = await openEmbeddedKms({ folder: join(folder, 'kms'), clock });
  const keys = createKeys({ pool: keyPool, kms, clock, log: silentLog });
  const shardId = shardIds.make();
  const { host, port } = shard.connection();
  const address = { host, port, database: shard.name };
  const databases = createDatabases({ control: address, shards: new Map([[shardId, address]]), secret, maxConnectionsPerService: 5, onError: () => undefined });
  const contexts = createContexts({ databases, sealers: keys, mayCall: (caller, callee) => caller === 'wiki' && callee === 'media' });
  const media = createMedia({ store: await createFolderStore({ root: join(folder, 'media'), clock }), sealerFor: (scopeId) => keys.mediaForScope(scopeId) });
  const admin = new pg.Pool({ ...shard.connection(), max: 2 });

  return {
    clock, media, databases, folder,
    async tenant() {
      const tenant: TenantContext = {
        tenantId: tenantIds.make(), product: 'wiki', siteId: siteIds.make(), siteSlug: 'test', organizationId: organizationIds.make(), shardId,
        region: 'eu', state: 'active', epoch: 1, version: 1, plan: 'standard', features: {},
      };
      await keys.createScope(tenant.tenantId);
      await keys.createScope(tenant.organizationId);
      await admin.query(`insert into hf.placement (tenant_id, site_id, organization_id, product, epoch, state) values ($1, $2, $3, 'wiki', 1, 'active')`, [tenant.tenantId, tenant.siteId, tenant.organizationId]);
      return tenant;
    },
    ctx(tenant, role, account = accountIds.make(), groups = []) {
      const actor = { kind: 'account', accountId: account, via: { kind: 'session', id: null, label: null }, address: null, scopes: 'all', operator: false } as const;
      const principals = [account, ...groups, ...(role === 'guest' ? [] : [everyonePrincipal])];
      return contexts.tenant('wiki', { requestId: newUuid(), now: clock.now(), signal: new AbortController().signal, actor }, tenant, { organizationRole: 'member', siteRole: role, principals });
    },
    async query<Row extends object>(text: string, values: readonly unknown[] = []) {
      return (await admin.query(text, [...values])).rows as Row[]; // a test names the columns that it asks for
    },
    async stop() {
      await databases.end();
      await keys.close();
      await kms.close();
      await Promise.all([keyPool.end(), admin.end()]);
      await Promise.all([shard.drop(), keyStore.drop(), rm(folder, { recursive: true, force: true })]);
    },
  };
}
