/**
 * Ends what a hard end of an earlier run left in a cluster's folder. Called only while the data folder is
 * locked by us, so whoever still works there has lost its Holdfast: it is asked to stop (its clients are gone),
 * then told, then ended. Only then is the stale lock file removed.
 */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log/log.ts';
import { systemCode } from '../start/system-code.ts';
import { postgresErrors } from './errors.ts';
import { isAlive, processesIn, readPostmasterFile, worksIn } from './postmaster-file.ts';

const pollMs = 20;
/** Fast shutdown, then without a checkpoint, then by force. */
const steps = [
  { signal: 'SIGINT', waitMs: 20_000 },
  { signal: 'SIGQUIT', waitMs: 5_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
] as const;

/** Fails with postgres.stop_failed. */
export async function endOrphan(folder: string, log: Log): Promise<void> {
  const path = join(folder, 'postmaster.pid');
  if (!existsSync(path)) return; // the last shutdown was clean
  const file = await readPostmasterFile(folder);
  if (file !== undefined && isAlive(file.pid) && (await worksIn(file.pid, folder))) {
    log.warn('a PostgreSQL that outlived its Holdfast is being stopped', { pid: file.pid });
    await endProcess(file.pid, folder);
  }
  await endLeftovers(folder, log);
  await rm(path, { force: true });
}

async function endProcess(pid: number, folder: string): Promise<void> {
  for (const { signal, waitMs } of steps) {
    signalIfAlive(pid, signal);
    if (await isGone(pid, folder, waitMs)) return;
  }
  throw postgresErrors.stop_failed({ detail: `Process ${String(pid)} works in ${folder} and does not end: end it, then start again.` });
}

/** Backends of a postmaster that was killed notice within moments; one that computes may not. */
async function endLeftovers(folder: string, log: Log): Promise<void> {
  for (const { signal, waitMs } of [{ signal: undefined, waitMs: 2_000 }, ...steps.slice(1)]) {
    const left = await processesIn(folder);
    if (left.length === 0) return;
    if (signal !== undefined) {
      log.warn('processes of a PostgreSQL that was killed are being ended', { count: left.length, signal });
      for (const pid of left) signalIfAlive(pid, signal);
    }
    for (const pid of left) await isGone(pid, folder, waitMs);
  }
}

function signalIfAlive(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (systemCode(error) !== 'ESRCH') throw error;
  }
}

/** A zombie whose parent does not collect it is gone too: it works in no folder. */
async function isGone(pid: number, folder: string, waitMs: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < waitMs; waitedMs += pollMs) {
    if (!isAlive(pid) || !(await worksIn(pid, folder))) return true;
    await sleep(pollMs);
  }
  return false;
}
