// Backups that a customer makes: ask for one, watch it, fetch it, remove it; schedules.
import { request, type Listing } from './request.ts';

export type BackupState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' | 'removed';
export type BackupFormat = 'xml' | 'native' | 'native-sealed';
export type BackupProduct = 'tracker' | 'wiki';

export type Backup = {
  readonly id: string;
  readonly name: string;
  readonly product: BackupProduct;
  readonly format: BackupFormat;
  readonly containers: readonly { readonly id: number; readonly key: string }[] | null;
  readonly scheduleId: string | null;
  readonly state: BackupState;
  readonly progress: { readonly phase: string; readonly done: number; readonly total: number; readonly unit: string; readonly ratePerSecond: number | null };
  readonly sizeBytes: number | null;
  readonly sha256: string | null;
  readonly records: number;
  readonly files: number;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly error: { readonly code: string; readonly title: string; readonly detail: string | null } | null;
};

export type BackupSchedule = {
  readonly id: string;
  readonly product: BackupProduct | null;
  readonly format: BackupFormat;
  readonly containers: readonly { readonly id: number; readonly key: string }[] | null;
  readonly everyHours: number;
  readonly keepDays: number;
  readonly nextAt: string;
  readonly lastProblem: string | null;
};

export type BackupWish = { readonly product?: BackupProduct; readonly format: BackupFormat; readonly containers?: readonly string[]; readonly keepDays: number; readonly locked: boolean };

export const isMaking = (backup: Backup): boolean => backup.state === 'waiting' || backup.state === 'running';

const at = (siteId: string): string => `/api/v1/sites/${siteId}/backups`;
const schedulesAt = (siteId: string): string => `/api/v1/sites/${siteId}/backup-schedules`;

export const backups = (siteId: string, signal?: AbortSignal): Promise<Listing<Backup>> => request(at(siteId), { signal });
export const makeBackup = (siteId: string, body: BackupWish): Promise<{ readonly items: readonly Backup[] }> => request(at(siteId), { method: 'POST', body });
export const cancelBackup = (siteId: string, id: string): Promise<unknown> => request(`${at(siteId)}/${id}/cancel`, { method: 'POST' });
export const removeBackup = (siteId: string, id: string): Promise<unknown> => request(`${at(siteId)}/${id}`, { method: 'DELETE' });
export const beginDownload = (siteId: string, id: string): Promise<{ readonly path: string }> => request(`${at(siteId)}/${id}/downloads`, { method: 'POST' });
export const backupSchedules = (siteId: string, signal?: AbortSignal): Promise<{ readonly items: readonly BackupSchedule[] }> => request(schedulesAt(siteId), { signal });
export const makeSchedule = (siteId: string, body: BackupWish & { readonly everyHours: number }): Promise<BackupSchedule> => request(schedulesAt(siteId), { method: 'POST', body });
export const removeSchedule = (siteId: string, id: string): Promise<unknown> => request(`${schedulesAt(siteId)}/${id}`, { method: 'DELETE' });
