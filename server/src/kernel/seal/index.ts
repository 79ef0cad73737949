/**
 * What the rest of the platform knows of sealing (DESIGN §3): a key scope has a `Sealer`, a sealed value is
 * bytes that open only for the same scope, table, column and row. The module `keys` implements it.
 *
 * A key scope is what one set of data keys covers: a tenant, an organization, or the platform itself.
 */
declare const sealedBrand: unique symbol;
/** Ciphertext of a `T`. A plain string or Buffer cannot be written where this is asked for. */
export type Sealed<T> = Buffer & { readonly [sealedBrand]: T };

declare const tokenBrand: unique symbol;
/** HMAC of a normalised value (16 bytes): carries `=` and unique constraints, nothing else. */
export type EqualityToken = Buffer & { readonly [tokenBrand]: true };

/** Where a sealed value lives; goes into the additional data, so that a value cannot be moved to another place. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
}

export type RowId = string | bigint | number;

/** Seals and opens for one key scope. Synchronous: the keys were leased before. */
export interface Sealer {
  readonly scopeId: string;
  seal(column: SealedColumn, rowId: RowId, text: string): Sealed<string>;
  /** Fails with keys.sealed_value_broken when the bytes were changed or moved, keys.version_unknown for a key that is gone. */
  open(column: SealedColumn, rowId: RowId, sealed: Sealed<string> | Buffer): string;
  sealBytes(column: SealedColumn, rowId: RowId, bytes: Buffer): Sealed<Buffer>;
  openBytes(column: SealedColumn, rowId: RowId, sealed: Sealed<Buffer> | Buffer): Buffer;
  /** Token of a value that the caller has normalised (NFKC, case) as the column's rule says. */
  token(column: SealedColumn, normalised: string): EqualityToken;
}

/** Hands out sealers. A lease is in memory only and ends after a limited time; it is renewed behind the caller's back. */
export interface SealerSource {
  /** Fails with keys.scope_locked, keys.scope_unknown. */
  forScope(scopeId: string): Promise<Sealer>;
  /** The sealer if its lease is valid now, without waiting; undefined when forScope must be awaited. */
  leased(scopeId: string): Sealer | undefined;
}
