/**
 * The port to whatever keeps the master keys: the embedded one here, later AWS KMS, Vault or OpenBao transit, PKCS#11 (R19).
 * Only scope keys pass through it, never data keys or content. A wrapped key opens for the same context only. The
 * suite in `kms-contract.ts` says what every implementation must keep.
 */
export interface KmsContext {
  readonly scopeId: string;
  /** Version of the scope key. */
  readonly keyVersion: number;
}

export interface WrappedKey {
  /** The master key and version that wrapped it, as `describe().masterKeyId` said then. */
  readonly masterKeyId: string;
  readonly bytes: Buffer;
}

export interface KmsDescription {
  readonly provider: string;
  /** What wraps now. Two keys with the same id can open each other's work. */
  readonly masterKeyId: string;
}

export interface Signature {
  /** SPKI in PEM. */
  readonly publicKey: string;
  /** Base64. */
  readonly signature: string;
}

export interface Kms {
  /** `plaintextKey` is 32 bytes and stays the caller's. Fails with keys.unavailable. */
  wrap(context: KmsContext, plaintextKey: Buffer): Promise<WrappedKey>;
  /**
   * The key in a buffer of its own, the caller's to overwrite.
   * Fails with keys.wrapped_key_broken (changed, another context, another KMS) and keys.unavailable.
   */
  unwrap(context: KmsContext, wrapped: Buffer): Promise<Buffer>;
  /** Begins a new version of the master key; what older versions wrapped still opens. When two callers rotate from the same version, one new version results. */
  rotate(fromMasterKeyId: string): Promise<KmsDescription>;
  describe(): Promise<KmsDescription>;
  /** Destroys every master key older than this one, for ever: what they wrapped opens no more. False where the KMS keeps them. */
  retire(olderThanMasterKeyId: string): Promise<boolean>;
  /** Signs with the platform's signing key (Ed25519), which lives as long as the platform. */
  sign(bytes: Uint8Array): Promise<Signature>;
  /** Overwrites what is held in memory. */
  close(): Promise<void>;
}
