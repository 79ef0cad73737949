/**
 * The messages of one batch as one run of bytes (PostgreSQL documentation, "Message Formats"): parse, bind, describe,
 * execute, sync. Written into one buffer and sent with one system call; a buffer for each message costs more than all the rest.
 */
const code = { parse: 0x50, bind: 0x42, describe: 0x44, execute: 0x45, sync: 0x53 } as const;
const keptBytesMax = 1024 * 1024;

export type WireValue = string | Buffer | null;

export class WireMessages {
  #bytes = Buffer.allocUnsafeSlow(16 * 1024);
  #length = 0;

  parse(name: string, text: string): void {
    const at = this.#begin(code.parse);
    this.#zeroEnded(name);
    this.#zeroEnded(text);
    this.#int16(0); // the server infers the types of parameters
    this.#end(at);
  }

  /** Text for text, bytes for bytes; every result column comes as text. */
  bind(statement: string, values: readonly WireValue[]): void {
    const at = this.#begin(code.bind);
    this.#zeroEnded('');
    this.#zeroEnded(statement);
    this.#int16(values.length);
    for (const value of values) this.#int16(Buffer.isBuffer(value) ? 1 : 0);
    this.#int16(values.length);
    for (const value of values) this.#value(value);
    this.#int16(0);
    this.#end(at);
  }

  describe(): void {
    const at = this.#begin(code.describe);
    this.#room(2);
    this.#bytes[this.#length] = 0x50; // a portal, the unnamed one
    this.#bytes[this.#length + 1] = 0;
    this.#length += 2;
    this.#end(at);
  }

  execute(): void {
    const at = this.#begin(code.execute);
    this.#zeroEnded('');
    this.#int32(0); // all rows
    this.#end(at);
  }

  sync(): void {
    this.#end(this.#begin(code.sync));
  }

  /** A copy of everything written since the last call. */
  take(): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(0, this.#length));
    this.clear();
    return taken;
  }

  clear(): void {
    this.#length = 0;
    if (this.#bytes.length > keptBytesMax) this.#bytes = Buffer.allocUnsafeSlow(16 * 1024);
  }

  #begin(message: number): number {
    this.#room(5);
    this.#bytes[this.#length] = message;
    this.#length += 5;
    return this.#length - 4;
  }

  #end(lengthAt: number): void {
    this.#bytes.writeInt32BE(this.#length - lengthAt, lengthAt);
  }

  #value(value: WireValue): void {
    if (value === null) {
      this.#int32(-1);
      return;
    }
    if (typeof value !== 'string') {
      this.#int32(value.length);
      this.#room(value.length);
      value.copy(this.#bytes, this.#length);
      this.#length += value.length;
      return;
    }
    this.#room(4 + value.length * 3);
    const written = this.#bytes.write(value, this.#length + 4, 'utf8');
    this.#bytes.writeInt32BE(written, this.#length);
    this.#length += 4 + written;
  }

  #zeroEnded(text: string): void {
    this.#room(text.length * 3 + 1);
    this.#length += this.#bytes.write(text, this.#length, 'utf8');
    this.#bytes[this.#length] = 0;
    this.#length += 1;
  }

  #int16(value: number): void {
    this.#room(2);
    this.#length = this.#bytes.writeUInt16BE(value, this.#length);
  }

  #int32(value: number): void {
    this.#room(4);
    this.#length = this.#bytes.writeInt32BE(value, this.#length);
  }

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#length + more));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
