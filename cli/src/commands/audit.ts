/** `holdfast audit …`: the organization's log, in a table or whole as JSON Lines. */
import type { Command } from 'commander';
import { findOrganization, segment } from '../places.ts';
import { jsonText, table } from '../output.ts';
import { readMax, type Tools } from '../tools.ts';

interface Event {
  readonly id: string;
  readonly attributes: {
    readonly time: string;
    readonly action: string;
    readonly outcome: string;
    readonly actor: { readonly name: string; readonly email: string | null };
    readonly context: readonly { readonly type: string; readonly attributes: { readonly name: string | null } }[];
    readonly location: { readonly ip: string | null };
  };
}
interface Events {
  readonly data: readonly Event[];
  readonly meta: { readonly next: string | null };
}
interface Filters {
  readonly org?: string;
  readonly search?: string;
  readonly from?: string;
  readonly to?: string;
  readonly action?: string[];
  readonly limit?: number;
}

const query = (filters: Filters): Record<string, string | readonly string[] | undefined> => ({ q: filters.search, from: filters.from, to: filters.to, action: filters.action });
const withFilters = (command: Command): Command => command.option('--org <org>', 'id or address').option('--search <text>', 'in names, values and addresses').option('--from <time>', 'RFC 3339').option('--to <time>', 'RFC 3339').option('--action <actions...>', 'user_login, tracker_issue_created …');

export function addAuditCommands(program: Command, tools: (command: Command) => Tools): void {
  const audit = program.command('audit').description('the audit log of an organization');
  withFilters(audit.command('list').description('newest first')).option('--limit <n>', 'at most so many', readMax, 50).action(async (filters: Filters, command: Command) => {
    const { client, output } = tools(command);
    const { id } = await findOrganization(client, filters.org);
    const events: Event[] = [];
    let cursor: string | null = null;
    const wanted = filters.limit ?? 50;
    do {
      const page: Events = await client.get<Events>(`/admin/v1/orgs/${segment(id)}/events`, { ...query(filters), cursor: cursor ?? undefined, limit: Math.min(1000, wanted - events.length) });
      events.push(...page.data);
      cursor = page.meta.next;
    } while (cursor !== null && events.length < wanted);
    output.result(events, (all) => table(['time', 'action', 'outcome', 'who', 'what', 'from'], all.map(({ attributes }) => [
      attributes.time, attributes.action, attributes.outcome, attributes.actor.email ?? attributes.actor.name, attributes.context[0]?.attributes.name ?? attributes.context[0]?.type, attributes.location.ip])));
  });
  audit.command('show').description('one event with its values before and after').argument('<id>').option('--org <org>', 'id or address').action(async (eventId: string, options: { org?: string }, command: Command) => {
    const { client, output } = tools(command);
    const { id } = await findOrganization(client, options.org);
    const { data } = await client.get<{ data: Event }>(`/admin/v1/orgs/${segment(id)}/events/${segment(eventId)}`);
    output.result(data, (event) => jsonText(event, 2));
  });
  withFilters(audit.command('export').description('everything that matches, one JSON object a line, newest first')).action(async (filters: Filters, command: Command) => {
    const { client } = tools(command);
    const { id } = await findOrganization(client, filters.org);
    let cursor: string | null = null;
    do {
      const page: Events = await client.get<Events>(`/admin/v1/orgs/${segment(id)}/events`, { ...query(filters), cursor: cursor ?? undefined, limit: 1000 });
      for (const event of page.data) process.stdout.write(`${jsonText(event)}\n`);
      cursor = page.meta.next;
    } while (cursor !== null);
  });
}
