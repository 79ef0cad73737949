/** Every scenario, one after the other, for what they leave behind. */
import { randomBytes } from 'node:crypto';
import { anonymousActor, systemFacts } from '../../../src/kernel/service/index.ts';
import { createTestClient } from '../../../src/main/testing/test-client.ts';
import type { TestPlatform } from '../../../src/main/testing/test-platform.ts';
import { scenarios } from './all.ts';
import { createCanaries } from './canaries.ts';
import { setScene, type Scene } from './scene.ts';

/** Returns the doors that did not do what they were asked. */
export async function playAll(scene: Scene): Promise<string[]> {
  const refused: string[] = [];
  for (const played of scenarios) {
    const { by = scene.admin, url, body, headers } = await played.prepare(scene);
    const [method = ''] = played.door.split(' ');
    if (method !== 'POST' && method !== 'PUT' && method !== 'PATCH' && method !== 'DELETE') throw new Error(`no command: ${played.door}`);
    const reply = await by.request(method, url, body, headers);
    if (reply.status >= 300) refused.push(`${played.door}: ${String(reply.status)} ${reply.text.slice(0, 200)}`);
  }
  return refused;
}

/** The scene on a platform of this process that nobody has set up yet. */
export async function setSceneOn(platform: TestPlatform): Promise<Scene> {
  const setupCode = randomBytes(12).toString('base64url');
  await platform.identity.offerSetup(platform.contexts.global('identity', systemFacts(anonymousActor, new Date(), new AbortController().signal)), setupCode);
  return setScene({ connect: (headers) => createTestClient(platform.http, headers), mails: () => platform.mails, canaries: createCanaries(), setupCode });
}
