/** What identity's use cases work with; `main/` fills it. */
import type { OrganizationId, SiteId } from '../../kernel/ids/index.ts';
import type { Mailer } from '../../kernel/mail/index.ts';
import type { Contexts, GlobalCtx, OrganizationCtx, RequestFacts } from '../../kernel/service/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import type { Directory } from '../directory/index.ts';
import type { Passwords } from './passwords.ts';

export interface IdentitySettings {
  /** `http://localhost:8080` */
  readonly publicUrl: string;
  readonly sessionIdleMinutes: number;
  readonly sessionAbsoluteMinutes: number;
  /** How long a proof is believed without asking the database again. */
  readonly proofKeptMs: number;
  /** Failed sign-ins within an hour before the next one has to wait. */
  readonly freeFailures: { readonly account: number; readonly address: number };
  /** Key of CSRF tokens; at least 32 random bytes. */
  readonly serverSecret: string;
}

/** Of tenancy, for set-up. */
export interface FirstPlaces {
  createOrganization(facts: RequestFacts, wanted: { readonly name: string; readonly slug: string }): Promise<OrganizationId>;
  createSite(ctx: OrganizationCtx, wanted: { readonly name: string; readonly slug: string }): Promise<SiteId>;
}

/** Names of places, for the list in `me` and for mails. */
export interface Places {
  organizationName(organizationId: OrganizationId): Promise<{ readonly name: string; readonly slug: string; readonly state: string } | undefined>;
  sitesOf(organizationId: OrganizationId): readonly PlaceOfSite[];
}

export interface PlaceOfSite {
  readonly siteId: SiteId;
  readonly name: string;
  readonly slug: string;
  readonly region: string;
  readonly state: string;
  readonly products: readonly { readonly id: string; readonly type: string; readonly state: string }[];
}

export interface IdentityWorkings {
  readonly contexts: Contexts;
  readonly directory: Directory;
  readonly places: Places;
  readonly firstPlaces: FirstPlaces;
  readonly passwords: Passwords;
  readonly mailer: Mailer;
  readonly clock: Clock;
  readonly settings: IdentitySettings;
  /** Sign-ins under way, by account named: guesses that are sent at once must not pass before the first one counts. */
  readonly signInsUnderWay: Map<string, number>;
  /** After a commit that ended sessions or tokens: what was believed until now is forgotten. */
  readonly forgetProofs: (ctx: GlobalCtx) => void;
}
