/**
 * Reads the rows of any declared table of a schema in the order of its key, some at a time, with its sealed values opened: what an
 * export needs, whatever tables there will be. Which columns are sealed, and which are tokens (left out: without the keys they say
 * nothing, with the keys they follow from the values), the catalog says. A sealed value is bound to its row's `id`; tables without one
 * name their rule.
 */
import pg from 'pg';
import type { RowId } from '../seal/index.ts';
import type { ReadTx } from './transaction.ts';

export interface DeclaredColumn {
  readonly name: string;
  readonly type: string;
  readonly class: 'plain' | 'personal' | 'sealed' | 'token';
}

export interface DeclaredTable {
  /** `tracker.issue`. */
  readonly name: string;
  readonly recovery: string;
  /** The primary key without the scope column; empty where a tenant has one row. */
  readonly key: readonly string[];
  readonly columns: readonly DeclaredColumn[];
}

export type PlainValue = string | number | boolean | Date | Buffer | null;
export type RowValues = Readonly<Record<string, PlainValue>>;

/** One row, its columns asked for by name and type; what is null is undefined. */
export class DeclaredRow {
  readonly values: RowValues;

  constructor(values: RowValues) {
    this.values = values;
  }

  text(column: string): string | undefined {
    const value = this.values[column];
    return typeof value === 'string' ? value : undefined;
  }

  number(column: string): number | undefined {
    const value = this.values[column];
    return typeof value === 'number' ? value : undefined;
  }

  /** A column that cannot be null. */
  id(column = 'id'): number {
    const value = this.number(column);
    if (value === undefined) throw new Error(`the column ${column} has no number`);
    return value;
  }

  date(column: string): Date | undefined {
    const value = this.values[column];
    return value instanceof Date ? value : undefined;
  }

  flag(column: string): boolean {
    return this.values[column] === true;
  }
}

/** By table, where a sealed value is bound to something else than its row's `id`, or holds bytes that are no text. */
export type SealingRules = Readonly<Record<string, { readonly rowId?: (row: RowValues) => RowId; readonly bytes?: readonly string[] }>>;

export interface RowSelection {
  /** The key of the last row that was seen. */
  readonly after?: readonly PlainValue[];
  readonly limit: number;
  /** Columns and the values of which one must be there. */
  readonly where?: Readonly<Record<string, readonly (string | number)[]>>;
}

const catalog = `
  select format('%s.%s', n.nspname, c.relname) as name, coalesce(substring(obj_description(c.oid, 'pg_class') from 'recovery=(\\w+)'), '') as recovery,
         (select coalesce(json_agg(a.attname order by k.place), '[]') from pg_index i, unnest(i.indkey::int2[]) with ordinality as k (attnum, place), pg_attribute a
           where i.indrelid = c.oid and i.indisprimary and a.attrelid = c.oid and a.attnum = k.attnum and a.attname <> 'tenant_id') as key,
         (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'class', substring(col_description(c.oid, a.attnum) from '^hf: (\\w+)')) order by a.attnum)
            from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attname <> 'tenant_id') as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind in ('r', 'p') and n.nspname = $1 and obj_description(c.oid, 'pg_class') like 'hf: scope=tenant%'
   order by 1`;

/** The tables of a schema that belong to a tenant. */
export async function declaredTables(tx: ReadTx, schema: string): Promise<readonly DeclaredTable[]> {
  return tx.sql<DeclaredTable>(catalog, [schema]);
}

const typed = /^(?:bigint|uuid|text|date|boolean|bytea|timestamp with time zone)$/;

function columnText({ name, type }: DeclaredColumn): string {
  return type === 'date' ? `${pg.escapeIdentifier(name)}::text as ${pg.escapeIdentifier(name)}` : pg.escapeIdentifier(name);
}

/** The condition and the order that continue behind a key. Its columns are compared one by one: only such operators keep row security out of the way. */
export function behindKey(table: DeclaredTable, selection: RowSelection): { readonly text: string; readonly values: readonly unknown[] } {
  const values: unknown[] = [];
  const conditions: string[] = [];
  if (selection.after !== undefined) {
    values.push(...selection.after);
    const names = table.key.map(pg.escapeIdentifier).join(', ');
    conditions.push(`(${names}) > (${table.key.map((column, index) => `$${index + 1}::${comparable(table, column)}`).join(', ')})`);
  }
  for (const [column, among] of Object.entries(selection.where ?? {})) {
    values.push(among);
    conditions.push(`${pg.escapeIdentifier(column)} = any($${values.length}::${comparable(table, column)}[])`);
  }
  values.push(selection.limit);
  return { text: `${conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`}${table.key.length === 0 ? '' : ` order by ${table.key.map(pg.escapeIdentifier).join(', ')}`} limit $${values.length}`, values };
}

/** Up to `limit` rows behind a key. `table` comes from the catalog, never from a person. */
export async function readDeclaredRows(tx: ReadTx, table: DeclaredTable, selection: RowSelection, rules: SealingRules = {}): Promise<readonly DeclaredRow[]> {
  const columns = table.columns.filter((column) => column.class !== 'token');
  const sealed = columns.filter((column) => column.class === 'sealed');
  const rule = rules[table.name];
  const { text, values } = behindKey(table, selection);
  const rows = await tx.sql<Record<string, PlainValue>>(`select ${columns.map(columnText).join(', ')} from ${table.name}${text}`, values);
  for (const row of rows) {
    const rowId = (rule?.rowId ?? ownId)(row);
    for (const { name } of sealed) {
      const value = row[name];
      if (!Buffer.isBuffer(value)) continue;
      const column = { table: table.name, column: name };
      row[name] = rule?.bytes?.includes(name) === true ? tx.sealer.openBytes(column, rowId, value) : tx.sealer.open(column, rowId, value);
    }
  }
  return rows.map((row) => new DeclaredRow(row));
}

/** The different values of a column, as text, in order. */
export async function distinctValues(tx: ReadTx, table: DeclaredTable, column: string, where: RowSelection['where'] = {}): Promise<readonly string[]> {
  const name = pg.escapeIdentifier(column);
  const among = Object.entries(where);
  const conditions = among.map(([other], index) => ` and ${pg.escapeIdentifier(other)} = any($${index + 1}::${comparable(table, other)}[])`).join('');
  const rows = await tx.sql<{ value: string }>(`select distinct ${name}::text as value from ${table.name} where ${name} is not null${conditions} order by 1`, among.map(([, values]) => values));
  return rows.map(({ value }) => value);
}

function comparable(table: DeclaredTable, column: string): string {
  const type = table.columns.find(({ name }) => name === column)?.type ?? '';
  if (!typed.test(type)) throw new Error(`${table.name}.${column} cannot be compared`);
  return type;
}

function ownId(row: RowValues): RowId {
  const { id } = row;
  return typeof id === 'number' || typeof id === 'string' ? id : '';
}
