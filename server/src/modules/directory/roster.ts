/**
 * Who is in an organization, opened and kept for a few seconds, so that lists of issues and pages show names
 * without asking the control database for each. Bounded; dropped when the organization's people change.
 */
import { LRUCache } from 'lru-cache';
import type { AccountId, OrganizationId } from '../../kernel/ids/index.ts';
import { noAccess, systemActor, systemFacts, type Contexts } from '../../kernel/service/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import { readAccounts, type Account } from './account-store.ts';
import { readGroupMembers, readGroups, readMembers, type Group, type MemberRow } from './membership-store.ts';
import { readNesting, readRoleGrants, type AccessRow, type RoleGrantRow } from './role-store.ts';

export interface RosterPerson {
  readonly account: Account;
  readonly member: MemberRow;
  /** Those that the person is in directly. */
  readonly groups: readonly Group[];
  /** What the person's rights follow from, groups through groups too: the same shape as the door's own reading. */
  readonly rights: AccessRow;
}

export interface Roster {
  readonly people: ReadonlyMap<AccountId, RosterPerson>;
  readonly groups: ReadonlyMap<string, Group>;
  readonly groupMembers: ReadonlyMap<string, readonly AccountId[]>;
  readonly roles: readonly RoleGrantRow[];
  /** Groups that are directly in a group. */
  readonly groupsInGroup: ReadonlyMap<string, readonly string[]>;
  /** Groups that a group is directly in. */
  readonly groupsOfGroup: ReadonlyMap<string, readonly string[]>;
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
    const [members, groups, pairs, roles, nesting] = await options.contexts.organization('directory', facts, organizationId, noAccess)
      .read((tx) => Promise.all([readMembers(tx), readGroups(tx), readGroupMembers(tx), readRoleGrants(tx), readNesting(tx)]));
    const accounts = await options.contexts.global('directory', facts).read((tx) => readAccounts(tx, members.map((member) => member.account_id)));
    const groupById = new Map<string, Group>(groups.map((group) => [group.id, group]));
    const groupMembers = new Map<string, AccountId[]>();
    const groupsOf = new Map<AccountId, Group[]>();
    for (const pair of pairs) {
      groupMembers.set(pair.group_id, [...(groupMembers.get(pair.group_id) ?? []), pair.account_id]);
      const group = groupById.get(pair.group_id);
      if (group !== undefined) groupsOf.set(pair.account_id, [...(groupsOf.get(pair.account_id) ?? []), group]);
    }
    const groupsInGroup = new Map<string, string[]>();
    const groupsOfGroup = new Map<string, string[]>();
    for (const { group_id: outer, member_group_id: inner } of nesting) {
      groupsInGroup.set(outer, [...(groupsInGroup.get(outer) ?? []), inner]);
      groupsOfGroup.set(inner, [...(groupsOfGroup.get(inner) ?? []), outer]);
    }
    const rolesOf = Map.groupBy(roles, (role) => role.principal);
    const rightsOf = (member: MemberRow): AccessRow => {
      const all = [...reachable(groupsOfGroup, (groupsOf.get(member.account_id) ?? []).map((group) => group.id))];
      const held = [member.account_id, ...all].flatMap((principal) => rolesOf.get(principal) ?? []).map((role) => ({ site: role.site_id, product: role.product, role: role.role }));
      return { role: member.role, state: member.state, groups: all, roles: held };
    };
    const accountById = new Map(accounts.map((account) => [account.id, account]));
    const people = new Map<AccountId, RosterPerson>();
    for (const member of members) {
      const account = accountById.get(member.account_id);
      if (account !== undefined) people.set(account.id, { account, member, groups: groupsOf.get(account.id) ?? [], rights: rightsOf(member) });
    }
    return { people, groups: groupById, groupMembers, roles, groupsInGroup, groupsOfGroup };
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

/** The groups themselves and all that lies behind them. */
export function reachable(edges: ReadonlyMap<string, readonly string[]>, from: readonly string[]): ReadonlySet<string> {
  const found = new Set(from);
  // A set grows while it is walked over: what is added is visited too, each once.
  for (const group of found) for (const next of edges.get(group) ?? []) found.add(next);
  return found;
}
