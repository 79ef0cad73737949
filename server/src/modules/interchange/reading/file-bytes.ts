/**
 * One open file, read by position. It stays the same file for as long as it is open, whatever happens to its name, and any number of
 * readers may use it at once. Only regular files: a pipe or device could make a reading wait for ever.
 */
import { open } from 'node:fs/promises';
import { errors } from '../errors.ts';

const chunkBytes = 131_072;

/** The bytes of one file; `openFile` gives them for a file on disk. */
export interface FileBytes {
  readonly sizeBytes: number;
  /** Up to `buffer.length` bytes from `position`; fewer only at the end of the file. */
  readAt(buffer: Buffer, position: number): Promise<number>;
  /** The bytes from `start` to before `end`, chunk by chunk; fewer where the file is shorter. */
  range(start: number, end: number): AsyncGenerator<Buffer, void, undefined>;
  close(): Promise<void>;
}

/** Fails with interchange.backup_unreadable. */
export async function openFile(path: string): Promise<FileBytes> {
  const handle = await open(path, 'r').catch((cause: unknown) => {
    throw errors.backup_unreadable({ detail: reasonOf(cause) }, cause);
  });
  const stats = await handle.stat();
  if (!stats.isFile()) {
    await handle.close();
    throw errors.backup_unreadable({ detail: stats.isDirectory() ? 'It is a folder; bring the zip file.' : 'It is not a regular file.' });
  }
  const readAt = async (buffer: Buffer, position: number): Promise<number> => {
    let filled = 0;
    while (filled < buffer.length) {
      const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled;
  };
  return {
    sizeBytes: stats.size,
    readAt,
    close: () => handle.close(),
    async *range(start, end) {
      for (let position = start; position < end; ) {
        const buffer = Buffer.allocUnsafeSlow(Math.min(chunkBytes, end - position));
        const bytesRead = await readAt(buffer, position);
        if (bytesRead === 0) return;
        position += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
    },
  };
}

function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT') return 'There is no such file.';
  if (code === 'EACCES' || code === 'EPERM') return 'Permission is denied.';
  return typeof code === 'string' ? `The system says ${code}.` : '';
}
