/**
 * Several statements, one Sync: PostgreSQL runs everything up to a Sync as one implicit transaction, so the
 * tenant setting and the query that needs it travel in one round trip (DESIGN §3 *The tenant setting*; protocol
 * documentation, "Extended Query"). `pg` sends a Sync after every query of its own; this is the one that does not.
 *
 * Statements are prepared once per connection and named by a counter; at most `namedStatementsMax` are kept. What a
 * prepared statement's rows look like is asked for once: PostgreSQL refuses to run it when that would change.
 */
import type { Connection, Submittable } from 'pg';
import pg from 'pg';
import { WireMessages, type WireValue } from './wire-messages.ts';

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

export interface StatementResult {
  readonly rows: readonly Record<string, unknown>[];
  /** Rows that an INSERT, UPDATE, DELETE or SELECT touched or returned. */
  readonly rowCount: number;
  /** PostgreSQL's command tag: `SELECT 1`, `COMMIT` … */
  readonly tag: string;
}

interface Prepared {
  readonly name: string;
  /** Known once it ran; none for a statement without rows. */
  fields: readonly Field[] | undefined;
}

const namedStatementsMax = 400;
/** The protocol counts them in 16 bits. */
const parametersMax = 65_535;
const preparedByConnection = new WeakMap<object, Map<string, Prepared>>();
/** Sending is synchronous, so one buffer serves all connections. */
const messages = new WireMessages();
let nextName = 0;

interface Field {
  readonly name: string;
  readonly parse: (text: string) => unknown;
}

const int8Oid = 20;
const int8ArrayOid = 1016;

/** Content numbers and counters are bigint in the database and safe integers here; a larger one is a defect, not a rounding. */
function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error('a bigint beyond 2^53 was read');
  return value;
}

function parserFor(dataTypeId: number): (text: string) => unknown {
  if (dataTypeId === int8Oid) return parseInt8;
  if (dataTypeId === int8ArrayOid) return parseInt8Array;
  // pg-types does not say what its parsers take and give.
  return pg.types.getTypeParser(dataTypeId, 'text') as (text: string) => unknown;
}

function parseInt8Array(text: string): number[] {
  const inner = text.slice(1, -1);
  return inner === '' ? [] : inner.split(',').map(parseInt8);
}

interface WireConnection {
  readonly stream: { write(bytes: Buffer): void };
}

export class Batch implements Submittable {
  readonly done: Promise<readonly StatementResult[]>;
  readonly #statements: readonly { readonly text: string; readonly values: readonly WireValue[] }[];
  readonly #running: Prepared[] = [];
  readonly #results: StatementResult[] = [];
  #rows: Record<string, unknown>[] = [];
  #newTexts: string[] = [];
  #failure: unknown;
  #resolve: (results: readonly StatementResult[]) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  /** Fails at once with TypeError for a value that has no wire form, RangeError for too many of them, before anything is sent. */
  constructor(statements: readonly Statement[]) {
    for (const { values } of statements) if (values.length > parametersMax) throw new RangeError(`a statement has at most ${String(parametersMax)} parameters, not ${String(values.length)}`);
    this.#statements = statements.map(({ text, values }) => ({ text, values: values.map(toWire) }));
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  submit(connection: Connection): void {
    // pg's published types leave out the stream that its own queries write to.
    const wire = connection as unknown as WireConnection;
    const known = preparedOn(wire);
    try {
      for (const { text, values } of this.#statements) {
        const prepared = this.#prepare(known, text);
        this.#running.push(prepared);
        messages.bind(prepared.name, values);
        if (prepared.fields === undefined) messages.describe();
        messages.execute();
      }
      messages.sync();
      wire.stream.write(messages.take());
    } catch (error) {
      // Nothing was sent: what was to be prepared is not.
      for (const text of this.#newTexts) known.delete(text);
      messages.clear();
      throw error;
    }
  }

  #prepare(known: Map<string, Prepared>, text: string): Prepared {
    const already = known.get(text);
    if (already !== undefined) return already;
    const named = known.size < namedStatementsMax;
    if (named) nextName += 1;
    const prepared: Prepared = { name: named ? `hf${String(nextName)}` : '', fields: undefined };
    if (named) {
      known.set(text, prepared);
      this.#newTexts.push(text);
    }
    messages.parse(prepared.name, text);
    return prepared;
  }

  /** The statement whose answer is arriving. */
  get #current(): Prepared | undefined {
    return this.#running[this.#results.length];
  }

  handleRowDescription(message: { fields: readonly { name: string; dataTypeID: number }[] }): void {
    const current = this.#current;
    if (current !== undefined) current.fields = message.fields.map((field) => ({ name: field.name, parse: parserFor(field.dataTypeID) }));
  }

  handleDataRow(message: { fields: readonly (string | null)[] }): void {
    if (this.#failure !== undefined) return;
    const row: Record<string, unknown> = {};
    const fields = this.#current?.fields ?? [];
    try {
      for (let index = 0; index < fields.length; index += 1) {
        const field = fields[index];
        const text = message.fields[index];
        if (field !== undefined) row[field.name] = text === null || text === undefined ? null : field.parse(text);
      }
    } catch (error) {
      this.#failure = error;
    }
    this.#rows.push(row);
  }

  handleCommandComplete(message: { text: string }): void {
    const current = this.#current;
    if (current !== undefined) current.fields ??= [];
    const count = /(\d+)$/.exec(message.text);
    this.#results.push({ rows: this.#rows, rowCount: count === null ? this.#rows.length : Number(count[1]), tag: message.text });
    this.#rows = [];
  }

  handleEmptyQuery(): void {
    this.#results.push({ rows: [], rowCount: 0, tag: '' });
  }

  handlePortalSuspended(): void {
    this.#failure = new Error('a portal was suspended although no row limit was asked for');
  }

  handleCopyInResponse(connection: { sendCopyFail(reason: string): void }): void {
    connection.sendCopyFail('COPY is not spoken here');
  }

  handleCopyData(): void {
    this.#failure = new Error('COPY data arrived although none was asked for');
  }

  handleError(error: unknown, connection: Connection): void {
    // Which of the new statements were parsed before the failure is not known: forget them all. Names are never reused.
    const prepared = preparedOn(connection);
    for (const text of this.#newTexts) prepared.delete(text);
    this.#reject(this.#failure ?? error);
  }

  handleReadyForQuery(): void {
    if (this.#failure !== undefined) this.#reject(this.#failure);
    else this.#resolve(this.#results);
  }
}

function preparedOn(connection: object): Map<string, Prepared> {
  let prepared = preparedByConnection.get(connection);
  if (prepared === undefined) {
    prepared = new Map();
    preparedByConnection.set(connection, prepared);
  }
  return prepared;
}

/** Values as PostgreSQL text, or bytes for bytea. Dates go out in UTC, objects as JSON, arrays as array literals. */
function toWire(value: unknown): WireValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (Buffer.isBuffer(value)) return value;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return arrayLiteral(value);
  if (typeof value === 'object') return JSON.stringify(value);
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return value.toString();
  throw new TypeError(`a value of type ${typeof value} cannot be sent to the database`);
}

function arrayLiteral(values: readonly unknown[]): string {
  const items = values.map((value) => {
    if (value === null || value === undefined) return 'NULL';
    if (Array.isArray(value)) return arrayLiteral(value);
    if (Buffer.isBuffer(value)) return `"\\\\x${value.toString('hex')}"`;
    const text = toWire(value);
    return `"${String(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  });
  return `{${items.join(',')}}`;
}
