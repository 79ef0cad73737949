/**
 * A process of its own that sends prepared HTTP requests over kept connections and measures the answers. It reads no
 * more of an answer than its status and length, so that the server, not this process, is what is measured.
 */
import { connect, type Socket } from 'node:net';

export interface LoadOrder {
  readonly port: number;
  /** Whole requests, sent in turn from `first` on. */
  readonly requests: readonly string[];
  readonly connections: number;
  /** Ends after this time; or, for one pass over all requests, when the last is answered. */
  readonly durationMs: number | 'one pass';
}

export interface LoadResult {
  readonly answered: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers other than 2xx; a benchmark with any is void. */
  readonly refused: number;
  readonly firstRefusal?: string;
}

const headEnd = Buffer.from('\r\n\r\n');

function generate(order: LoadOrder): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    const startedMs = performance.now();
    const endsMs = order.durationMs === 'one pass' ? Number.POSITIVE_INFINITY : startedMs + order.durationMs;
    const latencies: number[] = [];
    let next = 0;
    let refused = 0;
    let firstRefusal: string | undefined;
    let open = order.connections;

    const connection = (): void => {
      const socket: Socket = connect({ port: order.port, host: '127.0.0.1', noDelay: true });
      let received: Buffer = Buffer.alloc(0);
      let sentMs = 0;
      const send = (): void => {
        if ((order.durationMs === 'one pass' && next >= order.requests.length) || performance.now() >= endsMs) {
          socket.destroy();
          return;
        }
        sentMs = performance.now();
        socket.write(order.requests[next % order.requests.length] ?? '');
        next += 1;
      };
      socket.on('connect', send);
      socket.on('error', reject);
      socket.on('data', (bytes: Buffer) => {
        received = received.length === 0 ? bytes : Buffer.concat([received, bytes]);
        const head = received.indexOf(headEnd);
        if (head < 0) return;
        const text = received.toString('latin1', 0, head);
        const length = /content-length: (\d+)/i.exec(text);
        const size = head + headEnd.length + Number(length?.[1] ?? 0);
        if (received.length < size) return;
        if (!/^HTTP\/1\.1 2/.test(text)) {
          refused += 1;
          firstRefusal ??= received.toString('utf8', 0, Math.min(size, 1500));
        }
        received = received.subarray(size);
        latencies.push(performance.now() - sentMs);
        send();
      });
      socket.on('close', () => {
        open -= 1;
        if (open > 0) return;
        const seconds = (performance.now() - startedMs) / 1000;
        latencies.sort((left, right) => left - right);
        const at = (share: number): number => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
        resolve({ answered: latencies.length, seconds, perSecond: latencies.length / seconds, p50Ms: at(0.5), p99Ms: at(0.99), refused, ...(firstRefusal === undefined ? {} : { firstRefusal }) });
      });
    };
    for (let count = 0; count < order.connections; count += 1) connection();
  });
}

process.on('message', (order: LoadOrder) => {
  generate(order).then((result) => process.send?.(result), (error: unknown) => process.send?.({ failure: String(error) }));
});
process.on('disconnect', () => process.exit(0));
