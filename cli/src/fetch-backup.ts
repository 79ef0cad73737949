/**
 * Fetches the file of a backup into `FILE.part` and renames it at the end. Stopped at any point, it goes on behind the bytes that are there,
 * unless they are of another file; the whole is checked against the hash that the platform told.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from './client.ts';
import { CommandError, exitCodes } from './exit-codes.ts';

export interface FetchedBackup {
  readonly file: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly resumedAt: number;
}

interface Download {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

const sizeOf = async (path: string): Promise<number> => (await stat(path).catch(() => undefined))?.size ?? 0;

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer); // no encoding is set
  return hash.digest('hex');
}

export async function fetchBackup(client: Client, doors: string, file: string, onProgress: (done: number, total: number) => void): Promise<FetchedBackup> {
  const part = `${file}.part`;
  const download = await client.send<Download>('POST', `${doors}/downloads`);
  let resumedAt = await sizeOf(part);
  if (resumedAt > download.sizeBytes) {
    await rm(part, { force: true });
    resumedAt = 0;
  }
  if (resumedAt < download.sizeBytes) {
    const response = await client.download(download.path, resumedAt === 0 ? {} : { range: `bytes=${String(resumedAt)}-`, 'if-range': `"${download.sha256}"` });
    if (response.body === null) throw new CommandError('the server answered without bytes', exitCodes.refused);
    const append = response.status === 206;
    if (!append) resumedAt = 0;
    let done = resumedAt;
    const counted = async function* (source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
      for await (const chunk of source) {
        done += chunk.length;
        onProgress(done, download.sizeBytes);
        yield chunk;
      }
    };
    await pipeline(Readable.fromWeb(response.body), counted, createWriteStream(part, { flags: append ? 'a' : 'w' })); // one type by two names
  }
  const sha256 = await hashOf(part);
  if (sha256 !== download.sha256) {
    await rm(part, { force: true });
    throw new CommandError('what was fetched is not the backup: its hash differs', exitCodes.refused, 'The part was removed; fetch it again.');
  }
  await rename(part, file);
  return { file, sizeBytes: download.sizeBytes, sha256, resumedAt };
}
