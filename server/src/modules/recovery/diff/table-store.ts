/**
 * Rows of any table of tenants, read and written by what the catalog says of it: digests in key order, whole rows as text, and
 * set-based writes. Names come from the catalog and from products' own declarations, never from a request.
 */
import type { Tx } from '../../../kernel/db/index.ts';
import type { CatalogTable } from '../members/catalog-store.ts';
import type { Membership } from '../members/membership.ts';
import type { Reader } from '../ports.ts';

export type Key = readonly string[];
export type TextRow = readonly (string | null)[];

export interface DigestRow {
  readonly key: Key;
  /** SHA-256 of the stored bytes of the row. */
  readonly digest: string;
  /** Values of the table's foreign keys, in the order of the catalog. */
  readonly refs: readonly (string | null)[];
}

const pageRows = 2000;
let cursors = 0;

const columnType = (table: CatalogTable, name: string): string => table.columns.find((column) => column.name === name)?.type ?? 'text';
const textArray = (parts: readonly string[]): string => (parts.length === 0 ? `'{}'::text[]` : `array[${parts.join(', ')}]`);
const inByteOrder = (table: CatalogTable, alias: string): string => table.key.map((name) => `${alias}.${name}${columnType(table, name) === 'text' ? ' collate "C"' : ''}`).join(', ');

/** Columns that are compared and written; generated ones follow, and those of access are left as they are. */
export function comparedColumns(table: CatalogTable, without: readonly string[]): readonly string[] {
  return table.columns.filter((column) => !column.generated && !without.includes(column.name)).map((column) => column.name);
}

/** The member rows in the order of their keys, through a cursor of the reader's transaction: memory holds one page. */
export async function* digestsInOrder(reader: Reader, table: CatalogTable, membership: Membership, without: readonly string[]): AsyncGenerator<DigestRow> {
  cursors += 1;
  const cursor = `recovery_${String(cursors)}`;
  const order = table.key.length === 0 ? '' : `order by ${inByteOrder(table, 't')}`;
  await reader.sql(
    `declare ${cursor} no scroll cursor for
     select ${textArray(table.key.map((name) => `t.${name}::text`))} as key, ${textArray(table.references.map(({ column }) => `t.${column}::text`))} as refs,
            encode(sha256(convert_to(row(${comparedColumns(table, without).map((name) => `t.${name}`).join(', ')})::text, 'UTF8')), 'base64') as digest
       from ${table.name} t where ${membership.condition(table.name, 't')} ${order}`, [membership.ids]);
  try {
    for (;;) {
      const rows = await reader.sql<DigestRow>(`fetch ${String(pageRows)} from ${cursor}`);
      yield* rows;
      if (rows.length < pageRows) return;
    }
  } finally {
    await reader.sql(`close ${cursor}`).catch(() => undefined); // a transaction that failed has closed it
  }
}

/** The order of the database, over keys as text. */
export function compareKeys(table: CatalogTable): (a: Key, b: Key) => number {
  const types = table.key.map((name) => columnType(table, name));
  return (a, b) => {
    for (const [index, type] of types.entries()) {
      const [x = '', y = ''] = [a[index], b[index]];
      if (x === y) continue;
      if (type === 'bigint' || type === 'integer' || type === 'smallint') return BigInt(x) < BigInt(y) ? -1 : 1;
      return Buffer.compare(Buffer.from(x), Buffer.from(y)) < 0 ? -1 : 1;
    }
    return 0;
  };
}

/** `unnest(…)` of the keys, and the condition that a row of `t` has one of them. */
function keysAs(table: CatalogTable, keys: readonly Key[], from: number): { readonly text: string; readonly same: string; readonly values: string[][] } {
  if (table.key.length === 0) return { text: '(select 1) k', same: 'true', values: [] };
  return {
    text: `unnest(${table.key.map((_, index) => `$${String(from + index)}::text[]`).join(', ')}) as k (${table.key.join(', ')})`,
    same: table.key.map((name) => `t.${name} = k.${name}::${columnType(table, name)}`).join(' and '),
    values: table.key.map((_, index) => keys.map((key) => key[index] ?? '')),
  };
}

/** Which of the keys a row has, whatever it belongs to. */
export async function existing(reader: Reader, table: CatalogTable, keys: readonly Key[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (let from = 0; from < keys.length; from += pageRows) {
    const { text, same, values } = keysAs(table, keys.slice(from, from + pageRows), 1);
    const rows = await reader.sql<{ key: Key }>(`select ${textArray(table.key.map((name) => `t.${name}::text`))} as key from ${text} join ${table.name} t on ${same}`, values);
    for (const { key } of rows) found.add(nameOf(key));
  }
  return found;
}

/** Keys of rows that have these values in these columns, whatever they belong to. Rows without a value have none in common. */
export async function keysWithValues(reader: Reader, table: CatalogTable, columns: readonly string[], rows: readonly TextRow[]): Promise<readonly Key[]> {
  const found = await reader.sql<{ key: Key }>(
    `select ${textArray(table.key.map((name) => `t.${name}::text`))} as key from unnest(${columns.map((_, index) => `$${String(index + 1)}::text[]`).join(', ')}) as u (${columns.join(', ')})
       join ${table.name} t on ${columns.map((name) => `t.${name} = u.${name}::${columnType(table, name)}`).join(' and ')}`, columns.map((_, index) => rows.map((row) => row[index] ?? null)));
  return found.map(({ key }) => key);
}

export const nameOf = (key: Key): string => key.join('\u001f');
export const keyOf = (name: string): Key => (name === '' ? [] : name.split('\u001f'));

/** Whole rows, in the columns' order. */
export async function rowsByKey(reader: Reader, table: CatalogTable, columns: readonly string[], keys: readonly Key[]): Promise<readonly TextRow[]> {
  const { text, same, values } = keysAs(table, keys, 1);
  const rows = await reader.sql<{ row: TextRow }>(`select array[${columns.map((name) => `t.${name}::text`).join(', ')}] as row from ${text} join ${table.name} t on ${same}`, values);
  return rows.map(({ row }) => row);
}

export async function rowsWhere(reader: Reader, table: CatalogTable, columns: readonly string[], column: string, ids: readonly string[]): Promise<readonly TextRow[]> {
  const rows = await reader.sql<{ row: TextRow }>(
    `select array[${columns.map((name) => `t.${name}::text`).join(', ')}] as row from ${table.name} t where t.${column} = any($1::text[]::${columnType(table, column)}[])`, [ids]);
  return rows.map(({ row }) => row);
}

export async function allRows(reader: Reader, table: CatalogTable, columns: readonly string[]): Promise<readonly TextRow[]> {
  const rows = await reader.sql<{ row: TextRow }>(`select array[${columns.map((name) => `t.${name}::text`).join(', ')}] as row from ${table.name} t`);
  return rows.map(({ row }) => row);
}

export async function allKeys(reader: Reader, table: CatalogTable): Promise<readonly Key[]> {
  const rows = await reader.sql<{ key: Key }>(`select ${textArray(table.key.map((name) => `t.${name}::text`))} as key from ${table.name} t`);
  return rows.map(({ key }) => key);
}

/** Every row of the tenant. */
export async function emptyTable(tx: Tx, table: CatalogTable): Promise<void> {
  await tx.changeSql(`delete from ${table.name}`);
}

/** Every different value of a column in member rows. */
export async function namedBy(reader: Reader, table: CatalogTable, column: string, condition: string, values: readonly unknown[]): Promise<readonly string[]> {
  const rows = await reader.sql<{ id: string }>(`select distinct t.${column}::text as id from ${table.name} t where t.${column} is not null and (${condition})`, values);
  return rows.map(({ id }) => id);
}

export interface WriteOptions {
  readonly columns: readonly string[];
  /** Rows that are there become these; otherwise they are left. Columns that a row that is there keeps are left out. */
  readonly replace: readonly string[] | null;
  /** Of what is restored: rows that would not belong to it are not written. Everything is when absent. */
  readonly membership?: Membership;
}

/**
 * Writes rows whose parents are there, and only into what is restored; returns how many were written. One statement, so that
 * references among the rows themselves are checked at its end.
 */
export async function writeRows(tx: Tx, table: CatalogTable, rows: readonly TextRow[], { columns, replace, membership }: WriteOptions): Promise<number> {
  if (rows.length === 0) return 0;
  const first = membership === undefined ? 1 : 2;
  const source = `(select ${columns.map((name) => `r.${name}::${columnType(table, name)} as ${name}`).join(', ')}
      from unnest(${columns.map((_, index) => `$${String(first + index)}::text[]`).join(', ')}) as r (${columns.join(', ')})) u`;
  const parents = table.references.filter(({ to }) => to !== table.name).map(({ column, to, toColumn }) => `(u.${column} is null or exists (select 1 from ${to} p where p.${toColumn} = u.${column}))`);
  const belongs = membership === undefined ? [] : [`(${membership.condition(table.name, 'u')})`];
  const conditions = [...parents, ...belongs];
  const target = `(${['tenant_id', ...table.key].join(', ')})`;
  const conflict = replace === null || replace.length === 0 ? 'on conflict do nothing'
    : `on conflict ${target} do update set ${replace.map((name) => `${name} = excluded.${name}`).join(', ')}${membership === undefined ? '' : ` where ${membership.condition(table.name, 't')}`}`;
  return tx.changeSql(
    `insert into ${table.name} as t (${columns.join(', ')}) select ${columns.map((name) => `u.${name}`).join(', ')} from ${source}
     ${conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`} ${conflict}`,
    [...(membership === undefined ? [] : [membership.ids]), ...columns.map((_, index) => rows.map((row) => row[index] ?? null))]);
}

export async function deleteRows(tx: Tx, table: CatalogTable, keys: readonly Key[], membership: Membership): Promise<number> {
  if (keys.length === 0) return 0;
  const { text, same, values } = keysAs(table, keys, 2);
  return tx.changeSql(`delete from ${table.name} t using ${text} where ${same} and ${membership.condition(table.name, 't')}`, [membership.ids, ...values]);
}

/**
 * Takes unique values away from rows that change or go, so that rows that come back can have them in whatever order they are
 * written. Within the transaction only: each parked row is replaced or deleted before it ends.
 */
export async function parkUnique(tx: Tx, table: CatalogTable, keys: readonly Key[]): Promise<void> {
  const parked = new Map<string, string>();
  for (const columns of table.unique) {
    const free = columns.map((name) => table.columns.find((column) => column.name === name)).find((column) => column !== undefined && !table.key.includes(column.name) && !table.references.some((reference) => reference.column === column.name));
    if (free === undefined) continue;
    const id = `t.${table.key[0] ?? 'tenant_id'}`;
    if (free.nullable) parked.set(free.name, 'null');
    else if (free.type === 'bigint') parked.set(free.name, `-${id}`);
    else if (free.type === 'bytea') parked.set(free.name, `substr(sha256(convert_to('parked ' || ${id}::text, 'UTF8')), 1, 16)`);
    else if (free.type === 'text') parked.set(free.name, `'parked ' || ${id}::text`);
  }
  if (parked.size === 0 || keys.length === 0) return;
  const { text, same, values } = keysAs(table, keys, 1);
  await tx.changeSql(`update ${table.name} t set ${[...parked].map(([name, value]) => `${name} = ${value}`).join(', ')} from ${text} where ${same}`, values);
}

/** Counters of the past, each raised to what it was where it is lower now; never the other way. */
export async function raiseCounters(tx: Tx, table: CatalogTable, rows: readonly TextRow[], columns: readonly string[]): Promise<void> {
  if (rows.length === 0) return;
  const raised = columns.filter((name) => name !== 'tenant_id' && !table.key.includes(name));
  await tx.changeSql(
    `insert into ${table.name} as t (${columns.join(', ')})
     select ${columns.map((name) => `r.${name}::${columnType(table, name)}`).join(', ')} from unnest(${columns.map((_, index) => `$${String(index + 1)}::text[]`).join(', ')}) as r (${columns.join(', ')})
     on conflict (${['tenant_id', ...table.key].join(', ')}) do update set ${raised.map((name) => `${name} = greatest(t.${name}, excluded.${name})`).join(', ')}`,
    columns.map((_, index) => rows.map((row) => row[index] ?? null)));
}
