/** `holdfast org …` */
import type { Command } from 'commander';
import { findOrganization, readMe, segment } from '../places.ts';
import { table } from '../output.ts';
import type { Tools } from '../tools.ts';

interface Organization {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly plan: string;
  readonly sites: number;
  readonly createdAt: string;
}

const show = (one: Organization): string => table(['id', 'name', 'address', 'plan', 'sites', 'created'], [[one.id, one.name, one.slug, one.plan, one.sites, one.createdAt]]);

export function addOrganizationCommands(program: Command, tools: (command: Command) => Tools): void {
  const org = program.command('org').description('organizations');
  org.command('list').description('organizations that you belong to').action(async (_options: object, command: Command) => {
    const { client, output } = tools(command);
    const { organizations } = await readMe(client);
    output.result(organizations, (all) => table(['id', 'name', 'address', 'role', 'sites'], all.map((one) => [one.id, one.name, one.slug, one.role, one.sites.length])));
  });
  org.command('show').description('one organization').argument('[org]', 'id or address').action(async (reference: string | undefined, _options: object, command: Command) => {
    const { client, output } = tools(command);
    const { id } = await findOrganization(client, reference);
    output.result(await client.get<Organization>(`/api/v1/orgs/${segment(id)}`), show);
  });
  org.command('create').description('create an organization (operators)').argument('<address>', 'small letters, digits, hyphens').requiredOption('--name <name>', 'its name')
    .action(async (slug: string, options: { name: string }, command: Command) => {
      const { client, output } = tools(command);
      output.result(await client.send<Organization>('POST', '/api/v1/orgs', { slug, name: options.name }), show);
    });
  org.command('rename').description('rename an organization').argument('<name>').option('--org <org>', 'id or address').action(async (name: string, options: { org?: string }, command: Command) => {
    const { client, output } = tools(command);
    const { id } = await findOrganization(client, options.org);
    output.result(await client.send<Organization>('PATCH', `/api/v1/orgs/${segment(id)}`, { name }), show);
  });
}
