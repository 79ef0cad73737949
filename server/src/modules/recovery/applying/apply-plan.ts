/**
 * Applies a plan in place. The states: fence raised → writers that began before it have ended → moment before kept → files brought
 * back → one transaction (differences, counters, note, audit record) → fence lowered. Killed at any moment, whoever goes on
 * begins again: before the transaction nothing was changed, after it the note says that it was done.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { isUniqueViolation } from '../../../kernel/db/index.ts';
import { siteIds } from '../../../kernel/ids/index.ts';
import type { Actor, Ctx, TenantContext } from '../../../kernel/service/index.ts';
import { readAt } from '../diff/side.ts';
import { errors } from '../errors.ts';
import type { Membership } from '../members/membership.ts';
import { containersNamed, membershipFor, openPast, scopeOf, type Step } from '../planning/make-plan.ts';
import type { Plan, PlanSummary } from '../planning/plan-store.ts';
import type { Reader, RecoverableProduct, StoredBytes } from '../ports.ts';
import { planIds } from '../show-plan.ts';
import { restoring, type RecoveryWorkings } from '../workings.ts';
import { applyDifferences, type Applied } from './apply-differences.ts';
import { mediaTable } from './bring-needed.ts';
import { extendFence, lowerFence, momentNow, noteApplied, olderHaveEnded, raiseFence, readApplied, transactionNumber, wholePlace } from './fence-store.ts';

const fenceMs = 60_000;
const drainMs = 30_000;

export interface ApplyingStep extends Step {
  /** Kept before anything is changed. */
  readonly noteBefore: (moment: Date) => Promise<void>;
}

export async function applyPlan(workings: RecoveryWorkings, plan: Plan, tenant: TenantContext, actor: Actor, step: ApplyingStep): Promise<{ readonly summary: PlanSummary; readonly appliedAt: Date }> {
  const product = workings.products[plan.product];
  const ctx = restoring(workings, tenant, actor, step.signal);
  const done = await ctx.read((tx) => readApplied(tx, plan.id));
  const planned = plan.summary;
  if (planned === null || plan.digest === null) throw errors.plan_not_ready();
  if (done !== undefined) return { summary: { ...planned, needed: Number(done.counts) }, appliedAt: done.appliedAt };
  const past = await openPast(workings, tenant, plan.at, step);
  const extending = setInterval(() => void ctx.tx((tx) => extendFence(tx, plan.id, fenceMs)).catch((error: unknown) => { workings.log.warn('the fence of a restore could not be kept up', { error }); }), fenceMs / 4);
  try {
    await fence(workings, ctx, product, plan, step);
    await step.noteBefore(await ctx.read(momentNow));
    await workings.afterStep?.('fenced');
    const applied = await readAt(workings.databases.shard(past.tenant.shardId, 'recovery'), past.tenant, async (reader) => {
      const scope = scopeOf(plan);
      const { catalog, membership } = await membershipFor(workings, reader, product, scope);
      await bringFilesBack(workings, reader, product, membership, tenant.tenantId, step);
      const options = { past: reader, catalog, product, membership, tenantId: tenant.tenantId, digest: plan.digest ?? '', signal: step.signal, tell: (rows: number, total: number) => { step.tell('writing', rows, total); } };
      return inTransaction(ctx, plan, async (tx) => applyDifferences(tx, options), workings);
    });
    await workings.afterStep?.('applied');
    return { summary: { ...planned, needed: applied.needed }, appliedAt: ctx.now };
  } finally {
    clearInterval(extending);
    await ctx.tx((tx) => lowerFence(tx, plan.id)).catch((error: unknown) => { workings.log.warn('the fence of a restore ends by its time', { error }); });
    past.release();
  }
}

async function inTransaction(ctx: Ctx, plan: Plan, work: (tx: Parameters<Parameters<Ctx['tx']>[0]>[0]) => Promise<Applied>, workings: RecoveryWorkings): Promise<Applied> {
  try {
    return await ctx.tx(async (tx) => {
      const applied = await work(tx);
      await noteApplied(tx, plan.tenantId, plan.id, String(applied.needed));
      tx.record({
        action: plan.undoOf === null ? 'recovery_restored' : 'recovery_undone', target: { kind: plan.scopeKind === 'tenant' ? 'site' : plan.scopeKind, id: plan.scopeId === null ? siteIds.format(plan.siteId) : String(plan.scopeId), name: plan.name ?? '' },
        container: { kind: 'restore-plan', id: planIds.format(planIds.fromUuid(plan.id)) }, after: { at: plan.at.toISOString(), created: applied.created, changed: applied.changed, removed: applied.removed, needed: applied.needed },
      });
      await workings.afterStep?.('written');
      return applied;
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw errors.conflict({}, error);
    throw error;
  }
}

/** Nobody but the restore writes into its containers from here on, and whoever was writing is through. */
async function fence(workings: RecoveryWorkings, ctx: Ctx, product: RecoverableProduct, plan: Plan, step: Step): Promise<void> {
  const scope = scopeOf(plan);
  const number = await ctx.tx(async (tx) => {
    const containers = scope.kind === 'tenant' ? [wholePlace] : (await containersNamed(tx, product, scope)).map(({ id }) => id);
    const held = await raiseFence(tx, plan.tenantId, containers, plan.id, fenceMs);
    if (held.length > 0) throw errors.container_busy({ detail: 'Another restore is writing into it.' });
    return transactionNumber(tx);
  });
  const until = workings.clock.monotonicMs() + drainMs;
  while (!(await ctx.read((tx) => olderHaveEnded(tx, number)))) {
    step.signal.throwIfAborted();
    step.tell('waiting for writers', 0, 0);
    if (workings.clock.monotonicMs() > until) break; // whoever still writes then is found by the comparison inside the transaction
    await sleep(20);
  }
}

/** Files are there before the rows that name them; those that a later failure leaves unnamed are swept. */
export async function bringFilesBack(workings: RecoveryWorkings, past: Reader, product: RecoverableProduct, membership: Membership, tenantId: string, step: Step): Promise<void> {
  const atOnce = 500;
  for (const need of product.needs.filter(({ to }) => to === mediaTable)) {
    if (!membership.tables.some(({ name }) => name === need.table)) continue;
    for (let after = '00000000-0000-0000-0000-000000000000';;) {
      const objects: readonly StoredBytes[] = await past.sql<StoredBytes>(
        `select o.id::text as id, o.address from ${mediaTable} o where o.id > $2::uuid and o.id in (select t.${need.column}::uuid from ${need.table} t where t.${need.column} is not null and ${membership.condition(need.table, 't')}) order by o.id limit $3`,
        [membership.ids, after, atOnce]);
      step.tell('bringing files back', 0, 0);
      const gone = await workings.media.bringBack(tenantId, objects, step.signal);
      if (gone.length > 0) throw errors.file_missing({ detail: `${String(gone.length)} files.` });
      const last = objects.at(-1);
      if (objects.length < atOnce || last === undefined) break;
      after = last.id;
    }
  }
}
