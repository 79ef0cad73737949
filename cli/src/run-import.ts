/** Sends a backup to the platform and follows its import; what the commands that bring something in share. */
import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Client } from './client.ts';
import { CommandError, exitCodes } from './exit-codes.ts';
import { follow } from './follow.ts';
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

export const progressLine = (one: Import): string =>
  `${one.state}${one.progress === null ? '' : ` ${one.progress.phase}: ${String(one.progress.done)}${one.progress.total > 0 ? ` of ${String(one.progress.total)}` : ''} ${one.progress.unit}`}${one.ratePerSecond === null ? '' : `, ${String(Math.round(one.ratePerSecond))}/s`}`;

export const followImport = (client: Client, output: Output, site: string, id: string): Promise<Import> => follow(output, {
  ask: () => client.get<Import>(`/api/v1/sites/${segment(site)}/imports/${segment(id)}`), isOver: ({ state }) => ended.has(state), line: progressLine,
  stopped: () => new CommandError('stopped waiting; the import goes on', exitCodes.refused, `holdfast import status ${id} --site ${site}\nholdfast import cancel ${id} --site ${site}`),
});

export async function sendBackup(client: Client, site: string, file: string): Promise<Import> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined || !found.isFile()) throw new CommandError(`there is no file ${file}`, exitCodes.usage);
  const blob = await openAsBlob(file);
  return client.upload<Import>(`/api/v1/sites/${segment(site)}/imports?name=${segment(basename(file))}`, blob.stream(), found.size);
}
