/**
 * The unwrapped data keys of one scope, in memory only. Key bytes live in buffers of their own (never in Node's
 * shared pool) and are overwritten when the ring is closed. Buffers and not KeyObjects, because a KeyObject waits for the garbage
 * collector, and is slower (3.8 against 4.7 µs for 100 bytes). Best effort: OpenSSL's short-lived copies, swap and core dumps are not ours to overwrite.
 *
 * A new key version is stored some minutes before it is used for sealing (`sealsFromMs`), so that every other process has
 * it before the first value needs it: that is why rotation fails no read.
 */
import { hkdfSync } from 'node:crypto';
import { keysErrors } from './errors.ts';

export const purposes = ['content', 'token', 'media', 'journal'] as const;
export type Purpose = (typeof purposes)[number];

export function isPurpose(text: string): text is Purpose {
  return purposes.some((purpose) => purpose === text);
}

export interface DataKey {
  readonly purpose: Purpose;
  readonly version: number;
  readonly bytes: Buffer;
  /** On the monotonic clock: from when on this version seals. */
  readonly sealsFromMs: number;
}

/** Values sealed under one content key since they were last written down. */
export interface SealCount {
  readonly scopeId: string;
  readonly version: number;
  seals: number;
}

interface PurposeKeys {
  readonly byVersion: Map<number, DataKey>;
  /** Versions that seal now or later, the one in use first. Never empty. */
  readonly upcoming: DataKey[];
}

export class KeyRing {
  readonly scopeId: string;
  readonly #purposes: { readonly [P in Purpose]: PurposeKeys };
  #addressKey: DataKey | undefined;
  #seals = 0;
  #countedVersion = 0;
  #counts: SealCount[] = [];

  /** Fails with keys.unavailable when a purpose has no key that may seal now. */
  constructor(scopeId: string, keys: readonly DataKey[], nowMs: number) {
    this.scopeId = scopeId;
    const keysOf = (purpose: Purpose): PurposeKeys => {
      const own = keys.filter((key) => key.purpose === purpose).sort((a, b) => a.version - b.version);
      const inUse = own.findLastIndex((key) => key.sealsFromMs <= nowMs);
      // Scopes of earlier releases get their journal key when the journal first needs it.
      if (inUse < 0 && purpose !== 'journal') throw keysErrors.unavailable({ detail: `(no ${purpose} key)` });
      return { byVersion: new Map(own.map((key) => [key.version, key])), upcoming: own.slice(Math.max(inUse, 0)) };
    };
    this.#purposes = { content: keysOf('content'), token: keysOf('token'), media: keysOf('media'), journal: keysOf('journal') };
  }

  /** The key that seals now. */
  sealing(purpose: Purpose, nowMs: number): DataKey {
    const { upcoming } = this.#purposes[purpose];
    while (upcoming[1] !== undefined && upcoming[1].sealsFromMs <= nowMs) upcoming.shift();
    const key = upcoming[0];
    if (key === undefined) throw keysErrors.unavailable();
    return key;
  }

  opening(purpose: Purpose, version: number): DataKey | undefined {
    return this.#purposes[purpose].byVersion.get(version);
  }

  newestVersion(purpose: Purpose): number {
    return this.#purposes[purpose].upcoming.at(-1)?.version ?? 0;
  }

  /** The key of media addresses, derived from the media key in use: addresses made before a rotation stay, new ones differ. */
  addressKey(nowMs: number): Buffer {
    const media = this.sealing('media', nowMs);
    if (this.#addressKey?.version !== media.version) {
      this.#addressKey?.bytes.fill(0);
      this.#addressKey = { ...media, bytes: derivedKey(media.bytes, Buffer.alloc(0), 'holdfast media address 1') };
    }
    return this.#addressKey.bytes;
  }

  /** Counts one value sealed under a content key. */
  countSeal(version: number): void {
    if (version !== this.#countedVersion) {
      this.#setCountAside();
      this.#countedVersion = version;
    }
    this.#seals += 1;
  }

  /** What was sealed since the last call. */
  takeCounts(): SealCount[] {
    this.#setCountAside();
    const counts = this.#counts;
    this.#counts = [];
    return counts;
  }

  #setCountAside(): void {
    if (this.#seals > 0) this.#counts.push({ scopeId: this.scopeId, version: this.#countedVersion, seals: this.#seals });
    this.#seals = 0;
  }

  /** Overwrites every key. The ring is not usable afterwards. */
  close(): void {
    this.#addressKey?.bytes.fill(0);
    for (const purpose of purposes) {
      for (const key of this.#purposes[purpose].byVersion.values()) key.bytes.fill(0);
      this.#purposes[purpose].byVersion.clear();
      this.#purposes[purpose].upcoming.length = 0;
    }
  }
}

/** HKDF-SHA-256 (RFC 5869) into a buffer of its own. */
export function derivedKey(key: Buffer, salt: Buffer, info: string | Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, info, 32));
}
