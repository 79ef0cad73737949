/**
 * The KMS that needs nothing outside: master keys in `<data>/kms/`, sealed under the root key. A wrapped key is
 * format 1 · master version 4 · nonce 12 · ciphertext 32 · tag 16. Several processes may use one folder: a version that
 * is not known yet is looked for in the folder, and a rotation that another process was quicker with is taken over.
 *
 * First start: no root key and no master keys, so both are made. A root key without master keys is a first start that died half way, and is
 * finished; should master keys have been lost instead, `Keys.check` refuses at start-up. Any other gap is a refusal here; no file is ever overwritten, and none
 * removed but by `retire`, which leaves a marker in its place.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Clock } from '../../kernel/time/index.ts';
import { removeAbandonedFiles } from './durable-file.ts';
import { keysErrors } from './errors.ts';
import type { Kms, KmsContext, KmsDescription, Signature, WrappedKey } from './kms.ts';
import { lengthPrefixed } from './length-prefixed.ts';
import { createMasterKey, isMasterKeyFileName, masterVersionsIn, readMasterKey, retireMasterKey, type MasterKey } from './master-key-file.ts';
import { createRootKey, readRootKey, type RootKey } from './root-key-file.ts';
import { isSigningKeyFileName, openSigningKey, type SigningKey } from './signing-key-file.ts';

const formatVersion = 1;
const headBytes = 5;
const nonceBytes = 12;
const keyBytes = 32;
const tagBytes = 16;
const wrappedBytes = headBytes + nonceBytes + keyBytes + tagBytes;

export interface EmbeddedKmsOptions {
  /** `<data>/kms`; made when it is not there. */
  readonly folder: string;
  /** Where the root key is; `<folder>/root.key` unless it is kept apart. Its folder must exist. */
  readonly rootKeyPath?: string;
  readonly clock: Clock;
}

/** Fails with keys.root_key_missing, _malformed, _exposed, _wrong, keys.master_key_broken; then nothing was written. */
export async function openEmbeddedKms(options: EmbeddedKmsOptions): Promise<Kms> {
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  const rootKeyPath = options.rootKeyPath ?? join(options.folder, 'root.key');
  const versions = await masterVersionsIn(options.folder);
  const found = await readRootKey(rootKeyPath);
  if (found === undefined && versions.length > 0) throw keysErrors.root_key_missing({ detail: `(expected at ${rootKeyPath})`, path: rootKeyPath });
  const root = found ?? (await createRootKey(rootKeyPath));
  if (versions.length === 0) await createMasterKey(options.folder, root, randomBytes(16).toString('hex'), 1);
  const kms = new EmbeddedKms(options.folder, root);
  await kms.readFolder();
  const nowMs = options.clock.now().getTime();
  await removeAbandonedFiles(options.folder, (name) => isMasterKeyFileName(name) || isSigningKeyFileName(name), nowMs);
  await removeAbandonedFiles(dirname(rootKeyPath), (name) => name === basename(rootKeyPath), nowMs);
  return kms;
}

class EmbeddedKms implements Kms {
  readonly #folder: string;
  readonly #root: RootKey;
  readonly #masters = new Map<number, MasterKey>();
  #signing: Promise<SigningKey> | undefined;
  #closed = false;

  constructor(folder: string, root: RootKey) {
    this.#folder = folder;
    this.#root = root;
  }

  async readFolder(): Promise<void> {
    if (this.#closed) throw keysErrors.unavailable({ detail: '(the KMS is closed)' });
    const versions = await masterVersionsIn(this.#folder);
    for (const master of [...this.#masters.values()].filter(({ version }) => !versions.includes(version))) {
      // Destroyed by another process: nothing may open what it wrapped, here neither.
      master.bytes.fill(0);
      this.#masters.delete(master.version);
    }
    for (const version of versions) {
      if (this.#masters.has(version)) continue;
      const master = await readMasterKey(this.#folder, this.#root, version);
      const first = this.#masters.values().next().value;
      if (first !== undefined && first.keySet !== master.keySet) throw keysErrors.master_key_broken({ detail: '(versions of two key sets are mixed)' });
      this.#masters.set(version, master);
    }
  }

  async describe(): Promise<KmsDescription> {
    return { provider: 'embedded', masterKeyId: idOf(this.#current()) };
  }

  async wrap(context: KmsContext, plaintextKey: Buffer): Promise<WrappedKey> {
    if (plaintextKey.length !== keyBytes) throw new RangeError('a key to wrap is 32 bytes');
    // Another process may have begun a new epoch: nothing may be wrapped under one that is about to end.
    await this.readFolder();
    const master = this.#current();
    const bytes = Buffer.alloc(wrappedBytes);
    bytes.writeUInt8(formatVersion, 0);
    bytes.writeUInt32BE(master.version, 1);
    randomBytes(nonceBytes).copy(bytes, headBytes);
    const cipher = createCipheriv('aes-256-gcm', master.bytes, bytes.subarray(headBytes, headBytes + nonceBytes), { authTagLength: tagBytes });
    cipher.setAAD(authenticated(bytes, master, context));
    cipher.update(plaintextKey).copy(bytes, headBytes + nonceBytes);
    cipher.final();
    cipher.getAuthTag().copy(bytes, wrappedBytes - tagBytes);
    return { masterKeyId: idOf(master), bytes };
  }

  async unwrap(context: KmsContext, wrapped: Buffer): Promise<Buffer> {
    if (wrapped.length !== wrappedBytes || wrapped.readUInt8(0) !== formatVersion) throw keysErrors.wrapped_key_broken({ detail: '(form)' });
    const version = wrapped.readUInt32BE(1);
    if (!this.#masters.has(version)) await this.readFolder();
    const master = this.#masters.get(version);
    if (master === undefined) throw keysErrors.wrapped_key_broken({ detail: `(master key version ${String(version)} is not here)` });
    const bodyAt = headBytes + nonceBytes;
    const decipher = createDecipheriv('aes-256-gcm', master.bytes, wrapped.subarray(headBytes, bodyAt), { authTagLength: tagBytes });
    decipher.setAAD(authenticated(wrapped, master, context));
    decipher.setAuthTag(wrapped.subarray(wrappedBytes - tagBytes));
    const opened = decipher.update(wrapped.subarray(bodyAt, bodyAt + keyBytes));
    try {
      decipher.final();
    } catch (cause) {
      throw keysErrors.wrapped_key_broken({}, cause);
    }
    const key = Buffer.alloc(keyBytes);
    opened.copy(key);
    opened.fill(0);
    return key;
  }

  async rotate(fromMasterKeyId: string): Promise<KmsDescription> {
    await this.readFolder();
    const current = this.#current();
    if (idOf(current) === fromMasterKeyId) {
      await createMasterKey(this.#folder, this.#root, current.keySet, current.version + 1);
      await this.readFolder();
    }
    return this.describe();
  }

  async retire(olderThanMasterKeyId: string): Promise<boolean> {
    await this.readFolder();
    const kept = [...this.#masters.values()].find((master) => idOf(master) === olderThanMasterKeyId);
    if (kept === undefined) throw keysErrors.unavailable({ detail: '(that master key is not here)' });
    for (const master of [...this.#masters.values()].filter(({ version }) => version < kept.version)) {
      await retireMasterKey(this.#folder, master.version);
      master.bytes.fill(0);
      this.#masters.delete(master.version);
    }
    return true;
  }

  async sign(bytes: Uint8Array): Promise<Signature> {
    if (this.#closed) throw keysErrors.unavailable({ detail: '(the KMS is closed)' });
    this.#signing ??= openSigningKey(this.#folder, this.#root);
    return (await this.#signing).sign(bytes);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#root.bytes.fill(0);
    for (const master of this.#masters.values()) master.bytes.fill(0);
    this.#masters.clear();
  }

  #current(): MasterKey {
    const current = this.#masters.get(Math.max(...this.#masters.keys()));
    if (current === undefined) throw keysErrors.unavailable({ detail: '(the KMS is closed)' });
    return current;
  }
}

function idOf(master: MasterKey): string {
  return `embedded/${master.keySet}/${String(master.version)}`;
}

function authenticated(wrapped: Buffer, master: MasterKey, context: KmsContext): Buffer {
  const parts = lengthPrefixed('holdfast scope key', master.keySet, context.scopeId, String(context.keyVersion));
  return Buffer.concat([wrapped.subarray(0, headBytes), parts]);
}
