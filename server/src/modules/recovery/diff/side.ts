/** One side of a diff: a transaction that reads one tenant at one place, whole and at one moment, under the restore's own login. */
import type { ServicePool } from '../../../kernel/db/index.ts';
import type { TenantContext } from '../../../kernel/service/index.ts';
import type { Reader } from '../ports.ts';

/** Every statement of `work` sees the same moment. */
export async function readAt<Result>(pool: ServicePool, tenant: TenantContext, work: (reader: Reader) => Promise<Result>): Promise<Result> {
  const connection = await pool.lease();
  let broken = true;
  try {
    await connection.run([
      { text: 'begin isolation level repeatable read', values: [] },
      { text: 'select hf.enter($1::uuid, $2::bigint, false)', values: [tenant.tenantId, tenant.epoch] },
    ]);
    const result = await work({
      // The caller names the columns that its own SELECT list has.
      sql: async <Row extends object>(text: string, values: readonly unknown[] = []) => ((await connection.run([{ text, values }]))[0]?.rows ?? []) as Row[],
    });
    await connection.run([{ text: 'commit', values: [] }]);
    broken = false;
    return result;
  } finally {
    connection.release(broken);
  }
}
