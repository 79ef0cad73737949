/**
 * A snapshot is a list of parts; a part is a sealed object with rows of one or several tables in the order of rows. Parts are cut at some
 * megabytes, so that the next snapshot carries on those in which nothing changed and writes only the others.
 */
import { ByteReader, ByteWriter } from './bytes.ts';
import { journalErrors } from './errors.ts';
import { keyOf, readRow, readTable, writeRow, writeTable } from './frame-format.ts';
import type { JournalRow, JournalTable } from './history.ts';
import { placeOf, sameColumns } from './row-order.ts';

export interface PartEntry {
  readonly object: string;
  readonly rows: number;
  /** Place of the first and of the last row, in base64. */
  readonly first: string;
  readonly last: string;
}

export interface SnapshotList {
  readonly format: 1;
  readonly lsn: string;
  readonly atMs: number;
  readonly migrations: readonly string[];
  /** In the order of rows. */
  readonly parts: readonly PartEntry[];
}

export interface PlacedRow {
  readonly place: Buffer;
  readonly table: JournalTable;
  readonly row: JournalRow;
}

export function encodeList(list: SnapshotList): Buffer {
  return Buffer.from(JSON.stringify(list));
}

export function decodeList(name: string, bytes: Buffer): SnapshotList {
  const list = JSON.parse(bytes.toString('utf8')) as SnapshotList; // written by encodeList, and authenticated since
  if (list.format !== 1) throw journalErrors.segment_broken({ detail: `(${name} is of a newer format)`, object: name });
  return list;
}

const pieceBytes = 1024 * 1024;

/** Rows of one part as pieces of about a megabyte; each names its tables anew, so that it can be read by itself. */
export class PieceWriter {
  readonly #rows = new ByteWriter(pieceBytes + 64 * 1024);
  #tables: JournalTable[] = [];
  #runs: { readonly table: number; rows: number }[] = [];
  readonly pieces: Buffer[] = [];
  sizeBytes = 0;

  add(table: JournalTable, row: JournalRow): void {
    let run = this.#runs.at(-1);
    const last = run === undefined ? undefined : this.#tables[run.table];
    if (run === undefined || last === undefined || (last !== table && (last.table !== table.table || !sameColumns(last, table)))) {
      run = { table: this.#tables.push(table) - 1, rows: 0 };
      this.#runs.push(run);
    }
    const before = this.#rows.length;
    writeRow(this.#rows, row);
    run.rows += 1;
    this.sizeBytes += this.#rows.length - before;
    if (this.#rows.length >= pieceBytes) this.end();
  }

  end(): void {
    if (this.#runs.length === 0) return;
    const lead = new ByteWriter(4096);
    lead.byte(1);
    lead.number(this.#runs.length);
    for (const run of this.#runs) {
      const table = this.#tables[run.table];
      if (table !== undefined) writeTable(lead, table);
      lead.number(run.rows);
    }
    this.pieces.push(Buffer.concat([lead.view(), this.#rows.view()]));
    this.#rows.reset();
    this.#tables = [];
    this.#runs = [];
  }
}

export function* readPiece(bytes: Buffer): Generator<PlacedRow> {
  if (bytes.length === 0) return;
  const reader = new ByteReader(bytes);
  if (reader.byte() !== 1) throw journalErrors.segment_broken({ detail: '(a piece of a snapshot is of a newer format)' });
  const runs = Array.from({ length: reader.number() }, () => ({ table: readTable(reader), rows: reader.number() }));
  for (const { table, rows } of runs) {
    for (let index = 0; index < rows; index += 1) {
      const row = readRow(reader, table.columns.length);
      yield { place: placeOf(table.table, keyOf(table, row)), table, row };
    }
  }
}
