/**
 * What an actor may do, worked out from membership, groups and site roles and kept for two seconds at most (R60:
 * a removed right has no effect left after 5 s); a change made in this process is in force with its commit.
 */
import { LRUCache } from 'lru-cache';
import { isAppError } from '../../kernel/errors/index.ts';
import type { AccessResolver } from '../../kernel/http/index.ts';
import type { AccountId, OrganizationId, SiteId } from '../../kernel/ids/index.ts';
import { everyonePrincipal, noAccess, systemActor, systemFacts, type Contexts, type SiteAccess, type SiteRole } from '../../kernel/service/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import { readAccess, touchMember, type AccessRow } from './membership-store.ts';

interface Cached {
  readonly row: AccessRow | undefined;
  readonly untilMs: number;
}

export interface Access extends AccessResolver {
  siteRoles(accountId: AccountId, organizationId: OrganizationId): Promise<ReadonlyMap<string, SiteRole>>;
  /** Forgets what was worked out for an organization: its members, groups or roles changed. */
  forget(organizationId: OrganizationId): void;
}

const rank: Record<SiteRole, number> = { guest: 1, member: 2, admin: 3 };

export function createAccess(options: { readonly contexts: Contexts; readonly clock: Clock; readonly keptMs: number; readonly onError: (error: unknown) => void }): Access {
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
      // An organization that does not exist has no keys; it must look like one that is not yours.
      if (isAppError(error, 'keys.scope_unknown')) return undefined;
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

  function bestSiteRole(found: AccessRow, siteId: SiteId): SiteRole | null {
    let best: SiteRole | null = null;
    for (const grant of found.roles ?? []) {
      if (grant.site === siteId && (best === null || rank[grant.role] > rank[best])) best = grant.role;
    }
    return best;
  }

  return {
    async onOrganization(actor, organizationId): Promise<SiteAccess> {
      if (actor.accountId === null) return noAccess;
      const found = await row(actor.accountId, organizationId);
      if (found === undefined || found.state !== 'active') return noAccess;
      return { organizationRole: found.role, siteRole: null, principals: [actor.accountId, ...(found.groups ?? [])] };
    },
    async onSite(actor, site): Promise<SiteAccess> {
      if (actor.accountId === null) return noAccess;
      const found = await row(actor.accountId, site.organizationId);
      if (found === undefined || found.state !== 'active') return noAccess;
      const siteRole = bestSiteRole(found, site.siteId);
      const everyone = siteRole === 'member' || siteRole === 'admin' ? [everyonePrincipal] : [];
      return { organizationRole: found.role, siteRole, principals: [actor.accountId, ...(found.groups ?? []), ...everyone] };
    },
    async siteRoles(accountId, organizationId) {
      const found = await row(accountId, organizationId);
      const roles = new Map<string, SiteRole>();
      if (found === undefined || found.state !== 'active') return roles;
      for (const grant of found.roles ?? []) {
        const before = roles.get(grant.site);
        if (before === undefined || rank[grant.role] > rank[before]) roles.set(grant.site, grant.role);
      }
      return roles;
    },
    forget: (organizationId) => void generation.set(organizationId, (generation.get(organizationId) ?? 0) + 1),
  };
}
