/**
 * Runs a program to its end, with a clean environment (no PG* variable of the caller's shell reaches PostgreSQL),
 * and not beyond ours: when we end by force, the program and everything that it started end too.
 */
import { spawn } from 'node:child_process';

export interface ProgramResult {
  /** Null when it was ended by a signal. */
  readonly exitCode: number | null;
  /** Standard output and error together; the last `outputSizeMax` characters. */
  readonly output: string;
}

const outputSizeMax = 64 * 1024;

/** The program and the watcher share a process group of their own; the watcher ends it when our end of the pipe closes. */
const boundedScript = `
exec 3<&0 </dev/null
"$@" 3<&- &
program=$!
( read -r _ <&3; kill -KILL 0 ) >/dev/null 2>&1 &
watcher=$!
wait "$program"; code=$?
kill -KILL "$watcher" 2>/dev/null
exit "$code"
`;

export function cleanEnvironment(): NodeJS.ProcessEnv {
  return { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}

export async function runProgram(command: readonly string[], timeoutMs: number): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', boundedScript, 'sh', ...command], { stdio: ['pipe', 'pipe', 'pipe'], detached: true, env: cleanEnvironment() });
    const late = setTimeout(() => { child.stdin.destroy(); }, timeoutMs);
    let output = '';
    const collect = (chunk: Buffer): void => { output = (output + chunk.toString()).slice(-outputSizeMax); };
    child.stdin.on('error', () => undefined); // the shell may be gone before us
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', reject);
    child.on('close', (exitCode) => {
      clearTimeout(late);
      resolve({ exitCode, output });
    });
  });
}
