/** `holdfast import …`: sends a backup, follows it, and prints the report of what came in and what did not. */
import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { Client } from '../client.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { findSite, segment } from '../places.ts';
import { table, type Output } from '../output.ts';
import type { Tools } from '../tools.ts';

interface Report {
  readonly kind: 'jira' | 'confluence';
  readonly imported: Readonly<Record<string, number>>;
  readonly skipped: readonly { readonly kind: string; readonly count: number; readonly reason: string }[];
}
interface Import {
  readonly id: string;
  readonly name: string;
  readonly kind: string | null;
  readonly state: 'received' | 'reading' | 'building' | 'done' | 'failed' | 'cancelled';
  readonly progress: { readonly phase: string; readonly done: number; readonly total: number; readonly unit: string } | null;
  readonly ratePerSecond: number | null;
  readonly report: Report | null;
  readonly error: { readonly code: string; readonly title: string; readonly detail?: string } | null;
}

const ended = new Set(['done', 'failed', 'cancelled']);
const followEveryMs = 500;
const lineEveryMs = 5000;

const progressLine = (one: Import): string =>
  `${one.state}${one.progress === null ? '' : ` ${one.progress.phase}: ${String(one.progress.done)}${one.progress.total > 0 ? ` of ${String(one.progress.total)}` : ''} ${one.progress.unit}`}${one.ratePerSecond === null ? '' : `, ${String(Math.round(one.ratePerSecond))}/s`}`;

function reportText(report: Report): string {
  const imported = table(['imported', 'count'], Object.entries(report.imported));
  const skipped = table(['not imported', 'count', 'reason'], report.skipped.map((one) => [one.kind, one.count, one.reason]));
  return `${imported}\n\n${report.skipped.length === 0 ? 'Everything in the file was imported.' : skipped}`;
}

/** Waits for the end. Ctrl-C stops only the waiting: the import goes on in the platform. */
async function follow(client: Client, output: Output, site: string, id: string): Promise<Import> {
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

function finish(output: Output, one: Import): void {
  if (one.state === 'done' && one.report !== null) {
    output.result(one.report, reportText);
    return;
  }
  const reason = one.error === null ? '' : `: ${one.error.title}${one.error.detail === undefined ? '' : ` ${one.error.detail}`} (${one.error.code})`;
  throw new CommandError(`the import was ${one.state}${reason}`, exitCodes.refused, 'Nothing of the file is visible.');
}

async function send(client: Client, site: string, file: string): Promise<Import> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined || !found.isFile()) throw new CommandError(`there is no file ${file}`, exitCodes.usage);
  const blob = await openAsBlob(file);
  return client.upload<Import>(`/api/v1/sites/${segment(site)}/imports?name=${segment(basename(file))}`, blob.stream(), found.size);
}

export function addImportCommands(program: Command, tools: (command: Command) => Tools): void {
  const list = (imports: readonly Import[]): string => table(['id', 'file', 'kind', 'state'], imports.map((one) => [one.id, one.name, one.kind, one.state]));
  const command = program.command('import').description('bring in a Jira backup or a Confluence export');
  command.command('file', { isDefault: true, hidden: true }).argument('<file>', 'XML or ZIP').requiredOption('--site <site>', 'id or address').option('--no-wait', 'do not wait for the end')
    .action(async (file: string, options: { site: string; wait: boolean }, own: Command) => {
      const { client, output } = tools(own);
      const site = await findSite(client, options.site);
      const begun = await send(client, site, file);
      if (!options.wait) output.result(begun, (one) => one.id);
      else finish(output, await follow(client, output, site, begun.id));
    });
  command.usage('FILE --site SITE [--no-wait] | list | status | cancel | resume');
  command.command('list').description('imports of a site').requiredOption('--site <site>', 'id or address').action(async (options: { site: string }, own: Command) => {
    const { client, output } = tools(own);
    const { items } = await client.get<{ items: Import[] }>(`/api/v1/sites/${segment(await findSite(client, options.site))}/imports`);
    output.result(items, list);
  });
  command.command('status').description('how far an import is, and its report').argument('<id>').requiredOption('--site <site>', 'id or address').option('--wait', 'until it has ended').action(async (id: string, options: { site: string; wait?: true }, own: Command) => {
    const { client, output } = tools(own);
    const site = await findSite(client, options.site);
    const now = options.wait === true ? await follow(client, output, site, id) : await client.get<Import>(`/api/v1/sites/${segment(site)}/imports/${segment(id)}`);
    if (ended.has(now.state)) finish(output, now);
    else output.result(now, progressLine);
  });
  for (const [name, description] of [['cancel', 'stop an import and leave nothing of it'], ['resume', 'go on with an import that failed']] as const) {
    command.command(name).description(description).argument('<id>').requiredOption('--site <site>', 'id or address').action(async (id: string, options: { site: string }, own: Command) => {
      const { client, output } = tools(own);
      const site = await findSite(client, options.site);
      output.result(await client.send<Import>('POST', `/api/v1/sites/${segment(site)}/imports/${segment(id)}/${name}`), (one) => list([one]));
    });
  }
}
