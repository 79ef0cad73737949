/** Imports give way: after some milliseconds of work everything else that waits in this process has its turn. */
import type { Clock } from '../../../kernel/time/index.ts';

const sliceMs = 8;

export interface Pace {
  /** Call in every loop that computes. Throws when the work was stopped. */
  step(): Promise<void> | undefined;
}

export function createPace(clock: Clock, signal: AbortSignal): Pace {
  let sinceMs = clock.monotonicMs();
  return {
    step() {
      if (clock.monotonicMs() - sinceMs < sliceMs) return undefined;
      signal.throwIfAborted();
      return new Promise((resolve) => setImmediate(() => {
        sinceMs = clock.monotonicMs();
        resolve();
      }));
    },
  };
}
