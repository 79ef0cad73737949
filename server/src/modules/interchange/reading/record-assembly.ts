/**
 * Puts parser events together into one tree for each element directly below the root, and lets go of each as soon as it is taken.
 * A tree that exceeds the limit is given up, its memory freed, and reported as skipped; the elements around it are not affected.
 */
import type { RawElement, SkippedRecord } from './backup.ts';
import type { ElementSink } from './element-stream.ts';

/** An element that belongs to whoever takes it. */
export interface GrowingElement extends RawElement {
  readonly attributes: Map<string, string>;
  text: string | undefined;
  readonly children: GrowingElement[];
}

/** What an element and an attribute cost beside their characters, so that a million empty ones are not free. */
const elementOverheadChars = 64;
const attributeOverheadChars = 32;
/** Real backups have about 150 types. */
const countedTypesMax = 5_000;
const idCharsMax = 200;

export interface AssembledRecord {
  readonly ordinal: number;
  readonly element: GrowingElement;
}

export class RecordAssembly implements ElementSink {
  root: { readonly name: string; readonly attributes: ReadonlyMap<string, string> } | undefined;
  records = 0;
  skipped = 0;
  strayTextChars = 0;
  readonly recordsByType = new Map<string, number>();

  readonly #after: number;
  readonly #recordCharsMax: number;
  readonly #typeOf: (element: Pick<RawElement, 'name' | 'attributes'>) => string;
  readonly #idOf: (element: RawElement) => string | undefined;
  #ready: (AssembledRecord | SkippedRecord)[] = [];
  #stack: GrowingElement[] = [];
  /** Depth below the record while its tree is not built: the record was given up, or lies before the resume position. */
  #depth = 0;
  #sizeChars = 0;
  #lost: { readonly type: string; readonly id: string | undefined } | undefined;
  #type = '';
  #oversizePending = 0;

  constructor(options: {
    /** Records up to this ordinal are counted and not built. */
    readonly after: number;
    readonly recordCharsMax: number;
    readonly typeOf: (element: Pick<RawElement, 'name' | 'attributes'>) => string;
    readonly idOf: (element: RawElement) => string | undefined;
  }) {
    this.#after = options.after;
    this.#recordCharsMax = options.recordCharsMax;
    this.#typeOf = options.typeOf;
    this.#idOf = options.idOf;
  }

  /** Everything that was completed since the last call. */
  take(): readonly (AssembledRecord | SkippedRecord)[] {
    const taken = this.#ready;
    this.#ready = [];
    return taken;
  }

  open(name: string, attributes: Map<string, string>): void {
    this.#depth += 1;
    if (this.#depth === 1) {
      this.root = { name, attributes };
      return;
    }
    if (this.#depth === 2) this.#startRecord(name, attributes);
    const building = this.#lost === undefined && this.records >= this.#after;
    if (building) this.#grow({ name, attributes, text: undefined, children: [] });
    this.#sizeChars += elementOverheadChars;
    for (const value of attributes.values()) this.#sizeChars += value.length + attributeOverheadChars;
    this.#checkSize();
  }

  text(text: string): void {
    if (this.#depth < 2) {
      this.strayTextChars += text.trim().length;
      return;
    }
    this.#sizeChars += text.length;
    const element = this.#stack.at(-1);
    if (element !== undefined) element.text = element.text === undefined ? text : element.text + text;
    this.#checkSize();
  }

  close(): void {
    this.#depth -= 1;
    const element = this.#stack.pop();
    if (element !== undefined && element.children.length > 0 && element.text?.trim() === '') element.text = undefined;
    if (this.#depth === 1) this.#endRecord(element);
  }

  oversize(droppedChars: number): void {
    this.#oversizePending += droppedChars;
    // Text that is too long belongs to the record that is open; an attribute perhaps to the one that opens next.
    if (this.#depth >= 2) this.#checkSize();
  }

  #startRecord(name: string, attributes: ReadonlyMap<string, string>): void {
    this.#type = this.#typeOf({ name, attributes }).slice(0, idCharsMax);
    this.#sizeChars = 0;
    this.#lost = undefined;
  }

  #grow(element: GrowingElement): void {
    this.#stack.at(-1)?.children.push(element);
    this.#stack.push(element);
  }

  #checkSize(): void {
    if (this.#oversizePending > 0) {
      this.#sizeChars += this.#oversizePending + this.#recordCharsMax;
      this.#oversizePending = 0;
    }
    if (this.#sizeChars <= this.#recordCharsMax || this.#lost !== undefined) return;
    const record = this.#stack[0];
    this.#lost = { type: this.#type, id: record === undefined ? undefined : this.#idOf(record)?.slice(0, idCharsMax) };
    this.#stack = [];
  }

  #countType(): void {
    const isNew = !this.recordsByType.has(this.#type);
    const type = isNew && this.recordsByType.size >= countedTypesMax ? 'others' : this.#type;
    this.recordsByType.set(type, (this.recordsByType.get(type) ?? 0) + 1);
  }

  #endRecord(element: GrowingElement | undefined): void {
    this.records += 1;
    this.#countType();
    const ordinal = this.records;
    if (this.#lost !== undefined) {
      this.skipped += 1;
      const { type, id } = this.#lost;
      this.#lost = undefined;
      if (ordinal > this.#after) {
        this.#ready.push({ kind: 'skipped', type, id, ordinal, reason: 'record_too_large', sizeChars: this.#sizeChars });
      }
    } else if (element !== undefined) {
      this.#ready.push({ ordinal, element });
    }
  }
}
