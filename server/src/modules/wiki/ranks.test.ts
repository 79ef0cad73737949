/** Ranks keep their promise wherever something is put. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evenRanks, rankBetween } from './ranks.ts';

const inOrder = (ranks: readonly string[]): boolean => ranks.every((rank, index) => index === 0 || (ranks[index - 1] ?? '') < rank);

describe('ranks', () => {
  it('are even, distinct and in order for any number of siblings', () => {
    for (const count of [0, 1, 2, 15, 61, 62, 5000]) {
      const ranks = evenRanks(count);
      expect(ranks).toHaveLength(count);
      expect(inOrder(ranks)).toBe(true);
      expect(ranks.every((rank) => rank !== '' && !rank.endsWith('0'))).toBe(true);
    }
  });

  it('find room between any two, again and again', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 20 }), fc.array(fc.nat(), { maxLength: 200 }), (count, places) => {
      const ranks = [...evenRanks(count)];
      for (const place of places) {
        const at = place % (ranks.length + 1);
        const rank = rankBetween(ranks[at - 1] ?? null, ranks[at] ?? null);
        ranks.splice(at, 0, rank);
      }
      expect(inOrder(ranks)).toBe(true);
      expect(ranks.every((rank) => !rank.endsWith('0'))).toBe(true);
    }));
  });

  it('find room at the ends a thousand times', () => {
    let first = rankBetween(null, null);
    let last = first;
    for (let round = 0; round < 1000; round += 1) {
      const lower = rankBetween(null, first);
      const higher = rankBetween(last, null);
      expect(lower < first && last < higher).toBe(true);
      first = lower;
      last = higher;
    }
  });
});
