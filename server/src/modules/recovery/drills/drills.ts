/**
 * Drills: rehearsed disasters on data of their own, which measure how long it takes until everything is back (RTO) and how much is
 * lost (RPO), and keep what they found. One at a time in a process. A drill that could not be carried out leaves no report: a
 * report says that something was measured.
 */
import { isAppError } from '../../../kernel/errors/index.ts';
import { newUuid } from '../../../kernel/ids/index.ts';
import { systemActor, systemFacts, type Contexts, type GlobalCtx } from '../../../kernel/service/index.ts';
import type { Clock } from '../../../kernel/time/index.ts';
import type { Log } from '../../../kernel/log/index.ts';
import { errors } from '../errors.ts';
import { insertReport, type DrillReport } from './drill-store.ts';

export interface DrillResult {
  /** Sites that the disaster struck. */
  readonly sites: number;
  /** Of those, sites that are back. */
  readonly restored: number;
  /** Rows and files that are not byte for byte what they were. */
  readonly differences: number;
  /** From the moment at which the disaster was known to the moment at which everything was back. */
  readonly rtoSeconds: number;
  /** How much of the time before the disaster is lost. */
  readonly rpoSeconds: number;
  /** Numbers and words for the report; nothing of any tenant. */
  readonly details?: Readonly<Record<string, string | number>>;
}

export interface DrillRun {
  readonly signal: AbortSignal;
  /** Tells what is going on, for whoever waits. */
  readonly tell: (phase: string) => void;
}

/** Cleans up after itself, whatever happens. */
export type Drill = (run: DrillRun) => Promise<DrillResult>;

export interface DrillState {
  readonly id: string;
  readonly drill: string;
  readonly phase: string;
  readonly startedAt: Date;
  readonly report: DrillReport | null;
  readonly failure: { readonly code: string; readonly title: string } | null;
}

export interface Drills {
  register(name: string, drill: Drill): void;
  readonly names: readonly string[];
  /** Starts one. Fails with recovery.drill_unknown, recovery.drill_running. */
  start(name: string): DrillState;
  state(id: string): DrillState | undefined;
  stop(): Promise<void>;
}

export function createDrills({ contexts, clock, log }: { readonly contexts: Contexts; readonly clock: Clock; readonly log: Pick<Log, 'info' | 'error'> }): Drills {
  const drills = new Map<string, Drill>();
  const stopping = new AbortController();
  let state: DrillState | undefined;
  let running: Promise<void> = Promise.resolve();

  const global = (): GlobalCtx => contexts.global('recovery', systemFacts(systemActor, clock.now(), new AbortController().signal));

  async function run(begun: DrillState, drill: Drill): Promise<void> {
    try {
      const result = await drill({ signal: stopping.signal, tell: (phase) => { state = { ...begun, phase }; } });
      const report: DrillReport = { id: begun.id, drill: begun.drill, startedAt: begun.startedAt, endedAt: clock.now(), ...result, details: result.details ?? {} };
      await global().tx((tx) => insertReport(tx, report));
      state = { ...begun, phase: 'done', report };
      log.info('a drill was carried out', { task: begun.drill, durationMs: Math.round(result.rtoSeconds * 1000) });
    } catch (error) {
      log.error('a drill could not be carried out', { task: begun.drill, error });
      state = { ...begun, phase: 'failed', failure: isAppError(error) ? { code: error.code, title: error.message } : { code: 'request.internal', title: 'Something went wrong here.' } };
    }
  }

  return {
    register: (name, drill) => void drills.set(name, drill),
    get names() {
      return [...drills.keys()].sort();
    },
    start(name) {
      const drill = drills.get(name);
      if (drill === undefined) throw errors.drill_unknown({ detail: `There are: ${[...drills.keys()].sort().join(', ') || 'none'}.` });
      if (state?.phase !== undefined && state.report === null && state.failure === null) throw errors.drill_running({ detail: `${state.drill} since ${state.startedAt.toISOString()}.` });
      const begun: DrillState = { id: newUuid(clock.now().getTime()), drill: name, phase: 'begun', startedAt: clock.now(), report: null, failure: null };
      state = begun;
      running = run(begun, drill);
      return begun;
    },
    state: (id) => (state?.id === id ? state : undefined),
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
