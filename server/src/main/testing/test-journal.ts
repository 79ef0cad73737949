/** A journal over a test platform, with a file vault of its own. A slot belongs to the whole test cluster, so this must be disposed before the platform. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog, type Log } from '../../kernel/log/index.ts';
import { systemClock, type Clock } from '../../kernel/time/index.ts';
import type { Journal } from '../../modules/journal/index.ts';
import { openFileVault, type Vault } from '../../modules/vault/index.ts';
import { prepareJournal } from '../prepare-journal.ts';
import { wireJournal, type JournalWiring } from '../wire-journal.ts';
import { dropSlots } from './drop-slots.ts';
import type { TestPlatform } from './test-platform.ts';

export interface TestJournal extends Journal, AsyncDisposable {
  readonly vault: Vault;
  readonly vaultFolder: string;
  /** What another process, or this one after a restart, would be. The caller stops it. */
  another(): Promise<Journal>;
}

export interface TestJournalOptions {
  readonly sizes?: NonNullable<JournalWiring['sizes']>;
  readonly clock?: Clock;
  readonly log?: Log;
  /** Not started unless asked. */
  readonly start?: boolean;
  /** Stands between the journal and its vault. */
  readonly around?: (vault: Vault) => JournalWiring['vault'];
}

export const testDatabaseSecret = 'only for tests';

export async function createTestJournal(platform: TestPlatform, options: TestJournalOptions = {}): Promise<TestJournal> {
  const folder = await mkdtemp(join(tmpdir(), 'hf-journal-'));
  const clock = options.clock ?? systemClock;
  const vaultFolder = join(folder, 'vault');
  const vault = await openFileVault({ folder: vaultFolder, clock, immutable: false, onError: (error) => { throw error; } });
  const admin = platform.databaseOf.shard.connection();
  const [shardId] = platform.databases.shardIds;
  if (shardId === undefined) throw new Error('the platform has no shard');
  await prepareJournal(admin, testDatabaseSecret);
  const wire = async (): Promise<Journal> => (await wireJournal({
    databases: platform.databases, admins: new Map([[shardId, admin]]), jobs: () => platform.products.jobs, secret: testDatabaseSecret, vault: options.around?.(vault) ?? vault, keys: platform.keys, media: platform.media,
    clock, log: options.log ?? silentLog, dataFolder: folder, sizes: { segmentMs: 50, heartbeatMs: 200, ...options.sizes },
  })).journal;
  const journal = await wire();
  if (options.start !== false) {
    journal.start();
    await journal.ready();
  }
  return {
    ...journal, vault, vaultFolder, another: wire,
    async [Symbol.asyncDispose]() {
      await journal.stop();
      await dropSlots(admin);
      await vault.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
