/** `holdfast site …` */
import { Option, type Command } from 'commander';
import { findOrganization, findSite, segment } from '../places.ts';
import { table } from '../output.ts';
import { all, readMax, type Tools } from '../tools.ts';

interface Site {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly url: string;
  readonly region: string;
  readonly state: string;
  readonly reason: string | null;
  readonly products: readonly { readonly type: string; readonly state: string }[];
}

const row = (site: Site): readonly string[] => [site.id, site.name, site.slug, site.region, site.state, site.products.map((product) => product.type).join(' ')];
const show = (sites: readonly Site[]): string => table(['id', 'name', 'address', 'region', 'state', 'products'], sites.map(row));

export function addSiteCommands(program: Command, tools: (command: Command) => Tools): void {
  const site = program.command('site').description('sites of an organization');
  site.command('list').description('sites, by name').option('--org <org>', 'id or address').option('--search <text>', 'part of the name or address').option('--limit <n>', 'at most so many', readMax, 200)
    .action(async (options: { org?: string; search?: string; limit: number }, command: Command) => {
      const { client, output } = tools(command);
      const { id } = await findOrganization(client, options.org);
      output.result(await all<Site>(client, `/api/v1/orgs/${segment(id)}/sites`, { q: options.search }, options.limit), show);
    });
  site.command('show').description('one site').argument('<site>', 'id or address').action(async (reference: string, _options: object, command: Command) => {
    const { client, output } = tools(command);
    output.result(await client.get<Site>(`/api/v1/sites/${segment(await findSite(client, reference))}`), (one) => show([one]));
  });
  site.command('create').description('create a site with its products').argument('<address>', 'small letters, digits, hyphens').requiredOption('--name <name>', 'its name')
    .option('--org <org>', 'id or address').option('--region <region>', 'where its data lives').addOption(new Option('--products <products...>', 'which products').choices(['tracker', 'wiki']))
    .action(async (slug: string, options: { name: string; org?: string; region?: string; products?: string[] }, command: Command) => {
      const { client, output } = tools(command);
      const { id } = await findOrganization(client, options.org);
      output.result(await client.send<Site>('POST', `/api/v1/orgs/${segment(id)}/sites`, { slug, name: options.name, region: options.region, products: options.products }), (one) => show([one]));
    });
  site.command('rename').description('rename a site').argument('<site>', 'id or address').argument('<name>').action(async (reference: string, name: string, _options: object, command: Command) => {
    const { client, output } = tools(command);
    output.result(await client.send<Site>('PATCH', `/api/v1/sites/${segment(await findSite(client, reference))}`, { name }), (one) => show([one]));
  });
  site.command('suspend').description('close a site until it is resumed').argument('<site>', 'id or address').requiredOption('--reason <reason>', 'shown to its people')
    .action(async (reference: string, options: { reason: string }, command: Command) => {
      const { client, output } = tools(command);
      output.result(await client.send<Site>('POST', `/api/v1/sites/${segment(await findSite(client, reference))}/suspend`, { reason: options.reason }), (one) => show([one]));
    });
  site.command('resume').description('open a suspended site again').argument('<site>', 'id or address').action(async (reference: string, _options: object, command: Command) => {
    const { client, output } = tools(command);
    output.result(await client.send<Site>('POST', `/api/v1/sites/${segment(await findSite(client, reference))}/resume`), (one) => show([one]));
  });
}
