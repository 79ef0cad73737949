/** `holdfast import …`: sends a backup, follows it, and prints the report of what came in and what did not. */
import type { Command } from 'commander';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { findSite, segment } from '../places.ts';
import { table, type Output } from '../output.ts';
import { ended, followImport, progressLine, sendBackup, type Import, type Report } from '../run-import.ts';
import type { Tools } from '../tools.ts';

function reportText(report: Report): string {
  const imported = table(['imported', 'count'], Object.entries(report.imported));
  const skipped = table(['not imported', 'count', 'reason'], report.skipped.map((one) => [one.kind, one.count, one.reason]));
  return `${imported}\n\n${report.skipped.length === 0 ? 'Everything in the file was imported.' : skipped}`;
}

function finish(output: Output, one: Import): void {
  if (one.state === 'done' && one.report !== null) {
    output.result(one.report, reportText);
    return;
  }
  const reason = one.error === null ? '' : `: ${one.error.title}${one.error.detail === undefined ? '' : ` ${one.error.detail}`} (${one.error.code})`;
  throw new CommandError(`the import was ${one.state}${reason}`, exitCodes.refused, 'Nothing of the file is visible.');
}

export function addImportCommands(program: Command, tools: (command: Command) => Tools): void {
  const list = (imports: readonly Import[]): string => table(['id', 'file', 'kind', 'state'], imports.map((one) => [one.id, one.name, one.kind, one.state]));
  const command = program.command('import').description('bring in a Jira backup or a Confluence export');
  command.command('file', { isDefault: true, hidden: true }).argument('<file>', 'XML or ZIP').requiredOption('--site <site>', 'id or address').option('--no-wait', 'do not wait for the end')
    .action(async (file: string, options: { site: string; wait: boolean }, own: Command) => {
      const { client, output } = tools(own);
      const site = await findSite(client, options.site);
      const begun = await sendBackup(client, site, file);
      if (!options.wait) output.result(begun, (one) => one.id);
      else finish(output, await followImport(client, output, site, begun.id));
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
    const now = options.wait === true ? await followImport(client, output, site, id) : await client.get<Import>(`/api/v1/sites/${segment(site)}/imports/${segment(id)}`);
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
