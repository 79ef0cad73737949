/**
 * How changes of one tenant are written (docs/reference/journal-format.md, format 1): a dictionary of tables, then transactions. Frames of
 * segments, folded objects and parts of snapshots use the same rows. Readers of format 1 stay for as long as any object may hold it.
 */
import type { JournalActor, JournalChange, JournalColumn, JournalRow, JournalTable, JournalTransaction } from './history.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { journalErrors } from './errors.ts';

const ops = { insert: 1, update: 2, updateOfKey: 3, delete: 4 } as const;

const flagContinues = 1;
const flagActor = 2;
const flagMigrations = 4;

const tagNull = 0;
const tagUnchanged = 1;
const tagFirstLength = 2;

function writeValue(writer: ByteWriter, value: string | Buffer | null | undefined): void {
  if (value === null) return writer.byte(tagNull);
  if (value === undefined) return writer.byte(tagUnchanged);
  if (typeof value === 'string') {
    const sizeBytes = Buffer.byteLength(value);
    writer.number(tagFirstLength + sizeBytes * 2);
    return writer.raw(Buffer.from(value, 'utf8'));
  }
  writer.number(tagFirstLength + value.length * 2 + 1);
  writer.raw(value);
}

function readValue(reader: ByteReader): string | Buffer | null | undefined {
  const tag = reader.number();
  if (tag === tagNull) return null;
  if (tag === tagUnchanged) return undefined;
  const bytes = reader.raw(Math.floor((tag - tagFirstLength) / 2));
  return (tag & 1) === 1 ? Buffer.from(bytes) : bytes.toString('utf8');
}

export function writeRow(writer: ByteWriter, row: JournalRow): void {
  for (const value of row) writeValue(writer, value);
}

export function readRow(reader: ByteReader, columns: number): JournalRow {
  return Array.from({ length: columns }, () => readValue(reader));
}

export function writeTable(writer: ByteWriter, table: JournalTable): void {
  writer.text(table.table);
  writer.number(table.columns.length);
  for (const column of table.columns) {
    writer.text(column.name);
    writer.text(column.type);
    writer.byte(column.key ? 1 : 0);
  }
}

export function readTable(reader: ByteReader): JournalTable {
  const table = reader.text();
  const columns: JournalColumn[] = Array.from({ length: reader.number() }, () => ({ name: reader.text(), type: reader.text(), key: reader.byte() === 1 }));
  return { table, columns };
}

/** The key columns of a whole row. */
export function keyOf(table: JournalTable, row: JournalRow): JournalRow {
  return row.filter((_value, index) => table.columns[index]?.key === true);
}

export interface TransactionHead {
  readonly xid: number;
  readonly lsn: bigint;
  readonly atMs: number;
  readonly actor: JournalActor | null;
  readonly migrations: readonly string[];
  readonly continues: boolean;
}

function writeTransactionHead(writer: ByteWriter, head: TransactionHead, changes: number): void {
  writer.byte((head.continues ? flagContinues : 0) | (head.actor === null ? 0 : flagActor) | (head.migrations.length > 0 ? flagMigrations : 0));
  writer.number(head.xid);
  writer.number(Number(head.lsn));
  writer.number(head.atMs);
  if (head.actor !== null) writer.text(JSON.stringify([head.actor.accountId, head.actor.kind, head.actor.action, head.actor.requestId]));
  if (head.migrations.length > 0) writer.text(JSON.stringify(head.migrations));
  writer.number(changes);
}

function writeChange(writer: ByteWriter, tableIndex: number, change: Pick<JournalChange, 'op' | 'row'> & { readonly oldKey: JournalRow | null }): void {
  const op = change.op === 'update' && change.oldKey !== null ? ops.updateOfKey : ops[change.op];
  writer.byte(op);
  writer.number(tableIndex);
  if (change.oldKey !== null) writeRow(writer, change.oldKey);
  if (change.row !== null) writeRow(writer, change.row);
}

function readChange(reader: ByteReader, tables: readonly JournalTable[]): JournalChange {
  const op = reader.byte();
  const table = tables[reader.number()];
  if (table === undefined) throw journalErrors.segment_broken({ detail: '(a change names no table)' });
  const keys = table.columns.filter((column) => column.key).length;
  if (op === ops.delete) return { table, op: 'delete', key: readRow(reader, keys), row: null };
  const oldKey = op === ops.updateOfKey ? readRow(reader, keys) : undefined;
  const row = readRow(reader, table.columns.length);
  return { table, op: op === ops.insert ? 'insert' : 'update', key: oldKey ?? keyOf(table, row), row };
}

function readActor(text: string): JournalActor {
  // Written by writeTransactionHead, and authenticated since.
  const [accountId, kind, action, requestId] = JSON.parse(text) as [string | null, string, string, string];
  return { accountId, kind, action, requestId };
}

/** All transactions of one frame, in commit order. */
export function* readTransactions(frame: Buffer): Generator<JournalTransaction> {
  const reader = new ByteReader(frame);
  const format = reader.byte();
  if (format !== 1) throw journalErrors.segment_broken({ detail: `(format ${String(format)} is newer than this release)` });
  const tables = Array.from({ length: reader.number() }, () => readTable(reader));
  const count = reader.number();
  for (let index = 0; index < count; index += 1) {
    const flags = reader.byte();
    const xid = reader.number();
    const lsn = BigInt(reader.number());
    const at = new Date(reader.number());
    const actor = (flags & flagActor) === 0 ? null : readActor(reader.text());
    // As readActor.
    const migrations = (flags & flagMigrations) === 0 ? [] : (JSON.parse(reader.text()) as string[]);
    const changes = Array.from({ length: reader.number() }, () => readChange(reader, tables));
    yield { xid, lsn, at, actor, migrations, changes, continues: (flags & flagContinues) !== 0 };
  }
}

/** Collects one tenant's transactions of one segment. The head of a transaction is known when it ends, its changes before. */
export class FrameWriter {
  readonly #tables = new ByteWriter();
  readonly #transactions = new ByteWriter();
  readonly #changes = new ByteWriter();
  readonly #indexOf = new Map<JournalTable, number>();
  #transactionCount = 0;
  #changeCount = 0;
  readonly counts = { insert: 0, update: 0, delete: 0 };

  get sizeBytes(): number {
    return this.#tables.length + this.#transactions.length + this.#changes.length;
  }

  get transactions(): number {
    return this.#transactionCount;
  }

  add(change: { readonly table: JournalTable; readonly op: JournalChange['op']; readonly oldKey: JournalRow | null; readonly row: JournalRow | null }): void {
    let index = this.#indexOf.get(change.table);
    if (index === undefined) {
      index = this.#indexOf.size;
      this.#indexOf.set(change.table, index);
      writeTable(this.#tables, change.table);
    }
    writeChange(this.#changes, index, change);
    this.#changeCount += 1;
    this.counts[change.op] += 1;
  }

  /** Ends the transaction, or this part of it. */
  end(head: TransactionHead): void {
    writeTransactionHead(this.#transactions, head, this.#changeCount);
    this.#transactions.raw(this.#changes.view());
    this.#changes.reset();
    this.#changeCount = 0;
    this.#transactionCount += 1;
  }

  bytes(): Buffer {
    const head = new ByteWriter(16);
    head.byte(1);
    head.number(this.#indexOf.size);
    const count = new ByteWriter(16);
    count.number(this.#transactionCount);
    return Buffer.concat([head.view(), this.#tables.view(), count.view(), this.#transactions.view()]);
  }
}
