/** Small backups in the real formats, and what the tests of this folder need around them. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach } from 'vitest';
import { isAppError } from '../../../kernel/errors/index.ts';
import type { Backup, BackupRecord, RecordReading } from './backup.ts';
import { openBackup } from './open-backup.ts';
import type { ReadingLimits } from './limits.ts';

const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A file with this content; gone after the test. */
export async function fileWith(content: Buffer | string, name = 'brought'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-reading-'));
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/** Opened from these bytes; closed after the test. */
export async function opened(content: Buffer | string, limits: Partial<ReadingLimits> = {}): Promise<Backup> {
  const backup = await openBackup(await fileWith(content), limits);
  cleanups.push(() => backup.close());
  return backup;
}

export async function recordsOf(reading: RecordReading): Promise<BackupRecord[]> {
  const records: BackupRecord[] = [];
  for await (const record of reading) records.push(record);
  return records;
}

/** All records of a backup with this content. */
export async function read(content: Buffer | string, limits: Partial<ReadingLimits> = {}): Promise<BackupRecord[]> {
  return await recordsOf((await opened(content, limits)).records());
}

/** Code of the refusal; anything but a refusal fails the test. */
export async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (cause) {
    if (isAppError(cause)) return cause.code;
    throw cause;
  }
  throw new Error('nothing was refused');
}

export function jiraXml(records: string, prolog = '<?xml version="1.0" encoding="UTF-8"?>\n'): string {
  return `${prolog}<entity-engine-xml date="1514863752821">\n${records}\n</entity-engine-xml>`;
}

export function confluenceXml(objects: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<hibernate-generic datetime="2025-02-10 14:35:30.208">\n${objects}\n</hibernate-generic>`;
}

/** A folder of real backups beside the repository; where it is absent, the tests that need it are skipped (in CI they must not be). */
export function realBackups(folder: 'jira' | 'confluence'): { readonly path: (name: string) => string; readonly absent: boolean } {
  const root = resolve(import.meta.dirname, '../../../../../../shared/inputs', folder);
  return { path: (name) => join(root, name), absent: !existsSync(root) };
}
