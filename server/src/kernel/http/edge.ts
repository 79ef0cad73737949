/**
 * What the edge asks of the modules that know people and places. The kernel owns these interfaces; identity,
 * tenancy and directory implement them; `main/` wires (DESIGN §2).
 */
import type { OrganizationId, SiteId } from '../ids/index.ts';
import type { Actor, SiteAccess } from '../service/actor.ts';
import type { PlanFacts } from '../service/plans.ts';
import type { ProductType, TenantContext } from '../service/tenant-context.ts';

export interface Credentials {
  readonly authorization: string | null;
  readonly sessionCookie: string | null;
  readonly address: string;
  readonly userAgent: string | null;
  readonly now: Date;
}

export interface Authenticated {
  readonly actor: Actor;
  /** Set for a cookie session: what an unsafe request must repeat in `x-csrf-token`. */
  readonly csrfToken: string | null;
  /** A cookie to set because the session was rotated. */
  readonly setCookie: string | null;
}

export interface Authenticator {
  /** No credentials make the anonymous actor. Fails with access.not_signed_in for wrong, expired or revoked ones. */
  authenticate(credentials: Credentials): Promise<Authenticated>;
  /**
   * Whether what the actor came in with still holds, for connections that outlive their request. Asked by name of the session or token,
   * never by its secret: a secret shown again after its rotation would look stolen.
   */
  stillHolds(actor: Actor, now: Date): Promise<boolean>;
  readonly sessionCookieName: string;
}

export interface SitePlace {
  readonly siteId: SiteId;
  readonly siteSlug: string;
  readonly organizationId: OrganizationId;
}

export interface TenantResolver {
  /** By `site_…`, a bare UUID or `@slug`; undefined when there is none. */
  site(reference: string): Promise<SitePlace | undefined>;
  tenant(site: SitePlace, product: ProductType): Promise<TenantContext | undefined>;
  /** What the organization pays for; the same in every process within a second. */
  planOf(organizationId: OrganizationId): Promise<PlanFacts>;
  /** By `org_…` or `@slug`. */
  organization(reference: string): Promise<OrganizationId | undefined>;
}

export interface AccessResolver {
  /** On one product of a site, or (null) on the site as a whole, which opens no content. Whoever makes a tenant's context names its product. */
  onSite(actor: Actor, site: SitePlace, product: ProductType | null): Promise<SiteAccess>;
  onOrganization(actor: Actor, organizationId: OrganizationId): Promise<SiteAccess>;
  /** A few people who could give what was refused; asked only for who may know of the place. */
  whomToAsk(organizationId: OrganizationId, siteId: SiteId | null): Promise<readonly { readonly id: string; readonly name: string }[]>;
}

export interface Edge {
  readonly authenticator: Authenticator;
  readonly tenants: TenantResolver;
  readonly access: AccessResolver;
}
