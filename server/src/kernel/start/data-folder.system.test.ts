/** Whose data folder it is, tried with real folders and real processes. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../time/index.ts';
import { openDataFolder } from './data-folder.ts';

const clock = new ManualClock(new Date('2030-01-02T03:04:05.000Z'));
const isRoot = process.geteuid?.() === 0;

let folder = '';
let holder: ChildProcess | undefined;

beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'hf-data-')); });
afterEach(async () => {
  holder?.kill('SIGKILL');
  holder = undefined;
  await rm(folder, { recursive: true, force: true });
});

/** Another process that opens the folder and holds it. */
async function holdElsewhere(path: string): Promise<ChildProcess> {
  const program = `
    import { openDataFolder } from ${JSON.stringify(join(import.meta.dirname, 'data-folder.ts'))};
    import { systemClock } from ${JSON.stringify(join(import.meta.dirname, '../time/index.ts'))};
    await openDataFolder(${JSON.stringify(path)}, systemClock);
    setInterval(() => undefined, 60_000);
    console.log('held');`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  holder = child;
  await once(child.stdout, 'data');
  return child;
}

async function contents(path: string): Promise<Record<string, string>> {
  const names = (await readdir(path)).sort();
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await readFile(join(path, name), 'utf8')] as const)));
}

describe('a data folder', () => {
  it.each([['new', 'a/b/new'], ['empty', '']])('that is %s becomes ours, readable by nobody else', async (_what, below) => {
    const path = join(folder, below);
    const opened = await openDataFolder(path, clock);
    expect(opened.fresh).toBe(true);
    expect((await stat(path)).mode & 0o777).toBe(0o700);
    expect(JSON.parse(await readFile(join(path, 'holdfast.json'), 'utf8'))).toEqual({ product: 'holdfast', format: 1, createdAt: '2030-01-02T03:04:05.000Z' });
    await opened.close();
    const again = await openDataFolder(path, clock);
    expect(again.fresh).toBe(false);
    await again.close();
  });

  it('that was interrupted before its marker was written is taken up again', async () => {
    await writeFile(join(folder, 'holdfast.lock'), '');
    await writeFile(join(folder, 'holdfast.json.incomplete'), '{');
    const opened = await openDataFolder(folder, clock);
    expect(opened.fresh).toBe(true);
    await opened.close();
  });

  it.each([
    ['files of another program', { 'thesis.txt': 'mine' }, 'start.data_folder_foreign'],
    ['a marker of another program', { 'holdfast.json': '{"game": 1}', 'save.dat': 'x' }, 'start.data_folder_foreign'],
    ['a marker that is no JSON', { 'holdfast.json': 'null' }, 'start.data_folder_foreign'],
    ['a newer format', { 'holdfast.json': '{"product":"holdfast","format":2}' }, 'start.data_folder_newer'],
  ])('with %s is refused and left as it is', async (_what, files, code) => {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    await expect(openDataFolder(folder, clock)).rejects.toMatchObject({ code, message: expect.stringContaining(folder) as string });
    expect(await contents(folder)).toEqual(files);
  });

  it('that is a file is refused', async () => {
    const path = join(folder, 'file');
    await writeFile(path, 'x');
    await expect(openDataFolder(path, clock)).rejects.toMatchObject({ code: 'start.data_folder_foreign' });
    await expect(openDataFolder(join(path, 'below'), clock)).rejects.toMatchObject({ code: 'start.data_folder_unusable' });
  });

  it('that belongs to somebody else is refused', async (context) => {
    if (!isRoot) context.skip('needs root, to give a folder away');
    const path = join(folder, 'theirs');
    await mkdir(path);
    await chown(path, 65_534, 65_534);
    await expect(openDataFolder(path, clock)).rejects.toMatchObject({ code: 'start.data_folder_owner', message: expect.stringContaining('65534') as string });
    expect(await readdir(path)).toEqual([]);
  });

  it('that a running Holdfast holds is refused with the number of its process, whatever way leads there', async () => {
    const path = join(folder, 'data');
    const child = await holdElsewhere(path);
    await symlink(path, join(folder, 'link'));
    for (const way of [path, join(folder, 'link'), join(folder, '.', 'data', '..', 'data')]) {
      await expect(openDataFolder(way, clock, 100)).rejects.toMatchObject({ code: 'start.data_folder_in_use', message: expect.stringContaining(`pid ${String(child.pid)}`) as string });
    }
  });

  it('is refused to a second opening within one process too', async () => {
    const opened = await openDataFolder(folder, clock);
    await expect(openDataFolder(folder, clock, 100)).rejects.toMatchObject({ code: 'start.data_folder_in_use' });
    await opened.close();
    await (await openDataFolder(folder, clock)).close();
  });

  it('is free again at the moment its holder is killed', async () => {
    const child = await holdElsewhere(folder);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await (await openDataFolder(folder, clock)).close();
  });

  it('goes to a start that began while its holder was ending', async () => {
    const opened = await openDataFolder(folder, clock);
    const next = openDataFolder(folder, clock);
    await opened.close();
    await (await next).close();
  });

  it('goes to exactly one of many that open it at once', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => openDataFolder(folder, clock, 100)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) if (outcome.status === 'fulfilled') await outcome.value.close();
  });
});

describe('a start that fails', () => {
  it('takes a folder that it made away again', async () => {
    const path = join(folder, 'a', 'b', 'new');
    const opened = await openDataFolder(path, clock);
    await mkdir(join(path, 'postgres'));
    await opened.discardIfFresh();
    expect(await readdir(folder)).toEqual([]);
  });

  it('empties a folder that was there and empty', async () => {
    const opened = await openDataFolder(folder, clock);
    await writeFile(join(folder, 'half'), 'x');
    await opened.discardIfFresh();
    expect(await readdir(folder)).toEqual([]);
  });

  it('keeps a folder of an earlier start', async () => {
    await (await openDataFolder(folder, clock)).close();
    const opened = await openDataFolder(folder, clock);
    await writeFile(join(folder, 'precious'), 'x');
    await opened.discardIfFresh();
    expect((await readdir(folder)).sort()).toEqual(['holdfast.json', 'holdfast.lock', 'precious']);
  });
});
