/**
 * Fetching a backup: first a download is asked for and recorded, then its bytes are read in as many ranges as it takes, by the same person,
 * for a day. `ETag` is the hash of the file, so that a range that goes on never meets another file.
 */
import { Readable } from 'node:stream';
import type { IncomingHttpHeaders } from 'node:http';
import { newUuid, type SiteId } from '../../../kernel/ids/index.ts';
import { accessErrors, RawReply, type OrganizationCtx } from '../../../kernel/service/index.ts';
import { errors } from '../errors.ts';
import type { InterchangeWorkings } from '../workings.ts';
import { findBackup, type BackupRow } from './backup-store.ts';
import { findDownload, insertDownload, type Download } from './download-store.ts';
import { shownId } from './show-backup.ts';

const downloadMs = 24 * 3_600_000;

async function admit(workings: InterchangeWorkings, ctx: OrganizationCtx, backup: BackupRow): Promise<void> {
  await workings.backups.door.admit(ctx, { siteId: backup.siteId, product: backup.product, containers: backup.containers?.map(({ id }) => id) ?? null, way: 'download' });
}

export async function beginDownload(workings: InterchangeWorkings, ctx: OrganizationCtx, siteId: SiteId, id: string): Promise<{ readonly download: Download; readonly backup: BackupRow }> {
  const { accountId } = ctx.actor;
  if (accountId === null) throw accessErrors.not_signed_in();
  const backup = await ctx.read((tx) => findBackup(tx, id, siteId));
  if (backup === undefined || backup.state === 'removed') throw errors.backup_not_found();
  if (backup.state !== 'done' || backup.object === null) throw errors.backup_not_ready();
  await admit(workings, ctx, backup);
  return ctx.tx(async (tx) => {
    const download: Download = { id: newUuid(tx.now.getTime()), backupId: id, requestedBy: accountId, expiresAt: new Date(tx.now.getTime() + downloadMs) };
    await insertDownload(tx, ctx.organizationId, download);
    tx.record({ action: 'backup_downloaded', target: { kind: 'backup', id: shownId(id), name: backup.name }, container: { kind: 'site', id: siteId }, after: { sizeBytes: backup.object?.sizeBytes, sha256: backup.sha256 } });
    return { download, backup };
  });
}

/** Only for whoever asked for it: to anybody else it is not there. */
export async function readDownload(workings: InterchangeWorkings, ctx: OrganizationCtx, siteId: SiteId, id: string, downloadId: string, headers: IncomingHttpHeaders): Promise<RawReply> {
  const [backup, download] = await ctx.read((tx) => Promise.all([findBackup(tx, id, siteId), findDownload(tx, downloadId, id)]));
  if (backup === undefined || backup.object === null || backup.state !== 'done' || download === undefined || download.requestedBy !== ctx.actor.accountId) throw errors.backup_not_found();
  await admit(workings, ctx, backup);
  const { object } = backup;
  const tag = `"${backup.sha256 ?? backup.id}"`;
  const common = {
    'content-type': 'application/zip', 'content-disposition': `attachment; filename="${backup.name.replaceAll(/[^\w.-]/g, '_')}"`, 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox",
    'accept-ranges': 'bytes', 'cache-control': 'private, no-store', etag: tag,
  };
  if (headers['if-none-match'] === tag) return new RawReply(304, common, null);
  const condition = headers['if-range'];
  const range = condition === undefined || condition === tag ? rangeOf(headers.range, object.sizeBytes) : null;
  if (range === 'unsatisfiable') return new RawReply(416, { ...common, 'content-range': `bytes */${String(object.sizeBytes)}` }, null);
  const { first, last } = range ?? { first: 0, last: object.sizeBytes - 1 };
  const { vaultName } = backup;
  const { files, vault } = workings.backups;
  const file = vaultName === null ? files.open(backup.tenantId, object) : files.open(backup.tenantId, object, (from, to) => vault.get(vaultName, { offset: from, length: to - from + 1 }));
  const body = Readable.from(file.range(first, last + 1));
  const length = { 'content-length': String(last - first + 1) };
  return range === null ? new RawReply(200, { ...common, ...length }, body) : new RawReply(206, { ...common, ...length, 'content-range': `bytes ${String(first)}-${String(last)}/${String(object.sizeBytes)}` }, body);
}

/** One range, as RFC 9110 §14.2; several at once, and what is no range, are answered whole. */
function rangeOf(header: string | undefined, sizeBytes: number): { readonly first: number; readonly last: number } | 'unsatisfiable' | null {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  const [, from = '', to = ''] = match ?? [];
  if (match === null || (from === '' && to === '') || (from !== '' && to !== '' && Number(to) < Number(from))) return null;
  const first = from === '' ? Math.max(0, sizeBytes - Number(to)) : Number(from);
  const last = from === '' || to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  return first > last || first >= sizeBytes ? 'unsatisfiable' : { first, last };
}
