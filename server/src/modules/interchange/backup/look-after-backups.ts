/** Backups whose worker is gone, schedules that are due, files whose time is over: looked through every few seconds, each by itself harmless when several processes do. */
import { organizationIds, siteIds } from '../../../kernel/ids/index.ts';
import { noAccess, systemActor, systemFacts } from '../../../kernel/service/index.ts';
import type { InterchangeWorkings } from '../workings.ts';
import { findAbandoned, findExpired, type BackupToDo } from './backup-store.ts';
import { pruneBackups } from './manage-backups.ts';
import { runSchedule } from './manage-schedules.ts';
import { findDue } from './schedule-store.ts';

const everyMs = 2_000;

export function createBackupCare(workings: InterchangeWorkings, request: (found: BackupToDo) => Promise<void>): { start(): void; stop(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    try {
      const pool = workings.databases.system('backups whose worker died, schedules that are due, backups whose time is over', 'control');
      const now = workings.clock.now();
      for (const found of await findAbandoned(pool, now)) await request(found);
      for (const { organizationId, scheduleId } of await findDue(pool, now)) await runSchedule(workings, organizationIds.fromUuid(organizationId), scheduleId);
      for (const { organizationId, siteId } of await findExpired(pool, now)) {
        const ctx = workings.contexts.organization('interchange', systemFacts(systemActor, now, new AbortController().signal), organizationIds.fromUuid(organizationId), noAccess);
        await pruneBackups(workings, ctx, siteIds.fromUuid(siteId));
      }
    } catch (error) {
      workings.log.warn('backups could not be looked after', { error });
    }
  }

  return {
    start() {
      looking = look();
      timer ??= setInterval(() => { looking = looking.then(look); }, everyMs);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}
