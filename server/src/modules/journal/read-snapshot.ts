/** Opens a snapshot: its list, and the rows of its parts as they stream in. */
import type { JournalRow, JournalTable, TenantSnapshot, TenantTableRows } from './history.ts';
import type { SnapshotRow } from './history-store.ts';
import { Peekable } from './merge-rows.ts';
import type { ReadingOptions } from './read-changes.ts';
import { openObject } from './sealed-object.ts';
import { decodeList, readPiece, type PartEntry, type PlacedRow, type SnapshotList } from './snapshot-format.ts';

export async function readList(options: ReadingOptions, object: string): Promise<SnapshotList> {
  const pieces = await Array.fromAsync(openObject(await options.opener(), 'snapshot', object, options.vault.get(object)));
  return decodeList(object, Buffer.concat(pieces));
}

export async function* readPart(options: ReadingOptions, part: PartEntry): AsyncGenerator<PlacedRow> {
  for await (const piece of openObject(await options.opener(), 'part', part.object, options.vault.get(part.object))) yield* readPiece(piece);
}

export async function* readParts(options: ReadingOptions, parts: readonly PartEntry[]): AsyncGenerator<PlacedRow> {
  for (const part of parts) yield* readPart(options, part);
}

async function* byTable(rows: AsyncIterable<PlacedRow>): AsyncGenerator<TenantTableRows> {
  const all = new Peekable(rows);
  for (let first = await all.peek(); first !== undefined; first = await all.peek()) {
    const { table } = first;
    yield { table, rows: rowsOf(all, table) };
    // Whoever did not want the rows gets the next table all the same.
    for (let left = await all.peek(); left?.table.table === table.table; left = await all.peek()) await all.take();
  }
}

async function* rowsOf(all: Peekable<PlacedRow>, table: JournalTable): AsyncGenerator<JournalRow> {
  for (let next = await all.peek(); next?.table.table === table.table; next = await all.peek()) {
    await all.take();
    yield next.row;
  }
}

/** `migrations` are those applied at an empty beginning, which has no list. */
export async function openSnapshot(options: ReadingOptions, row: SnapshotRow, migrations: readonly string[]): Promise<TenantSnapshot> {
  const list = row.object === null ? undefined : await readList(options, row.object);
  return {
    at: row.at, lsn: row.lsn, migrations: list?.migrations ?? migrations,
    tables: () => byTable(readParts(options, list?.parts ?? [])),
  };
}
