/**
 * A tracker tenant in a real shard for tests, with a small sealer of its own in place of the key service (the port's other
 * side), and an account that administers the site.
 */
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { createDatabases, migrate, type Databases } from '../../kernel/db/index.ts';
import { accountIds, newUuid, organizationIds, shardIds, siteIds, tenantIds, type AccountId } from '../../kernel/ids/index.ts';
import type { EqualityToken, RowId, Sealed, SealedColumn, Sealer } from '../../kernel/seal/index.ts';
import type { ConnectionOptions } from '../../kernel/postgres/index.ts';
import { createContexts, everyonePrincipal, type Ctx, type SiteRole, type TenantContext } from '../../kernel/service/index.ts';
import { createTestDatabase, type TestDatabase } from '../../kernel/testing/test-database.ts';
import { seedTenant } from './seed-tenant.ts';
import { tracker } from './service.ts';

const key = Buffer.alloc(32, 7);

/** Opens only what was sealed for the same scope, table, column and row, as the key service's does. */
export function sealerForTests(scopeId: string): Sealer {
  const place = (column: SealedColumn, rowId: RowId) => Buffer.from(`${scopeId} ${column.table} ${column.column} ${rowId}`);
  const seal = (column: SealedColumn, rowId: RowId, bytes: Buffer): Buffer => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(place(column, rowId));
    return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  };
  const open = (column: SealedColumn, rowId: RowId, sealed: Buffer): Buffer => {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12)).setAAD(place(column, rowId)).setAuthTag(sealed.subarray(-16));
    return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
  };
  return {
    scopeId,
    seal: (column, rowId, text) => seal(column, rowId, Buffer.from(text)) as Sealed<string>,
    open: (column, rowId, sealed) => open(column, rowId, sealed).toString(),
    sealBytes: (column, rowId, bytes) => seal(column, rowId, bytes) as Sealed<Buffer>,
    openBytes: open,
    token: (column, value) => createHmac('sha256', key).update(`${scopeId} ${column.table} ${column.column} ${value}`).digest().subarray(0, 16) as EqualityToken,
  };
}

export interface TenantForTests {
  readonly database: TestDatabase;
  readonly admin: AccountId;
  readonly tenant: TenantContext;
  /** A context of somebody with this role; the administrator's when nothing is said. */
  ctx(as?: { readonly accountId?: AccountId; readonly role?: SiteRole | null; readonly now?: Date }): Ctx;
  /** What the superuser sees. */
  query<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** How many statements this tenant's contexts sent since the last call. */
  stop(): Promise<void>;
}

const secret = 'only for tests';

/** Makes an empty database a shard with a tracker in it. */
export async function prepareShard(admin: ConnectionOptions): Promise<void> {
  await migrate({ admin, kind: 'shard', folder: join(import.meta.dirname, '../../../migrations'), services: [tracker], secret });
}

/** `database` is a prepared one; a fresh one of the test run's cluster when nothing is said. */
export async function startTenantForTests(options: { readonly seed?: boolean; readonly database?: TestDatabase } = {}): Promise<TenantForTests> {
  const database = options.database ?? (await createTestDatabase({ name: 'tracker-shard', prepare: prepareShard }));
  const shardId = shardIds.make();
  const address = { host: database.connection().host ?? 'localhost', port: database.connection().port ?? 5432, database: database.name };
  const databases: Databases = createDatabases({ control: address, shards: new Map([[shardId, address]]), secret, maxConnectionsPerService: 8, onError: () => undefined });
  const sealers = new Map<string, Sealer>();
  const leased = (scopeId: string) => {
    const known = sealers.get(scopeId) ?? sealerForTests(scopeId);
    sealers.set(scopeId, known);
    return known;
  };
  const contexts = createContexts({ databases, sealers: { leased, forScope: (scopeId) => Promise.resolve(leased(scopeId)) }, mayCall: () => true });
  const tenant: TenantContext = {
    tenantId: tenantIds.make(), product: 'tracker', siteId: siteIds.make(), siteSlug: 'acme', organizationId: organizationIds.make(), shardId, region: 'eu',
    state: 'active', epoch: 1, version: 1, plan: 'standard', features: {},
  };
  const pool = new pg.Pool({ ...database.connection(), max: 2 });
  await pool.query('insert into hf.placement (tenant_id, site_id, organization_id, product, epoch, state) values ($1, $2, $3, $4, 1, $5)', [tenant.tenantId, tenant.siteId, tenant.organizationId, 'tracker', 'active']);
  const admin = accountIds.make();
  const made: TenantForTests = {
    database, admin, tenant,
    ctx({ accountId = admin, role = accountId === admin ? 'admin' : 'member', now = new Date() } = {}) {
      const actor = { kind: 'account', accountId, via: { kind: 'session', id: null, label: null }, address: null, scopes: 'all', operator: false } as const;
      const access = { organizationRole: role === 'admin' ? 'admin' : 'member', siteRole: role, principals: role === null || role === 'guest' ? [accountId] : [accountId, everyonePrincipal] } as const;
      return contexts.tenant('tracker', { requestId: newUuid(), now, signal: new AbortController().signal, actor }, tenant, access);
    },
    query: async (text, values = []) => (await pool.query<pg.QueryResultRow>(text, [...values])).rows as never,
    async stop() {
      await databases.end();
      await pool.end();
      await database.drop();
    },
  };
  if (options.seed !== false) await seedTenant(made.ctx());
  return made;
}
