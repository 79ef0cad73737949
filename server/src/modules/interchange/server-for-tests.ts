/** A whole installation as a process of its own, with embedded databases in a folder: for tests that kill it or watch its memory. */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const upPath = fileURLToPath(new URL('../../main/up.ts', import.meta.url));
const setup = { email: 'admin@import.test', name: 'Admin', password: 'a long enough password', organizationName: 'Import', siteName: 'Import', siteSlug: 'import' };

export interface ServerForTests {
  readonly url: string;
  readonly pid: number;
  /** The first administrator and a token with what imports need. */
  setUp(): Promise<{ readonly token: string; readonly site: string }>;
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export async function startServer(data: string): Promise<ServerForTests> {
  const child = spawn(process.execPath, [upPath], { env: { ...process.env, HOLDFAST_DATA: data, HOLDFAST_PORT: '0', HOLDFAST_DEMO: '' }, stdio: ['ignore', 'pipe', 'pipe'] });
  const gone = new Promise<void>((resolve) => child.once('exit', () => { resolve(); }));
  const url = await new Promise<string>((resolve, reject) => {
    let text = '';
    const read = (piece: Buffer): void => {
      text += piece.toString();
      const found = /Holdfast ready at (\S+)/.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', () => { reject(new Error(`the server ended: ${text}`)); });
  });
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    child.kill(signal);
    await gone;
  };
  return { url, pid: child.pid ?? 0, setUp: () => setUp(url, data), kill: () => end('SIGKILL'), stop: () => end('SIGTERM') };
}

async function setUp(url: string, data: string): Promise<{ token: string; site: string }> {
  const setupCode = /^Set-up code: (\S+)$/m.exec(await readFile(join(data, 'first-administrator.txt'), 'utf8'))?.[1];
  const json = { 'content-type': 'application/json' };
  const done = await fetch(`${url}/api/v1/setup`, { method: 'POST', headers: json, body: JSON.stringify({ setupCode, ...setup }) });
  const { site } = (await done.json()) as { site: string };
  const cookie = (done.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
  const { csrfToken } = (await (await fetch(`${url}/api/v1/me`, { headers: { cookie } })).json()) as { csrfToken: string };
  const body = JSON.stringify({ label: 'test', scopes: ['read:admin', 'write:admin', 'read:tracker'], expiresInDays: 1 });
  const token = await fetch(`${url}/api/v1/me/tokens`, { method: 'POST', headers: { ...json, cookie, 'x-csrf-token': csrfToken }, body });
  return { token: ((await token.json()) as { token: string }).token, site };
}
