/**
 * Files that exist whole or not at all, and that nothing overwrites: written beside, synced, then linked to their name
 * (link fails when the name is taken, where rename would replace it), and the folder synced.
 */
import { randomBytes } from 'node:crypto';
import { link, open, readdir, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const unfinishedMark = '.incomplete';
const unfinishedPattern = /^(.+)\.[0-9a-f]{12}\.incomplete$/;
const abandonedAfterMs = 60_000;

/** False when a file of that name was there already; it is left as it was. */
export async function createFileOnce(path: string, content: string): Promise<boolean> {
  const folder = dirname(path);
  const unfinished = join(folder, `${basename(path)}.${randomBytes(6).toString('hex')}${unfinishedMark}`);
  try {
    const file = await open(unfinished, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    try {
      await link(unfinished, path);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return false;
      throw error;
    }
    return true;
  } finally {
    await unlink(unfinished).catch(() => undefined); // not there when opening it failed
    await syncFolder(folder);
  }
}

/** Removes what a process that died while writing one of these files left behind; touches no other file of the folder. */
export async function removeAbandonedFiles(folder: string, isOurs: (fileName: string) => boolean, nowMs: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const target = unfinishedPattern.exec(name)?.[1];
    if (target === undefined || !isOurs(target)) continue;
    const path = join(folder, name);
    const age = await stat(path).then((found) => nowMs - found.mtimeMs, () => 0);
    if (age > abandonedAfterMs) await unlink(path).catch(() => undefined); // another process was quicker
  }
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined); // the folder itself may be what is missing
  if (handle === undefined) return;
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
