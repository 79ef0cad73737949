/** Looks through every file below a folder for byte patterns, in pieces that overlap, so that no border hides one. */
import { constants, type Dirent } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CanaryForm } from '../contract/commands/canaries.ts';

export interface ScanResult {
  readonly files: number;
  readonly bytes: number;
  /** One line for each file and form: what was found where. */
  readonly hits: readonly string[];
}

const pieceBytes = 4 * 1024 * 1024;

const isGone = (error: unknown): boolean => ['ENOENT', 'ENXIO'].includes(String((error as NodeJS.ErrnoException).code)); // node:fs throws nothing else

export async function scanFiles(folder: string, forms: readonly CanaryForm[]): Promise<ScanResult> {
  let files = 0;
  let bytes = 0;
  const hits: string[] = [];
  const walk = async (place: string): Promise<void> => {
    let entries: Dirent[] = [];
    try {
      entries = await readdir(place, { withFileTypes: true });
    } catch (error) {
      if (!isGone(error)) throw error; // a running server removes folders under our eyes
    }
    for (const entry of entries) {
      const path = join(place, entry.name);
      for (const form of forms) if (Buffer.from(entry.name).includes(form.bytes)) hits.push(`${path}: ${form.name}, in the name`);
      if (entry.isDirectory()) await walk(path);
      if (!entry.isFile()) continue;
      files += 1;
      bytes += await scanFile(path, forms, hits);
    }
  };
  await walk(folder);
  return { files, bytes, hits };
}

async function scanFile(path: string, forms: readonly CanaryForm[], hits: string[]): Promise<number> {
  const overlap = Math.max(...forms.map((form) => form.bytes.length)) - 1;
  const buffer = Buffer.alloc(overlap + pieceBytes);
  let kept = 0;
  let total = 0;
  const found = new Set<string>();
  let file;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (isGone(error)) return 0;
    throw error;
  }
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer, kept, pieceBytes);
      if (bytesRead === 0) break;
      total += bytesRead;
      const piece = buffer.subarray(0, kept + bytesRead);
      for (const form of forms) if (!found.has(form.name) && piece.includes(form.bytes)) found.add(form.name);
      kept = Math.min(overlap, piece.length);
      piece.copy(buffer, 0, piece.length - kept);
    }
  } finally {
    await file.close();
  }
  for (const name of found) hits.push(`${path}: ${name}`);
  return total;
}
