/** How far the index of a tenant is built: one row, taken by one process at a time, so that building goes on where it stopped. */
import type { Tx } from '../../kernel/db/index.ts';

export interface BuildPosition {
  readonly kind: string;
  readonly after: number;
}

/** Takes the tenant's build for two minutes; undefined when another process has it or it is done. */
export async function takeBuild(tx: Tx, analysis: number, firstKind: string): Promise<BuildPosition | undefined> {
  await tx.changeSql(`insert into search.build (analysis, kind, after_id) values ($1, $2, -1)
    on conflict (tenant_id) do update set analysis = excluded.analysis, kind = excluded.kind, after_id = -1, done_at = null where search.build.analysis <> excluded.analysis`, [analysis, firstKind]);
  const [row] = await tx.sql<{ kind: string; after_id: number }>(
    `update search.build set taken_until = $1::timestamptz + interval '2 minutes' where done_at is null and taken_until < $1::timestamptz returning kind, after_id`, [tx.now]);
  return row === undefined ? undefined : { kind: row.kind, after: row.after_id };
}

export async function moveBuild(tx: Tx, position: BuildPosition | 'done'): Promise<void> {
  if (position === 'done') await tx.changeSql(`update search.build set done_at = $1, taken_until = '-infinity'`, [tx.now]);
  else await tx.changeSql(`update search.build set kind = $1, after_id = $2, taken_until = '-infinity'`, [position.kind, position.after]);
}
