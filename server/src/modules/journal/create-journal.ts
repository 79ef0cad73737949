/** Puts the journal together: a writer for each shard, the turns of tenants, and the reading of histories. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientConfig } from 'pg';
import type { Databases } from '../../kernel/db/index.ts';
import { shardIds, type ShardId, type TenantId } from '../../kernel/ids/index.ts';
import { isAppError } from '../../kernel/errors/index.ts';
import type { Log } from '../../kernel/log/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import type { JournalOpener, JournalPublicKey } from '../keys/index.ts';
import { journalErrors } from './errors.ts';
import { expire, moveWindow, type ExpireOptions } from './expire.ts';
import { foldTenant, type FoldOptions, type FoldReport } from './fold-tenant.ts';
import type { TenantHistory } from './history.ts';
import { readChain } from './index-store.ts';
import type { JournalVault, SealedMedia } from './ports.ts';
import { createHistory } from './read-history.ts';
import { openSnapshot } from './read-snapshot.ts';
import { readSnapshots } from './history-store.ts';
import type { EvidenceAsked } from './routes.ts';
import { beat } from './shard-store.ts';
import { watchSlot, type SlotAlarm, type SlotWatch } from './watch-slot.ts';
import { createShardWriter, type ShardWriter, type WriterStatus } from './shard-writer.ts';
import { dropTurn, endTurn, failTurn, readTurn, takeDueTurns, type Turn } from './snapshot-store.ts';
import { openEvidence, type OpenValue } from './write-evidence.ts';
import { verifyTenant, type VerifyReport } from './verify-tenant.ts';

export interface JournalShard {
  readonly shardId: ShardId;
  /** For slots and publications. */
  readonly admin: ClientConfig;
  /** A login that may replicate and reaches no table. */
  readonly stream: ClientConfig;
  /** A login that sees every tenant's rows: first snapshots and verification. */
  readonly reader: ClientConfig;
}

export interface JournalOptions {
  readonly databases: Databases;
  readonly shards: () => readonly JournalShard[];
  readonly vault: JournalVault;
  readonly keys: { journalKeys(scopeIds: readonly string[]): Promise<ReadonlyMap<string, JournalPublicKey>>; journalOpener(scopeId: string): Promise<JournalOpener> };
  readonly media: SealedMedia;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether anything of a tenant is under legal hold: then nothing of it expires. */
  readonly isHeld?: (tenantId: string) => Promise<boolean>;
  /** Where large folds sort. */
  readonly workFolder: string;
  readonly retentionDays?: number;
  readonly segmentMs?: number;
  readonly segmentBytes?: number;
  readonly heartbeatMs?: number;
  readonly partBytes?: number;
  readonly sortBytes?: number;
}

export interface Journal extends TenantHistory {
  /** Begins to follow every shard. */
  start(): void;
  stop(): Promise<void>;
  /** Resolves when every shard is being followed. */
  ready(): Promise<void>;
  status(): ReadonlyMap<ShardId, WriterStatus>;
  /** A tenant's turn, now. Fails with keys.scope_locked, keys.unavailable, vault.…; undefined for a tenant whose keys are gone. */
  fold(tenantId: TenantId, how?: { readonly fromDatabase?: boolean }): Promise<FoldReport | undefined>;
  /** Compares the newest snapshot and what came after it with the database, row by row. */
  verify(tenantId: TenantId): Promise<VerifyReport>;
  /** Tenants whose turn it is; each is given out once. */
  takeDue(limit: number): Promise<readonly string[]>;
  /** The turn of a tenant that `takeDue` gave out: its changes are folded, its window moves on, weekly it is verified. */
  runTurn(tenantId: string): Promise<void>;
  /** What changed, as the lines of a package; `openValue` opens sealed values for whoever asked. */
  evidence(asked: EvidenceAsked, openValue: OpenValue): Promise<AsyncIterable<string>>;
  /** Removes what no window needs and no lock holds; returns how many objects went. */
  expire(): Promise<number>;
  /** How far behind each shard's slot is; `alarm` says in one word what is wrong. */
  lag(): ReadonlyMap<ShardId, SlotAlarm>;
}

const dayMs = 86_400_000;
const caughtUpWithinMs = 60_000;
const verifyAgainMax = 3;
const pollMs = 25;
const watchEveryMs = 10_000;

export function createJournal(options: JournalOptions): Journal {
  const { databases, clock, log, vault, keys } = options;
  const control = databases.control('journal');
  const retentionMs = (options.retentionDays ?? 30) * dayMs;
  const lockMs = retentionMs + dayMs;
  const writers = new Map<ShardId, ShardWriter>();
  const watches = new Map<ShardId, SlotWatch>();

  function writerOf(shard: JournalShard): ShardWriter {
    return createShardWriter({
      ...shard, control, shard: databases.shard(shard.shardId, 'journal'), vault, publicKeys: (ids) => keys.journalKeys(ids), media: options.media, clock, log, lockMs,
      ...(options.segmentMs === undefined ? {} : { segmentMs: options.segmentMs }), ...(options.segmentBytes === undefined ? {} : { segmentBytes: options.segmentBytes }),
      ...(options.heartbeatMs === undefined ? {} : { heartbeatMs: options.heartbeatMs }),
    });
  }

  /** How far a shard's journal is, once it is at least there. */
  async function reached(shardId: ShardId, atLeast: bigint): Promise<{ readonly lsn: bigint; readonly at: Date }> {
    const startedMs = clock.monotonicMs();
    for (let asked = false; ; asked = true) {
      const chain = await readChain(control, shardId);
      const idleLsn = chain?.idleLsn ?? -1n;
      const isIdle = chain !== undefined && idleLsn > chain.completeLsn;
      const lsn = isIdle ? idleLsn : (chain?.completeLsn ?? -1n);
      if (chain !== undefined && lsn >= atLeast) return { lsn, at: isIdle ? (chain.idleUntil ?? new Date(chain.completeMs)) : new Date(chain.completeMs) };
      if (clock.monotonicMs() - startedMs > caughtUpWithinMs) throw journalErrors.behind();
      if (!asked) await beat(databases.shard(shardId, 'journal'), 'hf.flush', '');
      await sleep(pollMs);
    }
  }

  async function caughtUp(shardId: ShardId): Promise<void> {
    await reached(shardId, await beat(databases.shard(shardId, 'journal'), 'hf.flush', ''));
  }

  async function foldOptions(tenantId: TenantId, shardId: ShardId): Promise<FoldOptions | undefined> {
    const key = (await keys.journalKeys([tenantId])).get(tenantId);
    const shard = options.shards().find((candidate) => candidate.shardId === shardId);
    if (key === undefined) return undefined;
    if (shard === undefined) throw journalErrors.behind({ detail: '(the shard is not in this process)' });
    return {
      control, vault, tenantId, shardId, key, clock, log, lockMs, workFolder: options.workFolder, opener: () => keys.journalOpener(tenantId), reader: shard.reader,
      beat: () => beat(databases.shard(shardId, 'journal'), 'hf.heartbeat', ''), reached: (lsn) => reached(shardId, lsn),
      ...(options.partBytes === undefined ? {} : { partBytes: options.partBytes }), ...(options.sortBytes === undefined ? {} : { sortBytes: options.sortBytes }),
    };
  }

  /** A tenant that came a moment ago is known as soon as the journal has caught up. */
  async function turnOf(tenantId: TenantId): Promise<Turn | undefined> {
    const known = await readTurn(control, tenantId, clock.now());
    if (known !== undefined) return known;
    for (const { shardId } of options.shards()) await caughtUp(shardId);
    return readTurn(control, tenantId, clock.now());
  }

  async function fold(tenantId: TenantId, how: { readonly fromDatabase?: boolean } = {}): Promise<FoldReport | undefined> {
    const turn = await turnOf(tenantId);
    if (turn === undefined) throw journalErrors.point_out_of_window({ detail: '(the journal does not know this place)' });
    const shardId = shardIds.fromUuid(turn.shardId);
    const folding = await foldOptions(tenantId, shardId);
    if (folding === undefined) {
      await dropTurn(control, tenantId);
      return undefined;
    }
    await caughtUp(shardId);
    const report = await foldTenant(folding, how.fromDatabase ?? turn.fromDatabase);
    await endTurn(control, tenantId, { dueAt: new Date(clock.now().getTime() + dayMs), verifyAt: null, fromDatabase: false });
    return report;
  }

  async function verify(tenantId: TenantId): Promise<VerifyReport> {
    const turn = await turnOf(tenantId);
    const folding = turn === undefined ? undefined : await foldOptions(tenantId, shardIds.fromUuid(turn.shardId));
    if (turn === undefined || folding === undefined) throw journalErrors.point_out_of_window({ detail: '(the journal does not know this place)' });
    await caughtUp(shardIds.fromUuid(turn.shardId));
    let report = await verifyTenant(folding);
    for (let again = 0; report === undefined && again < verifyAgainMax; again += 1) {
      await fold(tenantId);
      report = await verifyTenant(folding);
    }
    if (report === undefined) throw journalErrors.behind({ detail: '(migrations of the shard follow each other)' });
    const now = clock.now().getTime();
    if (report.differences > 0) log.error('the journal of a tenant differs from its database; it gets a fresh snapshot', { module: 'journal', tenantId, count: report.differences });
    await endTurn(control, tenantId, { dueAt: report.differences > 0 ? new Date(now) : new Date(now + dayMs), verifyAt: new Date(now + 7 * dayMs), fromDatabase: report.differences > 0 });
    return report;
  }

  const history = createHistory({
    control, vault, openerOf: (tenantId) => () => keys.journalOpener(tenantId), retentionMs, now: () => clock.now(),
    async caughtUpAt(shardId) {
      const own = writers.get(shardIds.fromUuid(shardId))?.status().caughtUpAt;
      const chain = await readChain(control, shardId);
      const said = chain === undefined ? 0 : Math.max(chain.completeMs, chain.idleUntil?.getTime() ?? 0);
      return new Date(Math.max(said, own?.getTime() ?? 0));
    },
  });

  const expiring: ExpireOptions = {
    control, vault, clock, retentionMs, lockMs, isHeld: options.isHeld ?? (() => Promise.resolve(false)),
    async liveMedia(id) {
      const tenantId = id as TenantId; // of a turn
      const newest = (await readSnapshots(control, tenantId)).at(-1);
      const live = new Set<string>();
      if (newest === undefined) return live;
      for await (const { table, rows } of (await openSnapshot({ control, vault, opener: () => keys.journalOpener(tenantId) }, newest, [])).tables()) {
        const at = table.table === 'media.object' ? table.columns.findIndex((column) => column.name === 'address') : -1;
        for await (const row of rows) {
          const address = row[at];
          if (Buffer.isBuffer(address)) live.add(address.toString('hex'));
        }
      }
      return live;
    },
  };

  return {
    ...history,
    caughtUp,
    async evidence({ tenantId, from, to }, openValue) {
      const shardId = (await readSnapshots(control, tenantId)).at(-1)?.shardId ?? '';
      return openEvidence({ control, vault, opener: () => keys.journalOpener(tenantId), history, tenantId, shardId, from, to, made: clock.now(), openValue, workFolder: options.workFolder });
    },
    expire: () => expire(expiring),
    lag: () => new Map([...watches].map(([shardId, watch]) => [shardId, watch.last()])),
    fold,
    verify,
    start() {
      for (const shard of options.shards()) {
        if (writers.has(shard.shardId)) continue;
        const writer = writerOf(shard);
        writers.set(shard.shardId, writer);
        writer.start();
        const watch = watchSlot({ shardId: shard.shardId, admin: shard.admin, log, everyMs: watchEveryMs });
        watches.set(shard.shardId, watch);
        watch.start();
        writer.following.then(() => watch.look()).catch(() => undefined); // stopped before it began
      }
    },
    async stop() {
      await Promise.all([...[...writers.values()].map((writer) => writer.stop()), ...[...watches.values()].map((watch) => watch.stop())]);
    },
    async ready() {
      await Promise.all([...writers.values()].map((writer) => writer.following));
    },
    status: () => new Map([...writers].map(([shardId, writer]) => [shardId, writer.status()])),
    takeDue: (limit) => takeDueTurns(control, clock.now(), limit),
    async runTurn(id) {
      const tenantId = id as TenantId; // given out by takeDue
      const turn = await readTurn(control, tenantId, clock.now());
      if (turn === undefined) return;
      try {
        const report = await fold(tenantId);
        if (report === undefined) return;
        await moveWindow(expiring, tenantId);
        if (turn.verifyDue) await verify(tenantId);
      } catch (error) {
        const retryMs = Math.min(60_000 * 2 ** turn.attempts, dayMs / 4);
        await failTurn(control, tenantId, new Date(clock.now().getTime() + retryMs), isAppError(error) ? error.code : 'internal');
        // A locked tenant's changes stay in the segments until it is open again.
        if (!isAppError(error, 'keys.scope_locked')) throw error;
      }
    },
  };
}
