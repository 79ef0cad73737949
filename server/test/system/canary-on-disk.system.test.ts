/**
 * The canary proof: strings written through every content field of every door that writes (API, uploads, an import)
 * are found in no file that the installation keeps: database files, WAL, logs, media, spool, temporary files.
 * Names and addresses of organizations and sites and keys of projects and spaces are declared plain and hold none.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canaryForms, createCanaries } from '../contract/commands/canaries.ts';
import { playAll } from '../contract/commands/play-all.ts';
import { setScene, type Scene } from '../contract/commands/scene.ts';
import { createHttpClient } from './http-client.ts';
import { startInstallationProcess } from './installation-process.ts';
import { scanFiles } from './scan-files.ts';
import { startSmtpSink } from './smtp-sink.ts';

const canaries = createCanaries();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hf-canary-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function importsEnded(scene: Scene): Promise<string[]> {
  for (let round = 0; round < 600; round += 1) {
    const { json } = await scene.admin.get(`/api/v1/sites/${scene.site}/imports`);
    const states = (json.items as readonly { state: string }[]).map(({ state }) => state); // as the imports' list answers
    if (states.every((state) => ['done', 'failed', 'cancelled'].includes(state))) return states;
    await pause(200);
  }
  throw new Error('an import does not end');
}

describe('the canary proof', () => {
  it('finds no content in any file, while the platform runs and when it is stopped', { timeout: 900_000 }, async () => {
    const [data, temporary] = [join(folder, 'data'), join(folder, 'temporary')];
    await mkdir(temporary);
    await using smtp = await startSmtpSink();
    const installation = await startInstallationProcess({ data, temporary, settings: { HOLDFAST_MAIL_KIND: 'smtp', HOLDFAST_MAIL_SMTP_URL: smtp.url, HOLDFAST_LOG_LEVEL: 'debug' } });
    try {
      const scene = await setScene({ connect: (headers) => createHttpClient(installation.url, headers), mails: () => smtp.mails, canaries, setupCode: await installation.setupCode() });
      expect(await playAll(scene)).toEqual([]);
      expect(await importsEnded(scene)).toContain('done');
      expect(canaries.made.length).toBeGreaterThan(500);
      const running = await scanFiles(folder, canaryForms(canaries.prefix));
      expect(running.hits).toEqual([]);
    } finally {
      await installation.stop();
    }
    // The databases' last act is a checkpoint: what they kept in memory is in their files now.
    const stopped = await scanFiles(folder, canaryForms(canaries.prefix));
    process.stdout.write(`canary on disk: ${String(canaries.made.length)} canaries, ${String(stopped.files)} files, ${String(Math.round(stopped.bytes / 2 ** 20))} MiB, ${String(stopped.hits.length)} found\n`);
    expect(stopped.hits).toEqual([]);
    expect(stopped.bytes).toBeGreaterThan(50 * 2 ** 20);
  });

  it.each([
    ['UTF-8', (text: string) => Buffer.from(text)],
    ['UTF-16', (text: string) => Buffer.from(text, 'utf16le')],
    ['UTF-16, the other byte order', (text: string) => Buffer.from(text, 'utf16le').swap16()],
    ['hexadecimal', (text: string) => Buffer.from(Buffer.from(text).toString('hex'))],
    ['base64', (text: string) => Buffer.from(Buffer.from(text).toString('base64'))],
    ['base64, one byte on', (text: string) => Buffer.from(Buffer.from(`!${text}`).toString('base64'))],
    ['base64, two bytes on', (text: string) => Buffer.from(Buffer.from(`!!${text}`).toString('base64'))],
  ])('would find one that was kept as %s, even across the border of two pieces', async (name, encode) => {
    const place = join(folder, 'planted', name.replaceAll(/\W/g, '-'));
    await mkdir(place, { recursive: true });
    await writeFile(join(place, 'file'), Buffer.concat([Buffer.alloc(4 * 2 ** 20 - 5, 0x2e), encode(canaries.text('planted')), Buffer.alloc(100, 0x2e)]));
    expect((await scanFiles(place, canaryForms(canaries.prefix))).hits.length).toBeGreaterThan(0);
    await rm(place, { recursive: true });
  });
});
