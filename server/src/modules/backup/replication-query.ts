/**
 * Commands of PostgreSQL's streaming replication protocol over `pg`'s own connection: a base backup, and the write-ahead log
 * as it is written. Whoever cannot keep up pauses the socket, and PostgreSQL waits, so memory stays flat.
 */
import pg from 'pg';
import type { ClientConfig, Connection, Submittable } from 'pg';
import type { AdminConnection } from '../../kernel/postgres/index.ts';

export interface ReplicationClient {
  /** Runs one command; rows of text, as they are for each of its results. */
  rows(command: string): Promise<readonly (readonly (string | null)[])[]>;
  /** Runs one command that answers with copied data; every message goes to `onData`. Rows that come beside it are the result. */
  copy(command: string, onData: (chunk: Buffer) => void): Promise<readonly (readonly (string | null)[])[]>;
  /** Into a running copy of both directions. */
  sendStatus(flushed: bigint): void;
  pause(): void;
  resume(): void;
  /** Cuts the connection; a running command fails. */
  destroy(): void;
}

type Row = readonly (string | null)[];

/** `pg` calls these while this is its one running query. */
class Replicating implements Submittable {
  readonly #command: string;
  readonly #onData: (chunk: Buffer) => void;
  readonly #rows: Row[] = [];
  readonly done: Promise<readonly Row[]>;
  #resolve: (rows: readonly Row[]) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  constructor(command: string, onData: (chunk: Buffer) => void) {
    this.#command = command;
    this.#onData = onData;
    this.done = new Promise((resolve, reject) => { [this.#resolve, this.#reject] = [resolve, reject]; });
    this.done.catch(() => undefined); // whoever runs the command awaits it
  }
  submit(connection: Connection): void {
    connection.query(this.#command);
  }
  handleRowDescription(): void {
    // fields are known by their order
  }
  handleDataRow(message: { readonly fields: Row }): void {
    this.#rows.push(message.fields);
  }
  handleCopyData(message: { readonly chunk: Buffer }): void {
    try {
      this.#onData(message.chunk);
    } catch (error) {
      this.#reject(error);
    }
  }
  handleCommandComplete(): void {
    // the end is told by ReadyForQuery
  }
  handleError(error: unknown): void {
    this.#reject(error);
  }
  handleReadyForQuery(): void {
    this.#resolve(this.#rows);
  }
}

/** The parts of pg's client that its published types leave out. */
interface Inside {
  readonly connection: { sendCopyFromChunk(chunk: Buffer): void; readonly stream: { pause(): void; resume(): void; destroy(): void } };
}

export async function openReplication(admin: AdminConnection, applicationName: string): Promise<ReplicationClient> {
  // `replication` is an option that pg's published types leave out.
  const client = new pg.Client({ ...admin, replication: 'true', application_name: applicationName, connectionTimeoutMillis: 10_000 } as ClientConfig);
  const broken = new Promise<never>((_resolve, reject) => {
    client.on('error', reject);
    client.on('end', () => { reject(new Error('the replication connection ended')); });
  });
  broken.catch(() => undefined); // told to the command that runs
  await client.connect();
  const { connection } = client as unknown as Inside; // as above
  const copy: ReplicationClient['copy'] = (command, onData) => {
    const query = new Replicating(command, onData);
    client.query(query as unknown as pg.Query); // pg runs any Submittable; its types know only its own queries
    return Promise.race([query.done, broken]);
  };
  return {
    copy,
    rows: (command) => copy(command, () => undefined),
    sendStatus(flushed) {
      const status = Buffer.alloc(34);
      status.writeUInt8(0x72, 0);
      for (const at of [1, 9, 17]) status.writeBigUInt64BE(flushed, at);
      connection.sendCopyFromChunk(status);
    },
    pause: () => { connection.stream.pause(); },
    resume: () => { connection.stream.resume(); },
    destroy: () => { connection.stream.destroy(); },
  };
}
