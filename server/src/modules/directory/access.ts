/**
 * What an actor may do, worked out from membership, groups and site roles and kept for two seconds at most (R60:
 * a removed right has no effect left after 5 s); a change made in this process is in force with its commit.
 */
import { LRUCache } from 'lru-cache';
import { isAppError } from '../../kernel/errors/index.ts';
import type { AccessResolver } from '../../kernel/http/index.ts';
import type { AccountId, OrganizationId, SiteId } from '../../kernel/ids/index.ts';
import { noAccess, systemActor, systemFacts, type Contexts, type Duty, type ProductType, type SiteAccess, type SiteRole } from '../../kernel/service/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import { touchMember } from './membership-store.ts';
import { readAccess, wholeOrganization, type AccessRow } from './role-store.ts';
import type { Rosters } from './roster.ts';
import { administratorsOf } from './views.ts';
import { dutiesOn, levelOn, organizationLevel, principalsOn } from './standing.ts';

interface Cached {
  readonly row: AccessRow | undefined;
  readonly untilMs: number;
}

/** What somebody is on one site, as the console shows it. */
export interface SiteStanding {
  readonly role: SiteRole | null;
  readonly products: Readonly<Record<ProductType, SiteRole | null>>;
  readonly duties: readonly Duty[];
}

export interface OrganizationStanding {
  readonly role: SiteRole | null;
  readonly duties: readonly Duty[];
  onSite(siteId: SiteId): SiteStanding;
}

export interface Access extends AccessResolver {
  standing(accountId: AccountId, organizationId: OrganizationId): Promise<OrganizationStanding>;
  /** Forgets what was worked out for an organization: its members, groups or roles changed. */
  forget(organizationId: OrganizationId): void;
}

export interface AccessOptions {
  readonly contexts: Contexts;
  readonly clock: Clock;
  readonly keptMs: number;
  readonly rosters: Rosters;
  readonly onError: (error: unknown) => void;
}

export function createAccess(options: AccessOptions): Access {
  const cache = new LRUCache<string, Cached>({ max: 50_000 });
  const generation = new Map<OrganizationId, number>();
  const touched = new LRUCache<string, number>({ max: 50_000 });

  function systemCtx(organizationId: OrganizationId) {
    return options.contexts.organization('directory', systemFacts(systemActor, options.clock.now(), new AbortController().signal), organizationId, noAccess);
  }

  async function row(accountId: AccountId, organizationId: OrganizationId): Promise<AccessRow | undefined> {
    const key = `${organizationId}/${String(generation.get(organizationId) ?? 0)}/${accountId}`;
    const known = cache.get(key);
    const nowMs = options.clock.monotonicMs();
    if (known !== undefined && known.untilMs > nowMs) return known.row;
    const found = await systemCtx(organizationId).read((tx) => readAccess(tx, accountId)).catch((error: unknown) => {
      // An organization that does not exist has no keys, nor has one that is gone; it must look like one that is not yours.
      if (isAppError(error, 'keys.scope_unknown') || isAppError(error, 'keys.scope_destroyed')) return undefined;
      throw error;
    });
    cache.set(key, { row: found, untilMs: nowMs + options.keptMs });
    if (found !== undefined) noteActivity(accountId, organizationId);
    return found;
  }

  /** Last activity, to within five minutes; never holds up the request. */
  function noteActivity(accountId: AccountId, organizationId: OrganizationId): void {
    const key = `${organizationId}/${accountId}`;
    const nowMs = options.clock.monotonicMs();
    if ((touched.get(key) ?? -Infinity) > nowMs - 300_000) return;
    touched.set(key, nowMs);
    systemCtx(organizationId).tx((tx) => touchMember(tx, accountId, options.clock.now())).catch(options.onError);
  }

  return {
    async onOrganization(actor, organizationId): Promise<SiteAccess> {
      if (actor.accountId === null) return noAccess;
      const found = await row(actor.accountId, organizationId);
      if (found === undefined || found.state !== 'active') return noAccess;
      return { organizationRole: organizationLevel(found), siteRole: null, duties: dutiesOn(found, wholeOrganization), principals: [actor.accountId, ...(found.groups ?? [])] };
    },
    async onSite(actor, site, product): Promise<SiteAccess> {
      if (actor.accountId === null) return noAccess;
      const found = await row(actor.accountId, site.organizationId);
      if (found === undefined || found.state !== 'active') return noAccess;
      const { accountId } = actor;
      const accessTo = (place: ProductType | ''): SiteAccess => ({
        organizationRole: organizationLevel(found), siteRole: levelOn(found, site.siteId, place), duties: dutiesOn(found, site.siteId, place), principals: principalsOn(found, accountId, site.siteId, place),
      });
      return product === null ? { ...accessTo(''), products: { tracker: accessTo('tracker'), wiki: accessTo('wiki') } } : accessTo(product);
    },
    whomToAsk: async (organizationId, siteId) => administratorsOf(await options.rosters.of(organizationId), siteId),
    async standing(accountId, organizationId) {
      const found = (await row(accountId, organizationId)) ?? { role: 'guest', state: 'suspended', groups: null, roles: null };
      return {
        role: organizationLevel(found), duties: dutiesOn(found, wholeOrganization),
        onSite: (siteId) => ({ role: levelOn(found, siteId), products: { tracker: levelOn(found, siteId, 'tracker'), wiki: levelOn(found, siteId, 'wiki') }, duties: dutiesOn(found, siteId) }),
      };
    },
    forget: (organizationId) => void generation.set(organizationId, (generation.get(organizationId) ?? 0) + 1),
  };
}
