/**
 * All leases of this process: at most `leasesMax`, the longest unused goes first. However many callers ask for one scope at once, the
 * key store is asked once. An unreachable key store leaves valid leases as they are until their time is up, and then
 * nothing is served. What was loaded before an invalidation is never used after it.
 */
import { LRUCache } from 'lru-cache';
import { isAppError, type AppError } from '../../kernel/errors/index.ts';
import type { Log } from '../../kernel/log/log.ts';
import type { Clock } from '../../kernel/time/index.ts';
import { keysErrors } from './errors.ts';
import type { KeyRing, SealCount } from './key-ring.ts';
import { Lease } from './lease.ts';
import { outageOrDefect } from './outage.ts';
import type { OpenedValues } from './opened-values.ts';

export const leaseMaxMs = 5 * 60_000;
const renewalRetryMs = 1_000;

export interface LeasesOptions {
  /** Reads and unwraps the keys of a scope. Refuses with scope_unknown, scope_locked; anything else thrown counts as unavailable. */
  readonly load: (scopeId: string) => Promise<KeyRing>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
  readonly openedValues: OpenedValues;
  /** At most leaseMaxMs. */
  readonly leaseMs: number;
  readonly leasesMax: number;
  readonly loadTimeoutMs: number;
  /** Told of values sealed, whenever a lease is renewed or ended. */
  readonly onCounts: (counts: readonly SealCount[]) => void;
}

export class Leases {
  readonly #options: LeasesOptions;
  readonly #leases: LRUCache<string, Lease>;
  readonly #loading = new Map<string, Promise<Lease>>();
  #closed = false;

  constructor(options: LeasesOptions) {
    if (options.leaseMs <= 0 || options.leaseMs > leaseMaxMs) throw new RangeError(`leaseMs is between 1 and ${String(leaseMaxMs)}`);
    this.#options = options;
    this.#leases = new LRUCache({
      max: options.leasesMax,
      dispose: (lease, _scopeId, reason) => {
        if (reason !== 'set') lease.end();
      },
    });
  }

  get size(): number {
    return this.#leases.size;
  }

  /** The lease if it may be used now without asking. */
  valid(scopeId: string): Lease | undefined {
    const lease = this.#leases.get(scopeId);
    return lease?.isFresh(this.#options.clock.monotonicMs()) === true ? lease : undefined;
  }

  /** Fails with keys.scope_unknown, keys.scope_locked, keys.unavailable and what the KMS refuses with. */
  async acquire(scopeId: string): Promise<Lease> {
    return this.valid(scopeId) ?? (await this.reload(scopeId));
  }

  /** Asks the key store now, or waits for the answer that is on its way. */
  reload(scopeId: string): Promise<Lease> {
    if (this.#closed) return Promise.reject(keysErrors.unavailable({ detail: '(shutting down)' }));
    const underWay = this.#loading.get(scopeId);
    if (underWay !== undefined) return underWay;
    const load: Promise<Lease> = this.#load(scopeId, () => this.#loading.get(scopeId) === load).finally(() => {
      if (this.#loading.get(scopeId) === load) this.#loading.delete(scopeId);
    });
    this.#loading.set(scopeId, load);
    return load;
  }

  /** Asks the key store now and waits for an answer that is not older than this call. */
  refresh(scopeId: string): Promise<Lease> {
    this.#loading.delete(scopeId);
    return this.reload(scopeId);
  }

  /** New callers wait for a fresh answer of the key store; it is asked at once, so that held sealers close when it says so. */
  invalidate(scopeId: string): void {
    const wasLoading = this.#loading.delete(scopeId);
    const lease = this.#leases.peek(scopeId);
    lease?.markStale();
    if (lease !== undefined || wasLoading) this.#reloadBehind(scopeId);
  }

  /** Ends the lease now. A load that is under way does not bring it back. */
  end(scopeId: string, refusal?: AppError): void {
    this.#loading.delete(scopeId);
    this.#leases.peek(scopeId)?.end(refusal);
    this.#leases.delete(scopeId);
  }

  /** Drops leases whose time is up and reports what they sealed. */
  sweep(): void {
    const nowMs = this.#options.clock.monotonicMs();
    for (const [scopeId, lease] of [...this.#leases.entries()]) {
      if (lease.hasLapsed(nowMs)) this.#leases.delete(scopeId);
      else this.#options.onCounts(lease.takeCounts());
    }
  }

  close(): void {
    this.#closed = true;
    this.#loading.clear();
    this.#leases.clear();
  }

  async #load(scopeId: string, isCurrent: () => boolean): Promise<Lease> {
    // One turn later, when the caller has registered this load and `isCurrent` can tell.
    await Promise.resolve();
    const loadedAtMs = this.#options.clock.monotonicMs();
    let ring: KeyRing;
    try {
      ring = await this.#withinTime(this.#options.load(scopeId));
    } catch (error) {
      if (!isCurrent()) return this.reload(scopeId);
      throw this.#refused(scopeId, error);
    }
    if (!isCurrent()) {
      ring.close();
      return this.reload(scopeId);
    }
    const lease = this.#leases.get(scopeId) ?? this.#newLease(scopeId);
    this.#options.onCounts(lease.renew(ring, { loadedAtMs, ...this.#timesFrom(scopeId, loadedAtMs) }));
    this.#leases.set(scopeId, lease);
    return lease;
  }

  #newLease(scopeId: string): Lease {
    return new Lease(scopeId, this.#options.clock, {
      onRenewalDue: (lease) => {
        this.#reloadBehind(lease.scopeId);
      },
      onEnd: (lease, counts) => {
        this.#options.openedValues.drop(lease.openedSlot);
        this.#options.onCounts(counts);
      },
    });
  }

  /** Time is counted from before the question. Renewals are spread, so that leases taken together do not come back together. */
  #timesFrom(scopeId: string, loadedAtMs: number): { renewAtMs: number; endsAtMs: number } {
    let spread = 0;
    for (let index = 0; index < scopeId.length; index += 1) spread = (spread * 31 + scopeId.charCodeAt(index)) % 997;
    return {
      renewAtMs: loadedAtMs + this.#options.leaseMs * (0.4 + (0.3 * spread) / 997),
      endsAtMs: loadedAtMs + this.#options.leaseMs,
    };
  }

  #refused(scopeId: string, error: unknown): unknown {
    const answered = isAppError(error, 'keys.scope_locked') || isAppError(error, 'keys.scope_unknown') || isAppError(error, 'keys.scope_destroyed');
    if (answered) this.end(scopeId, error);
    else this.#leases.peek(scopeId)?.retryRenewalAt(this.#options.clock.monotonicMs() + renewalRetryMs);
    return outageOrDefect(error);
  }

  #reloadBehind(scopeId: string): void {
    this.reload(scopeId).catch((error: unknown) => {
      this.#options.log.warn('a key lease was not renewed', { tenantId: scopeId, module: 'keys', error });
    });
  }

  async #withinTime(loading: Promise<KeyRing>): Promise<KeyRing> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(resolve, this.#options.loadTimeoutMs, 'late');
    });
    try {
      const first = await Promise.race([loading, late]);
      if (first !== 'late') return first;
    } finally {
      clearTimeout(timer);
    }
    // Nobody waits for it any more: what still arrives is overwritten, what fails has been answered below.
    loading.then((ring) => { ring.close(); }, () => undefined);
    throw keysErrors.unavailable({ detail: `(no answer within ${String(this.#options.loadTimeoutMs)} ms)` });
  }
}
