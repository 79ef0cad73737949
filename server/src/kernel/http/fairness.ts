/**
 * No tenant can spend its neighbours' service (R17): each may have only so many requests under way and waiting, and
 * only so many in a minute; nor can a stranger, whose network address has a share of its own. Beyond that the answer
 * comes at once: request.too_many, and when to come again.
 */
import type { Clock } from '../time/index.ts';
import { requestErrors } from '../service/errors.ts';
import { createRate } from './rate.ts';

export interface FairnessLimits {
  /** Requests of one tenant served at the same time. */
  readonly concurrent: number;
  /** Requests of one tenant that may wait. */
  readonly waiting: number;
  /** Requests of one tenant in a minute. */
  readonly perMinute: number;
  /** Requests of one network address in a minute without proof of who asks. */
  readonly anonymousPerMinute: number;
}

interface Lane {
  active: number;
  readonly waiters: (() => void)[];
}

export interface Fairness {
  /** Fails with request.too_many. */
  run<Result>(tenant: string, work: () => Promise<Result>): Promise<Result>;
  /** Counts one request of somebody unknown. Fails with request.too_many. */
  admitAnonymous(address: string): void;
}

export function createFairness(limits: FairnessLimits, clock: Clock): Fairness {
  const lanes = new Map<string, Lane>();
  const tenantRate = createRate(limits.perMinute, clock);
  const addressRate = createRate(limits.anonymousPerMinute, clock);

  function admit(rate: ReturnType<typeof createRate>, key: string): void {
    const waitMs = rate.take(key);
    if (waitMs > 0) throw requestErrors.too_many({ retryAfterSeconds: waitMs / 1000 });
  }

  return {
    admitAnonymous: (address) => { admit(addressRate, address); },
    async run(tenant, work) {
      admit(tenantRate, tenant);
      let lane = lanes.get(tenant);
      if (lane === undefined) {
        lane = { active: 0, waiters: [] };
        lanes.set(tenant, lane);
      }
      if (lane.active >= limits.concurrent) {
        if (lane.waiters.length >= limits.waiting) throw requestErrors.too_many({ retryAfterSeconds: 1 });
        const { promise, resolve } = Promise.withResolvers<undefined>();
        lane.waiters.push(() => resolve(undefined));
        await promise; // the one that ends hands its place over, so `active` stays as it is
      } else {
        lane.active += 1;
      }
      try {
        return await work();
      } finally {
        const next = lane.waiters.shift();
        if (next !== undefined) next();
        else {
          lane.active -= 1;
          if (lane.active === 0) lanes.delete(tenant);
        }
      }
    },
  };
}
