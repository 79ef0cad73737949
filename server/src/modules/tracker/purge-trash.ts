/**
 * Empties the trash of what is older than the tracker keeps it: once a day, tenant by tenant, some hundred rows at a time. Two
 * processes may do it at once; each leaves what the other holds. What a legal hold or a deletion lock stands on stays in the trash.
 */
import type { Ctx } from '../../kernel/service/index.ts';
import { readSettings } from './settings-store.ts';
import { expiredIssues, expiredProjects, purgeIssues, purgeParts, purgeProjectRow, purgeSomeOf } from './trash-store.ts';

const atOnce = 200;
const dayMs = 86_400_000;

/** Tells how many issues and projects went. */
export async function purgeExpired(ctx: Ctx): Promise<number> {
  const { trashDays } = await ctx.read((tx) => readSettings(tx));
  const before = new Date(ctx.now.getTime() - trashDays * dayMs);
  let purged = 0;
  for (;;) {
    ctx.signal.throwIfAborted();
    const count = await ctx.tx(async (tx) => {
      const rows = await expiredIssues(tx, before, atOnce);
      for (const { id, key, project_id, project_key } of rows) {
        await purgeIssues(tx, id);
        tx.record({ action: 'tracker_issue_purged', target: { kind: 'issue', id: String(id), name: key }, container: { kind: 'project', id: String(project_id), name: project_key } });
      }
      return rows.length;
    });
    purged += count;
    if (count < atOnce) break;
  }
  for (;;) {
    ctx.signal.throwIfAborted();
    const left = await ctx.tx(async (tx) => {
      const [project] = await expiredProjects(tx, before);
      if (project === undefined) return false;
      if ((await purgeSomeOf(tx, project.id, atOnce)) === atOnce) return true;
      await purgeProjectRow(tx, project.id);
      tx.record({ action: 'tracker_project_purged', target: { kind: 'project', id: String(project.id), name: project.key } });
      purged += 1;
      return true;
    });
    if (!left) break;
  }
  await ctx.tx((tx) => purgeParts(tx, before));
  return purged;
}

export interface TrashPurge { start(): void; stop(): Promise<void> }

export function createTrashPurge(options: { readonly tenants: (signal: AbortSignal) => Iterable<Ctx>; readonly onError: (error: unknown, tenantId: string) => void; readonly everyMs?: number; readonly firstAfterMs?: number }): TrashPurge {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  async function round(): Promise<void> {
    for (const ctx of options.tenants(abort.signal)) {
      if (abort.signal.aborted) return;
      try {
        await purgeExpired(ctx);
      } catch (error) {
        if (!abort.signal.aborted) options.onError(error, ctx.tenant.tenantId);
      }
    }
  }

  function later(ms: number): void {
    timer = setTimeout(() => {
      running = round().finally(() => { if (!abort.signal.aborted) later(options.everyMs ?? dayMs); });
    }, ms);
    timer.unref();
  }

  return {
    start: () => { later(options.firstAfterMs ?? 600_000); },
    async stop() {
      abort.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
