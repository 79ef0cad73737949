/**
 * Rows of a declared table as lines of JSON. Times, numbers and ids become text in the database, in one go for each row, with all their
 * digits; sealed values are opened here and set in, or left sealed (base64), and then the database makes the whole text of a batch.
 */
import pg from 'pg';
import { behindKey, type DeclaredColumn, type DeclaredTable, type PlainValue, type RowSelection, type SealingRules } from './declared-rows.ts';
import type { ReadTx } from './transaction.ts';

export interface LineBatch {
  /** Lines, each with its line feed. */
  readonly text: string;
  readonly rows: number;
  readonly lastKey: readonly PlainValue[];
}

/** Name and value for json_build_object; bytes in base64. */
const pairOf = ({ name, type }: DeclaredColumn): string => `${pg.escapeLiteral(name)}, ${type === 'bytea' ? `translate(encode(${pg.escapeIdentifier(name)}, 'base64'), E'\\n', '')` : pg.escapeIdentifier(name)}`;
const keyName = (index: number): string => `key_${String(index)}`;

/** As they lie in the database: only the tenant's keys open what is sealed. */
export async function readSealedLines(tx: ReadTx, table: DeclaredTable, selection: RowSelection): Promise<LineBatch> {
  const pairs = table.columns.map(pairOf);
  const keys = table.key.length === 0 ? ['1 as key_0'] : table.key.map((name, index) => `${pg.escapeIdentifier(name)} as ${keyName(index)}`);
  const names = keys.map((_key, index) => keyName(index));
  const { text, values } = behindKey(table, selection);
  const [row] = await tx.sql<{ text: string | null; count: number; last: readonly PlainValue[] | null }>(
    `with found as (select ${keys.join(', ')}, json_build_object(${pairs.join(', ')})::text as line from ${table.name}${text})
     select string_agg(line, E'\\n' order by ${names.join(', ')}) as text, count(*) as count, (select json_build_array(${names.join(', ')}) from found order by ${names.map((name) => `${name} desc`).join(', ')} limit 1) as last from found`, values);
  return { text: row?.text === null || row === undefined ? '' : `${row.text}\n`, rows: row?.count ?? 0, lastKey: row?.last ?? [] };
}

interface OpenRow {
  readonly plain: string;
  readonly last: string;
  readonly [column: `sealed_${number}`]: Buffer | null;
}

export async function readOpenedLines(tx: ReadTx, table: DeclaredTable, selection: RowSelection, rules: SealingRules = {}): Promise<LineBatch> {
  const plain = table.columns.filter((column) => column.class === 'plain' || column.class === 'personal');
  const sealed = table.columns.filter((column) => column.class === 'sealed');
  const rule = rules[table.name];
  const pairs = plain.map(pairOf);
  const { text, values } = behindKey(table, selection);
  const rows = await tx.sql<OpenRow>(
    `select json_build_object(${pairs.join(', ')})::text as plain, json_build_array(${table.key.map(pg.escapeIdentifier).join(', ')})::text as last${sealed.map(({ name }, index) => `, ${pg.escapeIdentifier(name)} as sealed_${String(index)}`).join('')} from ${table.name}${text}`, values);
  const places = sealed.map(({ name }) => ({ column: { table: table.name, column: name }, head: `,${JSON.stringify(name)}:`, bytes: rule?.bytes?.includes(name) === true }));
  const hasId = table.columns.some(({ name }) => name === 'id');
  let lines = '';
  for (const row of rows) {
    lines += row.plain.slice(0, -1);
    if (places.length > 0) {
      // The values that a rule asks for are among the plain ones.
      const rowId = rule?.rowId === undefined ? idOf(row, table, hasId) : rule.rowId(JSON.parse(row.plain) as Record<string, PlainValue>);
      for (let index = 0; index < places.length; index += 1) {
        const place = places[index];
        const value = row[`sealed_${index}`];
        if (place === undefined) continue;
        lines += place.head;
        if (value === null || value === undefined) lines += 'null';
        else lines += JSON.stringify(place.bytes ? tx.sealer.openBytes(place.column, rowId, value).toString('base64') : tx.sealer.open(place.column, rowId, value));
      }
    }
    lines += '}\n';
  }
  const last = rows.at(-1);
  return { text: lines, rows: rows.length, lastKey: last === undefined ? [] : (JSON.parse(last.last) as PlainValue[]) }; // an array made above
}

function idOf(row: OpenRow, table: DeclaredTable, hasId: boolean): string | number {
  if (!hasId) throw new Error(`${table.name} has sealed values and no id`);
  const [first] = table.key;
  const value = first === 'id' && table.key.length === 1 ? (JSON.parse(row.last) as (string | number)[])[0] : (JSON.parse(row.plain) as { id: string | number }).id; // made above
  return value ?? '';
}
