/** Runs a program to its end with a clean environment: no PG* variable of the caller's shell reaches PostgreSQL. */
import { spawn } from 'node:child_process';

export interface ProgramResult {
  /** Null when it was ended by a signal. */
  readonly exitCode: number | null;
  /** Standard output and error together; the last `outputSizeMax` characters. */
  readonly output: string;
}

const outputSizeMax = 64 * 1024;

export function cleanEnvironment(): NodeJS.ProcessEnv {
  return { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}

export async function runProgram(command: readonly string[], timeoutMs: number): Promise<ProgramResult> {
  const [program = '', ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: cleanEnvironment(), timeout: timeoutMs });
    let output = '';
    const collect = (chunk: Buffer): void => { output = (output + chunk.toString()).slice(-outputSizeMax); };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', reject);
    child.on('close', (exitCode) => { resolve({ exitCode, output }); });
  });
}
