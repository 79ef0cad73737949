/**
 * *Who can reach this?* and *why, or why not?* (R60). Answered to those who administer the place or audit it, and to people about
 * themselves where they see the thing; for everybody else it is no oracle: what they do not see answers as if it were not there.
 */
import { Type, type Static } from 'typebox';
import { accountIds, siteIds, type SiteId } from '../../kernel/ids/index.ts';
import { accessErrors, siteRoute, type OrganizationCtx, type ProductType, type Route } from '../../kernel/service/index.ts';
import { directoryErrors } from './errors.ts';
import { decide, type Decision, type ItemRules, type Step } from './reach.ts';
import type { Roster, RosterPerson } from './roster.ts';
import { levelOn, organizationLevel } from './standing.ts';
import { administratorsOf, listOf, nameOf, Page, pageOf, subjectView } from './views.ts';
import type { DirectoryWorkings } from './workings.ts';

const Kind = Type.Union([Type.Literal('product'), Type.Literal('project'), Type.Literal('issue'), Type.Literal('space'), Type.Literal('page')]);
const Asked = Type.Object({ kind: Kind, product: Type.Optional(Type.Union([Type.Literal('tracker'), Type.Literal('wiki')])), id: Type.Optional(Type.String({ maxLength: 300 })) });
const Named = Type.Object({ id: Type.String(), name: Type.String() });
const LevelOrNone = Type.Union([Type.Literal('read'), Type.Literal('write'), Type.Literal('admin'), Type.Null()]);
const Through = Type.Object({ kind: Type.Union([Type.Literal('account'), Type.Literal('group'), Type.Literal('everyone')]), id: Type.Optional(Type.String()), name: Type.Optional(Type.String()) });
const StepView = Type.Object({
  rule: Type.String(), holds: Type.Boolean(), role: Type.Optional(Type.String()), level: Type.Optional(Type.String()), on: Type.Optional(Type.String()), closes: Type.Optional(Type.String()),
  inherited: Type.Optional(Type.Boolean()), through: Type.Array(Through), setBy: Type.Union([Named, Type.Null()]), setAt: Type.Union([Type.String(), Type.Null()]),
});
const Item = Type.Object({ kind: Kind, product: Type.String(), key: Type.String(), container: Type.String() });
const Reaching = Type.Object({ person: Named, level: LevelOrNone, ways: Type.Array(StepView) });
const Why = Type.Object({ item: Item, person: Named, level: LevelOrNone, decidedBy: Type.Integer(), steps: Type.Array(StepView), askWhom: Type.Array(Named) });

interface Place {
  readonly siteId: SiteId;
  readonly product: ProductType;
  /** Undefined where the product as a whole is meant. */
  readonly rules: ItemRules | undefined;
}

const productOf: Readonly<Record<Static<typeof Kind>, ProductType | undefined>> = { product: undefined, project: 'tracker', issue: 'tracker', space: 'wiki', page: 'wiki' };

async function placeAsked(workings: DirectoryWorkings, siteId: SiteId, asked: Static<typeof Asked>): Promise<Place> {
  if (asked.kind === 'product') return { siteId, product: asked.product ?? 'tracker', rules: undefined };
  const product = productOf[asked.kind] ?? 'tracker';
  const rules = await workings.rulesOfItem(siteId, product, asked.kind, asked.id ?? '');
  if (rules === undefined) throw directoryErrors.item_not_found();
  return { siteId, product, rules };
}

const decideFor = (roster: Roster, entry: RosterPerson, place: Place): Decision => decide(roster, entry, place.siteId, place.product, place.rules);

/** Fails with directory.item_not_found for what the asker does not see, access.forbidden for what they see and may not ask about. */
function requireMayAsk(ctx: OrganizationCtx, roster: Roster, place: Place, about: RosterPerson | undefined): void {
  const asker = ctx.actor.accountId === null ? undefined : roster.people.get(ctx.actor.accountId);
  if (asker === undefined) throw directoryErrors.item_not_found();
  const oversees = organizationLevel(asker.rights) === 'admin' || (ctx.access.duties ?? []).length > 0 || levelOn(asker.rights, place.siteId, place.product) === 'admin';
  if (oversees) return;
  const own = decideFor(roster, asker, place).level;
  if (own === null) throw directoryErrors.item_not_found();
  if (own === 'admin' || about === asker) return;
  throw accessErrors.forbidden({ rule: { permission: 'See who can reach this', needs: 'container:admin' } });
}

function stepView(roster: Roster, step: Step): Static<typeof StepView> {
  return {
    rule: step.rule, holds: step.holds,
    ...(step.role === undefined ? {} : { role: step.role }), ...(step.level === undefined ? {} : { level: step.level }), ...(step.on === undefined ? {} : { on: step.on }),
    ...(step.closes === undefined ? {} : { closes: step.closes }), ...(step.inherited === undefined ? {} : { inherited: step.inherited }),
    through: step.through.map(({ kind, id }) => (kind === 'everyone' ? { kind } : subjectView(roster, kind, id))),
    setBy: step.setBy === null ? null : { id: accountIds.format(accountIds.fromUuid(step.setBy)), name: nameOf(roster, step.setBy) }, setAt: step.setAt?.toISOString() ?? null,
  };
}

function itemView({ siteId, product, rules }: Place): Static<typeof Item> {
  return rules === undefined ? { kind: 'product', product, key: product, container: siteIds.format(siteId) } : { kind: rules.kind, product, key: rules.key, container: rules.container };
}

const personView = ({ account }: RosterPerson): Static<typeof Named> => ({ id: accountIds.format(account.id), name: account.name });
const byName = (a: RosterPerson, b: RosterPerson): number => a.account.name.localeCompare(b.account.name) || (a.account.id < b.account.id ? -1 : 1);

/** Whoever administers the project or space, where that is what decides; else who administers the site. */
function whomToAsk(roster: Roster, place: Place, decision: Decision): Static<typeof Named>[] {
  const rule = decision.steps[decision.decidedBy]?.rule;
  if (place.rules !== undefined && (rule === 'grant' || rule === 'restriction')) {
    const byGrant = ({ level, steps }: Decision): boolean => level === 'admin' && steps.some((step) => step.rule === 'grant');
    const administering = [...roster.people.values()].filter((entry) => byGrant(decideFor(roster, entry, place))).sort(byName).slice(0, 5);
    if (administering.length > 0) return administering.map(personView);
  }
  return administratorsOf(roster, place.siteId);
}

export function reachRoutes(workings: DirectoryWorkings): readonly Route[] {
  return [
    siteRoute({
      method: 'GET', path: '/sites/:site/reach', summary: 'Who can reach a product, project, issue, space or page, how far, and by which way', permission: 'directory.reach.read',
      query: Type.Object({ ...Asked.properties, ...Page.properties }), replies: { 200: Type.Object({ item: Item, ...listOf(Reaching).properties }) }, errors: [directoryErrors.item_not_found],
      handle: async (ctx, { query, siteId }) => {
        const [place, roster] = [await placeAsked(workings, siteId, query), await workings.rosters.of(ctx.organizationId)];
        requireMayAsk(ctx, roster, place, undefined);
        const wanted = query.q?.toLowerCase() ?? '';
        const found = [...roster.people.values()].filter(({ account }) => account.name.toLowerCase().includes(wanted) || account.email.includes(wanted)).sort(byName)
          .map((entry) => ({ entry, decision: decideFor(roster, entry, place) })).filter(({ decision }) => decision.level !== null);
        const { items, ...page } = pageOf(found, query);
        const ways = (decision: Decision) => decision.steps.filter((step) => step.rule !== 'account-active' && step.through.length > 0).map((step) => stepView(roster, step));
        return { item: itemView(place), ...page, items: items.map(({ entry, decision }) => ({ person: personView(entry), level: decision.level, ways: ways(decision) })) };
      },
    }),
    siteRoute({
      method: 'GET', path: '/sites/:site/reach/:account', summary: 'Why, or why not: the chain of rules between one person and one thing', permission: 'directory.reach.read', params: Type.Object({ account: Type.String() }), query: Asked,
      replies: { 200: Why }, errors: [directoryErrors.item_not_found, directoryErrors.account_not_found],
      handle: async (ctx, { params, query, siteId }) => {
        const [place, roster] = [await placeAsked(workings, siteId, query), await workings.rosters.of(ctx.organizationId)];
        const about = roster.people.get(accountIds.parse(params.account));
        requireMayAsk(ctx, roster, place, about);
        if (about === undefined) throw directoryErrors.account_not_found();
        const decision = decideFor(roster, about, place);
        return { item: itemView(place), person: personView(about), level: decision.level, decidedBy: decision.decidedBy, steps: decision.steps.map((step) => stepView(roster, step)), askWhom: whomToAsk(roster, place, decision) };
      },
    }),
  ];
}
