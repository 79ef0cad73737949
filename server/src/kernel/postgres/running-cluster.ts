/** The administrator's connection to an embedded cluster that somebody else's process is running; for looking, not for starting. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { clusterPort } from './cluster-settings.ts';
import type { ConnectionOptions } from './clusters.ts';
import { readPassword, superuser } from './initialise-cluster.ts';
import { isAlive, readPostmasterFile } from './postmaster-file.ts';

/** Undefined when the cluster does not run. Fails with postgres.start_failed when its password file is gone. */
export async function runningCluster(dataFolder: string, name: string): Promise<ConnectionOptions | undefined> {
  const folder = join(dataFolder, 'postgres', name);
  const file = await readPostmasterFile(folder);
  if (file === undefined || !isAlive(file.pid)) return undefined;
  const elsewhere = (await readFile(join(dataFolder, 'run', `${name}.socket-folder`), 'utf8').catch(() => '')).trim();
  const host = elsewhere === '' ? join(dataFolder, 'run', name) : elsewhere;
  return { host, port: clusterPort, user: superuser, password: await readPassword(folder), database: 'holdfast' };
}
