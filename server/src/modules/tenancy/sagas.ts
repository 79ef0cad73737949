/**
 * Commands that span databases. The intent is a row committed with the command; then its steps run in order, each
 * safe to run again. Whoever began it drives it at once; if that process dies, the reconciler of any process takes
 * the saga when its hold has run out and goes on from the step that was noted.
 *
 *   running --each step--> running --last step--> done
 *   running --failure--> running, not before a pause (1 s … 5 min)
 */
import type { OrganizationCtx } from '../../kernel/service/index.ts';
import { noAccess, systemActor, systemFacts } from '../../kernel/service/index.ts';
import { organizationIds, type OrganizationId, type SiteId } from '../../kernel/ids/index.ts';
import { advanceSaga, dueSagas, endSaga, holdSaga, postponeSaga, takeSaga, type SagaKind, type SagaRow } from './catalogue-store.ts';
import { sagaHoldMs, sagaPauseMs } from './saga-times.ts';
import type { TenancyWorkings } from './workings.ts';

export interface SagaStep {
  readonly name: string;
  /** `hold` keeps the saga for another while: a step that may take longer than the hold calls it as it goes. */
  run(ctx: OrganizationCtx, saga: SagaRow, hold: () => Promise<void>): Promise<void>;
}

/** The site of a saga that has one. */
export function siteOf(saga: SagaRow): SiteId {
  if (saga.site_id === null) throw new Error(`a saga of kind ${saga.kind} needs its site`);
  return saga.site_id;
}

export type SagaSteps = Readonly<Record<SagaKind, readonly SagaStep[]>>;

export interface Sagas {
  /** Drives one saga to its end. Throws what its step threw; the reconciler will try again. */
  drive(organizationId: OrganizationId, sagaId: string): Promise<void>;
  /** Takes up every saga that nobody holds; returns how many were driven to their end. */
  reconcile(): Promise<number>;
}

export function createSagas(workings: TenancyWorkings, steps: SagaSteps): Sagas {
  const { clock } = workings;
  const later = (ms: number) => new Date(clock.now().getTime() + ms);

  function systemCtx(organizationId: OrganizationId): OrganizationCtx {
    return workings.contexts.organization('tenancy', systemFacts(systemActor, clock.now(), new AbortController().signal), organizationId, noAccess);
  }

  async function drive(organizationId: OrganizationId, sagaId: string): Promise<void> {
    const ctx = systemCtx(organizationId);
    const saga = await ctx.tx((tx) => takeSaga(tx, sagaId, clock.now(), later(sagaHoldMs)));
    if (saga === undefined) return;
    const todo = steps[saga.kind];
    const hold = async (): Promise<void> => {
      workings.stopping?.throwIfAborted();
      await ctx.tx((tx) => holdSaga(tx, sagaId, later(sagaHoldMs)));
    };
    try {
      for (let index = saga.step; index < todo.length; index += 1) {
        const step = todo[index];
        if (step === undefined) break;
        await step.run(ctx, saga, hold);
        await workings.afterStep?.(`${saga.kind}:${step.name}`);
        if (index + 1 < todo.length) await ctx.tx((tx) => advanceSaga(tx, sagaId, index + 1, later(sagaHoldMs)));
      }
      await ctx.tx((tx) => endSaga(tx, sagaId));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      await ctx.tx((tx) => postponeSaga(tx, sagaId, reason.slice(0, 500), later(sagaPauseMs(saga.attempts))));
      throw error;
    }
  }

  return {
    drive,
    async reconcile() {
      const [due] = await workings.databases.system('interrupted sagas', 'control').run([{ text: dueSagas.text, values: [clock.now()] }]);
      let done = 0;
      for (const row of due?.rows ?? []) {
        try {
          await drive(organizationIds.fromUuid(String(row['organization_id'])), String(row['saga_id']));
          done += 1;
        } catch {
          // Noted in the saga itself with its reason; the next round tries again.
        }
      }
      return done;
    },
  };
}
