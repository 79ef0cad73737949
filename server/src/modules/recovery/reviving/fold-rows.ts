/**
 * A small tenant's rows at a moment, folded in memory from the snapshot and the changes after it: no scratch database is needed
 * for a few megabytes. Gives up (undefined) when there is more than that, or when a migration lies in between.
 */
import type { TenantId } from '../../../kernel/ids/index.ts';
import type { JournalRow, JournalTable, TenantHistory } from '../../journal/index.ts';
import type { TextRow } from '../diff/table-store.ts';

export interface FoldedTable {
  readonly columns: readonly string[];
  readonly rows: readonly TextRow[];
}

const textOf = (value: string | Buffer | null | undefined): string | null => (value === undefined || value === null ? null : typeof value === 'string' ? value : `\\x${value.toString('hex')}`);

class Fold {
  readonly tables = new Map<string, { readonly table: JournalTable; readonly rows: Map<string, (string | null)[]> }>();
  bytes = 0;

  rowsOf(table: JournalTable): Map<string, (string | null)[]> {
    let one = this.tables.get(table.table);
    if (one === undefined) this.tables.set(table.table, (one = { table, rows: new Map() }));
    return one.rows;
  }

  put(table: JournalTable, oldKey: string, row: JournalRow): void {
    const rows = this.rowsOf(table);
    const before = rows.get(oldKey);
    rows.delete(oldKey);
    const now = row.map((value, at) => (value === undefined ? (before?.[at] ?? null) : textOf(value)));
    rows.set(table.columns.flatMap((column, at) => (column.key ? [now[at] ?? ''] : [])).join('\u001f'), now);
    for (const value of now) this.bytes += value?.length ?? 0;
  }
}

export async function foldRows(history: TenantHistory, tenantId: TenantId, at: Date, current: readonly string[], limitBytes: number): Promise<ReadonlyMap<string, FoldedTable> | undefined> {
  const snapshot = await history.snapshotBefore(tenantId, at);
  const known = new Set(snapshot.migrations);
  if (known.size !== current.length || !current.every((name) => known.has(name))) return undefined;
  const fold = new Fold();
  const keyOf = (table: JournalTable, row: JournalRow): string => table.columns.flatMap((column, index) => (column.key ? [textOf(row[index]) ?? ''] : [])).join('\u001f');
  for await (const { table, rows } of snapshot.tables()) {
    for await (const row of rows) {
      fold.put(table, keyOf(table, row), row);
      if (fold.bytes > limitBytes) return undefined;
    }
  }
  for await (const transaction of history.changes(tenantId, snapshot.lsn, at)) {
    if (transaction.migrations.length > 0) return undefined;
    for (const { table, op, key, row } of transaction.changes) {
      const name = key.map((value) => textOf(value) ?? '').join('\u001f');
      if (op === 'delete' || row === null) fold.rowsOf(table).delete(name);
      else fold.put(table, op === 'insert' ? keyOf(table, row) : name, row);
    }
    if (fold.bytes > limitBytes) return undefined;
  }
  return new Map([...fold.tables].map(([name, { table, rows }]) => [name, { columns: table.columns.map((column) => column.name), rows: [...rows.values()] }]));
}
