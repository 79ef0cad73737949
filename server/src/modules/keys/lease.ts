/**
 * The right to use one scope's keys for a limited time.
 *
 *   valid ──(time is up)──▶ lapsed ──(loaded again)──▶ valid
 *     └──(locked, dropped, evicted, closed)──▶ ended: keys overwritten, every further use is refused
 *
 * A used lease is renewed in the background from about half of its time on; an unused one lapses. Sealers hold the
 * lease, not the keys: a renewal swaps the keys under a sealer that a request is using, and an end stops it at once.
 */
import type { AppError } from '../../kernel/errors/index.ts';
import type { Sealer } from '../../kernel/seal/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import { keysErrors } from './errors.ts';
import type { KeyRing, Purpose, SealCount } from './key-ring.ts';
import type { OpenedSlot } from './opened-values.ts';

export interface LeaseEvents {
  /** Asks for a reload; called at most once until `renew` or `retryRenewalAt` is called. */
  onRenewalDue(lease: Lease): void;
  onEnd(lease: Lease, counts: readonly SealCount[]): void;
}

const unknownVersionReloadMs = 1_000;

export class Lease {
  readonly scopeId: string;
  readonly openedSlot: OpenedSlot = new Map();
  /** The one sealer over this lease, once somebody asked for it. */
  sealer: Sealer | undefined;
  readonly #clock: Clock;
  readonly #events: LeaseEvents;
  #ring: KeyRing | undefined;
  #endsAtMs = 0;
  #renewAtMs = 0;
  #loadedAtMs = 0;
  #stale = false;
  #refusal: AppError | undefined;

  constructor(scopeId: string, clock: Clock, events: LeaseEvents) {
    this.scopeId = scopeId;
    this.#clock = clock;
    this.#events = events;
  }

  /** The keys now. Fails with keys.lease_ended, or with why the lease was ended (keys.scope_locked). */
  use(nowMs: number): KeyRing {
    if (this.#ring === undefined || nowMs >= this.#endsAtMs) throw this.#refusal ?? keysErrors.lease_ended();
    if (nowMs >= this.#renewAtMs) {
      this.#renewAtMs = Number.POSITIVE_INFINITY;
      this.#events.onRenewalDue(this);
    }
    return this.#ring;
  }

  nowMs(): number {
    return this.#clock.monotonicMs();
  }

  /** Whether a new caller may have it without asking the key store. */
  isFresh(nowMs: number): boolean {
    return this.#ring !== undefined && nowMs < this.#endsAtMs && !this.#stale;
  }

  hasLapsed(nowMs: number): boolean {
    return nowMs >= this.#endsAtMs;
  }

  renew(ring: KeyRing, times: { loadedAtMs: number; renewAtMs: number; endsAtMs: number }): readonly SealCount[] {
    const counts = this.takeCounts();
    if (this.#ring !== ring) this.#ring?.close();
    this.#ring = ring;
    this.#loadedAtMs = times.loadedAtMs;
    this.#renewAtMs = times.renewAtMs;
    this.#endsAtMs = times.endsAtMs;
    this.#stale = false;
    this.#refusal = undefined;
    return counts;
  }

  /** New callers must ask the key store first; who holds a sealer goes on until the store has answered or the time is up. */
  markStale(): void {
    this.#stale = true;
  }

  retryRenewalAt(atMs: number): void {
    this.#renewAtMs = atMs;
  }

  /**
   * A value names a key version that is not in the ring. A newer one means that somebody rotated: ask the store,
   * but not more than once a second, since a damaged value may name any version.
   */
  noteUnknownVersion(ring: KeyRing, purpose: Purpose, version: number, nowMs: number): void {
    if (version <= ring.newestVersion(purpose) || nowMs - this.#loadedAtMs < unknownVersionReloadMs || this.#stale) return;
    this.#stale = true;
    this.#renewAtMs = Number.POSITIVE_INFINITY;
    this.#events.onRenewalDue(this);
  }

  takeCounts(): SealCount[] {
    return this.#ring?.takeCounts() ?? [];
  }

  /** Overwrites the keys; further use fails with `refusal` or keys.lease_ended. */
  end(refusal?: AppError): void {
    this.#refusal = refusal ?? this.#refusal;
    if (this.#ring === undefined) return;
    const counts = this.takeCounts();
    this.#ring.close();
    this.#ring = undefined;
    this.#events.onEnd(this, counts);
  }
}
