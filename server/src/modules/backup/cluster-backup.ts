/**
 * Keeps one cluster in the vault: its log streamed without end, a base backup when there is none and then every day, what is
 * past its lock removed. Whatever fails (the cluster restarts, the vault is full) is tried again from where the vault ends.
 *
 *   slot → stream from the end of the last piece → base when due → … → failed: wait, again from the slot
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { AdminConnection } from '../../kernel/postgres/index.ts';
import type { Log } from '../../kernel/log/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import { baseFolder, readWalName, walFolder, walSegmentBytes } from './positions.ts';
import { openReplication } from './replication-query.ts';
import { listBases } from './restore-cluster.ts';
import type { SealedVault } from './seal-object.ts';
import { ensureSlot, flushedLsn, markTime, readSlot, type BackupSlot } from './slot.ts';
import { openWalStream, type WalStream } from './stream-wal.ts';
import { writeBase, type BaseAbout } from './write-cluster.ts';

export interface ClusterBackupOptions {
  /** `control`, or a shard's name: for the log. */
  readonly name: string;
  /** Its folder in the vault. */
  readonly cluster: string;
  readonly admin: AdminConnection;
  readonly sealed: SealedVault;
  readonly clock: Clock;
  readonly log: Log;
  readonly retentionDays: number;
  readonly pieceMs: number;
  /** After the stream stands, so that a start is not slowed. */
  readonly firstBaseAfterMs: number;
}

export interface ClusterBackup {
  readonly name: string;
  readonly cluster: string;
  readonly admin: AdminConnection;
  start(): void;
  /** One more base backup, now. */
  baseNow(): Promise<BaseAbout>;
  /** Resolves with a position when everything committed before the call is in the vault, and a base to go with it. */
  caughtUp(signal?: AbortSignal): Promise<bigint>;
  /** How far the vault is. */
  inVault(): bigint | undefined;
  stop(): Promise<void>;
}

const dayMs = 86_400_000;
/** Bases and log are kept so much longer than they are asked for, so that the oldest day, too, has its base. */
const marginDays = 2;
const retryMs = 5_000;
const watchMs = 60_000;
const finishAttempts = 50;
const finishPollMs = 20;
const behindBytesAlarm = 1024 ** 3;

export function createClusterBackup(options: ClusterBackupOptions): ClusterBackup {
  const { admin, cluster, sealed, clock } = options;
  const log = options.log.with({ cluster: options.name, module: 'backup' });
  const stopped = new AbortController();
  let chain: BackupSlot | undefined;
  let flushed: bigint | undefined;
  let basing: Promise<BaseAbout> | undefined;
  let running: Promise<void> | undefined;
  let streaming: WalStream | undefined;
  const pause = (ms: number, signal: AbortSignal = stopped.signal): Promise<unknown> => sleep(ms, undefined, { signal, ref: false }).catch(() => undefined); // stopped
  const lockedUntil = (): Date => new Date(clock.now().getTime() + (options.retentionDays + marginDays) * dayMs);

  async function endInVault(slot: BackupSlot): Promise<bigint> {
    let end = slot.restartLsn / walSegmentBytes * walSegmentBytes;
    for await (const { name } of sealed.vault.list(walFolder(cluster, slot.chain))) {
      const piece = readWalName(name);
      if (piece !== undefined && piece.end > end) end = piece.end;
    }
    return end;
  }

  async function timelineOf(): Promise<number> {
    const client = await openReplication(admin, 'holdfast backup');
    try {
      const [identity] = await client.rows('IDENTIFY_SYSTEM');
      return Number(identity?.[1]);
    } finally {
      client.destroy();
    }
  }

  async function follow(): Promise<void> {
    const { slot, lost } = await ensureSlot(admin);
    if (lost) log.error('the log that was not in the vault yet is lost: it had grown over its limit. A new base backup closes the gap');
    chain = slot;
    flushed = await endInVault(slot);
    const stream = await openWalStream({
      admin, cluster, chain: slot.chain, slot: slot.name, timeline: await timelineOf(), from: flushed, sealed, lockedUntil, pieceMs: options.pieceMs,
      onPiece: (end) => { flushed = end; },
    });
    streaming = stream;
    const halt = (): void => void stream.stop();
    stopped.signal.addEventListener('abort', halt);
    const round = new AbortController();
    const upkeep = keepUp(slot, AbortSignal.any([round.signal, stopped.signal]));
    upkeep.catch(() => undefined); // told by the race, when the stream has not ended before
    try {
      await Promise.race([stream.ended, upkeep]);
    } finally {
      streaming = undefined;
      round.abort();
      stopped.signal.removeEventListener('abort', halt);
      await stream.stop();
    }
  }

  /** Bases when due, removal of what is past its lock, an eye on the slot. Ends with the process; fails when the slot is lost. */
  async function keepUp(slot: BackupSlot, signal: AbortSignal): Promise<void> {
    await pause(options.firstBaseAfterMs, signal);
    let marked: bigint | undefined;
    let newest = (await listBases(sealed, cluster)).findLast((base) => base.chain === slot.chain);
    while (!signal.aborted) {
      if (newest === undefined || clock.now().getTime() - Date.parse(newest.endedAt) > dayMs) {
        newest = await baseNow();
        await removeOld();
      }
      marked = await markTime(admin, marked);
      const { walStatus, behindBytes } = await readSlot(admin, slot.name);
      if (walStatus === 'lost') throw new Error('the replication slot is lost');
      if (walStatus === 'unreserved' || behindBytes > behindBytesAlarm) log.error('the backup falls behind: PostgreSQL keeps log for it', { sizeBytes: behindBytes, state: walStatus });
      await pause(watchMs, signal);
    }
  }

  async function removeOld(): Promise<void> {
    const nowMs = clock.now().getTime();
    for (const folder of [baseFolder(cluster), `${cluster}/wal/`]) {
      for await (const object of sealed.vault.list(folder)) if (object.lockedUntil.getTime() < nowMs) await sealed.vault.remove(object.name);
    }
  }

  function baseNow(): Promise<BaseAbout> {
    const slot = chain;
    if (slot === undefined) return Promise.reject(new Error('the backup of this cluster does not run yet'));
    basing ??= writeBase({ admin, name: options.name, cluster, chain: slot.chain, sealed, clock, lockedUntil: lockedUntil() }).finally(() => { basing = undefined; });
    return basing;
  }

  /** A clean stop leaves nothing for later, where that takes no more than a moment. */
  async function finish(): Promise<void> {
    if (streaming === undefined) return;
    const wanted = await flushedLsn(admin);
    for (let attempt = 0; attempt < finishAttempts && flushed !== undefined && flushed < wanted; attempt += 1) {
      await streaming.flush();
      await sleep(finishPollMs);
    }
  }

  async function run(): Promise<void> {
    while (!stopped.signal.aborted) {
      await follow().catch((error: unknown) => {
        if (!stopped.signal.aborted) log.error('the backup of a cluster was interrupted and is taken up again', { error });
      });
      await pause(retryMs);
    }
  }

  return {
    name: options.name, cluster, admin, baseNow,
    start() {
      running ??= run();
    },
    async caughtUp(signal = stopped.signal) {
      const wanted = await flushedLsn(admin);
      for (;;) {
        signal.throwIfAborted();
        const based = flushed !== undefined && flushed >= wanted && (await listBases(sealed, cluster)).some((base) => base.chain === chain?.chain);
        if (based) return wanted;
        await sleep(50);
      }
    },
    inVault: () => flushed,
    async stop() {
      await finish().catch(() => undefined); // best effort: what is missing is streamed after the next start
      stopped.abort();
      await running;
      await basing?.catch(() => undefined); // its caller was told
    },
  };
}
