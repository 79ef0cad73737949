/**
 * Embedded clusters in real life: first start, second start, and every way to be ended by force. Whatever is
 * killed, a committed row is there after the next start.
 */
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../log/log.ts';
import { openDataFolder } from '../start/index.ts';
import { holdClusters, type Held } from '../testing/held-clusters.ts';
import { systemClock } from '../time/index.ts';
import { isAlive, processesIn, worksIn } from './postmaster-file.ts';
import { startClusters, type Clusters, type ConnectionOptions, type StartClustersOptions } from './index.ts';

const run = promisify(execFile);
const isRoot = process.geteuid?.() === 0;

let madeBefore = '';
let folder = '';
let opened: Clusters[] = [];
let held: Held[] = [];

/** Making a cluster takes most of a second; where a test is not about that, it begins with a copy of this one. */
beforeAll(async () => {
  madeBefore = await mkdtemp(join(tmpdir(), 'hf-clusters-'));
  await (await openDataFolder(madeBefore, systemClock)).close();
  await (await startClusters({ dataFolder: madeBefore, names: ['control', 'keys'], log: silentLog, clock: systemClock })).stop();
});
afterAll(() => rm(madeBefore, { recursive: true, force: true }));

async function copyMadeBefore(): Promise<void> {
  await run('cp', ['-Rp', join(madeBefore, 'holdfast.json'), join(madeBefore, 'postgres'), folder]);
}

beforeEach(async () => {
  folder = await mkdtemp(join(await realpath(tmpdir()), 'hf-clusters-'));
  opened = [];
  held = [];
});

afterEach(async () => {
  await Promise.all(opened.map((clusters) => clusters.stop()));
  for (const one of held) if (one.process.exitCode === null && one.process.signalCode === null) await one.end('SIGKILL');
  await waitUntil('every server is gone', async () => (await processesIn(join(folder, 'postgres', 'keys')).catch(() => [])).length === 0);
  await rm(folder, { recursive: true, force: true });
});

async function open(options: Partial<StartClustersOptions> = {}): Promise<Clusters> {
  const clusters = await startClusters({ dataFolder: folder, names: ['keys'], log: silentLog, clock: systemClock, ...options });
  opened.push(clusters);
  return clusters;
}

async function hold(dataFolder = folder): Promise<Held & { answer: { up: true } }> {
  const one = await holdClusters(dataFolder);
  held.push(one);
  if (!one.answer.up) throw new Error(one.answer.message);
  return { ...one, answer: one.answer };
}

async function query(connection: ConnectionOptions, text: string, values: readonly unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(connection);
  client.on('error', () => undefined); // tests cut connections on purpose
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text, [...values])).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function commitRow(connection: ConnectionOptions): Promise<void> {
  await query(connection, 'create table kept (id int primary key)');
  await query(connection, 'insert into kept values (42)');
}

async function expectRow(connection: ConnectionOptions): Promise<void> {
  expect(await query(connection, 'select id from kept')).toEqual([{ id: 42 }]);
}

async function waitUntil(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  for (let attempt = 0; attempt < 1_000; attempt += 1) {
    if (await holds()) return;
    await sleep(20);
  }
  throw new Error(`waited in vain until ${what}`);
}

describe('embedded clusters', () => {
  it('are made side by side on the first start and reused on the second', async () => {
    const first = await open({ names: ['control', 'keys', 'shard-1'] });
    expect(first.created).toEqual(['control', 'keys', 'shard-1']);
    expect(first.processes().map(({ name }) => name)).toEqual(['control', 'keys', 'shard-1']);
    await commitRow(first.connection('keys'));
    const systemIds = await Promise.all(first.names.map(async (name) => (await query(first.connection(name), 'select system_identifier::text as id from pg_control_system()'))[0]?.['id']));
    expect(new Set(systemIds).size).toBe(3);
    await first.stop();

    const second = await open({ names: ['control', 'keys', 'shard-1'] });
    expect(second.created).toEqual([]);
    await expectRow(second.connection('keys'));
  });

  it('listen nowhere but at a socket that only we can reach, and let nobody in without the password', async () => {
    const clusters = await open();
    const connection = clusters.connection('keys');
    expect(await query(connection, "select current_setting('listen_addresses') as tcp, current_setting('wal_level') as wal, current_setting('data_checksums') as sums")).toEqual([{ tcp: '', wal: 'logical', sums: 'on' }]);
    for (const path of [join(folder, 'run'), connection.host, join(folder, 'postgres'), join(folder, 'postgres', 'keys')]) expect((await stat(path)).mode & 0o077, path).toBe(0);
    expect((await stat(join(folder, 'postgres', 'keys.password'))).mode & 0o777).toBe(0o600);
    await query(connection, "create role somebody login password 'right'");
    for (const login of [{ password: '' }, { password: 'wrong' }, { user: 'somebody', password: 'wrong' }]) {
      await expect(query({ ...connection, ...login }, 'select 1'), JSON.stringify(login)).rejects.toThrow();
    }
    expect(await query(clusters.connection('keys', { user: 'somebody', password: 'right' }), 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('refuse a local user who knows the password and is not us', async (context) => {
    if (!isRoot) context.skip('needs root, to act as somebody else');
    const { host } = (await open()).connection('keys');
    await chmod(folder, 0o711); // even if the way there were open
    const knock = "require('node:net').connect(process.argv[1]).on('error', (e) => { console.log(e.code); }).on('connect', () => { console.log('in'); process.exit(); })";
    const { stdout } = await run('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', '/bin/sh', '-c', 'cd / && exec "$@"', 'sh', await reachableNode(), '-e', knock, join(host, '.s.PGSQL.5432')]).catch((error: unknown) => ({ stdout: String(error) }));
    expect(stdout.trim()).toBe('EACCES');
  });

  it('write neither statements nor values into their log', async () => {
    const clusters = await open();
    const connection = clusters.connection('keys');
    await query(connection, 'create table secret (word text unique, id uuid)');
    await query(connection, "insert into secret values ('canary')");
    for (const [text, values] of [
      ["insert into secret values ('canary')", []],
      ['insert into secret values ($1)', ['canary']],
      ['select $1::uuid', ['canary']],
      ["select 'canary'::int", []],
      ['selectt canary', []],
      ["do $$ begin raise warning 'canary'; raise exception 'canary'; end $$", []],
    ] as const) await expect(query(connection, text, values), text).rejects.toThrow();
    await expect(query(connection, "set statement_timeout = 20; select pg_sleep(5), 'canary'")).rejects.toThrow();
    const backend = new pg.Client(connection);
    backend.on('error', () => undefined);
    await backend.connect();
    const { rows: [{ pid } = { pid: 0 }] } = await backend.query<{ pid: number }>('select pg_backend_pid() as pid');
    const killed = backend.query("select pg_sleep(30), 'canary'").catch(() => undefined);
    await waitUntil('the query runs', async () => (await query(connection, 'select 1 from pg_stat_activity where pid = $1 and state = $2', [pid, 'active'])).length === 1);
    process.kill(pid, 'SIGKILL'); // the postmaster logs a crash, with the statement unless it is told not to
    await killed;
    await waitUntil('it is back', () => query(connection, 'select 1').then(() => true, () => false));
    await clusters.stop();
    const logs = join(folder, 'postgres', 'keys', 'log');
    const written = (await Promise.all((await readdir(logs)).map((name) => readFile(join(logs, name), 'utf8')))).join('');
    expect(written).toContain('was terminated by signal 9');
    expect(written).not.toContain('canary');
  });

  it.each([
    ['blanks, quotes, commas, a backslash and umlauts', `it's "so", \\ schön $HOME`],
    ['more bytes than a socket address has', join(...Array.from({ length: 8 }, (_, index) => `${String(index)}-${'long'.repeat(8)}`))],
  ])('work in a path with %s', async (_what, path) => {
    const dataFolder = join(folder, path);
    await mkdir(dataFolder, { recursive: true });
    const clusters = await open({ dataFolder });
    await commitRow(clusters.connection('keys'));
    const { host } = clusters.connection('keys');
    expect((await stat(host)).mode & 0o777).toBe(0o700);
    await clusters.stop();
    if (!host.startsWith(dataFolder)) expect(existsSync(host), 'the folder outside is gone').toBe(false);
    const again = await open({ dataFolder });
    await expectRow(again.connection('keys'));
    await again.stop();
  });
});

describe('after a hard end', () => {
  beforeEach(copyMadeBefore);

  it('of the server, it is started again and the row is there', async () => {
    const clusters = await open();
    await commitRow(clusters.connection('keys'));
    const before = clusters.processes()[0]?.pid ?? 0;
    process.kill(before, 'SIGKILL');
    await waitUntil('another server runs', () => ![before, undefined].includes(clusters.processes()[0]?.pid));
    await expectRow(clusters.connection('keys'));
  });

  it('of one of its processes, the row is there and the next query is answered', async () => {
    const clusters = await open();
    const connection = clusters.connection('keys');
    await commitRow(connection);
    const client = new pg.Client(connection);
    client.on('error', () => undefined);
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    process.kill(rows[0]?.pid ?? 0, 'SIGKILL');
    await waitUntil('it answers again', () => query(connection, 'select 1').then(() => true, () => false));
    await expectRow(connection);
  });

  it('of Holdfast, the server stops by itself', async () => {
    const one = await hold();
    await commitRow(one.answer.connection);
    await one.end('SIGKILL');
    await waitUntil('the server is gone', async () => !(await worksIn(one.answer.pid, join(folder, 'postgres', 'keys'))));
    await expectRow((await open()).connection('keys'));
  });

  it('of Holdfast, a start at once waits for the server of before', async () => {
    const one = await hold();
    await commitRow(one.answer.connection);
    await one.end('SIGKILL');
    await expectRow((await open()).connection('keys'));
  });

  it('of Holdfast and everything between, a server that lives on is stopped by the next start', async () => {
    const one = await hold();
    await commitRow(one.answer.connection);
    const shells = await childrenOf(one.process.pid ?? 0);
    expect(shells.length).toBeGreaterThan(0);
    const watchers = (await Promise.all(shells.map(childrenOf))).flat().filter((pid) => pid !== one.answer.pid);
    expect(watchers.length).toBeGreaterThan(0);
    for (const pid of [...shells, ...watchers]) process.kill(pid, 'SIGSTOP'); // so that none reacts to the end of another
    for (const pid of [one.process.pid ?? 0, ...watchers, ...shells]) process.kill(pid, 'SIGKILL');
    await waitUntil('Holdfast is gone', () => one.process.signalCode !== null);
    expect(await worksIn(one.answer.pid, join(folder, 'postgres', 'keys'))).toBe(true);
    const next = await open();
    expect(next.processes()[0]?.pid).not.toBe(one.answer.pid);
    await expectRow(next.connection('keys'));
  });

  it('of everything at once, the next start recovers', async () => {
    const one = await hold();
    await commitRow(one.answer.connection);
    for (const pid of [...(await childrenOf(one.process.pid ?? 0)), one.answer.pid, one.process.pid ?? 0]) process.kill(pid, 'SIGKILL');
    await waitUntil('Holdfast is gone', () => one.process.signalCode !== null);
    await expectRow((await open()).connection('keys'));
  });

  it('a process that got the old number is left alone', async () => {
    const first = await open();
    await commitRow(first.connection('keys'));
    await first.stop();
    const innocent = await hold(join(folder, 'elsewhere')); // even when it is a PostgreSQL of ours, of another folder
    await writeFile(join(folder, 'postgres', 'keys', 'postmaster.pid'), `${String(innocent.answer.pid)}\n${join(folder, 'postgres', 'keys')}\n1\n5432\n\n\n0 0\nready   \n`);
    const next = await open();
    await expectRow(next.connection('keys'));
    expect(isAlive(innocent.answer.pid)).toBe(true);
    await query(innocent.answer.connection, 'select 1');
  });

  it.each([['empty', ''], ['half written', '12'], ['nonsense', 'x\ny\n']])('a lock file that is %s is no obstacle', async (_what, content) => {
    await writeFile(join(folder, 'postgres', 'keys', 'postmaster.pid'), content);
    await query((await open()).connection('keys'), 'select 1');
  });

  it('in the middle of making a cluster, the next start makes it whole', async () => {
    const incomplete = join(folder, 'postgres', 'keys.incomplete-0123');
    await rm(join(folder, 'postgres', 'keys'), { recursive: true });
    await mkdir(incomplete, { recursive: true });
    await writeFile(join(incomplete, 'PG_VERSION'), '18\n');
    const clusters = await open();
    expect(clusters.created).toEqual(['keys']);
    expect(existsSync(incomplete)).toBe(false);
  });
});

describe('a first start that is killed', () => {
  it.each([60, 200, 400, 700, 1_000])('after %i ms leaves no process behind, and the next one works', async (afterMs) => {
    const data = join(folder, 'data');
    const program = join(import.meta.dirname, '../testing/hold-clusters.ts');
    const child = spawn(process.execPath, [program, data], { stdio: 'ignore' });
    await sleep(afterMs); // where this falls does not matter: it must be safe everywhere
    child.kill('SIGKILL');
    const next = await hold(data);
    await commitRow(next.answer.connection);
    await expectRow(next.answer.connection);
    const entries = await readdir(join(data, 'postgres'));
    expect(entries.sort()).toEqual(['keys', 'keys.password', 'keys.start.log']);
    await next.end('SIGTERM');
    const { stdout } = await run('ps', ['-eo', 'args']);
    expect(stdout.split('\n').filter((line) => line.includes(data))).toEqual([]);
  });
});

describe('a start that cannot work', () => {
  beforeEach(copyMadeBefore);

  it('says what PostgreSQL said and where the rest is, leaves nothing running, and works once it is put right', async () => {
    const settings = join(folder, 'postgres', 'keys', 'local.conf');
    await writeFile(settings, "shared_buffers = 'a lot'\n");
    await expect(open()).rejects.toMatchObject({ code: 'postgres.start_failed', message: expect.stringMatching(/keys".*FATAL.*(shared_buffers|configuration file).*keys\.start\.log/s) as string });
    expect(await processesIn(join(folder, 'postgres', 'keys'))).toEqual([]);
    await rm(settings);
    await query((await open()).connection('keys'), 'select 1');
  });

  it('stops the clusters that did come up', async () => {
    await writeFile(join(folder, 'postgres', 'keys', 'local.conf'), 'nonsense\n');
    await expect(open({ names: ['control', 'keys'] })).rejects.toMatchObject({ code: 'postgres.start_failed' });
    expect(await processesIn(join(folder, 'postgres', 'control'))).toEqual([]);
  });

  it('leaves no half-made cluster when the disk is full', async () => {
    const account = { kind: 'direct', prefix: ['/bin/sh', '-c', 'mkdir -p "$3"; echo "initdb: error: could not write file: No space left on device" >&2; exit 1', 'full'] } as const;
    await expect(open({ account, names: ['shard-1'] })).rejects.toMatchObject({ code: 'start.no_space' });
    expect((await readdir(join(folder, 'postgres'))).filter((name) => name.startsWith('shard-1'))).toEqual(['shard-1.password']);
  });

  it.each([
    ['the data of another major version', 'keys/PG_VERSION', '12\n', 'postgres.version_mismatch'],
    ['a lost password', 'keys.password', undefined, 'postgres.start_failed'],
  ])('refuses %s and changes nothing', async (_what, file, content, code) => {
    const path = join(folder, 'postgres', file);
    const before = await readFile(path);
    if (content === undefined) await rm(path);
    else await writeFile(path, content);
    await expect(open()).rejects.toMatchObject({ code });
    await writeFile(path, before);
    await query((await open()).connection('keys'), 'select 1');
  });
});

async function childrenOf(pid: number): Promise<number[]> {
  const { stdout } = await run('ps', ['-eo', 'pid=,ppid=']);
  return stdout.trim().split('\n').map((line) => line.trim().split(/\s+/).map(Number)).filter(([, parent]) => parent === pid).flatMap(([child = 0]) => child);
}

/** A copy of Node where everybody may run it; the checkout may lie where only we can go. */
async function reachableNode(): Promise<string> {
  const place = join(folder, 'node');
  await run('cp', [process.execPath, place]);
  await chmod(place, 0o755);
  return place;
}
