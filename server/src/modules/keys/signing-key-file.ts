/**
 * The platform's signing key (Ed25519, RFC 8032): `signing.sealed`, made once and sealed under a key derived from the root key, with the
 * public key beside it in the clear. Certificates are signed with it, so it outlives every master key.
 */
import { createCipheriv, createDecipheriv, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, createFileOnce } from './durable-file.ts';
import { keysErrors } from './errors.ts';
import { derivedKey } from './key-ring.ts';
import { lengthPrefixed } from './length-prefixed.ts';
import type { Signature } from './kms.ts';
import type { RootKey } from './root-key-file.ts';

const fileName = 'signing.sealed';
const tagBytes = 16;

export const isSigningKeyFileName = (name: string): boolean => name === fileName;

export interface SigningKey {
  sign(bytes: Uint8Array): Signature;
}

/** Reads the key, which the first caller makes. Fails with keys.signing_key_broken. */
export async function openSigningKey(folder: string, root: RootKey): Promise<SigningKey> {
  const path = join(folder, fileName);
  const text = (await read(path)) ?? (await create(path, root));
  const privateKey = open(text, root);
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' });
  return { sign: (bytes) => ({ publicKey: publicKey.toString(), signature: sign(null, bytes, privateKey).toString('base64') }) };
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function create(path: string, root: RootKey): Promise<string> {
  const secret = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'der' });
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', sealingKey(root), nonce, { authTagLength: tagBytes });
  cipher.setAAD(authenticated(root.check));
  const sealed = Buffer.concat([cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
  secret.fill(0);
  await createFileOnce(path, `${JSON.stringify({ format: 1, rootKeyCheck: root.check, nonce: nonce.toString('base64'), sealed: sealed.toString('base64') }, undefined, 2)}\n`);
  // Another process may have been quicker: what stands there counts.
  const made = await read(path);
  if (made === undefined) throw keysErrors.signing_key_broken();
  return made;
}

function open(text: string, root: RootKey): KeyObject {
  try {
    // Every field is looked at by what uses it: a wrong one does not open.
    const file = JSON.parse(text) as { format?: unknown; rootKeyCheck?: unknown; nonce?: unknown; sealed?: unknown };
    if (file.format !== 1) throw new Error('format');
    const sealed = Buffer.from(String(file.sealed), 'base64');
    const decipher = createDecipheriv('aes-256-gcm', sealingKey(root), Buffer.from(String(file.nonce), 'base64'), { authTagLength: tagBytes });
    decipher.setAAD(authenticated(String(file.rootKeyCheck)));
    decipher.setAuthTag(sealed.subarray(-tagBytes));
    const secret = Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()]);
    const key = createPrivateKey({ key: secret, format: 'der', type: 'pkcs8' });
    secret.fill(0);
    return key;
  } catch (cause) {
    throw keysErrors.signing_key_broken({}, cause);
  }
}

const sealingKey = (root: RootKey): Buffer => derivedKey(root.bytes, Buffer.alloc(0), 'holdfast signing key seal 1');

const authenticated = (rootKeyCheck: string): Buffer => lengthPrefixed('holdfast signing key', '1', rootKeyCheck);
