/**
 * The write-ahead log of one cluster, streamed from a physical slot into the vault: a piece every five seconds at most while
 * something is written, none while nothing is. A piece is confirmed to PostgreSQL after the vault has it; after a crash on
 * either side the stream goes on at the end of the last piece in the vault, so nothing is missing and nothing is there twice.
 */
import type { AdminConnection } from '../../kernel/postgres/index.ts';
import { formatLsn, walName } from './positions.ts';
import { openReplication } from './replication-query.ts';
import type { SealedVault } from './seal-object.ts';

export interface WalStreamOptions {
  readonly admin: AdminConnection;
  readonly cluster: string;
  readonly chain: string;
  readonly slot: string;
  readonly timeline: number;
  readonly from: bigint;
  readonly sealed: SealedVault;
  readonly lockedUntil: () => Date;
  readonly pieceMs: number;
  readonly onPiece: (end: bigint) => void;
}

export interface WalStream {
  /** Rejects when the stream or the vault failed; resolves after `stop`. */
  readonly ended: Promise<void>;
  /** What has arrived so far goes into the vault now. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

const xLogData = 0x77;
const keepalive = 0x6b;
const headerBytes = 25;
const pieceBytes = 8 * 1024 * 1024;
const heldBytesMax = 3 * pieceBytes;
const statusEveryMs = 10_000;

export async function openWalStream(options: WalStreamOptions): Promise<WalStream> {
  const client = await openReplication(options.admin, 'holdfast log stream');
  let held: Buffer[] = [];
  let heldBytes = 0;
  let [start, received, flushed] = [options.from, options.from, options.from];
  let stopping = false;
  let paused = false;
  /** A piece that could not be put: nothing after it may be, or there would be a gap. */
  let dead = false;
  let putting: Promise<void> | undefined;
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_resolve, reject) => { fail = reject; });

  async function putPieces(): Promise<void> {
    while (heldBytes > 0 && !dead) {
      const bytes = Buffer.concat(held);
      const [from, to] = [start, start + BigInt(bytes.length)];
      [held, heldBytes, start] = [[], 0, to];
      if (paused) {
        paused = false;
        client.resume();
      }
      await options.sealed.put(walName(options.cluster, options.chain, from, to), bytes, options.lockedUntil()).catch((error: unknown) => {
        dead = true;
        throw error;
      });
      flushed = to;
      if (!stopping) client.sendStatus(flushed);
      options.onPiece(flushed);
      if (heldBytes < pieceBytes) break;
    }
  }
  const put = (): Promise<void> => {
    putting ??= putPieces().finally(() => { putting = undefined; });
    return putting;
  };

  const running = client.copy(`START_REPLICATION SLOT "${options.slot}" PHYSICAL ${formatLsn(options.from)} TIMELINE ${String(options.timeline)}`, (chunk) => {
    if (chunk[0] === keepalive && chunk[17] === 1) client.sendStatus(flushed);
    if (chunk[0] !== xLogData) return;
    const at = chunk.readBigUInt64BE(1);
    if (at !== received) throw new Error(`the log goes on at ${formatLsn(at)} instead of ${formatLsn(received)}`);
    const bytes = Buffer.from(chunk.subarray(headerBytes));
    received += BigInt(bytes.length);
    held.push(bytes);
    heldBytes += bytes.length;
    if (heldBytes >= heldBytesMax && !paused) {
      paused = true;
      client.pause();
    }
    if (heldBytes >= pieceBytes) void put().catch(fail);
  });
  const pieces = setInterval(() => { if (heldBytes > 0) void put().catch(fail); }, options.pieceMs);
  const status = setInterval(() => { client.sendStatus(flushed); }, statusEveryMs);
  const ended = Promise.race([running.then(() => undefined), failed]).catch((error: unknown) => {
    if (!stopping) throw error;
  }).finally(() => {
    clearInterval(pieces);
    clearInterval(status);
    client.destroy();
  });
  ended.catch(() => undefined); // whoever holds the stream awaits it
  return {
    ended,
    flush: put,
    async stop() {
      stopping = true;
      client.destroy();
      await ended;
      await putting?.catch(() => undefined); // its caller was told; what was not put is streamed again
    },
  };
}
