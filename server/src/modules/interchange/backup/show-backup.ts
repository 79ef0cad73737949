/** A backup and a schedule as the API tells them. */
import { Type, type Static, type TSchema } from 'typebox';
import { defineIdKind } from '../../../kernel/ids/index.ts';
import type { BackupRow } from './backup-store.ts';
import type { Schedule } from './schedule-store.ts';

export const backupIds = defineIdKind('backup', 'bak');
export const scheduleIds = defineIdKind('backup_schedule', 'bks');
export const downloadIds = defineIdKind('backup_download', 'bkd');

const Nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
export const Format = Type.Union([Type.Literal('xml'), Type.Literal('native'), Type.Literal('native-sealed')]);
export const Product = Type.Union([Type.Literal('tracker'), Type.Literal('wiki')]);
const Containers = Type.Union([Type.Array(Type.Object({ id: Type.Integer(), key: Type.String() })), Type.Null()]);

export const Backup = Type.Object({
  id: Type.String(), name: Type.String(), product: Product, format: Format, containers: Containers, scheduleId: Nullable(Type.String()),
  state: Type.Union([Type.Literal('waiting'), Type.Literal('running'), Type.Literal('done'), Type.Literal('failed'), Type.Literal('cancelled'), Type.Literal('removed')]),
  progress: Type.Object({ phase: Type.String(), done: Type.Integer(), total: Type.Integer(), unit: Type.String(), ratePerSecond: Nullable(Type.Number()) }),
  sizeBytes: Nullable(Type.Integer()), sha256: Nullable(Type.String()), records: Type.Integer(), files: Type.Integer(), filesMissing: Type.Integer(), cancelRequested: Type.Boolean(), locked: Type.Boolean(),
  createdAt: Type.String(), startedAt: Nullable(Type.String()), endedAt: Nullable(Type.String()), expiresAt: Nullable(Type.String()),
  error: Type.Union([Type.Object({ code: Type.String(), title: Type.String(), detail: Nullable(Type.String()) }), Type.Null()]),
});
export const Backups = Type.Object({ items: Type.Array(Backup), nextCursor: Type.Optional(Type.String()) });
export const Made = Type.Object({ items: Type.Array(Backup) });
export const Pruned = Type.Object({ removed: Type.Array(Type.String()) });
export const Download = Type.Object({ id: Type.String(), path: Type.String(), expiresAt: Type.String(), sizeBytes: Type.Integer(), sha256: Type.String() });
export const BackupSchedule = Type.Object({
  id: Type.String(), product: Type.Union([Product, Type.Null()]), format: Format, containers: Containers, everyHours: Type.Integer(), keepDays: Type.Integer(), locked: Type.Boolean(),
  createdAt: Type.String(), nextAt: Type.String(), lastAt: Nullable(Type.String()), lastProblem: Nullable(Type.String()),
});
export const BackupSchedules = Type.Object({ items: Type.Array(BackupSchedule) });

export const shownId = (id: string): string => backupIds.format(backupIds.fromUuid(id));

export function showBackup(backup: BackupRow): Static<typeof Backup> {
  return {
    id: shownId(backup.id), name: backup.name, product: backup.product, format: backup.format, containers: backup.containers?.map(({ id, key }) => ({ id, key })) ?? null,
    scheduleId: backup.scheduleId === null ? null : scheduleIds.format(scheduleIds.fromUuid(backup.scheduleId)), state: backup.state, progress: { ...backup.progress },
    sizeBytes: backup.object?.sizeBytes ?? null, sha256: backup.sha256, records: backup.records, files: backup.files, filesMissing: backup.filesMissing, cancelRequested: backup.cancelRequested, locked: backup.locked,
    createdAt: backup.createdAt.toISOString(), startedAt: backup.startedAt?.toISOString() ?? null, endedAt: backup.endedAt?.toISOString() ?? null, expiresAt: backup.expiresAt?.toISOString() ?? null, error: backup.error,
  };
}

export function showSchedule(schedule: Schedule): Static<typeof BackupSchedule> {
  return {
    id: scheduleIds.format(scheduleIds.fromUuid(schedule.id)), product: schedule.product, format: schedule.format, containers: schedule.containers?.map(({ id, key }) => ({ id, key })) ?? null, everyHours: schedule.everyHours, keepDays: schedule.keepDays, locked: schedule.locked,
    createdAt: schedule.createdAt.toISOString(), nextAt: schedule.nextAt.toISOString(), lastAt: schedule.lastAt?.toISOString() ?? null, lastProblem: schedule.lastProblem,
  };
}
