/**
 * The embedded clusters of one data folder: made on first use, started side by side, started again when one
 * dies under us, stopped cleanly. The caller holds the data folder's lock (start/data-folder.ts).
 *
 *   <data folder>/postgres/<name>/           the cluster
 *   <data folder>/postgres/<name>.password   of its superuser, 0600
 *   <data folder>/postgres/<name>.start.log  what it said before its own log was open
 *   <data folder>/run/<name>/                its socket
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log/log.ts';
import type { Clock } from '../time/index.ts';
import { chooseAccount, type Account } from './account.ts';
import { findPostgresBinaries, type PostgresBinaries } from './binaries.ts';
import { clusterPort, type ClusterProfile } from './cluster-settings.ts';
import { ensureCluster, readPassword, superuser } from './initialise-cluster.ts';
import { reachableBinaries } from './reachable-binaries.ts';
import { startPostmaster, type Postmaster } from './postmaster.ts';
import { prepareSocketFolder, removeSocketFolder } from './socket-folder.ts';

export interface Login {
  /** Default: `postgres`, the database that every cluster has. */
  readonly database?: string;
  /** Default: the superuser, with its password. */
  readonly user?: string;
  readonly password?: string;
}

/** What `pg` takes as it is. */
export interface ConnectionOptions {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

export interface StartClustersOptions {
  readonly dataFolder: string;
  /** `control`, `keys` and the shards' names: lower-case letters, digits, hyphens. */
  readonly names: readonly string[];
  readonly log: Log;
  readonly clock: Clock;
  /** Chosen by name when absent: small for control and keys. */
  readonly profile?: ClusterProfile;
  readonly account?: Account;
  readonly deleteAfterwards?: string;
  /** Called when a cluster cannot be brought back; the platform should end. */
  readonly onLost?: (name: string, error: unknown) => void;
}

export interface Clusters {
  readonly names: readonly string[];
  /** Names of the clusters that this start has made. */
  readonly created: readonly string[];
  connection(name: string, login?: Login): ConnectionOptions;
  urlFor(name: string, login?: Login): string;
  /** The servers that run now. */
  processes(): readonly { readonly name: string; readonly pid: number }[];
  stop(): Promise<void>;
}

const namePattern = /^[a-z][a-z0-9-]{0,30}$/;

/** Fails with postgres.binaries_missing, .no_account, .initialise_failed, .version_mismatch, .start_failed, start.no_space; nothing is left running. */
export async function startClusters(options: StartClustersOptions): Promise<Clusters> {
  const { dataFolder, names } = options;
  const wrong = names.find((name) => !namePattern.test(name));
  if (wrong !== undefined) throw new TypeError(`not a cluster name: ${wrong}`);
  const account = options.account ?? (await chooseAccount());
  const binaries = await reachableBinaries(findPostgresBinaries(), account);
  await mkdir(join(dataFolder, 'postgres'), { recursive: true, mode: 0o700 });

  const started = await Promise.allSettled(names.map((name) => openCluster(name, binaries, account, options)));
  const clusters = started.filter((outcome) => outcome.status === 'fulfilled').map((outcome) => outcome.value);
  const stop = async (): Promise<void> => { await Promise.all(clusters.map((cluster) => cluster.stop())); };
  const failed = started.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }

  const byName = new Map(clusters.map((cluster) => [cluster.name, cluster]));
  const connection = (name: string, login: Login = {}): ConnectionOptions => {
    const cluster = byName.get(name);
    if (cluster === undefined) throw new TypeError(`no such cluster: ${name}`);
    return {
      host: cluster.socketFolder,
      port: clusterPort,
      user: login.user ?? superuser,
      password: login.password ?? (login.user === undefined || login.user === superuser ? cluster.password : ''),
      database: login.database ?? 'postgres',
    };
  };
  return {
    names,
    created: clusters.filter((cluster) => cluster.created).map((cluster) => cluster.name),
    connection,
    urlFor: (name, login) => connectionUrl(connection(name, login)),
    processes: () => clusters.flatMap((cluster) => { const pid = cluster.pid(); return pid === undefined ? [] : [{ name: cluster.name, pid }]; }),
    stop,
  };
}

/** The form that `pg` and libpq both read: a socket's folder goes into the parameter `host`. */
export function connectionUrl({ host, port, user, password, database }: ConnectionOptions): string {
  const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  return `postgresql://${login}@localhost:${String(port)}/${encodeURIComponent(database)}?host=${encodeURIComponent(host)}`;
}

interface Cluster {
  readonly name: string;
  readonly created: boolean;
  readonly socketFolder: string;
  readonly password: string;
  pid(): number | undefined;
  stop(): Promise<void>;
}

const restartsMax = 5;
const restartsForgottenAfterMs = 10 * 60_000;

async function openCluster(name: string, binaries: PostgresBinaries, account: Account, options: StartClustersOptions): Promise<Cluster> {
  const { dataFolder, clock, onLost } = options;
  const log = options.log.with({ cluster: name });
  const profile = options.profile ?? (name === 'control' || name === 'keys' ? 'small' : 'shard');
  const folder = join(dataFolder, 'postgres', name);
  const runFolder = join(dataFolder, 'run');
  const startedMs = clock.monotonicMs();
  const { created } = await ensureCluster({ folder, binaries, account, sync: profile !== 'test' });
  const password = await readPassword(folder);
  const socketFolder = await prepareSocketFolder(runFolder, name);
  const { deleteAfterwards } = options;
  const start = (): Promise<Postmaster> =>
    startPostmaster({ name, folder, profile, socketFolder, binaries, account, log, ...(deleteAfterwards === undefined ? {} : { deleteAfterwards }) });

  let running: Postmaster | undefined = await start();
  let stopping = false;
  log.info('PostgreSQL runs', { pid: running.pid, durationMs: Math.round(clock.monotonicMs() - startedMs) });

  /** Follows the server until it is stopped on purpose: one that died is started again, a few times. */
  const supervise = async (): Promise<void> => {
    let deaths: number[] = [];
    while (running !== undefined) {
      await running.ended;
      if (stopping) return;
      running = undefined;
      const nowMs = clock.monotonicMs();
      deaths = [...deaths.filter((time) => nowMs - time < restartsForgottenAfterMs), nowMs];
      if (deaths.length > restartsMax) throw new Error(`cluster ${name} ended ${String(deaths.length)} times within ten minutes`);
      log.error('PostgreSQL ended on its own; it is started again', { attempt: deaths.length });
      await sleep(100 * (deaths.length - 1));
      const next = await start();
      if (stopping) await next.stop();
      else running = next;
    }
  };
  const supervision = supervise().catch((error: unknown) => {
    log.error('PostgreSQL could not be brought back', { error });
    onLost?.(name, error);
  });

  return {
    name,
    created,
    socketFolder,
    password,
    pid: () => running?.pid,
    async stop() {
      stopping = true;
      await running?.stop();
      await supervision;
      running = undefined;
      await removeSocketFolder(runFolder, name);
    },
  };
}
