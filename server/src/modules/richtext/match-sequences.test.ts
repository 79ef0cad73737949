/** Matching keeps order, pairs only what is equal, and finds as much as there is. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { matchSequences } from './match-sequences.ts';

const letters = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 });

function lengthByTable(left: readonly string[], right: readonly string[]): number {
  const table = Array.from({ length: left.length + 1 }, () => new Array<number>(right.length + 1).fill(0));
  left.forEach((a, i) => {
    right.forEach((b, j) => {
      const row = table[i + 1];
      if (row) row[j + 1] = a === b ? (table[i]?.[j] ?? 0) + 1 : Math.max(table[i]?.[j + 1] ?? 0, row[j] ?? 0);
    });
  });
  return table[left.length]?.[right.length] ?? 0;
}

it('pairs equal things in order, as many as a table finds', () => {
  fc.assert(fc.property(letters, letters, (left, right) => {
    const pairs = matchSequences(left, right);
    expect(pairs.every(([a, b]) => left[a] === right[b])).toBe(true);
    expect(pairs.every(([a, b], index) => index === 0 || ((pairs[index - 1]?.[0] ?? 0) < a && (pairs[index - 1]?.[1] ?? 0) < b))).toBe(true);
    expect(pairs).toHaveLength(lengthByTable(left, right));
  }), { numRuns: 300 });
});

it('gives a coarse answer, quickly, where everything differs', () => {
  const [left, right] = ['x', 'y'].map((letter) => Array.from({ length: 5_000 }, (_unused, index) => `${letter}${String(index)}`));
  expect(matchSequences(['same', ...(left ?? [])], ['same', ...(right ?? [])])).toEqual([[0, 0]]);
});
