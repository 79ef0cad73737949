/** A site as it was, read by the product's own code at the place of a past: its containers, their items, and one item side by side. */
import type { SiteId } from '../../../kernel/ids/index.ts';
import type { OrganizationCtx, ProductType } from '../../../kernel/service/index.ts';
import { errors } from '../errors.ts';
import type { RecoverableContainer, RecoverableItem, RecoverableText } from '../ports.ts';
import { tenantNamed, type RecoveryWorkings } from '../workings.ts';
import { openPast, seeingAll } from './make-plan.ts';
import { administers, asking } from './plan-restore.ts';
import type { Plan } from './plan-store.ts';

export interface PastContainer extends RecoverableContainer {
  /** Whether it is there now: not in the trash, and not gone. */
  readonly now: 'there' | 'trashed' | 'gone';
}

const quiet = (signal: AbortSignal) => ({ signal, tell: () => undefined });

export async function containersThen(workings: RecoveryWorkings, ctx: OrganizationCtx, siteId: SiteId, productType: ProductType, at: Date): Promise<readonly PastContainer[]> {
  const tenant = tenantNamed(workings, siteId, productType);
  const product = workings.products[productType];
  const past = await openPast(workings, tenant, at, quiet(ctx.signal));
  try {
    const now = new Map((await product.containers(await asking(workings, ctx, tenant))).map((one) => [one.id, one.state]));
    const then = await product.containers(await asking(workings, ctx, tenant, past.tenant));
    return then.filter(({ state }) => !product.busyStates.includes(state)).map((one) => ({ ...one, now: now.get(one.id) === undefined ? 'gone' : now.get(one.id) === 'trashed' ? 'trashed' : 'there' }));
  } finally {
    past.release();
  }
}

export async function itemsThen(workings: RecoveryWorkings, ctx: OrganizationCtx, siteId: SiteId, productType: ProductType, at: Date, containerId: number, page: { readonly after: number; readonly limit: number }): Promise<readonly RecoverableItem[]> {
  const tenant = tenantNamed(workings, siteId, productType);
  const past = await openPast(workings, tenant, at, quiet(ctx.signal));
  try {
    return await workings.products[productType].items(await asking(workings, ctx, tenant, past.tenant), containerId, page);
  } finally {
    past.release();
  }
}

export interface ItemDifference {
  readonly op: 'created' | 'changed' | 'removed';
  readonly item: RecoverableItem;
}

/** Items that a plan would touch, named as far as whoever asks sees them, then or now. */
export async function itemsOfPlan(workings: RecoveryWorkings, ctx: OrganizationCtx, plan: Plan): Promise<readonly ItemDifference[]> {
  const { items } = plan.summary ?? { items: { created: [], changed: [], removed: [] } };
  const tenant = tenantNamed(workings, plan.siteId, plan.product);
  const product = workings.products[plan.product];
  const now = await product.describe(await asking(workings, ctx, tenant), [...items.changed, ...items.removed]);
  const past = await openPast(workings, tenant, plan.at, quiet(ctx.signal));
  try {
    const then = await product.describe(await asking(workings, ctx, tenant, past.tenant), [...items.created, ...items.changed]);
    const named = (op: ItemDifference['op'], ids: readonly number[]): ItemDifference[] => ids.flatMap((id) => { const item = (op === 'removed' ? now : then).get(id); return item === undefined ? [] : [{ op, item }]; });
    return [...named('created', items.created), ...named('changed', items.changed), ...named('removed', items.removed)];
  } finally {
    past.release();
  }
}

export interface SideBySide {
  readonly then: readonly RecoverableText[] | null;
  readonly now: readonly RecoverableText[] | null;
}

/**
 * The past opens nothing that is closed now: others than administrators compare what they see today, or what has gone from where
 * they may write today. Fails with recovery.not_there_then when there is nothing to see.
 */
export async function sideBySide(workings: RecoveryWorkings, ctx: OrganizationCtx, siteId: SiteId, productType: ProductType, at: Date, itemId: number): Promise<SideBySide> {
  const tenant = tenantNamed(workings, siteId, productType);
  const product = workings.products[productType];
  const past = await openPast(workings, tenant, at, quiet(ctx.signal));
  try {
    const [there, here] = [await asking(workings, ctx, tenant, past.tenant), await asking(workings, ctx, tenant)];
    if (!administers(ctx) && !(await product.describe(here, [itemId])).has(itemId)) {
      const was = (await product.describe(there, [itemId])).get(itemId);
      const gone = was !== undefined && !(await product.describe(seeingAll(workings, tenant), [itemId])).has(itemId);
      if (!gone || !(await product.mayEdit(here, itemId, was.container.id))) throw errors.not_there_then();
    }
    const [then, now] = await Promise.all([product.texts(there, itemId), product.texts(here, itemId)]);
    if (then === undefined && now === undefined) throw errors.not_there_then();
    return { then: then ?? null, now: now ?? null };
  } finally {
    past.release();
  }
}
