/** What people type for a moment, and the line that programs read of a drill. */
import { describe, expect, it } from 'vitest';
import { lastLine } from './drills.ts';
import { momentOf } from './restore.ts';

const nowMs = Date.UTC(2026, 10, 30, 12, 0, 0);

describe('a moment', () => {
  it.each([
    [{ at: '2026-11-30T14:05:09+02:00' }, '2026-11-30T12:05:09.000Z'],
    [{ ago: '90s' }, '2026-11-30T11:58:30.000Z'],
    [{ ago: '15m' }, '2026-11-30T11:45:00.000Z'],
    [{ ago: '3d' }, '2026-11-27T12:00:00.000Z'],
  ])('is read from %j', (typed, expected) => {
    expect(momentOf(typed, nowMs)).toBe(expected);
  });

  it.each([[{}], [{ at: 'yesterday' }], [{ ago: '15 minutes' }], [{ at: '2026-11-30T14:05:09Z', ago: '1h' }]])('is refused in %j', (typed) => {
    expect(() => momentOf(typed, nowMs)).toThrow(/time|span|when/);
  });
});

describe('the last line of a drill', () => {
  it('has the names that programs look for, in one line', () => {
    const report = { id: 'drl_x', startedAt: 'now', drill: 'ransomware', sites: 1, restored: 1, differences: 0, rtoSeconds: 2.5, rpoSeconds: 0.4 };
    expect(lastLine(report)).toBe('{"drill":"ransomware","sites":1,"restored":1,"differences":0,"rtoSeconds":2.5,"rpoSeconds":0.4}');
  });
});
