/**
 * Works a plan out: builds the past, looks whether what is named was there and may be restored now, and compares. Everything that a
 * restore could be refused for is found here, before anything is changed.
 */
import type { Ctx, TenantContext } from '../../../kernel/service/index.ts';
import { findDifferences, requireFreeNames, type Differences } from '../diff/find-differences.ts';
import { readAt } from '../diff/side.ts';
import { errors } from '../errors.ts';
import { membershipOf, type Membership, type Scope } from '../members/membership.ts';
import type { Past } from '../past/pasts.ts';
import type { Reader, RecoverableProduct } from '../ports.ts';
import { catalogOf, reached, restoring, type RecoveryWorkings } from '../workings.ts';
import type { KindCounts, Plan, PlanOutcome, PlanSummary } from './plan-store.ts';

const itemsShownMax = 500;

export interface Step {
  readonly signal: AbortSignal;
  readonly tell: (phase: string, done: number, total: number) => void;
}

export function scopeOf({ scopeKind, scopeId }: Pick<Plan, 'scopeKind' | 'scopeId'>): Scope {
  if (scopeKind === 'tenant') return { kind: 'tenant' };
  return { kind: scopeKind, ids: scopeId === null ? [] : [scopeId] };
}

/** Where an item lay then and lies now; the containers of everything that is restored. */
export async function containersNamed(reader: Reader, product: RecoverableProduct, scope: Scope): Promise<readonly { readonly id: number; readonly state: string | null }[]> {
  const states = (condition: string): string => `select c.id, c.state from ${product.container} c where ${condition}`;
  if (scope.kind === 'tenant') return reader.sql(states('true'));
  if (scope.kind === 'container') return reader.sql(states('c.id = any($1::bigint[])'), [scope.ids]);
  return reader.sql(states(`c.id in (select row.${product.itemContainer} from ${product.item} row where row.id = any($1::bigint[]))`), [scope.ids]);
}

async function requireThere(past: Reader, present: Reader, product: RecoverableProduct, scope: Scope): Promise<void> {
  const then = await containersNamed(past, product, scope);
  if (scope.kind !== 'tenant' && then.length === 0) throw errors.not_there_then();
  const now = await containersNamed(present, product, scope.kind === 'item' ? { kind: 'container', ids: then.map(({ id }) => id) } : scope);
  if (scope.kind === 'item' && now.length === 0) throw errors.container_gone();
  const busy = now.find(({ state }) => state !== null && product.busyStates.includes(state));
  if (busy !== undefined) throw errors.container_busy();
  const importing = then.find(({ state }) => state !== null && product.busyStates.includes(state));
  if (importing !== undefined) throw errors.not_there_then({ detail: 'It was being imported or removed at that moment.' });
}

function summaryOf(differences: Differences): PlanSummary {
  const { created, changed, removed } = differences.items;
  return {
    kinds: differences.tables.map((one) => ({ kind: one.table.name, created: one.created.length, changed: one.changed.length, removed: one.removed.length, kept: one.kept, accessLeft: one.accessLeft })),
    items: { created: created.slice(0, itemsShownMax), changed: changed.slice(0, itemsShownMax), removed: removed.slice(0, itemsShownMax) },
    itemCounts: { created: created.length, changed: changed.length, removed: removed.length },
  };
}

/** Both sides at one moment each, under recovery's own login. */
async function comparing<Result>(workings: RecoveryWorkings, past: Past, tenant: TenantContext, work: (sides: { readonly past: Reader; readonly present: Reader }) => Promise<Result>): Promise<Result> {
  const { databases } = workings;
  return readAt(databases.shard(past.tenant.shardId, 'recovery'), past.tenant, (then) => readAt(databases.shard(tenant.shardId, 'recovery'), tenant, (now) => work({ past: then, present: now })));
}

export async function membershipFor(workings: RecoveryWorkings, reader: Reader, product: RecoverableProduct, scope: Scope): Promise<{ readonly membership: Membership; readonly catalog: Awaited<ReturnType<typeof catalogOf>> }> {
  const catalog = await catalogOf(workings, reader);
  return { catalog, membership: membershipOf(catalog, product, scope) };
}

/** The past of a plan. What was committed up to now can be asked for: the journal is waited for. */
export async function openPast(workings: RecoveryWorkings, tenant: TenantContext, at: Date, step: Step): Promise<Past> {
  await reached(workings, tenant, at);
  return workings.pasts.open(tenant, at, { signal: step.signal, tell: ({ phase, rows }) => { step.tell(`reading ${phase}`, rows, 0); } });
}

async function nameOfScope(ctx: Ctx, product: RecoverableProduct, plan: Plan): Promise<string> {
  if (plan.scopeKind === 'tenant' || plan.scopeId === null) return '';
  const whole: Ctx = { ...ctx, access: { organizationRole: null, siteRole: 'admin', principals: [] } };
  if (plan.scopeKind === 'item') {
    const item = (await product.describe(whole, [plan.scopeId])).get(plan.scopeId);
    return item === undefined ? '' : [item.key, item.title].filter((part) => part !== null).join(' ');
  }
  const container = (await product.containers(whole)).find(({ id }) => id === plan.scopeId);
  return container === undefined ? '' : `${container.key} ${container.name}`;
}

/** The place as the product reads it, with the rights of an administrator: for what a plan itself must know. */
export function seeingAll(workings: RecoveryWorkings, tenant: TenantContext): Ctx {
  const ctx = restoring(workings, tenant).as(tenant.product);
  return { ...ctx, access: { organizationRole: null, siteRole: 'admin', principals: [] } };
}

/** A copy changes nothing that is there: what would come back is counted, and the new key is judged. */
async function planCopy(workings: RecoveryWorkings, plan: Plan, tenant: TenantContext, past: Past, product: RecoverableProduct, scope: Scope): Promise<Extract<PlanOutcome, { state: 'ready' }>> {
  const kinds = await comparing(workings, past, tenant, async (sides) => {
    if ((await containersNamed(sides.past, product, scope)).length === 0) throw errors.not_there_then();
    await product.copy.requireKey(sides.present, plan.newKey ?? '');
    const { membership } = await membershipFor(workings, sides.present, product, scope);
    const counted = membership.tables.filter(({ name }) => product.copy.leaves[name] === undefined && !product.derivedAccess.includes(name));
    const counts: KindCounts[] = [];
    for (const { name } of counted) {
      const [row] = await sides.past.sql<{ rows: number }>(`select count(*) as rows from ${name} t where ${membership.condition(name, 't')}`, [membership.ids]);
      if (row !== undefined && row.rows > 0) counts.push({ kind: name, created: row.rows, changed: 0, removed: 0, kept: 0, accessLeft: 0 });
    }
    return counts;
  });
  const items = kinds.find(({ kind }) => kind === product.item)?.created ?? 0;
  return {
    state: 'ready', name: await nameOfScope(seeingAll(workings, past.tenant), product, plan), digest: `copy ${plan.at.toISOString()}`,
    summary: { kinds, items: { created: [], changed: [], removed: [] }, itemCounts: { created: items, changed: 0, removed: 0 } },
  };
}

export async function makePlan(workings: RecoveryWorkings, plan: Plan, tenant: TenantContext, step: Step): Promise<Extract<PlanOutcome, { state: 'ready' }>> {
  const product = workings.products[plan.product];
  const scope = scopeOf(plan);
  const past = await openPast(workings, tenant, plan.at, step);
  try {
    if (plan.mode === 'beside') return await planCopy(workings, plan, tenant, past, product, scope);
    const differences = await comparing(workings, past, tenant, async (sides) => {
      await requireThere(sides.past, sides.present, product, scope);
      const { catalog, membership } = await membershipFor(workings, sides.present, product, scope);
      const found = await findDifferences({ ...sides, catalog, product, membership }, step.signal, (rows) => { step.tell('comparing', rows, 0); });
      await requireFreeNames(sides, found);
      return found;
    });
    if (differences.total === 0) throw errors.nothing_to_do();
    return { state: 'ready', name: await nameOfScope(seeingAll(workings, past.tenant), product, plan), summary: summaryOf(differences), digest: differences.digest };
  } finally {
    past.release();
  }
}
