/** Time is injected: nothing outside this folder asks the machine for it, so that tests can move it. */
export interface Clock {
  /** Wall-clock time now. */
  now(): Date;
  /** Milliseconds from a monotonic source, for measuring durations. */
  monotonicMs(): number;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
};

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  #nowMs: number;
  constructor(start: Date) {
    this.#nowMs = start.getTime();
  }
  now(): Date {
    return new Date(this.#nowMs);
  }
  monotonicMs(): number {
    return this.#nowMs;
  }
  advanceMs(ms: number): void {
    this.#nowMs += ms;
  }
}
