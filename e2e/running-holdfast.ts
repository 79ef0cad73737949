// One real Holdfast for all browser tests of a run: started as a person starts it (`npm start`'s own file),
// on a port and in a data folder of its own, stopped and removed at the end.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const readyWithinMs = 180_000;
const stoppedWithinMs = 20_000;

export type RunningHoldfast = {
  readonly url: string;
  readonly setupCode: () => string;
  /** Mails that the platform has put into its folder so far, newest last. */
  readonly mails: () => readonly string[];
  readonly stop: () => Promise<void>;
};

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('No free port.');
  return address.port;
}

function* filesBelow(folder: string): Generator<string> {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else yield path;
  }
}

export async function startHoldfast(): Promise<RunningHoldfast> {
  const data = mkdtempSync(join(tmpdir(), 'holdfast-e2e-'));
  const port = await freePort();
  const child = spawn(process.execPath, [join(root, 'bin', 'start.mjs')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, HOLDFAST_PORT: String(port), HOLDFAST_DATA: join(data, 'data'), HOLDFAST_DEMO: '0' },
  });
  const url = await readyAddress(child);
  return {
    url,
    setupCode: () => {
      const code = /^Set-up code: (\S+)$/m.exec(readFileSync(join(data, 'data', 'first-administrator.txt'), 'utf8'))?.[1];
      if (code === undefined) throw new Error('The first administrator’s file holds no set-up code.');
      return code;
    },
    mails: () => [...filesBelow(join(data, 'data', 'mail'))].sort().map((path) => readFileSync(path, 'utf8')),
    stop: async () => {
      await end(child);
      rmSync(data, { recursive: true, force: true });
    },
  };
}

function readyAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const late = setTimeout(() => reject(new Error(`Holdfast was not ready in time. It said:\n${said.slice(-4_000)}`)), readyWithinMs);
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      const found = /Holdfast ready at (http\S+)/.exec(said);
      if (found?.[1] === undefined) return;
      clearTimeout(late);
      resolve(found[1]);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.on('exit', (code) => {
      clearTimeout(late);
      reject(new Error(`Holdfast ended with ${String(code)} before it was ready. It said:\n${said.slice(-4_000)}`));
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  const hard = setTimeout(() => child.kill('SIGKILL'), stoppedWithinMs);
  await ended;
  clearTimeout(hard);
}
