/** Front door of interchange: what main wires. */
import { organizationIds } from '../../kernel/ids/index.ts';
import type { JobHandler } from '../../kernel/jobs/index.ts';
import type { OutboxHandler } from '../../kernel/outbox/index.ts';
import type { Service } from '../../kernel/service/index.ts';
import type { BackupToDo } from './backup/backup-store.ts';
import { createBackupRoutes } from './backup/backup-routes.ts';
import { createBackupCare } from './backup/look-after-backups.ts';
import { backupRequestedTopic } from './backup/manage-backups.ts';
import { runBackup } from './backup/run-backup.ts';
import type { AbandonedImport } from './import-job-store.ts';
import { createRecovery } from './recover-imports.ts';
import { countFilesOf, removeFilesOf, type ImportedInto } from './remove-files.ts';
import { createInterchangeRoutes } from './routes.ts';
import { runImport } from './run-import.ts';
import { interchange } from './service.ts';
import { requestedTopic } from './start-import.ts';
import { createUploadSweeper } from './sweep-uploads.ts';
import { backupTask, importPriority, importTask, type InterchangeWorkings } from './workings.ts';

export { openDoor, type ExportDoor, type ExportRequest } from './backup/export-door.ts';
export { createImportFiles, type ImportFiles } from './sealed-file.ts';
export { interchange as interchangeDescriptor } from './service.ts';
export type { Accounts, InterchangeWorkings, Tenants } from './workings.ts';

export interface Interchange {
  readonly service: Service;
  readonly jobHandlers: Readonly<Record<string, JobHandler>>;
  readonly outboxHandlers: Readonly<Record<string, OutboxHandler>>;
  /** Of a tenant that is purged. */
  removeFilesOf(into: ImportedInto, onSome: () => Promise<void>): Promise<void>;
  countFilesOf(into: ImportedInto): Promise<number>;
  /** Looks for imports and backups whose worker died, for schedules that are due, and for uploads that no import will read. */
  start(): void;
  stop(): Promise<void>;
}

export function createInterchange(workings: InterchangeWorkings, fileBytesMax: number): Interchange {
  const request = async ({ organizationId, importId, siteId }: AbandonedImport): Promise<void> => {
    await workings.jobs().add({ task: importTask, payload: { organizationId, importId }, key: `import ${importId}`, tenant: siteId, priority: importPriority });
  };
  const requestBackup = async ({ organizationId, backupId, siteId }: BackupToDo): Promise<void> => {
    await workings.jobs().add({ task: backupTask, payload: { organizationId, backupId }, key: `backup ${backupId}`, tenant: siteId, priority: importPriority });
  };
  const care = createBackupCare(workings, requestBackup);
  const recovery = createRecovery(workings, request);
  const uploads = createUploadSweeper(workings);
  return {
    service: { descriptor: interchange, routes: [...createInterchangeRoutes(workings, fileBytesMax), ...createBackupRoutes(workings)] },
    jobHandlers: {
      [importTask]: ({ payload, signal }) => runImport(workings, organizationIds.fromUuid(payload['organizationId'] ?? ''), payload['importId'] ?? '', signal),
      [backupTask]: ({ payload, signal }) => runBackup(workings, organizationIds.fromUuid(payload['organizationId'] ?? ''), payload['backupId'] ?? '', signal),
    },
    outboxHandlers: {
      [requestedTopic]: ({ payload }) => request({ organizationId: String(payload['organizationId']), importId: String(payload['importId']), siteId: String(payload['siteId']) }),
      [backupRequestedTopic]: ({ payload }) => requestBackup({ organizationId: String(payload['organizationId']), backupId: String(payload['backupId']), siteId: String(payload['siteId']) }),
    },
    start() {
      recovery.start();
      uploads.start();
      care.start();
    },
    async stop() {
      await Promise.all([recovery.stop(), uploads.stop(), care.stop()]);
    },
    removeFilesOf: (into, onSome) => removeFilesOf(workings, into, onSome),
    countFilesOf: (into) => countFilesOf(workings, into),
  };
}
