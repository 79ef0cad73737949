/** The journal of a real installation whose platform and whose databases are killed by SIGKILL again and again under writes: nothing is lost, nothing doubled. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const source = (path: string): string => join(import.meta.dirname, path);
let folder: string;
let data: string;
const settings = (): NodeJS.ProcessEnv => ({ ...process.env, HOLDFAST_DATA: data, HOLDFAST_PORT: '0', HOLDFAST_DEMO: '', HOLDFAST_VAULT_IMMUTABLE: 'false' });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hf-killed-'));
  data = join(folder, 'data');
  await mkdir(data);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function start(): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const child = spawn(process.execPath, [source('../../src/main/up.ts')], { env: settings(), stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    const url = /Holdfast ready at (\S+)/.exec(line)?.[1];
    if (url !== undefined) return { child, url };
  }
  throw new Error('the installation ended before it was ready');
}

async function setUp(url: string): Promise<{ readonly token: string; readonly site: string }> {
  const code = /^Set-up code: (\S+)$/m.exec(await readFile(join(data, 'first-administrator.txt'), 'utf8'))?.[1];
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> => fetch(`${url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
  const reply = await post('/api/v1/setup', { setupCode: code, email: 'killed@example.test', name: 'Killed', password: 'a test has no secrets', organizationName: 'Killed', siteName: 'Killed', siteSlug: 'killed' });
  const cookie = (reply.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  // As API.md describes them.
  const me = (await (await fetch(`${url}/api/v1/me`, { headers: { cookie } })).json()) as { csrfToken: string; organizations: { sites: { id: string }[] }[] };
  const made = await post('/api/v1/me/tokens', { label: 'test', scopes: ['read:wiki', 'write:wiki', 'read:admin'], expiresInDays: 1 }, { cookie, 'x-csrf-token': me.csrfToken });
  const { token } = (await made.json()) as { token: string }; // as above
  return { token, site: me.organizations[0]?.sites[0]?.id ?? '' };
}

/** Writes until the signal; refusals while something is dead are what they are. */
async function writing(url: string, { token, site }: { readonly token: string; readonly site: string }, signal: AbortSignal): Promise<number> {
  let written = 0;
  for (let index = 0; !signal.aborted; index += 1) {
    const key = `K${Math.random().toString(36).slice(2, 9).toUpperCase().replaceAll(/[^A-Z0-9]/g, 'X')}`;
    const reply = await fetch(`${url}/ex/confluence/${site}/wiki/api/v2/spaces`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify({ key, name: `Space ${String(index)}` }) }).catch(() => undefined);
    if (reply?.status === 201) written += 1;
    await reply?.arrayBuffer().catch(() => undefined);
    if (reply === undefined) await pause(50);
  }
  return written;
}

describe('an installation that is killed again and again', () => {
  it('has a journal that says of every tenant exactly what its database says', async () => {
    let account: Awaited<ReturnType<typeof setUp>> | undefined;
    let written = 0;
    for (let round = 0; round < 6; round += 1) {
      const { child, url } = await start();
      account ??= await setUp(url);
      const ending = new AbortController();
      const writers = Promise.all(Array.from({ length: 3 }, () => writing(url, account ?? { token: '', site: '' }, ending.signal)));
      await pause(1000 + Math.random() * 5000);
      if (round % 2 === 1) {
        // The shard's server dies first; the platform brings it back, and is killed while it goes on.
        const pid = Number((await readFile(join(data, 'postgres', 'shard-1', 'postmaster.pid'), 'utf8')).split('\n')[0]);
        process.kill(pid, 'SIGKILL');
        await pause(3000 + Math.random() * 4000);
      }
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
      ending.abort();
      written += (await writers).reduce((sum, count) => sum + count, 0);
    }
    expect(written).toBeGreaterThan(20);
    const check = spawn(process.execPath, [source('verify-journal-process.ts')], { env: settings(), stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    check.stdout.on('data', (piece: Buffer) => { said += piece.toString(); });
    await once(check, 'exit');
    const found = JSON.parse(/verified (.*)/.exec(said)?.[1] ?? '[]') as { rows: number; differences: number }[]; // as verify-journal-process.ts says it
    expect(found.length).toBe(2);
    expect(found.every(({ differences }) => differences === 0), said).toBe(true);
    expect(Math.max(...found.map(({ rows }) => rows))).toBeGreaterThan(written);
  });
});
