/** Unpacks the tar stream of a base backup (ustar as PostgreSQL writes it: folders, files, symbolic links) into a new folder. */
import { mkdir, open, symlink, type FileHandle } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';

const blockBytes = 512;

export async function unpackTar(chunks: AsyncIterable<Buffer>, folder: string): Promise<number> {
  const reader = createReader(chunks);
  let files = 0;
  for (;;) {
    const header = await reader.take(blockBytes);
    if (header === undefined || header.every((byte) => byte === 0)) return files;
    const entry = readHeader(header);
    const path = join(folder, entry.name);
    if (normalize(entry.name).startsWith('..') || !path.startsWith(folder)) throw new Error('an entry of the base backup leads out of its folder');
    if (entry.type === '5') await mkdir(path, { recursive: true, mode: 0o700 });
    else if (entry.type === '2') await symlink(entry.link, path);
    else {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const file = await open(path, 'wx', 0o600);
      try {
        await reader.copy(entry.sizeBytes, file);
      } finally {
        await file.close();
      }
      await reader.skip((blockBytes - (entry.sizeBytes % blockBytes)) % blockBytes);
      files += 1;
    }
  }
}

function readHeader(header: Buffer): { readonly name: string; readonly sizeBytes: number; readonly type: string; readonly link: string } {
  const text = (start: number, length: number): string => header.toString('utf8', start, start + length).replace(/\0.*$/s, '');
  const prefix = text(345, 155);
  const name = text(0, 100);
  // Sizes of 8 GiB and more stand as a binary number, marked by the highest bit.
  const sizeBytes = (header[124] ?? 0) >= 0x80 ? Number(header.readBigUInt64BE(128)) : Number.parseInt(text(124, 12).trim() || '0', 8);
  return { name: prefix === '' ? name : `${prefix}/${name}`, sizeBytes, type: text(156, 1) || '0', link: text(157, 100) };
}

interface Reader {
  /** Undefined at the end. */
  take(bytes: number): Promise<Buffer | undefined>;
  copy(bytes: number, file: FileHandle): Promise<void>;
  skip(bytes: number): Promise<void>;
}

function createReader(chunks: AsyncIterable<Buffer>): Reader {
  const source = chunks[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  async function more(): Promise<boolean> {
    const next = await source.next();
    if (next.done === true) return false;
    rest = rest.length === 0 ? next.value : Buffer.concat([rest, next.value]);
    return true;
  }
  async function pass(bytes: number, to: (part: Buffer) => Promise<void>): Promise<void> {
    for (let left = bytes; left > 0;) {
      if (rest.length === 0 && !(await more())) throw new Error('the base backup ends in the middle of a file');
      const part = rest.subarray(0, left);
      rest = rest.subarray(part.length);
      left -= part.length;
      await to(part);
    }
  }
  return {
    async take(bytes) {
      while (rest.length < bytes) if (!(await more())) return undefined;
      const taken = rest.subarray(0, bytes);
      rest = rest.subarray(bytes);
      return taken;
    },
    copy: (bytes, file) => pass(bytes, async (part) => {
      for (let written = 0; written < part.length;) written += (await file.write(part, written)).bytesWritten;
    }),
    skip: (bytes) => pass(bytes, () => Promise.resolve()),
  };
}
