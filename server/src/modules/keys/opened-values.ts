/**
 * Short values that were opened already, so that lists need not open the same titles again and again. An entry is
 * found by its GCM tag and given out only for the very same sealed bytes, table, column and row: a moved or changed value
 * misses and is refused by the cipher. Bounded in bytes over all scopes; a scope's entries go when its keys go. Who
 * was not read since the last look goes first (second chance). Dropped strings wait for the garbage collector: no
 * one can overwrite a string in JavaScript.
 */
import type { RowId, SealedColumn } from '../../kernel/seal/index.ts';
import { tagOf } from './envelope.ts';

/** Longer values are not kept. */
const openedValueMaxBytes = 512;
/** Compression can make a long text short. */
const openedTextMaxLength = 1024;
const entryOverheadBytes = 200;

interface OpenedValue {
  readonly sealed: Buffer;
  readonly table: string;
  readonly column: string;
  readonly rowId: RowId;
  readonly text: string;
  readonly sizeBytes: number;
  readRecently: boolean;
}

/** The opened values of one lease. */
export type OpenedSlot = Map<string, OpenedValue>;

export class OpenedValues {
  readonly #maxBytes: number;
  /** In the order in which they last took a new value. */
  readonly #slots = new Set<OpenedSlot>();
  #sizeBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  get(slot: OpenedSlot, column: SealedColumn, rowId: RowId, sealed: Buffer): string | undefined {
    if (sealed.length > openedValueMaxBytes || slot.size === 0) return undefined;
    const found = slot.get(tagOf(sealed));
    if (found === undefined) return undefined;
    if (found.rowId !== rowId || found.column !== column.column || found.table !== column.table || !found.sealed.equals(sealed)) return undefined;
    found.readRecently = true;
    return found.text;
  }

  put(slot: OpenedSlot, column: SealedColumn, rowId: RowId, sealed: Buffer, text: string): void {
    if (sealed.length > openedValueMaxBytes || text.length > openedTextMaxLength) return;
    const sizeBytes = entryOverheadBytes + sealed.length + text.length * 2;
    if (sizeBytes > this.#maxBytes) return;
    const tag = tagOf(sealed);
    this.#remove(slot, tag);
    // A copy: what came from the database is a slice of a network buffer that would be kept alive whole.
    slot.set(tag, { sealed: Buffer.from(sealed), table: column.table, column: column.column, rowId, text, sizeBytes, readRecently: false });
    this.#sizeBytes += sizeBytes;
    this.#slots.delete(slot);
    this.#slots.add(slot);
    while (this.#sizeBytes > this.#maxBytes) this.#makeRoom();
  }

  drop(slot: OpenedSlot): void {
    for (const value of slot.values()) this.#sizeBytes -= value.sizeBytes;
    slot.clear();
    this.#slots.delete(slot);
  }

  /** Looks at the oldest value of the slot that took a new one longest ago: gone, or spared once if it was read. */
  #makeRoom(): void {
    const slot = first(this.#slots.keys());
    if (slot === undefined) return;
    const tag = first(slot.keys());
    const value = tag === undefined ? undefined : slot.get(tag);
    if (tag !== undefined && value !== undefined) {
      this.#remove(slot, tag);
      if (!value.readRecently) return;
      value.readRecently = false;
      slot.set(tag, value);
      this.#sizeBytes += value.sizeBytes;
    }
    this.#slots.delete(slot);
    if (slot.size > 0) this.#slots.add(slot);
  }

  #remove(slot: OpenedSlot, tag: string): void {
    const value = slot.get(tag);
    if (value === undefined) return;
    slot.delete(tag);
    this.#sizeBytes -= value.sizeBytes;
  }
}

function first<T>(values: Iterator<T>): T | undefined {
  const next = values.next();
  return next.done === true ? undefined : next.value;
}
