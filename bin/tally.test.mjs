// What `npm test` says last is what happened: nothing that failed, broke or was skipped in CI is lost on the way.
import { describe, expect, it } from 'vitest';
import { countReport, tally } from './tally.mjs';

const test = (status, fullName = status) => ({ status, fullName, duration: 5 });
const file = (status, ...assertionResults) => ({ name: '/checkout/server/a.test.ts', status, assertionResults });
const check = (changes) => ({ name: 'Unit tests', passed: 0, failed: 0, skipped: [], slow: [], ms: 1, ...changes });
const last = (results, ci = false) => {
  const { lines, exitCode } = tally(results, { ci, ms: 1 });
  return [lines.at(-1), exitCode];
};

describe('the count of a Vitest report', () => {
  it('counts tests and names what was skipped, by path inside the checkout', () => {
    const { passed, failed, skipped } = countReport({ testResults: [file('failed', test('passed'), test('failed'), test('pending'), test('todo'))] }, '/checkout');
    expect({ passed, failed, skipped }).toEqual({ passed: 1, failed: 1, skipped: ['server/a.test.ts: pending', 'server/a.test.ts: todo'] });
  });

  it('counts a file that could not be loaded as one failure', () => {
    expect(countReport({ testResults: [file('failed')] }, '/checkout').failed).toBe(1);
  });

  it('counts a file whose hook failed after its tests had passed', () => {
    expect(countReport({ testResults: [file('failed', test('passed'))] }, '/checkout')).toMatchObject({ passed: 1, failed: 1 });
  });
});

describe('the last line', () => {
  it('adds up the checks and lets a clean run pass', () => {
    expect(last([check({ passed: 2 }), check({ passed: 3 })])).toEqual(['5 passed, 0 failed', 0]);
  });

  it('fails for one failure among many passes', () => {
    expect(last([check({ passed: 500 }), check({ failed: 1 })])).toEqual(['500 passed, 1 failed', 1]);
  });

  it('fails when nothing passed', () => {
    expect(last([])).toEqual(['0 passed, 0 failed', 1]);
  });

  it('counts a skipped test as failed in CI only, and names it', () => {
    const results = [check({ passed: 1, skipped: ['e2e/sign-in.e2e.test.ts: signs in'] })];
    expect(last(results)).toEqual(['1 passed, 0 failed', 0]);
    expect(last(results, true)).toEqual(['1 passed, 1 failed', 1]);
    expect(tally(results, { ci: true, ms: 1 }).lines.join('\n')).toContain('signs in');
  });
});
