/** Compact binary writing and reading: variable-length numbers, length-prefixed text and bytes. A reader refuses to leave its buffer. */
import { journalErrors } from './errors.ts';

const growAtLeast = 64 * 1024;

export class ByteWriter {
  #buffer: Buffer;
  #at = 0;

  constructor(sizeBytes = 4096) {
    this.#buffer = Buffer.allocUnsafe(sizeBytes);
  }

  get length(): number {
    return this.#at;
  }

  /** A view; valid until the next write. */
  view(): Buffer {
    return this.#buffer.subarray(0, this.#at);
  }

  reset(): void {
    this.#at = 0;
  }

  byte(value: number): void {
    this.#room(1);
    this.#buffer[this.#at] = value;
    this.#at += 1;
  }

  /** An unsigned number up to 2^53, seven bits a byte, the lowest first (LEB128). */
  number(value: number): void {
    this.#room(8);
    let left = value;
    while (left >= 0x80) {
      this.#buffer[this.#at] = (left % 0x80) | 0x80;
      this.#at += 1;
      left = Math.floor(left / 0x80);
    }
    this.#buffer[this.#at] = left;
    this.#at += 1;
  }

  text(value: string): void {
    const sizeBytes = Buffer.byteLength(value);
    this.number(sizeBytes);
    this.#room(sizeBytes);
    this.#buffer.write(value, this.#at, 'utf8');
    this.#at += sizeBytes;
  }

  raw(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#buffer.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  #room(sizeBytes: number): void {
    if (this.#at + sizeBytes <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#at + sizeBytes + growAtLeast));
    this.#buffer.copy(grown, 0, 0, this.#at);
    this.#buffer = grown;
  }
}

export class ByteReader {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  get done(): boolean {
    return this.#at >= this.#buffer.length;
  }

  byte(): number {
    const value = this.#buffer[this.#at];
    if (value === undefined) throw cut();
    this.#at += 1;
    return value;
  }

  number(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const digit = this.byte();
      value += (digit & 0x7f) * factor;
      if (digit < 0x80) return value;
      if (factor > 2 ** 49) throw cut();
    }
  }

  text(): string {
    return this.raw(this.number()).toString('utf8');
  }

  raw(sizeBytes: number): Buffer {
    const end = this.#at + sizeBytes;
    if (end > this.#buffer.length) throw cut();
    const bytes = this.#buffer.subarray(this.#at, end);
    this.#at = end;
    return bytes;
  }
}

function cut() {
  return journalErrors.segment_broken({ detail: '(it ends too early)' });
}
