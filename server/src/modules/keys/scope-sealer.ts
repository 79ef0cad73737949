/**
 * Seals and opens the values of one scope (kernel/seal). Holds the lease and no keys, so that keys can be renewed or taken away
 * while somebody holds the sealer. Refuses first, then one encryption: 4 µs for a short value, 0.3 µs when it was opened before.
 */
import { createHmac } from 'node:crypto';
import type { EqualityToken, RowId, Sealed, SealedColumn, Sealer } from '../../kernel/seal/index.ts';
import { broken, columnPrefix, keyVersionOf, openEnvelope, scopePrefix, sealEnvelope } from './envelope.ts';
import { keysErrors } from './errors.ts';
import type { Lease } from './lease.ts';
import type { NonceSource } from './nonce-source.ts';
import type { OpenedValues } from './opened-values.ts';
import { bytesOfPayload, payloadOfBytes, payloadOfText, textOfPayload, type Payload } from './payload.ts';

const tokenBytes = 16;
const tokenDomain = Buffer.from('holdfast equality token 1\0', 'utf8');

export class ScopeSealer implements Sealer {
  readonly scopeId: string;
  readonly #lease: Lease;
  readonly #scopePrefix: Buffer;
  readonly #nextNonce: NonceSource;
  readonly #openedValues: OpenedValues;

  constructor(lease: Lease, nextNonce: NonceSource, openedValues: OpenedValues) {
    this.scopeId = lease.scopeId;
    this.#lease = lease;
    this.#scopePrefix = scopePrefix(lease.scopeId);
    this.#nextNonce = nextNonce;
    this.#openedValues = openedValues;
  }

  seal(column: SealedColumn, rowId: RowId, text: string): Sealed<string> {
    return this.#seal(column, rowId, payloadOfText(text)) as Sealed<string>; // branding: made from a string here
  }

  sealBytes(column: SealedColumn, rowId: RowId, bytes: Buffer): Sealed<Buffer> {
    return this.#seal(column, rowId, payloadOfBytes(bytes)) as Sealed<Buffer>; // branding: made from bytes here
  }

  open(column: SealedColumn, rowId: RowId, sealed: Sealed<string> | Buffer): string {
    const nowMs = this.#lease.nowMs();
    const ring = this.#lease.use(nowMs);
    const opened = this.#openedValues.get(this.#lease.openedSlot, column, rowId, sealed);
    if (opened !== undefined) return opened;
    const payload = this.#open(column, rowId, sealed, ring, nowMs);
    const text = textOfPayload(payload.flags, payload.bytes);
    this.#openedValues.put(this.#lease.openedSlot, column, rowId, sealed, text);
    return text;
  }

  openBytes(column: SealedColumn, rowId: RowId, sealed: Sealed<Buffer> | Buffer): Buffer {
    const nowMs = this.#lease.nowMs();
    const payload = this.#open(column, rowId, sealed, this.#lease.use(nowMs), nowMs);
    const bytes = bytesOfPayload(payload.flags, payload.bytes);
    if (bytes === undefined) throw broken('it was sealed as text');
    return bytes;
  }

  token(column: SealedColumn, normalised: string): EqualityToken {
    const nowMs = this.#lease.nowMs();
    const key = this.#lease.use(nowMs).sealing('token', nowMs);
    const hmac = createHmac('sha256', key.bytes).update(tokenDomain).update(columnPrefix(column)).update(normalised, 'utf8').digest();
    // branding, and a copy of the half that is stored
    return Buffer.from(hmac.subarray(0, tokenBytes)) as EqualityToken;
  }

  #seal(column: SealedColumn, rowId: RowId, payload: Payload): Buffer {
    const nowMs = this.#lease.nowMs();
    const ring = this.#lease.use(nowMs);
    const key = ring.sealing('content', nowMs);
    ring.countSeal(key.version);
    return sealEnvelope(key, this.#scopePrefix, column, rowId, payload, this.#nextNonce);
  }

  #open(column: SealedColumn, rowId: RowId, sealed: Buffer, ring: ReturnType<Lease['use']>, nowMs: number): Payload {
    const version = keyVersionOf(sealed);
    const key = ring.opening('content', version);
    if (key === undefined) {
      this.#lease.noteUnknownVersion(ring, 'content', version, nowMs);
      throw keysErrors.version_unknown({ version });
    }
    return openEnvelope(key, this.#scopePrefix, column, rowId, sealed);
  }
}
