/**
 * The front door of the key service: sealers for scopes, and what happens to their keys. Data keys are in memory only, for at most
 * five minutes after the key store last said that the scope may have them.
 */
import type { Pool } from 'pg';
import type { Log } from '../../kernel/log/log.ts';
import type { Sealer, SealerSource } from '../../kernel/seal/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import { isAppError } from '../../kernel/errors/index.ts';
import { createScope, type CreateScopeOptions } from './create-scope.ts';
import { beginDestruction, destroyScopes, type Certificate, type KeyStoreCopies } from './destroy-scopes.ts';
import type { DestructionOrder } from './destruction-store.ts';
import { keysErrors } from './errors.ts';
import { createJournalOpener, type JournalOpener, type JournalPublicKey } from './journal-key.ts';
import { addSealCounts, publicJournalKeys, scopesWithoutJournalKey, setScopeState, someScopeKeys } from './key-store.ts';
import type { Kms } from './kms.ts';
import type { Lease } from './lease.ts';
import { leaseMaxMs, Leases } from './leases.ts';
import { loadKeyRing, scopeLocked, withScopeKey } from './load-key-ring.ts';
import { createMediaSealer, type MediaSealer } from './media-sealer.ts';
import { createNonceSource } from './nonce-source.ts';
import { OpenedValues } from './opened-values.ts';
import { answeringOutages } from './outage.ts';
import { rewrapScopeKeys, rotateMasterKey, type RotatedMasterKey } from './rotate-master-key.ts';
import { rotateDataKey, type RotatedDataKey } from './rotate-data-key.ts';
import { rotateScopeKey } from './rotate-scope-key.ts';
import { ScopeSealer } from './scope-sealer.ts';
import { SealCounter, sealsBeforeRotation } from './seal-counter.ts';
import type { Purpose } from './key-ring.ts';
import type { Workings } from './workings.ts';

export { keysErrors } from './errors.ts';
export { keysDescriptor } from './service.ts';
export { openEmbeddedKms, type EmbeddedKmsOptions } from './embedded-kms.ts';
export type { Kms, KmsContext, KmsDescription, WrappedKey } from './kms.ts';
export type { MediaSealer, OpenStream, SealedSource } from './media-sealer.ts';
export { plainStreamBytes, sealedStreamBytes } from './stream-format.ts';
export { sealToJournalKey, type JournalOpener, type JournalPublicKey, type OpeningStream, type SealingStream } from './journal-key.ts';
export type { CreateScopeOptions } from './create-scope.ts';
export type { RotatedDataKey } from './rotate-data-key.ts';
export type { RotatedMasterKey } from './rotate-master-key.ts';
export type { Certificate, KeyStoreCopies } from './destroy-scopes.ts';
export type { DestructionOrder } from './destruction-store.ts';
export type { Purpose } from './key-ring.ts';

export interface KeysOptions {
  /** The key store: a database of its own. The pool stays the caller's to end, after `close`. */
  readonly pool: Pool;
  readonly kms: Kms;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  /** How long keys are used without asking the key store; at most and by default five minutes. */
  readonly leaseMs?: number;
  readonly leasesMax?: number;
  /** Memory for short values that were opened already, over all scopes. */
  readonly openedValuesMaxBytes?: number;
  /** An answer of the key store that takes longer counts as keys.unavailable. */
  readonly loadTimeoutMs?: number;
  /** Seals after which a content key is rotated. */
  readonly sealsBeforeRotation?: number;
}

export interface KeysStatus {
  readonly leases: number;
  readonly openedValuesBytes: number;
}

export interface Keys extends SealerSource {
  /** Idempotent. True when anything was created. Fails with keys.scope_malformed, keys.scope_conflict, keys.unavailable. */
  createScope(scopeId: string, options?: CreateScopeOptions): Promise<boolean>;
  /**
   * Runs `work` with the scope's sealer; once more, with keys asked for anew, when it met a key version that was not here or a lease that ended.
   * `work` must be repeatable. For whatever outlives one request: jobs, imports, streams.
   */
  withSealer<T>(scopeId: string, work: (sealer: Sealer) => T | Promise<T>): Promise<T>;
  /** As forScope, for attachments. */
  mediaForScope(scopeId: string): Promise<MediaSealer>;
  /** The public journal keys, without any lease and whether or not a scope is locked. A scope without an entry has no keys (any more). Scopes of earlier releases get theirs now. */
  journalKeys(scopeIds: readonly string[]): Promise<ReadonlyMap<string, JournalPublicKey>>;
  /** As forScope, for what was sealed to the journal key. */
  journalOpener(scopeId: string): Promise<JournalOpener>;
  rotateDataKey(scopeId: string, purpose: Purpose, options?: { readonly immediately?: boolean }): Promise<RotatedDataKey>;
  /** The version in use afterwards. */
  rotateScopeKey(scopeId: string): Promise<number>;
  rotateMasterKey(): Promise<RotatedMasterKey>;
  /** Finishes an interrupted rotateMasterKey; returns how many scope keys were wrapped anew. */
  rewrapScopeKeys(): Promise<number>;
  /** From now on here, and elsewhere as soon as they hear of it (`invalidate`) or their lease ends: nothing opens. `reason` is a word such as `suspended`. */
  lockScope(scopeId: string, reason: string): Promise<void>;
  unlockScope(scopeId: string): Promise<void>;
  /** Something happened to the scope elsewhere: nobody gets its sealer before the key store was asked again. */
  invalidate(scopeId: string): void;
  /** First part of destroying keys: nothing opens any more, and a new epoch begins. Fails with keys.destruction_refused, keys.unavailable. */
  beginDestruction(order: DestructionOrder): Promise<void>;
  /** Second part, once every lease elsewhere has ended. Fails with keys.destruction_waits, keys.destruction_refused, keys.unavailable. */
  destroyScopes(order: DestructionOrder): Promise<Certificate>;
  /** Whoever keeps copies of the key store; they are renewed before a destruction is certified. */
  keepCopies(copies: KeyStoreCopies): void;
  /** Start-up check: the KMS opens what is in the key store. Fails with keys.wrapped_key_broken, keys.unavailable. */
  check(): Promise<void>;
  status(): KeysStatus;
  /** Overwrites every key in memory and writes the counts down. */
  close(): Promise<void>;
}

const sweepEveryMs = 10_000;

export function createKeys(options: KeysOptions): Keys {
  const workings: Workings = options;
  const nextNonce = createNonceSource();
  const openedValues = new OpenedValues(options.openedValuesMaxBytes ?? 32 * 1024 * 1024);
  const counter = new SealCounter({
    write: (counts) => addSealCounts(workings.pool, counts, options.sealsBeforeRotation ?? sealsBeforeRotation),
    rotate: (scopeId) => rotate(scopeId, 'content'),
    log: options.log,
  });
  const leases = new Leases({
    load: (scopeId) => loadKeyRing(workings, scopeId),
    clock: options.clock,
    log: options.log,
    openedValues,
    leaseMs: options.leaseMs ?? leaseMaxMs,
    leasesMax: options.leasesMax ?? 10_000,
    loadTimeoutMs: options.loadTimeoutMs ?? 5_000,
    onCounts: (counts) => { counter.add(counts); },
  });
  const sweeping = setInterval(() => {
    leases.sweep();
    void counter.flush();
  }, sweepEveryMs);
  sweeping.unref();
  // An idle connection that breaks is reported here; the pool makes a new one, and without a listener the event would end the process.
  options.pool.on('error', (error) => { options.log.warn('a connection to the key store was lost', { module: 'keys', error }); });

  let copies: KeyStoreCopies | undefined;
  const sealerOf = (lease: Lease): Sealer => (lease.sealer ??= new ScopeSealer(lease, nextNonce, openedValues));

  async function rotate(scopeId: string, purpose: Purpose, how?: { readonly immediately?: boolean }): Promise<RotatedDataKey> {
    const rotated = await rotateDataKey(workings, scopeId, purpose, how);
    // Whoever holds the scope here gets the new version in place.
    if (leases.valid(scopeId) !== undefined) await leases.refresh(scopeId);
    return rotated;
  }

  async function setState(scopeId: string, lockReason: string | null): Promise<void> {
    if (!(await setScopeState(workings.pool, scopeId, lockReason, workings.clock.now()))) throw keysErrors.scope_unknown({ scopeId });
  }

  async function check(): Promise<void> {
    for (const row of await someScopeKeys(workings.pool, 20)) await withScopeKey(workings, row, () => undefined);
  }

  async function journalKeys(scopeIds: readonly string[]): Promise<ReadonlyMap<string, JournalPublicKey>> {
    const byScope = async () => new Map((await publicJournalKeys(workings.pool, scopeIds, workings.clock.now())).map((key) => [key.scopeId, key]));
    const found = await byScope();
    if (found.size === new Set(scopeIds).size) return found;
    const without = await scopesWithoutJournalKey(workings.pool, scopeIds);
    for (const scopeId of without) {
      await createScope(workings, scopeId);
      leases.invalidate(scopeId);
    }
    return without.length === 0 ? found : byScope();
  }

  return {
    journalKeys: (scopeIds) => answeringOutages(journalKeys(scopeIds)),
    journalOpener: async (scopeId) => createJournalOpener(await leases.acquire(scopeId)),
    forScope: async (scopeId) => sealerOf(await leases.acquire(scopeId)),
    leased(scopeId) {
      const lease = leases.valid(scopeId);
      return lease === undefined ? undefined : sealerOf(lease);
    },
    async withSealer(scopeId, work) {
      try {
        return await work(sealerOf(await leases.acquire(scopeId)));
      } catch (error) {
        if (!isAppError(error, 'keys.version_unknown') && !isAppError(error, 'keys.lease_ended')) throw error;
      }
      return work(sealerOf(await leases.reload(scopeId)));
    },
    mediaForScope: async (scopeId) => createMediaSealer(await leases.acquire(scopeId)),
    createScope: (scopeId, how) => answeringOutages(createScope(workings, scopeId, how)),
    rotateDataKey: (scopeId, purpose, how) => answeringOutages(rotate(scopeId, purpose, how)),
    rotateScopeKey: (scopeId) => answeringOutages(rotateScopeKey(workings, scopeId)),
    rotateMasterKey: () => answeringOutages(rotateMasterKey(workings)),
    rewrapScopeKeys: () => answeringOutages(rewrapScopeKeys(workings)),
    async lockScope(scopeId, reason) {
      await answeringOutages(setState(scopeId, reason));
      leases.end(scopeId, scopeLocked(reason));
    },
    async unlockScope(scopeId) {
      await answeringOutages(setState(scopeId, null));
      leases.invalidate(scopeId);
    },
    invalidate: (scopeId) => { leases.invalidate(scopeId); },
    async beginDestruction(order) {
      await answeringOutages(beginDestruction(workings, order));
      for (const scopeId of order.scopes) leases.end(scopeId, scopeLocked('destroying'));
    },
    async destroyScopes(order) {
      const certificate = await answeringOutages(destroyScopes(workings, order, options.leaseMs ?? leaseMaxMs, copies));
      for (const scopeId of order.scopes) leases.end(scopeId, keysErrors.scope_destroyed({ scopeId }));
      return certificate;
    },
    keepCopies(kept) {
      copies = kept;
    },
    check: () => answeringOutages(check()),
    status: () => ({ leases: leases.size, openedValuesBytes: openedValues.sizeBytes }),
    async close() {
      clearInterval(sweeping);
      leases.sweep();
      leases.close();
      await counter.flush();
    },
  };
}
