/**
 * PostgreSQL asks with access(2) whether it can reach its own files, and access(2) disregards the capability that
 * `nobody` keeps. So where the checkout lies in a folder that only root may enter, `nobody` runs a copy of the programs that
 * anybody may read: in the system's temporary folder, owned by root, made once for each version.
 */
import { cp, chmod, lstat, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Account } from './account.ts';
import type { PostgresBinaries } from './binaries.ts';

const othersMayEnter = 0o001;

export async function reachableBinaries(binaries: PostgresBinaries, account: Account): Promise<PostgresBinaries> {
  const bin = dirname(binaries.postgres);
  if (account.kind !== 'nobody' || (await everybodyReaches(bin))) return binaries;
  const copy = await ensureCopy(dirname(bin), String(binaries.majorVersion));
  const moved = (program: string): string => join(copy, basename(bin), basename(program));
  return { ...binaries, initdb: moved(binaries.initdb), postgres: moved(binaries.postgres) };
}

async function everybodyReaches(folder: string): Promise<boolean> {
  for (let path = folder; ; path = dirname(path)) {
    if (((await stat(path)).mode & othersMayEnter) === 0) return false;
    if (path === dirname(path)) return true;
  }
}

/** A folder of this name that is not root's alone to write was put there by somebody else: then a name that nobody could guess. */
async function ensureCopy(native: string, version: string): Promise<string> {
  const wanted = join(tmpdir(), `holdfast-postgresql-${version}`);
  if (await isRootsAlone(wanted)) return wanted;
  const draft = await mkdtemp(`${wanted}-`);
  await cp(native, draft, { recursive: true, verbatimSymlinks: true });
  await chmod(draft, 0o755);
  const moved = await rename(draft, wanted).then(() => true, () => false); // fails when something is there already
  if (moved) return wanted;
  if (!(await isRootsAlone(wanted))) return draft;
  await rm(draft, { recursive: true, force: true });
  return wanted;
}

async function isRootsAlone(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found !== undefined && found.isDirectory() && found.uid === 0 && (found.mode & 0o022) === 0;
}
