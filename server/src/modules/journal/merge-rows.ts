/** Rows of a snapshot and what became of them since, merged into the rows of the next one. Both come in the order of rows. */
import { journalErrors } from './errors.ts';
import type { JournalRow, JournalTable } from './history.ts';
import { sameColumns } from './row-order.ts';
import type { PlacedRow } from './snapshot-format.ts';
import type { RowChange } from './sorted-changes.ts';

/** An iterator that can be looked at before it is taken from. */
export class Peekable<Item> {
  readonly #source: AsyncIterator<Item>;
  #next: IteratorResult<Item> | undefined;
  constructor(source: AsyncIterable<Item>) {
    this.#source = source[Symbol.asyncIterator]();
  }
  async peek(): Promise<Item | undefined> {
    this.#next ??= await this.#source.next();
    return this.#next.done === true ? undefined : this.#next.value;
  }
  async take(): Promise<Item | undefined> {
    const item = await this.peek();
    if (this.#next?.done !== true) this.#next = undefined;
    return item;
  }
}

interface RowState {
  table: JournalTable;
  row: JournalRow | undefined;
}

function applied(state: RowState, change: RowChange): void {
  if (state.row !== undefined && !sameColumns(state.table, change.table)) throw journalErrors.database_needed({ detail: `(${change.table.table} has other columns than before)` });
  state.table = change.table;
  if (change.row === null) {
    state.row = undefined;
    return;
  }
  const before = state.row;
  if (!change.row.includes(undefined)) {
    state.row = change.row;
    return;
  }
  if (before === undefined) throw journalErrors.database_needed({ detail: `(a row of ${change.table.table} was changed that was not there)` });
  state.row = change.row.map((value, index) => (value === undefined ? before[index] : value));
}

/** `changesWithin` ends where this part's changes end. */
export async function* mergeRows(rows: AsyncIterable<PlacedRow>, changes: Peekable<RowChange>, within: (place: Buffer) => boolean): AsyncGenerator<PlacedRow> {
  const old = new Peekable(rows);
  for (;;) {
    const row = await old.peek();
    const peeked = await changes.peek();
    const change = peeked !== undefined && within(peeked.place) ? peeked : undefined;
    if (row === undefined && change === undefined) return;
    const order = row === undefined ? 1 : change === undefined ? -1 : Buffer.compare(row.place, change.place);
    if (order < 0 && row !== undefined) {
      yield row;
      await old.take();
      continue;
    }
    if (change === undefined) return;
    const state: RowState = { table: change.table, row: undefined };
    if (order === 0 && row !== undefined) {
      state.table = row.table;
      state.row = row.row;
      await old.take();
    }
    const { place } = change;
    for (let next: RowChange | undefined = change; next?.place.equals(place) === true; next = await changes.peek()) {
      applied(state, next);
      await changes.take();
    }
    if (state.row !== undefined) yield { place, table: state.table, row: state.row };
  }
}
