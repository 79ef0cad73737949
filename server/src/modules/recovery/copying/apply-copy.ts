/** Applies a plan beside the original: nothing that is there changes, so nothing is fenced. One transaction with its note and record. */
import { isUniqueViolation } from '../../../kernel/db/index.ts';
import type { Actor, TenantContext } from '../../../kernel/service/index.ts';
import { bringFilesBack } from '../applying/apply-plan.ts';
import { noteApplied, readApplied } from '../applying/fence-store.ts';
import { readAt } from '../diff/side.ts';
import { errors } from '../errors.ts';
import { membershipFor, openPast, scopeOf, type Step } from '../planning/make-plan.ts';
import type { Plan, PlanSummary } from '../planning/plan-store.ts';
import { planIds } from '../show-plan.ts';
import { restoring, type RecoveryWorkings } from '../workings.ts';
import { copyContainer, type Copied } from './copy-container.ts';

export async function applyCopy(workings: RecoveryWorkings, plan: Plan, tenant: TenantContext, actor: Actor, step: Step): Promise<{ readonly summary: PlanSummary; readonly appliedAt: Date }> {
  const product = workings.products[plan.product];
  const ctx = restoring(workings, tenant, actor, step.signal);
  const { summary, scopeId, newKey } = plan;
  if (summary === null || scopeId === null || newKey === null) throw errors.plan_not_ready();
  const done = await ctx.read((tx) => readApplied(tx, plan.id));
  if (done !== undefined) return { summary: { ...summary, madeId: Number(done.counts) }, appliedAt: done.appliedAt };
  const past = await openPast(workings, tenant, plan.at, step);
  try {
    const copied = await readAt(workings.databases.shard(past.tenant.shardId, 'recovery'), past.tenant, async (reader): Promise<Copied> => {
      const { catalog, membership } = await membershipFor(workings, reader, product, scopeOf(plan));
      await bringFilesBack(workings, reader, product, membership, tenant.tenantId, step);
      return ctx.tx(async (tx) => {
        const made = await copyContainer(tx, {
          past: reader, catalog, product, membership, tenantId: tenant.tenantId, containerId: scopeId, newKey, administrator: plan.requestedBy, signal: step.signal, tell: (rows, total) => { step.tell('writing', rows, total); },
        });
        await noteApplied(tx, plan.tenantId, plan.id, String(made.containerId));
        tx.record({
          action: 'recovery_copied', target: { kind: plan.scopeKind, id: String(made.containerId), name: newKey }, container: { kind: 'restore-plan', id: planIds.format(planIds.fromUuid(plan.id)) },
          after: { at: plan.at.toISOString(), of: scopeId, rows: made.rows },
        });
        return made;
      });
    }).catch((error: unknown) => { throw isUniqueViolation(error) ? errors.conflict({}, error) : error; });
    return { summary: { ...summary, madeId: copied.containerId }, appliedAt: ctx.now };
  } finally {
    past.release();
  }
}
