/**
 * So many in a minute for each key, spread evenly after a burst of a minute's worth (a token bucket). It keeps the
 * keys of late; one that is forgotten starts with a full minute again.
 */
import { LRUCache } from 'lru-cache';
import type { Clock } from '../time/index.ts';

const keysMax = 100_000;

export interface Rate {
  /** Takes one; 0 when there was one, otherwise the time until there is. */
  take(key: string): number;
}

export function createRate(perMinute: number, clock: Clock): Rate {
  const buckets = new LRUCache<string, { left: number; atMs: number }>({ max: keysMax });
  const msForOne = 60_000 / perMinute;
  return {
    take(key) {
      const nowMs = clock.monotonicMs();
      const bucket = buckets.get(key) ?? { left: perMinute, atMs: nowMs };
      bucket.left = Math.min(perMinute, bucket.left + (nowMs - bucket.atMs) / msForOne);
      bucket.atMs = nowMs;
      buckets.set(key, bucket);
      if (bucket.left < 1) return (1 - bucket.left) * msForOne;
      bucket.left -= 1;
      return 0;
    },
  };
}
