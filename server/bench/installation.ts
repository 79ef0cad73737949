/** An installation of its own, in a temporary data folder, started as `npm start` starts one, and set up over its API. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Installation {
  readonly dataFolder: string;
  readonly port: number;
  readonly url: string;
  readonly pid: number;
  /** From spawning the process to its "ready" line. */
  readonly startMs: number;
  stop(): Promise<void>;
}

export async function makeDataFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const parent = await mkdtemp(join(tmpdir(), 'hf-bench-'));
  return { path: join(parent, 'data'), remove: () => rm(parent, { recursive: true, force: true }) };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Limits that protect a server from one tenant's load are raised: one tenant makes all the load here. */
export function settingsOf(dataFolder: string, port: number): Record<string, string> {
  return { HOLDFAST_DATA: dataFolder, HOLDFAST_PORT: String(port), HOLDFAST_HOST: '127.0.0.1', HOLDFAST_LOG_LEVEL: 'warn', HOLDFAST_VAULT_IMMUTABLE: 'false', HOLDFAST_BACKUP_ENABLED: 'false' };
}

export async function startInstallation(dataFolder: string, port: number, nodeArguments: readonly string[] = []): Promise<Installation> {
  const startedMs = performance.now();
  const up = join(import.meta.dirname, '..', 'src', 'main', 'up.ts');
  const child: ChildProcess = spawn(process.execPath, [...nodeArguments, up], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...settingsOf(dataFolder, port) } });
  if (child.stdout === null || child.pid === undefined) throw new Error('the installation could not be started');
  const lines = createInterface({ input: child.stdout });
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => { if (line.startsWith('Holdfast ready')) resolve(); });
    child.once('exit', (code) => { reject(new Error(`the installation ended with ${String(code)} before it was ready`)); });
  });
  return {
    dataFolder, port, url: `http://127.0.0.1:${String(port)}`, pid: child.pid, startMs: performance.now() - startedMs,
    async stop() {
      if (child.exitCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}

export interface Account { readonly token: string; readonly accountId: string; readonly organization: string; readonly site: string }

/** The first administrator, an organization and a site, and an API token with every scope. */
export async function setUp(installation: Installation): Promise<Account> {
  const code = /^Set-up code: (\S+)$/m.exec(await readFile(join(installation.dataFolder, 'first-administrator.txt'), 'utf8'))?.[1];
  const reply = await fetch(`${installation.url}/api/v1/setup`, {
    method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ setupCode: code, email: 'bench@example.test', name: 'Bench Admin', password: 'a benchmark has no secrets', organizationName: 'Bench', siteName: 'Bench', siteSlug: 'bench' }),
  });
  if (!reply.ok) throw new Error(`set-up was refused: ${await reply.text()}`);
  const cookie = (reply.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const me = await (await fetch(`${installation.url}/api/v1/me`, { headers: { cookie } })).json() as { account: { id: string }; csrfToken: string; organizations: { id: string; sites: { id: string }[] }[] }; // API.md
  const made = await fetch(`${installation.url}/api/v1/me/tokens`, {
    method: 'POST', headers: { cookie, 'x-csrf-token': me.csrfToken, 'content-type': 'application/json' },
    body: JSON.stringify({ label: 'bench', scopes: ['read:tracker', 'write:tracker', 'read:wiki', 'write:wiki', 'read:admin', 'write:admin', 'read:audit'], expiresInDays: 1 }),
  });
  if (!made.ok) throw new Error(`no token was given: ${await made.text()}`);
  const { token } = await made.json() as { token: string }; // as above
  const [organization] = me.organizations;
  return { token, accountId: me.account.id, organization: organization?.id ?? '', site: organization?.sites[0]?.id ?? '' };
}
