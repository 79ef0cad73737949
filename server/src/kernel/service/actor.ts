/** Who acts, how they proved it, and what that proof allows. */
import type { AccountId } from '../ids/index.ts';

export type OrganizationRole = 'admin' | 'member' | 'guest';
export type SiteRole = 'admin' | 'member' | 'guest';
export type ContainerLevel = 'read' | 'write' | 'admin';

/** How the actor came in; recorded in the audit log. */
export interface Via {
  readonly kind: 'session' | 'token' | 'none' | 'system';
  readonly id: string | null;
  readonly label: string | null;
}

export interface Actor {
  readonly kind: 'account' | 'anonymous' | 'system';
  readonly accountId: AccountId | null;
  readonly via: Via;
  /** Source address as the edge saw it. */
  readonly address: string | null;
  /** Scopes of the token; a session and the system have all. */
  readonly scopes: ReadonlySet<string> | 'all';
  /** Operator of this installation: may administer shards and organizations, not read content. */
  readonly operator: boolean;
}

/** What an actor may do on one site, read from the directory (≤ 5 s old, R60). */
export interface SiteAccess {
  readonly organizationRole: OrganizationRole | null;
  readonly siteRole: SiteRole | null;
  /** UUIDs that grants may name: the account, its groups, and `everyone` for members of the site. */
  readonly principals: readonly string[];
}

/** Stands for every member of a site in grants of containers. */
export const everyonePrincipal = '00000000-0000-7000-8000-000000000001';

export const noAccess: SiteAccess = { organizationRole: null, siteRole: null, principals: [] };

export const systemActor: Actor = {
  kind: 'system',
  accountId: null,
  via: { kind: 'system', id: null, label: null },
  address: null,
  scopes: 'all',
  operator: false,
};

export const anonymousActor: Actor = { ...systemActor, kind: 'anonymous', via: { kind: 'none', id: null, label: null }, scopes: new Set() };
