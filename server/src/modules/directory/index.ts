/** Front door of the directory: accounts, memberships, rights and people for the modules above. */
import type { AccessResolver } from '../../kernel/http/index.ts';
import type { AccountId, OrganizationId, SiteId } from '../../kernel/ids/index.ts';
import { organizationIds } from '../../kernel/ids/index.ts';
import { noAccess, systemActor, systemFacts, type Contexts, type GlobalCtx, type OrganizationCtx, type OrganizationRole, type ProductType, type Service, type SiteRole } from '../../kernel/service/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import { createAccess, type OrganizationStanding } from './access.ts';
import { findAccountByEmail, insertAccount, membershipsOf, readAccounts, readOperators, updateAccount, type Account, type AccountChange } from './account-store.ts';
import { directoryErrors } from './errors.ts';
import { refuseGiving } from './guard-rights.ts';
import { normaliseEmail } from './email-address.ts';
import { addGroupMember, insertMember, updateMember, type Group } from './membership-store.ts';
import { putRole } from './role-store.ts';
import { createPeople, type People } from './people.ts';
import { createRosters } from './roster.ts';
import { countSeats, type Seats } from './count-seats.ts';
import { createDirectoryRoutes } from './routes.ts';
import { directoryDescriptor } from './service.ts';
import { organizationLevel } from './standing.ts';
import { peopleChanged, type DirectoryWorkings } from './workings.ts';

export type { Account, AccountChange, Locale, Theme } from './account-store.ts';
export type { OrganizationStanding, SiteStanding } from './access.ts';
export type { People, Person } from './people.ts';
export type { ItemKind, ItemRestriction, ItemRules, RulesOfItem } from './reach.ts';
export { directoryErrors } from './errors.ts';
export { directoryDescriptor } from './service.ts';
export { normaliseEmail } from './email-address.ts';

export interface Membership {
  readonly organizationId: OrganizationId;
  readonly role: OrganizationRole;
}

export interface Directory {
  readonly service: Service;
  readonly access: AccessResolver;
  readonly people: People;
  accountByEmail(ctx: GlobalCtx, email: string): Promise<Account | undefined>;
  accountById(ctx: GlobalCtx, accountId: AccountId): Promise<Account | undefined>;
  /** Fails with directory.email_taken. */
  createAccount(ctx: GlobalCtx, account: Account): Promise<void>;
  /** Changes a person's own settings; leaves one record per organization-free account change. */
  changeAccount(ctx: GlobalCtx, accountId: AccountId, change: AccountChange): Promise<void>;
  /** Active memberships only. */
  membershipsOf(ctx: GlobalCtx, accountId: AccountId): Promise<readonly Membership[]>;
  /** What somebody is in an organization and on its sites, through groups too. */
  standingOf(accountId: AccountId, organizationId: OrganizationId): Promise<OrganizationStanding>;
  /** Fails with directory.above_you when who acts may not give what an invitation gives. */
  refuseAboveYou(ctx: OrganizationCtx, giving: Omit<Joining, 'accountId'>): Promise<void>;
  /** Makes somebody a member with roles and groups, as an accepted invitation says. */
  join(ctx: OrganizationCtx, joining: Joining): Promise<void>;
  /** The platform's own doing, at provisioning; `admin` unless said otherwise. Leaves no record of its own: the command that asked for it does. */
  grantSiteRole(organizationId: OrganizationId, siteId: SiteId, accountId: AccountId, role?: SiteRole): Promise<void>;
  /** As grantSiteRole, on the organization. */
  setOrganizationRole(organizationId: OrganizationId, accountId: AccountId, role: OrganizationRole): Promise<void>;
  /** Active people, and how many of them have each product of each site, themselves or through groups. */
  seatsOf(organizationId: OrganizationId): Promise<Seats>;
  /** Active people who administer the organization, themselves or through groups. */
  administratorsOf(organizationId: OrganizationId): Promise<readonly Account[]>;
  /** Active operators of this installation. */
  operators(): Promise<readonly Account[]>;
  groupsOf(organizationId: OrganizationId): Promise<readonly { readonly id: string; readonly name: string }[]>;
}

export interface Joining {
  readonly accountId: AccountId;
  readonly role: OrganizationRole;
  readonly sites: readonly { readonly siteId: SiteId; readonly role: SiteRole; readonly product?: ProductType }[];
  readonly groups: readonly Group['id'][];
}

export interface DirectoryOptions {
  readonly contexts: Contexts;
  readonly clock: Clock;
  readonly accessKeptMs: number;
  /** Of the products, which come later. */
  readonly rulesOfItem: DirectoryWorkings['rulesOfItem'];
  readonly onError: (error: unknown) => void;
}

export function createDirectory(options: DirectoryOptions): Directory {
  const rosters = createRosters({ contexts: options.contexts, clock: options.clock, keptMs: options.accessKeptMs });
  const access = createAccess({ contexts: options.contexts, clock: options.clock, keptMs: options.accessKeptMs, rosters, onError: options.onError });
  const workings: DirectoryWorkings = { contexts: options.contexts, access, rosters, rulesOfItem: options.rulesOfItem };
  const people = createPeople(rosters);

  return {
    service: { descriptor: directoryDescriptor, routes: createDirectoryRoutes(workings, people) },
    access,
    people,
    accountByEmail: (ctx, email) => ctx.as('directory').read((tx) => findAccountByEmail(tx, normaliseEmail(email))),
    accountById: async (ctx, accountId) => (await ctx.as('directory').read((tx) => readAccounts(tx, [accountId])))[0],
    async createAccount(ctx, account) {
      const made = await ctx.as('directory').tx((tx) => insertAccount(tx, account));
      if (!made) throw directoryErrors.email_taken();
    },
    async changeAccount(ctx, accountId, change) {
      await ctx.as('directory').tx(async (tx) => {
        const [before] = await readAccounts(tx, [accountId]);
        if (before === undefined) throw directoryErrors.account_not_found();
        // The keys are those of AccountChange: the route's schema lets no others through.
        const changed = Object.entries(change).filter(([name, value]) => before[name as keyof AccountChange] !== value).map(([name]) => name);
        if (changed.length === 0) return;
        await updateAccount(tx, accountId, change);
        // As above.
        const pick = (source: AccountChange) => Object.fromEntries(changed.map((name) => [name, source[name as keyof AccountChange]]));
        tx.record({ action: 'user_profile_updated', target: { kind: 'account', id: accountId }, before: pick(before), after: pick(change) });
      });
      rosters.forgetAccount(accountId);
    },
    async membershipsOf(ctx, accountId) {
      const rows = await ctx.as('directory').read((tx) => membershipsOf(tx, accountId));
      return rows.filter((row) => row.state === 'active').map((row) => ({ organizationId: organizationIds.fromUuid(row.organization_id), role: row.role }));
    },
    standingOf: (accountId, organizationId) => access.standing(accountId, organizationId),
    refuseAboveYou: (ctx, giving) => ctx.as('directory').read((tx) => refuseGiving(tx, ctx, giving)),
    async join(ctx, joining) {
      await ctx.as('directory').tx(async (tx) => {
        await insertMember(tx, { organization_id: ctx.organizationId, account_id: joining.accountId, role: joining.role, state: 'active', joined_at: tx.now, last_active_at: null });
        for (const site of joining.sites) {
          await putRole(tx, { organization_id: ctx.organizationId, site_id: site.siteId, product: site.product ?? '', principal: joining.accountId, principal_kind: 'account', role: site.role, granted_by: null, granted_at: tx.now });
        }
        for (const groupId of joining.groups) await addGroupMember(tx, ctx.organizationId, groupId, joining.accountId);
      });
      peopleChanged(workings, ctx.organizationId);
    },
    async setOrganizationRole(organizationId, accountId, role) {
      const facts = systemFacts(systemActor, options.clock.now(), new AbortController().signal);
      await options.contexts.organization('directory', facts, organizationId, noAccess).tx((tx) => updateMember(tx, accountId, { role }));
      peopleChanged(workings, organizationId);
    },
    async grantSiteRole(organizationId, siteId, accountId, role = 'admin') {
      const facts = systemFacts(systemActor, options.clock.now(), new AbortController().signal);
      await options.contexts.organization('directory', facts, organizationId, noAccess).tx((tx) =>
        putRole(tx, { organization_id: organizationId, site_id: siteId, product: '', principal: accountId, principal_kind: 'account', role, granted_by: null, granted_at: tx.now }));
      peopleChanged(workings, organizationId);
    },
    async administratorsOf(organizationId) {
      const { people } = await rosters.of(organizationId);
      return [...people.values()].filter(({ account, rights }) => account.state === 'active' && organizationLevel(rights) === 'admin').map(({ account }) => account);
    },
    operators: () => options.contexts.global('directory', systemFacts(systemActor, options.clock.now(), new AbortController().signal)).read(readOperators),
    seatsOf: async (organizationId) => countSeats(await rosters.of(organizationId)),
    groupsOf: (organizationId) => people.groups(organizationId),
  };
}
