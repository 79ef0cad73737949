/** What the machine says about itself and about processes. Figures that only Linux tells are absent elsewhere. */
import { readFile, readdir } from 'node:fs/promises';
import { arch, cpus, platform, release, totalmem } from 'node:os';

export interface Machine { readonly cpu: string; readonly cores: number; readonly memoryGiB: number; readonly system: string; readonly node: string }

export function describeMachine(): Machine {
  const all = cpus();
  return { cpu: all[0]?.model.trim() ?? 'unknown', cores: all.length, memoryGiB: Math.round(totalmem() / 2 ** 30), system: `${platform()} ${release()} ${arch()}`, node: process.version };
}

/** Load of the last minute: other work on the machine makes rates worthless. */
export async function loadAverage(): Promise<number> {
  return Number((await readFile('/proc/loadavg', 'utf8').catch(() => '0')).split(' ')[0]);
}

interface Known { readonly parent: number; readonly name: string }

async function processes(): Promise<ReadonlyMap<number, Known>> {
  const found = new Map<number, Known>();
  for (const entry of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(entry)) continue;
    const status = await readFile(`/proc/${entry}/status`, 'utf8').catch(() => '');
    found.set(Number(entry), { parent: Number(/^PPid:\s+(\d+)/m.exec(status)?.[1] ?? 0), name: /^Name:\s+(.*)$/m.exec(status)?.[1] ?? '' });
  }
  return found;
}

function descendants(all: ReadonlyMap<number, Known>, roots: readonly number[]): readonly number[] {
  const below = (pid: number): boolean => roots.includes(pid) || (pid > 1 && below(all.get(pid)?.parent ?? 0));
  return [...all.keys()].filter(below);
}

/** CPU time used so far by these processes and everything below them. */
export async function cpuSeconds(roots: readonly number[]): Promise<number> {
  let nanoseconds = 0;
  for (const pid of descendants(await processes(), roots)) {
    for (const thread of await readdir(`/proc/${String(pid)}/task`).catch(() => [])) {
      nanoseconds += Number((await readFile(`/proc/${String(pid)}/task/${thread}/schedstat`, 'utf8').catch(() => '0')).split(' ')[0]);
    }
  }
  return nanoseconds / 1e9;
}

export interface MemoryAtRest { readonly nodeMiB: number; readonly postgresMiB: number }

/** Proportional set size of the process and of everything below it (Linux only): shared pages are counted once. */
export async function memoryOf(pid: number): Promise<MemoryAtRest | undefined> {
  const all = await processes();
  if (all.size === 0) return undefined;
  let node = 0;
  let postgres = 0;
  for (const candidate of descendants(all, [pid])) {
    const rollup = await readFile(`/proc/${String(candidate)}/smaps_rollup`, 'utf8').catch(() => '');
    const kib = Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
    if (all.get(candidate)?.name === 'postgres') postgres += kib;
    else node += kib;
  }
  return { nodeMiB: node / 1024, postgresMiB: postgres / 1024 };
}
