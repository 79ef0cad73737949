/**
 * Makes a cluster whole or not at all: it grows in `<name>.incomplete-…`, is synced to disk, and then takes its
 * name in one rename. Whatever an interrupted attempt left is thrown away by the next.
 */
import { randomBytes } from 'node:crypto';
import { chmod, lchown, mkdir, readdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { syncFolder } from '../disk/index.ts';
import { isAppError } from '../errors/index.ts';
import { startErrors } from '../start/errors.ts';
import { systemCode } from '../start/system-code.ts';
import type { Account } from './account.ts';
import type { PostgresBinaries } from './binaries.ts';
import { postgresErrors } from './errors.ts';
import { runProgram } from './run-program.ts';

export const superuser = 'holdfast_superuser';

export interface InitialiseOptions {
  /** Where the cluster shall be; its parent exists. */
  readonly folder: string;
  readonly binaries: PostgresBinaries;
  readonly account: Account;
  /** Throw-away clusters of tests do not wait for the disk. */
  readonly sync: boolean;
}

const initdbTimeoutMs = 120_000;
/** An empty cluster with its first WAL takes 56 MB. */
const newClusterSizeBytes = 80 * 1024 * 1024;

/** Does nothing when the cluster is there. Fails with start.no_space, postgres.initialise_failed, postgres.version_mismatch. */
export async function ensureCluster(options: InitialiseOptions): Promise<{ readonly created: boolean }> {
  const { folder, binaries, account } = options;
  await removeIncomplete(folder);
  const version = await readFile(join(folder, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version === undefined) {
    await initialise(options);
    return { created: true };
  }
  if (version.trim() !== String(binaries.majorVersion)) {
    throw postgresErrors.version_mismatch({ detail: `${folder} is of version ${version.trim()}, installed is ${String(binaries.majorVersion)}: see docs/operate/embedded-postgresql.md.` });
  }
  await giveTo(folder, account);
  return { created: false };
}

async function initialise({ folder, binaries, account, sync }: InitialiseOptions): Promise<void> {
  await refuseWithoutSpace(dirname(folder));
  const incomplete = `${folder}.incomplete-${randomBytes(6).toString('hex')}`;
  try {
    const passwordFile = await ensurePassword(folder);
    const { exitCode, output } = await runProgram(
      [
        ...account.prefix, binaries.initdb, '-D', incomplete, `--username=${superuser}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256',
        '--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--data-checksums',
        ...(sync ? [] : ['--no-sync']),
      ],
      initdbTimeoutMs,
    );
    if (exitCode !== 0) throw explain(folder, exitCode, output);
    await rename(incomplete, folder);
    if (sync) await syncFolder(dirname(folder));
  } catch (error) {
    await rm(incomplete, { recursive: true, force: true });
    if (isAppError(error)) throw error;
    if (systemCode(error) === 'ENOSPC') throw noSpace(folder, error);
    throw postgresErrors.initialise_failed({ detail: `${folder}: ${String(error)}` }, error);
  }
}

async function removeIncomplete(folder: string): Promise<void> {
  const beginning = `${basename(folder)}.incomplete`;
  for (const entry of await readdir(dirname(folder))) {
    if (entry.startsWith(beginning)) await rm(join(dirname(folder), entry), { recursive: true, force: true });
  }
}

async function refuseWithoutSpace(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < newClusterSizeBytes) throw noSpace(folder);
}

function noSpace(folder: string, cause?: unknown) {
  const sizeMegabytes = String(newClusterSizeBytes / 1024 / 1024);
  return startErrors.no_space({ detail: `A new database in ${folder} needs ${sizeMegabytes} MB: make room, or choose another folder with HOLDFAST_DATA.` }, cause);
}

function explain(folder: string, exitCode: number | null, output: string) {
  if (/No space left on device|Disk quota exceeded/.test(output)) return noSpace(folder);
  const lines = output.split('\n').filter((line) => /error|fatal|could not|cannot|invalid/i.test(line));
  const reason = lines.at(-1)?.trim() ?? `initdb ended with ${String(exitCode)}`;
  return postgresErrors.initialise_failed({ detail: `${folder}: ${reason}` });
}

/** The superuser's password of a cluster: random, in a 0600 file beside it, written before the cluster is made. */
function passwordFileOf(folder: string): string {
  return `${folder}.password`;
}

async function ensurePassword(folder: string): Promise<string> {
  const file = passwordFileOf(folder);
  const known = await readFile(file, 'utf8').catch(() => '');
  if (known.trim() !== '') return file;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.incomplete`, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flush: true });
  await rename(`${file}.incomplete`, file);
  return file;
}

/** Fails with postgres.start_failed when the file is gone. */
export async function readPassword(folder: string): Promise<string> {
  const text = await readFile(passwordFileOf(folder), 'utf8').catch((error: unknown) => {
    throw postgresErrors.start_failed({ detail: `The password file ${passwordFileOf(folder)} cannot be read: put it back from a copy.` }, error);
  });
  return text.trim();
}

/** As root the cluster's files must belong to whom PostgreSQL runs as; that changes when a machine begins or ceases to allow namespaces. */
async function giveTo(folder: string, { owner }: Account): Promise<void> {
  if (owner === undefined || (await stat(folder)).uid === owner.uid) return;
  for (const entry of await readdir(folder, { recursive: true })) await lchown(join(folder, entry), owner.uid, owner.gid);
  await lchown(folder, owner.uid, owner.gid);
  await chmod(folder, 0o700);
}
