/** A whole product of a site in place, from plan to end, for whoever waits for it in this process: drills. */
import type { SiteId } from '../../../kernel/ids/index.ts';
import type { OrganizationCtx, ProductType } from '../../../kernel/service/index.ts';
import { AppError } from '../../../kernel/errors/index.ts';
import type { RecoveryWorkings } from '../workings.ts';
import { planRestore, readPlan, startPlan } from './plan-restore.ts';
import type { Plan } from './plan-store.ts';
import { workPlan } from './work-plans.ts';

const lookEveryMs = 50;

export async function restorePlace(workings: RecoveryWorkings, ctx: OrganizationCtx, siteId: SiteId, product: ProductType, at: Date): Promise<void> {
  const { id } = await planRestore(workings, ctx, siteId, { product, scope: { kind: 'tenant' }, at, mode: 'here' });
  const ends = async (states: readonly Plan['state'][]): Promise<void> => {
    for (;;) {
      // The worker may have it already; then this finds nothing to claim and waits for it.
      await workPlan(workings, { organizationId: ctx.organizationId, id }, ctx.signal);
      const plan = await readPlan(ctx, siteId, id);
      if (plan.error !== null) throw new AppError({ code: plan.error.code, title: plan.error.title, status: 409 }, plan.error.detail === null ? {} : { detail: plan.error.detail });
      if (states.includes(plan.state)) return;
      ctx.signal.throwIfAborted();
      await new Promise((resolve) => { setTimeout(resolve, lookEveryMs); });
    }
  };
  await ends(['ready']);
  await startPlan(workings, ctx, siteId, id);
  await ends(['done']);
}
