/**
 * What backups put into the vault: compressed (zstd), then sealed with AES-256-GCM in chunks under the platform's own key
 * and bound to the object's name. Bytes go through; nothing is held whole but small pieces.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { buffer } from 'node:stream/consumers';
import { PassThrough, type Transform } from 'node:stream';
import { createZstdCompress, createZstdDecompress } from 'node:zlib';
import type { Vault, VaultObject } from '../vault/index.ts';

/** The part of the key service's sealer that is used here. */
export interface ObjectSealer {
  sealStream(options: { readonly objectId: string }): Transform;
  openStream(options: { readonly objectId: string; readonly sealedBytes: number; readonly source: (first: number, last: number) => AsyncIterable<Buffer> }): Readable;
}

export interface SealedVault {
  put(name: string, bytes: AsyncIterable<Uint8Array> | Uint8Array, lockedUntil: Date): Promise<VaultObject>;
  /** Fails with vault.object_unknown, vault.object_broken, keys.sealed_value_broken. */
  open(object: VaultObject): AsyncIterable<Buffer>;
  read(object: VaultObject): Promise<Buffer>;
  readonly vault: Vault;
}

export function createSealedVault(vault: Vault, sealer: () => Promise<ObjectSealer>): SealedVault {
  async function* open({ name, sizeBytes }: VaultObject): AsyncGenerator<Buffer> {
    const opened = (await sealer()).openStream({ objectId: name, sealedBytes: sizeBytes, source: (first, last) => vault.get(name, { offset: first, length: last - first + 1 }) });
    const plain = createZstdDecompress();
    const running = pipeline(opened, plain);
    running.catch(() => undefined); // told by reading `plain`, which it destroys
    for await (const chunk of plain) yield chunk as Buffer; // without an encoding a stream of bytes gives Buffers
    await running;
  }
  return {
    vault, open,
    read: async (object) => buffer(open(object)),
    async put(name, bytes, lockedUntil) {
      const sealing = (await sealer()).sealStream({ objectId: name });
      const sealed = new PassThrough();
      const running = pipeline(Readable.from(bytes instanceof Uint8Array ? [bytes] : bytes, { objectMode: false }), createZstdCompress(), sealing, sealed);
      running.catch(() => undefined); // told by reading `sealed`, which it destroys
      const stored = await vault.put(name, sealed, { lockedUntil });
      await running;
      return stored;
    },
  };
}
