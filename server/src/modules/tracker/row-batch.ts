/**
 * Rows into a table in one statement, one or ten thousand: `insert … select … from unnest(…)`, a column an array. The
 * tenant comes from the transaction (the column's default). Requests and imports write through the same function.
 */
import type { EqualityToken, Sealed } from '../../kernel/seal/index.ts';
import type { Tx } from '../../kernel/db/index.ts';

interface ColumnValues {
  bigint: number;
  text: string;
  bytea: Sealed<string> | EqualityToken;
  uuid: string;
  timestamptz: Date;
  boolean: boolean;
  /** `2010-08-25`. */
  date: string;
}
export type ColumnTypes = Readonly<Record<string, keyof ColumnValues>>;
export type RowOf<Columns extends ColumnTypes> = { readonly [Name in keyof Columns]: ColumnValues[Columns[Name]] | null };

export interface Table<Columns extends ColumnTypes> {
  readonly name: string;
  readonly columns: Columns;
}

export function defineTable<const Columns extends ColumnTypes>(name: string, columns: Columns): Table<Columns> {
  return { name, columns };
}

function insertStatement<Columns extends ColumnTypes>(table: Table<Columns>, rows: readonly RowOf<Columns>[], tail: string): { text: string; values: unknown[] } {
  const names = Object.keys(table.columns);
  const arrays = names.map((name, index) => `$${index + 1}::${table.columns[name] ?? 'text'}[]`);
  return {
    text: `insert into ${table.name} (${names.join(', ')}) select * from unnest(${arrays.join(', ')}) ${tail}`,
    values: names.map((name) => rows.map((row) => row[name])),
  };
}

/** Tells how many rows were written; `tail` is an `on conflict` clause. */
export async function insertRows<Columns extends ColumnTypes>(tx: Tx, table: Table<Columns>, rows: readonly RowOf<Columns>[], tail = ''): Promise<number> {
  if (rows.length === 0) return 0;
  const { text, values } = insertStatement(table, rows, tail);
  return tx.changeSql(text, values);
}

/** As `insertRows`, with whatever is sent next: for rows that only a defect can have refused. */
export function insertRowsLater<Columns extends ColumnTypes>(tx: Tx, table: Table<Columns>, rows: readonly RowOf<Columns>[], tail = ''): void {
  if (rows.length === 0) return;
  const { text, values } = insertStatement(table, rows, tail);
  tx.later(text, values);
}

/** The ids of the rows that were written: with `on conflict do nothing`, of those that were new. */
export async function insertRowsReturningIds<Columns extends ColumnTypes>(tx: Tx, table: Table<Columns>, rows: readonly RowOf<Columns>[], tail = ''): Promise<ReadonlySet<number>> {
  if (rows.length === 0) return new Set();
  const { text, values } = insertStatement(table, rows, `${tail} returning id`);
  const written = await tx.sql<{ id: number }>(text, values);
  return new Set(written.map(({ id }) => id));
}
