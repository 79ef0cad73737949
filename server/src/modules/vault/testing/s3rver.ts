/** An object store without locks (npm `s3rver`, installed into a folder of its own for the test that wants it refused). */
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort, type ObjectStoreForTests } from './radosgw.ts';

export async function startS3rver(): Promise<ObjectStoreForTests> {
  const folder = await mkdtemp(join(tmpdir(), 'hf-s3rver-'));
  await promisify(execFile)('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts', 's3rver@3.7.1'], { timeout: 300_000 });
  const port = await freePort();
  const child = spawn(process.execPath, [join(folder, 'node_modules/s3rver/bin/s3rver.js'), '-d', join(folder, 'data'), '-a', '127.0.0.1', '-p', String(port), '--configure-bucket', 'vault'], { stdio: 'ignore' });
  const endpoint = `http://127.0.0.1:${String(port)}`;
  for (let attempt = 1; attempt < 100 && !(await fetch(endpoint).then(() => true, () => false)); attempt += 1) await sleep(100);
  return {
    endpoint, accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER',
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('exit', resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
