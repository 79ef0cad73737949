/**
 * The tables of tenants as the database's catalog has them: keys, foreign keys, unique indexes and recovery classes. Read once
 * for each place; a schema does not change while a release runs.
 */
import type { Reader } from '../ports.ts';

export type RecoveryClass = 'content' | 'access' | 'counter';

export interface CatalogColumn {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly class: string | null;
  readonly generated: boolean;
}

export interface CatalogReference {
  /** The column beside the tenant's. */
  readonly column: string;
  readonly to: string;
  readonly toColumn: string;
}

export interface CatalogTable {
  readonly name: string;
  readonly recovery: RecoveryClass;
  readonly columns: readonly CatalogColumn[];
  /** The primary key without the tenant's column; empty where the tenant is the whole key. */
  readonly key: readonly string[];
  readonly references: readonly CatalogReference[];
  /** Columns of unique indexes other than the primary key's, without the tenant's. */
  readonly unique: readonly (readonly string[])[];
}

export interface Catalog {
  readonly tables: ReadonlyMap<string, CatalogTable>;
  /** Parents before children. */
  readonly ordered: readonly CatalogTable[];
}

interface Row {
  readonly name: string;
  readonly recovery: string;
  readonly columns: CatalogTable['columns'];
  readonly key: readonly string[] | null;
  readonly references: readonly { readonly columns: readonly string[]; readonly to: string; readonly to_columns: readonly string[] }[] | null;
  readonly unique: readonly (readonly string[])[] | null;
}

const statement = `
  select format('%s.%s', n.nspname, c.relname) as name, substring(obj_description(c.oid, 'pg_class') from 'recovery=(\\w+)') as recovery,
         (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'nullable', not a.attnotnull,
                   'class', substring(col_description(c.oid, a.attnum) from '^hf: (\\w+)'), 'generated', a.attgenerated <> '' or a.attidentity <> '') order by a.attnum)
            from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
         (select json_agg(a.attname order by u.n) from pg_constraint k, unnest(k.conkey) with ordinality u(attnum, n) join pg_attribute a on a.attnum = u.attnum
           where k.conrelid = c.oid and k.contype = 'p' and a.attrelid = c.oid) as key,
         (select json_agg(json_build_object('to', (select format('%s.%s', pn.nspname, p.relname) from pg_class p join pg_namespace pn on pn.oid = p.relnamespace where p.oid = k.confrelid),
                   'columns', (select json_agg(a.attname order by u.n) from unnest(k.conkey) with ordinality u(attnum, n) join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.attnum),
                   'to_columns', (select json_agg(a.attname order by u.n) from unnest(k.confkey) with ordinality u(attnum, n) join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.attnum)) order by k.conname)
            from pg_constraint k where k.conrelid = c.oid and k.contype = 'f') as references,
         (select json_agg((select json_agg(a.attname) from unnest(x.indkey::int2[]) u(attnum) join pg_attribute a on a.attrelid = c.oid and a.attnum = u.attnum))
            from pg_index x where x.indrelid = c.oid and x.indisunique and not x.indisprimary and x.indexprs is null) as unique
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind = 'r' and obj_description(c.oid, 'pg_class') like 'hf: scope=tenant %'
   order by 1`;

const scope = 'tenant_id';
const classes: ReadonlySet<string> = new Set(['content', 'access', 'counter']);

export async function readCatalog(reader: Reader): Promise<Catalog> {
  const rows = await reader.sql<Row>(statement);
  const tables = new Map(rows.filter((row) => classes.has(row.recovery)).map((row) => [row.name, tableOf(row)]));
  return { tables, ordered: inOrder(tables) };
}

function tableOf(row: Row): CatalogTable {
  return {
    name: row.name, recovery: row.recovery as RecoveryClass, columns: row.columns, // filtered by the caller
    key: (row.key ?? []).filter((column) => column !== scope),
    references: (row.references ?? []).map(({ columns, to, to_columns: toColumns }) => {
      const at = columns.findIndex((column) => column !== scope);
      const column = columns[at];
      const toColumn = toColumns[at];
      if (columns.length !== 2 || column === undefined || toColumn === undefined) throw new Error(`${row.name} refers to ${to} by more than the tenant and one column: restores cannot follow that`);
      return { column, to, toColumn };
    }),
    unique: (row.unique ?? []).map((columns) => columns.filter((column) => column !== scope)),
  };
}

/** References of a table to itself do not count: one statement writes all its rows. */
function inOrder(tables: ReadonlyMap<string, CatalogTable>): readonly CatalogTable[] {
  const done = new Set<string>();
  const ordered: CatalogTable[] = [];
  const visit = (table: CatalogTable, above: readonly string[]): void => {
    if (done.has(table.name)) return;
    if (above.includes(table.name)) throw new Error(`tables refer to each other in a circle: ${[...above, table.name].join(' → ')}`);
    for (const { to } of table.references) {
      const parent = to === table.name ? undefined : tables.get(to);
      if (parent !== undefined) visit(parent, [...above, table.name]);
    }
    done.add(table.name);
    ordered.push(table);
  };
  for (const table of tables.values()) visit(table, []);
  return ordered;
}
