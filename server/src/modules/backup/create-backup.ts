/**
 * Whole-cluster backup of an installation's embedded clusters: control and every shard into the vault, the key store into
 * copies of its own. Starts behind everything else, is quiet while nothing is written, and tries itself every week.
 */
import { join } from 'node:path';
import { mkdir, rm } from 'node:fs/promises';
import type { Log } from '../../kernel/log/index.ts';
import type { AdminConnection } from '../../kernel/postgres/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import type { Vault } from '../vault/index.ts';
import { createClusterBackup, type ClusterBackup } from './cluster-backup.ts';
import { createKeyCopies, type KeyCopies } from './key-copies.ts';
import { baseFolder } from './positions.ts';
import { createSealedVault, type ObjectSealer, type SealedVault } from './seal-object.ts';
import { trialRestore, type TrialReport } from './trial-restore.ts';

export interface BackupOptions {
  /** Clusters of this installation's own; those of an operator's servers are backed up by the operator. */
  readonly clusters: readonly { readonly name: string; readonly cluster: string; readonly admin: AdminConnection }[];
  readonly keys: AdminConnection;
  readonly kmsFolder: string;
  readonly keyFolders: readonly string[];
  /** For trial restores. */
  readonly scratchFolder: string;
  readonly vault: Vault;
  readonly sealer: () => Promise<ObjectSealer>;
  readonly clock: Clock;
  readonly log: Log;
  readonly retentionDays: number;
  readonly pieceMs: number;
  readonly firstBaseAfterMs?: number;
}

export interface Backup {
  readonly clusters: readonly ClusterBackup[];
  readonly keyCopies: KeyCopies;
  readonly sealed: SealedVault;
  start(): void;
  /** Rebuilds every cluster from the vault beside the living one and compares; the report is kept in the vault. */
  trial(signal: AbortSignal, tell?: (phase: string) => void): Promise<readonly TrialReport[]>;
  stop(): Promise<void>;
}

const dayMs = 86_400_000;
const trialEveryMs = 7 * dayMs;
const firstTrialAfterMs = dayMs;
const trialCheckMs = 3_600_000;
const reportsLockedDays = 365;
const keyCopyEveryMs = 5_000;
const trialFolder = 'trial/';

export function createBackup(options: BackupOptions): Backup {
  const { clock, log, vault } = options;
  const sealed = createSealedVault(vault, options.sealer);
  const clusters = options.clusters.map((cluster) => createClusterBackup({ ...cluster, sealed, clock, log, retentionDays: options.retentionDays, pieceMs: options.pieceMs, firstBaseAfterMs: options.firstBaseAfterMs ?? 5_000 }));
  const keyCopies = createKeyCopies({ keys: options.keys, kmsFolder: options.kmsFolder, folders: options.keyFolders, clock });
  const stopped = new AbortController();
  const timers: NodeJS.Timeout[] = [];
  let trying: Promise<unknown> = Promise.resolve();

  async function trial(signal: AbortSignal, tell: (phase: string) => void = () => undefined): Promise<readonly TrialReport[]> {
    const reports: TrialReport[] = [];
    await mkdir(options.scratchFolder, { recursive: true, mode: 0o700 });
    for (const backup of clusters) {
      tell(`rebuilding ${backup.name}`);
      reports.push(await trialRestore({ backup, sealed, folder: options.scratchFolder, clock, log, signal }));
    }
    const now = clock.now();
    const name = `${trialFolder}${now.toISOString().toLowerCase().replaceAll(':', '-')}`;
    await sealed.put(name, Buffer.from(JSON.stringify(reports)), new Date(now.getTime() + reportsLockedDays * dayMs));
    for (const { cluster, differing } of reports) if (differing.length > 0) log.error('a rebuilt cluster differs from its original', { cluster, count: differing.length });
    return reports;
  }

  async function trialWhenDue(): Promise<void> {
    const times = async (prefix: string): Promise<readonly number[]> => Array.fromAsync(vault.list(prefix), ({ storedAt }) => storedAt.getTime());
    const nowMs = clock.now().getTime();
    const tried = await times(trialFolder);
    if (tried.length > 0) {
      if (nowMs - Math.max(...tried) >= trialEveryMs) await trial(stopped.signal);
      return;
    }
    const bases = await times(baseFolder(clusters[0]?.cluster ?? ''));
    if (bases.length > 0 && nowMs - Math.min(...bases) >= firstTrialAfterMs) await trial(stopped.signal);
  }

  const every = (ms: number, what: string, work: () => Promise<unknown>): void => {
    timers.push(setInterval(() => {
      trying = trying.then(work).catch((error: unknown) => {
        if (!stopped.signal.aborted) log.error('background work of the backup failed', { task: what, error });
      });
    }, ms).unref());
  };
  return {
    clusters, keyCopies, sealed, trial,
    start() {
      trying = rm(options.scratchFolder, { recursive: true, force: true }); // what a crash left of a trial
      for (const backup of clusters) backup.start();
      every(keyCopyEveryMs, 'key copies', () => keyCopies.renewWhenChanged());
      every(trialCheckMs, 'trial restore', trialWhenDue);
    },
    async stop() {
      stopped.abort();
      for (const timer of timers) clearInterval(timer);
      await Promise.all([trying, ...clusters.map((backup) => backup.stop())]);
    },
  };
}

/** The drill *shard-loss*, in the shape of the drills' list. */
export async function shardLoss(backup: Backup, signal: AbortSignal, tell: (phase: string) => void): Promise<{ sites: number; restored: number; differences: number; rtoSeconds: number; rpoSeconds: number; details: Record<string, string | number> }> {
  const reports = await backup.trial(signal, tell);
  const sum = (of: (report: TrialReport) => number): number => reports.reduce((total, report) => total + of(report), 0);
  const most = (of: (report: TrialReport) => number): number => Math.max(0, ...reports.map(of));
  return {
    sites: sum(({ sites }) => sites), restored: sum(({ restoredSites }) => restoredSites), differences: sum(({ differing }) => differing.length),
    rtoSeconds: most(({ rtoSeconds }) => rtoSeconds), rpoSeconds: most(({ rpoSeconds }) => rpoSeconds),
    details: Object.fromEntries(reports.flatMap(({ cluster, tables, rows, busy, differing, rtoSeconds }): (readonly [string, string | number])[] => [
      [`${cluster} tables`, tables], [`${cluster} rows`, rows], [`${cluster} rtoSeconds`, rtoSeconds], [`${cluster} changed meanwhile`, busy.join(' ')], [`${cluster} differing`, differing.join(' ')],
    ])),
  };
}

export const defaultKeyFolders = (dataFolder: string): readonly string[] => [join(dataFolder, 'key-copies', '1'), join(dataFolder, 'key-copies', '2')];
