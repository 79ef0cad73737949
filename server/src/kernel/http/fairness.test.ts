/** Shares of the server: at the same time, in a minute, and of strangers by their address. */
import { describe, expect, it } from 'vitest';
import { isAppError } from '../errors/index.ts';
import { ManualClock } from '../time/index.ts';
import { createFairness } from './fairness.ts';
import { createRate } from './rate.ts';

const limits = { concurrent: 2, waiting: 1, perMinute: 1000, anonymousPerMinute: 60 };
const newClock = (): ManualClock => new ManualClock(new Date('2026-05-04T08:00:00Z'));
const done = (): Promise<string> => Promise.resolve('done');

async function codeOf(work: () => unknown): Promise<string> {
  try {
    await work();
    return 'none';
  } catch (error) {
    return isAppError(error) ? error.code : String(error);
  }
}

describe('what a tenant has under way', () => {
  it('runs up to its places, waits up to its queue, and is refused beyond, while a neighbour is served at once', async () => {
    const fairness = createFairness(limits, newClock());
    const { promise: held, resolve: release } = Promise.withResolvers<string>();
    const running = [fairness.run('a', () => held), fairness.run('a', () => held), fairness.run('a', done)];
    expect(await codeOf(() => fairness.run('a', done))).toBe('request.too_many');
    expect(await fairness.run('b', done)).toBe('done');
    release('released');
    expect(await Promise.all(running)).toEqual(['released', 'released', 'done']);
    expect(await fairness.run('a', done)).toBe('done');
  });

  it('gives its place back when the work fails', async () => {
    const fairness = createFairness({ ...limits, concurrent: 1, waiting: 0 }, newClock());
    await expect(fairness.run('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await fairness.run('a', done)).toBe('done');
  });
});

describe('what is asked in a minute', () => {
  it('is refused above the tenant\'s share, and served again as time passes', async () => {
    const clock = newClock();
    const fairness = createFairness({ ...limits, perMinute: 3 }, clock);
    for (let count = 0; count < 3; count += 1) await fairness.run('a', done);
    expect(await codeOf(() => fairness.run('a', done))).toBe('request.too_many');
    expect(await fairness.run('b', done)).toBe('done');
    clock.advanceMs(20_000);
    expect(await fairness.run('a', done)).toBe('done');
    expect(await codeOf(() => fairness.run('a', done))).toBe('request.too_many');
  });

  it('by strangers counts for their address alone', async () => {
    const fairness = createFairness({ ...limits, anonymousPerMinute: 2 }, newClock());
    fairness.admitAnonymous('192.0.2.1');
    fairness.admitAnonymous('192.0.2.1');
    expect(await codeOf(() => { fairness.admitAnonymous('192.0.2.1'); })).toBe('request.too_many');
    expect(await codeOf(() => { fairness.admitAnonymous('192.0.2.2'); })).toBe('none');
  });

  it('never adds up to more than one minute\'s worth', () => {
    const clock = newClock();
    const rate = createRate(60, clock);
    clock.advanceMs(3_600_000);
    let taken = 0;
    while (rate.take('a') === 0) taken += 1;
    expect(taken).toBe(60);
    expect(rate.take('a')).toBe(1000);
  });
});
