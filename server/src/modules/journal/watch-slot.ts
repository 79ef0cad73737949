/**
 * Watches how far a shard's journal is behind, from outside of it: a writer that hangs would not tell. Says so once when it begins and once
 * when it is over. The limit is PostgreSQL's (`max_slot_wal_keep_size`): beyond it the slot is given up before the disk is full, and what was
 * lost is an admitted gap.
 */
import pg from 'pg';
import type { Log } from '../../kernel/log/index.ts';
import { readSlot } from './slot.ts';

export interface SlotAlarm {
  /** `missing` before the journal began; `behind` from 256 MB on, or when half of what PostgreSQL keeps is used. */
  readonly alarm: 'none' | 'behind' | 'unreserved' | 'lost' | 'missing' | 'unreachable';
  readonly behindBytes: number;
  readonly leftBytes: number | null;
}

export interface SlotWatch {
  start(): void;
  stop(): Promise<void>;
  last(): SlotAlarm;
  /** Looks now. */
  look(): Promise<SlotAlarm>;
}

const behindBytesMax = 256 * 1024 * 1024;

export function watchSlot(options: { readonly shardId: string; readonly admin: pg.ClientConfig; readonly log: Log; readonly everyMs: number; readonly behindBytes?: number }): SlotWatch {
  const pool = new pg.Pool({ ...options.admin, max: 1, idleTimeoutMillis: options.everyMs * 3, application_name: 'holdfast journal watch' });
  pool.on('error', () => undefined); // the next look says it
  let last: SlotAlarm = { alarm: 'missing', behindBytes: 0, leftBytes: null };
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<unknown> = Promise.resolve();

  async function read(): Promise<SlotAlarm> {
    const slot = await readSlot(pool, options.shardId);
    if (slot === undefined) return { alarm: 'missing', behindBytes: 0, leftBytes: null };
    const { behindBytes, leftBytes, walStatus } = slot;
    const isBehind = behindBytes > (options.behindBytes ?? behindBytesMax) || (leftBytes !== null && leftBytes < behindBytes);
    const alarm = walStatus === 'lost' || walStatus === 'unreserved' ? walStatus : isBehind ? 'behind' : 'none';
    return { alarm, behindBytes, leftBytes };
  }

  async function look(): Promise<SlotAlarm> {
    const now = await read().catch((): SlotAlarm => ({ ...last, alarm: 'unreachable' }));
    const fields = { module: 'journal', shard: options.shardId, state: now.alarm, sizeBytes: now.behindBytes };
    if (now.alarm !== last.alarm && (now.alarm === 'behind' || now.alarm === 'unreserved' || now.alarm === 'lost')) options.log.error('the journal of a shard is behind', fields);
    if (now.alarm === 'none' && last.alarm !== 'none' && last.alarm !== 'missing') options.log.info('the journal of a shard has caught up', fields);
    last = now;
    return now;
  }

  return {
    start() {
      timer ??= setInterval(() => { looking = look(); }, options.everyMs);
      looking = look();
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      await looking;
      if (!pool.ended) await pool.end();
    },
    last: () => last,
    look,
  };
}
