/** What products see of people: names for ids, a search for pickers. Only people of the organization, never others. */
import type { AccountId, OrganizationId, SiteId } from '../../kernel/ids/index.ts';
import { accountIds, isUuid } from '../../kernel/ids/index.ts';
import type { ProductType } from '../../kernel/service/index.ts';
import { levelOn } from './standing.ts';
import type { Rosters } from './roster.ts';

export interface Person {
  readonly accountId: AccountId;
  readonly name: string;
  readonly email: string;
  readonly active: boolean;
  readonly timeZone: string;
  readonly locale: string;
}

export interface People {
  /** Those of the ids that are people of the organization. */
  byId(organizationId: OrganizationId, ids: Iterable<string>): Promise<ReadonlyMap<string, Person>>;
  byEmail(organizationId: OrganizationId, email: string): Promise<Person | undefined>;
  /** People whose name or address has the text in it, by name; of one site, or one product of it, only when given. */
  search(organizationId: OrganizationId, text: string, limit: number, siteId?: SiteId, product?: ProductType): Promise<readonly Person[]>;
  groups(organizationId: OrganizationId): Promise<readonly { readonly id: string; readonly name: string }[]>;
  /** Accounts in the group of this name, whatever its case; none when there is no such group. */
  membersOf(organizationId: OrganizationId, group: string): Promise<readonly string[]>;
}

export function createPeople(rosters: Rosters): People {
  const view = (entry: { account: { id: AccountId; name: string; email: string; state: string; timeZone: string; locale: string }; member: { state: string } }): Person => ({
    accountId: entry.account.id, name: entry.account.name, email: entry.account.email, timeZone: entry.account.timeZone, locale: entry.account.locale,
    active: entry.account.state === 'active' && entry.member.state === 'active',
  });
  return {
    async byId(organizationId, ids) {
      const roster = await rosters.of(organizationId);
      const found = new Map<string, Person>();
      for (const id of ids) {
        const entry = isUuid(id) ? roster.people.get(accountIds.fromUuid(id)) : undefined;
        if (entry !== undefined) found.set(id, view(entry));
      }
      return found;
    },
    async byEmail(organizationId, email) {
      const wanted = email.trim().toLowerCase();
      for (const entry of (await rosters.of(organizationId)).people.values()) if (entry.account.email === wanted) return view(entry);
      return undefined;
    },
    async search(organizationId, text, limit, siteId, product) {
      const roster = await rosters.of(organizationId);
      const wanted = text.trim().toLowerCase();
      const found: Person[] = [];
      for (const entry of roster.people.values()) {
        if (siteId !== undefined && levelOn(entry.rights, siteId, product) === null) continue;
        if (wanted === '' || entry.account.name.toLowerCase().includes(wanted) || entry.account.email.includes(wanted)) found.push(view(entry));
      }
      return found.sort((a, b) => a.name.localeCompare(b.name)).slice(0, limit);
    },
    groups: async (organizationId) => [...(await rosters.of(organizationId)).groups.values()].map((group) => ({ id: group.id, name: group.name })),
    async membersOf(organizationId, group) {
      const { groups, groupMembers } = await rosters.of(organizationId);
      const wanted = group.trim().toLowerCase();
      return [...groups.values()].filter(({ name }) => name.toLowerCase() === wanted).flatMap(({ id }) => groupMembers.get(id) ?? []);
    },
  };
}
