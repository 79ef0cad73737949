/**
 * The master keys: one file for each version, `master-0001.sealed` and on, sealed with AES-256-GCM under a key derived from the
 * root key. A file is written once and never changed, so rotating can destroy nothing;
 * destroying a version is an act of its own (`retireMasterKey`). The fields around the
 * sealed key are authenticated with it. All versions of one data folder share a key set id.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { open, readdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, createFileOnce } from './durable-file.ts';
import { keysErrors } from './errors.ts';
import { derivedKey } from './key-ring.ts';
import { lengthPrefixed } from './length-prefixed.ts';
import type { RootKey } from './root-key-file.ts';

export interface MasterKey {
  readonly keySet: string;
  readonly version: number;
  readonly bytes: Buffer;
}

const masterVersionsMax = 9999;
const namePattern = /^master-(\d{4})\.sealed$/;
/** Stands where a version was that is destroyed on purpose. */
const retiredPattern = /^master-(\d{4})\.retired$/;
const tagBytes = 16;

interface MasterKeyFile {
  readonly format: 1;
  readonly keySet: string;
  readonly version: number;
  readonly rootKeyCheck: string;
  readonly nonce: string;
  readonly sealed: string;
}

/** Versions present, ascending. Fails with keys.master_key_broken when one is missing that was not retired. */
export async function masterVersionsIn(folder: string): Promise<number[]> {
  const names = await readdir(folder);
  const versionsBy = (pattern: RegExp): number[] => names.flatMap((name) => pattern.exec(name)?.[1] ?? []).map(Number);
  const retired = new Set(versionsBy(retiredPattern));
  const versions = versionsBy(namePattern).filter((version) => !retired.has(version)).sort((a, b) => a - b);
  [...retired, ...versions].sort((a, b) => a - b).forEach((version, index) => {
    if (version !== index + 1) throw keysErrors.master_key_broken({ detail: `(${fileName(index + 1)} is missing)` });
  });
  return versions;
}

/** Destroys one version: its marker first, then its bytes are overwritten and the file goes. Again changes nothing. */
export async function retireMasterKey(folder: string, version: number): Promise<void> {
  await createFileOnce(join(folder, fileName(version).replace(/sealed$/, 'retired')), '');
  const path = join(folder, fileName(version));
  try {
    const file = await open(path, 'r+');
    try {
      await file.write(Buffer.alloc((await file.stat()).size));
      await file.sync();
    } finally {
      await file.close();
    }
    await unlink(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error; // another process was quicker
  }
}

/** False when another process created this version first; its file is left as it is. */
export async function createMasterKey(folder: string, root: RootKey, keySet: string, version: number): Promise<boolean> {
  if (version > masterVersionsMax) throw keysErrors.version_limit({ detail: '(master key)' });
  const key = randomBytes(32);
  const nonce = randomBytes(12);
  const fields = { format: 1, keySet, version, rootKeyCheck: root.check } as const;
  const cipher = createCipheriv('aes-256-gcm', sealingKey(root), nonce, { authTagLength: tagBytes });
  cipher.setAAD(authenticated(fields));
  const sealed = Buffer.concat([cipher.update(key), cipher.final(), cipher.getAuthTag()]);
  key.fill(0);
  const file: MasterKeyFile = { ...fields, nonce: nonce.toString('base64'), sealed: sealed.toString('base64') };
  return createFileOnce(join(folder, fileName(version)), `${JSON.stringify(file, undefined, 2)}\n`);
}

/** Fails with keys.root_key_wrong, keys.master_key_broken. */
export async function readMasterKey(folder: string, root: RootKey, version: number): Promise<MasterKey> {
  const name = fileName(version);
  const file = parseMasterKeyFile(await readFile(join(folder, name), 'utf8'), name);
  if (file.rootKeyCheck !== root.check) {
    throw keysErrors.root_key_wrong({ detail: `(${name} was sealed by root key ${file.rootKeyCheck}, this one is ${root.check})` });
  }
  const sealed = Buffer.from(file.sealed, 'base64');
  const nonce = Buffer.from(file.nonce, 'base64');
  if (sealed.length !== 32 + tagBytes || nonce.length !== 12 || file.version !== version) throw keysErrors.master_key_broken({ detail: `(${name})` });
  const decipher = createDecipheriv('aes-256-gcm', sealingKey(root), nonce, { authTagLength: tagBytes });
  decipher.setAAD(authenticated(file));
  decipher.setAuthTag(sealed.subarray(32));
  const opened = decipher.update(sealed.subarray(0, 32));
  try {
    decipher.final();
  } catch (cause) {
    throw keysErrors.master_key_broken({ detail: `(${name})` }, cause);
  }
  const bytes = Buffer.alloc(32);
  opened.copy(bytes);
  opened.fill(0);
  return { keySet: file.keySet, version, bytes };
}

export function isMasterKeyFileName(name: string): boolean {
  return namePattern.test(name);
}

function fileName(version: number): string {
  return `master-${String(version).padStart(4, '0')}.sealed`;
}

function sealingKey(root: RootKey): Buffer {
  return derivedKey(root.bytes, Buffer.alloc(0), 'holdfast master key seal 1');
}

function authenticated(file: Pick<MasterKeyFile, 'format' | 'keySet' | 'version' | 'rootKeyCheck'>): Buffer {
  return lengthPrefixed('holdfast master key', String(file.format), file.keySet, String(file.version), file.rootKeyCheck);
}

function parseMasterKeyFile(text: string, name: string): MasterKeyFile {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw keysErrors.master_key_broken({ detail: `(${name})` }, cause);
  }
  const fields: Partial<Record<string, unknown>> = typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  const { format, keySet, version, rootKeyCheck, nonce, sealed } = fields;
  if (format !== 1) throw keysErrors.master_key_broken({ detail: `(${name} has a format that is not known here)` });
  if (
    typeof keySet !== 'string' || !/^[0-9a-f]{32}$/.test(keySet) || typeof version !== 'number' ||
    typeof rootKeyCheck !== 'string' || typeof nonce !== 'string' || typeof sealed !== 'string'
  ) {
    throw keysErrors.master_key_broken({ detail: `(${name})` });
  }
  return { format, keySet, version, rootKeyCheck, nonce, sealed };
}
