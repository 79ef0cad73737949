/**
 * Every table × the journal: which tables must be journalled follows from what they declare, and each that has a row is changed, deleted and
 * written again, so that each kind of change is seen with every column.
 */
import type pg from 'pg';
import { readDeclarations } from '../../src/kernel/db/index.ts';
import type { JournalChange, JournalTransaction } from '../../src/modules/journal/index.ts';

const lost: ReadonlySet<string> = new Set(['derived', 'ephemeral', 'key']);

/** What is wrong between declarations and publications: a table of tenants outside, or one inside that must not be. */
export async function publicationFindings(client: pg.ClientBase): Promise<{ readonly seen: number; readonly findings: readonly string[] }> {
  const declared = (await readDeclarations(client)).filter((table) => table.scope === 'tenant');
  const { rows } = await client.query<{ table: string }>(`select format('%s.%s', schemaname, tablename) as table from pg_publication_tables where pubname = 'hf_journal'`);
  const published = new Set(rows.map((row) => row.table));
  const findings = declared.flatMap((table) => {
    const wanted = !lost.has(table.recovery ?? '');
    return wanted === published.has(table.table) ? [] : [`${table.table}: ${table.recovery ?? 'undeclared'}, and ${wanted ? 'not ' : ''}journalled`];
  });
  const known = new Set(declared.map((table) => table.table));
  return { seen: declared.length, findings: [...findings, ...[...published].filter((table) => !known.has(table)).map((table) => `${table}: journalled, and of no tenant`)] };
}

export interface TouchedTable {
  readonly table: string;
  readonly tenantId: string;
  readonly columns: readonly string[];
}

/** Updates, deletes and writes one row of every journalled table that has one, triggers aside. Tables without rows are told apart. */
export async function touchEveryTable(client: pg.ClientBase): Promise<{ readonly touched: readonly TouchedTable[]; readonly empty: readonly string[] }> {
  const touched: TouchedTable[] = [];
  const empty: string[] = [];
  await client.query('select hf.open_session()');
  await client.query('set session_replication_role = replica');
  for (const { table, columns } of (await readDeclarations(client)).filter((candidate) => candidate.scope === 'tenant' && !lost.has(candidate.recovery ?? ''))) {
    const { rows: [one] } = await client.query<{ at: string; tenant: string }>(`select ctid::text as at, tenant_id::text as tenant from ${table} limit 1`);
    if (one === undefined) {
      empty.push(table);
      continue;
    }
    const { rows: [updated] } = await client.query<{ at: string }>(`update ${table} set tenant_id = tenant_id where ctid = $1::tid returning ctid::text as at`, [one.at]);
    await client.query(`create temp table kept as select * from ${table} where ctid = '${updated?.at ?? ''}'::tid`);
    await client.query(`delete from ${table} where ctid = $1::tid`, [updated?.at]);
    await client.query(`insert into ${table} select * from kept`);
    await client.query('drop table kept');
    touched.push({ table, tenantId: one.tenant, columns: columns.map((column) => column.name) });
  }
  await client.query('set session_replication_role = origin');
  return { touched, empty };
}

/** What a table lacks of the three kinds of change; columns that the changes do not have. */
export function missingOf({ table, columns }: TouchedTable, transactions: readonly JournalTransaction[]): readonly string[] {
  const changes: JournalChange[] = transactions.flatMap((transaction) => transaction.changes.filter((change) => change.table.table === table));
  const ops = new Set<string>(changes.map((change) => change.op));
  const named = new Set(changes.at(-1)?.table.columns.map((column) => column.name));
  return [...['insert', 'update', 'delete'].filter((op) => !ops.has(op)).map((op) => `${table}: no ${op}`), ...columns.filter((column) => !named.has(column)).map((column) => `${table}.${column}: not in the journal`)];
}
