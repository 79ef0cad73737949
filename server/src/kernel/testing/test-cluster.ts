/**
 * A real PostgreSQL for tests: one throw-away cluster for the whole run, databases cloned from templates. It
 * does not wait for the disk, and it removes itself when the process that started it ends, in whatever way.
 */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../log/log.ts';
import { startClusters, type ConnectionOptions, type Login } from '../postgres/index.ts';
import { systemClock } from '../time/index.ts';

export interface TestCluster {
  /** The superuser on database `postgres` unless the login says otherwise. */
  connection(login?: Login): ConnectionOptions;
  urlFor(login?: Login): string;
  stop(): Promise<void>;
}

const clusterName = 'test';

export async function createTestCluster(): Promise<TestCluster> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'hf-test-'));
  const clusters = await startClusters({
    dataFolder: folder,
    names: [clusterName],
    profile: 'test',
    log: silentLog,
    clock: systemClock,
    deleteAfterwards: folder,
  }).catch(async (error: unknown) => {
    await rm(folder, { recursive: true, force: true });
    throw error;
  });
  return {
    connection: (login) => clusters.connection(clusterName, login),
    urlFor: (login) => clusters.urlFor(clusterName, login),
    stop: () => clusters.stop(),
  };
}
