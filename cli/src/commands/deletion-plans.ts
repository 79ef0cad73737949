/** `holdfast deletion plan|approve|run|stop|status`: deleting many places takes a plan that names each, never a list of ids at the moment of deleting. */
import type { Command } from 'commander';
import { findOrganization, segment } from '../places.ts';
import { table } from '../output.ts';
import type { Tools } from '../tools.ts';

interface Plan {
  readonly id: string;
  readonly state: string;
  readonly products: number;
  readonly needsApproval: boolean;
  readonly approvedAt: string | null;
  readonly notBefore: string;
  readonly targets: readonly { readonly kind: string; readonly organizationName: string; readonly site: string | null; readonly organization: string; readonly name: string; readonly products: number; readonly counts: Readonly<Record<string, number>>; readonly stage: number; readonly state: string; readonly refusal: string | null }[];
}
interface Where {
  readonly org?: string;
  readonly platform?: boolean;
}

function show(plan: Plan): string {
  const rows = plan.targets.map((one) => [one.stage, one.organizationName, one.kind, one.site ?? one.organization, one.name, one.products, Object.entries(one.counts).map(([kind, count]) => `${String(count)} ${kind}`).join(' '), one.refusal ?? one.state]);
  const next = plan.state !== 'planned' ? '' : plan.needsApproval && plan.approvedAt === null ? '\nIt needs the approval of a second person: holdfast deletion approve.' : `\nNothing is deleted yet. It may run from ${plan.notBefore} on: holdfast deletion run.`;
  return `${plan.id} is ${plan.state}: ${String(plan.targets.length)} places with ${String(plan.products)} products.\n${table(['stage', 'organization', 'kind', 'id', 'name', 'products', 'holds', 'state'], rows)}${next}`;
}

export function addDeletionPlanCommands(program: Command, tools: (command: Command) => Tools): void {
  const deletion = program.commands.find((command) => command.name() === 'deletion');
  if (deletion === undefined) throw new Error('the commands of deletion come first');
  const at = async (client: Tools['client'], where: Where): Promise<string> => `/api/v1/${where.platform === true ? 'operator' : `orgs/${segment((await findOrganization(client, where.org)).id)}`}/deletion-plans`;
  deletion.command('plan').description('a dry run: names everything that would go, deletes nothing, and gives a plan id').option('--sites <ids...>', 'site_… ids').option('--orgs <ids...>', 'org_… ids (operators, with --platform)').option('--reason <reason>', 'kept with each deletion')
    .option('--org <org>', 'id or address').option('--platform', 'as an operator, over every organization')
    .action(async (options: Where & { sites?: string[]; orgs?: string[]; reason?: string }, command: Command) => {
      const { client, output } = tools(command);
      output.result(await client.send<Plan>('POST', await at(client, options), { sites: options.sites, organizations: options.orgs, reason: options.reason }), show);
    });
  deletion.command('status').description('one plan, what it names, and how far it is').argument('<plan>', 'dplan_…').option('--org <org>', 'id or address').option('--platform', 'as an operator').action(async (id: string, options: Where, command: Command) => {
    const { client, output } = tools(command);
    output.result(await client.get<Plan>(`${await at(client, options)}/${segment(id)}`), show);
  });
  for (const [name, what] of [['approve', 'approve a plan as a second person'], ['run', 'run a plan, in stages; it can be stopped'], ['stop', 'stop a plan where it is; what is deleted already can be undone']] as const) {
    deletion.command(name).description(what).argument('<plan>', 'dplan_…').option('--org <org>', 'id or address').option('--platform', 'as an operator').action(async (id: string, options: Where, command: Command) => {
      const { client, output } = tools(command);
      output.result(await client.send<Plan>('POST', `${await at(client, options)}/${segment(id)}/${name}`), show);
    });
  }
}
