/**
 * The root key: 32 random bytes in a 0600 file, by default `<data>/kms/root.key`, better on another disk or a mounted
 * secret. It seals the master keys and nothing else. One line of text, so that it can be copied by hand:
 *
 *   holdfast-root-key 1 <base64url> <check>
 *
 * Who has this file and the data folder has everything; who loses it has lost everything sealed.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { codeOf, createFileOnce } from './durable-file.ts';
import { keysErrors } from './errors.ts';

export interface RootKey {
  readonly bytes: Buffer;
  /** Tells root keys apart without telling anything about them. */
  readonly check: string;
}

const keyBytes = 32;
const fileMaxBytes = 4096;
const linePattern = /^holdfast-root-key 1 ([A-Za-z0-9_-]{43}) ([0-9a-f]{16})\s*$/;
/** Others may do nothing; the group may read (mounted secrets), not write. */
const forbiddenRights = 0o027;

/** Undefined when there is no such file. Fails with keys.root_key_exposed, keys.root_key_malformed. */
export async function readRootKey(path: string): Promise<RootKey | undefined> {
  let text: string;
  try {
    const found = await stat(path);
    if ((found.mode & forbiddenRights) !== 0 && process.platform !== 'win32') throw keysErrors.root_key_exposed({ detail: `(${path})`, path });
    if (!found.isFile() || found.size > fileMaxBytes) throw keysErrors.root_key_malformed({ detail: `(${path})`, path });
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  const match = linePattern.exec(text);
  const bytes = Buffer.from(match?.[1] ?? '', 'base64url');
  if (match === null || bytes.length !== keyBytes || checkOf(bytes) !== match[2]) throw keysErrors.root_key_malformed({ detail: `(${path})`, path });
  return { bytes, check: checkOf(bytes) };
}

/** Creates the file when it is not there (not its folder: fails with keys.root_key_missing); then reads what is there, which may be another process's. */
export async function createRootKey(path: string): Promise<RootKey> {
  const bytes = randomBytes(keyBytes);
  try {
    await createFileOnce(path, `holdfast-root-key 1 ${bytes.toString('base64url')} ${checkOf(bytes)}\n`);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw keysErrors.root_key_missing({ detail: `(the folder of ${path} does not exist)`, path }, error);
    throw error;
  } finally {
    bytes.fill(0);
  }
  const created = await readRootKey(path);
  if (created === undefined) throw keysErrors.root_key_missing({ detail: `(${path})`, path });
  return created;
}

function checkOf(bytes: Buffer): string {
  return createHmac('sha256', bytes).update('holdfast root key check 1').digest('hex').slice(0, 16);
}
