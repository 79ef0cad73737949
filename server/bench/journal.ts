/**
 * What the journal costs writers, and how far behind it is, at half of the peak rate of real writes (comments through the whole way of a
 * request) and above it. CPU time of platform and databases for one write, with the journal and without: other work on the machine touches it little.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Platform } from '../src/main/platform.ts';
import { base, paragraph, sentence } from './content.ts';
import { median } from './drive.ts';
import type { Account } from './installation.ts';
import { cpuSeconds } from './machine.ts';

export interface JournalFigures {
  readonly peakPerSecond: number;
  /** CPU time of one write at half of the peak. */
  readonly withUs: number;
  readonly withoutUs: number;
  /** The longest time for which something committed was not in the vault yet. */
  readonly rpoHalfMs: number;
  readonly rpoPeakMs: number;
  readonly bytesPerWrite: number;
}

const roundMs = 4000;
const rounds = 3;
const writersAtPeak = 8;

async function postmasters(dataFolder: string): Promise<number[]> {
  return Promise.all(['shard-1', 'control', 'keys'].map(async (name) => Number((await readFile(join(dataFolder, 'postgres', name, 'postmaster.pid'), 'utf8')).split('\n')[0])));
}

export async function measureJournal(platform: Platform, account: Account, dataFolder: string): Promise<JournalFigures> {
  const { journal } = platform;
  const headers = { authorization: `Bearer ${account.token}`, 'content-type': 'application/json' };
  let written = 0;
  const write = async (): Promise<void> => {
    written += 1;
    const reply = await platform.http.inject({ method: 'POST', url: `${base(account.site)}/issue/BEN-${String(1 + (written % 100))}/comment`, headers, payload: JSON.stringify({ body: paragraph(sentence(written, 200)) }) });
    if (reply.statusCode !== 201) throw new Error(`a comment was refused: ${reply.payload}`);
  };
  /** As fast as it goes. */
  async function peak(): Promise<number> {
    const [from, startedMs] = [written, performance.now()];
    await Promise.all(Array.from({ length: writersAtPeak }, async () => { while (performance.now() - startedMs < roundMs) await write(); }));
    return ((written - from) * 1000) / (performance.now() - startedMs);
  }
  /** So many a second, evenly. */
  async function paced(perSecond: number): Promise<number> {
    const startedMs = performance.now();
    const running: Promise<void>[] = [];
    const count = Math.floor((perSecond * roundMs) / 1000);
    for (let index = 0; index < count; index += 1) {
      const waitMs = startedMs + (index * 1000) / perSecond - performance.now();
      if (waitMs > 1) await sleep(waitMs);
      running.push(write());
    }
    await Promise.all(running);
    return count;
  }
  const pids = await postmasters(dataFolder);
  const cpu = async (): Promise<number> => { const { user, system } = process.cpuUsage(); return user + system + (await cpuSeconds(pids)) * 1e6; };
  async function costOf(perSecond: number): Promise<number> {
    const before = await cpu();
    const count = await paced(perSecond);
    return ((await cpu()) - before) / count;
  }
  /** Watches from the first to the last write. */
  async function rpoDuring(work: () => Promise<unknown>): Promise<number> {
    let worstMs = 0;
    const startedMs = Date.now();
    const watching = setInterval(() => {
      for (const { caughtUpAt } of journal.status().values()) worstMs = Math.max(worstMs, Date.now() - Math.max(startedMs, caughtUpAt?.getTime() ?? 0));
    }, 50);
    await work();
    clearInterval(watching);
    return worstMs;
  }

  await journal.ready();
  await peak(); // warm
  let peakPerSecond = 0;
  const rpoPeakMs = await rpoDuring(async () => { peakPerSecond = await peak(); });
  await settled(platform);
  const bytesBefore = sum(journal.status().values());
  const writtenBefore = written;
  const withJournal: number[] = [];
  const rpoHalfMs = await rpoDuring(async () => { for (let round = 0; round < rounds; round += 1) withJournal.push(await costOf(peakPerSecond / 2)); });
  await settled(platform);
  const bytesPerWrite = (sum(journal.status().values()) - bytesBefore) / (written - writtenBefore);
  await journal.stop();
  const without: number[] = [];
  for (let round = 0; round < rounds; round += 1) without.push(await costOf(peakPerSecond / 2));
  return { peakPerSecond, withUs: median(withJournal), withoutUs: median(without), rpoHalfMs, rpoPeakMs, bytesPerWrite };
}

async function settled(platform: Platform): Promise<void> {
  for (const shardId of platform.databases.shardIds) await platform.journal.caughtUp(shardId);
}

function sum(statuses: Iterable<{ readonly bytes: number }>): number {
  return [...statuses].reduce((total, { bytes }) => total + bytes, 0);
}
