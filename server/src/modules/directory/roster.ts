/**
 * Who is in an organization, opened and kept for a few seconds, so that lists of issues and pages show names
 * without asking the control database for each. Bounded; dropped when the organization's people change.
 */
import { LRUCache } from 'lru-cache';
import type { AccountId, OrganizationId } from '../../kernel/ids/index.ts';
import { noAccess, systemActor, systemFacts, type Contexts } from '../../kernel/service/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import { readAccounts, type Account } from './account-store.ts';
import { readGroupMembers, readGroups, readMembers, readSiteRoles, type Group, type MemberRow, type SiteRoleRow } from './membership-store.ts';

export interface RosterPerson {
  readonly account: Account;
  readonly member: MemberRow;
  readonly groups: readonly Group[];
}

export interface Roster {
  readonly people: ReadonlyMap<AccountId, RosterPerson>;
  readonly groups: ReadonlyMap<string, Group>;
  readonly groupMembers: ReadonlyMap<string, readonly AccountId[]>;
  readonly siteRoles: readonly SiteRoleRow[];
}

export interface Rosters {
  of(organizationId: OrganizationId): Promise<Roster>;
  forget(organizationId: OrganizationId): void;
  forgetAccount(accountId: AccountId): void;
}

export function createRosters(options: { readonly contexts: Contexts; readonly clock: Clock; readonly keptMs: number }): Rosters {
  const cache = new LRUCache<OrganizationId, { readonly roster: Promise<Roster>; readonly untilMs: number }>({ max: 500 });

  async function load(organizationId: OrganizationId): Promise<Roster> {
    const facts = systemFacts(systemActor, options.clock.now(), new AbortController().signal);
    const [members, groups, pairs, siteRoles] = await options.contexts.organization('directory', facts, organizationId, noAccess)
      .read((tx) => Promise.all([readMembers(tx), readGroups(tx), readGroupMembers(tx), readSiteRoles(tx, null)]));
    const accounts = await options.contexts.global('directory', facts).read((tx) => readAccounts(tx, members.map((member) => member.account_id)));
    const groupById = new Map<string, Group>(groups.map((group) => [group.id, group]));
    const groupMembers = new Map<string, AccountId[]>();
    const groupsOf = new Map<AccountId, Group[]>();
    for (const pair of pairs) {
      groupMembers.set(pair.group_id, [...(groupMembers.get(pair.group_id) ?? []), pair.account_id]);
      const group = groupById.get(pair.group_id);
      if (group !== undefined) groupsOf.set(pair.account_id, [...(groupsOf.get(pair.account_id) ?? []), group]);
    }
    const accountById = new Map(accounts.map((account) => [account.id, account]));
    const people = new Map<AccountId, RosterPerson>();
    for (const member of members) {
      const account = accountById.get(member.account_id);
      if (account !== undefined) people.set(account.id, { account, member, groups: groupsOf.get(account.id) ?? [] });
    }
    return { people, groups: groupById, groupMembers, siteRoles };
  }

  return {
    async of(organizationId) {
      const nowMs = options.clock.monotonicMs();
      const known = cache.get(organizationId);
      if (known !== undefined && known.untilMs > nowMs) return known.roster;
      const roster = load(organizationId);
      cache.set(organizationId, { roster, untilMs: nowMs + options.keptMs });
      roster.catch(() => cache.delete(organizationId)); // a failed reading is not kept; its caller has the failure
      return roster;
    },
    forget: (organizationId) => void cache.delete(organizationId),
    forgetAccount(accountId) {
      for (const [organizationId, entry] of cache.entries()) {
        void entry.roster.then((roster) => {
          if (roster.people.has(accountId)) cache.delete(organizationId);
        }, () => undefined);
      }
    },
  };
}
