/**
 * A fresh clone for trials: what a commit of this checkout would hold, in a folder of its own, and a world around it
 * as a newcomer has it: no packages, no data, no settings, a port that nobody uses.
 */
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { readTree } from './tree.ts';

export interface FreshClone {
  readonly folder: string;
  readonly port: number;
  /** Runs a script with `sh -e`. */
  run(script: string, timeoutMs: number): Promise<Outcome>;
  /** Starts a command that goes on running. */
  start(script: string): RunningCommand;
  remove(): void;
}

export interface Outcome {
  readonly ok: boolean;
  readonly output: string;
}

export interface RunningCommand {
  /** Waits for the output to match; gives undefined when the command ended or the time was over before. */
  waitFor(pattern: RegExp, timeoutMs: number): Promise<RegExpExecArray | undefined>;
  /** Ctrl-C, as a terminal sends it: to the whole group. True when everything has ended in time. */
  interrupt(timeoutMs: number): Promise<boolean>;
  output(): string;
}

const keptSettings = ['npm_config_registry', 'npm_config_cache', 'npm_config_userconfig', 'npm_config_globalconfig', 'HOLDFAST_VAULT_IMMUTABLE', 'HOLDFAST_BACKUP_ENABLED'];

export async function cloneFresh(root: string): Promise<FreshClone> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast clone '));
  for (const path of trackedFiles(root)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    copyFileSync(join(root, path), join(folder, path));
  }
  const port = await freePort();
  const env = newcomersEnvironment(root, port);
  return {
    folder,
    port,
    run: (script, timeoutMs) => runToEnd(script, folder, env, timeoutMs),
    start: (script) => startCommand(script, folder, env),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Git's list where there is Git, so that a file somebody forgot to add is missed here; else every file. */
function trackedFiles(root: string): readonly string[] {
  const listed = spawnSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const paths = listed.status === 0 ? listed.stdout.split('\0').filter((path) => path !== '') : readTree(root).map(({ path }) => path);
  return paths.filter((path) => existsSync(join(root, path)));
}

function newcomersEnvironment(root: string, port: number): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => keptSettings.includes(name) || !/^(?:npm_|HOLDFAST_|NODE_|INIT_CWD$|VITEST|CI$)/.test(name));
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((entry) => !entry.startsWith(root));
  // A vault whose files nobody can remove would outlive the trial.
  return { HOLDFAST_VAULT_IMMUTABLE: 'false', ...Object.fromEntries(kept), PATH: path.join(delimiter), HOLDFAST_PORT: String(port), HOLDFAST_URL: `http://localhost:${port}` };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

async function runToEnd(script: string, folder: string, env: NodeJS.ProcessEnv, timeoutMs: number): Promise<Outcome> {
  const child = spawn('sh', ['-e', '-c', script], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let output = '';
  const hear = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const timer = setTimeout(() => {
    output += `\n(stopped after ${timeoutMs} ms)`;
    signalGroup(child.pid, 'SIGKILL');
  }, timeoutMs);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  clearTimeout(timer);
  return { ok: code === 0, output };
}

function startCommand(script: string, folder: string, env: NodeJS.ProcessEnv): RunningCommand {
  const child = spawn('sh', ['-c', script], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let output = '';
  let ended = false;
  const changed = new Set<() => void>();
  const hear = (chunk: Buffer): void => {
    output += chunk.toString();
    for (const tell of changed) tell();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  // 'close' comes when every process that holds our pipes is gone, the platform included.
  child.on('close', () => {
    ended = true;
    for (const tell of changed) tell();
  });
  const until = <Value>(look: () => Value | undefined, timeoutMs: number): Promise<Value | undefined> =>
    new Promise((resolve) => {
      const finish = (value: Value | undefined): void => {
        clearTimeout(timer);
        changed.delete(tell);
        resolve(value);
      };
      const tell = (): void => {
        const value = look();
        if (value !== undefined || ended) finish(value);
      };
      const timer = setTimeout(() => {
        finish(undefined);
      }, timeoutMs);
      changed.add(tell);
      tell();
    });
  return {
    waitFor: (pattern, timeoutMs) => until(() => pattern.exec(output) ?? undefined, timeoutMs),
    async interrupt(timeoutMs) {
      signalGroup(child.pid, 'SIGINT');
      const clean = (await until(() => (ended ? true : undefined), timeoutMs)) === true;
      if (!clean) signalGroup(child.pid, 'SIGKILL');
      return clean;
    },
    output: () => output,
  };
}

/** The group of a process that this file started. */
function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Gone already: nothing to end.
  }
}
