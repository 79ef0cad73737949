/** Writes one entry of an issue's history, with what the fields were and are; tells its id. */
import type { Tx } from '../../kernel/db/index.ts';
import { changeItemRow, type ChangeItem } from './change-rows.ts';
import { nextIdsOf } from './counter-store.ts';
import { changeItemTable, changeTable } from './issue-rows.ts';
import { insertRowsLater } from './row-batch.ts';

export async function recordChanges(tx: Tx, issueId: number, author: string | null, items: readonly ChangeItem[]): Promise<number | null> {
  if (items.length === 0) return null;
  const first = await nextIdsOf(tx, { change: 1, change_item: items.length });
  const changeId = first.get('change') ?? 0;
  const itemId = first.get('change_item') ?? 0;
  insertRowsLater(tx, changeTable, [{ id: changeId, issue_id: issueId, author, created_at: tx.now }]);
  insertRowsLater(tx, changeItemTable, items.map((item, index) => changeItemRow(tx.sealer, itemId + index, changeId, item)));
  return changeId;
}

/** One entry for each of many issues, in a handful of statements. */
export async function recordManyChanges(tx: Tx, author: string | null, entries: readonly { readonly issueId: number; readonly items: readonly ChangeItem[] }[]): Promise<void> {
  if (entries.length === 0) return;
  const items = entries.flatMap((entry, index) => entry.items.map((item) => ({ index, item })));
  const first = await nextIdsOf(tx, { change: entries.length, change_item: items.length });
  const changeId = first.get('change') ?? 0;
  const itemId = first.get('change_item') ?? 0;
  insertRowsLater(tx, changeTable, entries.map(({ issueId }, index) => ({ id: changeId + index, issue_id: issueId, author, created_at: tx.now })));
  insertRowsLater(tx, changeItemTable, items.map(({ index, item }, at) => changeItemRow(tx.sealer, itemId + at, changeId + index, item)));
}
