/**
 * The time that decides whether a lock is over. The machine's clock can be set by whoever administers it, so it is
 * believed only as far as something else bears it out: trusted time goes on from the newest manifest entry, never back, by
 * at most `catchUp` times what the monotonic clock measured while the vault was open, and by at most `restartAllowanceMs`
 * for the time between two runs. A clock that jumps ahead ends a lock neither at once nor unseen: trusted time follows it
 * slowly, and `verify` tells the distance all the while. After a long standstill locks end a little late, never early.
 */
import type { Clock } from '../../kernel/time/index.ts';

const hourMs = 3_600_000;
const restartAllowanceMs = 72 * hourMs;
const catchUp = 4;
/** A distance between the clock and trusted time that a machine's time service may cause. */
export const noticedMs = hourMs;

export interface TrustedTime {
  now(): { readonly wallMs: number; readonly trustedMs: number };
  /** Another process went on meanwhile: its entries bear out this much. */
  witness(trustedMs: number): void;
}

export function createTrustedTime(clock: Clock, lastTrustedMs: number | undefined): TrustedTime {
  const openedWallMs = clock.now().getTime();
  const openedMonotonicMs = clock.monotonicMs();
  const startMs = lastTrustedMs === undefined ? openedWallMs : Math.max(lastTrustedMs, Math.min(openedWallMs, lastTrustedMs + restartAllowanceMs));
  let newestMs = startMs;
  return {
    now() {
      const wallMs = clock.now().getTime();
      const elapsedMs = Math.max(0, clock.monotonicMs() - openedMonotonicMs);
      newestMs = Math.max(newestMs, Math.min(wallMs, startMs + Math.floor(catchUp * elapsedMs)));
      return { wallMs, trustedMs: newestMs };
    },
    witness(trustedMs) {
      newestMs = Math.max(newestMs, trustedMs);
    },
  };
}
