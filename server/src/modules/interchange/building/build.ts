/**
 * Building: steps in the order in which things need each other, each over the spooled records of its kinds. After every piece the position
 * is committed together with the account. A crash repeats at most one piece, which changes nothing twice: the front doors remember.
 */
import type { AccountId } from '../../../kernel/ids/index.ts';
import type { Ctx } from '../../../kernel/service/index.ts';
import type { Media } from '../../media/index.ts';
import type { Importing as TrackerImporting } from '../../tracker/index.ts';
import type { WikiImporting } from '../../wiki/index.ts';
import type { Backup } from '../reading/index.ts';
import type { Ledger } from '../spooling/ledger.ts';
import { recordOfText, type SpooledRecord } from '../spooling/record-text.ts';
import { readChunks, type Chunk, type RunPosition } from '../spooling/run-store.ts';
import type { SpoolWriter } from '../spooling/spool-writer.ts';
import type { Pace } from './pace.ts';

export interface Build<Record extends SpooledRecord = SpooledRecord> {
  /** A context of now: for Tracker's or the wiki's front door, for the spool (`interchange`), for media. */
  readonly ctx: (service: 'tracker' | 'wiki' | 'interchange') => Promise<Ctx>;
  readonly importId: string;
  readonly sourceId: string;
  readonly backup: Backup;
  readonly ledger: Ledger;
  readonly pace: Pace;
  readonly buckets: number;
  readonly tracker: TrackerImporting;
  readonly wiki: WikiImporting;
  readonly media: Media;
  /** Zone of times without one; exports do not say it. */
  readonly timeZone: string;
  accountByEmail(email: string): Promise<AccountId | undefined>;
  /** Every record of a kind, or those of one bucket, in the order of the file. */
  records(kind: string, bucket?: number): AsyncGenerator<Record>;
  /** Computes once for each process what several steps need. */
  once<Value>(name: string, compute: () => Promise<Value>): Promise<Value>;
  /** Spools a record made while building; written with the next commit. */
  readonly spool: SpoolWriter;
}

/** A step is repeated from its last committed bucket: what has an id lies in one bucket with everything of the same id. */
export type Step<Record extends SpooledRecord> =
  /** Handed one bucket at a time: all that belongs together. */
  | { readonly name: string; readonly bucket: (build: Build<Record>, bucket: number) => Promise<void> }
  | { readonly name: string; readonly whole: (build: Build<Record>) => Promise<void> };

export interface StepsOptions<Record extends SpooledRecord> {
  readonly build: Build<Record>;
  readonly steps: readonly Step<Record>[];
  readonly position: RunPosition;
  readonly commit: (position: RunPosition, chunks: readonly Chunk[]) => Promise<void>;
  readonly signal: AbortSignal;
  readonly onStep: (name: string) => void;
}

const chunksAtATime = 2;

export async function* readSpool<Record extends SpooledRecord>(ctx: () => Promise<Ctx>, importId: string, format: 'jira' | 'confluence', kind: string, buckets: readonly number[]): AsyncGenerator<Record> {
  for (const bucket of buckets) {
    for (let after = 0; ;) {
      const chunks = await (await ctx()).read((tx) => readChunks(tx, importId, kind, bucket, after, chunksAtATime));
      for (const { lines } of chunks) for (const line of lines) yield recordOfText(format, line) as Record; // the spool of one import holds one format
      if (chunks.length < chunksAtATime) break;
      after = chunks.at(-1)?.id ?? after;
    }
  }
}

export async function runSteps<Record extends SpooledRecord>({ build, steps, position: start, commit, signal, onStep }: StepsOptions<Record>): Promise<RunPosition> {
  let position = start;
  const advance = async (next: Partial<RunPosition>): Promise<void> => {
    signal.throwIfAborted();
    const chunks = build.spool.take();
    position = { ...position, ...next, nextChunk: position.nextChunk + chunks.length };
    await commit(position, chunks);
  };
  for (let index = position.step; index < steps.length; index += 1) {
    const step = steps[index];
    if (step === undefined) break;
    onStep(step.name);
    if ('whole' in step) {
      await step.whole(build);
    } else {
      for (let bucket = position.bucket; bucket < build.buckets; bucket += 1) {
        await step.bucket(build, bucket);
        await advance({ bucket: bucket + 1 });
      }
    }
    await advance({ step: index + 1, bucket: 0 });
  }
  return position;
}

/** Steps that need nothing of each other, side by side: while the database works for one, another converts. Each lane keeps its order. */
export function sideBySide<Record extends SpooledRecord>(name: string, lanes: readonly (readonly ((build: Build<Record>, bucket: number) => Promise<void>)[])[]): Step<Record> {
  return {
    name,
    async bucket(build, bucket) {
      const ends = await Promise.allSettled(lanes.map(async (lane) => {
        for (const work of lane) await work(build, bucket);
      }));
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
    },
  };
}

/** Slices for front doors that take so many rows in one call. */
export function* slices<Row>(rows: readonly Row[], size: number): Generator<readonly Row[]> {
  for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size);
}

const idCharactersMax = 1_000;

/**
 * The records of a kind in one bucket, some at a time, each id once: later ones of the same id are reported. Ids are unique in a file
 * because all records of one id share a bucket.
 */
export async function* uniqueBatches<Record extends SpooledRecord>(
  build: Build<Record>, kind: string, bucket: number, size: number, idOf: (record: Record) => string | undefined,
): AsyncGenerator<readonly Record[]> {
  const seen = new Set<string>();
  let batch: Record[] = [];
  for await (const record of build.records(kind, bucket)) {
    await build.pace.step();
    const id = idOf(record);
    if (id === undefined || id === '') build.ledger.skipped(record.type, 'It has no id.');
    else if (id.length > idCharactersMax) build.ledger.skipped(record.type, 'Its id is longer than ids are.');
    else if (seen.has(id)) build.ledger.skipped(record.type, 'The same id came before in the file.');
    else {
      seen.add(id);
      batch.push(record);
    }
    if (batch.length >= size) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
