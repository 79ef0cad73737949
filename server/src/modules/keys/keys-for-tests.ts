/** A key store with a KMS, and as many key services over it as a test wants processes. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate, roleOf, rolePassword } from '../../kernel/db/index.ts';
import { silentLog } from '../../kernel/log/log.ts';
import { createTestDatabase, type TestDatabase } from '../../kernel/testing/test-database.ts';
import { ManualClock } from '../../kernel/time/index.ts';
import { createKeys, openEmbeddedKms, type Keys, type KeysOptions, type Kms } from './index.ts';

const secret = 'only for tests';

export interface KeyStoreForTests {
  readonly database: TestDatabase;
  readonly kmsFolder: string;
  readonly clock: ManualClock;
  /** The login that the service has in a running installation; connections under it are few in the whole cluster. */
  readonly serviceLogin: { readonly user: string; readonly password: string };
  /** A pool and KMS of its own each time, as another process would have. */
  startProcess(more?: Partial<KeysOptions>): Promise<{ keys: Keys; pool: pg.Pool; kms: Kms }>;
  /** One row as the superuser sees it. */
  query(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

const migrations = join(import.meta.dirname, '../../../migrations');

export async function startKeyStore(): Promise<KeyStoreForTests> {
  const database = await createTestDatabase({
    name: 'keys',
    prepare: async (admin) => void (await migrate({ admin, kind: 'keys', folder: migrations, services: [], secret })),
  });
  const serviceLogin = { user: roleOf('keys'), password: rolePassword(secret, roleOf('keys')) };
  const folder = await mkdtemp(join(tmpdir(), 'hf-keys-'));
  const kmsFolder = join(folder, 'kms');
  const clock = new ManualClock(new Date('2026-01-01T00:00:00Z'));
  const ends: (() => Promise<void>)[] = [];
  const looking = new pg.Pool({ ...database.connection(), max: 2 });
  looking.on('error', () => undefined); // a test may take the server away
  return {
    database,
    kmsFolder,
    clock,
    serviceLogin,
    async startProcess(more) {
      const own = new pg.Pool({ ...database.connection(), max: 5 });
      const kms = await openEmbeddedKms({ folder: kmsFolder, clock });
      const keys = createKeys({ pool: own, kms, clock, log: silentLog, ...more });
      ends.push(async () => {
        await keys.close();
        await kms.close();
        await own.end();
      });
      return { keys, pool: own, kms };
    },
    async query(text, values = []) {
      const { rows } = await looking.query<Record<string, unknown>>(text, [...values]);
      return rows;
    },
    async stop() {
      for (const end of ends) await end();
      await looking.end();
      await database.drop();
      await rm(folder, { recursive: true });
    },
  };
}
