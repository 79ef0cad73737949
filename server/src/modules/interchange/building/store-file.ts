/** Bytes of an attachment from the archive into media. What is not there, damaged or too large is told; the record is kept without. */
import { isAppError } from '../../../kernel/errors/index.ts';
import type { SpooledRecord } from '../spooling/record-text.ts';
import type { Build } from './build.ts';

interface Wanted {
  readonly id: string;
  readonly version?: number;
  readonly owner?: string;
}

export async function storeFile<Record extends SpooledRecord>(build: Build<Record>, wanted: Wanted, product: 'tracker' | 'wiki'): Promise<{ readonly mediaId: string; readonly sizeBytes: number } | undefined> {
  try {
    const found = await build.backup.attachment(wanted);
    if (found === undefined) {
      build.ledger.note('AttachmentFile', 'The backup does not contain the file; its record is kept.');
      return undefined;
    }
    return await build.media.put(await build.ctx(product), found.stream);
  } catch (error) {
    if (!isAppError(error)) throw error;
    if (error.code.startsWith('interchange.archive_')) build.ledger.note('AttachmentFile', `${error.title} The record is kept without its file.`);
    else if (error.code === 'media.too_large') build.ledger.note('AttachmentFile', 'The file is larger than attachments may be here; its record is kept.');
    else throw error;
    return undefined;
  }
}
