/** The doctor sees whether a cluster is kept somewhere else, and says what to do when it is not. */
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadConfig, type Config } from '../../kernel/config/index.ts';
import { createTestCluster, type TestCluster } from '../../kernel/testing/test-cluster.ts';
import { checkBackup } from './check-backup.ts';

let cluster: TestCluster;
beforeAll(async () => { cluster = await createTestCluster(); });
afterAll(() => cluster.stop());

const configOf = (environment: Readonly<Record<string, string>>): Config => loadConfig({ environment, workingFolder: import.meta.dirname }).config;
const shown = async (environment: Readonly<Record<string, string>> = {}): Promise<string[]> => (await checkBackup('shard-1', configOf(environment), cluster.connection())).map(({ state, detail, fix }) => `${state}: ${detail}${fix === '' ? ' –' : ''}`);

it('tells an embedded cluster that is not kept, one whose backup stands still, and one that is switched off', async () => {
  expect(await shown()).toEqual(['warning: not begun yet']);
  const client = new pg.Client(cluster.connection());
  await client.connect();
  await client.query(`select pg_create_physical_replication_slot('holdfast_backup_0', true)`);
  await client.end();
  expect(await shown()).toEqual([expect.stringMatching(/^warning: not running; \d+ kB of the log wait$/)]);
  expect(await shown({ HOLDFAST_BACKUP_ENABLED: 'false' })).toEqual(['failure: switched off: the loss of this cluster is final']);
});

it('asks an operator\'s server for its archiving', async () => {
  expect(await shown({ HOLDFAST_DATABASE_URL: 'postgresql://elsewhere/holdfast' })).toEqual([expect.stringContaining('archives no log')]);
  expect(await checkBackup('shard-1', configOf({}), undefined)).toMatchObject([{ state: 'not checked' }]);
});
