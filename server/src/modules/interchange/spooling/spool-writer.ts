/** Gathers records by kind and bucket until a commit writes them as sealed chunks. Bounded: the caller commits when it is full. */
import type { Chunk } from './run-store.ts';

const chunkChars = 262_144;
const gatheredCharsMax = 8 * 1_048_576;

export class SpoolWriter {
  readonly #open = new Map<string, { kind: string; bucket: number; lines: string[]; chars: number }>();
  #full: Chunk[] = [];
  #chars = 0;

  add(kind: string, bucket: number, line: string): void {
    const key = `${kind} ${bucket}`;
    let open = this.#open.get(key);
    if (open === undefined) this.#open.set(key, (open = { kind, bucket, lines: [], chars: 0 }));
    open.lines.push(line);
    open.chars += line.length;
    this.#chars += line.length;
    if (open.chars >= chunkChars) {
      this.#full.push({ kind, bucket, text: open.lines.join('\n') });
      this.#open.delete(key);
    }
  }

  get isFull(): boolean {
    return this.#chars >= gatheredCharsMax;
  }

  /** Everything gathered so far. */
  take(): readonly Chunk[] {
    const chunks = [...this.#full, ...[...this.#open.values()].map(({ kind, bucket, lines }) => ({ kind, bucket, text: lines.join('\n') }))];
    this.#full = [];
    this.#open.clear();
    this.#chars = 0;
    return chunks;
  }
}

/** Spreads ids evenly; the same for the same id in every process. */
export function bucketOf(id: string, buckets: number): number {
  if (buckets === 1) return 0;
  let hash = 2_166_136_261;
  for (let index = 0; index < id.length; index += 1) hash = Math.imul(hash ^ id.charCodeAt(index), 16_777_619);
  return (hash >>> 0) % buckets;
}
