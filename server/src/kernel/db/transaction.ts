/**
 * A transaction of exactly one scope: a tenant in its shard, or an organization in the control database.
 *
 * The life of one: nothing is sent until the first statement; the first round trip carries BEGIN, the scope
 * (`hf.enter…`, which also checks the fence) and that statement; the last carries audit records, outbox events
 * and COMMIT together (DESIGN §1 idea 5). A read scope has no BEGIN: each round trip is an implicit transaction
 * of its own with the scope in front of it.
 *
 * What is asked for in one turn (`Promise.all`) travels in one round trip (`gather-statements.ts`), and a write whose
 * outcome nobody waits for (`tx.later`) travels with whatever comes next, at the latest with COMMIT.
 */
import type { Compilable } from 'kysely';
import type { Sealer } from '../seal/index.ts';
import type { AuditEvent } from '../service/audit-event.ts';
import type { Statement, StatementResult } from './batch.ts';
import { gatherStatements, type Runner } from './gather-statements.ts';
import type { LeasedConnection, ServicePool } from './service-pool.ts';

export interface OutboxEvent {
  /** `directory.changed`, `mail.requested` … a handler is registered for each topic. */
  readonly topic: string;
  /** Ids only, never content. */
  readonly payload: Readonly<Record<string, string | number | boolean | null>>;
}

export interface ReadTx {
  /** When the request began; the same for everything in it. */
  readonly now: Date;
  /** Opens and seals this scope's columns. */
  readonly sealer: Sealer;
  rows<Row>(query: Compilable<Row>): Promise<Row[]>;
  row<Row>(query: Compilable<Row>): Promise<Row | undefined>;
  /** SQL written by hand, where the builder would hide what happens. */
  sql<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

export interface Tx extends ReadTx {
  /** Runs INSERT, UPDATE or DELETE and tells how many rows it touched. */
  change(query: Compilable<unknown>): Promise<number>;
  changeSql(text: string, values?: readonly unknown[]): Promise<number>;
  /**
   * An INSERT, UPDATE or DELETE that is sent with the next statement or with COMMIT, in order. For writes that can be
   * refused only by a defect: its failure fails the statement that it travelled with, or the commit.
   */
  later(text: string, values?: readonly unknown[]): void;
  /** The audit record of this command, written at commit. */
  record(event: AuditEvent): void;
  /** An event for the outbox, written at commit. */
  emit(event: OutboxEvent): void;
  /** Sealer of the organization, for organization-scoped columns touched by a tenant's transaction. */
  readonly organizationSealer: Sealer;
}

/** Whether what is read here may include changes that nobody committed yet. */
export const isWriting = (tx: ReadTx): tx is Tx => 'later' in tx;

/** Makes the last statements of a transaction from what was recorded; wired to the audit and outbox functions. */
export type Epilogue = (events: { readonly audit: readonly AuditEvent[]; readonly outbox: readonly OutboxEvent[] }) => Promise<readonly Statement[]>;

export interface ScopeStart {
  readonly pool: ServicePool;
  /** `select hf.enter(…)`. */
  readonly enter: (write: boolean) => Statement;
  readonly sealer: Sealer;
  readonly organizationSealer: Sealer;
  readonly now: Date;
  readonly epilogue: Epilogue;
}

function compiled(query: Compilable<unknown>): Statement {
  const { sql, parameters } = query.compile();
  return { text: sql, values: parameters };
}

function readSurface(runner: Runner): Pick<ReadTx, 'rows' | 'row' | 'sql'> {
  return {
    // Row types are those that the builder derived from the store's table interface.
    rows: async <Row>(query: Compilable<Row>) => (await runner.run(compiled(query))).rows as Row[],
    // As above.
    row: async <Row>(query: Compilable<Row>) => (await runner.run(compiled(query))).rows[0] as Row | undefined,
    // The caller names the columns that its own SELECT list has.
    sql: async <Row extends object>(text: string, values: readonly unknown[] = []) => (await runner.run({ text, values })).rows as Row[],
  };
}

/** Runs `work` with reads that each carry the scope; those of one turn see the same moment, others may not. */
export async function readScope<Result>(start: ScopeStart, work: (tx: ReadTx) => Promise<Result>): Promise<Result> {
  const enter = start.enter(false);
  const gathering = gatherStatements(async (statements) => (await start.pool.run([enter, ...statements])).slice(1));
  return work({ now: start.now, sealer: start.sealer, ...readSurface(gathering) });
}

const begin: Statement = { text: 'begin', values: [] };
const commit: Statement = { text: 'commit', values: [] };
const rollback: Statement = { text: 'rollback', values: [] };

class OpenTransaction implements Runner {
  readonly audit: AuditEvent[] = [];
  readonly outbox: OutboxEvent[] = [];
  readonly #start: ScopeStart;
  #connection: Promise<LeasedConnection> | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #begun = false;
  /** Its connection is somebody else's from then on. */
  #ended = false;
  readonly #gathering = gatherStatements((statements) => this.#send(statements));

  constructor(start: ScopeStart) {
    this.#start = start;
  }

  run(statement: Statement): Promise<StatementResult> {
    return this.#gathering.run(statement);
  }

  later(statement: Statement): void {
    this.#gathering.add(statement);
  }

  /** Round trips of one transaction follow one another, also when a use case asks before the last was answered. */
  #send(statements: readonly Statement[]): Promise<readonly StatementResult[]> {
    return this.#inOrder(async (connection) => {
      if (this.#ended) throw new Error('a statement was sent after the end of its transaction');
      const opening = this.#opening();
      return (await connection.run([...opening, ...statements])).slice(opening.length);
    });
  }

  #inOrder<Result>(work: (connection: LeasedConnection) => Promise<Result>): Promise<Result> {
    this.#connection ??= this.#start.pool.lease();
    const connection = this.#connection;
    const next = this.#queue.then(async () => work(await connection));
    this.#queue = next.catch(() => undefined); // the caller sees the failure; the queue only keeps the order
    return next;
  }

  #opening(): readonly Statement[] {
    if (this.#begun) return [];
    this.#begun = true;
    return [begin, this.#start.enter(true)];
  }

  async commit(): Promise<void> {
    const last = [...(await this.#gathering.take()), ...(await this.#start.epilogue({ audit: this.audit, outbox: this.outbox }))];
    if (!this.#begun && last.length === 0 && this.#connection === undefined) return;
    const results = await this.#send([...last, commit]);
    // PostgreSQL answers COMMIT of a failed transaction with ROLLBACK and no error: a swallowed failure must not look like success.
    if (results.at(-1)?.tag !== 'COMMIT') throw new Error('the transaction had failed before its commit; a use case swallowed the failure');
    this.#ended = true;
    (await this.#connection)?.release();
  }

  async rollback(): Promise<void> {
    if (this.#connection === undefined) return;
    let connection: LeasedConnection;
    try {
      connection = await this.#connection;
    } catch {
      return; // never had a connection: nothing to undo, and the reason is already on its way to the caller
    }
    await this.#queue;
    this.#ended = true;
    try {
      await connection.run([rollback]);
      connection.release();
    } catch {
      connection.release(true); // PostgreSQL undoes the transaction when the connection ends
    }
  }
}

/** Runs `work` in one transaction; commits when it returns, undoes everything when it throws. */
export async function writeScope<Result>(start: ScopeStart, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  const open = new OpenTransaction(start);
  const tx: Tx = {
    now: start.now,
    sealer: start.sealer,
    organizationSealer: start.organizationSealer,
    ...readSurface(open),
    change: async (query) => (await open.run(compiled(query))).rowCount,
    changeSql: async (text, values = []) => (await open.run({ text, values })).rowCount,
    later: (text, values = []) => { open.later({ text, values }); },
    record: (event) => void open.audit.push(event),
    emit: (event) => void open.outbox.push(event),
  };
  try {
    const result = await work(tx);
    await open.commit();
    return result;
  } catch (error) {
    await open.rollback();
    throw error;
  }
}
