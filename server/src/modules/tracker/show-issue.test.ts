import { describe, expect, it } from 'vitest';
import { parseDuration } from './field-errors.ts';
import { duration } from './show-issue.ts';

describe('a duration', () => {
  it.each([[0, '0m'], [59, '0m'], [60, '1m'], [3_600, '1h'], [8 * 3_600, '1d'], [40 * 3_600, '1w'], [40 * 3_600 + 8 * 3_600 + 3_600 + 60, '1w 1d 1h 1m']])('%i seconds are %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
  it.each([['3h 30m', 12_600], ['2d', 57_600], ['45', 2_700], ['1.5h', 5_400], ['1w1d', 172_800], ['soon', undefined], ['-1h', undefined], ['', undefined]])('%s is read as %s seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });
});
