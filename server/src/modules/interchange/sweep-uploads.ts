/**
 * Uploads that no import will read: a crash between the file and its row, or between the end of an import and the removal of
 * its file, leaves one behind. Once a day they are removed, the first time an hour after the start. What is younger than a
 * day stays: its row may still be on its way.
 */
import type { OrganizationId, TenantId } from '../../kernel/ids/index.ts';
import { heldBackupFiles } from './backup/backup-store.ts';
import { heldFiles } from './import-job-store.ts';
import type { InterchangeWorkings } from './workings.ts';

const graceMs = 24 * 3_600_000;
const everyMs = 24 * 3_600_000;
const firstAfterMs = 3_600_000;

/** Returns how many were removed. `heldOf` tells which are still read by somebody. */
export async function sweepUploads({ databases, files, clock }: Pick<InterchangeWorkings, 'databases' | 'files' | 'clock'>, scopes: Iterable<OrganizationId | TenantId>, heldOf: typeof heldFiles = heldFiles): Promise<number> {
  const pool = databases.system('uploads that no import reads, files that no backup has', 'control');
  const before = new Date(clock.now().getTime() - graceMs);
  let removed = 0;
  for (const scope of scopes) {
    const old: string[] = [];
    for await (const { objectId, modifiedAt } of files.list(scope)) if (modifiedAt < before) old.push(objectId);
    if (old.length === 0) continue;
    const held = await heldOf(pool, old);
    for (const objectId of old) {
      if (held.has(objectId)) continue;
      await files.remove(scope, objectId);
      removed += 1;
    }
  }
  return removed;
}

export function createUploadSweeper(workings: InterchangeWorkings): { start(): void; stop(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let sweeping: Promise<void> = Promise.resolve();

  async function sweep(): Promise<void> {
    try {
      const { databases, clock, tenants, backups } = workings;
      const removed = (await sweepUploads(workings, tenants.organizations())) + (await sweepUploads({ databases, clock, files: backups.files }, tenants.everyTenant(), heldBackupFiles));
      if (removed > 0) workings.log.info('uploads that no import reads were removed', { count: removed });
    } catch (error) {
      workings.log.warn('uploads could not be swept', { error });
    }
  }

  function schedule(afterMs: number): void {
    timer = setTimeout(() => {
      sweeping = sweep().then(() => {
        if (!isStopped) schedule(everyMs);
      });
    }, afterMs);
    timer.unref();
  }

  return {
    start: () => { schedule(firstAfterMs); },
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await sweeping;
    },
  };
}
