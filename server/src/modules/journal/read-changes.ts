/**
 * A tenant's transactions in commit order, out of folded objects where there are some and out of segments for the rest, with the migrations of
 * its shard in their places. One frame is in memory at a time. Every frame is checked against the hash that its segment gave.
 */
import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import type { ServicePool } from '../../kernel/db/index.ts';
import type { JournalOpener } from '../keys/index.ts';
import { journalErrors } from './errors.ts';
import { readTransactions } from './frame-format.ts';
import type { JournalTransaction } from './history.ts';
import { readFolds, readFrames, readMigrations, type FrameRow, type MigrationRow } from './history-store.ts';
import type { JournalVault } from './ports.ts';
import { openObject } from './sealed-object.ts';
import { segmentName, sha256Of } from './segment-format.ts';
import { frameAuthenticated, framePurpose } from './write-segment.ts';

export interface ReadingOptions {
  readonly control: ServicePool;
  readonly vault: JournalVault;
  readonly opener: () => Promise<JournalOpener>;
}

export interface ChangesWanted {
  readonly tenantId: string;
  readonly shardId: string;
  readonly afterLsn: bigint;
  /** Up to and including what was committed then, and not behind this position. */
  readonly until: Date;
  readonly toLsn?: bigint;
}

const decompress = promisify(zstdDecompress);
const framesPerPage = 200;
const encapsulatedBytes = 32;
const saltBytes = 32;
const frameBytesMax = 512 * 1024 * 1024;

/** What was sealed in one frame: a salt, then compressed bytes. Fails with journal.segment_broken, keys.…, vault.…. */
export async function openFrame(options: ReadingOptions, shardId: string, frame: FrameRow): Promise<Buffer> {
  const name = segmentName(shardId, frame.sequence);
  const chunks: Uint8Array[] = [];
  for await (const chunk of options.vault.get(name, { offset: frame.offset, length: frame.length })) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const stream = await (await options.opener()).stream(frame.keyVersion, bytes.subarray(0, encapsulatedBytes), framePurpose);
  const plain = await stream.open(bytes.subarray(encapsulatedBytes), frameAuthenticated(shardId, frame.sequence));
  if (sha256Of(plain) !== frame.plainSha256) throw journalErrors.segment_broken({ detail: `(${name})`, object: name });
  return plain;
}

async function* foldedFrames(options: ReadingOptions, object: string): AsyncGenerator<Buffer> {
  yield* openObject(await options.opener(), 'fold', object, options.vault.get(object));
}

async function* segmentFrames(options: ReadingOptions, wanted: ChangesWanted, afterLsn: bigint): AsyncGenerator<Buffer> {
  let sequence = 0;
  for (;;) {
    const page = await readFrames(options.control, wanted.tenantId, wanted.shardId, afterLsn, sequence, framesPerPage);
    for (const frame of page) {
      if (frame.fromAt > wanted.until) return;
      const plain = await openFrame(options, wanted.shardId, frame);
      yield await decompress(plain.subarray(saltBytes), { maxOutputLength: frameBytesMax });
      sequence = frame.sequence;
    }
    if (page.length < framesPerPage) return;
  }
}

/** Without the shard's migrations. */
export async function* everyTransaction(options: ReadingOptions, wanted: ChangesWanted): AsyncGenerator<JournalTransaction> {
  let afterLsn = wanted.afterLsn;
  for (const fold of await readFolds(options.control, wanted.tenantId, wanted.shardId, wanted.afterLsn)) {
    if (fold.object !== null) {
      for await (const frame of foldedFrames(options, fold.object)) {
        for (const transaction of readTransactions(frame)) if (transaction.lsn > afterLsn && transaction.lsn <= fold.toLsn) yield transaction;
      }
    }
    afterLsn = fold.toLsn > afterLsn ? fold.toLsn : afterLsn;
    if (fold.toAt > wanted.until) return;
  }
  for await (const frame of segmentFrames(options, wanted, afterLsn)) {
    for (const transaction of readTransactions(frame)) if (transaction.lsn > afterLsn) yield transaction;
  }
}

const migrationAlone = (migrations: readonly MigrationRow[], lsn: bigint, at: Date): JournalTransaction => ({ at, lsn, xid: 0, actor: null, migrations: migrations.map(({ name }) => name), changes: [], continues: false });

/** Fails with journal.segment_broken, keys.…, vault.object_broken, vault.object_unknown. */
export async function* readChanges(options: ReadingOptions, wanted: ChangesWanted): AsyncGenerator<JournalTransaction> {
  const inRange = (at: Date, lsn: bigint): boolean => at <= wanted.until && (wanted.toLsn === undefined || lsn <= wanted.toLsn);
  const waiting = (await readMigrations(options.control, wanted.shardId)).filter(({ lsn, at }) => lsn > wanted.afterLsn && inRange(at, lsn));
  const takeUpTo = (lsn: bigint): MigrationRow[] => waiting.splice(0, waiting.findLastIndex((migration) => migration.lsn <= lsn) + 1);
  for await (const transaction of everyTransaction(options, wanted)) {
    if (!inRange(transaction.at, transaction.lsn)) break;
    // A migration comes before the changes of its own transaction: their shape is the one that it made.
    const before = takeUpTo(transaction.lsn - 1n);
    for (const [lsn, group] of Map.groupBy(before, (migration) => migration.lsn)) yield migrationAlone(group, lsn, group[0]?.at ?? transaction.at);
    const own = takeUpTo(transaction.lsn);
    yield own.length === 0 ? transaction : { ...transaction, migrations: own.map(({ name }) => name) };
  }
  for (const [lsn, group] of Map.groupBy(waiting, (migration) => migration.lsn)) yield migrationAlone(group, lsn, group[0]?.at ?? wanted.until);
}
