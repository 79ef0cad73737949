/**
 * Removes every row of one owner (a tenant in a shard; a site or an organization in the control database) from every table that can hold
 * one, found from the catalog: tables with the owner's column, children before their parents, some thousand rows at a time, so that a table
 * which is added tomorrow is purged tomorrow. Counts afterwards; a row that is left is a failure, never a silence.
 */
import type { ServicePool } from '../../kernel/db/index.ts';

export type OwnerColumn = 'tenant_id' | 'site_id' | 'organization_id';

export interface RowPurge {
  readonly pool: ServicePool;
  readonly column: OwnerColumn;
  readonly owner: string;
  /** Schemas and tables that stay: `audit`, `tenancy`, `hf.placement`. */
  readonly stay: readonly string[];
  /** Called after each batch. */
  readonly onBatch: () => Promise<void>;
  readonly batch?: number;
}

interface OwnedTable {
  readonly table: string;
  /** `table (columns)` pairs of foreign keys to itself, for which leaves go first. */
  readonly own: readonly { readonly child: string; readonly parent: string }[];
}

const passesMax = 20;

/** Every table with the column, children before parents; a cycle keeps the order of names and is left to further passes. */
const ownedTables = `
  with recursive owned as (
    select c.oid, format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not like 'pg\\_%' and n.nspname not like 'graphile\\_worker%' and n.nspname <> 'information_schema'
       and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = $1 and not a.attisdropped)
       and not (n.nspname = any($2::text[]) or format('%s.%s', n.nspname, c.relname) = any($2::text[]))
  ), depth (oid, level) as (
    select oid, 0 from owned
    union
    select k.conrelid, d.level + 1 from depth d join pg_constraint k on k.contype = 'f' and k.confrelid = d.oid and k.conrelid <> d.oid join owned o on o.oid = k.conrelid where d.level < 40
  )
  select o.name as table,
         coalesce((select json_agg(json_build_object('child', (select string_agg(format('c.%I', a.attname), ', ' order by u.n) from unnest(k.conkey) with ordinality u(attnum, n) join pg_attribute a on a.attrelid = o.oid and a.attnum = u.attnum),
                                                     'parent', (select string_agg(format('t.%I', a.attname), ', ' order by u.n) from unnest(k.confkey) with ordinality u(attnum, n) join pg_attribute a on a.attrelid = o.oid and a.attnum = u.attnum)))
                     from pg_constraint k where k.contype = 'f' and k.conrelid = o.oid and k.confrelid = o.oid and k.confdeltype = 'a'), '[]'::json) as own
    from owned o order by (select max(level) from depth d where d.oid = o.oid) desc, o.name`;

async function tablesOf({ pool, column, stay }: RowPurge): Promise<readonly OwnedTable[]> {
  const [found] = await pool.run([{ text: ownedTables, values: [column, stay] }]);
  // The row's shape is that of the select list.
  return (found?.rows ?? []) as unknown as readonly OwnedTable[];
}

/** Returns how many rows went. Repeatable: it goes on where it ended. Fails when rows are left after all passes. */
export async function purgeRows(purge: RowPurge): Promise<number> {
  const tables = await tablesOf(purge);
  let gone = 0;
  let left: Readonly<Record<string, number>> = {};
  for (let pass = 0; pass < passesMax; pass += 1) {
    for (const table of tables) gone += await purgeTable(purge, table);
    // Triggers may have noted in one table what went from another.
    left = await countRows(purge, tables);
    if (Object.keys(left).length === 0) return gone;
  }
  throw new Error(`rows are left after a purge: ${JSON.stringify(left)}`);
}

async function purgeTable({ pool, column, owner, onBatch, batch = 5000 }: RowPurge, { table, own }: OwnedTable): Promise<number> {
  const leaves = own.map(({ child, parent }) => `and not exists (select from ${table} c where (${child}) = (${parent}) and c.ctid <> t.ctid)`).join(' ');
  const statement = `delete from ${table} where ctid = any(array(select t.ctid from ${table} t where t.${column} = $1::uuid ${leaves} limit ${String(batch)})) and ${column} = $1::uuid`;
  let gone = 0;
  for (;;) {
    const [result] = await pool.run([{ text: statement, values: [owner] }]);
    const count = result?.rowCount ?? 0;
    gone += count;
    if (count === 0) return gone;
    await onBatch();
  }
}

/** Tables that still have rows of the owner, and how many; none when everything is gone. */
export async function countRows(purge: RowPurge, known?: readonly OwnedTable[]): Promise<Readonly<Record<string, number>>> {
  const tables = known ?? (await tablesOf(purge));
  const counts: Record<string, number> = {};
  for (const { table } of tables) {
    const [found] = await purge.pool.run([{ text: `select count(*) as count from ${table} where ${purge.column} = $1::uuid`, values: [purge.owner] }]);
    const count = Number(found?.rows[0]?.['count'] ?? 0);
    if (count > 0) counts[table] = count;
  }
  return counts;
}

/** How many rows of named tables a tenant has, by the name that people know them by. */
export async function countTenantRows(pool: ServicePool, tenantIds: readonly string[], tables: Readonly<Record<string, string>>): Promise<Readonly<Record<string, number>>> {
  const named = Object.entries(tables);
  const results = await pool.run(named.map(([, table]) => ({ text: `select count(*) as count from ${table} where tenant_id = any($1::uuid[])`, values: [tenantIds] })));
  return Object.fromEntries(named.map(([name], index) => [name, Number(results[index]?.rows[0]?.['count'] ?? 0)]));
}
