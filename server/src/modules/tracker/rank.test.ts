/** Rank keys: always room, always in order, never one that a new issue gets. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initialRank, rankBetween, ranksBetween } from './rank.ts';

describe('rank keys', () => {
  it('keep any sequence of moves in order, with room left between all', () => {
    fc.assert(fc.property(fc.array(fc.nat(), { maxLength: 120 }), (places) => {
      const keys = [initialRank(10_001), initialRank(10_010), initialRank(20_000)];
      for (const place of places) {
        const at = place % (keys.length + 1);
        const key = rankBetween(keys[at - 1] ?? null, keys[at] ?? null);
        expect(key).toBeDefined();
        keys.splice(at, 0, key ?? '');
      }
      expect(keys).toEqual([...keys].sort());
      expect(new Set(keys).size).toBe(keys.length);
      expect(keys.filter((key) => /^h\d{15}$/.test(key))).toHaveLength(3);
    }), { numRuns: 60 });
  });

  it('find a place between keys of other systems', () => {
    fc.assert(fc.property(fc.stringMatching(/^[0-2]\|[0-9a-z]{6}:[0-9a-z]{0,4}$/), fc.stringMatching(/^[0-2]\|[0-9a-z]{6}:[0-9a-z]{0,4}$/), (one, two) => {
      fc.pre(one !== two && !one.endsWith('0') && !two.endsWith('0'));
      const [low = '', high = ''] = [one, two].sort();
      const key = rankBetween(low, high) ?? '';
      expect(key > low && key < high).toBe(true);
    }), { numRuns: 200 });
  });

  it('place many at once, and say when there is no room', () => {
    const keys = ranksBetween('h000000000010001', 'h000000000010002', 50) ?? [];
    expect(keys).toHaveLength(50);
    expect(['h000000000010001', ...keys, 'h000000000010002']).toEqual(['h000000000010001', ...keys, 'h000000000010002'].sort());
    expect(Math.max(...keys.map((key) => key.length))).toBeLessThan(40);
    expect(rankBetween('b', 'b')).toBeUndefined();
    expect(rankBetween('c', 'b')).toBeUndefined();
  });
});
