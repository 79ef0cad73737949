/**
 * A real object store with Object Lock on loopback: Ceph's radosgw over one monitor and one OSD in memory (Debian packages
 * `radosgw ceph-mon ceph-osd ceph-common`). Ready after about 14 seconds; ended by its own process ids.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { newUuid } from '../../../kernel/ids/index.ts';

const run = promisify(execFile);

export interface ObjectStoreForTests extends AsyncDisposable {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Installs the packages where this is root and they are missing. */
export async function installRadosgw(): Promise<void> {
  if (['radosgw', 'ceph-mon', 'ceph-osd', 'ceph'].every((name) => existsSync(`/usr/bin/${name}`))) return;
  await run('apt-get', ['update', '-qq'], { timeout: 120_000 });
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'radosgw', 'ceph-mon', 'ceph-osd', 'ceph-common'], { timeout: 900_000, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const configuration = (folder: string, fsid: string, monitorPort: number): string => `[global]
fsid = ${fsid}
mon host = v2:127.0.0.1:${String(monitorPort)}
auth cluster required = none
auth service required = none
auth client required = none
ms mon client mode = crc secure
public addr = 127.0.0.1
osd pool default size = 1
osd pool default min size = 1
mon allow pool size one = true
osd crush chooseleaf type = 0
osd pool default pg num = 4
osd pool default pg autoscale mode = off
run dir = ${folder}/run
admin socket = ${folder}/run/$name.sock
log file = ${folder}/$name.log
mon cluster log file = ${folder}/cluster.log
mon data = ${folder}/mon
osd data = ${folder}/osd
osd objectstore = memstore
memstore device bytes = 1073741824
osd class load list = *
osd class default list = *
rgw data = ${folder}/rgw
keyring = ${folder}/keyring
`;

export async function startRadosgw(): Promise<ObjectStoreForTests> {
  const folder = await mkdtemp(join(tmpdir(), 'hf-rgw-'));
  const children: ChildProcess[] = [];
  const end = async (): Promise<void> => {
    for (const child of children.reverse()) {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await new Promise((resolve) => child.once('exit', resolve));
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const [monitorPort, port, fsid, osdId] = [await freePort(), await freePort(), newUuid(), newUuid()];
    for (const name of ['mon', 'osd', 'run', 'rgw']) await mkdir(join(folder, name));
    const conf = ['-c', join(folder, 'ceph.conf')];
    await writeFile(join(folder, 'ceph.conf'), configuration(folder, fsid, monitorPort));
    await writeFile(join(folder, 'keyring'), '');
    const tool = (name: string, args: readonly string[]) => run(name, [...args], { timeout: 90_000 });
    const serve = (name: string, args: readonly string[]): void => void children.push(spawn(name, [...args], { stdio: 'ignore' }));
    await tool('monmaptool', ['--create', '--addv', 'a', `[v2:127.0.0.1:${String(monitorPort)}]`, '--fsid', fsid, '--clobber', join(folder, 'monmap')]);
    await tool('ceph-mon', ['--mkfs', '-i', 'a', '--monmap', join(folder, 'monmap'), ...conf]);
    serve('ceph-mon', ['-f', '-i', 'a', ...conf]);
    await tool('ceph', [...conf, 'osd', 'new', osdId]);
    await tool('ceph-osd', ['-i', '0', '--mkfs', '--osd-uuid', osdId, ...conf]);
    serve('ceph-osd', ['-f', '-i', '0', ...conf]);
    const [accessKeyId, secretAccessKey] = ['vault-test', 'vault-test-secret'];
    await tool('radosgw-admin', [...conf, 'user', 'create', '--uid=vault', '--display-name=vault', `--access-key=${accessKeyId}`, `--secret-key=${secretAccessKey}`]);
    serve('radosgw', ['-f', '-n', 'client.rgw', ...conf, `--rgw-frontends=beast endpoint=127.0.0.1:${String(port)}`]);
    const endpoint = `http://127.0.0.1:${String(port)}`;
    for (let attempt = 1; ; attempt += 1) {
      const answers = await fetch(endpoint).then((reply) => reply.ok, () => false);
      if (answers) break;
      if (attempt === 300) throw new Error('radosgw does not answer');
      await sleep(200);
    }
    return { endpoint, accessKeyId, secretAccessKey, [Symbol.asyncDispose]: end };
  } catch (error) {
    await end();
    throw error;
  }
}
