/**
 * The uploaded file, sealed from its first byte: what lies on the disk opens only with the organization's keys (which tenant it will
 * fill is known only once it has been read). It is read by position, a piece of 1 MiB at a time; each piece asks the keys anew, so a
 * reading of hours follows rotations and stops when the keys are taken away.
 */
import { createHash } from 'node:crypto';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isAppError } from '../../kernel/errors/index.ts';
import { newUuid, type OrganizationId, type TenantId } from '../../kernel/ids/index.ts';
import type { MediaSealer } from '../keys/index.ts';
import type { ObjectStore, StoredEntry } from '../media/index.ts';
import { errors } from './errors.ts';
import type { FileBytes } from './reading/index.ts';

const pieceBytes = 1_048_576;
const piecesKept = 4;
const handedOutBytes = 131_072;

export interface ImportFilesOptions {
  readonly store: ObjectStore;
  readonly sealerFor: (scopeId: string) => Promise<MediaSealer>;
  readonly fileBytesMax: number;
  readonly now: () => Date;
}

export interface ReceivedFile {
  readonly objectId: string;
  readonly sizeBytes: number;
  readonly sealedBytes: number;
  readonly sha256: string;
}

/** Sealed bytes from the first to the last, both inclusive, wherever they lie. */
type SealedSource = (first: number, last: number) => AsyncIterable<Buffer>;

/** Under whose keys a file lies: an upload's tenant is not known yet, a backup goes with its tenant's keys. */
type FileScope = OrganizationId | TenantId;

export interface ImportFiles {
  /** Fails with interchange.import_empty, .import_too_large, .import_aborted, .import_storage_full; nothing stays behind then. */
  receive(scope: FileScope, source: Readable, signal: AbortSignal): Promise<ReceivedFile>;
  open(scope: FileScope, file: { readonly objectId: string; readonly sizeBytes: number; readonly sealedBytes: number }, from?: SealedSource): FileBytes;
  /** As they lie on the disk. */
  sealedBytes(scope: FileScope, file: { readonly objectId: string; readonly sealedBytes: number }): AsyncIterable<Buffer>;
  remove(scope: FileScope, objectId: string): Promise<void>;
  /** What lies there for the organization, whether an import wants it or not. */
  list(scope: FileScope): AsyncIterable<StoredEntry>;
}

export function createImportFiles({ store, sealerFor, fileBytesMax, now }: ImportFilesOptions): ImportFiles {
  return {
    async receive(scope, source, signal) {
      const objectId = newUuid(now().getTime());
      const sealer = await sealerFor(scope);
      const meter = new Meter(fileBytesMax);
      const incoming = await store.create({ tenantId: scope, objectId });
      try {
        await pipeline(source, meter, sealer.sealStream({ objectId }), incoming.stream, { signal });
        if (meter.sizeBytes === 0) throw errors.import_empty();
        const sealedBytes = await incoming.commit();
        return { objectId, sizeBytes: meter.sizeBytes, sealedBytes, sha256: meter.sha256() };
      } catch (error) {
        await incoming.discard();
        throw refusalOf(error);
      }
    },
    sealedBytes: (scope, file) => store.read({ tenantId: scope, objectId: file.objectId }, 0, file.sealedBytes - 1),
    open(scope, file, from) {
      return openSealed(file.sizeBytes, async (first, last) => {
        const sealer = await sealerFor(scope);
        const source: SealedSource = from ?? ((start, end) => store.read({ tenantId: scope, objectId: file.objectId }, start, end));
        const pieces: Buffer[] = [];
        for await (const piece of sealer.openStream({ objectId: file.objectId, sealedBytes: file.sealedBytes, source, range: { first, last } })) pieces.push(piece as Buffer); // no encoding is set
        return pieces.length === 1 ? (pieces[0] ?? Buffer.alloc(0)) : Buffer.concat(pieces);
      });
    },
    remove: (scope, objectId) => store.remove({ tenantId: scope, objectId }),
    list: (scope) => store.list(scope),
  };
}

function openSealed(sizeBytes: number, read: (first: number, last: number) => Promise<Buffer>): FileBytes {
  const kept = new Map<number, Promise<Buffer>>();
  const pieceAt = (index: number): Promise<Buffer> => {
    const known = kept.get(index);
    kept.delete(index);
    const piece = known ?? read(index * pieceBytes, Math.min(sizeBytes, (index + 1) * pieceBytes) - 1);
    kept.set(index, piece);
    for (const oldest of kept.keys()) {
      if (kept.size <= piecesKept) break;
      kept.delete(oldest);
    }
    piece.catch(() => kept.delete(index));
    return piece;
  };
  return {
    sizeBytes,
    async readAt(buffer, position) {
      let filled = 0;
      while (filled < buffer.length && position + filled < sizeBytes) {
        const at = position + filled;
        const piece = await pieceAt(Math.floor(at / pieceBytes));
        const copied = piece.copy(buffer, filled, at % pieceBytes);
        if (copied === 0) break;
        filled += copied;
      }
      return filled;
    },
    async *range(start, end) {
      for (let at = start; at < Math.min(end, sizeBytes); ) {
        const piece = await pieceAt(Math.floor(at / pieceBytes));
        const from = at % pieceBytes;
        const part = piece.subarray(from, Math.min(piece.length, from + handedOutBytes, from + end - at));
        if (part.length === 0) return;
        at += part.length;
        yield part;
      }
    },
    close() {
      kept.clear();
      return Promise.resolve();
    },
  };
}

class Meter extends Transform {
  readonly #hash = createHash('sha256');
  readonly #sizeBytesMax: number;
  sizeBytes = 0;

  constructor(sizeBytesMax: number) {
    super();
    this.#sizeBytesMax = sizeBytesMax;
  }

  override _transform(data: Buffer, _encoding: BufferEncoding, done: (error?: Error | null, data?: Buffer) => void): void {
    this.sizeBytes += data.length;
    if (this.sizeBytes > this.#sizeBytesMax) {
      done(errors.import_too_large({ limitBytes: this.#sizeBytesMax }));
      return;
    }
    this.#hash.update(data);
    done(null, data);
  }

  sha256(): string {
    return this.#hash.digest('hex');
  }
}

const abortedCodes: ReadonlySet<unknown> = new Set(['ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR', 'ECONNRESET', 'ERR_STREAM_DESTROYED']);
const fullCodes: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

function refusalOf(error: unknown): unknown {
  if (isAppError(error) || !(error instanceof Error)) return error;
  const { code } = error as NodeJS.ErrnoException; // undefined for what is no system error
  if (abortedCodes.has(code)) return errors.import_aborted({}, error);
  return fullCodes.has(code) ? errors.import_storage_full({}, error) : error;
}
