/**
 * One order of all rows of a tenant: by table, then by key, byte by byte. Snapshots, sorted changes and what is read from the database in this
 * order can be merged as they stream past. SQL gives the same order by `key::text collate "C"`, and bytea by itself.
 */
import type { JournalColumn, JournalRow, JournalTable } from './history.ts';

const end = Buffer.from([0, 0]);
const escapedZero = Buffer.from([0, 1]);

function part(value: string | Buffer): Buffer[] {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
  if (!bytes.includes(0)) return [bytes, end];
  const pieces: Buffer[] = [];
  for (const byte of bytes) pieces.push(byte === 0 ? escapedZero : Buffer.from([byte]));
  return [...pieces, end];
}

/** Compares by `Buffer.compare`. `key` holds the key columns only. */
export function placeOf(table: string, key: JournalRow): Buffer {
  return Buffer.concat([...part(table), ...key.flatMap((value) => (value === null || value === undefined ? [end] : part(value)))]);
}

/** `order by` of a table's rows in the same order. */
export function orderBy(table: JournalTable): string {
  return table.columns.filter((column) => column.key).map(orderOf).join(', ');
}

function orderOf(column: JournalColumn): string {
  const name = `"${column.name}"`;
  return column.type === 'bytea' ? name : `${name}::text collate "C"`;
}

export function sameColumns(one: JournalTable, other: JournalTable): boolean {
  return one.columns.length === other.columns.length
    && one.columns.every((column, index) => column.name === other.columns[index]?.name && column.type === other.columns[index].type && column.key === other.columns[index].key);
}
