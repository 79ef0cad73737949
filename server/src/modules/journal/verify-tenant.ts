/**
 * Compares what the journal says of a tenant with its database: the newest snapshot and the changes since, against the rows that one database
 * transaction sees, at the same position. Weekly for every tenant; memory stays flat, whatever the size.
 */
import { writeRow } from './frame-format.ts';
import { ByteWriter } from './bytes.ts';
import { databaseAtPosition, newestCut, type FoldOptions } from './fold-tenant.ts';
import { readSnapshots } from './history-store.ts';
import { mergeRows, Peekable } from './merge-rows.ts';
import { readChanges } from './read-changes.ts';
import { readList, readParts } from './read-snapshot.ts';
import type { PlacedRow } from './snapshot-format.ts';
import { noteVerified } from './snapshot-store.ts';
import { SortedChanges } from './sorted-changes.ts';

export interface VerifyReport {
  readonly lsn: bigint;
  readonly rows: number;
  readonly differences: number;
  /** Tables of the first differences, never values. */
  readonly tables: readonly string[];
}

const forever = new Date(8.64e15);

/**
 * Undefined when a migration or a gap lies behind the newest snapshot: the rows before it, with what the log says since, are not the database's
 * rows and are not meant to be. A fresh snapshot comes first.
 */
export async function verifyTenant(options: FoldOptions): Promise<VerifyReport | undefined> {
  const { tenantId, shardId, control } = options;
  await using database = await databaseAtPosition(options);
  const { to } = database;
  const base = (await readSnapshots(control, tenantId)).findLast((snapshot) => snapshot.shardId === shardId && snapshot.lsn <= to.lsn);
  if (base !== undefined && await newestCut(control, shardId) > base.lsn) return undefined;
  const object = base?.object ?? null;
  const list = object === null ? undefined : await readList(options, object);
  await using sorted = new SortedChanges(options.workFolder, options.sortBytes);
  for await (const transaction of readChanges(options, { tenantId, shardId, afterLsn: base?.lsn ?? 0n, until: forever, toLsn: to.lsn })) for (const change of transaction.changes) await sorted.add(change);
  const report = await compared(mergeRows(readParts(options, list?.parts ?? []), new Peekable(sorted.changes()), () => true), database.rows());
  if (report.differences === 0 && base !== undefined) await noteVerified(control, tenantId, shardId, base.lsn, options.clock.now());
  return { lsn: to.lsn, ...report };
}

function sameRow(one: PlacedRow, other: PlacedRow): boolean {
  const [a, b] = [new ByteWriter(1024), new ByteWriter(1024)];
  writeRow(a, one.row);
  writeRow(b, other.row);
  return a.view().equals(b.view());
}

async function compared(journal: AsyncIterable<PlacedRow>, database: AsyncIterable<PlacedRow>): Promise<Omit<VerifyReport, 'lsn'>> {
  const [left, right] = [new Peekable(journal), new Peekable(database)];
  const tables = new Set<string>();
  let [rows, differences] = [0, 0];
  for (;;) {
    const [one, other] = [await left.peek(), await right.peek()];
    if (one === undefined && other === undefined) return { rows, differences, tables: [...tables].slice(0, 20) };
    const order = one === undefined ? 1 : other === undefined ? -1 : Buffer.compare(one.place, other.place);
    rows += 1;
    if (order !== 0 || (one !== undefined && other !== undefined && !sameRow(one, other))) {
      differences += 1;
      tables.add((one ?? other)?.table.table ?? '');
    }
    if (order <= 0) await left.take();
    if (order >= 0) await right.take();
  }
}
