/** Each fault that is planted in a data folder is named with its fix, and the sound rest stays quiet. */
import { chmod, copyFile, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig, type Config } from '../../kernel/config/index.ts';
import { ManualClock } from '../../kernel/time/index.ts';
import { openEmbeddedKms } from '../../modules/keys/index.ts';
import { checkFiles, type ReadRoom } from './check-files.ts';

const clock = new ManualClock(new Date('2026-05-04T08:00:00Z'));
const gibibyte = 1024 ** 3;
const plenty: ReadRoom = () => Promise.resolve({ freeBytes: 50 * gibibyte, sizeBytes: 100 * gibibyte });
/** The root key of the sound folder lies beside what it opens: that is said always. */
const always = 'warning root key copy';
let data: string;
let config: Config;

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'hf-doctor-'));
  config = loadConfig({ environment: { HOLDFAST_DATA: data }, workingFolder: data }).config;
  await writeFile(join(data, 'installation.secret'), 'x'.repeat(43), { mode: 0o600 });
  await mkdir(join(data, 'postgres'));
  await writeFile(join(data, 'postgres', 'control.password'), 'secret', { mode: 0o600 });
  await (await openEmbeddedKms({ folder: join(data, 'kms'), clock })).close();
});
afterEach(() => rm(data, { recursive: true, force: true }));

async function faults(roomOf = plenty, of = config): Promise<string[]> {
  const found = await checkFiles(of, clock, roomOf);
  for (const finding of found) expect(finding.state === 'ok' || finding.state === 'not checked' || finding.fix !== '', finding.check).toBe(true);
  return found.filter((finding) => finding.state !== 'ok').map((finding) => `${finding.state} ${finding.check}`);
}

const plants: readonly (readonly [string, () => Promise<unknown>, readonly string[]])[] = [
  ['nothing', () => Promise.resolve(), [always]],
  ['a data folder that others may enter', () => chmod(data, 0o755), ['failure data folder', always]],
  ['an installation secret that others may read', () => chmod(join(data, 'installation.secret'), 0o644), ['failure secret installation.secret', always]],
  ['an installation secret that is gone', () => rm(join(data, 'installation.secret')), ['failure secret installation.secret', always]],
  ['a database password that others may read', () => chmod(join(data, 'postgres', 'control.password'), 0o640), [`failure secret ${join('postgres', 'control.password')}`, always]],
  ['a root key that is gone', () => rm(join(data, 'kms', 'root.key')), ['failure root key']],
  ['a root key that others may read', () => chmod(join(data, 'kms', 'root.key'), 0o644), ['failure root key', always, 'failure master keys']],
  ['a root key of another installation', async () => {
    await (await openEmbeddedKms({ folder: join(data, 'other'), clock })).close();
    await rm(join(data, 'kms', 'root.key'));
    await copyFile(join(data, 'other', 'root.key'), join(data, 'kms', 'root.key'));
  }, [always, 'failure master keys']],
  ['a start that was cut off', () => mkdir(join(data, 'postgres', 'shard-1.incomplete')), [always, 'warning leftovers']],
];

describe('the doctor on files', () => {
  it.each(plants)('%s', async (_name, plant, expected) => {
    await plant();
    expect(await faults()).toEqual(expected);
  });

  it('says that nothing was started where there is no data folder', async () => {
    expect(await faults(plenty, { ...config, data: join(data, 'absent') })).toEqual(['not checked data folder']);
  });

  it('warns of little room, and fails when there is next to none', async () => {
    expect(await faults(() => Promise.resolve({ freeBytes: 3 * gibibyte, sizeBytes: 100 * gibibyte }))).toEqual(['warning disk space', always]);
    expect(await faults(() => Promise.resolve({ freeBytes: gibibyte / 2, sizeBytes: 100 * gibibyte }))).toEqual(['failure disk space', always]);
  });

  it('makes no master key where all of them are gone', async () => {
    const kms = join(data, 'kms');
    for (const name of await readdir(kms)) if (name.endsWith('.sealed')) await rm(join(kms, name));
    expect(await faults()).toEqual([always, 'failure master keys']);
    expect(await readdir(kms)).toEqual(['root.key']);
  });

  it('is content with a root key that is kept apart', async () => {
    const apart = await mkdtemp(join(tmpdir(), 'hf-doctor-key-'));
    await rename(join(data, 'kms', 'root.key'), join(apart, 'root.key'));
    expect(await faults(plenty, { ...config, keys: { ...config.keys, rootKeyFile: join(apart, 'root.key') } })).toEqual([]);
    await rm(apart, { recursive: true });
  });
});
