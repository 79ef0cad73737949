/**
 * Writes zip archives byte by byte, right or wrong in any field, as no zip library would. Layout: APPNOTE 4.3.
 */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipPart {
  readonly name: string;
  readonly content?: Buffer | string;
  readonly method?: number;
  readonly flags?: number;
  /** Compressed bytes in place of the right ones. */
  readonly data?: Buffer;
  readonly localName?: string;
  readonly localMethod?: number;
  readonly localFlags?: number;
  readonly localSize?: number;
  readonly localExtra?: Buffer;
  readonly centralSize?: number;
  readonly centralCompressedSize?: number;
  readonly crc?: number;
  readonly externalAttributes?: number;
  readonly madeBy?: number;
  /** Where the table says that the entry begins. */
  readonly headerOffset?: number;
}

export interface ZipEnd {
  readonly entryCount?: number;
  readonly tableOffset?: number;
  readonly comment?: Buffer;
}

export function zipBytes(parts: readonly ZipPart[], end: ZipEnd = {}): Buffer {
  const locals: Buffer[] = [];
  const table: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    const local = localEntry(part);
    table.push(tableEntry(part, part.headerOffset ?? offset));
    locals.push(local);
    offset += local.length;
  }
  const tableBytes = Buffer.concat(table);
  const comment = end.comment ?? Buffer.alloc(0);
  const tail = Buffer.alloc(22);
  tail.writeUInt32LE(0x06054b50, 0);
  tail.writeUInt16LE(end.entryCount ?? parts.length, 8);
  tail.writeUInt16LE(end.entryCount ?? parts.length, 10);
  tail.writeUInt32LE(tableBytes.length, 12);
  tail.writeUInt32LE(end.tableOffset ?? offset, 16);
  tail.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...locals, tableBytes, tail, comment]);
}

export function localEntry(part: ZipPart): Buffer {
  const { content, data, method } = piecesOf(part);
  const name = Buffer.from(part.localName ?? part.name);
  const extra = part.localExtra ?? Buffer.alloc(0);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(part.localFlags ?? part.flags ?? 0x800, 6);
  header.writeUInt16LE(part.localMethod ?? method, 8);
  header.writeUInt32LE(part.crc ?? crc32(content), 14);
  header.writeUInt32LE(data.length, 18);
  header.writeUInt32LE(part.localSize ?? content.length, 22);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, name, extra, data]);
}

function tableEntry(part: ZipPart, headerOffset: number): Buffer {
  const { content, data, method } = piecesOf(part);
  const name = Buffer.from(part.name);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(((part.madeBy ?? 3) << 8) | 20, 4);
  header.writeUInt16LE(20, 6);
  header.writeUInt16LE(part.flags ?? 0x800, 8);
  header.writeUInt16LE(method, 10);
  header.writeUInt32LE(part.crc ?? crc32(content), 16);
  header.writeUInt32LE(part.centralCompressedSize ?? data.length, 20);
  header.writeUInt32LE(part.centralSize ?? content.length, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt32LE((part.externalAttributes ?? (0o100644 << 16)) >>> 0, 38);
  header.writeUInt32LE(headerOffset, 42);
  return Buffer.concat([header, name]);
}

function piecesOf(part: ZipPart): { readonly content: Buffer; readonly data: Buffer; readonly method: number } {
  const content = Buffer.from(part.content ?? '');
  const method = part.method ?? 8;
  return { content, method, data: part.data ?? (method === 8 ? deflateRawSync(content) : content) };
}
