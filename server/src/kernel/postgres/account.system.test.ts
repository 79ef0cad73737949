/**
 * As whom PostgreSQL runs: as root in both ways, in folders that nobody else may enter, and as an ordinary user.
 * Root's tests say so when they are skipped; on a CI machine that is a failure (the reporter counts skips).
 */
import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holdClusters, type HeldAnswer, type HoldOptions } from '../testing/held-clusters.ts';
import { chooseAccount } from './account.ts';

const run = promisify(execFile);
const isRoot = process.geteuid?.() === 0;
const nobody = 65_534;

let folder = '';
beforeEach(async () => { folder = await mkdtemp(join(await realpath(tmpdir()), 'hf-account-')); });
afterEach(() => rm(folder, { recursive: true, force: true }));

type Up = Extract<HeldAnswer, { up: true }>;

/** Starts a cluster in a process of its own, works with it, and ends it cleanly. */
async function during<T>(dataFolder: string, options: HoldOptions, work: (answer: Up) => Promise<T>): Promise<T> {
  const held = await holdClusters(dataFolder, options);
  if (!held.answer.up) throw new Error(held.answer.message);
  try {
    return await work(held.answer);
  } finally {
    await held.end('SIGTERM');
  }
}

async function query({ connection }: Up, text: string): Promise<unknown[]> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

describe('as root', () => {
  it('runs in a folder that only root may enter, in a namespace or as nobody, and changes between both', async (context) => {
    if (!isRoot) context.skip('needs root');
    const data = join(folder, 'data'); // mkdtemp made `folder` 0700
    await during(data, {}, async (answer) => {
      expect(answer.account).toBe('namespace');
      await query(answer, 'create table kept as select 42 as id');
      expect((await stat(join(data, 'postgres', 'keys'))).uid).toBe(0);
    });
    await during(data, { leftOut: ['namespace'] }, async (answer) => {
      expect(answer.account).toBe('nobody');
      expect(await query(answer, 'select id from kept')).toEqual([{ id: 42 }]);
      expect((await stat(join(data, 'postgres', 'keys'))).uid).toBe(nobody);
      const { stdout } = await run('ps', ['-o', 'uid=', '-p', String(answer.pid)]);
      expect(Number(stdout)).toBe(nobody);
    });
    await during(data, {}, async (answer) => {
      expect(await query(answer, 'select id from kept')).toEqual([{ id: 42 }]);
      expect((await stat(join(data, 'postgres', 'keys', 'base'))).uid).toBe(0);
    });
    for (const path of [folder, data, join(data, 'postgres'), join(data, 'run')]) expect((await stat(path)).mode & 0o777, path).toBe(0o700);
  });

  it('makes a cluster as nobody from the start', async (context) => {
    if (!isRoot) context.skip('needs root');
    await during(join(folder, 'data'), { leftOut: ['namespace'] }, async (answer) => {
      expect(await query(answer, 'select 1 as one')).toEqual([{ one: 1 }]);
    });
  });

  it('says what would help where neither way works', async () => {
    await expect(chooseAccount({ uid: 0, without: ['namespace', 'nobody'] })).rejects.toMatchObject({ code: 'postgres.no_account', message: expect.stringContaining('ordinary user') as string });
  });

  it('takes another account where there is no nobody, and says so where there is none but root', async (context) => {
    if (!isRoot) context.skip('needs root');
    const passwd = join(folder, 'passwd');
    await writeFile(passwd, 'root:x:0:0:root:/:/bin/sh\ndaemon:x:1:2::/:/bin/false\n');
    expect((await chooseAccount({ passwdFile: passwd })).prefix).toContain('--map-user=1');
    await writeFile(passwd, 'root:x:0:0:root:/:/bin/sh\n');
    await expect(chooseAccount({ passwdFile: passwd })).rejects.toMatchObject({ code: 'postgres.no_account' });
  });
});

describe('as an ordinary user', () => {
  it('runs directly', async () => {
    expect(await chooseAccount({ uid: 1_000 })).toEqual({ kind: 'direct', prefix: [] });
  });

  it('makes a cluster, keeps it, and refuses a root that wants it', async (context) => {
    if (!isRoot) context.skip('is what all other tests do when they are not run by root');
    await chmod(folder, 0o755);
    const data = join(folder, 'data');
    await mkdir(data);
    await chown(data, nobody, nobody);
    const prefix = await asNobodyInThisCheckout();
    await during(data, { prefix }, async (answer) => {
      expect(answer.account).toBe('direct');
      await query(answer, 'create table kept as select 42 as id');
    });
    await during(data, { prefix }, async (answer) => {
      expect(await query(answer, 'select id from kept')).toEqual([{ id: 42 }]);
      expect((await stat(join(data, 'postgres', 'keys'))).uid).toBe(nobody);
    });
    expect((await holdClusters(data)).answer).toMatchObject({ up: false, code: 'start.data_folder_owner' });
  });
});

/** The checkout may lie where only root can go: it is mounted a second time, where everybody can, for this one process. */
async function asNobodyInThisCheckout(): Promise<readonly string[]> {
  const checkout = join(import.meta.dirname, '../../../..');
  const place = join(folder, 'checkout');
  await mkdir(place, { mode: 0o755 });
  const script = 'mount --bind "$1" "$2" && cd "$2" && from=$1 to=$2 && shift 2 && exec setpriv --reuid=65534 --regid=65534 --clear-groups "$to${1#"$from"}" "$to${2#"$from"}" "$3"';
  return ['unshare', '--mount', '/bin/sh', '-c', script, 'sh', checkout, place];
}
