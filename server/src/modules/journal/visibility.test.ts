/** Which transactions a database snapshot sees, from their 32-bit numbers; also where those begin anew. */
import { describe, expect, it } from 'vitest';
import { parseVisibility, sees } from './read-database.ts';

const around = 2 ** 32;

describe('a database snapshot', () => {
  it.each([
    ['100:105:101,103', 99, true], ['100:105:101,103', 100, true], ['100:105:101,103', 101, false], ['100:105:101,103', 102, true],
    ['100:105:101,103', 104, true], ['100:105:101,103', 105, false], ['100:105:', 103, true],
    [`${String(around + 2)}:${String(around + 6)}:${String(around + 3)}`, 3, false], [`${String(around + 2)}:${String(around + 6)}:`, 4, true],
    [`${String(around + 2)}:${String(around + 6)}:`, around - 5, true], [`${String(around - 3)}:${String(around - 1)}:`, 4, false],
  ])('%s and transaction %i: %s', (text, xid, seen) => {
    expect(sees(parseVisibility(text), xid)).toBe(seen);
  });
});
