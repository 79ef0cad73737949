/**
 * The vault's port: what the journal, backups and restores write against, and the two ports below it. The vault decides
 * names, times and what is known (the manifest); a medium only holds bytes, in a folder or in an object store.
 */

export interface VaultObject {
  readonly name: string;
  readonly sizeBytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly storedAt: Date;
  readonly lockedUntil: Date;
}

export interface Vault {
  /**
   * Writes once; when it returns, the object and its manifest entry are on the disk. Fails with vault.object_exists (with
   * `sha256` and `sizeBytes` of what is there, so that a retry after a crash sees that it was done), vault.name_invalid,
   * vault.lock_invalid, vault.no_space, vault.unavailable, vault.in_use, vault.manifest_broken.
   */
  put(name: string, bytes: AsyncIterable<Uint8Array> | Uint8Array, options: { readonly lockedUntil: Date }): Promise<VaultObject>;
  /**
   * Streams. The whole object has been checked against the manifest's hash before its last chunk (of a range: before
   * its first) is given out. Fails with vault.object_unknown, vault.object_broken, vault.range_invalid, vault.unavailable.
   */
  get(name: string, range?: { readonly offset: number; readonly length?: number }): AsyncIterable<Buffer>;
  head(name: string): Promise<VaultObject | undefined>;
  /** By name, ascending, after `after`. */
  list(prefix: string, after?: string): AsyncIterable<VaultObject>;
  /** Longer only; the same end changes nothing. Fails with vault.lock_shortened, vault.lock_invalid, vault.object_unknown. */
  extendLock(name: string, until: Date): Promise<VaultObject>;
  /** Reads everything (under `prefix`) and names whatever is not as it was written. Nothing found: nothing yielded. */
  verify(options?: { readonly prefix?: string }): AsyncIterable<VaultFinding>;
  /** Removes what is past its lock. Fails with vault.object_locked, vault.object_unknown. */
  remove(name: string): Promise<void>;
  /** What is in it, and what the medium enforces. */
  status(): Promise<VaultStatus>;
  close(): Promise<void>;
}

export type VaultFindingCode =
  | 'object_missing' // an entry without bytes
  | 'object_truncated' // fewer bytes, or more, than were written
  | 'object_changed' // other bytes than were written
  | 'object_unknown' // bytes that no entry tells of: added, renamed, or left by a crash
  | 'object_writable' // the medium no longer guards it
  | 'lock_shortened' // the medium's lock ends before the manifest's
  | 'manifest_broken' // an entry was changed, taken out or put in
  | 'manifest_behind' // the whole is an older copy of itself, or another vault
  | 'clock_behind' // the clock shows an earlier time than the newest entry
  | 'clock_ahead'; // the clock jumped ahead of what is borne out

export interface VaultFinding {
  readonly code: VaultFindingCode;
  readonly name?: string;
  readonly detail: string;
}

export interface VaultStatus {
  readonly kind: 'file' | 's3';
  /** Where, without secrets. */
  readonly place: string;
  readonly objects: number;
  readonly sizeBytes: number;
  readonly head: ManifestHead | undefined;
  readonly enforcement: Enforcement;
  /** Why nothing can be added, when nothing can. */
  readonly broken: string | undefined;
}

/** What stops somebody from deleting or changing, and what only finds it afterwards. */
export interface Enforcement {
  /** `compliance-lock`: the store refuses everybody. `immutable-files`: the system refuses everybody but who takes the attribute off first. `read-only-files`: only mistakes. */
  readonly level: 'compliance-lock' | 'immutable-files' | 'read-only-files';
  readonly enforced: readonly string[];
  readonly onlyDetected: readonly string[];
}

export interface ManifestHead {
  readonly vaultId: string;
  readonly sequence: number;
  /** Hexadecimal; covers every entry up to this one. */
  readonly hash: string;
}

/** Keeps the newest head somewhere apart from the vault, so that a vault replaced whole by an older copy is found. */
export interface Anchor {
  read(): Promise<ManifestHead | undefined>;
  write(head: ManifestHead): Promise<void>;
}

/** What the manifest knows of an object. */
export interface KnownObject {
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly storedAtMs: number;
  readonly lockedUntilMs: number;
  /** The medium's own name of exactly these bytes (a version in an object store); empty where there is none. */
  readonly version: string;
}

/** Bytes that arrived and are durable, but not yet under their name. */
export interface Received {
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Puts them under their name, never over another object. Returns the version. */
  commit(): Promise<string>;
  discard(): Promise<void>;
}

export interface FoundObject {
  readonly name: string;
  readonly version: string;
  readonly sizeBytes: number;
  /** Undefined where the medium keeps no locks of its own. */
  readonly lockedUntilMs: number | undefined;
  readonly guarded: boolean;
}

export interface Medium {
  readonly kind: 'file' | 's3';
  readonly place: string;
  enforcement(): Enforcement;
  receive(name: string, bytes: AsyncIterable<Uint8Array> | Uint8Array, lockedUntil: Date): Promise<Received>;
  /** After the manifest knows it: whatever makes it harder to change. */
  protect(object: KnownObject): Promise<void>;
  /** Fails with vault.object_broken when the bytes are gone. Both ends inclusive. */
  read(object: KnownObject, first: number, last: number): AsyncIterable<Buffer>;
  /** Changes when the bytes might have; a whole check need not be repeated while it is the same. */
  stamp(object: KnownObject): Promise<string>;
  extend(object: KnownObject, until: Date): Promise<void>;
  remove(object: KnownObject): Promise<void>;
  /** Everything that lies there, known or not, under a prefix. */
  inspect(prefix: string): AsyncIterable<FoundObject>;
  close(): Promise<void>;
}
