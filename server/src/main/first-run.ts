/**
 * The one-time credentials of the first administrator: a random set-up code in a file that only this user can
 * read. Once set-up is done the file goes. There is no default password.
 */
import { randomBytes } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { publicUrlOf, type Config } from '../kernel/config/index.ts';
import { systemActor, systemFacts } from '../kernel/service/index.ts';
import type { Clock } from '../kernel/time/index.ts';
import { createDemo } from './demo.ts';
import type { Platform } from './platform.ts';

/** Lines for the person who started the platform. */
export async function offerFirstRun(platform: Platform, dataFolder: string, config: Config, clock: Clock): Promise<readonly string[]> {
  const path = join(dataFolder, 'first-administrator.txt');
  const ctx = platform.contexts.global('identity', systemFacts(systemActor, clock.now(), new AbortController().signal));
  const known = await readCode(path);
  const code = known ?? randomBytes(15).toString('base64url');
  if (!(await platform.identity.offerSetup(ctx, code))) {
    await rm(path, { force: true });
    return [];
  }
  const address = platform.http.server.address();
  const url = publicUrlOf(config, typeof address === 'object' && address !== null ? address.port : config.port);
  if (config.demo) return createDemo(platform, { setupCode: code, dataFolder, url, clock });
  await writeFile(path, `Holdfast: set up the first administrator\n\nOpen:        ${url}/setup\nSet-up code: ${code}\n\nThe code works once. This file goes at the first start after set-up.\n`, { mode: 0o600 });
  return [`First start: open ${url}/setup; the one-time set-up code is in ${path}`];
}

async function readCode(path: string): Promise<string | undefined> {
  try {
    return /^Set-up code: (\S{8,})$/m.exec(await readFile(path, 'utf8'))?.[1];
  } catch {
    return undefined; // no file: the first start, or somebody removed it; a new code replaces the old one
  }
}
