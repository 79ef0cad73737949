/**
 * Sealing for attachments of one scope: streams of any length with flat memory, ranges, and addresses.
 *
 * Address = HMAC of the bytes' SHA-256 under the scope's media key: equal bytes meet inside one scope only, and nobody can
 * ask another scope whether it holds a file. An address made before a rotation of the media key differs from one made after: a
 * file is then stored once more, never lost. Every chunk asks the lease, so that taking the keys away stops running downloads.
 */
import { createHmac, randomFillSync } from 'node:crypto';
import { Readable, Transform, type TransformCallback } from 'node:stream';
import { broken } from './envelope.ts';
import { keysErrors } from './errors.ts';
import type { Lease } from './lease.ts';
import {
  chunkBytes,
  fileKey,
  newStreamHeader,
  openChunk,
  parseStreamHeader,
  plainStreamBytes,
  sealChunk,
  sealedChunkBytes,
  streamHeaderBytes,
  streamRandomBytes,
  type StreamHeader,
} from './stream-format.ts';

/** Reads sealed bytes from `first` to `last`, both inclusive; a short answer is taken as a cut object. Pieces of 1 MiB + 16 are not copied. */
export type SealedSource = (first: number, last: number) => AsyncIterable<Buffer>;

export interface OpenStream {
  /** The id under which it was sealed. */
  readonly objectId: string;
  /** Length of the sealed object as the object store or the row says. */
  readonly sealedBytes: number;
  readonly source: SealedSource;
  /** Plain bytes from `first` to `last`, both inclusive; everything when absent. */
  readonly range?: { readonly first: number; readonly last: number };
}

export interface MediaSealer {
  readonly scopeId: string;
  /** 32 bytes. `sha256` is the SHA-256 of the plain bytes. */
  mediaAddress(sha256: Buffer): Buffer;
  /** Plain bytes in, sealed bytes out. `objectId` names the object for ever: it opens under no other id. */
  sealStream(options: { readonly objectId: string }): Transform;
  /**
   * Sealed bytes in by `source`, plain bytes out; every byte given out is authenticated. A range authenticates its own chunks: that
   * nothing was cut off behind it is known only when the end is read, or when `sealedBytes` comes from an authenticated row.
   * The stream fails with keys.sealed_value_broken, keys.version_unknown, keys.lease_ended. Fails with keys.range_invalid.
   */
  openStream(options: OpenStream): Readable;
}

type RandomFill = (target: Buffer) => void;

export function createMediaSealer(lease: Lease, fillRandom: RandomFill = randomFillSync): MediaSealer {
  const { scopeId } = lease;
  return {
    scopeId,
    mediaAddress(sha256) {
      if (sha256.length !== 32) throw new RangeError('a media address is made from a SHA-256 digest of 32 bytes');
      const nowMs = lease.nowMs();
      return createHmac('sha256', lease.use(nowMs).addressKey(nowMs)).update(sha256).digest();
    },
    sealStream: ({ objectId }) => new SealingStream(lease, objectId, fillRandom),
    openStream(options) {
      const plainBytes = plainStreamBytes(options.sealedBytes);
      const { first, last } = options.range ?? { first: 0, last: plainBytes - 1 };
      const whole = options.range === undefined;
      const inside = Number.isSafeInteger(first) && Number.isSafeInteger(last) && first >= 0 && first <= last && last < plainBytes;
      if (!whole && !inside) throw keysErrors.range_invalid({ plainBytes });
      return Readable.from(openedChunks(lease, options, { first, last, plainBytes }), { objectMode: false, highWaterMark: chunkBytes });
    },
  };
}

class SealingStream extends Transform {
  readonly #lease: Lease;
  readonly #header: StreamHeader;
  readonly #key: Buffer;
  readonly #pending = Buffer.allocUnsafeSlow(chunkBytes);
  #pendingBytes = 0;
  #chunk = 0;

  constructor(lease: Lease, objectId: string, fillRandom: RandomFill) {
    super({ highWaterMark: chunkBytes });
    this.#lease = lease;
    const nowMs = lease.nowMs();
    const mediaKey = lease.use(nowMs).sealing('media', nowMs);
    const random = Buffer.alloc(streamRandomBytes);
    fillRandom(random);
    this.#header = newStreamHeader(mediaKey.version, random);
    this.#key = fileKey(mediaKey.bytes, this.#header, lease.scopeId, objectId);
    this.push(this.#header.bytes);
  }

  override _transform(data: Buffer | string, encoding: BufferEncoding, done: TransformCallback): void {
    const bytes = typeof data === 'string' ? Buffer.from(data, encoding) : data;
    let at = 0;
    try {
      while (at < bytes.length) {
        // A full chunk is held back until more comes, because the last one is marked.
        if (this.#pendingBytes === chunkBytes) this.#emit(false);
        const taken = bytes.copy(this.#pending, this.#pendingBytes, at);
        this.#pendingBytes += taken;
        at += taken;
      }
      done();
    } catch (error) {
      done(asError(error));
    }
  }

  override _flush(done: TransformCallback): void {
    try {
      this.#emit(true);
      done();
    } catch (error) {
      done(asError(error));
    }
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#key.fill(0);
    this.#pending.fill(0);
    done(error);
  }

  #emit(last: boolean): void {
    this.#lease.use(this.#lease.nowMs());
    if (this.#chunk > 0xffff_ffff) throw keysErrors.value_too_large();
    for (const part of sealChunk(this.#key, this.#header, this.#chunk, last, this.#pending.subarray(0, this.#pendingBytes))) {
      if (part.length > 0) this.push(part);
    }
    this.#chunk += 1;
    this.#pendingBytes = 0;
  }
}

interface Wanted {
  readonly first: number;
  readonly last: number;
  readonly plainBytes: number;
}

async function* openedChunks(lease: Lease, options: OpenStream, wanted: Wanted): AsyncGenerator<Buffer> {
  const header = parseStreamHeader(await gathered(options.source(0, streamHeaderBytes - 1), streamHeaderBytes));
  const nowMs = lease.nowMs();
  const ring = lease.use(nowMs);
  const mediaKey = ring.opening('media', header.keyVersion);
  if (mediaKey === undefined) {
    lease.noteUnknownVersion(ring, 'media', header.keyVersion, nowMs);
    throw keysErrors.version_unknown({ version: header.keyVersion });
  }
  const key = fileKey(mediaKey.bytes, header, lease.scopeId, options.objectId);
  try {
    const lastChunk = Math.max(0, Math.ceil(wanted.plainBytes / chunkBytes) - 1);
    const firstWanted = Math.floor(wanted.first / chunkBytes);
    const lastWanted = Math.max(firstWanted, Math.floor(wanted.last / chunkBytes));
    const sealedFirst = streamHeaderBytes + firstWanted * sealedChunkBytes;
    const sealedLast = Math.min(options.sealedBytes, streamHeaderBytes + (lastWanted + 1) * sealedChunkBytes) - 1;
    let chunk = firstWanted;
    for await (const sealed of inChunks(options.source(sealedFirst, sealedLast), sealedLast - sealedFirst + 1)) {
      lease.use(lease.nowMs());
      const plain = openChunk(key, header, chunk, chunk === lastChunk, sealed);
      const from = chunk === firstWanted ? wanted.first - chunk * chunkBytes : 0;
      const to = chunk === lastWanted ? wanted.last - chunk * chunkBytes + 1 : plain.length;
      if (to > from) yield plain.subarray(from, to);
      chunk += 1;
    }
  } finally {
    key.fill(0);
  }
}

/** Regroups what a source gives into sealed chunks; refuses when it gives less or more than asked. */
async function* inChunks(source: AsyncIterable<Buffer>, expectedBytes: number): AsyncGenerator<Buffer> {
  let remaining = expectedBytes;
  let pieces: Buffer[] = [];
  let gatheredBytes = 0;
  for await (const piece of source) {
    let at = 0;
    if (piece.length > remaining) throw broken('the object is longer than it should be');
    remaining -= piece.length;
    while (at < piece.length) {
      const taken = piece.subarray(at, at + sealedChunkBytes - gatheredBytes);
      pieces.push(taken);
      gatheredBytes += taken.length;
      at += taken.length;
      if (gatheredBytes === sealedChunkBytes) {
        yield pieces.length === 1 ? taken : Buffer.concat(pieces, gatheredBytes);
        pieces = [];
        gatheredBytes = 0;
      }
    }
  }
  if (remaining > 0) throw broken('the object is shorter than it should be');
  if (gatheredBytes > 0) yield Buffer.concat(pieces, gatheredBytes);
}

async function gathered(source: AsyncIterable<Buffer>, expectedBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of inChunks(source, expectedBytes)) pieces.push(piece);
  return Buffer.concat(pieces);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('sealing failed', { cause: error });
}
