import { describe, expect, it } from 'vitest';
import { silentLog } from '../../kernel/log/log.ts';
import { ManualClock } from '../../kernel/time/index.ts';
import { keysErrors } from './errors.ts';
import type { KeyRing, SealCount } from './key-ring.ts';
import { testRing } from './lease-for-tests.ts';
import { Leases } from './leases.ts';
import { scopeLocked } from './load-key-ring.ts';
import { OpenedValues } from './opened-values.ts';

/** Leases over a key store that answers as the test says. */
function leasesOver(load: (scopeId: string) => Promise<KeyRing>, more: { leaseMs?: number; leasesMax?: number; loadTimeoutMs?: number } = {}) {
  const clock = new ManualClock(new Date(1_000));
  const counts: SealCount[] = [];
  const store = { load, asked: 0 };
  const leases = new Leases({
    load: (scopeId) => {
      store.asked += 1;
      return store.load(scopeId);
    },
    clock,
    log: silentLog,
    openedValues: new OpenedValues(1 << 20),
    leaseMs: more.leaseMs ?? 300_000,
    leasesMax: more.leasesMax ?? 100,
    loadTimeoutMs: more.loadTimeoutMs ?? 5_000,
    onCounts: (more) => counts.push(...more),
  });
  return { leases, clock, store, counts };
}

const answers = (scopeId: string) => Promise.resolve(testRing(scopeId));
const down = () => Promise.reject(new Error('connection refused'));
/** Lets everything that is already decided happen. */
const settled = () => new Promise((resolve) => { setImmediate(resolve); });
const code = (name: string) => expect.objectContaining({ code: `keys.${name}` });

describe('leases', () => {
  it('ask the key store once for many callers, and not again while the lease is valid', async () => {
    const { leases, store, clock } = leasesOver(answers);
    const taken = await Promise.all(Array.from({ length: 50 }, () => leases.acquire('a')));
    expect(new Set(taken).size).toBe(1);
    clock.advanceMs(100_000);
    await leases.acquire('a');
    expect(store.asked).toBe(1);
  });

  it('end when their time is up, and not a moment later', async () => {
    const { leases, clock, store } = leasesOver(answers);
    const lease = await leases.acquire('a');
    store.load = down;
    clock.advanceMs(299_999);
    lease.use(clock.monotonicMs());
    expect(leases.valid('a')).toBe(lease);
    clock.advanceMs(1);
    expect(() => lease.use(clock.monotonicMs())).toThrow(code('lease_ended'));
    expect(leases.valid('a')).toBeUndefined();
    await expect(leases.acquire('a')).rejects.toMatchObject({ code: 'keys.unavailable' });
  });

  it('are renewed behind their users, who notice nothing, and the old key bytes are overwritten', async () => {
    const rings: KeyRing[] = [];
    const { leases, clock, store } = leasesOver((scopeId) => {
      const ring = testRing(scopeId);
      rings.push(ring);
      return Promise.resolve(ring);
    });
    const lease = await leases.acquire('a');
    const oldKey = lease.use(clock.monotonicMs()).sealing('content', clock.monotonicMs());
    for (let time = 0; time < 20; time += 1) {
      clock.advanceMs(100_000);
      lease.use(clock.monotonicMs());
      lease.use(clock.monotonicMs());
      await settled();
    }
    expect(store.asked).toBeGreaterThan(5);
    expect(store.asked).toBeLessThan(20);
    expect(oldKey.bytes.equals(Buffer.alloc(32))).toBe(true);
    expect(rings.at(-1)?.sealing('content', clock.monotonicMs()).bytes.equals(Buffer.alloc(32))).toBe(false);
  });

  it('that nobody uses are not renewed, and sweeping drops them', async () => {
    const { leases, clock, store } = leasesOver(answers);
    const key = (await leases.acquire('a')).use(clock.monotonicMs()).sealing('content', clock.monotonicMs());
    clock.advanceMs(299_999);
    leases.sweep();
    expect(leases.size).toBe(1);
    clock.advanceMs(1);
    leases.sweep();
    expect(leases.size).toBe(0);
    expect(store.asked).toBe(1);
    expect(key.bytes.equals(Buffer.alloc(32))).toBe(true);
  });

  it('go on through an outage of the key store until their time is up, and are taken up again afterwards', async () => {
    const { leases, clock, store } = leasesOver(answers);
    const lease = await leases.acquire('a');
    store.load = down;
    for (let time = 0; time < 29; time += 1) {
      clock.advanceMs(10_000);
      lease.use(clock.monotonicMs());
      await settled();
      expect((await leases.acquire('a')).scopeId).toBe('a');
    }
    expect(store.asked).toBeGreaterThan(5);
    await expect(leases.acquire('b')).rejects.toMatchObject({ code: 'keys.unavailable' });
    clock.advanceMs(10_000);
    await expect(leases.acquire('a')).rejects.toMatchObject({ code: 'keys.unavailable' });
    store.load = answers;
    expect((await leases.acquire('a')).use(clock.monotonicMs()).scopeId).toBe('a');
  });

  it('are at most so many: the longest unused goes first and its keys are overwritten', async () => {
    const { leases, clock } = leasesOver(answers, { leasesMax: 3 });
    const first = await leases.acquire('a');
    const second = await leases.acquire('b');
    await leases.acquire('c');
    leases.valid('a');
    await leases.acquire('d');
    expect(leases.size).toBe(3);
    first.use(clock.monotonicMs());
    expect(() => second.use(clock.monotonicMs())).toThrow(code('lease_ended'));
  });

  it('close when the key store says locked or unknown, also for who holds them', async () => {
    for (const refusal of [scopeLocked('suspended'), keysErrors.scope_unknown()]) {
      const { leases, clock, store } = leasesOver(answers);
      const lease = await leases.acquire('a');
      store.load = () => Promise.reject(refusal);
      leases.invalidate('a');
      await expect(leases.acquire('a')).rejects.toBe(refusal);
      expect(() => lease.use(clock.monotonicMs())).toThrow(refusal);
    }
  });

  it('after an invalidation: new callers wait for the key store, holders go on until it has answered', async () => {
    const { leases, clock, store } = leasesOver(answers);
    const lease = await leases.acquire('a');
    let answer: (ring: KeyRing) => void = () => undefined;
    store.load = () => new Promise((resolve) => { answer = resolve; });
    leases.invalidate('a');
    expect(leases.valid('a')).toBeUndefined();
    lease.use(clock.monotonicMs());
    const waiting = leases.acquire('a');
    await settled();
    answer(testRing('a'));
    expect(await waiting).toBe(lease);
    expect(store.asked).toBe(2);
  });

  it('refuse new callers after an invalidation when the key store is away', async () => {
    const { leases, store } = leasesOver(answers);
    await leases.acquire('a');
    store.load = down;
    leases.invalidate('a');
    await expect(leases.acquire('a')).rejects.toMatchObject({ code: 'keys.unavailable' });
  });

  it('never use an answer that was on its way when the scope was invalidated or ended', async () => {
    for (const change of ['invalidate', 'end'] as const) {
      const pending: ((ring: KeyRing) => void)[] = [];
      const { leases, clock, store } = leasesOver(() => new Promise((resolve) => pending.push(resolve)));
      const waiting = leases.acquire('a');
      await settled();
      leases[change]('a');
      store.load = () => Promise.reject(scopeLocked('suspended'));
      const late = testRing('a');
      const lateKey = late.sealing('content', clock.monotonicMs()).bytes;
      pending[0]?.(late);
      await expect(waiting, change).rejects.toMatchObject({ code: 'keys.scope_locked' });
      expect(lateKey.equals(Buffer.alloc(32))).toBe(true);
      expect(leases.size).toBe(0);
    }
  });

  it('wait for the key store only so long', async () => {
    const { leases } = leasesOver(() => new Promise(() => undefined), { loadTimeoutMs: 20 });
    await expect(leases.acquire('a')).rejects.toMatchObject({ code: 'keys.unavailable' });
  });

  it('report what was sealed when they are renewed, swept and dropped', async () => {
    const { leases, clock, counts } = leasesOver(answers);
    const lease = await leases.acquire('a');
    const sealSome = (n: number) => { for (let time = 0; time < n; time += 1) lease.use(clock.monotonicMs()).countSeal(1); };
    sealSome(3);
    await leases.refresh('a');
    sealSome(4);
    leases.sweep();
    sealSome(5);
    leases.close();
    expect(counts.map((count) => count.seals)).toEqual([3, 4, 5]);
    await expect(leases.acquire('a')).rejects.toMatchObject({ code: 'keys.unavailable' });
  });

  it('cannot be longer than five minutes', () => {
    expect(() => leasesOver(answers, { leaseMs: 300_001 })).toThrow(RangeError);
  });
});
