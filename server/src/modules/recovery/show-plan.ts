/** A plan as the API tells it: what would be brought back, changed and removed, by kind; and how far it is. */
import { Type, type Static } from 'typebox';
import { accountIds, defineIdKind, siteIds } from '../../kernel/ids/index.ts';
import type { Plan } from './planning/plan-store.ts';

export const planIds = defineIdKind('restore-plan', 'rpl');

const Nullable = <Schema extends ReturnType<typeof Type.String>>(schema: Schema) => Type.Union([schema, Type.Null()]);
const Counts = Type.Object({ created: Type.Integer(), changed: Type.Integer(), removed: Type.Integer() });
export const PlanView = Type.Object({
  id: Type.String(), site: Type.String(), product: Type.Union([Type.Literal('tracker'), Type.Literal('wiki')]),
  scope: Type.Object({ kind: Type.Union([Type.Literal('tenant'), Type.Literal('container'), Type.Literal('item')]), id: Type.Union([Type.Integer(), Type.Null()]), name: Nullable(Type.String()) }),
  at: Type.String(), mode: Type.Union([Type.Literal('here'), Type.Literal('beside')]),
  state: Type.Union([Type.Literal('waiting'), Type.Literal('ready'), Type.Literal('applying'), Type.Literal('done'), Type.Literal('failed'), Type.Literal('expired')]),
  progress: Type.Object({ phase: Type.String(), done: Type.Integer(), total: Type.Integer() }),
  kinds: Type.Array(Type.Object({ kind: Type.String(), created: Type.Integer(), changed: Type.Integer(), removed: Type.Integer(), kept: Type.Integer(), accessLeft: Type.Integer() })),
  items: Counts, newKey: Nullable(Type.String()),
  digest: Nullable(Type.String()), requestedBy: Type.String(), undoOf: Nullable(Type.String()), undoable: Type.Boolean(),
  error: Type.Union([Type.Object({ code: Type.String(), title: Type.String(), detail: Nullable(Type.String()) }), Type.Null()]),
  createdAt: Type.String(), expiresAt: Type.String(), appliedAt: Nullable(Type.String()),
});
export const PlanViews = Type.Object({ items: Type.Array(PlanView), nextCursor: Type.Optional(Type.String()) });

const format = (id: string): string => planIds.format(planIds.fromUuid(id));

export function showPlan(plan: Plan, now: Date): Static<typeof PlanView> {
  return {
    id: format(plan.id), site: siteIds.format(plan.siteId), product: plan.product, scope: { kind: plan.scopeKind, id: plan.scopeId, name: plan.name }, at: plan.at.toISOString(), mode: plan.mode,
    state: plan.state === 'ready' && plan.expiresAt <= now ? 'expired' : plan.state, progress: { ...plan.progress },
    kinds: (plan.summary?.kinds ?? []).map((one) => ({ ...one })), items: { created: 0, changed: 0, removed: 0, ...plan.summary?.itemCounts },
    newKey: plan.newKey, digest: plan.digest, requestedBy: accountIds.format(plan.requestedBy), undoOf: plan.undoOf === null ? null : format(plan.undoOf), undoable: plan.state === 'done' && plan.beforeAt !== null && plan.mode === 'here',
    error: plan.error, createdAt: plan.createdAt.toISOString(), expiresAt: plan.expiresAt.toISOString(), appliedAt: plan.appliedAt?.toISOString() ?? null,
  };
}
