/** `holdfast backup …`: makes backups of a site, follows them, fetches them so that a broken fetch goes on, checks them, and removes old ones. */
import { Option, type Command } from 'commander';
import type { Client } from '../client.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { fetchBackup } from '../fetch-backup.ts';
import { follow, progressOn } from '../follow.ts';
import { table, type Output } from '../output.ts';
import { findSite, segment } from '../places.ts';
import { all, readMax, type Tools } from '../tools.ts';
import { verifyBackup } from '../verify-backup.ts';

interface Backup {
  readonly id: string;
  readonly name: string;
  readonly product: string;
  readonly format: string;
  readonly state: string;
  readonly progress: { readonly phase: string; readonly done: number; readonly total: number; readonly unit: string; readonly ratePerSecond: number | null };
  readonly sizeBytes: number | null;
  readonly sha256: string | null;
  readonly records: number;
  readonly files: number;
  readonly filesMissing: number;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly error: { readonly code: string; readonly title: string; readonly detail: string | null } | null;
}

interface Schedule {
  readonly id: string;
  readonly product: string | null;
  readonly format: string;
  readonly everyHours: number;
  readonly keepDays: number;
  readonly nextAt: string;
  readonly lastProblem: string | null;
}

const ended = new Set(['done', 'failed', 'cancelled']);
const backupsMax = 1_000;

const doorsOf = (site: string, id?: string): string => `/api/v1/sites/${segment(site)}/backups${id === undefined ? '' : `/${segment(id)}`}`;
const schedulesOf = (site: string, id?: string): string => `/api/v1/sites/${segment(site)}/backup-schedules${id === undefined ? '' : `/${segment(id)}`}`;
const shownSize = (bytes: number | null): string => (bytes === null ? '' : bytes < 1_048_576 ? `${String(Math.ceil(bytes / 1_024))} KiB` : `${(bytes / 1_048_576).toFixed(1)} MiB`);
const list = (backups: readonly Backup[]): string => table(['id', 'file', 'product', 'format', 'state', 'size', 'made', 'kept until'], backups.map((one) => [one.id, one.name, one.product, one.format, one.state, shownSize(one.sizeBytes), one.createdAt, one.expiresAt ?? '']));
const show = (one: Backup): string => table(['', ''], [['id', one.id], ['file', one.name], ['state', one.state], ['records', String(one.records)], ['files', String(one.files)], ['files without bytes', String(one.filesMissing)], ['size', shownSize(one.sizeBytes)], ['sha256', one.sha256 ?? ''], ['kept until', one.expiresAt ?? '']]);
const schedules = (items: readonly Schedule[]): string => table(['id', 'product', 'format', 'every', 'kept', 'next', 'problem'], items.map((one) => [one.id, one.product ?? 'all', one.format, `${String(one.everyHours)} h`, `${String(one.keepDays)} d`, one.nextAt, one.lastProblem ?? '']));

const followBackup = (client: Client, output: Output, site: string, id: string): Promise<Backup> => follow(output, {
  ask: () => client.get<Backup>(doorsOf(site, id)), isOver: ({ state }) => ended.has(state),
  line: ({ product, progress }) => `${product} ${progress.phase}: ${String(progress.done)} ${progress.unit}${progress.ratePerSecond === null ? '' : `, ${String(progress.ratePerSecond)}/s`}`,
  stopped: () => new CommandError('stopped waiting; the backup is still being made', exitCodes.refused, `holdfast backup show ${id} --site ${site} --wait`),
});

function checked(one: Backup): Backup {
  if (one.state === 'done' || !ended.has(one.state)) return one;
  throw new CommandError(`the backup ${one.id} was ${one.state}${one.error === null ? '' : `: ${one.error.title}${one.error.detail === null ? '' : ` ${one.error.detail}`} (${one.error.code})`}`, exitCodes.refused);
}

const site = (command: Command): Command => command.requiredOption('--site <site>', 'id or address');
const product = (): Option => new Option('--product <product>', 'one product; all of the site otherwise').choices(['tracker', 'wiki']);
const format = (): Option => new Option('--format <format>', 'xml is read by other systems too; sealed opens with the keys here only').choices(['xml', 'native', 'native-sealed']).default('xml');
interface Wish {
  readonly site: string;
  readonly product?: string;
  readonly format: string;
  readonly container?: readonly string[];
  readonly keepDays?: number;
  readonly lock?: boolean;
}
const wishOf = ({ product: only, format: as, container, keepDays, lock }: Wish) => ({ format: as, ...(lock === true ? { locked: true } : {}), ...(only === undefined ? {} : { product: only }), ...(container === undefined ? {} : { containers: container }), ...(keepDays === undefined ? {} : { keepDays }) });
const wish = (command: Command): Command => site(command).addOption(product()).addOption(format()).option('--container <keys...>', 'keys of projects or spaces').option('--keep-days <days>', 'how long it stays (30 otherwise)', readMax).option('--lock', 'into the vault: nobody removes it before its days are over');

export function addBackupCommands(program: Command, tools: (command: Command) => Tools): void {
  const command = program.command('backup').description('backups of a site: make, fetch, check, remove, by a schedule');
  wish(command.command('create').description('make a backup')).option('--no-wait', 'do not wait for the end').action(async (options: Wish & { wait: boolean }, own: Command) => {
    const { client, output } = tools(own);
    const where = await findSite(client, options.site);
    const { items } = await client.send<{ items: Backup[] }>('POST', doorsOf(where), wishOf(options));
    const made: Backup[] = [];
    for (const one of items) made.push(options.wait ? await followBackup(client, output, where, one.id) : one);
    output.result(made.map(checked), list);
  });
  site(command.command('list').description('backups of a site, the newest first')).action(async (options: { site: string }, own: Command) => {
    const { client, output } = tools(own);
    output.result(await all<Backup>(client, doorsOf(await findSite(client, options.site)), {}, backupsMax), list);
  });
  site(command.command('show').description('one backup: how far it is, its size and hash').argument('<id>')).option('--wait', 'until it has ended').action(async (id: string, options: { site: string; wait?: boolean }, own: Command) => {
    const { client, output } = tools(own);
    const where = await findSite(client, options.site);
    output.result(checked(options.wait === true ? await followBackup(client, output, where, id) : await client.get<Backup>(doorsOf(where, id))), show);
  });
  site(command.command('cancel').description('stop making a backup').argument('<id>')).action(async (id: string, options: { site: string }, own: Command) => {
    const { client, output } = tools(own);
    output.result(await client.send<Backup>('POST', `${doorsOf(await findSite(client, options.site), id)}/cancel`), (one) => list([one]));
  });
  site(command.command('remove').description('remove a backup').argument('<id>')).action(async (id: string, options: { site: string }, own: Command) => {
    const { client, output } = tools(own);
    await client.send('DELETE', doorsOf(await findSite(client, options.site), id));
    output.result({ removed: id }, () => `${id} is removed.`);
  });
  site(command.command('download').description('fetch the file of a backup; run it again to go on').argument('<id>').argument('[file]', 'its own name otherwise')).action(async (id: string, file: string | undefined, options: { site: string }, own: Command) => {
    const { client, output } = tools(own);
    const doors = doorsOf(await findSite(client, options.site), id);
    const target = file ?? (await client.get<Backup>(doors)).name;
    const { tell, clear } = progressOn(output);
    const fetched = await fetchBackup(client, doors, target, (done, total) => { tell(`${shownSize(done)} of ${shownSize(total)}`); });
    clear();
    output.result(fetched, (one) => `${one.file}: ${shownSize(one.sizeBytes)}, sha256 ${one.sha256}`);
  });
  command.command('verify').description('check a file without the platform: its hash, and everything that its manifest lists').argument('<file>').option('--hash <sha256>', 'what `backup show` told').action(async (file: string, options: { hash?: string }, own: Command) => {
    const { output } = tools(own);
    const result = await verifyBackup(file, options.hash).catch((error: unknown) => { throw new CommandError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, exitCodes.usage); });
    if (result.problems.length > 0) throw new CommandError(`${file} is not whole\n${result.problems.map((problem) => `  ${problem}`).join('\n')}`, exitCodes.refused);
    output.result(result, (one) => `${file} is whole: ${one.format}, ${String(one.entries)} entries, ${shownSize(one.sizeBytes)}, sha256 ${one.sha256}`);
  });
  site(command.command('prune').description('remove the backups whose time is over')).option('--keep <count>', 'and of each product all but the newest so many', readMax).action(async (options: { site: string; keep?: number }, own: Command) => {
    const { client, output } = tools(own);
    const { removed } = await client.send<{ removed: string[] }>('POST', `${doorsOf(await findSite(client, options.site))}/prune`, options.keep === undefined ? {} : { keep: options.keep });
    output.result(removed, (ids) => (ids.length === 0 ? 'Nothing was to be removed.' : ids.join('\n')));
  });
  addScheduleCommands(command, tools);
}

function addScheduleCommands(command: Command, tools: (command: Command) => Tools): void {
  const schedule = command.command('schedule').description('backups that are made by themselves');
  site(schedule.command('list').description('schedules of a site')).action(async (options: { site: string }, own: Command) => {
    const { client, output } = tools(own);
    output.result((await client.get<{ items: Schedule[] }>(schedulesOf(await findSite(client, options.site)))).items, schedules);
  });
  wish(schedule.command('add').description('make a backup every so many hours, the first at once')).requiredOption('--every-hours <hours>', 'from 1 to 720', readMax).action(async (options: Wish & { everyHours: number }, own: Command) => {
    const { client, output } = tools(own);
    output.result(await client.send<Schedule>('POST', schedulesOf(await findSite(client, options.site)), { ...wishOf(options), everyHours: options.everyHours }), (one) => schedules([one]));
  });
  site(schedule.command('remove').description('stop a schedule; its backups stay').argument('<id>')).action(async (id: string, options: { site: string }, own: Command) => {
    const { client, output } = tools(own);
    await client.send('DELETE', schedulesOf(await findSite(client, options.site), id));
    output.result({ removed: id }, () => `${id} is stopped.`);
  });
}
