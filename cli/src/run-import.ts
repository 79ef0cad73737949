/** Sends a backup to the platform and follows its import; what the commands that bring something in share. */
import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from './client.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import type { Output } from './output.ts';
import { segment } from './places.ts';

export interface Report {
  readonly kind: 'jira' | 'confluence';
  readonly imported: Readonly<Record<string, number>>;
  readonly skipped: readonly { readonly kind: string; readonly count: number; readonly reason: string }[];
}
export interface Import {
  readonly id: string;
  readonly name: string;
  readonly kind: string | null;
  readonly state: 'received' | 'reading' | 'building' | 'done' | 'failed' | 'cancelled';
  readonly progress: { readonly phase: string; readonly done: number; readonly total: number; readonly unit: string } | null;
  readonly ratePerSecond: number | null;
  readonly report: Report | null;
  readonly error: { readonly code: string; readonly title: string; readonly detail?: string } | null;
}

export const ended = new Set(['done', 'failed', 'cancelled']);
const followEveryMs = 500;
const lineEveryMs = 5000;

export const progressLine = (one: Import): string =>
  `${one.state}${one.progress === null ? '' : ` ${one.progress.phase}: ${String(one.progress.done)}${one.progress.total > 0 ? ` of ${String(one.progress.total)}` : ''} ${one.progress.unit}`}${one.ratePerSecond === null ? '' : `, ${String(Math.round(one.ratePerSecond))}/s`}`;

/** Waits for the end. Ctrl-C stops only the waiting: the import goes on in the platform. */
export async function followImport(client: Client, output: Output, site: string, id: string): Promise<Import> {
  let interrupted = false;
  const interrupt = (): void => { interrupted = true; };
  process.once('SIGINT', interrupt);
  let shownMs = 0;
  try {
    for (;;) {
      const now = await client.get<Import>(`/api/v1/sites/${segment(site)}/imports/${segment(id)}`);
      if (ended.has(now.state)) {
        if (process.stderr.isTTY && !output.json) process.stderr.write('\r\u001b[K');
        return now;
      }
      if (interrupted) throw new CommandError('stopped waiting; the import goes on', exitCodes.refused, `holdfast import status ${id} --site ${site}\nholdfast import cancel ${id} --site ${site}`);
      if (process.stderr.isTTY && !output.json) process.stderr.write(`\r\u001b[K${progressLine(now)}`);
      else if (performance.now() - shownMs > lineEveryMs) {
        shownMs = performance.now();
        output.note(progressLine(now));
      }
      await sleep(followEveryMs);
    }
  } finally {
    process.off('SIGINT', interrupt);
  }
}

export async function sendBackup(client: Client, site: string, file: string): Promise<Import> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined || !found.isFile()) throw new CommandError(`there is no file ${file}`, exitCodes.usage);
  const blob = await openAsBlob(file);
  return client.upload<Import>(`/api/v1/sites/${segment(site)}/imports?name=${segment(basename(file))}`, blob.stream(), found.size);
}
