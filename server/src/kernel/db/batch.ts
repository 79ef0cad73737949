/**
 * Several statements, one Sync: PostgreSQL runs everything up to a Sync as one implicit transaction, so the
 * tenant setting and the query that needs it travel in one round trip (DESIGN §3 *The tenant setting*; protocol
 * documentation, "Extended Query"). `pg` sends a Sync after every query of its own; this is the one that does not.
 *
 * Statements are prepared once per connection and named by a counter; at most `namedStatementsMax` are kept.
 */
import type { Connection, Submittable } from 'pg';
import pg from 'pg';

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

const namedStatementsMax = 400;
const preparedByConnection = new WeakMap<object, Map<string, string>>();
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
  // pg-types types its parsers by OID constants; any OID is legal at run time.
  return pg.types.getTypeParser(dataTypeId as never, 'text');
}

function parseInt8Array(text: string): number[] {
  const inner = text.slice(1, -1);
  return inner === '' ? [] : inner.split(',').map(parseInt8);
}

interface WireConnection {
  parse(query: { text: string; name: string }, more?: boolean): void;
  bind(config: { portal: string; statement: string; values: unknown[]; valueMapper: (value: unknown) => unknown }, more?: boolean): void;
  describe(message: { type: 'P'; name: string }, more?: boolean): void;
  execute(config: { portal: string; rows: number }, more?: boolean): void;
  sync(): void;
  readonly stream: { cork(): void; uncork(): void };
}

export class Batch implements Submittable {
  readonly done: Promise<readonly StatementResult[]>;
  readonly #statements: readonly Statement[];
  readonly #results: StatementResult[] = [];
  #fields: readonly Field[] = [];
  #rows: Record<string, unknown>[] = [];
  #newTexts: string[] = [];
  #failure: unknown;
  #resolve: (results: readonly StatementResult[]) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  /** Fails at once with TypeError for a value that has no wire form, before anything is sent. */
  constructor(statements: readonly Statement[]) {
    this.#statements = statements.map(({ text, values }) => ({ text, values: values.map(toWire) }));
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  submit(connection: Connection): void {
    // pg's published types leave out the message methods that its own queries use.
    const wire = connection as unknown as WireConnection;
    const prepared = preparedOn(wire);
    wire.stream.cork();
    try {
      for (const { text, values } of this.#statements) {
        wire.bind({ portal: '', statement: this.#prepare(wire, prepared, text), values: [...values], valueMapper: (value) => value });
        wire.describe({ type: 'P', name: '' });
        wire.execute({ portal: '', rows: 0 });
      }
      wire.sync();
    } finally {
      wire.stream.uncork();
    }
  }

  #prepare(wire: WireConnection, prepared: Map<string, string>, text: string): string {
    const known = prepared.get(text);
    if (known !== undefined) return known;
    let name = '';
    if (prepared.size < namedStatementsMax) {
      nextName += 1;
      name = `hf${String(nextName)}`;
      prepared.set(text, name);
      this.#newTexts.push(text);
    }
    wire.parse({ text, name });
    return name;
  }

  handleRowDescription(message: { fields: readonly { name: string; dataTypeID: number }[] }): void {
    this.#fields = message.fields.map((field) => ({ name: field.name, parse: parserFor(field.dataTypeID) }));
  }

  handleDataRow(message: { fields: readonly (string | null)[] }): void {
    if (this.#failure !== undefined) return;
    const row: Record<string, unknown> = {};
    try {
      for (let index = 0; index < this.#fields.length; index += 1) {
        const field = this.#fields[index];
        const text = message.fields[index];
        if (field !== undefined) row[field.name] = text === null || text === undefined ? null : field.parse(text);
      }
    } catch (error) {
      this.#failure = error;
    }
    this.#rows.push(row);
  }

  handleCommandComplete(message: { text: string }): void {
    const count = /(\d+)$/.exec(message.text);
    this.#results.push({ rows: this.#rows, rowCount: count === null ? this.#rows.length : Number(count[1]), tag: message.text });
    this.#rows = [];
    this.#fields = [];
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

function preparedOn(connection: object): Map<string, string> {
  let prepared = preparedByConnection.get(connection);
  if (prepared === undefined) {
    prepared = new Map();
    preparedByConnection.set(connection, prepared);
  }
  return prepared;
}

/** Values as PostgreSQL text, or bytes for bytea. Dates go out in UTC, objects as JSON, arrays as array literals. */
function toWire(value: unknown): string | Buffer | null {
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
