/** What lies on the disk: no key in the open, in no form in which one would write it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newUuid } from '../../kernel/ids/index.ts';
import { systemClock } from '../../kernel/time/index.ts';
import { purposes } from './key-ring.ts';
import { readMaterial } from './key-store.ts';
import { startKeyStore, type KeyStoreForTests } from './keys-for-tests.ts';
import { loadKeyRing } from './load-key-ring.ts';
import { readMasterKey } from './master-key-file.ts';
import { readRootKey } from './root-key-file.ts';
import { silentLog } from '../../kernel/log/log.ts';

const title = { table: 'tracker.issue', column: 'title' };
let store: KeyStoreForTests;
beforeAll(async () => { store = await startKeyStore(); });
afterAll(() => store.stop());

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Which of the needles occur in the files, and how many bytes were looked at. */
async function found(files: readonly string[], needles: ReadonlyMap<string, Buffer>): Promise<{ names: string[]; scannedBytes: number }> {
  const names = new Set<string>();
  let scannedBytes = 0;
  for (const file of files) {
    const bytes = await readFile(file).catch(() => Buffer.alloc(0)); // recycled meanwhile
    scannedBytes += bytes.length;
    for (const [name, needle] of needles) if (bytes.includes(needle)) names.add(name);
  }
  return { names: [...names].sort(), scannedBytes };
}

describe('the disk', () => {
  it('holds no master, scope or data key in the open; the scan finds what is there', async () => {
    const { keys, pool, kms } = await store.startProcess();
    const scopeId = newUuid();
    await keys.createScope(scopeId);
    await keys.rotateDataKey(scopeId, 'content', { immediately: true });
    await keys.rotateScopeKey(scopeId);
    await keys.rotateMasterKey();
    const sealer = await keys.forScope(scopeId);
    sealer.seal(title, 1, 'x');

    const workings = { pool, kms, clock: store.clock, log: silentLog };
    const ring = await loadKeyRing(workings, scopeId);
    const material = await readMaterial(pool, scopeId);
    const root = await readRootKey(join(store.kmsFolder, 'root.key'));
    if (material?.scopeKey === undefined || root === undefined) throw new Error('the scope was not created');
    const secrets = new Map<string, Buffer>();
    const add = (name: string, key: Buffer) => {
      secrets.set(name, key);
      for (const encoding of ['hex', 'base64', 'base64url'] as const) secrets.set(`${name} as ${encoding}`, Buffer.from(key.toString(encoding).slice(0, 42)));
    };
    for (const purpose of purposes) add(purpose, ring.sealing(purpose, systemClock.monotonicMs() + 1e12).bytes);
    add('first content key', ring.opening('content', 1)?.bytes ?? Buffer.alloc(0));
    add('scope key', await kms.unwrap({ scopeId, keyVersion: material.scopeKey.version }, material.scopeKey.wrapped));
    for (const version of [1, 2]) add(`master key ${version}`, (await readMasterKey(store.kmsFolder, root, version)).bytes);
    expect(secrets.size).toBe(4 * (purposes.length + 4));
    for (const needle of secrets.values()) expect(needle.length).toBeGreaterThanOrEqual(32);

    await store.query('checkpoint');
    const [place] = await store.query(`select current_setting('data_directory') as folder, oid::text from pg_database where datname = current_database()`);
    const dataFolder = String(place?.['folder']);
    const files = [
      ...(await filesIn(join(dataFolder, 'base', String(place?.['oid'])))),
      ...(await filesIn(join(dataFolder, 'pg_wal'))),
      ...(await filesIn(store.kmsFolder)),
    ];
    const planted = new Map([['wrapped scope key', material.scopeKey.wrapped], ['root key', Buffer.from(root.bytes.toString('base64url'))]]);
    expect((await found(files, planted)).names).toEqual(['root key', 'wrapped scope key']);
    const scan = await found(files, secrets);
    expect(scan.names).toEqual([]);
    expect(scan.scannedBytes).toBeGreaterThan(5_000_000);
  });
});
