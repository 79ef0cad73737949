/**
 * Shares one throw-away cluster among all test files of a Vitest run (name this file in `globalSetup`). Nothing
 * is started until a test asks at the door, a local socket; runs without database tests pay nothing.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { createTestCluster, type TestCluster } from './test-cluster.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Socket that answers with the superuser's connection options as JSON. */
    testClusterDoor: string;
  }
}

export default async function shareTestCluster(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'hf-door-'));
  const door = join(folder, 'door.sock');
  let cluster: Promise<TestCluster> | undefined;
  const server = createServer((caller) => {
    caller.on('error', () => undefined); // a test worker that is gone needs no answer
    cluster ??= createTestCluster();
    cluster.then(
      (started) => { caller.end(JSON.stringify(started.connection())); },
      (error: unknown) => { caller.end(JSON.stringify({ failure: String(error) })); },
    );
  });
  await new Promise<void>((resolve) => { server.listen(door, resolve); });
  project.provide('testClusterDoor', door);

  return async () => {
    server.close();
    await (await cluster?.catch(() => undefined))?.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
