/** A key store with a KMS, and as many key services over it as a test wants processes. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '../../kernel/db/migrate.ts';
import { silentLog } from '../../kernel/log/log.ts';
import { createTestDatabase, type TestDatabase } from '../../kernel/testing/test-database.ts';
import { ManualClock } from '../../kernel/time/index.ts';
import { createKeys, openEmbeddedKms, type Keys, type KeysOptions, type Kms } from './index.ts';

export interface KeyStoreForTests {
  readonly database: TestDatabase;
  readonly kmsFolder: string;
  readonly clock: ManualClock;
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
    prepare: async (admin) => void (await migrate({ admin, kind: 'keys', folder: migrations, services: [], secret: 'only for tests' })),
  });
  const folder = await mkdtemp(join(tmpdir(), 'hf-keys-'));
  const kmsFolder = join(folder, 'kms');
  const clock = new ManualClock(new Date('2026-01-01T00:00:00Z'));
  const ends: (() => Promise<void>)[] = [];
  const pool = (max: number): pg.Pool => {
    const made = new pg.Pool({ ...database.connection(), max });
    return made;
  };
  const looking = pool(2);
  return {
    database,
    kmsFolder,
    clock,
    async startProcess(more) {
      const own = pool(5);
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
