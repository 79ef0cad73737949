/**
 * The immutable and append-only attributes of a Linux file system (chattr +i, +a): with them set, not even root writes to,
 * renames or deletes a file without taking the attribute off first, which needs a capability that a service can be started
 * without. Whether they hold here is tried, not assumed. Calls that wait at the same time share one run of `chattr`.
 */
import { execFile } from 'node:child_process';
import { rm, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const runTimeoutMs = 30_000;
const pathsMax = 200;

export type Attribute = 'i' | 'a';

export interface Guards {
  /** False: every call below does nothing. */
  readonly hold: boolean;
  set(attribute: Attribute, path: string): Promise<void>;
  /** Taking it off what is gone, or never had it, is fine. */
  clear(attribute: Attribute, path: string): Promise<void>;
  /** Takes it off while `change` runs. */
  whileOff(attribute: Attribute, path: string, change: () => Promise<void>): Promise<void>;
}

export const noGuards: Guards = {
  hold: false,
  set: () => Promise.resolve(),
  clear: () => Promise.resolve(),
  whileOff: (_attribute, _path, change) => change(),
};

/** Tries on a file of its own whether an immutable file really cannot be deleted. */
export async function probeGuards(folder: string): Promise<Guards> {
  const probe = join(folder, 'immutable.probe');
  try {
    await rm(probe, { force: true }).catch(() => chattr('-i', [probe]));
    await writeFile(probe, '', { mode: 0o400 });
    await chattr('+i', [probe]);
    const deleted = await unlink(probe).then(() => true, () => false);
    if (deleted) return noGuards;
    await chattr('-i', [probe]);
    return createGuards();
  } catch {
    return noGuards; // no such program, no such right, or no such attribute on this file system
  } finally {
    await rm(probe, { force: true }).catch(() => undefined); // left for the next probe, which takes it away
  }
}

async function chattr(flag: string, paths: readonly string[]): Promise<void> {
  await run('chattr', [flag, '--', ...paths], { timeout: runTimeoutMs });
}

/** Whether a file carries the attribute; undefined where that cannot be told. Changes nothing. */
export async function carries(attribute: Attribute, path: string): Promise<boolean | undefined> {
  try {
    const { stdout } = await run('lsattr', ['-d', '--', path], { timeout: runTimeoutMs });
    return (stdout.split(' ')[0] ?? '').includes(attribute);
  } catch {
    return undefined; // no such program, or a file system without attributes
  }
}

interface Waiting {
  readonly path: string;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

function createGuards(): Guards {
  const waiting = new Map<string, Waiting[]>();
  let running = false;

  async function drain(): Promise<void> {
    for (let next = [...waiting][0]; next !== undefined; next = [...waiting][0]) {
      const [flag, all] = next;
      const batch = all.splice(0, pathsMax);
      if (all.length === 0) waiting.delete(flag);
      await chattr(flag, batch.map(({ path }) => path)).then(
        () => { for (const { done } of batch) done(); },
        (error: unknown) => { for (const { failed } of batch) failed(error); },
      );
    }
    running = false;
  }

  const change = (flag: string, path: string): Promise<void> => new Promise((done, failed) => {
    waiting.set(flag, [...(waiting.get(flag) ?? []), { path, done, failed }]);
    if (running) return;
    running = true;
    void Promise.resolve().then(drain);
  });

  return {
    hold: true,
    set: (attribute, path) => change(`+${attribute}`, path),
    clear: (attribute, path) => change(`-${attribute}`, path).catch(() => undefined), // if it is still on, the change itself will fail
    async whileOff(attribute, path, work) {
      await change(`-${attribute}`, path);
      try {
        await work();
      } finally {
        await change(`+${attribute}`, path);
      }
    },
  };
}
