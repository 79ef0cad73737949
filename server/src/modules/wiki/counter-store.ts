/** Tenant-local numbers, one row of counters for all kinds of things. A number is never handed out twice, also after a restore. */
import type { Tx } from '../../kernel/db/index.ts';

/** The first of `count` fresh numbers, all above `above`. Others wait until this transaction ends. */
export async function allocateIds(tx: Tx, tenantId: string, count: number, above = 0): Promise<number> {
  const [row] = await tx.sql<{ first: number }>(
    `insert into wiki.counter as counter (tenant_id, name, next) values ($1, 'id', greatest($3::bigint, 65535) + 1 + $2::bigint)
     on conflict (tenant_id, name) do update set next = greatest(counter.next, $3::bigint + 1) + $2::bigint
     returning next - $2::bigint as first`,
    [tenantId, count, above]);
  if (row === undefined) throw new Error('a counter gave no number');
  return row.first;
}
