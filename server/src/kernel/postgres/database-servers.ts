/**
 * Where the databases of this installation are, whichever way it is set up: embedded clusters in the data
 * folder, or databases on PostgreSQL servers of the operator's (`databaseUrl`, a shard's own `url`). Both give
 * the same: administrator's connections to databases that exist, of one encoding and one order of text.
 */
import type { Config } from '../config/index.ts';
import type { Log } from '../log/log.ts';
import type { Clock } from '../time/index.ts';
import { startClusters, type Clusters, type ConnectionOptions } from './clusters.ts';
import { ensureDatabase } from './ensure-database.ts';
import { parsePostgresUrl } from './postgres-url.ts';

/** The administrator's login, for migrations only; services have logins of their own. */
export interface AdminConnection extends ConnectionOptions {
  readonly ssl?: boolean;
}

export interface ShardServer {
  readonly name: string;
  readonly region: string;
  readonly admin: AdminConnection;
}

export interface DatabaseServers {
  readonly control: AdminConnection;
  readonly keys: AdminConnection;
  readonly shards: readonly ShardServer[];
  /** Embedded servers that run now. */
  processes(): readonly { readonly name: string; readonly pid: number }[];
  /** Stops the embedded servers. */
  stop(): Promise<void>;
}

export interface OpenDatabaseServersOptions {
  readonly config: Pick<Config, 'databaseUrl' | 'shards'>;
  readonly dataFolder: string;
  readonly log: Log;
  readonly clock: Clock;
  /** Called when an embedded server cannot be brought back; the platform should end. */
  readonly onLost?: (name: string, error: unknown) => void;
}

const embeddedDatabase = 'holdfast';

/** Fails like startClusters, and with postgres.unreachable; then nothing is left running. */
export async function openDatabaseServers({ config, dataFolder, log, clock, onLost }: OpenDatabaseServersOptions): Promise<DatabaseServers> {
  const external = new Map<string, AdminConnection>();
  for (const name of ['control', 'keys', ...config.shards.map((shard) => shard.name)]) {
    const ownUrl = config.shards.find((shard) => shard.name === name)?.url;
    if (ownUrl !== undefined) external.set(name, parsePostgresUrl(ownUrl));
    else if (config.databaseUrl !== undefined) external.set(name, besideNamed(config.databaseUrl, name));
  }
  const embedded = ['control', 'keys', ...config.shards.map((shard) => shard.name)].filter((name) => !external.has(name));
  const clusters = embedded.length === 0 ? undefined : await startClusters({ dataFolder, names: embedded, log, clock, ...(onLost === undefined ? {} : { onLost }) });
  try {
    const admins = new Map<string, AdminConnection>();
    await Promise.all([
      ...[...external].map(async ([name, admin]) => {
        await ensureDatabase(admin, `HOLDFAST_DATABASE_URL or the URL of ${name}`);
        admins.set(name, admin);
      }),
      ...embedded.map(async (name) => { admins.set(name, await embeddedAdmin(clusters, name)); }),
    ]);
    const adminOf = (name: string): AdminConnection => {
      const admin = admins.get(name);
      if (admin === undefined) throw new TypeError(`no such database: ${name}`);
      return admin;
    };
    return {
      control: adminOf('control'),
      keys: adminOf('keys'),
      shards: config.shards.map(({ name, region }) => ({ name, region, admin: adminOf(name) })),
      processes: () => clusters?.processes() ?? [],
      stop: async () => { await clusters?.stop(); },
    };
  } catch (error) {
    await clusters?.stop();
    throw error;
  }
}

/** `…/holdfast` gives `…/holdfast_control`, `…/holdfast_keys`, `…/holdfast_shard_1`. */
function besideNamed(url: string, name: string): AdminConnection {
  const named = parsePostgresUrl(url);
  return { ...named, database: `${named.database}_${name.replaceAll('-', '_')}` };
}

async function embeddedAdmin(clusters: Clusters | undefined, name: string): Promise<AdminConnection> {
  if (clusters === undefined) throw new TypeError(`no such cluster: ${name}`);
  const admin = clusters.connection(name, { database: embeddedDatabase });
  await ensureDatabase(admin, `the embedded cluster ${name}`);
  return admin;
}
