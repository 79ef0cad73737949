/** Real clusters: everything committed is in the vault within seconds, over kill -9 too, and comes back to the second, into a new folder. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../../kernel/db/index.ts';
import { silentLog } from '../../kernel/log/index.ts';
import { startClusters, type Clusters } from '../../kernel/postgres/index.ts';
import { systemClock } from '../../kernel/time/index.ts';
import { migrationsFolder } from '../../main/migrations-folder.ts';
import { createKeys, openEmbeddedKms, type Keys } from '../keys/index.ts';
import { openFileVault, type Vault } from '../vault/index.ts';
import { createBackup, restoreFiles, restoreKeyCopy, shardLoss, type Backup } from './index.ts';

let data: string;
let clusters: Clusters;
let vault: Vault;
let backup: Backup;
let pool: pg.Pool;
let keys: Keys;
let closeKeys: () => Promise<void>;
const signal = new AbortController().signal;
const scope = 'platform';

const admin = (name: string) => clusters.connection(name, { database: 'postgres' });

async function sql<Row extends pg.QueryResultRow>(name: string, text: string, values: readonly unknown[] = []): Promise<Row[]> {
  const client = new pg.Client(admin(name));
  await client.connect();
  try {
    return (await client.query<Row>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}

async function openKeys(): Promise<void> {
  const kms = await openEmbeddedKms({ folder: join(data, 'kms'), clock: systemClock });
  pool = new pg.Pool({ ...admin('keys'), max: 3 });
  keys = createKeys({ pool, kms, clock: systemClock, log: silentLog });
  const [ownPool, ownKeys] = [pool, keys];
  closeKeys = async () => {
    await ownKeys.close();
    await kms.close();
    await ownPool.end();
  };
}

function openBackup(): Backup {
  return createBackup({
    clusters: [{ name: 'shard-1', cluster: 'shard/one', admin: admin('shard-1') }],
    keys: admin('keys'), kmsFolder: join(data, 'kms'), keyFolders: [join(data, 'copies/1'), join(data, 'copies/2')], scratchFolder: join(data, 'scratch'),
    vault, sealer: () => keys.mediaForScope(scope), clock: systemClock, log: silentLog, retentionDays: 30, pieceMs: 200, firstBaseAfterMs: 0,
  });
}

const shard = () => {
  const [first] = backup.clusters;
  if (first === undefined) throw new Error('there is one');
  return first;
};

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'hf-backup-'));
  clusters = await startClusters({ dataFolder: data, names: ['shard-1', 'keys'], profile: 'small', log: silentLog, clock: systemClock });
  vault = await openFileVault({ folder: join(data, 'vault'), clock: systemClock, immutable: false, onError: (error) => { throw error; } });
  await sql('shard-1', 'create table public.note (id int primary key, text text, at timestamptz not null default clock_timestamp())');
  await migrate({ admin: admin('keys'), kind: 'keys', folder: migrationsFolder, services: [], secret: 'only for tests' });
  await openKeys();
  await keys.createScope(scope);
  backup = openBackup();
  backup.start();
});
afterAll(async () => {
  await backup.stop();
  await closeKeys();
  await vault.close();
  await clusters.stop();
  await rm(data, { recursive: true, force: true });
});

/** A cluster rebuilt from the vault alone, to be asked and thrown away. */
async function rebuilt<Result>(target: Parameters<typeof restoreFiles>[0]['target'], look: (ask: (text: string) => Promise<Record<string, unknown>[]>) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(data, 'rebuilt-'));
  await restoreFiles({ sealed: backup.sealed, cluster: 'shard/one', folder: join(folder, 'postgres/again'), target });
  const again = await startClusters({ dataFolder: folder, names: ['again'], profile: 'test', log: silentLog, clock: systemClock });
  const client = new pg.Client(again.connection('again', { database: 'postgres' }));
  try {
    await client.connect();
    return await look(async (text) => (await client.query<Record<string, unknown>>(text)).rows);
  } finally {
    await client.end();
    await again.stop();
  }
}

describe('the backup of a cluster', () => {
  it('brings back what was there at a second, and at the end', async () => {
    await sql('shard-1', `insert into public.note (id, text) select n, repeat('x', 100) from generate_series(1, 5000) n`);
    await shard().caughtUp();
    await sql('shard-1', `insert into public.note (id, text) values (6000, 'wanted')`);
    await sleep(1100);
    const [{ now }] = await sql<{ now: Date }>('shard-1', 'select clock_timestamp() as now') as [{ now: Date }];
    await sleep(1100);
    await sql('shard-1', `delete from public.note; insert into public.note (id, text) values (7000, 'too late')`);
    await shard().caughtUp();
    const count = `select count(*)::int as notes, max(id) as newest, sum(length(text))::int as size from public.note`;
    expect(await rebuilt({ time: now }, (ask) => ask(count))).toEqual([{ notes: 5001, newest: 6000, size: 500_006 }]);
    expect(await rebuilt('end', (ask) => ask(count))).toEqual([{ notes: 1, newest: 7000, size: 8 }]);
  });

  it('leaves nothing out and nothing twice when the server or the backup is killed, again and again', async () => {
    for (let round = 1; round <= 3; round += 1) {
      await sql('shard-1', `insert into public.note (id, text) select ${String(round * 100_000)} + n, repeat('y', 500) from generate_series(1, 20000) n`);
      const server = clusters.processes().find(({ name }) => name === 'shard-1');
      if (round === 2 && server !== undefined) process.kill(server.pid, 'SIGKILL');
      else {
        await backup.stop();
        backup = openBackup();
        backup.start();
      }
      await expect.poll(() => sql('shard-1', 'select 1 as up').catch(() => []), { timeout: 60_000 }).toEqual([{ up: 1 }]);
    }
    await expect.poll(() => shard().caughtUp().then(() => true, () => false), { timeout: 60_000 }).toBe(true);
    const living = await sql('shard-1', `select count(*)::int as notes, sum(hashtextextended(n::text, 0))::text as hash from public.note n`);
    expect(await rebuilt('end', (ask) => ask(`select count(*)::int as notes, sum(hashtextextended(n::text, 0))::text as hash from public.note n`))).toEqual(living);
    expect(await Array.fromAsync(vault.verify())).toEqual([]);
  });

  it('tells nothing of the content in the vault', async () => {
    await sql('shard-1', `insert into public.note (id, text) values (8000, 'canary-in-the-clear')`);
    await shard().caughtUp();
    for await (const { name } of vault.list('')) expect(Buffer.concat(await Array.fromAsync(vault.get(name))).includes('canary-in-the-clear'), name).toBe(false);
  });

  it('refuses a time before the oldest base, and a log with a gap', async () => {
    await expect(rebuilt({ time: new Date(0) }, () => Promise.resolve(0))).rejects.toMatchObject({ code: 'backup.no_base' });
    const pieces = (await Array.fromAsync(vault.list('shard/one/wal/'))).map(({ name }) => name);
    const hidden: typeof vault = { ...vault, list: async function* (prefix: string, after?: string) { for await (const object of vault.list(prefix, after)) if (object.name !== pieces.at(-2)) yield object; } };
    await expect(restoreFiles({ sealed: { ...backup.sealed, vault: hidden }, cluster: 'shard/one', folder: join(data, 'gap'), target: 'end' })).rejects.toMatchObject({ code: 'backup.log_gap' });
    expect((await readdir(data)).filter((name) => name.startsWith('gap'))).toEqual([]);
  });

  it('plays the loss of a shard: everything is there, byte for byte', async () => {
    const report = await shardLoss(backup, signal, () => undefined);
    expect(report).toMatchObject({ differences: 0, sites: 0, restored: 0 });
    expect(report.rtoSeconds).toBeGreaterThan(0);
    expect(report.rpoSeconds).toBeLessThan(5);
    expect((await Array.fromAsync(vault.list('trial/')))).toHaveLength(1);
  });
});

describe('copies of the key store', () => {
  const copies = async (folder: string): Promise<string[]> => readdir(join(data, 'copies', folder));

  it('are made of what is there now; a key that is gone is gone from all of them, and the others open everything', async () => {
    await keys.createScope('goes-away');
    expect(await backup.keyCopies.renew()).toMatchObject({ copies: 2 });
    for (const table of ['data_key', 'scope_key', 'scope']) await sql('keys', `delete from keys.${table} where scope_id = 'goes-away'`);
    expect(await backup.keyCopies.renew()).toEqual({ copies: 2, removed: 2 });
    for (const folder of ['1', '2']) {
      const [name = '', ...others] = await copies(folder);
      expect(others).toEqual([]);
      const content = await readFile(join(data, 'copies', folder, name, 'keys.json'), 'utf8');
      expect([content.includes('"platform"'), content.includes('goes-away')]).toEqual([true, false]);
      expect(await readdir(join(data, 'copies', folder, name))).not.toContain('root.key');
    }
    await closeKeys();
    await sql('keys', 'truncate keys.scope cascade');
    expect(await restoreKeyCopy(join(data, 'copies/1'), admin('keys'), join(data, 'kms'))).toBeGreaterThan(2);
    await openKeys();
    for await (const object of vault.list('trial/')) expect(JSON.parse((await backup.sealed.read(object)).toString())).toMatchObject([{ cluster: 'shard-1', differing: [] }]);
  });
});
