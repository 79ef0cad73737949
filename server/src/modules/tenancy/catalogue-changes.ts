/**
 * What the read model of the catalogue is made of, and how it travels to another process: one JSON line per change,
 * sites before their tenants. Everything in a line was committed; an older version never replaces a newer one.
 */
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { uuidPattern, type OrganizationId, type ShardId, type SiteId, type TenantId } from '../../kernel/ids/index.ts';
import type { PlanFacts, ProductType, TenantState } from '../../kernel/service/index.ts';

export interface SiteFacts {
  readonly site_id: SiteId;
  readonly organization_id: OrganizationId;
  readonly slug: string;
  readonly name: string;
  readonly region: string;
  readonly state: TenantState;
  readonly plan: string;
  readonly features: Readonly<Record<string, boolean>>;
  /** ISO where it comes from the feed, a Date where it is read; absent from a process of the release before. */
  readonly trial_plan?: string | null;
  readonly trial_ends_at?: string | Date | null;
  readonly version: number;
}

export interface TenantFacts {
  readonly tenant_id: TenantId;
  readonly site_id: SiteId;
  readonly organization_id: OrganizationId;
  readonly product: ProductType;
  readonly shard_id: ShardId;
  readonly epoch: number;
  readonly state: TenantState;
  /** ISO where it comes from the feed, a Date where it is read; absent from a process of the release before. */
  readonly deleting_until?: string | Date | null;
  readonly version: number;
}

export interface CatalogueChanges {
  readonly sites: readonly SiteFacts[];
  readonly tenants: readonly TenantFacts[];
}

const id = Type.String({ pattern: uuidPattern.source });
const text = Type.String({ maxLength: 1000 });
const state = Type.Union([Type.Literal('provisioning'), Type.Literal('active'), Type.Literal('suspended'), Type.Literal('deleting'), Type.Literal('purged')]);
const count = Type.Integer({ minimum: 0 });

const feedLine = Type.Union([
  Type.Object({
    kind: Type.Literal('changes'),
    sites: Type.Array(Type.Object({
      site_id: id, organization_id: id, slug: text, name: text, region: text, state, plan: text, features: Type.Record(Type.String(), Type.Boolean()), version: count,
      trial_plan: Type.Optional(Type.Union([text, Type.Null()])), trial_ends_at: Type.Optional(Type.Union([text, Type.Null()])),
    })),
    tenants: Type.Array(Type.Object({
      tenant_id: id, site_id: id, organization_id: id, product: Type.Union([Type.Literal('tracker'), Type.Literal('wiki')]), shard_id: id, epoch: count, state, version: count,
      deleting_until: Type.Optional(Type.Union([text, Type.Null()])),
    })),
  }),
  // Everything up to this version was sent; the sender heard of the catalogue so many milliseconds ago.
  Type.Object({ kind: Type.Literal('at'), version: Type.Integer({ minimum: -1 }), contactAgoMs: Type.Number({ minimum: 0 }) }),
]);
const compiledLine = Compile(feedLine);

export type FeedLine =
  | { readonly kind: 'changes'; readonly sites: readonly SiteFacts[]; readonly tenants: readonly TenantFacts[] }
  | { readonly kind: 'at'; readonly version: number; readonly contactAgoMs: number };

/** Throws for a line that is none: the follower then takes a new connection and catches up. */
export function parseFeedLine(line: string): FeedLine {
  const parsed: unknown = JSON.parse(line);
  if (!compiledLine.Check(parsed)) throw new Error('a line of the catalogue feed is not of its form');
  // The schema has just checked it; the brands of its ids have no form of their own.
  return parsed as FeedLine;
}

export const formatFeedLine = (line: FeedLine): string => `${JSON.stringify(line)}\n`;

const isoOf = (at: string | Date | null | undefined): string | null => (at instanceof Date ? at.toISOString() : (at ?? null));

/** Only what the read model needs: rows of the catalogue carry more. */
export const siteFacts = (row: SiteFacts): SiteFacts => ({
  site_id: row.site_id, organization_id: row.organization_id, slug: row.slug, name: row.name, region: row.region, state: row.state,
  plan: row.plan, features: row.features, version: row.version,
  trial_plan: row.trial_plan ?? null, trial_ends_at: row.trial_ends_at instanceof Date ? row.trial_ends_at.toISOString() : (row.trial_ends_at ?? null),
});

/** The plan of the site's organization. */
export const planOfSite = ({ plan, features, trial_plan: trialPlan, trial_ends_at: endsAt }: Pick<SiteFacts, 'plan' | 'features' | 'trial_plan' | 'trial_ends_at'>): PlanFacts => ({
  plan, features, trial: trialPlan === undefined || trialPlan === null || endsAt === undefined || endsAt === null ? null : { plan: trialPlan, endsAt: endsAt instanceof Date ? endsAt.toISOString() : endsAt },
});

/** As siteFacts. */
export const tenantFacts = (row: TenantFacts): TenantFacts => ({
  tenant_id: row.tenant_id, site_id: row.site_id, organization_id: row.organization_id, product: row.product,
  shard_id: row.shard_id, epoch: row.epoch, state: row.state, version: row.version, deleting_until: isoOf(row.deleting_until),
});
