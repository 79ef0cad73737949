/** `holdfast user …` */
import { Option, type Command } from 'commander';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { findOrganization, findSite, segment } from '../places.ts';
import { table } from '../output.ts';
import { all, readMax, type Tools } from '../tools.ts';
import type { Client } from '../client.ts';

interface Person {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly state: string;
  readonly role: string;
  readonly lastActiveAt: string | null;
}
interface Invitation {
  readonly id: string;
  readonly email: string;
  readonly role: string;
  readonly expiresAt: string;
}

const show = (people: readonly Person[]): string => table(['id', 'name', 'e-mail', 'role', 'state', 'last active'], people.map((one) => [one.id, one.name, one.email, one.role, one.state, one.lastActiveAt]));
const roles = ['admin', 'member', 'guest'];

/** By `acc_…` or e-mail address. */
async function findPerson(client: Client, organization: string, reference: string): Promise<string> {
  if (reference.startsWith('acc_')) return reference;
  const found = (await all<Person>(client, `/api/v1/orgs/${segment(organization)}/people`, { q: reference }, 1000)).find((one) => one.email === reference.toLowerCase());
  if (found === undefined) throw new CommandError(`nobody in this organization has the address ${reference}`, exitCodes.refused);
  return found.id;
}

export function addUserCommands(program: Command, tools: (command: Command) => Tools): void {
  const user = program.command('user').description('people of an organization');
  user.command('list').description('people, by name').option('--org <org>', 'id or address').option('--search <text>', 'part of the name or e-mail address').option('--limit <n>', 'at most so many', readMax, 200)
    .action(async (options: { org?: string; search?: string; limit: number }, command: Command) => {
      const { client, output } = tools(command);
      const { id } = await findOrganization(client, options.org);
      output.result(await all<Person>(client, `/api/v1/orgs/${segment(id)}/people`, { q: options.search }, options.limit), show);
    });
  user.command('invite').description('invite people by e-mail').argument('<email...>').option('--org <org>', 'id or address').addOption(new Option('--role <role>', 'in the organization').choices(roles).default('member'))
    .option('--site <site>', 'give a role on this site too').addOption(new Option('--site-role <role>', 'which').choices(roles).default('member'))
    .action(async (emails: string[], options: { org?: string; role: string; site?: string; siteRole: string }, command: Command) => {
      const { client, output } = tools(command);
      const { id, sites } = await findOrganization(client, options.org);
      const siteId = options.site === undefined ? undefined : await findSite(client, options.site);
      const site = sites.find((one) => one.id === siteId);
      if (siteId !== undefined && site === undefined) throw new CommandError(`no site of this organization is called ${options.site ?? ''}`, exitCodes.refused);
      const made = await client.send<{ items: Invitation[] }>('POST', `/api/v1/orgs/${segment(id)}/invitations`, { emails, role: options.role, sites: site === undefined ? [] : [{ site: site.id, role: options.siteRole }] });
      output.result(made.items, (items) => (items.length === 0 ? 'all of them are invited already' : table(['id', 'e-mail', 'role', 'expires'], items.map((one) => [one.id, one.email, one.role, one.expiresAt]))));
    });
  const changes: readonly (readonly [string, string, object])[] = [['suspend', 'close a person out', { state: 'suspended' }], ['activate', 'let a suspended person in again', { state: 'active' }]];
  for (const [name, description, change] of changes) {
    user.command(name).description(description).argument('<person>', 'id or e-mail address').option('--org <org>', 'id or address').action(async (reference: string, options: { org?: string }, command: Command) => {
      const { client, output } = tools(command);
      const { id } = await findOrganization(client, options.org);
      output.result(await client.send<Person>('PATCH', `/api/v1/orgs/${segment(id)}/people/${segment(await findPerson(client, id, reference))}`, change), (one) => show([one]));
    });
  }
  user.command('role').description('change a role in the organization').argument('<person>', 'id or e-mail address').argument('<role>', roles.join(', ')).option('--org <org>', 'id or address')
    .action(async (reference: string, role: string, options: { org?: string }, command: Command) => {
      const { client, output } = tools(command);
      const { id } = await findOrganization(client, options.org);
      output.result(await client.send<Person>('PATCH', `/api/v1/orgs/${segment(id)}/people/${segment(await findPerson(client, id, reference))}`, { role }), (one) => show([one]));
    });
  user.command('remove').description('take a person out of the organization').argument('<person>', 'id or e-mail address').option('--org <org>', 'id or address')
    .action(async (reference: string, options: { org?: string }, command: Command) => {
      const { client, output } = tools(command);
      const { id } = await findOrganization(client, options.org);
      await client.send('DELETE', `/api/v1/orgs/${segment(id)}/people/${segment(await findPerson(client, id, reference))}`);
      output.result({ removed: reference }, () => `${reference} is out of the organization`);
    });
}
