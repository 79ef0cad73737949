/**
 * A data key under its scope key: format 1 · nonce 12 · AES-256-GCM ciphertext 32 · tag 16. Scope, purpose and both
 * versions are authenticated, so a row cannot stand in for another.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { keysErrors } from './errors.ts';
import type { Purpose } from './key-ring.ts';
import { lengthPrefixed } from './length-prefixed.ts';

export interface DataKeyName {
  readonly scopeId: string;
  readonly purpose: Purpose;
  readonly version: number;
  readonly scopeKeyVersion: number;
}

const formatVersion = 1;
const nonceBytes = 12;
const keyBytes = 32;
const tagBytes = 16;
const bodyAt = 1 + nonceBytes;
const wrappedBytes = bodyAt + keyBytes + tagBytes;

/** A new random key, in a buffer of its own that the caller overwrites when done. */
export function newKey(): Buffer {
  const pooled = randomBytes(keyBytes);
  const key = Buffer.alloc(keyBytes);
  pooled.copy(key);
  pooled.fill(0);
  return key;
}

export function wrapDataKey(scopeKey: Buffer, name: DataKeyName, dataKey: Buffer): Buffer {
  const wrapped = Buffer.alloc(wrappedBytes);
  wrapped.writeUInt8(formatVersion, 0);
  randomBytes(nonceBytes).copy(wrapped, 1);
  const cipher = createCipheriv('aes-256-gcm', scopeKey, wrapped.subarray(1, bodyAt), { authTagLength: tagBytes });
  cipher.setAAD(authenticated(name));
  cipher.update(dataKey).copy(wrapped, bodyAt);
  cipher.final();
  cipher.getAuthTag().copy(wrapped, bodyAt + keyBytes);
  return wrapped;
}

/** In a buffer of its own. Fails with keys.wrapped_key_broken. */
export function unwrapDataKey(scopeKey: Buffer, name: DataKeyName, wrapped: Buffer): Buffer {
  if (wrapped.length !== wrappedBytes || wrapped.readUInt8(0) !== formatVersion) throw keysErrors.wrapped_key_broken({ detail: '(form of a data key)' });
  const decipher = createDecipheriv('aes-256-gcm', scopeKey, wrapped.subarray(1, bodyAt), { authTagLength: tagBytes });
  decipher.setAAD(authenticated(name));
  decipher.setAuthTag(wrapped.subarray(bodyAt + keyBytes));
  const opened = decipher.update(wrapped.subarray(bodyAt, bodyAt + keyBytes));
  try {
    decipher.final();
  } catch (cause) {
    throw keysErrors.wrapped_key_broken({ detail: `(${name.purpose} key, version ${String(name.version)})` }, cause);
  }
  const key = Buffer.alloc(keyBytes);
  opened.copy(key);
  opened.fill(0);
  return key;
}

function authenticated(name: DataKeyName): Buffer {
  return lengthPrefixed(`holdfast data key ${String(formatVersion)}`, name.scopeId, name.purpose, String(name.version), String(name.scopeKeyVersion));
}
