/**
 * One backup from claim to file. The states: waiting → running → done; either of them → failed or cancelled; done → removed. Whoever works on
 * it holds a lease and renews it with its progress. A killed worker's lease ends and another goes on behind the last committed part; an
 * outage is tried again with pauses that grow. What is wrong with the request ends it, and its parts go.
 */
import { isAppError } from '../../../kernel/errors/index.ts';
import { newUuid, type OrganizationId } from '../../../kernel/ids/index.ts';
import { noAccess, systemFacts, type Actor, type Ctx, type OrganizationCtx, type TenantContext } from '../../../kernel/service/index.ts';
import { createPace } from '../building/pace.ts';
import { errors } from '../errors.ts';
import { createConfluenceExport } from '../export/confluence/confluence-export.ts';
import type { ExportPlan, ExportSource } from '../export/export-plan.ts';
import { createJiraExport } from '../export/jira/jira-export.ts';
import { createNativeExport } from '../export/native/native-export.ts';
import type { InterchangeWorkings } from '../workings.ts';
import { beatBackup, claimBackup, endBackup, finishBackup, releaseBackup, type BackupFailure, type BackupProgress, type BackupRow, type StoredObject } from './backup-store.ts';
import { makeArchive } from './make-archive.ts';
import { deleteParts, listParts } from './part-store.ts';
import { backupIds } from './show-backup.ts';
import { writeParts } from './write-parts.ts';

const attemptsMax = 5;
const beatEveryMs = 500;
const retryPauseMs = 5_000;

class BackupStopped extends Error {
  readonly why: 'cancelled' | 'process stops' | 'lease lost';
  constructor(why: BackupStopped['why']) {
    super(`the backup was stopped: ${why}`);
    this.why = why;
  }
}

export async function runBackup(workings: InterchangeWorkings, organizationId: OrganizationId, backupId: string, stop: AbortSignal): Promise<void> {
  const holder = newUuid(workings.clock.now().getTime());
  const control = (actor?: Actor): OrganizationCtx => workings.contexts.organization('interchange', systemFacts(actor ?? maker(null), workings.clock.now(), new AbortController().signal), organizationId, noAccess);
  const backup = await control().tx((tx) => claimBackup(tx, backupId, holder, workings.leaseMs));
  if (backup === undefined) return;
  const actor = maker(backup);
  const attempt = new Attempt(workings, backup, holder, control, stop);
  const record = { target: { kind: 'backup', id: backupIds.format(backupIds.fromUuid(backupId)), name: backup.name }, container: { kind: 'site', id: backup.siteId } } as const;
  const end = async (state: 'failed' | 'cancelled', error: BackupFailure | null): Promise<void> => {
    await removeParts(workings, control(), backup);
    await control(actor).tx(async (tx) => {
      if (await endBackup(tx, backupId, state, error)) tx.record({ action: state === 'failed' ? 'backup_failed' : 'backup_ended_cancelled', ...record, after: { code: error?.code ?? null } });
    });
  };
  try {
    if (backup.cancelRequested) throw new BackupStopped('cancelled');
    if (backup.attempts > attemptsMax) throw errors.backup_interrupted();
    attempt.start();
    const made = await attempt.run(actor);
    const finished = await control(actor).tx(async (tx) => {
      if (!(await finishBackup(tx, backupId, holder, made))) return false;
      tx.record({ action: 'backup_finished', ...record, after: { format: backup.format, sizeBytes: made.object.sizeBytes, sha256: made.sha256, records: made.records, files: made.files } });
      return true;
    });
    // What lies in the vault needs no second copy here.
    if (!finished || made.vault !== null) await workings.backups.files.remove(backup.tenantId, made.object.objectId);
    if (finished) await removeParts(workings, control(), backup);
  } catch (error) {
    const stopped = attempt.stoppedBy ?? error;
    if (stopped instanceof BackupStopped) {
      if (stopped.why === 'process stops') await control().tx((tx) => releaseBackup(tx, backupId, holder, 0));
      if (stopped.why === 'cancelled') await end('cancelled', null);
      return;
    }
    if (!isPermanent(error)) {
      workings.log.warn('a backup was interrupted and will be tried again', { error });
      await control().tx((tx) => releaseBackup(tx, backupId, holder, retryPauseMs * backup.attempts)).catch(() => undefined); // the lease ends by itself
      throw error;
    }
    await end('failed', failureOf(error));
  } finally {
    await attempt.finish();
  }
}

async function removeParts(workings: InterchangeWorkings, ctx: OrganizationCtx, backup: Pick<BackupRow, 'id' | 'tenantId'>): Promise<void> {
  for (const part of await ctx.read((tx) => listParts(tx, backup.id))) if (part.sizeBytes > 0) await workings.backups.files.remove(backup.tenantId, part.objectId);
  await ctx.tx((tx) => deleteParts(tx, backup.id));
}

function isPermanent(error: unknown): boolean {
  if (!isAppError(error)) return false;
  return error.code.startsWith('interchange.') || (error.status < 500 && !/^(?:database|keys|tenant|media)\./.test(error.code));
}

function failureOf(error: unknown): BackupFailure {
  if (!isAppError(error)) return { code: 'request.internal', title: 'Something went wrong here.', detail: null };
  const { detail } = error.params;
  return { code: error.code, title: error.title, detail: typeof detail === 'string' && detail !== '' ? detail : null };
}

function maker(backup: BackupRow | null): Actor {
  return {
    kind: backup === null ? 'system' : 'account', accountId: backup?.requestedBy ?? null, via: { kind: 'system', id: backup === null ? null : backupIds.format(backupIds.fromUuid(backup.id)), label: 'backup' },
    address: null, scopes: 'all', operator: false,
  };
}

class Attempt {
  readonly #workings: InterchangeWorkings;
  readonly #backup: BackupRow;
  readonly #holder: string;
  readonly #control: (actor?: Actor) => OrganizationCtx;
  readonly #abort = new AbortController();
  readonly #stop: AbortSignal;
  readonly #onStop = (): void => { this.#end('process stops'); };
  #progress: BackupProgress;
  #advanced = false;
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> = Promise.resolve();
  #since = { done: 0, atMs: 0 };
  stoppedBy: BackupStopped | undefined;

  constructor(workings: InterchangeWorkings, backup: BackupRow, holder: string, control: (actor?: Actor) => OrganizationCtx, stop: AbortSignal) {
    this.#workings = workings;
    this.#backup = backup;
    this.#holder = holder;
    this.#control = control;
    this.#stop = stop;
    this.#progress = backup.progress;
  }

  start(): void {
    if (this.#stop.aborted) this.#onStop();
    this.#stop.addEventListener('abort', this.#onStop);
    this.#timer = setInterval(() => { this.#beating = this.#beating.then(() => this.#send()); }, beatEveryMs);
  }

  async #send(): Promise<void> {
    if (this.#timer === undefined) return;
    try {
      const answer = await this.#control().tx((tx) => beatBackup(tx, this.#backup.id, this.#holder, this.#workings.leaseMs, this.#progress, this.#advanced));
      if (answer === undefined) this.#end('lease lost');
      else if (answer.cancelRequested) this.#end('cancelled');
    } catch (error) {
      this.#workings.log.warn('progress of a backup could not be stored', { error });
    }
  }

  #end(why: BackupStopped['why']): void {
    this.stoppedBy ??= new BackupStopped(why);
    this.#abort.abort(this.stoppedBy);
  }

  #tell(progress: Partial<BackupProgress>): void {
    const next = { ...this.#progress, ...progress };
    const nowMs = this.#workings.clock.monotonicMs();
    if (next.phase !== this.#progress.phase) this.#since = { done: next.done, atMs: nowMs };
    const seconds = (nowMs - this.#since.atMs) / 1_000;
    this.#progress = { ...next, ratePerSecond: seconds > 0.2 ? Math.round((next.done - this.#since.done) / seconds) : next.ratePerSecond };
  }

  async #tenant(actor: Actor): Promise<TenantContext> {
    const tenant = this.#workings.tenants.tenantsOf(this.#backup.siteId).find(({ tenantId }) => tenantId === this.#backup.tenantId);
    if (tenant === undefined) throw errors.backup_product_missing();
    const access = await this.#workings.access.onSite(actor, { siteId: this.#backup.siteId, siteSlug: tenant.siteSlug, organizationId: this.#backup.organizationId }, null);
    if (access.siteRole !== 'admin' && access.organizationRole !== 'admin') throw errors.backup_requester_lost_access();
    await this.#workings.backups.door.admit(this.#control(actor), { siteId: this.#backup.siteId, product: this.#backup.product, containers: this.#backup.containers?.map(({ id }) => id) ?? null, way: 'make' });
    return tenant;
  }

  async run(actor: Actor) {
    const backup = this.#backup;
    const { files } = this.#workings.backups;
    const tenant = await this.#tenant(actor);
    // A context of now for each question: keys that are taken away, a site that is suspended, end the work at the next one.
    const ctx = (): Promise<Ctx> => Promise.resolve(this.#workings.contexts.tenant('interchange', systemFacts(actor, this.#workings.clock.now(), this.#abort.signal), this.#workings.tenants.context(tenant.tenantId) ?? tenant, { organizationRole: null, siteRole: 'admin', principals: [] }).as(tenant.product));
    const plan = await planOf(this.#workings, backup, ctx);
    const pace = createPace(this.#workings.clock, this.#abort.signal);
    let records = 0;
    this.#tell({ phase: 'reading', done: 0, total: 0, unit: 'records' });
    const parts = await writeParts({
      organizationId: backup.organizationId, tenantId: backup.tenantId, backupId: backup.id, holder: this.#holder, files, plan, signal: this.#abort.signal, control: () => this.#control(), pace: () => pace.step(),
      onRecords: (count) => { records += count; this.#tell({ done: records }); },
      onPart: () => { this.#advanced = true; },
    });
    this.#tell({ phase: 'packing', total: records });
    const made = await makeArchive({
      tenantId: backup.tenantId, files, plan, parts, createdAt: backup.createdAt, signal: this.#abort.signal,
      openFile: async (mediaId) => {
        try {
          return (await this.#workings.media.open(await ctx(), mediaId)).stream;
        } catch (error) {
          if (isAppError(error) && error.code === 'media.not_found') return undefined;
          throw error;
        }
      },
      onFile: () => { this.#advanced = true; },
    });
    return { ...made, vault: backup.locked && backup.expiresAt !== null ? await this.#lock(made.object, backup.expiresAt) : null };
  }

  /** The sealed bytes, once, under a name of their own: an attempt that was killed leaves what nobody finds and nobody can open twice. */
  async #lock(object: StoredObject, until: Date): Promise<{ readonly name: string; readonly until: Date }> {
    const { tenantId, id } = this.#backup;
    this.#tell({ phase: 'locking' });
    const name = `tenant/${tenantId}/backup/${id}/${object.objectId}`;
    const { lockedUntil } = await this.#workings.backups.vault.put(name, this.#workings.backups.files.sealedBytes(tenantId, object), { lockedUntil: until });
    return { name, until: lockedUntil };
  }

  async finish(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#stop.removeEventListener('abort', this.#onStop);
    await this.#beating;
  }
}

async function planOf(workings: InterchangeWorkings, backup: BackupRow, ctx: () => Promise<Ctx>): Promise<ExportPlan> {
  const source: ExportSource = {
    ctx, reading: workings.backups.reading[backup.product], containers: backup.containers?.map(({ id }) => id) ?? null, createdAt: backup.createdAt,
    accounts: (ids) => workings.accounts.byId(backup.organizationId, ids),
  };
  if (backup.format !== 'xml') return createNativeExport(source, { product: backup.product, sealed: backup.format === 'native-sealed', backupId: backupIds.format(backupIds.fromUuid(backup.id)) });
  return backup.product === 'tracker' ? createJiraExport(source) : createConfluenceExport(source);
}
