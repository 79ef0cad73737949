/** What the journal needs of the vault and of others; `main/` brings them. */
export interface VaultedObject {
  readonly name: string;
  readonly sizeBytes: number;
  /** Of the whole object, in hexadecimal. */
  readonly sha256: string;
  readonly lockedUntil: Date;
}

/** The part of the vault that the journal uses; the vault's own front door fits it. */
export interface JournalVault {
  /** Writes once. Fails with vault.object_exists when the name is taken, whatever the bytes. */
  put(name: string, bytes: AsyncIterable<Uint8Array> | Uint8Array, options: { readonly lockedUntil: Date }): Promise<VaultedObject>;
  /** Fails with vault.object_unknown, vault.object_broken. */
  get(name: string, range?: { readonly offset: number; readonly length?: number }): AsyncIterable<Uint8Array>;
  head(name: string): Promise<VaultedObject | undefined>;
  /** By name, ascending, after `after`. */
  list(prefix: string, after?: string): AsyncIterable<VaultedObject>;
  extendLock(name: string, until: Date): Promise<VaultedObject>;
  /** Refuses what is locked (vault.object_locked). */
  remove(name: string): Promise<void>;
}

/** The sealed bytes of one stored file as they lie there, or undefined when they are gone. */
export type SealedMedia = (tenantId: string, objectId: string) => Promise<AsyncIterable<Uint8Array> | undefined>;
