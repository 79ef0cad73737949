/** A tenant's rows as plain values, from the journal and from the database, so that a test can say that both are the same. */
import type pg from 'pg';
import { keyOf } from './frame-format.ts';
import type { JournalChange, JournalRow, JournalTable, TenantSnapshot } from './history.ts';
import { journalledTables } from './publication.ts';
import { printingOptions } from './replication-stream.ts';

/** By table, then by key: column → value. Tables without rows are left out. */
export type RowsOfTables = Map<string, Map<string, Record<string, string | null>>>;

const shown = (value: string | Buffer | null | undefined): string | null => (Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : (value ?? null));
const keyText = (key: JournalRow): string => JSON.stringify(key.map(shown));
const record = (table: JournalTable, row: JournalRow): Record<string, string | null> => Object.fromEntries(table.columns.map((column, index) => [column.name, shown(row[index])]));

export async function rowsOf(snapshot: TenantSnapshot): Promise<RowsOfTables> {
  const tables: RowsOfTables = new Map();
  for await (const { table, rows } of snapshot.tables()) {
    const known = new Map<string, Record<string, string | null>>();
    for await (const row of rows) known.set(keyText(keyOf(table, row)), record(table, row));
    if (known.size > 0) tables.set(table.table, known);
  }
  return tables;
}

/** Applies changes strictly: an insert of what is there, or a change of what is not, is an error. */
export function applyChanges(tables: RowsOfTables, changes: readonly JournalChange[]): void {
  for (const { table, op, key, row } of changes) {
    const rows = tables.get(table.table) ?? new Map<string, Record<string, string | null>>();
    tables.set(table.table, rows);
    const before = rows.get(keyText(key));
    if ((op === 'insert') !== (before === undefined)) throw new Error(`${op} of a row of ${table.table} that is ${before === undefined ? 'not ' : ''}there`);
    rows.delete(keyText(key));
    if (row !== null) rows.set(keyText(keyOf(table, row)), { ...before, ...Object.fromEntries(table.columns.flatMap((column, index) => (row[index] === undefined ? [] : [[column.name, shown(row[index])]]))) });
    if (rows.size === 0) tables.delete(table.table);
  }
}

export async function databaseRows(client: pg.Client, tenantId: string): Promise<RowsOfTables> {
  for (const setting of printingOptions.split('-c ').filter((text) => text.trim() !== '' && !text.startsWith('client'))) await client.query(`set ${setting.trim().replace('=', ' = ').replace('ISO,YMD', 'ISO, YMD')}`);
  await client.query('select hf.open_session()');
  const tables: RowsOfTables = new Map();
  for (const table of await journalledTables(client)) {
    const key = await client.query<{ name: string }>(`select a.attname as name from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey) where i.indrelid = $1::regclass and i.indisprimary order by a.attnum`, [table]);
    const { rows, fields } = await client.query<(string | null)[]>({ text: `select * from ${table} where tenant_id = '${tenantId}'`, rowMode: 'array', types: { getTypeParser: () => (text: string) => text } });
    const known = new Map(rows.map((row) => {
      const values = Object.fromEntries(fields.map((field, index) => [field.name, row[index] ?? null]));
      return [JSON.stringify(key.rows.map(({ name }) => values[name] ?? null)), values] as const;
    }));
    if (known.size > 0) tables.set(table, known);
  }
  return tables;
}
