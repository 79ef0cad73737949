/**
 * The vault's memory: an append-only, hash-linked file of what was put, extended and removed. An append is durable when it
 * returns; those that wait at the same time share one flush. A line torn by a crash was never promised to anybody and is
 * cut off. One process writes at a time (an operating-system lock that goes with its holder); others may read along.
 */
import { createReadStream } from 'node:fs';
import { mkdir, open, stat, truncate, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { newUuid } from '../../kernel/ids/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import { isFull, isMissing, vaultErrors } from './errors.ts';
import { firstPrevious, lineOf, readLine, type ManifestChange, type ManifestEntry } from './manifest-line.ts';
import type { KnownObject, ManifestHead } from './ports.ts';
import { createTrustedTime, type TrustedTime } from './trusted-time.ts';

export interface ManifestOptions {
  readonly folder: string;
  readonly clock: Clock;
  /** What is kept apart, when there is something. */
  readonly anchored: ManifestHead | undefined;
  /** Makes the file one that can only grow, where the system knows such. */
  readonly guardGrowing: (path: string) => Promise<void>;
  /** Takes that off while a torn line is cut off. */
  readonly whileOpenForChange: (path: string, change: () => Promise<void>) => Promise<void>;
}

export interface Manifest {
  readonly path: string;
  readonly time: TrustedTime;
  head(): ManifestHead | undefined;
  newestAtMs(): number;
  /** Why nothing may be added. */
  broken(): string | undefined;
  get(name: string): KnownObject | undefined;
  /** Sorted. */
  names(prefix: string): readonly string[];
  totals(): { readonly objects: number; readonly sizeBytes: number };
  /** A crash may have left their bytes. */
  removedLately(): readonly KnownObject[];
  /** Becomes the one writer. Fails with vault.in_use, vault.manifest_broken. */
  claim(): Promise<void>;
  /** Fails with vault.in_use, vault.manifest_broken, vault.no_space. */
  append(change: ManifestChange): Promise<ManifestEntry>;
  /** Reads what another process added. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

/** Hashes are kept as 32 characters instead of 64: there may be a million. */
interface Kept extends Omit<KnownObject, 'name' | 'sha256'> {
  readonly digest: string;
}

interface State {
  readonly objects: Map<string, Kept>;
  sizeBytes: number;
  sequence: number;
  hash: string;
  vaultId: string | undefined;
  atMs: number;
  trustedMs: number | undefined;
  /** Bytes of whole lines read or written so far. */
  length: number;
  broken: string | undefined;
  removed: KnownObject[];
  anchorSeen: boolean;
}

interface Waiting {
  readonly change: ManifestChange;
  readonly done: (entry: ManifestEntry) => void;
  readonly failed: (error: unknown) => void;
}

const removedKept = 50;
const batchMax = 500;

export async function openManifest(options: ManifestOptions): Promise<Manifest> {
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  const path = join(options.folder, 'manifest.log');
  const state: State = { objects: new Map(), sizeBytes: 0, sequence: 0, hash: firstPrevious, vaultId: undefined, atMs: 0, trustedMs: undefined, length: 0, broken: undefined, removed: [], anchorSeen: false };
  await readOn(path, state, options.anchored);
  const { anchored } = options;
  if (state.broken === undefined && anchored !== undefined && !state.anchorSeen) {
    state.broken = state.sequence < anchored.sequence
      ? `the manifest ends with entry ${String(state.sequence)}, but entry ${String(anchored.sequence)} was written: this is an older copy`
      : 'the manifest is another one than the one whose head is kept apart';
  }
  const time = createTrustedTime(options.clock, state.trustedMs);
  const writer = createWriter(path, state, time, options);

  return {
    path, time,
    head: () => (state.vaultId === undefined ? undefined : { vaultId: state.vaultId, sequence: state.sequence, hash: state.hash }),
    newestAtMs: () => state.atMs,
    broken: () => state.broken,
    get: (name) => known(state, name),
    names: (prefix) => [...state.objects.keys()].filter((name) => name.startsWith(prefix)).sort(),
    totals: () => ({ objects: state.objects.size, sizeBytes: state.sizeBytes }),
    removedLately: () => state.removed.filter(({ name }) => !state.objects.has(name)),
    claim: () => writer.claim(),
    append: (change) => writer.append(change),
    async refresh() {
      if (writer.holdsLock()) return;
      await readOn(path, state, undefined);
      if (state.trustedMs !== undefined) time.witness(state.trustedMs);
    },
    close: () => writer.close(),
  };
}

function known(state: State, name: string): KnownObject | undefined {
  const kept = state.objects.get(name);
  return kept === undefined ? undefined : unpacked(name, kept);
}

function unpacked(name: string, { digest, ...facts }: Kept): KnownObject {
  return { name, ...facts, sha256: Buffer.from(digest, 'latin1').toString('hex') };
}

/** Takes in the lines after `state.length`; stops at the first that does not fit. What stands after the last line end is not read. */
async function readOn(path: string, state: State, anchored: ManifestHead | undefined): Promise<void> {
  if (state.broken !== undefined) return;
  for await (const { line, endsAt } of linesFrom(path, state.length)) {
    const read = readLine(line);
    const wrong = read === undefined ? 'is not what was written' : misfit(read.entry, state);
    if (read === undefined || wrong !== undefined) {
      state.broken = `entry ${String(state.sequence + 1)} ${wrong ?? 'does not fit'}`;
      return;
    }
    take(read.entry, read.hash, state);
    state.length = endsAt;
    if (anchored !== undefined && anchored.sequence === state.sequence) state.anchorSeen = anchored.hash === state.hash && anchored.vaultId === state.vaultId;
  }
}

function misfit(entry: ManifestEntry, state: State): string | undefined {
  if (entry.previous !== state.hash || entry.sequence !== state.sequence + 1) return 'does not follow the one before';
  if ((entry.kind === 'begin') !== (state.sequence === 0)) return 'begins the manifest a second time';
  if (entry.atMs < state.atMs || entry.trustedMs < (state.trustedMs ?? 0)) return 'goes back in time';
  return undefined;
}

function take(entry: ManifestEntry, hash: string, state: State): void {
  state.sequence = entry.sequence;
  state.hash = hash;
  state.atMs = entry.atMs;
  state.trustedMs = entry.trustedMs;
  if (entry.kind === 'begin') state.vaultId = entry.vaultId;
  if (entry.kind === 'put') {
    const digest = Buffer.from(entry.sha256, 'hex').toString('latin1');
    state.objects.set(entry.name, { sizeBytes: entry.sizeBytes, digest, storedAtMs: entry.atMs, lockedUntilMs: entry.lockedUntilMs, version: entry.version });
    state.sizeBytes += entry.sizeBytes;
  }
  const before = entry.kind === 'extend' || entry.kind === 'remove' ? state.objects.get(entry.name) : undefined;
  if (entry.kind === 'extend' && before !== undefined) state.objects.set(entry.name, { ...before, lockedUntilMs: Math.max(before.lockedUntilMs, entry.lockedUntilMs) });
  if (entry.kind === 'remove' && before !== undefined) {
    state.objects.delete(entry.name);
    state.sizeBytes -= before.sizeBytes;
    state.removed = [...state.removed.slice(1 - removedKept), unpacked(entry.name, before)];
  }
}

/** Whole lines only, with the position after each. */
export async function* linesFrom(path: string, start: number): AsyncGenerator<{ readonly line: string; readonly endsAt: number }> {
  let rest = Buffer.alloc(0);
  let endsAt = start;
  try {
    for await (const chunk of createReadStream(path, { start, highWaterMark: 256 * 1024 })) {
      let bytes = Buffer.concat([rest, chunk as Buffer]); // without an encoding a file's stream gives Buffers
      for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10)) {
        endsAt += end + 1;
        yield { line: bytes.toString('utf8', 0, end), endsAt };
        bytes = bytes.subarray(end + 1);
      }
      rest = Buffer.from(bytes);
    }
  } catch (error) {
    if (!isMissing(error)) throw error; // a vault that nothing was written into yet
  }
}

interface Writer {
  claim(): Promise<void>;
  append(change: ManifestChange): Promise<ManifestEntry>;
  holdsLock(): boolean;
  close(): Promise<void>;
}

function createWriter(path: string, state: State, time: TrustedTime, options: ManifestOptions): Writer {
  let lock: DatabaseSync | undefined;
  let beginning: Promise<FileHandle> | undefined;
  let waiting: Waiting[] = [];
  let writing: Promise<void> | undefined;
  let closed = false;

  function begin(): Promise<FileHandle> {
    beginning ??= openForAppend();
    return beginning;
  }

  async function openForAppend(): Promise<FileHandle> {
    lock = takeLock(options.folder);
    await readOn(path, state, undefined);
    if (state.trustedMs !== undefined) time.witness(state.trustedMs);
    const { size } = await stat(path).catch(() => ({ size: 0 })); // not there yet
    const cut = async (): Promise<void> => { await truncate(path, state.length); };
    if (state.broken === undefined && size > state.length) await options.whileOpenForChange(path, cut);
    const file = await open(path, 'a', 0o600);
    await options.guardGrowing(path);
    return file;
  }

  async function claim(): Promise<FileHandle> {
    try {
      const file = await begin();
      if (state.broken === undefined) return file;
    } catch (error) {
      await giveUp();
      throw error;
    }
    throw vaultErrors.manifest_broken({ detail: `In ${path} ${state.broken}.` });
  }

  function stamped(change: ManifestChange, after: { sequence: number; hash: string; atMs: number; trustedMs: number | undefined }): ManifestEntry {
    const { wallMs, trustedMs } = time.now();
    return { ...change, sequence: after.sequence + 1, previous: after.hash, atMs: Math.max(wallMs, after.atMs), trustedMs: Math.max(trustedMs, after.trustedMs ?? 0) };
  }

  async function writeBatch(batch: readonly Waiting[]): Promise<void> {
    const to = await claim();
    const first: ManifestChange[] = state.vaultId === undefined ? [{ kind: 'begin', vaultId: newUuid(time.now().wallMs) }] : [];
    let text = '';
    let after = { sequence: state.sequence, hash: state.hash, atMs: state.atMs, trustedMs: state.trustedMs };
    const written = [...first, ...batch.map(({ change }) => change)].map((change) => {
      const entry = stamped(change, after);
      const { line, hash } = lineOf(entry);
      after = { sequence: entry.sequence, hash, atMs: entry.atMs, trustedMs: entry.trustedMs };
      text += line;
      return { entry, hash };
    });
    try {
      await to.appendFile(text);
      await to.datasync();
    } catch (error) {
      await giveUp();
      throw isFull(error) ? vaultErrors.no_space({}, error) : error;
    }
    for (const { entry, hash } of written) take(entry, hash, state);
    state.length += Buffer.byteLength(text);
    batch.forEach(({ done }, index) => {
      const own = written[index + first.length];
      if (own !== undefined) done(own.entry);
    });
  }

  /** Half a batch may be on the disk: the next append looks and cuts it off. */
  async function giveUp(): Promise<void> {
    const opened = beginning;
    beginning = undefined;
    await opened?.then((file) => file.close()).catch(() => undefined); // it failed already; the next one opens it anew
    lock?.close();
    lock = undefined;
  }

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, batchMax);
      waiting = waiting.slice(batchMax);
      try {
        await writeBatch(batch);
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    writing = undefined;
  }

  return {
    async claim() {
      if (closed) throw vaultErrors.unavailable({ detail: 'It is being closed.' });
      await claim();
    },
    async append(change) {
      if (closed) throw vaultErrors.unavailable({ detail: 'It is being closed.' });
      return new Promise((done, failed) => {
        waiting.push({ change, done, failed });
        writing ??= Promise.resolve().then(run);
      });
    },
    holdsLock: () => lock !== undefined,
    async close() {
      closed = true;
      await writing;
      await giveUp();
    },
  };
}

/** Fails with vault.in_use. */
function takeLock(folder: string): DatabaseSync {
  const lock = new DatabaseSync(join(folder, 'writer.lock'));
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    throw vaultErrors.in_use({ detail: folder }, error);
  }
}
