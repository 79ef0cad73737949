/**
 * The form of every sealed value, version 1:
 *
 *   format 1 byte · flags 1 byte · key version 4 bytes · nonce 12 bytes · AES-256-GCM ciphertext · tag 16 bytes
 *
 * Additional data = the first six bytes, then scope, table, column and row id, each with its length in front. So a
 * value opens only where it was written, and no byte of it can be changed. A later format gets its own number; the
 * reader of format 1 stays for as long as any backup may hold one (DESIGN §3 *Sealing*).
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { RowId, SealedColumn } from '../../kernel/seal/index.ts';
import { keysErrors } from './errors.ts';
import { lengthPrefixed } from './length-prefixed.ts';
import { nonceBytes, type NonceSource } from './nonce-source.ts';
import { knownFlags, type Payload } from './payload.ts';

const formatVersion = 1;
const headBytes = 6;
const tagBytes = 16;
const bodyAt = headBytes + nonceBytes;
/** A sealed value is this much longer than its payload. */
export const envelopeOverheadBytes = bodyAt + tagBytes;

const algorithm = 'aes-256-gcm';
const gcmOptions = { authTagLength: tagBytes };
const rowIdMaxBytes = 200;
const columnsMax = 10_000;

/** Sealing is synchronous, so one scratch buffer serves all; node copies additional data when it is set. */
const scratch = Buffer.allocUnsafeSlow(4096);
const columnPrefixes = new Map<string, Map<string, Buffer>>();
let columnsKnown = 0;

/** The part of the additional data that is the same for a whole scope. Fails with keys.scope_malformed. */
export function scopePrefix(scopeId: string): Buffer {
  if (!/^[a-z0-9][a-z0-9_:.-]{0,63}$/.test(scopeId)) throw keysErrors.scope_malformed();
  return lengthPrefixed(scopeId);
}

/** Table and column with their lengths in front; remembered, because there are few and they come again at every value. */
export function columnPrefix(column: SealedColumn): Buffer {
  const known = columnPrefixes.get(column.table)?.get(column.column);
  if (known !== undefined) return known;
  const prefix = lengthPrefixed(column.table, column.column);
  if (prefix.length > 1024) throw new RangeError('table and column names are at most 1,020 bytes together');
  if (columnsKnown >= columnsMax) {
    columnPrefixes.clear();
    columnsKnown = 0;
  }
  const ofTable = columnPrefixes.get(column.table) ?? new Map<string, Buffer>();
  columnPrefixes.set(column.table, ofTable.set(column.column, prefix));
  columnsKnown += 1;
  return prefix;
}

/** The bytes are in the scratch buffer: use them before the next call. Fails with keys.row_id_malformed. */
function additionalData(head: Buffer, scope: Buffer, column: SealedColumn, rowId: RowId): Buffer {
  const id = rowIdText(rowId);
  const prefix = columnPrefix(column);
  head.copy(scratch, 0, 0, headBytes);
  let at = headBytes;
  at += scope.copy(scratch, at);
  at += prefix.copy(scratch, at);
  const idBytes = scratch.write(id, at + 2, 'utf8');
  if (idBytes === 0 || idBytes > rowIdMaxBytes) throw keysErrors.row_id_malformed();
  scratch.writeUInt16BE(idBytes, at);
  return scratch.subarray(0, at + 2 + idBytes);
}

/** 5, 5n and "5" are the same row: drivers give a bigint column back in any of these forms. */
function rowIdText(rowId: RowId): string {
  if (typeof rowId === 'string') {
    if (!rowId.isWellFormed()) throw keysErrors.row_id_malformed();
    return rowId;
  }
  if (typeof rowId === 'number' && !Number.isSafeInteger(rowId)) throw keysErrors.row_id_malformed();
  return rowId.toString();
}

export interface EnvelopeKey {
  readonly version: number;
  readonly bytes: Buffer;
}

export function sealEnvelope(
  key: EnvelopeKey,
  scope: Buffer,
  column: SealedColumn,
  rowId: RowId,
  payload: Payload,
  nextNonce: NonceSource,
): Buffer {
  const sealed = Buffer.allocUnsafe(payload.bytes.length + envelopeOverheadBytes);
  sealed.writeUInt8(formatVersion, 0);
  sealed.writeUInt8(payload.flags, 1);
  sealed.writeUInt32BE(key.version, 2);
  nextNonce(sealed, headBytes);
  const cipher = createCipheriv(algorithm, key.bytes, sealed.subarray(headBytes, bodyAt), gcmOptions);
  cipher.setAAD(additionalData(sealed, scope, column, rowId));
  cipher.update(payload.bytes).copy(sealed, bodyAt);
  cipher.final();
  cipher.getAuthTag().copy(sealed, sealed.length - tagBytes);
  return sealed;
}

/** Fails with keys.sealed_value_broken when this cannot be a sealed value of a known format. */
export function keyVersionOf(sealed: Buffer): number {
  if (sealed.length < envelopeOverheadBytes) throw broken('it is shorter than any sealed value');
  if (sealed.readUInt8(0) !== formatVersion) throw broken('its format is not known here');
  if ((sealed.readUInt8(1) & ~knownFlags) !== 0) throw broken('its flags are not known here');
  return sealed.readUInt32BE(2);
}

/** `sealed` has passed keyVersionOf. Fails with keys.sealed_value_broken. */
export function openEnvelope(key: EnvelopeKey, scope: Buffer, column: SealedColumn, rowId: RowId, sealed: Buffer): Payload {
  const tagAt = sealed.length - tagBytes;
  const decipher = createDecipheriv(algorithm, key.bytes, sealed.subarray(headBytes, bodyAt), gcmOptions);
  decipher.setAAD(additionalData(sealed, scope, column, rowId));
  decipher.setAuthTag(sealed.subarray(tagAt));
  const bytes = decipher.update(sealed.subarray(bodyAt, tagAt));
  try {
    decipher.final();
  } catch (cause) {
    throw broken(`${column.table}.${column.column}`, cause);
  }
  return { flags: sealed.readUInt8(1), bytes };
}

/** The tag as a map key: unique for each sealing. */
export function tagOf(sealed: Buffer): string {
  return sealed.toString('latin1', sealed.length - tagBytes);
}

export function broken(detail: string, cause?: unknown) {
  return keysErrors.sealed_value_broken({ detail: `(${detail})` }, cause);
}
