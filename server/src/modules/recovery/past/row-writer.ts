/**
 * Writes a tenant's rows into a scratch database, in batches of one table. Changes of one row within a batch are folded into its
 * last state, and the batch replaces rows whole (delete, then insert): no order of unique values can get in its way, and a large
 * value that an update left alone is read back first. Memory is bounded by the batch.
 */
import pg from 'pg';
import type { JournalChange, JournalRow, JournalTable } from '../../journal/index.ts';

const batchRowsMax = 2000;
const batchBytesMax = 4 * 1024 * 1024;

type Value = string | null;

const textOf = (value: string | Buffer | null): Value => (typeof value === 'string' || value === null ? value : `\\x${value.toString('hex')}`);
/** Both parts are quoted: names come from the journal. */
const qualified = (table: string): string => table.split('.').map(pg.escapeIdentifier).join('.');

interface Pending {
  readonly key: readonly Value[];
  /** Null: the row is gone. */
  row: (Value | undefined)[] | null;
}

interface PendingTable {
  readonly table: JournalTable;
  readonly keyAt: readonly number[];
  readonly rows: Map<string, Pending>;
}

export class RowWriter {
  readonly #client: pg.ClientBase;
  readonly #pending = new Map<string, PendingTable>();
  #rows = 0;
  #bytes = 0;

  constructor(client: pg.ClientBase) {
    this.#client = client;
  }

  async insert(table: JournalTable, row: JournalRow): Promise<void> {
    const pending = this.#tableOf(table);
    this.#put(pending, pending.keyAt.map((at) => textOf(row[at] ?? null)), row);
    await this.#flushWhenFull();
  }

  async change({ table, op, key, row }: JournalChange): Promise<void> {
    const pending = this.#tableOf(table);
    const oldKey = key.map((value) => textOf(value ?? null));
    if (op === 'delete' || row === null) {
      this.#count(pending, oldKey, null);
    } else {
      const newKey = pending.keyAt.map((at) => textOf(row[at] ?? null));
      if (op === 'update' && nameOf(newKey) !== nameOf(oldKey)) await this.#rename(pending, oldKey, newKey, row);
      else this.#put(pending, newKey, row);
    }
    await this.#flushWhenFull();
  }

  async flush(): Promise<void> {
    for (const pending of this.#pending.values()) if (pending.rows.size > 0) await this.#flushTable(pending);
    this.#pending.clear();
    this.#rows = 0;
    this.#bytes = 0;
  }

  /** Its large values are those of the row under its old key. */
  async #rename(pending: PendingTable, oldKey: readonly Value[], newKey: readonly Value[], row: JournalRow): Promise<void> {
    const before = row.includes(undefined) ? await this.#whole(pending, oldKey) : undefined;
    this.#count(pending, oldKey, null);
    this.#put(pending, newKey, row.map((value, at) => (value === undefined ? before?.[at] : value)));
  }

  async #whole(pending: PendingTable, key: readonly Value[]): Promise<(Value | undefined)[]> {
    await this.#flushTable(pending);
    const kept: Pending = { key, row: pending.table.columns.map(() => undefined) };
    await this.#readBack(pending, [kept]);
    return kept.row ?? [];
  }

  #tableOf(table: JournalTable): PendingTable {
    let pending = this.#pending.get(table.table);
    if (pending === undefined) {
      pending = { table, keyAt: table.columns.flatMap((column, at) => (column.key ? [at] : [])), rows: new Map() };
      this.#pending.set(table.table, pending);
    }
    return pending;
  }

  #put(pending: PendingTable, key: readonly Value[], row: JournalRow): void {
    const before = pending.rows.get(nameOf(key))?.row;
    this.#count(pending, key, row.map((value, at) => (value === undefined ? before?.[at] : textOf(value))));
  }

  #count(pending: PendingTable, key: readonly Value[], row: (Value | undefined)[] | null): void {
    pending.rows.set(nameOf(key), { key, row });
    this.#rows += 1;
    for (const value of row ?? []) this.#bytes += value?.length ?? 0;
  }

  async #flushWhenFull(): Promise<void> {
    if (this.#rows >= batchRowsMax || this.#bytes >= batchBytesMax) await this.flush();
  }

  async #flushTable(pending: PendingTable): Promise<void> {
    const { table, keyAt, rows } = pending;
    const all = [...rows.values()];
    rows.clear();
    if (all.length === 0) return;
    await this.#readBack(pending, all.filter(({ row }) => row?.includes(undefined) === true));
    const name = qualified(table.table);
    const columns = keyAt.map((at) => table.columns[at]).filter((column) => column !== undefined);
    const same = columns.map((column) => `t.${pg.escapeIdentifier(column.name)} = k.${pg.escapeIdentifier(column.name)}::${column.type}`).join(' and ');
    const keys = unnestOf(columns.map(({ name: column }) => column), 'k', all.map(({ key }) => key));
    await this.#client.query(`delete from ${name} t using ${keys.text} where ${same}`, keys.values);
    const kept = all.flatMap(({ row }) => (row === null ? [] : [row.map((value) => value ?? null)]));
    if (kept.length === 0) return;
    const source = unnestOf(table.columns.map((column) => column.name), 'r', kept);
    await this.#client.query(
      `insert into ${name} (${table.columns.map((column) => pg.escapeIdentifier(column.name)).join(', ')})
       select ${table.columns.map((column) => `r.${pg.escapeIdentifier(column.name)}::${column.type}`).join(', ')} from ${source.text}`, source.values);
  }

  async #readBack({ table, keyAt }: PendingTable, partial: readonly Pending[]): Promise<void> {
    if (partial.length === 0) return;
    const columns = keyAt.map((at) => table.columns[at]).filter((column) => column !== undefined);
    const keys = unnestOf(columns.map((column) => column.name), 'k', partial.map(({ key }) => key));
    const { rows } = await this.#client.query<{ at: string; row: (Value)[] }>(
      `select k.ordinality as at, array[${table.columns.map((column) => `t.${pg.escapeIdentifier(column.name)}::text`).join(', ')}] as row
         from ${keys.ordered} join ${qualified(table.table)} t on ${columns.map((column) => `t.${pg.escapeIdentifier(column.name)} = k.${pg.escapeIdentifier(column.name)}::${column.type}`).join(' and ')}`, keys.values);
    for (const { at, row: stored } of rows) {
      const pending = partial[Number(at) - 1];
      if (pending !== undefined) pending.row = pending.row?.map((value, index) => (value === undefined ? (stored[index] ?? null) : value)) ?? null;
    }
  }
}

const nameOf = (key: readonly Value[]): string => JSON.stringify(key);

/** Rows as one array of text for each column, so that a statement has as many parameters as columns, whatever the batch. */
function unnestOf(columns: readonly string[], alias: string, rows: readonly (readonly Value[])[]): { readonly text: string; readonly ordered: string; readonly values: Value[][] } {
  const unnest = `unnest(${columns.map((_, index) => `$${String(index + 1)}::text[]`).join(', ')})`;
  const names = columns.map(pg.escapeIdentifier);
  return {
    text: `${unnest} as ${alias} (${names.join(', ')})`, ordered: `${unnest} with ordinality as ${alias} (${[...names, 'ordinality'].join(', ')})`,
    values: columns.map((_, index) => rows.map((row) => row[index] ?? null)),
  };
}
