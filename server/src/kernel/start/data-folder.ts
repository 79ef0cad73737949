/**
 * The data folder belongs to one Holdfast at a time and is recognised by a marker file. A folder with anything
 * else in it is refused and left as it is. The lock is the operating system's (an exclusive SQLite transaction on
 * an empty file: fcntl locks), so it goes with the process that held it: there is no stale lock to be judged.
 */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { syncFolder } from '../disk/index.ts';
import type { Clock } from '../time/index.ts';
import { startErrors } from './errors.ts';
import { systemCode } from './system-code.ts';

export interface DataFolder {
  /** Absolute. */
  readonly path: string;
  /** True when this start made it: a start that fails may then discard it whole. */
  readonly fresh: boolean;
  /** Lets go of the lock. */
  close(): Promise<void>;
  /** Deletes a folder that this start made, so that no half-made one is left; keeps any other. Lets go of the lock. */
  discardIfFresh(): Promise<void>;
}

const markerName = 'holdfast.json';
const lockName = 'holdfast.lock';
const pidName = 'holdfast.pid';
/** Raised when the layout changes so that an older release could not read it. */
const dataFolderFormat = 1;

const ownNames = new Set([lockName, `${lockName}-journal`, pidName, `${markerName}.incomplete`]);

/** A Holdfast whose starter was ended by force stops by itself; a start right after it waits for that. */
const lockWaitMs = 3_000;
const lockPollMs = 50;

/** Fails with start.data_folder_foreign, _newer, _in_use, _owner, _unusable, start.no_space. */
export async function openDataFolder(path: string, clock: Clock, waitMs: number = lockWaitMs): Promise<DataFolder> {
  const folder = resolve(path);
  let firstMade: string | undefined;
  try {
    if (existsSync(folder)) await refuseForeign(folder);
    else firstMade = await mkdir(folder, { recursive: true, mode: 0o700 });
    const lock = await takeLock(folder, waitMs);
    try {
      const fresh = await ensureMarker(folder, clock);
      await writeFile(join(folder, pidName), `${String(process.pid)}\n`, { mode: 0o600 });
      return opened(folder, lock, fresh, firstMade);
    } catch (error) {
      lock.close();
      throw error;
    }
  } catch (error) {
    await removeMade(folder, firstMade);
    throw explain(folder, error);
  }
}

/** Takes away the folders that this start made; whatever else lies in one keeps it and those above. */
async function removeMade(folder: string, firstMade: string | undefined): Promise<void> {
  if (firstMade === undefined) return;
  for (const name of ownNames) await rm(join(folder, name), { force: true });
  for (let at = folder; at.startsWith(firstMade); at = dirname(at)) {
    const removed = await rmdir(at).then(() => true, () => false);
    if (!removed) return;
  }
}

function opened(folder: string, lock: DatabaseSync, fresh: boolean, firstMade: string | undefined): DataFolder {
  let open = true;
  const close = async (): Promise<void> => {
    if (!open) return;
    open = false;
    await rm(join(folder, pidName), { force: true });
    lock.close();
  };
  return {
    path: folder,
    fresh,
    close,
    async discardIfFresh() {
      if (open && fresh) {
        for (const entry of await readdir(folder)) if (entry !== lockName) await rm(join(folder, entry), { recursive: true, force: true });
        await rm(join(folder, lockName), { force: true });
        await removeMade(folder, firstMade);
      }
      await close();
    },
  };
}

async function refuseForeign(folder: string): Promise<void> {
  const found = await stat(folder);
  if (!found.isDirectory()) throw startErrors.data_folder_foreign({ detail: `${folder} is not a folder: choose another with HOLDFAST_DATA.` });
  const uid = process.geteuid?.();
  if (uid !== undefined && found.uid !== uid) {
    throw startErrors.data_folder_owner({
      detail: `${folder} belongs to user ${String(found.uid)}, this is user ${String(uid)}: start as its owner, or choose another with HOLDFAST_DATA.`,
    });
  }
  const entries = await readdir(folder);
  if (entries.includes(markerName)) {
    readMarker(folder);
    return;
  }
  const foreign = entries.find((entry) => !ownNames.has(entry));
  if (foreign !== undefined) {
    throw startErrors.data_folder_foreign({ detail: `${folder} contains "${foreign.slice(0, 80)}" and no ${markerName}: choose an empty or new folder with HOLDFAST_DATA.` });
  }
}

function readMarker(folder: string): void {
  let format: unknown;
  try {
    // Any program may have written a file of this name: checked right below.
    const marker = JSON.parse(readFileSync(join(folder, markerName), 'utf8')) as { product?: unknown; format?: unknown } | null;
    if (marker?.product === 'holdfast') format = marker.format;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (typeof format !== 'number') {
    throw startErrors.data_folder_foreign({ detail: `${join(folder, markerName)} is not a marker of Holdfast’s: choose another folder with HOLDFAST_DATA.` });
  }
  if (format > dataFolderFormat) {
    throw startErrors.data_folder_newer({ detail: `${folder} has format ${String(format)}, this release knows ${String(dataFolderFormat)}: start the newer release.` });
  }
}

const sqliteBusy = 5;
const sqliteFull = 13;

async function takeLock(folder: string, waitMs: number): Promise<DatabaseSync> {
  const lock = new DatabaseSync(join(folder, lockName));
  for (let waitedMs = 0; ; waitedMs += lockPollMs) {
    try {
      lock.exec('BEGIN EXCLUSIVE');
      return lock;
    } catch (error) {
      if (sqliteCode(error) === sqliteBusy && waitedMs < waitMs) {
        await sleep(lockPollMs);
        continue;
      }
      lock.close();
      if (sqliteCode(error) !== sqliteBusy) throw error;
      throw startErrors.data_folder_in_use({ detail: `${folder} is in use by ${holder(folder)}: stop it first, or choose another with HOLDFAST_DATA.` }, error);
    }
  }
}

function sqliteCode(error: unknown): unknown {
  return error instanceof Error && 'errcode' in error ? error.errcode : undefined;
}

function holder(folder: string): string {
  try {
    return `pid ${readFileSync(join(folder, pidName), 'utf8').trim()}`;
  } catch {
    return 'a process that is just starting'; // between taking the lock and saying who it is
  }
}

/** True when the marker was not there. */
async function ensureMarker(folder: string, clock: Clock): Promise<boolean> {
  const marker = join(folder, markerName);
  if (existsSync(marker)) return false;
  const text = `${JSON.stringify({ product: 'holdfast', format: dataFolderFormat, createdAt: clock.now().toISOString() })}\n`;
  await writeFile(`${marker}.incomplete`, text, { mode: 0o600, flush: true });
  await rename(`${marker}.incomplete`, marker);
  await syncFolder(dirname(marker));
  return true;
}

function explain(folder: string, error: unknown): unknown {
  const code = systemCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT' || sqliteCode(error) === sqliteFull) return startErrors.no_space({ detail: `${folder} cannot be written: make room, or choose another folder with HOLDFAST_DATA.` }, error);
  if (error instanceof Error && 'syscall' in error) {
    return startErrors.data_folder_unusable({ detail: `${folder}: ${error.message}. Choose another folder with HOLDFAST_DATA.` }, error);
  }
  if (code === 'ERR_SQLITE_ERROR') return startErrors.data_folder_unusable({ detail: `${join(folder, lockName)} cannot be locked: choose a folder on a local disk with HOLDFAST_DATA.` }, error);
  return error;
}
