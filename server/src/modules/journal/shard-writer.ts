/**
 * Follows one shard for as long as the process lives.
 *
 *   connecting ──▶ following ──(anything fails)──▶ waiting ──▶ connecting …      stopped from anywhere
 *
 * While following, changes are collected; a segment is cut three seconds after its first change, or at eight mebibytes, or when somebody waits for it.
 * Segments are written one after another; when more than four wait, the stream is paused and PostgreSQL keeps the rest. A position is
 * confirmed only after the vault has everything before it. Two processes may try: a slot serves one at a time, the other waits its turn.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientConfig } from 'pg';
import { sqlState, type ServicePool } from '../../kernel/db/index.ts';
import { isAppError } from '../../kernel/errors/index.ts';
import { beginChain, type BeginOptions } from './begin-chain.ts';
import { noteIdle, type ChainRow } from './index-store.ts';
import { PgOutputDecoder } from './pgoutput.ts';
import { contentPublication, logPublication } from './publication.ts';
import { openReplicationStream, type ReplicationStream } from './replication-stream.ts';
import { SegmentBuilder } from './segment-builder.ts';
import { beat } from './shard-store.ts';
import { slotName } from './slot.ts';
import { untilDone, writeSegment, type SegmentWriterOptions } from './write-segment.ts';

export interface ShardWriterOptions extends BeginOptions, Omit<SegmentWriterOptions, 'signal' | 'system'> {
  /** Where the stream comes from: a login that may replicate and reaches no table. */
  readonly stream: ClientConfig;
  /** The journal's own login in the shard, for heartbeats. */
  readonly shard: ServicePool;
  readonly segmentMs?: number;
  readonly segmentBytes?: number;
  readonly heartbeatMs?: number;
}

export interface WriterStatus {
  readonly state: 'connecting' | 'following' | 'waiting' | 'stopped';
  /** Code of what failed last, while it lasts. */
  readonly failure: string | undefined;
  readonly completeLsn: bigint;
  readonly caughtUpAt: Date | undefined;
  readonly segments: number;
  readonly bytes: number;
  readonly dropped: number;
}

export interface ShardWriter {
  start(): void;
  stop(): Promise<void>;
  /** Resolves when the shard is being followed. */
  readonly following: Promise<void>;
  status(): WriterStatus;
  /** Called after each step forward. */
  onAdvance(listener: () => void): void;
}

const waitingSegmentsMax = 4;
const retryMs = 1_000;
const slotInUse = '55006';

export function createShardWriter(options: ShardWriterOptions): ShardWriter {
  const stopping = new AbortController();
  const counters = { segments: 0, bytes: 0, dropped: 0 };
  const listeners: (() => void)[] = [];
  let state: WriterStatus['state'] = 'connecting';
  let failure: string | undefined;
  let completeLsn = 0n;
  let caughtUpAt: Date | undefined;
  let running: Promise<void> | undefined;
  let anew = false;
  const following = Promise.withResolvers<undefined>();
  following.promise.catch(() => undefined); // told to whoever waits

  function advance(lsn: bigint, at: Date): void {
    if (lsn > completeLsn) completeLsn = lsn;
    if (caughtUpAt === undefined || at > caughtUpAt) caughtUpAt = at;
    for (const listener of listeners) listener();
  }

  async function follow(): Promise<void> {
    const begun = await beginChain(options, anew);
    anew = false;
    advance(begun.chain.completeLsn, begun.chain.idleUntil ?? new Date(begun.chain.completeMs));
    const session = new Session({ ...options, signal: stopping.signal, system: begun.chain.system }, begun.chain, begun.typeNames, {
      onOpen() {
        state = 'following';
        failure = undefined;
        following.resolve(undefined);
      },
      onSegment({ sizeBytes, dropped }) {
        counters.segments += 1;
        counters.bytes += sizeBytes;
        counters.dropped += dropped;
      },
      onAdvance: advance,
    });
    await session.run();
  }

  async function live(): Promise<void> {
    while (!stopping.signal.aborted) {
      state = 'connecting';
      try {
        await follow();
      } catch (error) {
        if (stopping.signal.aborted) break;
        state = 'waiting';
        const inUse = sqlState(error) === slotInUse;
        // What was emptied by TRUNCATE is not in the log: only fresh snapshots know what is left.
        anew ||= isAppError(error, 'journal.truncate_refused');
        failure = isAppError(error) ? error.code : 'journal.behind';
        if (!inUse) options.log.warn('a shard cannot be followed now; it is tried again', { module: 'journal', shard: options.shardId, error });
        await sleep(retryMs, undefined, { signal: stopping.signal }).catch(() => undefined); // stopped
      }
    }
    state = 'stopped';
  }

  return {
    start() {
      running ??= live();
    },
    async stop() {
      stopping.abort();
      following.reject(new Error('stopped'));
      await running;
    },
    following: following.promise,
    status: () => ({ state, failure, completeLsn, caughtUpAt, ...counters }),
    onAdvance: (listener) => void listeners.push(listener),
  };
}

interface SessionEvents {
  onOpen(): void;
  onSegment(written: { readonly sizeBytes: number; readonly dropped: number }): void;
  onAdvance(lsn: bigint, at: Date): void;
}

/** One connection's worth of following. */
class Session {
  readonly #options: ShardWriterOptions & SegmentWriterOptions;
  readonly #events: SessionEvents;
  readonly #decoder: PgOutputDecoder;
  readonly #builder: SegmentBuilder;
  readonly #segmentMs: number;
  readonly #segmentBytes: number;
  readonly #broken = Promise.withResolvers<never>();
  #place: { sequence: number; previous: string | null };
  #stream: ReplicationStream | undefined;
  #cutting: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #waiting = 0;
  #mark: string | undefined;

  constructor(options: ShardWriterOptions & SegmentWriterOptions, chain: ChainRow, typeNames: ReadonlyMap<number, string>, events: SessionEvents) {
    this.#options = options;
    this.#events = events;
    this.#decoder = new PgOutputDecoder(typeNames);
    // A heartbeat may have been seen after the last segment: nothing before it comes again, and no time before it.
    const idleLsn = chain.idleLsn ?? 0n;
    const completeMs = Math.max(chain.completeMs, chain.idleUntil?.getTime() ?? 0);
    this.#builder = new SegmentBuilder({ ...chain, completeMs, completeLsn: idleLsn > chain.completeLsn ? idleLsn : chain.completeLsn });
    this.#segmentMs = options.segmentMs ?? 3_000;
    this.#segmentBytes = options.segmentBytes ?? 8 * 1024 * 1024;
    this.#place = { sequence: chain.sequence, previous: chain.link };
    this.#broken.promise.catch(() => undefined); // awaited in run
  }

  async run(): Promise<void> {
    const { signal } = this.#options;
    const stream = await openReplicationStream({
      connection: this.#options.stream, slot: slotName(this.#options.shardId), publications: [contentPublication, logPublication], fromLsn: this.#builder.position.resumeLsn,
      onMessage: (bytes) => { this.#take(bytes); },
      onKeepalive: (lsn) => { this.#moveTo(lsn); },
    });
    this.#stream = stream;
    const beating = setInterval(() => { this.#beat(); }, this.#options.heartbeatMs ?? 10_000);
    const aborted = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => { resolve(); }, { once: true });
    });
    try {
      this.#beat();
      this.#events.onOpen();
      await Promise.race([stream.ended, this.#broken.promise, aborted]);
    } finally {
      clearInterval(beating);
      clearTimeout(this.#cutting);
      await stream.stop().catch(() => undefined); // how it ended was told above
      await this.#writing.catch(() => undefined); // as above
    }
  }

  #beat(): void {
    // A shard that is away breaks the stream, and that is told.
    void beat(this.#options.shard, 'hf.heartbeat', '').catch(() => undefined);
  }

  #take(bytes: Buffer): void {
    const message = this.#decoder.decode(bytes);
    if (message.kind === 'message') {
      this.#mark = message.prefix;
      return;
    }
    this.#builder.take(message);
    if (message.kind === 'commit') this.#committed();
    else if (this.#builder.sizeBytes >= this.#segmentBytes) this.#cut();
  }

  #committed(): void {
    const mark = this.#mark;
    this.#mark = undefined;
    if (this.#builder.sizeBytes >= this.#segmentBytes || mark === 'hf.flush') this.#cut();
    else if (!this.#builder.isEmpty) this.#cutting ??= setTimeout(() => { this.#cut(); }, this.#segmentMs);
    else if (mark === 'hf.heartbeat') this.#cut();
  }

  /** PostgreSQL has come to here and had nothing for us: it need not keep what lies before. */
  #moveTo(lsn: bigint): void {
    if (!this.#builder.isEmpty || this.#builder.inTransaction || this.#waiting > 0) return;
    this.#builder.moveTo(lsn);
    this.#stream?.confirm(lsn);
  }

  /** Takes what was collected out of the way and has it written behind what is being written. */
  #cut(): void {
    clearTimeout(this.#cutting);
    this.#cutting = undefined;
    const { isEmpty } = this.#builder;
    const collected = this.#builder.cut();
    this.#waiting += 1;
    if (this.#waiting >= waitingSegmentsMax) this.#stream?.pause();
    this.#writing = this.#writing.then(async () => {
      if (isEmpty) await untilDone(this.#options, 'heartbeat', () => noteIdle(this.#options.control, this.#options.shardId, new Date(collected.completeMs), collected.completeLsn));
      else {
        const place = { sequence: this.#place.sequence + 1, previous: this.#place.previous };
        const written = await writeSegment(this.#options, collected, place);
        this.#place = { sequence: place.sequence, previous: written.link };
        this.#events.onSegment(written);
      }
      this.#stream?.confirm(collected.resumeLsn);
      this.#events.onAdvance(collected.completeLsn, new Date(collected.completeMs));
      this.#waiting -= 1;
      if (this.#waiting < waitingSegmentsMax) this.#stream?.resume();
    });
    this.#writing.catch((error: unknown) => { this.#broken.reject(error); });
  }
}
