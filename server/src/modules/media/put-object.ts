/**
 * Stores a stream of any length with flat memory: measured, hashed and sealed on its way, so that only ciphertext ever
 * reaches the disk. Whatever goes wrong, nothing stays behind: the incoming file is discarded, and a crash between file and row
 * leaves a file that no row knows, which the sweep removes. The same bytes are stored once in a tenant.
 */
import { createHash } from 'node:crypto';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isAppError } from '../../kernel/errors/index.ts';
import { newUuid } from '../../kernel/ids/index.ts';
import type { Ctx } from '../../kernel/service/index.ts';
import { mediaErrors } from './errors.ts';
import { addOrTouch } from './object-row-store.ts';
import type { IncomingObject, ObjectStore, StreamSealerFor } from './ports.ts';

export interface PutLimits {
  readonly sizeBytesMax?: number;
}

export interface StoredMedia {
  /** Names the bytes inside the tenant. Equal bytes have the same id. */
  readonly mediaId: string;
  readonly sizeBytes: number;
}

export interface PutDependencies {
  readonly store: ObjectStore;
  readonly sealerFor: StreamSealerFor;
  readonly sizeBytesMax: number;
}

export async function putObject({ store, sealerFor, sizeBytesMax }: PutDependencies, ctx: Ctx, source: Readable, limits: PutLimits): Promise<StoredMedia> {
  const { tenantId } = ctx.tenant;
  const objectId = newUuid(ctx.now.getTime());
  const sealer = await sealerFor(tenantId);
  const meter = new Meter(Math.min(limits.sizeBytesMax ?? sizeBytesMax, sizeBytesMax));
  const incoming = await opened(store, tenantId, objectId, source);
  let sealedBytes: number;
  try {
    await pipeline(source, meter, sealer.sealStream({ objectId }), incoming.stream, { signal: ctx.signal });
    sealedBytes = await incoming.commit();
  } catch (error) {
    await incoming.discard();
    throw refusalOf(error);
  }
  const object = { id: objectId, address: sealer.mediaAddress(meter.sha256()), sizeBytes: meter.sizeBytes, sealedBytes };
  const mediaId = await ctx.tx((tx) => addOrTouch(tx, tenantId, object));
  if (mediaId !== objectId) await store.remove({ tenantId, objectId });
  return { mediaId, sizeBytes: meter.sizeBytes };
}

async function opened(store: ObjectStore, tenantId: string, objectId: string, source: Readable): Promise<IncomingObject> {
  try {
    return await store.create({ tenantId, objectId });
  } catch (error) {
    source.destroy();
    throw refusalOf(error);
  }
}

/** Counts, hashes and refuses what is too long, on plain bytes. */
class Meter extends Transform {
  readonly #hash = createHash('sha256');
  readonly #sizeBytesMax: number;
  sizeBytes = 0;

  constructor(sizeBytesMax: number) {
    super();
    this.#sizeBytesMax = sizeBytesMax;
  }

  override _transform(data: Buffer | string, encoding: BufferEncoding, done: (error?: Error | null, data?: Buffer) => void): void {
    const bytes = typeof data === 'string' ? Buffer.from(data, encoding) : data;
    this.sizeBytes += bytes.length;
    if (this.sizeBytes > this.#sizeBytesMax) {
      done(mediaErrors.too_large({ limitBytes: this.#sizeBytesMax }));
      return;
    }
    this.#hash.update(bytes);
    done(null, bytes);
  }

  sha256(): Buffer {
    return this.#hash.digest();
  }
}

const abortedCodes: ReadonlySet<unknown> = new Set(['ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR', 'ECONNRESET', 'ERR_STREAM_DESTROYED']);
const fullCodes: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

function refusalOf(error: unknown): unknown {
  if (isAppError(error) || !(error instanceof Error)) return error;
  const { code, syscall } = error as NodeJS.ErrnoException; // both are undefined for what is no system error
  if (abortedCodes.has(code)) return mediaErrors.upload_aborted({}, error);
  if (fullCodes.has(code)) return mediaErrors.storage_full({}, error);
  return syscall === undefined ? error : mediaErrors.storage_unavailable({}, error);
}
