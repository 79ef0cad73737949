/**
 * What media needs from outside. Sealing is the key service's; the object store has two real shapes (a folder, S3), and
 * whatever it holds, at any moment, is ciphertext. Who still refers to a file only the products know.
 */
import type { Readable, Transform, Writable } from 'node:stream';
import type { Ctx } from '../../kernel/service/index.ts';

/** Reads sealed bytes from `first` to `last`, both inclusive. */
export type SealedSource = (first: number, last: number) => AsyncIterable<Buffer>;

/** The part of the key service's media sealer that is used here. */
export interface StreamSealer {
  /** 32 bytes; equal bytes meet inside one scope only. */
  mediaAddress(sha256: Buffer): Buffer;
  sealStream(options: { readonly objectId: string }): Transform;
  openStream(options: {
    readonly objectId: string;
    readonly sealedBytes: number;
    readonly source: SealedSource;
    readonly range?: { readonly first: number; readonly last: number };
  }): Readable;
}

export type StreamSealerFor = (scopeId: string) => Promise<StreamSealer>;

export interface ObjectKey {
  readonly tenantId: string;
  readonly objectId: string;
}

/** One object on its way into the store. Nothing of it can be read before `commit`. */
export interface IncomingObject {
  readonly stream: Writable;
  /** After the stream has finished: makes the object durable and visible. Returns its size in the store. */
  commit(): Promise<number>;
  /** Removes what was written so far. */
  discard(): Promise<void>;
}

export interface StoredEntry {
  readonly objectId: string;
  readonly modifiedAt: Date;
}

export interface ObjectStore {
  create(key: ObjectKey): Promise<IncomingObject>;
  /** Fails while reading with ENOENT-like errors when the object is not there. */
  read(key: ObjectKey, first: number, last: number): AsyncIterable<Buffer>;
  /** Removing what is not there is fine. */
  remove(key: ObjectKey): Promise<void>;
  /** Everything stored for one tenant. */
  list(tenantId: string): AsyncIterable<StoredEntry>;
}

/** A product says which of these files its tenant still refers to, in any version, draft or trash. */
export interface MediaHolder {
  heldOf(ctx: Ctx, mediaIds: readonly string[]): Promise<ReadonlySet<string>>;
}
