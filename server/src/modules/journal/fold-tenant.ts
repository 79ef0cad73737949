/**
 * A tenant's turn: its changes are taken out of the segments into an object of its own, and the next snapshot is made of the previous one and
 * these changes, without reading the database. The database is read for the first snapshot of a tenant that was there before its journal, after
 * a migration (what a migration did to rows is not always in the log), after a gap, and where only it can say what a row became.
 */
import type { ClientConfig } from 'pg';
import type { ServicePool } from '../../kernel/db/index.ts';
import { isAppError } from '../../kernel/errors/index.ts';
import type { Log } from '../../kernel/log/index.ts';
import type { Clock } from '../../kernel/time/index.ts';
import type { JournalPublicKey } from '../keys/index.ts';
import { journalErrors } from './errors.ts';
import { FrameWriter } from './frame-format.ts';
import { readFolds, readFrames, readGaps, readMigrations, readSnapshots, type SnapshotRow } from './history-store.ts';
import { mergeRows, Peekable } from './merge-rows.ts';
import { everyTransaction, readChanges, type ReadingOptions } from './read-changes.ts';
import { openDatabaseView, type DatabaseView } from './read-database.ts';
import { readList, readPart } from './read-snapshot.ts';
import { sealObject } from './sealed-object.ts';
import { encodeList, type PlacedRow, type SnapshotList } from './snapshot-format.ts';
import { insertFold, insertSnapshot, notePart } from './snapshot-store.ts';
import { SortedChanges, type RowChange } from './sorted-changes.ts';
import { objectName, PartWriter, type PartOptions } from './write-parts.ts';

export interface FoldOptions extends ReadingOptions {
  readonly tenantId: string;
  readonly shardId: string;
  readonly key: JournalPublicKey;
  /** A login of the shard that sees every tenant. */
  readonly reader: ClientConfig;
  /** Leaves a mark in the shard; a position before it. */
  readonly beat: () => Promise<bigint>;
  /** Resolves with how far the journal is, once that is at least `lsn`. */
  readonly reached: (lsn: bigint) => Promise<{ readonly lsn: bigint; readonly at: Date }>;
  readonly clock: Clock;
  readonly log: Log;
  readonly lockMs: number;
  readonly workFolder: string;
  /** Sizes, smaller in tests. */
  readonly partBytes?: number;
  readonly sortBytes?: number;
}

export interface FoldReport {
  readonly lsn: bigint;
  readonly changes: number;
  readonly takenFrom: 'journal' | 'database' | 'unchanged';
  readonly partsWritten: number;
  readonly partsCarried: number;
}

const foldPieceBytes = 4 * 1024 * 1024;
const forever = new Date(8.64e15);

/** The changes since the last fold, as an object of the tenant's. */
async function foldChanges(options: FoldOptions, first: SnapshotRow | undefined, to: { readonly lsn: bigint; readonly at: Date }): Promise<void> {
  const { tenantId, shardId, control, vault } = options;
  const folded = (await readFolds(control, tenantId, shardId, 0n)).at(-1);
  const afterLsn = folded?.toLsn ?? first?.lsn ?? 0n;
  if (to.lsn <= afterLsn || (await readFrames(control, tenantId, shardId, afterLsn, 0, 1)).length === 0) return;
  const lockedUntil = new Date(options.clock.now().getTime() + options.lockMs);
  const object = objectName(tenantId, 'fold', to.lsn, 'changes');
  await notePart(control, tenantId, object, lockedUntil);
  async function* pieces(): AsyncGenerator<Buffer> {
    let frame = new FrameWriter();
    for await (const transaction of everyTransaction(options, { tenantId, shardId, afterLsn, until: forever })) {
      if (transaction.lsn > to.lsn) break;
      for (const change of transaction.changes) {
        frame.add({ table: change.table, op: change.op, row: change.row, oldKey: change.op === 'insert' || (change.op === 'update' && sameKey(change)) ? null : change.key });
      }
      frame.end({ ...transaction, atMs: transaction.at.getTime(), migrations: [] });
      if (frame.sizeBytes < foldPieceBytes) continue;
      yield frame.bytes();
      frame = new FrameWriter();
    }
    yield frame.bytes();
  }
  await vault.put(object, sealObject(options.key, 'fold', object, pieces()), { lockedUntil });
  await insertFold(control, { tenantId, shardId, afterLsn, toLsn: to.lsn, toAt: to.at, object, lockedUntil });
}

function sameKey(change: { readonly table: { readonly columns: readonly { readonly key: boolean }[] }; readonly key: readonly unknown[]; readonly row: readonly unknown[] | null }): boolean {
  let at = 0;
  for (const [index, column] of change.table.columns.entries()) {
    if (!column.key) continue;
    const [before, after] = [change.key[at], change.row?.[index]];
    if (before !== after && !(Buffer.isBuffer(before) && Buffer.isBuffer(after) && before.equals(after))) return false;
    at += 1;
  }
  return true;
}

/** The newest position that the log alone does not lead across: what a migration did to rows, what was in a gap. */
export async function newestCut(control: ServicePool, shardId: string): Promise<bigint> {
  const [migrations, gaps] = await Promise.all([readMigrations(control, shardId), readGaps(control, shardId)]);
  return [...migrations.map(({ lsn }) => lsn), ...gaps.map(({ toLsn }) => toLsn)].reduce((newest, lsn) => (lsn > newest ? lsn : newest), 0n);
}

export async function foldTenant(options: FoldOptions, fromDatabase: boolean): Promise<FoldReport> {
  const { tenantId, shardId, control } = options;
  const snapshots = (await readSnapshots(control, tenantId)).filter((snapshot) => snapshot.shardId === shardId);
  const base = snapshots.at(-1);
  const to = await options.reached(0n);
  const needed = fromDatabase || base === undefined || await newestCut(control, shardId) > base.lsn;
  const report = needed ? await fromDatabaseNow(options) : await fromJournal(options, base, to).catch((error: unknown) => {
    if (!isAppError(error, 'journal.database_needed')) throw error;
    options.log.info('a snapshot is read from the database', { module: 'journal', tenantId, reason: error.params['detail'] as string }); // a sentence of ours
    return fromDatabaseNow(options);
  });
  const reached = report.lsn > to.lsn ? await options.reached(report.lsn) : to;
  await foldChanges(options, snapshots[0], { lsn: report.takenFrom === 'unchanged' ? to.lsn : report.lsn, at: report.lsn > to.lsn ? reached.at : to.at });
  return report;
}

async function fromJournal(options: FoldOptions, base: SnapshotRow, to: { readonly lsn: bigint; readonly at: Date }): Promise<FoldReport> {
  const { tenantId, shardId } = options;
  await using sorted = new SortedChanges(options.workFolder, options.sortBytes);
  for await (const transaction of readChanges(options, { tenantId, shardId, afterLsn: base.lsn, until: forever, toLsn: to.lsn })) for (const change of transaction.changes) await sorted.add(change);
  const list = base.object === null ? undefined : await readList(options, base.object);
  if (sorted.count === 0) return { lsn: base.lsn, changes: 0, takenFrom: 'unchanged', partsWritten: 0, partsCarried: list?.parts.length ?? 0 };
  const changes = new Peekable<RowChange>(sorted.changes());
  const { writer, finish } = startSnapshot(options, to, 'journal');
  let carried = 0;
  const parts = list?.parts ?? [];
  for (const [index, part] of parts.entries()) {
    const last = Buffer.from(part.last, 'base64');
    const isLast = index === parts.length - 1;
    const within = (place: Buffer): boolean => isLast || Buffer.compare(place, last) <= 0;
    const next = await changes.peek();
    if (next === undefined || !within(next.place)) {
      await writer.carry(part);
      carried += 1;
      continue;
    }
    for await (const row of mergeRows(readPart(options, part), changes, within)) await writer.add(row);
  }
  for await (const row of mergeRows(nothing(), changes, () => true)) await writer.add(row);
  await finish();
  return { lsn: to.lsn, changes: sorted.count, takenFrom: 'journal', partsWritten: writer.parts.length - carried, partsCarried: carried };
}

async function* nothing(): AsyncGenerator<PlacedRow> {
  // no rows
}

/** Rows of the database at a position of the journal. Reading them to the end fails with journal.behind when a migration came meanwhile. */
export interface RowsAtPosition extends AsyncDisposable {
  readonly to: { readonly lsn: bigint; readonly at: Date };
  readonly changes: number;
  rows(): AsyncGenerator<PlacedRow>;
}

export async function databaseAtPosition(options: FoldOptions): Promise<RowsAtPosition> {
  const { tenantId, shardId, control } = options;
  const notBefore = await newestCut(control, shardId);
  const view: DatabaseView = await openDatabaseView({ connection: options.reader, tenantId, notBefore, beat: options.beat });
  const sorted = new SortedChanges(options.workFolder, options.sortBytes);
  const dispose = async (): Promise<void> => {
    await view[Symbol.asyncDispose]();
    await sorted[Symbol.asyncDispose]();
  };
  try {
    const to = await options.reached(view.seenUpTo);
    for await (const transaction of everyTransaction(options, { tenantId, shardId, afterLsn: view.replayFrom, until: forever })) {
      if (transaction.lsn > to.lsn) break;
      if (!view.sees(transaction.xid)) for (const change of transaction.changes) await sorted.add(change);
    }
    return {
      to, changes: sorted.count, [Symbol.asyncDispose]: dispose,
      async *rows() {
        yield* mergeRows(view.rows(), new Peekable(sorted.changes()), () => true);
        // A migration since then was not seen, or it rewrote a table, which then looks empty to what began before it.
        await options.reached(await options.beat());
        if (await newestCut(control, shardId) > view.replayFrom) throw journalErrors.behind({ detail: '(a migration came while rows were read)' });
      },
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function fromDatabaseNow(options: FoldOptions): Promise<FoldReport> {
  await using view = await databaseAtPosition(options);
  const { writer, finish } = startSnapshot(options, view.to, 'database');
  for await (const row of view.rows()) await writer.add(row);
  await finish();
  return { lsn: view.to.lsn, changes: view.changes, takenFrom: 'database', partsWritten: writer.parts.length, partsCarried: 0 };
}

function startSnapshot(options: FoldOptions, to: { readonly lsn: bigint; readonly at: Date }, takenFrom: 'database' | 'journal'): { readonly writer: PartWriter; readonly finish: () => Promise<void> } {
  const { tenantId, shardId, control, vault } = options;
  const lockedUntil = new Date(options.clock.now().getTime() + options.lockMs);
  const partOptions: PartOptions = { control, vault, key: options.key, tenantId, lsn: to.lsn, lockedUntil, ...(options.partBytes === undefined ? {} : { partBytes: options.partBytes }) };
  const writer = new PartWriter(partOptions);
  return {
    writer,
    async finish() {
      await writer.endPart();
      const migrations = (await readMigrations(control, shardId)).filter((migration) => migration.lsn <= to.lsn).map(({ name }) => name);
      const list: SnapshotList = { format: 1, lsn: String(to.lsn), atMs: to.at.getTime(), migrations, parts: writer.parts };
      const object = objectName(tenantId, 'snapshot', to.lsn, 'list');
      await notePart(control, tenantId, object, lockedUntil);
      await vault.put(object, sealObject(options.key, 'snapshot', object, [encodeList(list)]), { lockedUntil });
      await insertSnapshot(control, { tenantId, shardId, lsn: to.lsn, at: to.at, takenFrom, object, parts: [object, ...writer.parts.map((part) => part.object)], lockedUntil });
    },
  };
}
