/** The doors to the plan: what an organization has and uses, what a change would switch off, and the change itself. */
import { Type, type Static } from 'typebox';
import { organizationIds, siteIds } from '../../kernel/ids/index.ts';
import { featureOn, gatedFeatureNames, gatedFeatures, globalRoute, noAccess, organizationRoute, planAt, type OrganizationCtx, type Route } from '../../kernel/service/index.ts';
import { catalogueChanges, readOrganization } from './catalogue-store.ts';
import { changed, changePlan, planFacts, switchedOff } from './change-plan.ts';
import { tenancyErrors } from './errors.ts';
import type { TenancyWorkings } from './workings.ts';

const PlanName = Type.Union([Type.Literal('free'), Type.Literal('standard'), Type.Literal('premium'), Type.Literal('enterprise')]);
const FeatureName = Type.Union([Type.Literal('nested-groups'), Type.Literal('product-roles')]);
const Feature = Type.Object({ name: FeatureName, title: Type.String(), from: PlanName, on: Type.Boolean(), because: Type.Union([Type.Literal('plan'), Type.Literal('flag')]) });
const Seats = Type.Object({ people: Type.Integer(), sites: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), tracker: Type.Integer(), wiki: Type.Integer() })) });
const PlanView = Type.Object({ plan: Type.String(), effective: PlanName, trial: Type.Union([Type.Object({ plan: Type.String(), endsAt: Type.String() }), Type.Null()]), features: Type.Array(Feature), seats: Seats });
const Change = Type.Object({
  plan: Type.Optional(PlanName), trial: Type.Optional(Type.Union([Type.Object({ plan: PlanName, days: Type.Integer({ minimum: 1, maximum: 90 }) }), Type.Null()])),
  features: Type.Optional(Type.Object({ 'nested-groups': Type.Optional(Type.Union([Type.Boolean(), Type.Null()])), 'product-roles': Type.Optional(Type.Union([Type.Boolean(), Type.Null()])) }, { additionalProperties: false })),
});
const Accepted = Type.Object({ ...Change.properties, accept: Type.Optional(Type.Array(Type.String({ maxLength: 50 }), { maxItems: 50 })) });
const errors = [tenancyErrors.plan_not_accepted, tenancyErrors.trial_used, tenancyErrors.organization_not_found];

async function planView(workings: TenancyWorkings, ctx: OrganizationCtx): Promise<Static<typeof PlanView>> {
  const row = await ctx.read(readOrganization);
  if (row === undefined) throw tenancyErrors.site_not_found();
  const facts = planFacts(row);
  const seats = await workings.seatsOf(ctx.organizationId);
  return {
    plan: facts.plan, effective: planAt(facts, ctx.now), trial: facts.trial === undefined || facts.trial === null ? null : { ...facts.trial },
    features: gatedFeatureNames.map((name) => ({ name, title: gatedFeatures[name].title, from: gatedFeatures[name].from, on: featureOn(facts, name, ctx.now), because: facts.features[name] === undefined ? 'plan' : 'flag' })),
    seats: { people: seats.people, sites: workings.catalogue.sitesOf(ctx.organizationId).map((site) => ({ id: siteIds.format(site.siteId), name: site.name, ...(seats.sites.get(site.siteId) ?? { tracker: 0, wiki: 0 }) })) },
  };
}

export function planRoutes(workings: TenancyWorkings): readonly Route[] {
  return [
    organizationRoute({
      method: 'GET', path: '/orgs/:org/plan', summary: 'Plan, trial, features and seats in use', permission: 'tenancy.plan.read', replies: { 200: PlanView },
      handle: async (ctx) => planView(workings, ctx),
    }),
    organizationRoute({
      method: 'POST', path: '/orgs/:org/plan/preview', summary: 'What a change of plan would switch off', permission: 'tenancy.plan.change', body: Change,
      replies: { 200: Type.Object({ switchesOff: Type.Array(Type.Object({ name: FeatureName, title: Type.String() })), effective: PlanName }) },
      handle: async (ctx, { body }) => {
        const row = await ctx.read(readOrganization);
        if (row === undefined) throw tenancyErrors.site_not_found();
        const [before, after] = [planFacts(row), changed(planFacts(row), body, ctx.now)];
        return { switchesOff: switchedOff(before, after, ctx.now).map((name) => ({ name, title: gatedFeatures[name].title })), effective: planAt(after, ctx.now) };
      },
    }),
    organizationRoute({
      method: 'PUT', path: '/orgs/:org/plan', summary: 'Change plan, trial or flags', permission: 'tenancy.plan.change', effect: 'write', audit: 'org_plan_changed', body: Accepted, replies: { 200: PlanView }, errors,
      handle: async (ctx, { body: { accept, ...change } }) => {
        await changePlan(workings, ctx, change, accept ?? []);
        return planView(workings, ctx);
      },
    }),
    globalRoute({
      method: 'PUT', path: '/operator/orgs/:org/plan', summary: 'Change the plan of any organization, as its operator', permission: 'tenancy.plan.set', effect: 'write', audit: 'org_plan_changed',
      params: Type.Object({ org: Type.String() }), body: Accepted, replies: { 200: PlanView }, errors,
      handle: async (ctx, { params, body: { accept, ...change } }) => {
        const organizationId = organizationIds.parse(params.org);
        const [found] = await workings.databases.system('plan of an organization by its operator', 'control').run([{ text: catalogueChanges.planOfOrganization, values: [organizationId] }]);
        if (found?.rows[0] === undefined) throw tenancyErrors.organization_not_found();
        const own = workings.contexts.organization('tenancy', ctx, organizationId, noAccess);
        await changePlan(workings, own, change, accept ?? []);
        return planView(workings, own);
      },
    }),
  ];
}
