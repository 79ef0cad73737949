/**
 * Rebuilds a cluster from the vault alone into a new folder: the newest base backup from before the time that is wanted,
 * every piece of the log after it, and PostgreSQL's own recovery to the point. The folder gets its name when it is whole.
 *
 *   base → tar unpacked → pieces joined to log files → recovery.signal → start → promoted at the point
 */
import { appendFile, mkdir, open, rename, rm, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { backupErrors } from './errors.ts';
import { baseFolder, formatLsn, parseLsn, readWalName, segmentFile, walFolder, walSegmentBytes } from './positions.ts';
import type { SealedVault } from './seal-object.ts';
import { unpackTar } from './tar-reader.ts';
import type { BaseAbout } from './write-cluster.ts';

/** Where to stop: at a time, at a position, or at the end of what the vault has. */
export type Target = { readonly time: Date } | { readonly lsn: bigint } | 'end';

export interface RestoreOptions {
  readonly sealed: SealedVault;
  readonly cluster: string;
  /** Must not exist; beside it goes `<folder>.password`. */
  readonly folder: string;
  readonly target: Target;
}

export interface RestoredFiles {
  readonly base: BaseAbout;
  readonly files: number;
  /** End of the log that was laid ready. */
  readonly end: bigint;
}

/** Read after everything else, so an operator's own settings stay as they are. */
const recoveryFile = 'postgresql.auto.conf';

/** Fails with backup.no_base, backup.log_gap, backup.point_not_reached, backup.folder_not_empty, vault.object_broken. */
export async function restoreFiles({ sealed, cluster, folder, target }: RestoreOptions): Promise<RestoredFiles> {
  if ((await stat(folder).catch(() => undefined)) !== undefined) throw backupErrors.folder_not_empty({ detail: folder });
  const base = await chooseBase(sealed, cluster, target);
  const growing = `${folder}.rebuilding`;
  await rm(growing, { recursive: true, force: true });
  await mkdir(growing, { recursive: true, mode: 0o700 });
  try {
    const data = await sealed.vault.head(base.data);
    if (data === undefined) throw backupErrors.no_base({ cluster });
    const files = await unpackTar(sealed.open(data), growing);
    const { end, storedAt } = await layLog(sealed, cluster, base, join(growing, 'pg_wal'));
    if (typeof target === 'object' && 'lsn' in target && target.lsn > end) throw backupErrors.point_not_reached({ detail: `The log in the vault ends at ${formatLsn(end)}.` });
    await writeFile(join(growing, 'recovery.signal'), '', { mode: 0o600 });
    await appendFile(join(growing, recoveryFile), recoverySettings(target !== 'end' && 'time' in target && target.time > storedAt ? 'end' : target), { mode: 0o600 });
    await writeFile(`${folder}.password`, `${base.superuserPassword}\n`, { mode: 0o600 });
    await rename(growing, folder);
    return { base, files, end };
  } catch (error) {
    await rm(growing, { recursive: true, force: true });
    throw error;
  }
}

/** Every base that is whole, oldest first. */
export async function listBases(sealed: SealedVault, cluster: string): Promise<readonly BaseAbout[]> {
  const bases: BaseAbout[] = [];
  for await (const object of sealed.vault.list(baseFolder(cluster))) {
    // Sealed by `writeBase`; opening it proves that.
    if (object.name.endsWith('/about')) bases.push(JSON.parse((await sealed.read(object)).toString()) as BaseAbout);
  }
  return bases.sort((one, other) => Date.parse(one.endedAt) - Date.parse(other.endedAt));
}

/** The folder in the vault of the cluster with that name: a shard's id is known only to a database that may be lost. */
export async function findCluster(sealed: SealedVault, name: string): Promise<string> {
  if (name === 'control') return name;
  let found: { readonly cluster: string; readonly endedAt: string } | undefined;
  for await (const object of sealed.vault.list('shard/')) {
    const [, cluster] = /^(shard\/[^/]+)\/base\/[^/]+\/about$/.exec(object.name) ?? [];
    if (cluster === undefined) continue;
    const about = JSON.parse((await sealed.read(object)).toString()) as BaseAbout; // sealed by `writeBase`; opening it proves that
    if (about.name === name && (found === undefined || about.endedAt > found.endedAt)) found = { cluster, endedAt: about.endedAt };
  }
  if (found === undefined) throw backupErrors.no_base({ detail: `No cluster is called ${JSON.stringify(name)}.` });
  return found.cluster;
}

async function chooseBase(sealed: SealedVault, cluster: string, target: Target): Promise<BaseAbout> {
  const fits = (base: BaseAbout): boolean => target === 'end' || ('time' in target ? Date.parse(base.endedAt) <= target.time.getTime() : parseLsn(base.endLsn) <= target.lsn);
  const base = (await listBases(sealed, cluster)).findLast(fits);
  if (base === undefined) throw backupErrors.no_base({ cluster });
  return base;
}

/** Joins pieces to the files that PostgreSQL expects, from the one that holds the base's start. Returns where the log ends, and when that was written. */
async function layLog(sealed: SealedVault, cluster: string, base: BaseAbout, folder: string): Promise<{ readonly end: bigint; readonly storedAt: Date }> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const begin = parseLsn(base.startLsn) / walSegmentBytes * walSegmentBytes;
  let at: bigint | undefined;
  let storedAt = new Date(base.endedAt);
  let file: { readonly name: string; readonly handle: FileHandle } | undefined;
  try {
    for await (const object of sealed.vault.list(walFolder(cluster, base.chain))) {
      const piece = readWalName(object.name);
      if (piece === undefined || piece.end <= begin) continue;
      if (at === undefined ? piece.start > begin : piece.start > at) throw backupErrors.log_gap({ detail: `The log from ${formatLsn(at ?? begin)} to ${formatLsn(piece.start)} is not in the vault.` });
      let position = piece.start;
      let bytes = await sealed.read(object);
      const known = at ?? begin;
      if (position < known) [bytes, position] = [bytes.subarray(Number(known - position)), known];
      while (bytes.length > 0) {
        const name = segmentFile(base.timeline, position);
        if (file?.name !== name) {
          await file?.handle.close();
          file = { name, handle: await open(join(folder, name), 'wx', 0o600) };
          await file.handle.truncate(Number(walSegmentBytes));
        }
        const offset = Number(position % walSegmentBytes);
        const part = bytes.subarray(0, Number(walSegmentBytes) - offset);
        await file.handle.write(part, 0, part.length, offset);
        bytes = bytes.subarray(part.length);
        position += BigInt(part.length);
      }
      at = position > known ? position : known;
      storedAt = object.storedAt;
    }
  } finally {
    await file?.handle.close();
  }
  if (at === undefined || at < parseLsn(base.endLsn)) throw backupErrors.log_gap({ detail: `The base backup ends at ${base.endLsn}, the log in the vault at ${formatLsn(at ?? 0n)}.` });
  return { end: at, storedAt };
}

/** The log lies ready in the cluster's own folder, so fetching it from elsewhere always fails. Names of time zones are not known yet where this is read: an offset is. */
function recoverySettings(target: Target): string {
  const point = target === 'end' ? [] : 'time' in target ? [`recovery_target_time = '${target.time.toISOString().replace('Z', '+00:00')}'`] : [`recovery_target_lsn = '${formatLsn(target.lsn)}'`];
  return ['# For the recovery of this cluster from the vault; without recovery.signal they mean nothing.', 'restore_command = \'false\'', 'hot_standby = off', ...point, 'recovery_target_action = \'promote\'', ''].join('\n');
}
