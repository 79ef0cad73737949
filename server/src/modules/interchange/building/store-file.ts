/** Bytes of an attachment from the archive into media. What is not there, damaged or too large is told; the record is kept without. */
import { isAppError } from '../../../kernel/errors/index.ts';
import type { AttachmentContent } from '../reading/index.ts';
import type { SpooledRecord } from '../spooling/record-text.ts';
import type { Build } from './build.ts';

interface Place {
  readonly id: string;
  readonly version?: number;
  readonly owner?: string;
}

/** Looks in these places, in this order. */
export async function storeFile<Record extends SpooledRecord>(build: Build<Record>, places: readonly Place[], product: 'tracker' | 'wiki'): Promise<{ readonly mediaId: string; readonly sizeBytes: number } | undefined> {
  try {
    let found: AttachmentContent | undefined;
    for (const place of places) found ??= await build.backup.attachment(place);
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
