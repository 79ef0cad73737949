/** Sub-task links of imported systems become parents. */
import type { Tx } from '../../kernel/db/index.ts';

export async function setParents(tx: Tx, rows: readonly { readonly child: number; readonly parent: number; readonly sequence: number | null }[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.changeSql(
    `update tracker.issue i set parent_id = w.parent, parent_sequence = w.sequence
       from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as w (child, parent, sequence) where i.id = w.child`,
    [rows.map(({ child }) => child), rows.map(({ parent }) => parent), rows.map(({ sequence }) => sequence)],
  );
}
