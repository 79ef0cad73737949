/** The columns that somebody chose for lists of issues. */
import type { ReadTx, Tx } from '../../kernel/db/index.ts';
import { defineTable, insertRows } from './row-batch.ts';

const columnTable = defineTable('tracker.issue_column', { person: 'uuid', position: 'bigint', field: 'text' });

/** Ids of fields in their order; none when nothing was chosen. */
export async function chosenColumns(tx: ReadTx, person: string): Promise<readonly string[]> {
  const rows = await tx.sql<{ field: string }>('select field from tracker.issue_column where person = $1 order by position', [person]);
  return rows.map(({ field }) => field);
}

export async function replaceColumns(tx: Tx, person: string, fields: readonly string[]): Promise<void> {
  await tx.changeSql('delete from tracker.issue_column where person = $1', [person]);
  await insertRows(tx, columnTable, fields.map((field, position) => ({ person, position, field })));
}
