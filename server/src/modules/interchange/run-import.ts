/**
 * One import from claim to report. The states: received → reading → building → done; any of them → cancelled or failed. Whoever works on
 * it holds a lease and renews it with its progress; a killed worker's lease ends and another one goes on from the last commit.
 *
 * What is wrong with the file, or with the right to import, ends the import: everything unpublished is removed at once. An outage does not:
 * the job comes back, and after several tries without a step forward it stops as failed and resumable, still with nothing visible.
 */
import { sqlState } from '../../kernel/db/index.ts';
import { isAppError } from '../../kernel/errors/index.ts';
import { newUuid, type OrganizationId } from '../../kernel/ids/index.ts';
import { noAccess, systemFacts, type Actor, type OrganizationCtx, type SiteAccess } from '../../kernel/service/index.ts';
import { errors } from './errors.ts';
import { beatJob, claimJob, endJob, releaseJob, type Beat, type Ending, type ImportJob } from './import-job-store.ts';
import { buildBackup } from './build-backup.ts';
import type { Running } from './running.ts';
import { discardImport } from './discard-import.ts';
import { readBackup } from './read-backup.ts';
import { openBackupOf, type Backup } from './reading/index.ts';
import type { Ledger } from './spooling/ledger.ts';
import { readRun } from './spooling/run-store.ts';
import { importIds } from './show-import.ts';
import { productOf, type InterchangeWorkings } from './workings.ts';

const attemptsMax = 5;
const beatEveryMs = 500;
const retryPauseMs = 5_000;

class ImportStopped extends Error {
  readonly why: 'cancelled' | 'process stops' | 'lease lost';
  constructor(why: ImportStopped['why']) {
    super(`the import was stopped: ${why}`);
    this.why = why;
  }
}

export async function runImport(workings: InterchangeWorkings, organizationId: OrganizationId, importId: string, stop: AbortSignal): Promise<void> {
  const holder = newUuid(workings.clock.now().getTime());
  const control = (actor?: Actor): OrganizationCtx => workings.contexts.organization('interchange', systemFacts(actor ?? importer(null), workings.clock.now(), new AbortController().signal), organizationId, noAccess);
  const job = await control().tx((tx) => claimJob(tx, importId, holder, workings.leaseMs));
  if (job === undefined) return;
  const actor = importer(job);
  const attempt = new Attempt(workings, job, holder, control, stop);
  const end = async (ending: Ending, action: string): Promise<void> => {
    await control(actor).tx(async (tx) => {
      if (!(await endJob(tx, importId, ending, attempt.beat))) return;
      tx.record({
        action, target: { kind: 'import', id: importIds.format(importIds.fromUuid(importId)), name: job.name }, container: { kind: 'site', id: job.siteId },
        after: ending.report === null ? { code: ending.error?.code } : { imported: ending.report.imported },
      });
    });
    if (!ending.resumable && job.objectId !== null) await workings.files.remove(organizationId, job.objectId);
  };

  try {
    if (job.cancelRequested) throw new ImportStopped('cancelled');
    if (job.attempts > attemptsMax) throw errors.import_interrupted();
    attempt.start();
    const report = await attempt.run(actor);
    attempt.tell({ phase: 'done' });
    await end({ state: 'done', report, error: null, resumable: false }, 'import_finished');
  } catch (cause) {
    const error = refusedValue(cause) ?? cause;
    const stopped = attempt.stoppedBy ?? error;
    if (stopped instanceof ImportStopped && stopped.why === 'lease lost') return;
    if (stopped instanceof ImportStopped && stopped.why === 'process stops') {
      await control().tx((tx) => releaseJob(tx, importId, holder, 0));
      return;
    }
    if (stopped instanceof ImportStopped) {
      await attempt.discard(actor);
      await end({ state: 'cancelled', report: null, error: null, resumable: false }, 'import_ended_cancelled');
      return;
    }
    if (isAppError(error) && error.code === 'interchange.import_interrupted') {
      await end({ state: 'failed', report: null, error: failureOf(error), resumable: true }, 'import_failed');
      return;
    }
    if (!isPermanent(error)) {
      workings.log.warn('an import was interrupted and will be tried again', { error });
      await control().tx((tx) => releaseJob(tx, importId, holder, retryPauseMs * job.attempts)).catch(() => undefined); // the lease ends by itself
      throw error;
    }
    await attempt.discard(actor);
    await end({ state: 'failed', report: null, error: failureOf(error), resumable: false }, 'import_failed');
  } finally {
    await attempt.finish();
  }
}

/** The file or the right to import it is at fault: trying again would end the same way. */
function isPermanent(error: unknown): boolean {
  if (!isAppError(error)) return false;
  return error.code.startsWith('interchange.') || (error.status < 500 && !/^(?:database|keys|tenant|media)\./.test(error.code));
}

/** A value that the database cannot hold (a number beyond its range, say) comes from the file. */
function refusedValue(error: unknown): unknown {
  return sqlState(error)?.startsWith('22') === true ? errors.import_value_refused({}, error) : undefined;
}

function failureOf(error: unknown): Ending['error'] {
  if (!isAppError(error)) return { code: 'request.internal', title: 'Something went wrong here.', detail: null };
  const { detail } = error.params;
  return { code: error.code, title: error.title, detail: typeof detail === 'string' && detail !== '' ? detail : null };
}

function importer(job: ImportJob | null): Actor {
  return {
    kind: job === null ? 'system' : 'account', accountId: job?.requestedBy ?? null, via: { kind: 'system', id: job === null ? null : importIds.format(importIds.fromUuid(job.id)), label: 'import' },
    address: null, scopes: 'all', operator: false,
  };
}

class Attempt {
  readonly #workings: InterchangeWorkings;
  readonly #job: ImportJob;
  readonly #holder: string;
  readonly #control: (actor?: Actor) => OrganizationCtx;
  readonly #abort = new AbortController();
  readonly #stop: AbortSignal;
  readonly #onStop = (): void => { this.#end('process stops'); };
  #beat: Beat;
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> = Promise.resolve();
  #rate = { done: 0, atMs: 0, phase: '' };
  stoppedBy: ImportStopped | undefined;

  constructor(workings: InterchangeWorkings, job: ImportJob, holder: string, control: (actor?: Actor) => OrganizationCtx, stop: AbortSignal) {
    this.#workings = workings;
    this.#job = job;
    this.#holder = holder;
    this.#control = control;
    this.#stop = stop;
    this.#beat = { ...job.progress, state: job.state, kind: job.kind, tenantId: job.tenantId, ratePerSecond: job.ratePerSecond, advanced: false };
  }

  get beat(): Beat {
    return this.#beat;
  }

  start(): void {
    if (this.#stop.aborted) this.#onStop();
    this.#stop.addEventListener('abort', this.#onStop);
    let lastMs = this.#workings.clock.monotonicMs();
    this.#timer = setInterval(() => {
      const nowMs = this.#workings.clock.monotonicMs();
      if (nowMs - lastMs < beatEveryMs) return;
      lastMs = nowMs;
      this.#beating = this.#beating.then(() => this.#send());
    }, beatEveryMs);
  }

  async #send(): Promise<void> {
    if (this.#timer === undefined) return;
    try {
      const answer = await this.#control().tx((tx) => beatJob(tx, this.#job.id, this.#holder, this.#workings.leaseMs, this.#beat));
      if (answer === undefined) this.#end('lease lost');
      else if (answer.cancelRequested) this.#end('cancelled');
    } catch (error) {
      this.#workings.log.warn('progress of an import could not be stored', { error });
    }
  }

  #end(why: ImportStopped['why']): void {
    this.stoppedBy ??= new ImportStopped(why);
    this.#abort.abort(this.stoppedBy);
  }

  tell(progress: Partial<Beat>): void {
    const next = { ...this.#beat, ...progress };
    const nowMs = this.#workings.clock.monotonicMs();
    if (this.#rate.phase !== next.state) this.#rate = { done: next.done, atMs: nowMs, phase: next.state };
    const seconds = (nowMs - this.#rate.atMs) / 1000;
    this.#beat = { ...next, ratePerSecond: seconds > 0.2 ? Math.round((next.done - this.#rate.done) / seconds) : next.ratePerSecond };
  }

  async #access(actor: Actor): Promise<SiteAccess> {
    const [tenant] = this.#workings.tenants.tenantsOf(this.#job.siteId);
    if (tenant === undefined) throw errors.import_product_missing();
    const access = await this.#workings.access.onSite(actor, { siteId: this.#job.siteId, siteSlug: tenant.siteSlug, organizationId: this.#job.organizationId }, null);
    if (access.siteRole !== 'admin' && access.organizationRole !== 'admin') throw errors.import_requester_lost_access();
    return { ...access, siteRole: 'admin' };
  }

  #ctxOf(actor: Actor, access: SiteAccess, kind: Backup['kind']): Running['ctx'] {
    return (service) => {
      const tenant = this.#workings.tenants.tenantsOf(this.#job.siteId).find(({ product }) => product === productOf[kind]);
      if (tenant === undefined) throw errors.import_product_missing({ detail: `It belongs to ${productOf[kind]}.` });
      const facts = systemFacts(actor, this.#workings.clock.now(), this.#abort.signal);
      const ctx = this.#workings.contexts.tenant('interchange', facts, tenant, access);
      return Promise.resolve(service === 'interchange' ? ctx : ctx.as(service));
    };
  }

  async run(actor: Actor) {
    const { files, readingLimits } = this.#workings;
    const { objectId, sizeBytes, sealedBytes, organizationId } = this.#job;
    if (objectId === null) throw errors.import_ended();
    const access = await this.#access(actor);
    const backup = await openBackupOf(files.open(organizationId, { objectId, sizeBytes, sealedBytes }), readingLimits);
    try {
      const tenant = this.#workings.tenants.tenantsOf(this.#job.siteId).find(({ product }) => product === productOf[backup.kind]);
      if (tenant === undefined) throw errors.import_product_missing({ detail: `It belongs to ${productOf[backup.kind]}.` });
      const running: Running = {
        job: this.#job, backup, signal: this.#abort.signal, ctx: this.#ctxOf(actor, access, backup.kind), tell: (progress) => { this.tell(progress); },
        advanced: () => { this.#beat = { ...this.#beat, advanced: true }; },
      };
      this.tell({ kind: backup.kind, tenantId: tenant.tenantId });
      await readBackup(this.#workings, running);
      const ledger: Ledger = await buildBackup(this.#workings, running);
      const report = ledger.report(backup.kind);
      await discardImport(this.#workings, running.ctx, this.#job, 'spool', backup.kind);
      return report;
    } finally {
      await backup.close();
    }
  }

  /** Removes what is unpublished, and the spool, of whichever product it was for. */
  async discard(actor: Actor): Promise<void> {
    // The signal of the work is spent; removing has its own.
    const tenants = this.#workings.tenants.tenantsOf(this.#job.siteId);
    for (const kind of ['jira', 'confluence'] as const) {
      const tenant = tenants.find(({ product }) => product === productOf[kind]);
      if (tenant === undefined) continue;
      const ctx: Running['ctx'] = (service) => {
        const own = this.#workings.contexts.tenant('interchange', systemFacts(actor, this.#workings.clock.now(), new AbortController().signal), tenant, { organizationRole: null, siteRole: 'admin', principals: [] });
        return Promise.resolve(service === 'interchange' ? own : own.as(service));
      };
      if ((await (await ctx('interchange')).read((tx) => readRun(tx, this.#job.id))) !== undefined) await discardImport(this.#workings, ctx, this.#job, 'everything', kind);
    }
  }

  async finish(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#stop.removeEventListener('abort', this.#onStop);
    await this.#beating;
  }
}
