/**
 * A zip archive that is read in place and never extracted. Where an entry is read, its own header must agree with the table of contents,
 * and length and checksum with both: what is read is what every other tool would read, or it is refused.
 */
import { Readable, Transform, pipeline } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { Entry, type LocalFileHeader, type ZipFile } from 'yauzl';
import { errors } from '../errors.ts';
import { shown, type ArchiveEntry } from './archive-entry.ts';
import { archiveError, readArchiveTable } from './archive-table.ts';
import type { FileBytes } from './file-bytes.ts';
import type { ReadingLimits } from './limits.ts';

const expandedChunkBytes = 65_536;
const encrypted = 0x0001;
const sizesFollowData = 0x0008;
const sizeIsInExtraField = 0xffffffff;

export interface Archive {
  /** Files by path, in the order of the table of contents. */
  readonly entries: ReadonlyMap<string, ArchiveEntry>;
  /** Expanded bytes; the stream fails with interchange.archive_* where they are not what the archive declares. */
  open(entry: ArchiveEntry): Promise<Readable>;
}

/** The file stays the caller's to close. */
export async function openArchive(file: FileBytes, limits: ReadingLimits): Promise<Archive> {
  const table = await readArchiveTable(file, limits);
  return {
    entries: table.entries,
    async open(entry) {
      const header = await readHeader(table.zip, entry);
      refuseDisagreement(entry, header, table.endsBefore(entry.headerOffset));
      return expand(file.range(header.fileDataStart, header.fileDataStart + entry.compressedBytes), entry);
    },
  };
}

async function readHeader(zip: ZipFile, entry: ArchiveEntry): Promise<LocalFileHeader> {
  // The library needs these two fields of an entry; keeping whole ones would cost a kilobyte for each attachment.
  const table = Object.assign(new Entry(), { relativeOffsetOfLocalHeader: entry.headerOffset, compressedSize: entry.compressedBytes });
  return await zip.readLocalFileHeaderPromise(table).catch((cause: unknown) => {
    throw archiveError(cause, `Entry "${shown(entry.path)}".`);
  });
}

/** The entry's own header and the table of contents must tell the same, or two tools would read two different archives. */
function refuseDisagreement(entry: ArchiveEntry, header: LocalFileHeader, endsBefore: number): void {
  const detail = `Entry "${shown(entry.path)}".`;
  const flags = header.generalPurposeBitFlag;
  if ((flags & encrypted) !== 0) throw errors.archive_encrypted({ detail });
  if (header.compressionMethod !== (entry.isDeflated ? 8 : 0)) throw errors.archive_entry_mismatch({ detail });
  if (header.fileName.length !== entry.nameBytes || crc32(header.fileName) !== entry.nameCrc32) throw errors.archive_entry_mismatch({ detail });
  const sizeIsElsewhere = (flags & sizesFollowData) !== 0 || header.uncompressedSize === sizeIsInExtraField;
  if (!sizeIsElsewhere && (header.uncompressedSize !== entry.sizeBytes || header.crc32 !== entry.crc32)) {
    throw errors.archive_entry_mismatch({ detail });
  }
  if (header.fileDataStart + entry.compressedBytes > endsBefore) throw errors.archive_overlap({ detail });
}

function expand(bytes: AsyncIterable<Buffer>, entry: ArchiveEntry): Readable {
  const detail = `Entry "${shown(entry.path)}".`;
  const inflate = entry.isDeflated ? createInflateRaw({ chunkSize: expandedChunkBytes }) : undefined;
  let seenBytes = 0;
  let checksum = 0;
  const check = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seenBytes += chunk.length;
      checksum = crc32(chunk, checksum);
      if (seenBytes > entry.sizeBytes) done(errors.archive_size_mismatch({ detail }));
      else done(null, chunk);
    },
    flush(done) {
      const consumedBytes = inflate === undefined ? seenBytes : inflate.bytesWritten;
      if (seenBytes !== entry.sizeBytes || consumedBytes !== entry.compressedBytes) done(errors.archive_size_mismatch({ detail }));
      else if (checksum !== entry.crc32) done(errors.archive_damaged({ detail: `${detail} Its checksum is wrong.` }));
      else done();
    },
    destroy(cause, done) {
      // The pipeline destroys its last part with whatever went wrong in an earlier one; people see it in our words.
      const told = cause === null ? null : archiveError(cause, detail);
      done(told instanceof Error ? told : null);
    },
  });
  // The outcome reaches the reader through the last stream itself.
  const ended = () => undefined;
  const source = Readable.from(bytes, { objectMode: false });
  if (inflate === undefined) pipeline(source, check, ended);
  else pipeline(source, inflate, check, ended);
  return check;
}
