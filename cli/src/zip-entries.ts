/** Reads the entries of a zip file from its table of contents, zip64 included, as streams; for checking a backup without the platform. */
import { open, type FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly sizeBytes: number;
  stream(): Promise<Readable>;
}

export interface ZipFile {
  readonly entries: ReadonlyMap<string, ZipEntry>;
  close(): Promise<void>;
}

const endSignature = 0x06054b50;
const end64Signature = 0x06064b50;
const entrySignature = 0x02014b50;
const tailBytes = 66_000;

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  if (bytesRead < length) throw new Error('the file is cut off');
  return buffer;
}

/** Fails when it is no zip file, or cut off. */
export async function openZip(path: string): Promise<ZipFile> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { offset, length, count } = await findTable(file, size);
    const table = await read(file, offset, length);
    const entries = new Map<string, ZipEntry>();
    for (let at = 0, index = 0; index < count; index += 1) {
      if (table.readUInt32LE(at) !== entrySignature) throw new Error('the table of contents is broken');
      const [nameLength, extraLength, commentLength] = [table.readUInt16LE(at + 28), table.readUInt16LE(at + 30), table.readUInt16LE(at + 32)];
      const name = table.toString('utf8', at + 46, at + 46 + nameLength);
      entries.set(name, entryOf(file, name, table.subarray(at, at + 46), table.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength)));
      at += 46 + nameLength + extraLength + commentLength;
    }
    return { entries, close: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function findTable(file: FileHandle, size: number): Promise<{ readonly offset: number; readonly length: number; readonly count: number }> {
  const tail = await read(file, Math.max(0, size - tailBytes), Math.min(size, tailBytes));
  let at = tail.length - 22;
  while (at >= 0 && tail.readUInt32LE(at) !== endSignature) at -= 1;
  if (at < 0) throw new Error('it is no zip file, or cut off');
  const short = { count: tail.readUInt16LE(at + 10), length: tail.readUInt32LE(at + 12), offset: tail.readUInt32LE(at + 16) };
  if (short.count !== 0xffff && short.length !== 0xffffffff && short.offset !== 0xffffffff) return short;
  const locator = tail.subarray(at - 20, at);
  const end = await read(file, Number(locator.readBigUInt64LE(8)), 56);
  if (end.readUInt32LE(0) !== end64Signature) throw new Error('the table of contents is broken');
  return { count: Number(end.readBigUInt64LE(32)), length: Number(end.readBigUInt64LE(40)), offset: Number(end.readBigUInt64LE(48)) };
}

function entryOf(file: FileHandle, name: string, head: Buffer, extra: Buffer): ZipEntry {
  const method = head.readUInt16LE(10);
  let [packed, sizeBytes, offset] = [head.readUInt32LE(20), head.readUInt32LE(24), head.readUInt32LE(42)];
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let field = at + 4;
    const next = (): number => {
      const value = Number(extra.readBigUInt64LE(field));
      field += 8;
      return value;
    };
    if (sizeBytes === 0xffffffff) sizeBytes = next();
    if (packed === 0xffffffff) packed = next();
    if (offset === 0xffffffff) offset = next();
  }
  return {
    name, sizeBytes,
    async stream() {
      const local = await read(file, offset, 30);
      const start = offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
      if (packed === 0) return Readable.from([]);
      const stored = file.createReadStream({ start, end: start + packed - 1, autoClose: false });
      if (method === 0) return stored;
      if (method !== 8) throw new Error(`${name} is compressed in a way that is not read`);
      const inflated = createInflateRaw();
      stored.on('error', (error) => inflated.destroy(error));
      return stored.pipe(inflated);
    },
  };
}
