/** The heartbeat in a shard, and what is asked of a shard's own tables: the only file of the journal that names them. */
import type pg from 'pg';
import type { ServicePool } from '../../kernel/db/index.ts';

/** `hf.flush` asks the writer to put away at once what it has. Returns a position before that of the mark. */
export async function beat(pool: ServicePool, prefix: 'hf.heartbeat' | 'hf.flush', content: string): Promise<bigint> {
  const [result] = await pool.run([{ text: 'select journal.beat($1, $2) as lsn', values: [prefix, content] }]);
  return BigInt((result?.rows[0] as { readonly lsn: number }).lsn); // the one row of the function
}

/** The newest mark whose number is below the one given. */
export const newestBeatBefore = 'select xid::text as xid, lsn::text as lsn from journal.heartbeat where xid < $1 order by xid desc limit 1';

/** Migrations that are applied, in their order, and the tenants that are placed here. */
export async function readPlaces(client: pg.ClientBase): Promise<{ readonly migrations: readonly string[]; readonly tenantIds: readonly string[] }> {
  const migrations = await client.query<{ name: string }>('select name from hf.migration order by applied_at, name');
  const placed = await client.query<{ id: string }>('select tenant_id::text as id from hf.placement');
  return { migrations: migrations.rows.map((row) => row.name), tenantIds: placed.rows.map((row) => row.id) };
}
