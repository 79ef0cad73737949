/**
 * Sweeps all tenants, one after the other, once a day; the first time an hour after the start, so that a start is not
 * slowed. A tenant that fails is told and tried again the next day; the others are swept all the same.
 */
import type { Ctx } from '../../kernel/service/index.ts';
import type { Media } from './media.ts';

export interface SweeperOptions {
  readonly media: Media;
  /** A context of the product of each tenant that lives here now; `signal` ends when the process stops. */
  readonly tenants: (signal: AbortSignal) => Iterable<Ctx>;
  readonly everyMs?: number;
  readonly firstAfterMs?: number;
  readonly onSwept: (report: { readonly tenants: number; readonly removed: number; readonly strays: number }) => void;
  readonly onError: (error: unknown, tenantId: string) => void;
}

export interface Sweeper {
  start(): void;
  /** One round over all tenants, now. */
  sweepAll(): Promise<void>;
  stop(): Promise<void>;
}

export function createSweeper(options: SweeperOptions): Sweeper {
  const { everyMs = 24 * 3_600_000, firstAfterMs = 3_600_000 } = options;
  const stopped = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  async function round(): Promise<void> {
    let [tenants, removed, strays] = [0, 0, 0];
    for (const ctx of options.tenants(stopped.signal)) {
      if (stopped.signal.aborted) return;
      try {
        const report = await options.media.sweep(ctx);
        tenants += 1;
        removed += report.removed;
        strays += report.strays;
      } catch (error) {
        if (!stopped.signal.aborted) options.onError(error, ctx.tenant.tenantId);
      }
    }
    options.onSwept({ tenants, removed, strays });
  }

  function sweepAll(): Promise<void> {
    running = running.then(round);
    return running;
  }

  function schedule(afterMs: number): void {
    timer = setTimeout(() => { void sweepAll().then(() => { if (!stopped.signal.aborted) schedule(everyMs); }); }, afterMs);
    timer.unref();
  }

  return {
    start() {
      schedule(firstAfterMs);
    },
    sweepAll,
    async stop() {
      stopped.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
