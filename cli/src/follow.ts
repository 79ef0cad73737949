/** Waits for work that goes on in the platform, and tells how far it is. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandError } from './exit-codes.ts';
import type { Output } from './output.ts';

const followEveryMs = 500;
const lineEveryMs = 5_000;

export interface Following<State> {
  readonly ask: () => Promise<State>;
  readonly isOver: (state: State) => boolean;
  readonly line: (state: State) => string;
  /** What is said when somebody stops waiting. */
  readonly stopped: () => CommandError;
}

/** One line that is written over, on a terminal; a note now and then, elsewhere. */
export function progressOn(output: Output): { readonly tell: (line: string) => void; readonly clear: () => void } {
  const overwrites = process.stderr.isTTY && !output.json;
  let shownMs = 0;
  return {
    tell(line) {
      if (overwrites) process.stderr.write(`\r\u001b[K${line}`);
      else if (performance.now() - shownMs > lineEveryMs) {
        shownMs = performance.now();
        output.note(line);
      }
    },
    clear() {
      if (overwrites) process.stderr.write('\r\u001b[K');
    },
  };
}

/** The state at the end. Ctrl-C stops only the waiting: the work goes on in the platform. */
export async function follow<State>(output: Output, { ask, isOver, line, stopped }: Following<State>): Promise<State> {
  let interrupted = false;
  const interrupt = (): void => { interrupted = true; };
  process.once('SIGINT', interrupt);
  const progress = progressOn(output);
  try {
    for (;;) {
      const now = await ask();
      if (isOver(now)) {
        progress.clear();
        return now;
      }
      if (interrupted) throw stopped();
      progress.tell(line(now));
      await sleep(followEveryMs);
    }
  } finally {
    process.off('SIGINT', interrupt);
  }
}
