/**
 * The WORM vault: what is put there is never written again, cannot go before its lock ends, and is checked against its
 * hash whenever it is read. A name that is not in the manifest is not in the vault; whatever lies in the medium besides is
 * told by `verify`.
 *
 *   put:     claim → name free? → bytes arrive, hashed and flushed → under their name → manifest entry → guarded
 *   remove:  lock over by clock and by trusted time? → manifest entry → bytes go
 *
 * So a crash leaves bytes without an entry at most: nobody was promised those, and the next put of the name settles it.
 */
import { checkedBytes } from './checked-bytes.ts';
import { vaultErrors } from './errors.ts';
import type { Manifest } from './manifest.ts';
import { checkName } from './object-name.ts';
import type { Anchor, KnownObject, Medium, Vault, VaultObject } from './ports.ts';
import { verifyVault } from './verify-vault.ts';

const lockMsMax = 100 * 366 * 86_400_000;
/** A range of an object up to this size is cut from the whole, which is checked each time. */
const smallBytes = 1024 * 1024;
const checkedMax = 20_000;
const anchorDelayMs = 500;

export interface VaultParts {
  readonly manifest: Manifest;
  readonly medium: Medium;
  readonly anchor?: Anchor;
  readonly onError: (error: unknown) => void;
}

export function createVault({ manifest, medium, anchor, onError }: VaultParts): Vault {
  const inTurn = createTurns();
  const checked = new Map<string, string>();
  let leftoversGone: Promise<void> | undefined;
  const keepApart = anchor === undefined ? undefined : createAnchoring(manifest, anchor, onError);

  async function known(name: string): Promise<KnownObject> {
    const object = await find(name);
    if (object === undefined) throw vaultErrors.object_unknown({ name });
    return object;
  }

  async function find(name: string): Promise<KnownObject | undefined> {
    checkName(name);
    const object = manifest.get(name);
    if (object !== undefined) return object;
    await manifest.refresh();
    return manifest.get(name);
  }

  /** A crash between a removal's entry and the removal itself left bytes: they go before anything new comes. */
  async function claim(): Promise<void> {
    await manifest.claim();
    leftoversGone ??= (async () => {
      for (const object of manifest.removedLately()) await medium.remove(object);
    })().catch(onError);
    await leftoversGone;
  }

  function checkLock(until: Date): number {
    const { wallMs, trustedMs } = manifest.time.now();
    const untilMs = until.getTime();
    if (!(untilMs > Math.max(wallMs, trustedMs) && untilMs < wallMs + lockMsMax)) throw vaultErrors.lock_invalid({ until: Number.isNaN(untilMs) ? 'no date' : until.toISOString() });
    return untilMs;
  }

  async function putInTurn(name: string, bytes: AsyncIterable<Uint8Array> | Uint8Array, lockedUntil: Date): Promise<VaultObject> {
    await claim();
    const there = manifest.get(name);
    if (there !== undefined) throw vaultErrors.object_exists({ name, sha256: there.sha256, sizeBytes: there.sizeBytes });
    const received = await medium.receive(name, bytes, lockedUntil);
    let version: string;
    try {
      version = await received.commit();
    } catch (error) {
      await received.discard().catch(onError);
      throw error;
    }
    await manifest.append({ kind: 'put', name, sizeBytes: received.sizeBytes, sha256: received.sha256, lockedUntilMs: lockedUntil.getTime(), version });
    const object = await known(name);
    await medium.protect(object).catch(onError);
    keepApart?.soon();
    return shown(object);
  }

  /** Whole, once per stamp: the medium says by it whether the bytes may have changed since. */
  async function checkWhole(object: KnownObject): Promise<void> {
    const stamp = await medium.stamp(object);
    if (checked.get(object.name) === stamp) return;
    await Array.fromAsync(checkedBytes(medium, object), () => 0); // read for its check only
    if (checked.size >= checkedMax) checked.clear();
    checked.set(object.name, stamp);
  }

  return {
    async put(name, bytes, { lockedUntil }) {
      try {
        checkName(name);
        checkLock(lockedUntil);
        return await inTurn(name, () => putInTurn(name, bytes, lockedUntil));
      } catch (error) {
        await letGo(bytes);
        throw error;
      }
    },
    async *get(name, range) {
      const object = await known(name);
      if (range === undefined) {
        yield* checkedBytes(medium, object);
        return;
      }
      const { first, last } = within(object, range);
      if (object.sizeBytes <= smallBytes) {
        const chunks = await Array.fromAsync(checkedBytes(medium, object));
        const part = Buffer.concat(chunks).subarray(first, last + 1);
        if (part.length > 0) yield part;
        return;
      }
      await checkWhole(object);
      yield* medium.read(object, first, last);
    },
    async head(name) {
      const object = await find(name);
      return object === undefined ? undefined : shown(object);
    },
    async *list(prefix, after = '') {
      await manifest.refresh();
      for (const name of manifest.names(prefix)) {
        const object = name > after ? manifest.get(name) : undefined; // removed meanwhile
        if (object !== undefined) yield shown(object);
      }
    },
    extendLock: (name, until) => inTurn(name, async () => {
      const object = await known(name);
      if (until.getTime() < object.lockedUntilMs) throw vaultErrors.lock_shortened({ name, lockedUntil: new Date(object.lockedUntilMs).toISOString() });
      if (until.getTime() === object.lockedUntilMs) return shown(object);
      const lockedUntilMs = checkLock(until);
      await claim();
      await medium.extend(object, until);
      await manifest.append({ kind: 'extend', name, lockedUntilMs });
      keepApart?.soon();
      return shown({ ...object, lockedUntilMs });
    }),
    verify: (options) => verifyVault({ manifest, medium, underWay: inTurn.isBusy, ...(anchor === undefined ? {} : { anchor }) }, options?.prefix ?? ''),
    remove: (name) => inTurn(name, async () => {
      const object = await known(name);
      const { wallMs, trustedMs } = manifest.time.now();
      if (object.lockedUntilMs > Math.min(wallMs, trustedMs)) throw vaultErrors.object_locked({ name, lockedUntil: new Date(object.lockedUntilMs).toISOString() });
      await claim();
      await manifest.append({ kind: 'remove', name });
      checked.delete(name);
      await medium.remove(object);
      keepApart?.soon();
    }),
    async status() {
      await manifest.refresh();
      return { kind: medium.kind, place: medium.place, ...manifest.totals(), head: manifest.head(), enforcement: medium.enforcement(), broken: manifest.broken() };
    },
    async close() {
      await keepApart?.end();
      await manifest.close();
      await medium.close();
    },
  };
}

function shown({ name, sizeBytes, sha256, storedAtMs, lockedUntilMs }: KnownObject): VaultObject {
  return { name, sizeBytes, sha256, storedAt: new Date(storedAtMs), lockedUntil: new Date(lockedUntilMs) };
}

function within({ name, sizeBytes }: KnownObject, { offset, length }: { readonly offset: number; readonly length?: number }): { readonly first: number; readonly last: number } {
  const last = length === undefined ? sizeBytes - 1 : offset + length - 1;
  if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(last) || offset < 0 || offset > sizeBytes || last < offset - 1 || last >= sizeBytes) {
    throw vaultErrors.range_invalid({ name, sizeBytes });
  }
  return { first: offset, last };
}

/** Whoever gave the bytes learns that nobody will read them. */
async function letGo(bytes: AsyncIterable<Uint8Array> | Uint8Array): Promise<void> {
  if (bytes instanceof Uint8Array) return;
  const source = bytes[Symbol.asyncIterator]();
  await source.return?.().catch(() => undefined); // the refusal is what is told
}

interface Turns {
  <Result>(name: string, work: () => Promise<Result>): Promise<Result>;
  readonly isBusy: (name: string) => boolean;
}

/** What concerns one name happens one after the other. */
function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  const inTurn = async <Result>(name: string, work: () => Promise<Result>): Promise<Result> => {
    const turn = (last.get(name) ?? Promise.resolve()).then(work);
    const quiet = turn.catch(() => undefined); // told to its own caller
    last.set(name, quiet);
    try {
      return await turn;
    } finally {
      if (last.get(name) === quiet) last.delete(name);
    }
  };
  return Object.assign(inTurn, { isBusy: (name: string) => last.has(name) });
}

/** Writes the newest head to the anchor, at most twice a second. */
function createAnchoring(manifest: Manifest, anchor: Anchor, onError: (error: unknown) => void): { soon(): void; end(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  const write = (): Promise<void> => {
    timer = undefined;
    const head = manifest.head();
    if (head !== undefined) writing = writing.then(() => anchor.write(head)).catch(onError);
    return writing;
  };
  return {
    soon() {
      timer ??= setTimeout(() => void write(), anchorDelayMs).unref();
    },
    async end() {
      const due = timer !== undefined;
      clearTimeout(timer);
      await (due ? write() : writing);
    },
  };
}
