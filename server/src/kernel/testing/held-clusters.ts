/** Runs hold-clusters.ts as a process of its own that a test may end as hard as it likes. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ConnectionOptions } from '../postgres/index.ts';

export type HeldAnswer =
  | { readonly up: true; readonly account: string; readonly connection: ConnectionOptions; readonly pid: number }
  | { readonly up: false; readonly code: string; readonly message: string };

export interface Held {
  readonly process: ChildProcess;
  readonly answer: HeldAnswer;
  /** Sends the signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<void>;
}

export interface HoldOptions {
  /** Put before the program, for instance to run it as another user. */
  readonly prefix?: readonly string[];
  /** Arguments after the data folder. */
  readonly leftOut?: readonly string[];
}

const program = join(import.meta.dirname, 'hold-clusters.ts');

export async function holdClusters(dataFolder: string, { prefix = [], leftOut = [] }: HoldOptions = {}): Promise<Held> {
  const [command = '', ...args] = [...prefix, process.execPath, program, dataFolder, ...leftOut];
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([once(lines, 'line'), ended.then(() => undefined)]);
  if (first === undefined) throw new Error(`the held process ended with ${String(child.exitCode)} and said nothing`);
  // Written by hold-clusters.ts.
  const answer = JSON.parse(String(first[0])) as HeldAnswer;
  if (!answer.up) await ended;
  return {
    process: child,
    answer,
    async end(signal) {
      child.kill(signal);
      await ended;
    },
  };
}
