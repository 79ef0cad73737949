/** How long a driver holds a saga before the reconciler may take it, and how long it pauses after a failure. */
export const sagaHoldMs = 15_000;
export const isoNever = new Date('9999-12-31T00:00:00Z');

/** 1 s, 2 s, 4 s … at most 5 min. */
export function sagaPauseMs(attempts: number): number {
  return Math.min(300_000, 1000 * 2 ** Math.min(attempts, 9));
}
