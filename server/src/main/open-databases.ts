/** Migrates every database of the installation side by side, and opens the pools that services use. */
import pg from 'pg';
import { createDatabases, migrate, roleOf, rolePassword, type Databases } from '../kernel/db/index.ts';
import { installJobQueue, jobRole } from '../kernel/jobs/index.ts';
import type { Log } from '../kernel/log/index.ts';
import type { AdminConnection, DatabaseServers } from '../kernel/postgres/index.ts';
import type { ServiceDescriptor } from '../kernel/service/index.ts';
import { migrationsFolder } from './migrations-folder.ts';
import { prepareJournal } from './prepare-journal.ts';

export type Servers = Pick<DatabaseServers, 'control' | 'keys' | 'shards'>;

export interface OpenedDatabases {
  readonly databases: Databases;
  readonly keysPool: pg.Pool;
  /** Of the job queue of the products. */
  readonly jobsPool: pg.Pool;
  end(): Promise<void>;
}

export async function migrateAll(servers: Servers, descriptors: readonly ServiceDescriptor[], secret: string, log: Log): Promise<void> {
  const one = async (admin: AdminConnection, kind: 'control' | 'shard' | 'keys', name: string): Promise<void> => {
    const applied = await migrate({ admin, kind, folder: migrationsFolder, services: descriptors, secret });
    for (const migration of applied) log.info('migrated', { cluster: name, migration });
  };
  await Promise.all([
    one(servers.control, 'control', 'control').then(() => installJobQueue(servers.control, 'product', secret)),
    one(servers.keys, 'keys', 'keys'),
    ...servers.shards.map((shard) => one(shard.admin, 'shard', shard.name).then(() => prepareJournal(shard.admin, secret))),
  ]);
}

export function openPools(servers: Servers, secret: string, maxConnectionsPerService: number, log: Log): OpenedDatabases {
  const databases = createDatabases({
    control: servers.control,
    shards: new Map(),
    secret,
    maxConnectionsPerService,
    onError: (error) => log.warn('an idle database connection was lost', { error }),
  });
  const keysPool = new pg.Pool({
    host: servers.keys.host, port: servers.keys.port, database: servers.keys.database, ssl: servers.keys.ssl ?? false,
    user: roleOf('keys'), password: rolePassword(secret, roleOf('keys')), max: 5, connectionTimeoutMillis: 10_000, application_name: 'holdfast keys',
  });
  const jobsPool = new pg.Pool({
    host: servers.control.host, port: servers.control.port, database: servers.control.database, ssl: servers.control.ssl ?? false,
    user: jobRole('product'), password: rolePassword(secret, jobRole('product')), max: 4, connectionTimeoutMillis: 10_000, application_name: 'holdfast jobs',
  });
  let ending = false;
  const lost = (error: unknown): void => {
    if (!ending) log.warn('a connection to the job queue was lost', { error });
  };
  jobsPool.on('error', lost);
  jobsPool.on('connect', (client) => { client.on('error', lost); });
  return {
    databases,
    keysPool,
    jobsPool,
    async end() {
      ending = true;
      await databases.end();
      await keysPool.end();
      await jobsPool.end();
    },
  };
}
