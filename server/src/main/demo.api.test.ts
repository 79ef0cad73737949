/** `HOLDFAST_DEMO=1`: a first start leaves a set-up installation whose content can be read through the products' own doors. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadConfig } from '../kernel/config/index.ts';
import { systemClock } from '../kernel/time/index.ts';
import { offerFirstRun } from './first-run.ts';
import { createTestPlatform, type TestPlatform } from './testing/test-platform.ts';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await createTestPlatform();
});
afterAll(() => platform[Symbol.asyncDispose]());

const config = loadConfig({ environment: { HOLDFAST_DEMO: '1' }, workingFolder: import.meta.dirname }).config;

it('makes a demo that its administrator can sign in to and read, once', async () => {
  const said = await offerFirstRun(platform, platform.dataFolder, config, systemClock);
  const path = join(platform.dataFolder, 'first-administrator.txt');
  expect(said.join('\n')).toContain(path);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const password = /^Password: (\S+)$/m.exec(await readFile(path, 'utf8'))?.[1] ?? '';
  expect(said.join('\n')).not.toContain(password);

  const signIn = await platform.anonymous.post('/api/v1/session', { email: 'admin@demo.example', password });
  expect(signIn.status).toBe(200);
  const cookie = String(signIn.headers['set-cookie']).split(';')[0] ?? '';
  const me = await platform.anonymous.get('/api/v1/me', { cookie });
  const site = String(me.json.organizations[0].sites[0].id);

  const found = await platform.anonymous.get(`/ex/jira/${site}/rest/api/3/search/jql?jql=${encodeURIComponent('project = DEMO')}&fields=summary,comment`, { cookie });
  expect(found.status).toBe(200);
  expect(found.json.issues).toHaveLength(5);
  expect(found.text).toContain('Umlauts in attachment names');
  const comments = await platform.anonymous.get(`/ex/jira/${site}/rest/api/3/issue/DEMO-1/comment`, { cookie });
  expect(comments.text).toContain('Added with the demo content.');

  const pages = await platform.anonymous.get(`/ex/confluence/${site}/wiki/api/v2/pages?body-format=view`, { cookie });
  expect(pages.status).toBe(200);
  expect(pages.text).toContain('When something breaks');
  expect(pages.text).toContain('Restore first, explain afterwards.');

  expect(await offerFirstRun(platform, platform.dataFolder, config, systemClock)).toEqual([]);
});
