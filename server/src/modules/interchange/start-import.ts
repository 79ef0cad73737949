/** Starting, cancelling and resuming imports: each one transaction with its audit record; the work itself is a job. */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { newUuid, type SiteId } from '../../kernel/ids/index.ts';
import type { Sealer } from '../../kernel/seal/index.ts';
import { accessErrors, type OrganizationCtx } from '../../kernel/service/index.ts';
import { errors } from './errors.ts';
import { findJob, insertJob, listJobs, lockSite, reopenJob, requestCancel, unfinishedOfSource, type ImportJob } from './import-job-store.ts';
import { importIds } from './show-import.ts';
import type { InterchangeWorkings } from './workings.ts';

export const requestedTopic = 'interchange.import_requested';

/** The same file for the same site: a UUID of version 8 out of a keyed hash, which says nothing about the file. */
function sourceIdOf(sealer: Sealer, siteId: SiteId, sha256: string): string {
  const token = sealer.token({ table: 'interchange.import_job', column: 'source_id' }, `${siteId} ${sha256}`);
  const bytes = createHash('sha256').update(token).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function shownName(name: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is taken out
  const plain = name.replace(/[\u0000-\u001f\u007f]/g, '').split(/[\\/]/).at(-1) ?? '';
  return plain.slice(0, 255) || 'backup';
}

/** The same file that is being imported already is not imported again beside it: the answer is that import. */
export async function startImport(workings: InterchangeWorkings, ctx: OrganizationCtx, siteId: SiteId, name: string, stream: Readable): Promise<ImportJob> {
  const { organizationId, actor } = ctx;
  const { accountId } = actor;
  if (accountId === null) throw accessErrors.not_signed_in();
  const file = await workings.files.receive(organizationId, stream, ctx.signal);
  try {
    const job = await ctx.tx(async (tx) => {
      await lockSite(tx, siteId);
      const sourceId = sourceIdOf(tx.sealer, siteId, file.sha256);
      const same = await unfinishedOfSource(tx, siteId, sourceId);
      if (same !== undefined) return same;
      const id = newUuid(tx.now.getTime());
      await insertJob(tx, organizationId, { id, siteId, requestedBy: accountId, sourceId, name: shownName(name), ...file });
      tx.record({ action: 'import_started', target: { kind: 'import', id: importIds.format(importIds.fromUuid(id)), name: shownName(name) }, container: { kind: 'site', id: siteId }, after: { sizeBytes: file.sizeBytes } });
      tx.emit({ topic: requestedTopic, payload: { organizationId, importId: id, siteId } });
      return findJob(tx, id);
    });
    if (job === undefined) throw new Error('an import that was just stored is not there');
    if (job.objectId !== file.objectId) await workings.files.remove(organizationId, file.objectId);
    return job;
  } catch (error) {
    await workings.files.remove(organizationId, file.objectId);
    throw error;
  }
}

export async function readImport(ctx: OrganizationCtx, siteId: SiteId, id: string): Promise<ImportJob> {
  const job = await ctx.read((tx) => findJob(tx, id, siteId));
  if (job === undefined) throw errors.import_not_found();
  return job;
}

export function readImports(ctx: OrganizationCtx, siteId: SiteId, before: string | null, limit: number): Promise<readonly ImportJob[]> {
  return ctx.read((tx) => listJobs(tx, siteId, before, limit));
}

/** Whoever runs it stops at the next batch and removes everything. Asking twice changes nothing. */
export async function cancelImport(ctx: OrganizationCtx, siteId: SiteId, id: string): Promise<ImportJob> {
  return change(ctx, siteId, id, async (tx, job) => {
    if (job.cancelRequested && job.state !== 'done') return false;
    if (!(await requestCancel(tx, id))) throw errors.import_ended({ detail: `Its state is ${job.state}.` });
    return 'import_cancelled';
  });
}

export async function resumeImport(ctx: OrganizationCtx, siteId: SiteId, id: string): Promise<ImportJob> {
  return change(ctx, siteId, id, async (tx, job) => {
    if (job.state === 'failed' && job.resumable && (await reopenJob(tx, id))) return 'import_resumed';
    throw job.endedAt === null ? errors.import_not_stopped() : errors.import_ended({ detail: `Its state is ${job.state}.` });
  });
}

async function change(ctx: OrganizationCtx, siteId: SiteId, id: string, work: (tx: Parameters<Parameters<OrganizationCtx['tx']>[0]>[0], job: ImportJob) => Promise<string | false>): Promise<ImportJob> {
  const changed = await ctx.tx(async (tx) => {
    await lockSite(tx, siteId);
    const job = await findJob(tx, id, siteId);
    if (job === undefined) throw errors.import_not_found();
    const action = await work(tx, job);
    if (action === false) return job;
    tx.record({ action, target: { kind: 'import', id: importIds.format(importIds.fromUuid(id)), name: job.name }, container: { kind: 'site', id: siteId } });
    tx.emit({ topic: requestedTopic, payload: { organizationId: ctx.organizationId, importId: id, siteId } });
    return findJob(tx, id);
  });
  if (changed === undefined) throw errors.import_not_found();
  return changed;
}
