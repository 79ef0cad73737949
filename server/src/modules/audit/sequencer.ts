/** Runs the numbering of records in every database, every second and on demand. */
import type { Databases } from '../../kernel/db/index.ts';
import { sequencePending } from './record-store.ts';

export interface Sequencer {
  /** Numbers everything that is committed now. */
  run(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

export function createSequencer(options: { readonly databases: Databases; readonly everyMs: number; readonly onError: (error: unknown) => void }): Sequencer {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  async function round(): Promise<void> {
    for (const where of ['control' as const, ...options.databases.shardIds]) {
      const pool = options.databases.system('number audit records', where);
      let numbered: number;
      do {
        const results = await pool.run([{ text: sequencePending.lock, values: [] }, { text: sequencePending.assign, values: [] }]);
        numbered = results.at(-1)?.rowCount ?? 0;
      } while (numbered === 5000);
    }
  }

  const run = (): Promise<void> => {
    running = running.then(round, round);
    return running;
  };
  return {
    run,
    start() {
      timer ??= setInterval(() => void run().catch(options.onError), options.everyMs);
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      await running.catch(() => undefined); // reported where it was started
    },
  };
}
