/** Imports whose worker is gone: their lease ended and nobody goes on. They are asked for again, every few seconds, with the same key. */
import { findAbandoned, type AbandonedImport } from './import-job-store.ts';
import type { InterchangeWorkings } from './workings.ts';

const everyMs = 2_000;

export function createRecovery(workings: InterchangeWorkings, request: (found: AbandonedImport) => Promise<void>): { start(): void; stop(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    try {
      const pool = workings.databases.system('imports whose worker died', 'control');
      for (const found of await findAbandoned(pool, workings.clock.now())) await request(found);
    } catch (error) {
      workings.log.warn('imports could not be looked through', { error });
    }
  }

  return {
    start() {
      looking = look();
      timer ??= setInterval(() => {
        looking = looking.then(look);
      }, everyMs);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}
