/**
 * Objects of one tenant in the vault — folded changes, parts of snapshots, their lists — are streams of pieces sealed to its journal key:
 *
 *   `HFJO` · length of the head (4 bytes) · head (JSON: format, kind, tenant, key version, encapsulated key)
 *   then pieces: length (4 bytes, the highest bit marks the last) · sealed, compressed bytes
 *
 * Pieces open in their order only, and the last one says that it is the last: a cut stream is noticed although its pieces are whole.
 */
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import { sealToJournalKey, type JournalOpener, type JournalPublicKey } from '../keys/index.ts';
import { journalErrors } from './errors.ts';

export type ObjectKind = 'fold' | 'part' | 'snapshot';

interface ObjectHead {
  readonly format: 1;
  readonly kind: ObjectKind;
  readonly tenant: string;
  readonly keyVersion: number;
  readonly encapsulated: string;
}

const magic = Buffer.from('HFJO', 'latin1');
const lastMark = 0x8000_0000;
const purpose = 'holdfast journal object 1';
const headBytesMax = 4096;
const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);
/** A piece holds at most this much before it is compressed; a longer one is a defect or an attack. */
const pieceBytesMax = 256 * 1024 * 1024;

function lengthOf(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

const authenticated = (name: string, last: boolean): string => `${name} ${last ? 'last' : 'more'}`;

/** `name` is bound to every piece: an object cannot be given out as another. */
export async function* sealObject(key: JournalPublicKey, kind: ObjectKind, name: string, pieces: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<Buffer> {
  const stream = await sealToJournalKey(key, purpose);
  const head: ObjectHead = { format: 1, kind, tenant: key.scopeId, keyVersion: key.version, encapsulated: stream.encapsulated.toString('base64') };
  const headBytes = Buffer.from(JSON.stringify(head));
  yield Buffer.concat([magic, lengthOf(headBytes.length), headBytes]);
  let held: Buffer = Buffer.alloc(0);
  let any = false;
  for await (const piece of pieces) {
    if (any) yield await sealedPiece(held, false);
    held = piece;
    any = true;
  }
  yield await sealedPiece(held, true);

  async function sealedPiece(piece: Buffer, last: boolean): Promise<Buffer> {
    const sealed = await stream.seal(await compress(piece), authenticated(name, last));
    return Buffer.concat([lengthOf(sealed.length + (last ? lastMark : 0)), sealed]);
  }
}

/** Reads so many bytes at a time out of chunks of any size. */
class Chunks {
  readonly #source: AsyncIterator<Uint8Array>;
  #held: Buffer = Buffer.alloc(0);
  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }
  async take(count: number): Promise<Buffer | undefined> {
    if (this.#held.length < count) {
      const parts: Uint8Array[] = [this.#held];
      let size = this.#held.length;
      while (size < count) {
        const next = await this.#source.next();
        if (next.done === true) return undefined;
        parts.push(next.value);
        size += next.value.length;
      }
      this.#held = Buffer.concat(parts);
    }
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return taken;
  }
  async atEnd(): Promise<boolean> {
    return this.#held.length === 0 && (await this.#source.next()).done === true;
  }
  async end(): Promise<void> {
    await this.#source.return?.();
  }
}

/** The pieces of an object. Fails with journal.segment_broken, keys.…, vault.…. */
export async function* openObject(opener: JournalOpener, kind: ObjectKind, name: string, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const broken = (why: string) => journalErrors.segment_broken({ detail: `(${name}: ${why})`, object: name });
  const chunks = new Chunks(bytes);
  try {
    const lead = await chunks.take(8);
    if (lead?.subarray(0, 4).equals(magic) !== true) throw broken('it is no object of the journal');
    const headLength = lead.readUInt32BE(4);
    const headBytes = headLength > headBytesMax ? undefined : await chunks.take(headLength);
    if (headBytes === undefined) throw broken('it ends in its head');
    // Written by sealObject; what it says is proven by the pieces opening.
    const head = JSON.parse(headBytes.toString('utf8')) as ObjectHead;
    if (head.format !== 1 || head.kind !== kind) throw broken('it is of another kind or a newer format');
    const stream = await opener.stream(head.keyVersion, Buffer.from(head.encapsulated, 'base64'), purpose);
    for (;;) {
      const length = (await chunks.take(4))?.readUInt32BE(0);
      if (length === undefined) throw broken('its end is missing');
      const last = length >= lastMark;
      const sealed = await chunks.take(last ? length - lastMark : length);
      if (sealed === undefined) throw broken('a piece is cut');
      yield await decompress(await stream.open(sealed, authenticated(name, last)), { maxOutputLength: pieceBytesMax });
      if (!last) continue;
      if (!(await chunks.atEnd())) throw broken('something follows its end');
      return;
    }
  } finally {
    await chunks.end();
  }
}
