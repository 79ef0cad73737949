/**
 * The form of a sealed stream (attachments), version 1. The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár
 * 2015) with a key per file, as Tink's AES-GCM-HKDF streaming does it:
 *
 *   header 46 bytes: format 1 · flags 1 · media key version 4 · chunk size as a power of two 1 · salt 32 · nonce prefix 7
 *   then chunks of 1 MiB, each followed by its tag of 16 bytes; the last one is shorter or full, and there always is one
 *
 * file key = HKDF-SHA-256(media key, salt, header, scope and object id); nonce of a chunk = prefix · number 4 · last? 1.
 * So cutting, reordering, swapping chunks or whole objects and changing any byte is refused; a range needs only its own chunks.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { broken } from './envelope.ts';
import { keysErrors } from './errors.ts';
import { derivedKey } from './key-ring.ts';
import { lengthPrefixed } from './length-prefixed.ts';

const chunkPower = 20;
export const chunkBytes = 1 << chunkPower;
export const streamHeaderBytes = 46;
const formatVersion = 1;
const tagBytes = 16;
const saltBytes = 32;
const noncePrefixBytes = 7;
export const sealedChunkBytes = chunkBytes + tagBytes;
const objectIdMaxBytes = 200;

/** Random bytes of a new header: salt and nonce prefix. */
export const streamRandomBytes = saltBytes + noncePrefixBytes;

export interface StreamHeader {
  readonly keyVersion: number;
  readonly bytes: Buffer;
  readonly salt: Buffer;
  readonly noncePrefix: Buffer;
}

export function newStreamHeader(keyVersion: number, random: Buffer): StreamHeader {
  const bytes = Buffer.alloc(streamHeaderBytes);
  bytes.writeUInt8(formatVersion, 0);
  bytes.writeUInt32BE(keyVersion, 2);
  bytes.writeUInt8(chunkPower, 6);
  random.copy(bytes, 7, 0, streamRandomBytes);
  return parseStreamHeader(bytes);
}

/** Fails with keys.sealed_value_broken. */
export function parseStreamHeader(bytes: Buffer): StreamHeader {
  if (bytes.length < streamHeaderBytes) throw broken('the stream is cut in its header');
  if (bytes.readUInt8(0) !== formatVersion || bytes.readUInt8(1) !== 0 || bytes.readUInt8(6) !== chunkPower) {
    throw broken('the format of the stream is not known here');
  }
  const own = Buffer.from(bytes.subarray(0, streamHeaderBytes));
  return { keyVersion: own.readUInt32BE(2), bytes: own, salt: own.subarray(7, 7 + saltBytes), noncePrefix: own.subarray(7 + saltBytes) };
}

export function fileKey(mediaKey: Buffer, header: StreamHeader, scopeId: string, objectId: string): Buffer {
  const idBytes = Buffer.byteLength(objectId, 'utf8');
  if (idBytes === 0 || idBytes > objectIdMaxBytes || !objectId.isWellFormed()) throw keysErrors.row_id_malformed();
  const info = Buffer.concat([Buffer.from('holdfast media stream 1\0', 'utf8'), header.bytes, lengthPrefixed(scopeId, objectId)]);
  return derivedKey(mediaKey, header.salt, info);
}

function chunkNonce(header: StreamHeader, chunk: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  header.noncePrefix.copy(nonce);
  nonce.writeUInt32BE(chunk, noncePrefixBytes);
  nonce.writeUInt8(last ? 1 : 0, 11);
  return nonce;
}

/** Ciphertext and tag, to be written one after the other. */
export function sealChunk(key: Buffer, header: StreamHeader, chunk: number, last: boolean, plain: Buffer): [Buffer, Buffer] {
  const cipher = createCipheriv('aes-256-gcm', key, chunkNonce(header, chunk, last), { authTagLength: tagBytes });
  const sealed = cipher.update(plain);
  cipher.final();
  return [sealed, cipher.getAuthTag()];
}

/** Fails with keys.sealed_value_broken. */
export function openChunk(key: Buffer, header: StreamHeader, chunk: number, last: boolean, sealed: Buffer): Buffer {
  if (sealed.length < tagBytes) throw broken('the stream is cut');
  const tagAt = sealed.length - tagBytes;
  const decipher = createDecipheriv('aes-256-gcm', key, chunkNonce(header, chunk, last), { authTagLength: tagBytes });
  decipher.setAuthTag(sealed.subarray(tagAt));
  const plain = decipher.update(sealed.subarray(0, tagAt));
  try {
    decipher.final();
  } catch (cause) {
    throw broken(`chunk ${String(chunk)} of a stream`, cause);
  }
  return plain;
}

/** How long a sealed stream of so many plain bytes is. */
export function sealedStreamBytes(plainBytes: number): number {
  const chunks = Math.max(1, Math.ceil(plainBytes / chunkBytes));
  return streamHeaderBytes + plainBytes + chunks * tagBytes;
}

/** How many plain bytes a sealed stream of so many bytes holds. Fails with keys.sealed_value_broken for a length that no stream has. */
export function plainStreamBytes(sealedBytes: number): number {
  const body = sealedBytes - streamHeaderBytes;
  const chunks = Math.ceil(body / sealedChunkBytes);
  const plain = body - chunks * tagBytes;
  if (!Number.isSafeInteger(sealedBytes) || body < tagBytes || plain < 0 || sealedStreamBytes(plain) !== sealedBytes) {
    throw broken('no stream has this length');
  }
  return plain;
}
