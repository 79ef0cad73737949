/**
 * Gathers the statements that are asked for in one turn and sends them in one round trip: each costs the scope's
 * statement, two system calls and two switches between processes, which is more than most statements themselves.
 * Order is kept. If one of them is refused, all of that round trip are: PostgreSQL undid them together.
 */
import type { Statement, StatementResult } from './batch.ts';

export interface Runner {
  run(statement: Statement): Promise<StatementResult>;
}

export interface Gathering extends Runner {
  /** Goes along with the next round trip; asks for none. */
  add(statement: Statement): void;
  /** Sends what somebody waits for, and answers what was only added: whoever takes it sends it. */
  take(): Promise<readonly Statement[]>;
}

interface Waiting {
  readonly statement: Statement;
  readonly answer?: { resolve(result: StatementResult): void; reject(error: unknown): void };
}

/** `send` answers with one result for each statement, in order. */
export function gatherStatements(send: (statements: readonly Statement[]) => Promise<readonly StatementResult[]>): Gathering {
  let waiting: Waiting[] = [];
  let planned = false;

  async function flush(): Promise<void> {
    planned = false;
    if (waiting.length === 0) return; // somebody took it in the meantime
    const sent = waiting;
    waiting = [];
    try {
      const results = await send(sent.map(({ statement }) => statement));
      sent.forEach(({ answer }, index) => answer?.resolve(results[index] ?? { rows: [], rowCount: 0, tag: '' }));
    } catch (error) {
      for (const { answer } of sent) answer?.reject(error);
    }
  }

  return {
    run(statement) {
      return new Promise((resolve, reject) => {
        waiting.push({ statement, answer: { resolve, reject } });
        if (planned) return;
        planned = true;
        // After everything that this turn still has to say: the microtasks that wait now, and those they start.
        queueMicrotask(() => { process.nextTick(() => void flush()); });
      });
    },
    add(statement) {
      waiting.push({ statement });
    },
    async take() {
      if (planned) await flush();
      const taken = waiting.map(({ statement }) => statement);
      waiting = [];
      return taken;
    },
  };
}
