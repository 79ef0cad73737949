/**
 * Puts a tenant's changes in the order of rows, the later change of a row behind the earlier, with flat memory: what does not fit is sorted in
 * pieces that lie in files of the work folder until they are merged. The files hold what the database's own tables hold (content sealed).
 */
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ByteReader, ByteWriter } from './bytes.ts';
import { journalErrors } from './errors.ts';
import { keyOf, readRow, writeRow } from './frame-format.ts';
import type { JournalChange, JournalRow, JournalTable } from './history.ts';
import { placeOf } from './row-order.ts';

/** What became of one row: its new values, or that it is gone. */
export interface RowChange {
  readonly place: Buffer;
  readonly table: JournalTable;
  readonly op: 'insert' | 'update' | 'delete';
  readonly row: JournalRow | null;
  /** What whoever added it wants to know of it later. */
  readonly note: string;
}

interface Entry extends RowChange {
  readonly ordinal: number;
}

const defaultBytesMax = 32 * 1024 * 1024;
const opNumbers = { insert: 1, update: 2, delete: 3 } as const;
const opNames = [undefined, 'insert', 'update', 'delete'] as const;

export class SortedChanges implements AsyncDisposable {
  readonly #folder: string;
  readonly #bytesMax: number;
  readonly #tables: JournalTable[] = [];
  readonly #tableIndex = new Map<JournalTable, number>();
  #runFolder: string | undefined;
  #runs: string[] = [];
  #entries: Entry[] = [];
  #sizeBytes = 0;
  #ordinal = 0;

  constructor(folder: string, bytesMax = defaultBytesMax) {
    this.#folder = folder;
    this.#bytesMax = bytesMax;
  }

  get count(): number {
    return this.#ordinal;
  }

  /** Fails with journal.database_needed for a row that changed its key and kept a long value: the stream leaves such values out. */
  async add(change: JournalChange, note = ''): Promise<void> {
    const { table } = change;
    const newKey = change.row === null ? change.key : keyOf(table, change.row);
    const oldPlace = placeOf(table.table, change.key);
    const newPlace = placeOf(table.table, newKey);
    if (oldPlace.equals(newPlace)) this.#push({ place: newPlace, table, op: change.op, row: change.row, note });
    else {
      if (change.row?.includes(undefined) === true) throw journalErrors.database_needed({ detail: `(a row of ${table.table} changed its key and kept a long value)` });
      this.#push({ place: oldPlace, table, op: 'delete', row: null, note });
      this.#push({ place: newPlace, table, op: 'insert', row: change.row, note });
    }
    if (this.#sizeBytes >= this.#bytesMax) await this.#spill();
  }

  #push(change: RowChange): void {
    this.#ordinal += 1;
    this.#entries.push({ ...change, ordinal: this.#ordinal });
    this.#sizeBytes += 200 + change.note.length * 2 + change.place.length + (change.row ?? []).reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length * 2 : (value?.length ?? 0)), 0);
  }

  #sorted(): Entry[] {
    return this.#entries.sort((a, b) => Buffer.compare(a.place, b.place) || a.ordinal - b.ordinal);
  }

  async #spill(): Promise<void> {
    this.#runFolder ??= await mkdtemp(join(this.#folder, 'fold-'));
    const path = join(this.#runFolder, String(this.#runs.length));
    const file = await open(path, 'wx', 0o600);
    try {
      const writer = new ByteWriter(1024 * 1024);
      for (const entry of this.#sorted()) {
        const record = this.#encode(entry);
        writer.number(record.length);
        writer.raw(record);
        if (writer.length < 512 * 1024) continue;
        await file.writeFile(writer.view());
        writer.reset();
      }
      await file.writeFile(writer.view());
    } finally {
      await file.close();
    }
    this.#runs.push(path);
    this.#entries = [];
    this.#sizeBytes = 0;
  }

  #encode(entry: Entry): Buffer {
    let index = this.#tableIndex.get(entry.table);
    if (index === undefined) {
      index = this.#tables.push(entry.table) - 1;
      this.#tableIndex.set(entry.table, index);
    }
    const writer = new ByteWriter(512);
    writer.number(entry.place.length);
    writer.raw(entry.place);
    writer.number(entry.ordinal);
    writer.byte(opNumbers[entry.op]);
    writer.number(index);
    writer.text(entry.note);
    if (entry.row !== null) writeRow(writer, entry.row);
    return Buffer.from(writer.view());
  }

  #decode(record: Buffer): Entry {
    const reader = new ByteReader(record);
    const place = Buffer.from(reader.raw(reader.number()));
    const ordinal = reader.number();
    const op = opNames[reader.byte()];
    const table = this.#tables[reader.number()];
    if (op === undefined || table === undefined) throw journalErrors.segment_broken({ detail: '(a sorted piece is damaged)' });
    const note = reader.text();
    return { place, ordinal, op, table, note, row: op === 'delete' ? null : readRow(reader, table.columns.length) };
  }

  async *#run(path: string): AsyncGenerator<Entry> {
    let rest: Buffer = Buffer.alloc(0);
    // Without an encoding a file's chunks are buffers.
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
      rest = Buffer.concat([rest, chunk]);
      for (;;) {
        const record = firstRecord(rest);
        if (record === undefined) break;
        rest = rest.subarray(record.end);
        yield this.#decode(record.bytes);
      }
    }
  }

  /** Every change in order. May be read once. */
  async *changes(): AsyncGenerator<RowChange> {
    const memory = this.#sorted();
    const sources: AsyncIterator<Entry>[] = [...this.#runs.map((path) => this.#run(path)), eachOf(memory)];
    const heads = await Promise.all(sources.map((source) => source.next()));
    for (;;) {
      let least: number | undefined;
      for (const [index, head] of heads.entries()) {
        if (head.done === true) continue;
        const best = least === undefined ? undefined : heads[least];
        if (best === undefined || best.done === true || compare(head.value, best.value) < 0) least = index;
      }
      if (least === undefined) return;
      const head = heads[least];
      const source = sources[least];
      if (head === undefined || head.done === true || source === undefined) return;
      yield head.value;
      heads[least] = await source.next();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#runFolder !== undefined) await rm(this.#runFolder, { recursive: true, force: true });
  }
}

function compare(a: Entry, b: Entry): number {
  return Buffer.compare(a.place, b.place) || a.ordinal - b.ordinal;
}

async function* eachOf(entries: readonly Entry[]): AsyncGenerator<Entry> {
  for (const entry of entries) yield await Promise.resolve(entry);
}

function firstRecord(bytes: Buffer): { readonly bytes: Buffer; readonly end: number } | undefined {
  let length = 0;
  for (let at = 0, factor = 1; at < bytes.length && at < 8; at += 1, factor *= 0x80) {
    const digit = bytes[at] ?? 0;
    length += (digit & 0x7f) * factor;
    if (digit < 0x80) return at + 1 + length > bytes.length ? undefined : { bytes: bytes.subarray(at + 1, at + 1 + length), end: at + 1 + length };
  }
  return undefined;
}
