/** Bulk changes as jobs: asked for when their record is committed, worked on as whoever submitted them, taken up again when a process died. */
import type { JobHandler, JobRunner } from '../../kernel/jobs/index.ts';
import { accountIds } from '../../kernel/ids/index.ts';
import type { OutboxHandler } from '../../kernel/outbox/index.ts';
import { noAccess, systemActor, systemFacts, type Actor, type Contexts, type Ctx, type SiteAccess, type TenantContext } from '../../kernel/service/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import type { People } from '../directory/index.ts';
import { runBulk } from './bulk-change.ts';
import { abandonedBulk } from './bulk-store.ts';

export interface BulkJobOptions {
  readonly contexts: Contexts;
  readonly people: People;
  readonly clock: Clock;
  readonly jobs: () => Pick<JobRunner, 'add'>;
  readonly tenant: (tenantId: string) => TenantContext | undefined;
  readonly tenants: (signal: AbortSignal) => Iterable<Ctx>;
  /** The rights of somebody on a site as they are now. */
  readonly accessOf: (actor: Actor, tenant: TenantContext) => Promise<SiteAccess>;
  readonly onError: (error: unknown) => void;
}

export interface BulkJobs {
  readonly jobHandlers: Readonly<Record<string, JobHandler>>;
  readonly outboxHandlers: Readonly<Record<string, OutboxHandler>>;
  start(): void;
  stop(): void;
}

const task = 'tracker_bulk_change';
const staleMs = 90_000;
const recoverEveryMs = 300_000;
const accessKeptMs = 2_000;

function submitterOf(accountId: string | null, bulkId: string): Actor {
  return accountId === null ? systemActor : { kind: 'account', accountId: accountIds.fromUuid(accountId), via: { kind: 'system', id: bulkId, label: 'bulk change' }, address: null, scopes: 'all', operator: false };
}

export function createBulkJobs(options: BulkJobOptions): BulkJobs {
  const { contexts, clock, people } = options;
  let timer: NodeJS.Timeout | undefined;
  const abort = new AbortController();

  const ask = (tenantId: string, bulkId: string) => options.jobs().add({ task, payload: { tenantId, bulkId }, key: `${task} ${bulkId}`, tenant: tenantId });

  async function recover(): Promise<void> {
    for (const ctx of options.tenants(abort.signal)) {
      if (abort.signal.aborted) return;
      const left = await ctx.read((tx) => abandonedBulk(tx, new Date(clock.now().getTime() - staleMs)));
      for (const bulkId of left) await ask(ctx.tenant.tenantId, bulkId);
    }
  }

  return {
    jobHandlers: {
      async [task]({ payload, signal }) {
        const { tenantId = '', bulkId = '' } = payload;
        const tenant = options.tenant(tenantId);
        if (tenant?.state !== 'active') return;
        const own = contexts.tenant('tracker', systemFacts(systemActor, clock.now(), signal), tenant, noAccess);
        let known: { readonly access: SiteAccess; readonly untilMs: number } | undefined;
        await runBulk(own, people, bulkId, async (accountId) => {
          const actor = submitterOf(accountId, bulkId);
          const now = clock.now();
          // Whoever loses a right in the middle of it changes nothing more.
          if (known === undefined || known.untilMs < now.getTime()) known = { access: await options.accessOf(actor, tenant), untilMs: now.getTime() + accessKeptMs };
          return contexts.tenant('tracker', systemFacts(actor, now, signal), tenant, known.access);
        });
      },
    },
    outboxHandlers: {
      'tracker.bulk_change_started': async ({ tenantId, payload }) => {
        if (tenantId !== null) await ask(tenantId, String(payload['bulkId']));
      },
    },
    start() {
      timer ??= setInterval(() => { recover().catch(options.onError); }, recoverEveryMs);
      timer.unref();
    },
    stop() {
      abort.abort();
      clearInterval(timer);
    },
  };
}
