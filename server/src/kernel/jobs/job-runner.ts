/**
 * Runs the jobs of one trust zone. A job names ids only and a tenant; at most so many jobs of one tenant run at a time in this process,
 * and the next free place goes to another one's. A job whose process was killed is asked for again by whoever keeps its record (with the
 * same key, which replaces the dead one): handlers therefore work on committed positions and may run twice.
 */
import { makeWorkerUtils, run, type JobHelpers, type Runner, type WorkerUtils } from 'graphile-worker';
import type pg from 'pg';
import { silentLogger } from './install-job-queue.ts';

export interface Job {
  /** Ids only, never content. */
  readonly payload: Readonly<Record<string, string>>;
  /** Ends when the process stops: hand back what was done and throw. */
  readonly signal: AbortSignal;
}

export type JobHandler = (job: Job) => Promise<void>;

export interface JobRequest {
  readonly task: string;
  readonly payload: Readonly<Record<string, string>>;
  /** At most one waiting job has it; asking again replaces that one. */
  readonly key: string;
  /** Whose turn it uses. */
  readonly tenant: string;
  /** Smaller runs first; 0 when absent. */
  readonly priority?: number;
}

export interface JobRunner {
  add(request: JobRequest): Promise<void>;
  /** Takes out of the queue what waits for this tenant's turn; what runs right now goes on. */
  removeFor(tenant: string): Promise<void>;
  /** Takes work until stopped. */
  start(): void;
  /** Stops taking work and waits for what runs. */
  stop(): Promise<void>;
}

export interface JobRunnerOptions {
  readonly pool: pg.Pool;
  readonly schema: string;
  readonly handlers: Readonly<Record<string, JobHandler>>;
  /** Jobs at a time in this process. */
  readonly concurrency: number;
  readonly perTenant: number;
  readonly onError: (error: unknown, task: string) => void;
}

const pollMs = 1_000;
/** Whoever keeps the record of the job decides about further tries; the queue itself only bridges short outages. */
const attemptsMax = 3;

export function createJobRunner(options: JobRunnerOptions): JobRunner {
  const { pool, schema } = options;
  const running = new Map<string, number>();
  let utils: Promise<WorkerUtils> | undefined;
  let runner: Promise<Runner> | undefined;
  const settings = { pgPool: pool, schema, logger: silentLogger, noHandleSignals: true };

  function task(name: string, handler: JobHandler): (payload: unknown, helpers: JobHelpers) => Promise<void> {
    return async (payload, helpers) => {
      const tenant = Object.keys(helpers.job.flags ?? {})[0] ?? '';
      running.set(tenant, (running.get(tenant) ?? 0) + 1);
      try {
        // The payload is what `add` below wrote.
        await handler({ payload: payload as Readonly<Record<string, string>>, signal: helpers.abortSignal });
      } catch (error) {
        options.onError(error, name);
        throw error;
      } finally {
        const left = (running.get(tenant) ?? 1) - 1;
        if (left > 0) running.set(tenant, left);
        else running.delete(tenant);
      }
    };
  }

  return {
    async add(request) {
      utils ??= makeWorkerUtils({ pgPool: pool, schema, logger: silentLogger });
      await (await utils).addJob(request.task, request.payload, {
        jobKey: request.key, flags: [request.tenant], maxAttempts: attemptsMax, priority: request.priority ?? 0,
      });
    },
    async removeFor(tenant) {
      const { rows } = await pool.query<{ id: string }>(`select id from ${schema}.jobs where flags ? $1 and locked_at is null`, [tenant]);
      utils ??= makeWorkerUtils({ pgPool: pool, schema, logger: silentLogger });
      if (rows.length > 0) await (await utils).completeJobs(rows.map(({ id }) => id));
    },
    start() {
      runner ??= run({
        ...settings, concurrency: options.concurrency, pollInterval: pollMs, gracefulShutdownAbortTimeout: 100,
        forbiddenFlags: () => [...running].filter(([, count]) => count >= options.perTenant).map(([tenant]) => tenant),
        taskList: Object.fromEntries(Object.entries(options.handlers).map(([name, handler]) => [name, task(name, handler)])),
      });
      runner.catch((error: unknown) => { options.onError(error, 'start'); });
    },
    async stop() {
      const started = await runner?.catch(() => undefined); // a start that failed has nothing to stop, and was told
      await started?.stop();
      await (await utils)?.release();
    },
  };
}
