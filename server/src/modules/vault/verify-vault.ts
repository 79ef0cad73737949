/**
 * Reads the whole vault and names whatever is not as it was written: the manifest's chain from the disk, its head against
 * the one that is kept apart, every object's bytes against its hash, every file against the manifest, the clock against
 * the newest entry. Objects that come or go while it runs are no findings.
 */
import { isAppError } from '../../kernel/errors/index.ts';
import { checkedBytes } from './checked-bytes.ts';
import { linesFrom, type Manifest } from './manifest.ts';
import { firstPrevious, readLine } from './manifest-line.ts';
import type { Anchor, FoundObject, Medium, VaultFinding, VaultFindingCode } from './ports.ts';
import { noticedMs } from './trusted-time.ts';

export interface Verified {
  readonly manifest: Manifest;
  readonly medium: Medium;
  readonly anchor?: Anchor;
  /** Whether something happens with that name right now. */
  readonly underWay: (name: string) => boolean;
}

export async function* verifyVault(parts: Verified, prefix: string): AsyncGenerator<VaultFinding> {
  const { manifest, medium, underWay } = parts;
  await manifest.refresh();
  yield* checkManifest(parts);
  yield* checkClock(manifest);
  for (const name of manifest.names(prefix)) yield* checkObject(parts, name);
  for await (const found of medium.inspect(prefix)) if (!underWay(found.name)) yield* checkFound(manifest, found);
}

/** From the disk, not from memory: the file may have been written anew under a running platform. */
async function* checkManifest({ manifest, anchor }: Verified): AsyncGenerator<VaultFinding> {
  const anchored = await anchor?.read();
  const running = manifest.head();
  let [sequence, previous, vaultId] = [0, firstPrevious, ''];
  const met = { anchored: anchored === undefined, running: running === undefined };
  for await (const { line } of linesFrom(manifest.path, 0)) {
    const read = readLine(line);
    if (read === undefined || read.entry.previous !== previous || read.entry.sequence !== sequence + 1) {
      yield { code: 'manifest_broken', detail: `Entry ${String(sequence + 1)} is not what was written.` };
      return;
    }
    [sequence, previous] = [read.entry.sequence, read.hash];
    if (read.entry.kind === 'begin') vaultId = read.entry.vaultId;
    if (sequence === anchored?.sequence) met.anchored = previous === anchored.hash && vaultId === anchored.vaultId;
    if (sequence === running?.sequence) met.running = previous === running.hash;
  }
  if (!met.anchored && anchored !== undefined) {
    yield { code: 'manifest_behind', detail: `Entry ${String(anchored.sequence)} of vault ${anchored.vaultId}, whose hash is kept apart, is not in this manifest, which ends with entry ${String(sequence)}: an older copy, or another vault.` };
  } else if (!met.running) {
    yield { code: 'manifest_behind', detail: `The manifest on the disk is not the one that this process wrote: entry ${String(running?.sequence ?? 0)} is not in it.` };
  } else if (manifest.broken() !== undefined) {
    yield { code: 'manifest_broken', detail: `When it was opened, ${manifest.broken() ?? ''}.` };
  }
}

function* checkClock(manifest: Manifest): Generator<VaultFinding> {
  const { wallMs, trustedMs } = manifest.time.now();
  const iso = (ms: number): string => new Date(ms).toISOString();
  if (wallMs < manifest.newestAtMs() - noticedMs) yield { code: 'clock_behind', detail: `The clock shows ${iso(wallMs)}, the newest entry was written at ${iso(manifest.newestAtMs())}.` };
  if (wallMs > trustedMs + noticedMs) yield { code: 'clock_ahead', detail: `The clock shows ${iso(wallMs)}; borne out is ${iso(trustedMs)}. Locks end by the earlier of the two.` };
}

async function* checkObject({ manifest, medium }: Verified, name: string): AsyncGenerator<VaultFinding> {
  const object = manifest.get(name);
  if (object === undefined) return; // removed meanwhile
  try {
    await Array.fromAsync(checkedBytes(medium, object), () => 0);
  } catch (error) {
    if (!isAppError(error, 'vault.object_broken')) throw error;
    if (manifest.get(name) === undefined) return; // removed meanwhile
    // The medium and `checkedBytes` give this parameter, with one of these codes.
    yield { code: error.params['found'] as VaultFindingCode, name, detail: String(error.params['detail']) };
  }
}

function* checkFound(manifest: Manifest, found: FoundObject): Generator<VaultFinding> {
  const object = manifest.get(found.name);
  if (object?.version !== found.version) {
    yield { code: 'object_unknown', name: found.name, detail: `${String(found.sizeBytes)} bytes that no entry tells of${found.version === '' ? '' : ` (version ${found.version})`}: added, renamed, or left by a crash.` };
    return;
  }
  if (found.sizeBytes > object.sizeBytes) yield { code: 'object_truncated', name: found.name, detail: `It has ${String(found.sizeBytes)} bytes, ${String(object.sizeBytes)} were written.` };
  if (!found.guarded) yield { code: 'object_writable', name: found.name, detail: 'Its file can be written to.' };
  if (found.lockedUntilMs !== undefined && found.lockedUntilMs < object.lockedUntilMs) {
    yield { code: 'lock_shortened', name: found.name, detail: `The store locks it until ${new Date(found.lockedUntilMs).toISOString()}, promised is ${new Date(object.lockedUntilMs).toISOString()}.` };
  }
}
