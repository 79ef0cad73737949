/** Looks after places every few seconds: interrupted sagas, then what time brings. One round at a time, as a purge may take longer than the pause. */
import type { Tenancy } from '../modules/tenancy/index.ts';

const everyMs = 5000;

export interface PlacesWatch {
  start(): void;
  /** Stops after the piece of work that is under way. */
  stop(): Promise<void>;
}

export function createPlacesWatch(tenancy: Pick<Tenancy, 'reconcile' | 'lookAfterDeletions'>, stopping: AbortController, onError: (error: unknown) => void): PlacesWatch {
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<unknown> | undefined;
  const look = (): void => {
    round ??= tenancy.reconcile().then(() => tenancy.lookAfterDeletions()).catch(onError).finally(() => { round = undefined; });
  };
  return {
    start() {
      timer ??= setInterval(look, everyMs);
      look();
    },
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await round;
    },
  };
}
