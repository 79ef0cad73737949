/**
 * The front of the module: store, read, keep and sweep files of one tenant. Callers pass their own context and have decided
 * before whether the person may; crossing to media's login is refused unless their descriptor lists the call.
 */
import type { Readable } from 'node:stream';
import type { Ctx, ProductType, Service } from '../../kernel/service/index.ts';
import { isAppError } from '../../kernel/errors/index.ts';
import { isUuid } from '../../kernel/ids/index.ts';
import { mediaErrors } from './errors.ts';
import { find, totals, touch } from './object-row-store.ts';
import type { MediaHolder, ObjectStore, StreamSealerFor } from './ports.ts';
import { putObject, type PutLimits, type StoredMedia } from './put-object.ts';
import { media as descriptor } from './service.ts';
import { sweepObjects, type SweepReport } from './sweep-objects.ts';

/** Plain bytes from `first` to `last`, both inclusive. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

export interface OpenedMedia {
  /** Of the whole file, also when a range was asked for. */
  readonly sizeBytes: number;
  readonly stream: Readable;
}

export interface Media {
  readonly service: Service;
  /** Fails with media.too_large, media.upload_aborted, media.storage_full, media.storage_unavailable. */
  put(ctx: Ctx, source: Readable, limits?: PutLimits): Promise<StoredMedia>;
  /** Fails with media.not_found, media.range_invalid. The stream fails with media.bytes_missing when the store has lost the bytes. */
  open(ctx: Ctx, mediaId: string, options?: { readonly range?: ByteRange }): Promise<OpenedMedia>;
  /** Protects files from the next sweep while a reference to them is being copied. */
  keep(ctx: Ctx, mediaIds: readonly string[]): Promise<void>;
  totals(ctx: Ctx): Promise<{ readonly objects: number; readonly sizeBytes: number }>;
  /** A file as it lies in the store, sealed, for the journal's copy; undefined when its bytes are gone. Opens nothing, so it asks for no right. */
  sealedBytes(tenantId: string, objectId: string): Promise<AsyncIterable<Buffer> | undefined>;
  /** Whom a sweep of this product's tenants asks. */
  registerHolder(product: ProductType, holder: MediaHolder): void;
  /** Removes what nothing refers to; `ctx` is the product's, of the tenant to sweep. */
  sweep(ctx: Ctx): Promise<SweepReport>;
  /** Removes every file of a tenant that is purged, whatever its rows say; `onSome` is called as it goes. */
  purge(tenantId: string, onSome: () => Promise<void>): Promise<void>;
  /** Files in the store of a tenant. */
  countFiles(tenantId: string): Promise<number>;
  readonly sizeBytesMax: number;
}

export interface MediaOptions {
  readonly store: ObjectStore;
  readonly sealerFor: StreamSealerFor;
  readonly sizeBytesMax?: number;
  /** How long unreferenced bytes stay. */
  readonly graceMs?: number;
}

const defaultSizeBytesMax = 100 * 1024 * 1024;
const defaultGraceMs = 24 * 60 * 60_000;

export function createMedia(options: MediaOptions): Media {
  const { store, sealerFor, sizeBytesMax = defaultSizeBytesMax, graceMs = defaultGraceMs } = options;
  const holders = new Map<ProductType, MediaHolder>();
  return {
    service: { descriptor, routes: [] },
    sizeBytesMax,
    put: (ctx, source, limits = {}) => putObject({ store, sealerFor, sizeBytesMax }, ctx.as('media'), source, limits),
    async open(ctx, mediaId, { range } = {}) {
      const { tenantId } = ctx.tenant;
      const object = isUuid(mediaId) ? await ctx.as('media').read((tx) => find(tx, mediaId)) : undefined;
      if (object === undefined) throw mediaErrors.not_found();
      if (range !== undefined && !(range.first >= 0 && range.first <= range.last && range.last < object.sizeBytes)) throw mediaErrors.range_invalid({ sizeBytes: object.sizeBytes });
      const sealer = await sealerFor(tenantId);
      const source = (first: number, last: number) => readable(store.read({ tenantId, objectId: object.id }, first, last));
      const stream = sealer.openStream({ objectId: object.id, sealedBytes: object.sealedBytes, source, ...(range === undefined ? {} : { range }) });
      return { sizeBytes: object.sizeBytes, stream };
    },
    async keep(ctx, mediaIds) {
      if (mediaIds.length > 0) await ctx.as('media').tx((tx) => touch(tx, mediaIds));
    },
    async sealedBytes(tenantId, objectId) {
      const chunks = readable(store.read({ tenantId, objectId }, 0, Number.POSITIVE_INFINITY));
      try {
        return startingWith(await chunks.next(), chunks);
      } catch (error) {
        if (isAppError(error, 'media.bytes_missing')) return undefined;
        throw error;
      }
    },
    async purge(tenantId, onSome) {
      let gone = 0;
      for await (const { objectId } of store.list(tenantId)) {
        await store.remove({ tenantId, objectId });
        gone += 1;
        if (gone % 100 === 0) await onSome();
      }
    },
    async countFiles(tenantId) {
      let count = 0;
      for await (const _ of store.list(tenantId)) count += 1;
      return count;
    },
    totals: (ctx) => ctx.as('media').read(totals),
    registerHolder: (product, holder) => void holders.set(product, holder),
    async sweep(ctx) {
      const holder = holders.get(ctx.tenant.product);
      if (holder === undefined) throw new Error(`nobody can say which files ${ctx.tenant.product} still refers to; nothing is swept`);
      return sweepObjects(store, ctx.as('media'), holder, ctx, graceMs);
    },
  };
}

async function* readable(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* source;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // undefined for what is no system error
    if (code === 'ENOENT') throw mediaErrors.bytes_missing({}, error);
    throw code === undefined ? error : mediaErrors.storage_unavailable({}, error);
  }
}

async function* startingWith(first: IteratorResult<Buffer>, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (first.done === true) return;
  yield first.value;
  yield* rest;
}
