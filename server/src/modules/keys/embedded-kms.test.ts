import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, unlink, utimes, writeFile, copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock, systemClock } from '../../kernel/time/index.ts';
import { openEmbeddedKms } from './embedded-kms.ts';
import { kmsContract } from './kms-contract.ts';
import { newKey } from './wrapped-data-key.ts';

const context = { scopeId: 'tenant-a', keyVersion: 1 };
const root = await mkdtemp(join(tmpdir(), 'hf-kms-'));
afterAll(() => rm(root, { recursive: true }));
let folders = 0;
const newFolder = () => join(root, `kms-${(folders += 1)}`);

kmsContract('the embedded KMS', () => {
  const folder = newFolder();
  return Promise.resolve(() => openEmbeddedKms({ folder, clock: systemClock }));
});

/** Every file with its bytes and rights, to show that a refusal wrote nothing. */
async function snapshot(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).sort();
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, (await readFile(join(folder, name))).toString('hex')] as const)));
}

describe('the files of the embedded KMS', () => {
  let folder: string;
  const open = () => openEmbeddedKms({ folder, clock: systemClock });
  beforeEach(async () => {
    folder = newFolder();
    await (await open()).close();
  });

  it('are readable by their owner only, and hold no key in the open', async () => {
    expect((await readdir(folder)).sort()).toEqual(['master-0001.sealed', 'root.key']);
    for (const name of await readdir(folder)) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it('are made once when many processes start at once', async () => {
    folder = newFolder();
    const all = await Promise.all(Array.from({ length: 8 }, open));
    const wrapped = await all[0]?.wrap(context, Buffer.alloc(32, 7));
    for (const kms of all) expect(await kms.unwrap(context, wrapped?.bytes ?? Buffer.alloc(0))).toEqual(Buffer.alloc(32, 7));
    expect((await readdir(folder)).sort()).toEqual(['master-0001.sealed', 'root.key']);
  });

  it('are finished when the first start died between root key and master key', async () => {
    await unlink(join(folder, 'master-0001.sealed'));
    const key = newKey();
    const wrapped = await (await open()).wrap(context, key);
    expect((await (await open()).unwrap(context, wrapped.bytes)).equals(key)).toBe(true);
  });

  const damages: readonly [string, string, (folder: string) => Promise<void>][] = [
    ['the root key is missing', 'keys.root_key_missing', (at) => unlink(join(at, 'root.key'))],
    ['the root key is cut', 'keys.root_key_malformed', async (at) => writeFile(join(at, 'root.key'), (await readFile(join(at, 'root.key'))).subarray(0, 40))],
    ['the root key is empty', 'keys.root_key_malformed', (at) => writeFile(join(at, 'root.key'), '')],
    ['one letter of the root key is another', 'keys.root_key_malformed', async (at) => {
      const text = await readFile(join(at, 'root.key'), 'utf8');
      await writeFile(join(at, 'root.key'), text.slice(0, 25) + (text[25] === 'A' ? 'B' : 'A') + text.slice(26));
    }],
    ['the root key is another folder’s', 'keys.root_key_wrong', async (at) => {
      const other = newFolder();
      await (await openEmbeddedKms({ folder: other, clock: systemClock })).close();
      await copyFile(join(other, 'root.key'), join(at, 'root.key'));
    }],
    ['others can read the root key', 'keys.root_key_exposed', (at) => chmod(join(at, 'root.key'), 0o604)],
    ['the group can write the root key', 'keys.root_key_exposed', (at) => chmod(join(at, 'root.key'), 0o620)],
    ['a master key file is cut', 'keys.master_key_broken', async (at) => {
      const path = join(at, 'master-0001.sealed');
      await writeFile(path, (await readFile(path)).subarray(0, 100));
    }],
    ['a master key is changed', 'keys.master_key_broken', async (at) => {
      const path = join(at, 'master-0001.sealed');
      const file = JSON.parse(await readFile(path, 'utf8'));
      const sealed = Buffer.from(file.sealed, 'base64');
      sealed[3] = (sealed[3] ?? 0) ^ 1;
      await writeFile(path, JSON.stringify({ ...file, sealed: sealed.toString('base64') }));
    }],
    ['the key set of a master key is changed', 'keys.master_key_broken', async (at) => {
      const path = join(at, 'master-0001.sealed');
      await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), keySet: '0'.repeat(32) }));
    }],
    ['the format of a master key is a later one', 'keys.master_key_broken', async (at) => {
      const path = join(at, 'master-0001.sealed');
      await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), format: 2 }));
    }],
    ['a master key stands in for another version', 'keys.master_key_broken', (at) => copyFile(join(at, 'master-0001.sealed'), join(at, 'master-0002.sealed'))],
    ['a version is missing in between', 'keys.master_key_broken', (at) => copyFile(join(at, 'master-0001.sealed'), join(at, 'master-0003.sealed'))],
  ];
  it.each(damages)('are refused, and left as they are, when %s', async (_what, code, damage) => {
    await damage(folder);
    const before = await snapshot(folder);
    await expect(open()).rejects.toMatchObject({ code });
    expect(await snapshot(folder)).toEqual(before);
  });

  it('take a root key that is kept apart, also through a link, and do not make its folder', async () => {
    folder = newFolder();
    const apart = newFolder();
    const kept = () => openEmbeddedKms({ folder, rootKeyPath: join(apart, 'mounted', 'root.key'), clock: systemClock });
    await expect(kept()).rejects.toMatchObject({ code: 'keys.root_key_missing' });
    await mkdir(join(apart, 'real'), { recursive: true });
    await symlink(join(apart, 'real'), join(apart, 'mounted'));
    const key = newKey();
    const wrapped = await (await kept()).wrap(context, key);
    expect(await readdir(folder)).toEqual(['master-0001.sealed']);
    expect((await (await kept()).unwrap(context, wrapped.bytes)).equals(key)).toBe(true);
    await expect(open()).rejects.toMatchObject({ code: 'keys.root_key_missing' });
  });

  it('are cleaned of what a process that died left behind, and of nothing else', async () => {
    const left = ['master-0002.sealed.0123456789ab.incomplete', 'root.key.0123456789ab.incomplete', 'report.0123456789ab.incomplete', 'root.key.copy'];
    for (const name of left) await writeFile(join(folder, name), 'x');
    const clock = new ManualClock(new Date('2030-01-01T00:00:00Z'));
    for (const name of left) await utimes(join(folder, name), new Date('2029-12-31T23:00:00Z'), new Date('2029-12-31T23:00:00Z'));
    await (await openEmbeddedKms({ folder, clock })).close();
    expect((await readdir(folder)).sort()).toEqual(['master-0001.sealed', 'report.0123456789ab.incomplete', 'root.key', 'root.key.copy']);
  });

  it('serve nobody after close', async () => {
    const kms = await open();
    const { bytes } = await kms.wrap(context, newKey());
    await kms.close();
    await expect(kms.wrap(context, newKey())).rejects.toMatchObject({ code: 'keys.unavailable' });
    await expect(kms.unwrap(context, bytes)).rejects.toMatchObject({ code: 'keys.unavailable' });
    await expect(kms.rotate('x')).rejects.toMatchObject({ code: 'keys.unavailable' });
  });
});
