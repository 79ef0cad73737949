/**
 * One open stream of logical changes over `pg`'s own connection (PostgreSQL documentation, "Streaming Replication Protocol"). Messages are
 * handed on as they come; whoever cannot keep up pauses the socket, and PostgreSQL waits. What was put away for good is confirmed, and only that:
 * PostgreSQL forgets it then.
 */
import pg from 'pg';
import type { ClientConfig, Connection, Submittable } from 'pg';
import { msOfPostgres } from './pgoutput.ts';

export interface ReplicationStream {
  /** Everything before this position is kept elsewhere and may be forgotten. */
  confirm(lsn: bigint): void;
  pause(): void;
  resume(): void;
  /** Resolves when `stop` was called; rejects when the stream broke. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

export interface ReplicationStreamOptions {
  readonly connection: ClientConfig;
  readonly slot: string;
  readonly publications: readonly string[];
  readonly fromLsn: bigint;
  readonly onMessage: (bytes: Buffer) => void;
  /** The server is at this position and time, and has sent everything before. */
  readonly onKeepalive: (lsn: bigint, atMs: number) => void;
  readonly statusEveryMs?: number;
}

const xLogData = 0x77;
const keepalive = 0x6b;
const defaultStatusEveryMs = 10_000;

/** Values print the same for everybody: the stream and whoever reads the tables. */
export const printingOptions = '-c datestyle=ISO,YMD -c timezone=UTC -c intervalstyle=postgres -c extra_float_digits=1 -c bytea_output=hex -c client_encoding=UTF8';

function formatLsn(lsn: bigint): string {
  return `${(lsn >> 32n).toString(16).toUpperCase()}/${(lsn & 0xffff_ffffn).toString(16).toUpperCase()}`;
}

export function parseLsn(text: string): bigint {
  const [high = '0', low = '0'] = text.split('/');
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}

/** `pg` calls these while the stream is its one running query. */
class Streaming implements Submittable {
  readonly #statement: string;
  readonly #onData: (chunk: Buffer) => void;
  readonly ended: Promise<void>;
  #resolve: () => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  constructor(statement: string, onData: (chunk: Buffer) => void) {
    this.#statement = statement;
    this.#onData = onData;
    this.ended = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  submit(connection: Connection): void {
    connection.query(this.#statement);
  }
  handleCopyData(message: { readonly chunk: Buffer }): void {
    this.#onData(message.chunk);
  }
  handleError(error: unknown): void {
    this.#reject(error);
  }
  handleReadyForQuery(): void {
    this.#resolve();
  }
  handleCommandComplete(): void {
    // the end is told by ReadyForQuery
  }
  handleRowDescription(): void {
    // a stream has none
  }
}

interface ReplicatingClient {
  readonly connection: { sendCopyFromChunk(chunk: Buffer): void; readonly stream: { pause(): void; resume(): void; destroy(): void } };
}

export async function openReplicationStream(options: ReplicationStreamOptions): Promise<ReplicationStream> {
  // `replication` is an option that pg's published types leave out.
  const config = { ...options.connection, replication: 'database', options: printingOptions, application_name: 'holdfast journal stream' } as ClientConfig;
  const client = new pg.Client(config);
  let stopping = false;
  const broken = new Promise<never>((_resolve, reject) => {
    client.on('error', reject);
    client.on('end', () => { reject(new Error('the stream of changes ended')); });
  });
  broken.catch(() => undefined); // told through `ended`
  await client.connect();
  // As above: the parts of pg's client that a stream needs are not in its types.
  const { connection } = client as unknown as ReplicatingClient;
  let confirmed = options.fromLsn;
  const sendStatus = (): void => {
    if (stopping) return;
    const status = Buffer.alloc(34);
    status.writeUInt8(0x72, 0);
    status.writeBigUInt64BE(confirmed, 1);
    status.writeBigUInt64BE(confirmed, 9);
    status.writeBigUInt64BE(confirmed, 17);
    connection.sendCopyFromChunk(status);
  };
  const onData = (chunk: Buffer): void => {
    if (chunk[0] === xLogData) options.onMessage(chunk.subarray(25));
    else if (chunk[0] === keepalive) {
      options.onKeepalive(chunk.readBigUInt64BE(1), msOfPostgres(chunk.readBigInt64BE(9)));
      if (chunk[17] === 1) sendStatus();
    }
  };
  const publications = options.publications.map((name) => `"${name}"`).join(',');
  const streaming = new Streaming(`START_REPLICATION SLOT "${options.slot}" LOGICAL ${formatLsn(options.fromLsn)} (proto_version '4', publication_names '${publications}', messages 'true')`, (chunk) => {
    try {
      onData(chunk);
    } catch (error) {
      streaming.handleError(error);
      connection.stream.destroy();
    }
  });
  // pg runs any Submittable; its types know only its own queries.
  client.query(streaming as unknown as pg.Query);
  const timer = setInterval(sendStatus, options.statusEveryMs ?? defaultStatusEveryMs);
  const ended = Promise.race([streaming.ended, broken]).catch((error: unknown) => {
    if (!stopping) throw error;
  }).finally(() => { clearInterval(timer); });
  ended.catch(() => undefined); // whoever holds the stream awaits it; until then it is no unhandled rejection
  return {
    ended,
    confirm(lsn) {
      if (lsn <= confirmed) return;
      confirmed = lsn;
      sendStatus();
    },
    pause: () => { connection.stream.pause(); },
    resume: () => { connection.stream.resume(); },
    async stop() {
      if (!stopping) sendStatus();
      stopping = true;
      connection.stream.destroy();
      await ended;
    },
  };
}
