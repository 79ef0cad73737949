/** The doors of backups: make, see, cancel, fetch, remove; schedules. */
import { Type, type Static } from 'typebox';
import { siteRoute, type Route } from '../../../kernel/service/index.ts';
import { errors } from '../errors.ts';
import type { InterchangeWorkings } from '../workings.ts';
import { beginDownload, readDownload } from './download-backup.ts';
import { cancelBackup, makeBackups, pruneBackups, readBackup, readBackups, removeBackup } from './manage-backups.ts';
import { editSchedule, makeSchedule, readSchedules, removeSchedule } from './manage-schedules.ts';
import { Backup, backupIds, Backups, BackupSchedule, BackupSchedules, Download, downloadIds, Format, Made, Product, Pruned, scheduleIds, showBackup, shownId, showSchedule } from './show-backup.ts';

const Site = Type.Object({ site: Type.String() });
const One = Type.Object({ site: Type.String(), id: Type.String({ maxLength: 64 }) });
const KeepDays = Type.Integer({ minimum: 1, maximum: 3_650 });
const Keys = Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { minItems: 1, maxItems: 200 });
const Wish = Type.Object({ format: Type.Optional(Format), product: Type.Optional(Product), containers: Type.Optional(Keys), keepDays: Type.Optional(KeepDays), locked: Type.Optional(Type.Boolean()) }, { additionalProperties: false });
const ScheduleWish = Type.Object({ format: Type.Optional(Format), product: Type.Optional(Product), containers: Type.Optional(Keys), keepDays: Type.Optional(KeepDays), locked: Type.Optional(Type.Boolean()), everyHours: Type.Integer({ minimum: 1, maximum: 720 }) }, { additionalProperties: false });
const ScheduleChange = Type.Object({ keepDays: KeepDays, everyHours: Type.Integer({ minimum: 1, maximum: 720 }) }, { additionalProperties: false });

const Keep = Type.Object({ keep: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })) }, { additionalProperties: false });
const keepDaysDefault = 30;
const wishOf = ({ format = 'xml', keepDays = keepDaysDefault, locked = false, product, containers }: Static<typeof Wish>) => ({ format, keepDays, locked, ...(product === undefined ? {} : { product }), ...(containers === undefined ? {} : { containers }) });
const refusals = [errors.backup_product_missing, errors.backup_container_unknown, errors.backup_containers_need_product, errors.backup_native_whole, errors.backup_too_many];

export function createBackupRoutes(workings: InterchangeWorkings): readonly Route[] {
  return [...makingRoutes(workings), ...endingRoutes(workings), ...scheduleRoutes(workings)];
}

function makingRoutes(workings: InterchangeWorkings): readonly Route[] {
  return [
    siteRoute({
      method: 'POST', path: '/sites/:site/backups', summary: 'Make a backup of a site, a product of it, or some projects or spaces', permission: 'interchange.backup.create', effect: 'write', audit: 'backup_requested',
      params: Site, body: Wish, replies: { 202: Made }, errors: refusals,
      handle: async (ctx, { body, siteId }) => ({ items: (await makeBackups(workings, ctx, siteId, wishOf(body))).map(showBackup) }),
    }),
    siteRoute({
      method: 'GET', path: '/sites/:site/backups', summary: 'Backups of a site, the newest first', permission: 'interchange.backup.read', params: Site,
      query: Type.Object({ cursor: Type.Optional(Type.String({ maxLength: 64 })), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })) }), replies: { 200: Backups },
      async handle(ctx, { query: { cursor, limit = 50 }, siteId }) {
        const backups = await readBackups(ctx, siteId, cursor === undefined ? null : backupIds.parse(cursor), limit + 1);
        const items = backups.slice(0, limit).map(showBackup);
        const last = items.at(-1);
        return backups.length > limit && last !== undefined ? { items, nextCursor: last.id } : { items };
      },
    }),
    siteRoute({
      method: 'GET', path: '/sites/:site/backups/:id', summary: 'One backup: progress, size, hash, reason of a failure', permission: 'interchange.backup.read', params: One, replies: { 200: Backup }, errors: [errors.backup_not_found],
      handle: async (ctx, { params, siteId }) => showBackup(await readBackup(ctx, siteId, backupIds.parse(params.id))),
    }),
    siteRoute({
      method: 'POST', path: '/sites/:site/backups/:id/cancel', summary: 'Stop making a backup', permission: 'interchange.backup.manage', effect: 'write', audit: 'backup_cancelled', params: One, replies: { 200: Backup },
      errors: [errors.backup_not_found, errors.backup_ended],
      handle: async (ctx, { params, siteId }) => showBackup(await cancelBackup(ctx, siteId, backupIds.parse(params.id))),
    }),
  ];
}

function endingRoutes(workings: InterchangeWorkings): readonly Route[] {
  return [
    siteRoute({
      method: 'DELETE', path: '/sites/:site/backups/:id', summary: 'Remove a backup that has ended', permission: 'interchange.backup.manage', effect: 'write', audit: 'backup_removed', params: One, replies: { 204: null },
      errors: [errors.backup_not_found, errors.backup_not_ended, errors.backup_locked],
      handle: (ctx, { params, siteId }) => removeBackup(workings, ctx, siteId, backupIds.parse(params.id)),
    }),
    siteRoute({
      method: 'POST', path: '/sites/:site/backups/prune', summary: 'Remove the backups whose time is over, and all but the newest of each product if asked', permission: 'interchange.backup.manage', effect: 'write', audit: 'backups_pruned', params: Site, body: Keep, replies: { 200: Pruned },
      handle: async (ctx, { body, siteId }) => ({ removed: (await pruneBackups(workings, ctx, siteId, body.keep)).map(({ id }) => shownId(id)) }),
    }),
    siteRoute({
      method: 'POST', path: '/sites/:site/backups/:id/downloads', summary: 'Begin to fetch a backup', permission: 'interchange.backup.download', effect: 'write', audit: 'backup_downloaded', params: One, replies: { 201: Download },
      errors: [errors.backup_not_found, errors.backup_not_ready],
      async handle(ctx, { params, siteId }) {
        const { download, backup } = await beginDownload(workings, ctx, siteId, backupIds.parse(params.id));
        const id = downloadIds.format(downloadIds.fromUuid(download.id));
        return { id, path: `/api/v1/sites/${params.site}/backups/${params.id}/downloads/${id}`, expiresAt: download.expiresAt.toISOString(), sizeBytes: backup.object?.sizeBytes ?? 0, sha256: backup.sha256 ?? '' };
      },
    }),
    siteRoute({
      method: 'GET', path: '/sites/:site/backups/:id/downloads/:download', summary: 'The bytes of a backup, whole or a range', permission: 'interchange.backup.download',
      params: Type.Object({ site: Type.String(), id: Type.String({ maxLength: 64 }), download: Type.String({ maxLength: 64 }) }), replies: { 200: null }, errors: [errors.backup_not_found],
      handle: (ctx, { params, siteId, headers }) => readDownload(workings, ctx, siteId, backupIds.parse(params.id), downloadIds.parse(params.download), headers),
    }),
  ];
}

function scheduleRoutes(workings: InterchangeWorkings): readonly Route[] {
  return [
    siteRoute({
      method: 'GET', path: '/sites/:site/backup-schedules', summary: 'What of a site is backed up by itself', permission: 'interchange.backup.read', params: Site, replies: { 200: BackupSchedules },
      handle: async (ctx, { siteId }) => ({ items: (await readSchedules(ctx, siteId)).map(showSchedule) }),
    }),
    siteRoute({
      method: 'POST', path: '/sites/:site/backup-schedules', summary: 'Back up a site, a product, or some projects or spaces every so many hours', permission: 'interchange.backup.manage', effect: 'write', audit: 'backup_schedule_created',
      params: Site, body: ScheduleWish, replies: { 201: BackupSchedule }, errors: refusals,
      handle: async (ctx, { body, siteId }) => showSchedule(await makeSchedule(workings, ctx, siteId, { ...wishOf(body), everyHours: body.everyHours })),
    }),
    siteRoute({
      method: 'PUT', path: '/sites/:site/backup-schedules/:id', summary: 'Change how often, and how long backups stay', permission: 'interchange.backup.manage', effect: 'write', audit: 'backup_schedule_changed', params: One, body: ScheduleChange,
      replies: { 200: BackupSchedule }, errors: [errors.backup_schedule_not_found],
      handle: async (ctx, { params, body, siteId }) => showSchedule(await editSchedule(ctx, siteId, scheduleIds.parse(params.id), body)),
    }),
    siteRoute({
      method: 'DELETE', path: '/sites/:site/backup-schedules/:id', summary: 'Stop a schedule; its backups stay', permission: 'interchange.backup.manage', effect: 'write', audit: 'backup_schedule_removed', params: One, replies: { 204: null },
      errors: [errors.backup_schedule_not_found],
      handle: (ctx, { params, siteId }) => removeSchedule(ctx, siteId, scheduleIds.parse(params.id)),
    }),
  ];
}
