/** What a cluster holds, for comparing a rebuilt one with its original: rows and a hash of every table, and the sites that are placed in it. Reads only. */
import { withClient } from '../../kernel/db/index.ts';
import type { ConnectionOptions } from '../../kernel/postgres/index.ts';

export interface TableContent {
  readonly rows: string;
  readonly hash: string;
}

/** By `schema.table`; also those of the job queue. What PostgreSQL forgets at a crash (unlogged tables) is left out. */
export async function readContents(connection: ConnectionOptions): Promise<{ readonly tables: ReadonlyMap<string, TableContent>; readonly sites: number }> {
  return withClient({ ...connection, application_name: 'holdfast compare', connectionTimeoutMillis: 10_000 }, async (client) => {
    const { rows: names } = await client.query<{ name: string; plain: string }>(
      `select format('%I.%I', nspname, relname) as name, nspname || '.' || relname as plain from pg_class join pg_namespace on pg_namespace.oid = relnamespace
       where relkind = 'r' and relpersistence = 'p' and nspname not in ('pg_catalog', 'information_schema') and not starts_with(nspname, 'pg_') order by 1`);
    const tables = new Map<string, TableContent>();
    for (const { name, plain } of names) {
      const { rows: [row] } = await client.query<TableContent>(`select count(*)::text as rows, coalesce(sum(hashtextextended(t::text, 0)), 0)::text as hash from ${name} t`);
      if (row !== undefined) tables.set(plain, row);
    }
    if (!tables.has('hf.placement')) return { tables, sites: 0 };
    const { rows: [placed] } = await client.query<{ sites: number }>('select count(distinct site_id)::int as sites from hf.placement');
    return { tables, sites: placed?.sites ?? 0 };
  });
}
