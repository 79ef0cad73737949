/**
 * What `postmaster.pid` says, and whether it is true. A number alone proves nothing (numbers are given again
 * after a crash or a reboot): a process counts as this cluster's postmaster only if it works inside the
 * cluster's folder, where every PostgreSQL process goes first of all.
 */
import { execFile } from 'node:child_process';
import { readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemCode } from '../start/system-code.ts';

export interface PostmasterFile {
  readonly pid: number;
  readonly ready: boolean;
}

const run = promisify(execFile);

/** Undefined when there is none, or it is not written whole yet. */
export async function readPostmasterFile(folder: string): Promise<PostmasterFile | undefined> {
  const text = await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 1) return undefined;
  return { pid, ready: lines[7]?.trim() === 'ready' };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

/** Whether this living process works in the cluster's folder. */
export async function worksIn(pid: number, folder: string): Promise<boolean> {
  const real = await realpath(folder);
  if (process.platform === 'linux') return (await readlink(`/proc/${String(pid)}/cwd`).catch(() => undefined)) === real;
  const { stdout } = await run('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout.includes('postgres') && (stdout.includes(folder) || stdout.includes(real));
}

/** Every process that works in the folder (Linux; elsewhere none is found, and PostgreSQL's own check remains). */
export async function processesIn(folder: string): Promise<readonly number[]> {
  if (process.platform !== 'linux') return [];
  const numbers = (await readdir('/proc')).map(Number).filter((pid) => pid > 1);
  const found: number[] = [];
  for (const pid of numbers) if (await worksIn(pid, folder)) found.push(pid);
  return found;
}
