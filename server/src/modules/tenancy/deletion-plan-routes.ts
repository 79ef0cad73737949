/** The doors to deletion plans, twice the same: for an organization's administrators over its own sites, for operators over everything. */
import { Type, type Static, type TSchema } from 'typebox';
import { accountIds, organizationIds, siteIds } from '../../kernel/ids/index.ts';
import { globalRoute, noAccess, organizationRoute, platformScope, type GlobalCtx, type OrganizationCtx, type Route } from '../../kernel/service/index.ts';
import { advancePlans, changePlanState, makePlan, showPlan, type PlanChange, type ShownPlan } from './deletion-plan.ts';
import { deletionIds, deletionPlanIds } from './deletion-ids.ts';
import { listPlans, type PlanRow } from './deletion-plan-store.ts';
import type { DeletionRouteOptions } from './deletion-routes.ts';
import { tenancyErrors } from './errors.ts';

const Nullable = <Shape extends TSchema>(shape: Shape) => Type.Union([shape, Type.Null()]);
const Summary = Type.Object({
  id: Type.String(), state: Type.Union([Type.Literal('planned'), Type.Literal('running'), Type.Literal('stopped'), Type.Literal('done')]), reason: Nullable(Type.String()), products: Type.Integer(), needsApproval: Type.Boolean(), stage: Type.Integer(),
  madeBy: Nullable(Type.String()), madeAt: Type.String(), expiresAt: Type.String(), approvedBy: Nullable(Type.String()), approvedAt: Nullable(Type.String()), notBefore: Type.String(), endedAt: Nullable(Type.String()),
});
const Target = Type.Object({
  kind: Type.Union([Type.Literal('organization'), Type.Literal('site')]), organization: Type.String(), organizationName: Type.String(), site: Nullable(Type.String()), name: Type.String(), products: Type.Integer(), counts: Type.Record(Type.String(), Type.Integer()),
  stage: Type.Integer(), state: Type.Union([Type.Literal('waiting'), Type.Literal('deleted'), Type.Literal('refused')]), refusal: Nullable(Type.String()), deletion: Nullable(Type.String()),
});
const Plan = Type.Object({ ...Summary.properties, targets: Type.Array(Target) });
const Plans = Type.Object({ items: Type.Array(Summary) });
const Ids = (what: string) => Type.Optional(Type.Array(Type.String({ maxLength: 64, description: what }), { maxItems: 10_000 }));
const Wish = Type.Object({ sites: Ids('site_…'), organizations: Ids('org_…'), reason: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })) }, { additionalProperties: false });
const params = Type.Object({ plan: Type.String() });
const { site_not_found, organization_not_found, nothing_to_delete, plan_not_found, plan_expired, plan_unapproved, plan_not_ready, own_approval } = tenancyErrors;
const changes = {
  approve: { summary: 'Approve a deletion plan as a second person', audit: 'deletion_plan_approved', errors: [plan_not_found, plan_not_ready, own_approval] },
  run: { summary: 'Run a deletion plan, in stages', audit: 'deletion_plan_run', errors: [plan_not_found, plan_expired, plan_unapproved, plan_not_ready] },
  stop: { summary: 'Stop a deletion plan where it is', audit: 'deletion_plan_stopped', errors: [plan_not_found, plan_not_ready] },
} as const;

const account = (id: PlanRow['made_by']): string | null => (id === null ? null : accountIds.format(id));

function summary(plan: PlanRow): Static<typeof Summary> {
  return {
    id: deletionPlanIds.format(plan.plan_id), state: plan.state, reason: plan.reason, products: plan.tenants, needsApproval: plan.needs_approval, stage: plan.stage, madeBy: account(plan.made_by), madeAt: plan.made_at.toISOString(), expiresAt: plan.expires_at.toISOString(),
    approvedBy: account(plan.approved_by), approvedAt: plan.approved_at?.toISOString() ?? null, notBefore: plan.not_before.toISOString(), endedAt: plan.ended_at?.toISOString() ?? null,
  };
}

function view({ plan, targets }: ShownPlan): Static<typeof Plan> {
  return {
    ...summary(plan),
    targets: targets.map((target) => ({
      kind: target.kind, organization: organizationIds.format(target.owner_id), organizationName: target.owner_name, site: target.site_id === null ? null : siteIds.format(target.site_id), name: target.name, products: target.tenants, counts: { ...target.counts },
      stage: target.stage, state: target.state, refusal: target.refusal, deletion: target.deletion_id === null ? null : deletionIds.format(target.deletion_id),
    })),
  };
}

/** An id of another kind is a 400 before anything is looked up: an app's or a product's cannot stand where a site's is meant. */
const wishOf = (body: Static<typeof Wish>) => ({ organizations: (body.organizations ?? []).map((id) => organizationIds.parse(id)), sites: (body.sites ?? []).map((id) => siteIds.parse(id)), reason: body.reason ?? null });

async function change({ workings, sagas }: DeletionRouteOptions, ctx: OrganizationCtx, id: string, what: PlanChange): Promise<Static<typeof Plan>> {
  const planId = deletionPlanIds.parse(id);
  await changePlanState(workings, ctx, planId, what);
  // The first stage begins at once; the reconciler goes on.
  if (what === 'run') await advancePlans(workings, sagas);
  return view(await showPlan(ctx, planId));
}

export function deletionPlanRoutes(options: DeletionRouteOptions): readonly Route[] {
  const { workings } = options;
  const platform = (ctx: GlobalCtx): OrganizationCtx => workings.contexts.organization('tenancy', ctx, platformScope, noAccess);
  const made = { effect: 'write', audit: 'deletion_planned', body: Wish, replies: { 201: Plan }, errors: [site_not_found, organization_not_found, nothing_to_delete] } as const;
  const [own, all] = [{ permission: 'tenancy.deletion.plan' }, { permission: 'tenancy.deletion.plan-all' }];
  const list = { method: 'GET', replies: { 200: Plans } } as const;
  const show = { method: 'GET', params, replies: { 200: Plan }, errors: [plan_not_found] } as const;
  const wished = (body: Static<typeof Wish>) => ({ ...wishOf(body), organizations: [] });
  return [
    organizationRoute({ ...list, ...own, path: '/orgs/:org/deletion-plans', summary: 'Deletion plans of the organization', handle: async (ctx) => ({ items: (await ctx.read((tx) => listPlans(tx, 200))).map(summary) }) }),
    organizationRoute({ ...made, ...own, method: 'POST', path: '/orgs/:org/deletion-plans', summary: 'Plan the deletion of sites: a dry run that names what would go', handle: async (ctx, { body }) => view(await makePlan(workings, ctx, wished(body))) }),
    organizationRoute({ ...show, ...own, path: '/orgs/:org/deletion-plans/:plan', summary: 'One deletion plan and how far it is', handle: async (ctx, input) => view(await showPlan(ctx, deletionPlanIds.parse(input.params.plan))) }),
    globalRoute({ ...list, ...all, path: '/operator/deletion-plans', summary: 'Deletion plans of the platform', handle: async (ctx) => ({ items: (await platform(ctx).read((tx) => listPlans(tx, 200))).map(summary) }) }),
    globalRoute({ ...made, ...all, method: 'POST', path: '/operator/deletion-plans', summary: 'Plan the deletion of sites and organizations: a dry run that names each', handle: async (ctx, { body }) => view(await makePlan(workings, platform(ctx), wishOf(body))) }),
    globalRoute({ ...show, ...all, path: '/operator/deletion-plans/:plan', summary: 'One deletion plan of the platform and how far it is', handle: async (ctx, input) => view(await showPlan(platform(ctx), deletionPlanIds.parse(input.params.plan))) }),
    ...(['approve', 'run', 'stop'] as const).flatMap((what) => {
      const shape = { method: 'POST', effect: 'write', params, replies: { 200: Plan }, ...changes[what] } as const;
      return [
        organizationRoute({ ...shape, ...own, path: `/orgs/:org/deletion-plans/:plan/${what}`, handle: (ctx, input) => change(options, ctx, input.params.plan, what) }),
        globalRoute({ ...shape, ...all, path: `/operator/deletion-plans/:plan/${what}`, handle: (ctx, input) => change(options, platform(ctx), input.params.plan, what) }),
      ];
    }),
  ];
}
