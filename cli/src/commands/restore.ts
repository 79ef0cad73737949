/** `holdfast restore …`: plans a restore, shows what it would change, applies it, undoes it. Nothing is changed without a plan. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { Client } from '../client.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { table, type Output } from '../output.ts';
import { findSite, segment } from '../places.ts';
import type { Tools } from '../tools.ts';

interface Plan {
  readonly id: string;
  readonly product: string;
  readonly scope: { readonly kind: string; readonly id: number | null; readonly name: string | null };
  readonly at: string;
  readonly state: 'waiting' | 'ready' | 'applying' | 'done' | 'failed' | 'expired';
  readonly progress: { readonly phase: string; readonly done: number; readonly total: number };
  readonly kinds: readonly { readonly kind: string; readonly created: number; readonly changed: number; readonly removed: number; readonly kept: number; readonly accessLeft: number }[];
  readonly items: { readonly created: number; readonly changed: number; readonly removed: number };
  readonly error: { readonly code: string; readonly title: string; readonly detail: string | null } | null;
  readonly expiresAt: string;
}

interface PlanOptions {
  readonly site: string;
  readonly at?: string;
  readonly ago?: string;
  readonly project?: string;
  readonly issue?: string;
  readonly space?: string;
  readonly page?: string;
  readonly product?: string;
  readonly beside?: string;
}

const followEveryMs = 500;
const lineEveryMs = 5000;
const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** A moment as people write it: a time, or how long ago. */
export function momentOf({ at, ago }: Pick<PlanOptions, 'at' | 'ago'>, nowMs: number): string {
  if ((at === undefined) === (ago === undefined)) throw new CommandError('say when: either --at TIME or --ago 15m', exitCodes.usage);
  if (at !== undefined) {
    const time = new Date(at);
    if (Number.isNaN(time.getTime())) throw new CommandError(`"${at}" is not a time; write it as 2026-11-30T14:05:09Z`, exitCodes.usage);
    return time.toISOString();
  }
  const parts = /^(\d{1,6})([smhd])$/.exec(ago ?? '');
  const unit = units[parts?.[2] ?? ''];
  if (parts === null || unit === undefined) throw new CommandError(`"${ago ?? ''}" is not a span; write it as 90s, 15m, 2h or 3d`, exitCodes.usage);
  return new Date(nowMs - Number(parts[1]) * unit * 1000).toISOString();
}

const plansOf = (site: string): string => `/api/v1/sites/${segment(site)}/recovery/plans`;

interface Named { readonly product: 'tracker' | 'wiki'; readonly scope: { readonly kind: string; readonly id?: number } }

async function containerNamed(client: Client, site: string, product: 'tracker' | 'wiki', key: string, at: string): Promise<number> {
  const { items } = await client.get<{ items: { id: number; key: string }[] }>(`/api/v1/sites/${segment(site)}/recovery/past?product=${product}&at=${segment(at)}`);
  const found = items.find((one) => one.key.toLowerCase() === key.toLowerCase());
  if (found === undefined) throw new CommandError(`there was no ${product === 'tracker' ? 'project' : 'space'} ${key} at ${at}`, exitCodes.refused, `It had: ${items.map((one) => one.key).join(', ') || 'none'}`);
  return found.id;
}

async function issueNamed(client: Client, site: string, key: string, at: string): Promise<number> {
  const parts = /^(.+)-(\d+)$/.exec(key);
  if (parts === null) throw new CommandError(`"${key}" is not an issue key`, exitCodes.usage);
  const [, project = '', number = ''] = parts;
  const container = await containerNamed(client, site, 'tracker', project, at);
  const { items } = await client.get<{ items: { id: number; key: string | null }[] }>(`/api/v1/sites/${segment(site)}/recovery/past/items?product=tracker&at=${segment(at)}&container=${String(container)}&after=${String(Number(number) - 1)}&limit=1`);
  const found = items.find((one) => one.key?.toLowerCase() === key.toLowerCase());
  if (found === undefined) throw new CommandError(`there was no issue ${key} at ${at}`, exitCodes.refused);
  return found.id;
}

async function named(client: Client, site: string, options: PlanOptions, at: string): Promise<Named> {
  const chosen = [options.project, options.issue, options.space, options.page, options.product].filter((one) => one !== undefined);
  if (chosen.length !== 1) throw new CommandError('name one thing: --project KEY, --issue KEY, --space KEY, --page ID, or a whole product with --product tracker|wiki', exitCodes.usage);
  if (options.project !== undefined) return { product: 'tracker', scope: { kind: 'container', id: await containerNamed(client, site, 'tracker', options.project, at) } };
  if (options.space !== undefined) return { product: 'wiki', scope: { kind: 'container', id: await containerNamed(client, site, 'wiki', options.space, at) } };
  if (options.issue !== undefined) return { product: 'tracker', scope: { kind: 'item', id: await issueNamed(client, site, options.issue, at) } };
  if (options.page !== undefined) return { product: 'wiki', scope: { kind: 'item', id: Number(options.page) } };
  if (options.product !== 'tracker' && options.product !== 'wiki') throw new CommandError('a product is tracker or wiki', exitCodes.usage);
  return { product: options.product, scope: { kind: 'tenant' } };
}

const progressLine = ({ state, progress }: Plan): string => `${state} ${progress.phase}${progress.done === 0 ? '' : `: ${String(progress.done)}${progress.total > 0 ? ` of ${String(progress.total)}` : ''}`}`;

/** Ctrl-C stops only the waiting: what was begun goes on in the platform. */
async function follow(client: Client, output: Output, site: string, id: string, until: readonly Plan['state'][]): Promise<Plan> {
  let interrupted = false;
  const interrupt = (): void => { interrupted = true; };
  process.once('SIGINT', interrupt);
  let shownMs = 0;
  try {
    for (;;) {
      const plan = await client.get<Plan>(`${plansOf(site)}/${segment(id)}`);
      if (until.includes(plan.state)) return plan;
      if (interrupted) throw new CommandError('stopped waiting; it goes on in the platform', exitCodes.refused, `holdfast restore status ${id} --site ${site}`);
      if (performance.now() - shownMs > lineEveryMs) {
        shownMs = performance.now();
        output.note(progressLine(plan));
      }
      await sleep(followEveryMs);
    }
  } finally {
    process.off('SIGINT', interrupt);
  }
}

function describe(plan: Plan): string {
  const kinds = table(['kind', 'back', 'changed', 'removed', 'elsewhere', 'access left'], plan.kinds.map((one) => [one.kind, one.created, one.changed, one.removed, one.kept, one.accessLeft]));
  const named_ = plan.scope.name === null || plan.scope.name === '' ? plan.scope.kind : plan.scope.name;
  return `${plan.id}  ${plan.state}  ${named_} as it was at ${plan.at}\n\n${kinds}${plan.state === 'ready' ? `\n\nNothing has changed yet. The plan holds until ${plan.expiresAt}.` : ''}`;
}

function finish(output: Output, plan: Plan): void {
  if (plan.state !== 'failed') {
    output.result(plan, describe);
    return;
  }
  const reason = plan.error === null ? '' : `: ${plan.error.title}${plan.error.detail === null ? '' : ` ${plan.error.detail}`} (${plan.error.code})`;
  throw new CommandError(`the restore was refused${reason}`, exitCodes.refused, 'Nothing was changed.');
}

const stepEnds: readonly Plan['state'][] = ['ready', 'done', 'failed', 'expired'];

export function addRestoreCommands(program: Command, tools: (command: Command) => Tools): void {
  const group = program.command('restore').description('bring a project, space, issue, page or product back to any second');
  group.command('plan').description('work out what a restore would change; changes nothing').requiredOption('--site <site>', 'id or address')
    .option('--at <time>', 'the moment, as 2026-11-30T14:05:09Z').option('--ago <span>', 'or how long ago: 90s, 15m, 2h, 3d')
    .option('--project <key>', 'a project of Tracker').option('--issue <key>', 'one issue').option('--space <key>', 'a space of the wiki').option('--page <id>', 'one page, by its number').option('--product <product>', 'all of tracker or wiki')
    .option('--beside <key>', 'leave the original alone: bring it back as a project or space of its own, under this key')
    .action(async (options: PlanOptions, own: Command) => {
      const { client, output } = tools(own);
      const site = await findSite(client, options.site);
      const at = momentOf(options, Date.now());
      const begun = await client.send<Plan>('POST', plansOf(site), { ...(await named(client, site, options, at)), at, ...(options.beside === undefined ? {} : { mode: 'beside', newKey: options.beside }) });
      finish(output, await follow(client, output, site, begun.id, stepEnds));
    });
  group.command('apply').description('do what a plan says').argument('<plan>').requiredOption('--site <site>', 'id or address').option('--no-wait', 'do not wait for the end').action(async (id: string, options: { site: string; wait: boolean }, own: Command) => {
    const { client, output } = tools(own);
    const site = await findSite(client, options.site);
    const begun = await client.send<Plan>('POST', `${plansOf(site)}/${segment(id)}/apply`);
    if (options.wait) finish(output, await follow(client, output, site, id, ['done', 'failed']));
    else output.result(begun, describe);
  });
  group.command('undo').description('plan the way back to the moment before a restore; apply that plan to go there').argument('<plan>').requiredOption('--site <site>', 'id or address').action(async (id: string, options: { site: string }, own: Command) => {
    const { client, output } = tools(own);
    const site = await findSite(client, options.site);
    const begun = await client.send<Plan>('POST', `${plansOf(site)}/${segment(id)}/undo`);
    finish(output, await follow(client, output, site, begun.id, stepEnds));
  });
  group.command('status').description('restores of a site, or how far one is').argument('[plan]').requiredOption('--site <site>', 'id or address').action(async (id: string | undefined, options: { site: string }, own: Command) => {
    const { client, output } = tools(own);
    const site = await findSite(client, options.site);
    if (id !== undefined) finish(output, await client.get<Plan>(`${plansOf(site)}/${segment(id)}`));
    else output.result((await client.get<{ items: Plan[] }>(plansOf(site))).items, (plans) => table(['plan', 'state', 'what', 'as it was at'], plans.map((plan) => [plan.id, plan.state, plan.scope.name ?? plan.scope.kind, plan.at])));
  });
}
