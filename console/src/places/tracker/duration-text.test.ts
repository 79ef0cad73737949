import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationText, secondsOf } from './duration-text.ts';

describe('durations as people type them', () => {
  it.each([['3h 30m', 12_600], ['90', 5_400], ['1d', 28_800], ['1w 1d', 172_800], ['1,5h', 5_400], [' 2H ', 7_200]])('reads %s', (text, seconds) => {
    expect(secondsOf(text)).toBe(seconds);
  });
  it.each(['', 'soon', '3x', '-1h', 'h'])('refuses %j', (text) => {
    expect(secondsOf(text)).toBeUndefined();
  });
  it('reads back every duration that it writes', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 60 * 24 * 400 }), (minutes) => secondsOf(durationText(minutes * 60)) === minutes * 60));
  });
});
