/** A started installation loses a shard and the control cluster to kill -9 and deletion, and is rebuilt from the vault: every row and byte, within the seconds that are promised. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { expect, it } from 'vitest';
import { runningCluster } from '../../src/kernel/postgres/index.ts';
import { readContents } from '../../src/modules/backup/compare-store.ts';
import { startInstallationProcess } from './installation-process.ts';

const rebuildPath = join(import.meta.dirname, '../../src/main/rebuild.ts');
const settings = { HOLDFAST_DEMO: 'true', HOLDFAST_BACKUP_ENABLED: 'true', HOLDFAST_BACKUP_PIECE_SECONDS: '1' };

it('a shard, the control cluster and the key store are destroyed and come back whole', async () => {
  const temporary = await mkdtemp(join(tmpdir(), 'hf-loss-'));
  const data = join(temporary, 'data');
  const contents = async (name: string) => {
    const connection = await runningCluster(data, name);
    if (connection === undefined) throw new Error(`${name} does not run`);
    return readContents(connection);
  };
  const environment = { ...process.env, ...settings, HOLDFAST_DATA: data };
  const rebuild = (...args: readonly string[]) => promisify(execFile)(process.execPath, [rebuildPath, ...args, '--json'], { env: environment, cwd: temporary });
  try {
    const first = await startInstallationProcess({ data, temporary, settings });
    await expect.poll(async () => (await readFile(join(data, 'vault/manifest.log'), 'utf8').catch(() => '')).match(/base\/[^"]*\/about/g)?.length ?? 0, { timeout: 90_000, interval: 500 }).toBe(2);
    const shardConnection = await runningCluster(data, 'shard-1');
    const client = new pg.Client(shardConnection);
    await client.connect();
    await client.query('create table public.witness as select n, repeat(\'w\', 200) as text from generate_series(1, 20000) n');
    await client.end();
    const before = await contents('shard-1');
    await first.stop();
    for (const name of ['shard-1', 'control']) await rm(join(data, 'postgres', name), { recursive: true });
    await rm(join(data, 'postgres/shard-1.password'));
    await rm(join(data, 'postgres/keys'), { recursive: true });
    expect(JSON.parse((await rebuild('keys', '--from', join(data, 'key-copies/2'))).stdout)).toMatchObject({ cluster: 'keys' });
    for (const name of ['control', 'shard-1']) expect(JSON.parse((await rebuild(name)).stdout)).toMatchObject({ cluster: name });
    await expect(rebuild('shard-1')).rejects.toMatchObject({ stderr: expect.stringContaining('backup.folder_not_empty') as string });
    const second = await startInstallationProcess({ data, temporary, settings });
    const after = await contents('shard-1');
    const differing = [...before.tables].filter(([name, table]) => /^(?:tracker|wiki|media)\./.test(name) && table.hash !== after.tables.get(name)?.hash).map(([name]) => name);
    expect(after.tables.get('public.witness')).toEqual(before.tables.get('public.witness'));
    expect(differing).toEqual([]);
    expect(after.sites).toBe(before.sites);
    expect(after.sites).toBeGreaterThan(0);
    expect((await fetch(`${second.url}/readyz`)).status).toBe(200);
    await second.stop();
  } finally {
    await rename(data, `${data}.gone`).catch(() => undefined); // a start that failed made none
    await rm(temporary, { recursive: true, force: true });
  }
});
