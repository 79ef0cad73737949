/**
 * No tenant can spend its neighbours' service (R17): each may have only so many requests under way and waiting;
 * beyond that it is answered at once with request.too_many and when to come again.
 */
import { requestErrors } from '../service/errors.ts';

export interface FairnessLimits {
  /** Requests of one tenant served at the same time. */
  readonly concurrent: number;
  /** Requests of one tenant that may wait. */
  readonly waiting: number;
}

interface Lane {
  active: number;
  readonly waiters: (() => void)[];
}

export interface Fairness {
  run<Result>(tenant: string, work: () => Promise<Result>): Promise<Result>;
}

export function createFairness(limits: FairnessLimits): Fairness {
  const lanes = new Map<string, Lane>();
  return {
    async run(tenant, work) {
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
