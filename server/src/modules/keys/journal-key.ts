/**
 * The journal key of a scope: an X25519 pair for HPKE (RFC 9180: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM). Whoever has the public
 * half can seal to the scope and open nothing; the private half is leased like the other data keys. A stream seals many pieces under one
 * encapsulation, in order: a piece that is missing, repeated or moved does not open.
 */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { broken } from './envelope.ts';
import { keysErrors } from './errors.ts';
import type { Lease } from './lease.ts';

export interface JournalPublicKey {
  readonly scopeId: string;
  readonly version: number;
  readonly bytes: Buffer;
}

export interface SealingStream {
  /** The encapsulated key, which the opener needs. */
  readonly encapsulated: Buffer;
  seal(plain: Uint8Array, authenticated: string): Promise<Buffer>;
}

export interface OpeningStream {
  /** Fails with keys.sealed_value_broken. */
  open(sealed: Uint8Array, authenticated: string): Promise<Buffer>;
}

/** Opens what was sealed to one scope, while its lease lasts. */
export interface JournalOpener {
  /** Fails with keys.version_unknown, keys.lease_ended, keys.scope_locked. */
  stream(keyVersion: number, encapsulated: Uint8Array, purpose: string): Promise<OpeningStream>;
}

const suite = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
/** PKCS #8 of an X25519 private key, before its 32 bytes (RFC 8410). */
const pkcs8Prefix = Buffer.from('302e020100300506032b656e04220420', 'hex');

/** The public half of a private key of 32 random bytes. */
export function publicHalf(privateKey: Buffer): Buffer {
  const pkcs8 = Buffer.concat([pkcs8Prefix, privateKey]);
  const spki = createPublicKey(createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })).export({ format: 'der', type: 'spki' });
  pkcs8.fill(0);
  return Buffer.from(spki.subarray(-32));
}

/** The library takes buffers that are its own whole. */
function whole(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.byteLength);
  new Uint8Array(copy).set(bytes);
  return copy;
}

export async function sealToJournalKey(key: JournalPublicKey, purpose: string): Promise<SealingStream> {
  const sender = await suite.createSenderContext({ recipientPublicKey: await suite.kem.deserializePublicKey(whole(key.bytes)), info: whole(Buffer.from(`${purpose} ${key.scopeId}`)) });
  return {
    encapsulated: Buffer.from(sender.enc),
    seal: async (plain, authenticated) => Buffer.from(await sender.seal(whole(plain), whole(Buffer.from(authenticated)))),
  };
}

export function createJournalOpener(lease: Lease): JournalOpener {
  return {
    async stream(keyVersion, encapsulated, purpose) {
      const nowMs = lease.nowMs();
      const ring = lease.use(nowMs);
      const key = ring.opening('journal', keyVersion);
      if (key === undefined) {
        lease.noteUnknownVersion(ring, 'journal', keyVersion, nowMs);
        throw keysErrors.version_unknown({ version: keyVersion });
      }
      const privateBytes = whole(key.bytes);
      const recipientKey = await suite.kem.deserializePrivateKey(privateBytes);
      new Uint8Array(privateBytes).fill(0);
      const recipient = await suite.createRecipientContext({ recipientKey, enc: whole(encapsulated), info: whole(Buffer.from(`${purpose} ${lease.scopeId}`)) }).catch((cause: unknown) => {
        throw broken(`its encapsulated key does not open: ${cause instanceof Error ? cause.name : ''}`);
      });
      return {
        async open(sealed, authenticated) {
          lease.use(lease.nowMs());
          try {
            return Buffer.from(await recipient.open(whole(sealed), whole(Buffer.from(authenticated))));
          } catch {
            throw broken('a sealed piece of the journal'); // the library says no more than that it did not open
          }
        },
      };
    },
  };
}
