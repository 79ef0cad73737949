/** Who acts, how they proved it, and what that proof allows. */
import type { AccountId } from '../ids/index.ts';

export type OrganizationRole = 'admin' | 'member' | 'guest';
export type SiteRole = 'admin' | 'member' | 'guest';
export type ContainerLevel = 'read' | 'write' | 'admin';
/** Roles that stand beside a level and open administration, never content: who gives access to others, and who only looks. */
export type Duty = 'user-access-admin' | 'auditor';
/** Every role that a person or a group can hold on an organization, a site, or one product of a site (R60). */
export type Role = SiteRole | Duty;

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
  /** On the site; where the context is one product, on that product: the higher of both. */
  readonly siteRole: SiteRole | null;
  /** Those held on the organization, the site, or the product that the context is about; none when absent. */
  readonly duties?: readonly Duty[];
  /** Where the context is a whole site: what each of its products would be told. Who reads content from there asks these. */
  readonly products?: Readonly<Record<'tracker' | 'wiki', SiteAccess>>;
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
