/**
 * Delivers what was committed to the outboxes, at least once and in order of their ids per database: takes a few
 * due events for half a minute, hands each to its topic's handler, deletes it when the handler returns. An event
 * whose handler fails comes back after a pause that grows. It polls, with a nudge from commits in this process;
 * writers never notify (DESIGN §3 *Events and jobs*).
 */
import type { Databases } from '../db/index.ts';
import type { ShardId } from '../ids/index.ts';
import type { Clock } from '../time/index.ts';

export interface DeliveredEvent {
  readonly id: string;
  readonly organizationId: string | null;
  readonly tenantId: string | null;
  readonly topic: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** 1 at the first delivery. */
  readonly attempt: number;
}

export type OutboxHandler = (event: DeliveredEvent) => Promise<void>;

export interface OutboxDispatcher {
  start(): void;
  /** Looks at once instead of at the next poll. */
  nudge(): void;
  /** Delivers until nothing is due; for tests and for stopping cleanly. */
  drain(): Promise<number>;
  stop(): Promise<void>;
}

const take = `
  update outbox.event set attempts = attempts + 1, not_before = $1::timestamptz + interval '30 seconds'
   where id in (select id from outbox.event where not_before <= $1 order by id limit 50 for update skip locked)
  returning id, organization_id, tenant_id, topic, payload, attempts`;
const remove = 'delete from outbox.event where id = $1';
const giveBack = 'update outbox.event set not_before = $2, last_error = $3 where id = $1';
const attemptsMax = 20;

export function createOutboxDispatcher(options: {
  readonly databases: Databases;
  readonly clock: Clock;
  readonly pollMs: number;
  readonly handlers: Readonly<Record<string, OutboxHandler>>;
  readonly onError: (error: unknown, topic: string) => void;
}): OutboxDispatcher {
  const { databases, clock, handlers } = options;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<number> | undefined;
  let nudged = false;

  async function deliver(where: 'control' | ShardId): Promise<number> {
    const pool = databases.system('deliver outbox events', where);
    const [taken] = await pool.run([{ text: take, values: [clock.now()] }]);
    const rows = [...(taken?.rows ?? [])].sort((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1));
    for (const row of rows) {
      // The columns are those that `take` returns.
      const event: DeliveredEvent = {
        id: String(row['id']), organizationId: row['organization_id'] as string | null, tenantId: row['tenant_id'] as string | null,
        topic: String(row['topic']), payload: row['payload'] as Record<string, unknown>, attempt: Number(row['attempts']),
      };
      try {
        // An event says what happened; that nobody in this release waits for it is no failure.
        await handlers[event.topic]?.(event);
        await pool.run([{ text: remove, values: [event.id] }]);
      } catch (error) {
        options.onError(error, event.topic);
        const pauseMs = Math.min(3_600_000, 1000 * 2 ** Math.min(event.attempt, attemptsMax));
        await pool.run([{ text: giveBack, values: [event.id, new Date(clock.now().getTime() + pauseMs), error instanceof Error ? error.name : 'failure'] }]);
      }
    }
    return rows.length;
  }

  async function round(): Promise<number> {
    let delivered = 0;
    for (const where of ['control' as const, ...databases.shardIds]) {
      try {
        delivered += await deliver(where);
      } catch (error) {
        options.onError(error, 'outbox');
      }
    }
    return delivered;
  }

  function run(): Promise<number> {
    if (running !== undefined) {
      nudged = true;
      return running;
    }
    running = (async () => {
      let total = 0;
      let delivered: number;
      do {
        nudged = false;
        delivered = await round();
        total += delivered;
      } while (delivered > 0 || nudged);
      return total;
    })().finally(() => {
      running = undefined;
    });
    return running;
  }

  return {
    start() {
      timer ??= setInterval(() => void run(), options.pollMs);
    },
    nudge: () => void run(),
    drain: run,
    async stop() {
      clearInterval(timer);
      timer = undefined;
      await running;
    },
  };
}
