/**
 * Rebuilds a cluster from the vault alone, beside the living one, and compares every table by rows and hash: the drill
 * *shard-loss* and the weekly trial. Tables that changed while they were read are told apart: they prove nothing either way.
 *
 *   read the living → note the position → wait for the vault → read again → rebuild to the position → compare → throw away
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../kernel/log/index.ts';
import { startClusters } from '../../kernel/postgres/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import type { ClusterBackup } from './cluster-backup.ts';
import { readContents } from './compare-store.ts';
import { flushedLsn, markTime } from './slot.ts';
import { restoreFiles } from './restore-cluster.ts';
import type { SealedVault } from './seal-object.ts';

export interface TrialReport {
  readonly cluster: string;
  readonly at: string;
  readonly tables: number;
  readonly rows: number;
  /** Tables that changed between the two readings. */
  readonly busy: readonly string[];
  /** Tables that are not the same. */
  readonly differing: readonly string[];
  readonly sites: number;
  readonly restoredSites: number;
  /** From nothing but the vault to a cluster that answers. */
  readonly rtoSeconds: number;
  /** From a commit to the moment when the vault had it. */
  readonly rpoSeconds: number;
}

export interface TrialOptions {
  readonly backup: ClusterBackup;
  readonly sealed: SealedVault;
  /** Under which a throw-away folder is made. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

export async function trialRestore({ backup, sealed, folder, clock, log, signal }: TrialOptions): Promise<TrialReport> {
  const seconds = (sinceMs: number): number => Math.round((clock.monotonicMs() - sinceMs) / 10) / 100;
  const before = await readContents(backup.admin);
  const committedMs = clock.monotonicMs();
  const target = await flushedLsn(backup.admin);
  const after = await readContents(backup.admin);
  await markTime(backup.admin, undefined); // PostgreSQL stops at a position only when something comes after it
  await backup.caughtUp(signal);
  const rpoSeconds = seconds(committedMs);
  const scratch = await mkdtemp(join(folder, 'trial-'));
  const beganMs = clock.monotonicMs();
  try {
    await restoreFiles({ sealed, cluster: backup.cluster, folder: join(scratch, 'postgres', 'trial'), target: { lsn: target } });
    signal.throwIfAborted();
    const clusters = await startClusters({ dataFolder: scratch, names: ['trial'], profile: 'test', log, clock });
    try {
      const rtoSeconds = seconds(beganMs);
      const rebuilt = await readContents(clusters.connection('trial', { database: backup.admin.database }));
      return { cluster: backup.name, at: clock.now().toISOString(), ...compare(before, after, rebuilt), rtoSeconds, rpoSeconds };
    } finally {
      await clusters.stop();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

type Contents = Awaited<ReturnType<typeof readContents>>;

function compare(before: Contents, after: Contents, rebuilt: Contents): Pick<TrialReport, 'tables' | 'rows' | 'busy' | 'differing' | 'sites' | 'restoredSites'> {
  const names = [...new Set([...before.tables.keys(), ...rebuilt.tables.keys()])].sort();
  const same = (one: Contents, other: Contents, name: string): boolean => one.tables.get(name)?.hash === other.tables.get(name)?.hash && one.tables.get(name)?.rows === other.tables.get(name)?.rows;
  const busy = names.filter((name) => !same(before, after, name));
  const differing = names.filter((name) => same(before, after, name) && !same(before, rebuilt, name));
  const rows = [...rebuilt.tables.values()].reduce((sum, table) => sum + Number(table.rows), 0);
  return { tables: names.length, rows, busy, differing, sites: before.sites, restoredSites: rebuilt.sites };
}
