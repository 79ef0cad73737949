/** A lease with fixed keys and no key store behind it, for tests of what stands on a lease. */
import { ManualClock, type Clock } from '../../kernel/time/index.ts';
import { KeyRing, purposes, type DataKey, type Purpose } from './key-ring.ts';
import { Lease } from './lease.ts';

export const testLeaseMs = 300_000;

export function testKey(purpose: Purpose, version: number, fill: number, sealsFromMs = 0): DataKey {
  return { purpose, version, bytes: Buffer.alloc(32, fill), sealsFromMs };
}

/** One key of each purpose unless given; key bytes are the fill repeated. */
export function testRing(scopeId: string, keys?: readonly DataKey[], nowMs = 1): KeyRing {
  return new KeyRing(scopeId, keys ?? purposes.map((purpose, index) => testKey(purpose, 1, index + 1)), nowMs);
}

export interface TestLease {
  readonly lease: Lease;
  readonly renewals: { count: number };
}

export function testLease(options: { scopeId?: string; clock?: Clock; ring?: KeyRing; leaseMs?: number } = {}): TestLease {
  const clock = options.clock ?? new ManualClock(new Date(1_000));
  const scopeId = options.scopeId ?? 'tenant-a';
  const renewals = { count: 0 };
  const lease = new Lease(scopeId, clock, {
    onRenewalDue: () => { renewals.count += 1; },
    onEnd: () => undefined,
  });
  const nowMs = clock.monotonicMs();
  const leaseMs = options.leaseMs ?? testLeaseMs;
  lease.renew(options.ring ?? testRing(scopeId), { loadedAtMs: nowMs, renewAtMs: nowMs + leaseMs / 2, endsAtMs: nowMs + leaseMs });
  return { lease, renewals };
}
