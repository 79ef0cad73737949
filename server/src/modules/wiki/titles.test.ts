/** Titles that a person reads as the same are the same; cursors hold what they held. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCursor, decodeTimeCursor, encodeCursor } from './api/paging.ts';
import { normalisedTitle } from './titles.ts';

describe('titles', () => {
  it.each([['  Two   words ', 'two words'], ['ＦＵＬＬ', 'full'], ['e\u0301t\u00e9', '\u00e9t\u00e9'], ['A\nB', 'a b']])('%j is %j', (given, expected) => {
    expect(normalisedTitle(given)).toBe(expected);
  });
  it('are normal after the first time', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (title) => { expect(normalisedTitle(normalisedTitle(title))).toBe(normalisedTitle(title)); }), { numRuns: 2_000 });
  });
});

describe('cursors', () => {
  it('come back as they went out', () => {
    fc.assert(fc.property(fc.string({ maxLength: 300 }), fc.maxSafeInteger(), (key, id) => { expect(decodeCursor(encodeCursor({ key, id }))).toEqual({ key, id }); }));
    expect(decodeCursor(undefined)).toBeNull();
  });
  it.each(['x', 'e30', Buffer.from('["a","b"]').toString('base64url'), Buffer.from('[1,2]').toString('base64url')])('%s is none', (text) => {
    expect(() => decodeCursor(text)).toThrow(expect.objectContaining({ code: 'wiki.cursor_invalid' }) as Error);
  });
  it('of times hold a time', () => {
    expect(() => decodeTimeCursor(encodeCursor({ key: 'soon', id: 1 }))).toThrow(expect.objectContaining({ code: 'wiki.cursor_invalid' }) as Error);
  });
});
