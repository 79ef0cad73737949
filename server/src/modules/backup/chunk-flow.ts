/** Chunks from a socket that pushes to a reader that pulls: the socket is paused while more waits than the reader takes. */

export interface ChunkFlow extends AsyncIterable<Buffer> {
  push(chunk: Buffer): void;
  end(): void;
  fail(error: unknown): void;
}

const waitingBytesMax = 4 * 1024 * 1024;

export function createChunkFlow(socket: { pause(): void; resume(): void }): ChunkFlow {
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let state: 'open' | 'ended' | { readonly error: unknown } = 'open';
  let paused = false;
  let wake: () => void = () => undefined;

  return {
    push(chunk) {
      waiting.push(chunk);
      waitingBytes += chunk.length;
      if (waitingBytes > waitingBytesMax && !paused) {
        paused = true;
        socket.pause();
      }
      wake();
    },
    end() {
      if (state === 'open') state = 'ended';
      wake();
    },
    fail(error) {
      if (state === 'open') state = { error };
      wake();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        if (waiting.length > 0) {
          const batch = waiting;
          [waiting, waitingBytes] = [[], 0];
          if (paused) {
            paused = false;
            socket.resume();
          }
          yield* batch;
        } else if (state === 'ended') return;
        else if (state !== 'open') throw state.error;
        else await new Promise<void>((resolve) => { wake = resolve; });
      }
    },
  };
}
