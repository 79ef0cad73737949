/**
 * What one export may cost: pages (those that are included count), bytes of text, bytes of pictures once and as often as they are shown, lists of
 * issues, time. An export gives way after every block, so that nobody else waits for it.
 */
import type { Clock } from '../../../kernel/time/index.ts';
import { wikiErrors } from '../errors.ts';

export const exportLimits = { pages: 300, textBytes: 4 * 1024 * 1024, pictureBytes: 50 * 1024 * 1024, shownBytes: 50 * 1024 * 1024, issueLists: 100, ms: 60_000 } as const;

export interface ExportBudget {
  /** Each fails with wiki.export_too_large where this would be too much. */
  readonly take: (what: Exclude<keyof typeof exportLimits, 'ms'>, amount: number) => void;
  /** Call between pieces of work. Fails with wiki.export_too_large when the time is over, with the signal's reason when nobody waits any more. */
  readonly turn: () => Promise<void>;
}

export function createExportBudget(clock: Clock, signal: AbortSignal): ExportBudget {
  const beganMs = clock.monotonicMs();
  const taken = { pages: 0, textBytes: 0, pictureBytes: 0, shownBytes: 0, issueLists: 0 };
  return {
    take(what, amount) {
      taken[what] += amount;
      if (taken[what] > exportLimits[what]) throw wikiErrors.export_too_large();
    },
    async turn() {
      await new Promise((resolve) => { setImmediate(resolve); });
      signal.throwIfAborted();
      if (clock.monotonicMs() - beganMs > exportLimits.ms) throw wikiErrors.export_too_large();
    },
  };
}
