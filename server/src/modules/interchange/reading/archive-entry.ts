/**
 * What the table of contents of a zip archive may say about one entry. Reject first, one reason each: names that leave the archive,
 * links and devices, encryption, unknown compression, sizes that only a bomb has.
 */
import { crc32 } from 'node:zlib';
import { getFileNameLowLevel, type Entry } from 'yauzl';
import { errors } from '../errors.ts';
import type { ReadingLimits } from './limits.ts';

export interface ArchiveEntry {
  /** With `/` between folders. */
  readonly path: string;
  /** Length and checksum of the name as the archive has it, to compare with the entry's own header. */
  readonly nameBytes: number;
  readonly nameCrc32: number;
  readonly headerOffset: number;
  readonly compressedBytes: number;
  readonly sizeBytes: number;
  readonly crc32: number;
  readonly isDeflated: boolean;
}

const stored = 0;
const deflated = 8;
const madeByUnix = 3;
const fileTypeMask = 0o170000;
const regularFile = 0o100000;
const folder = 0o040000;
/** Bit 0: encrypted; bit 6: strong encryption; bit 13: encrypted table of contents (APPNOTE 4.4.4). */
const encryptionFlags = 0x0001 | 0x0040 | 0x2000;
const unixSymlinkDosAttribute = 0x400;

/** The entry in our words; undefined for a folder. Fails with interchange.archive_*. */
export function archiveEntryOf(entry: Entry, limits: ReadingLimits): ArchiveEntry | undefined {
  const path = safePathOf(entry, limits);
  const detail = `Entry "${shown(path)}".`;
  if ((entry.generalPurposeBitFlag & encryptionFlags) !== 0) throw errors.archive_encrypted({ detail });
  refuseSpecialFile(entry, detail);
  if (entry.compressionMethod !== stored && entry.compressionMethod !== deflated) {
    throw errors.archive_method_unsupported({ detail: `${detail} Method ${entry.compressionMethod}.` });
  }
  if (path.endsWith('/')) {
    if (entry.uncompressedSize > 0) throw errors.archive_size_mismatch({ detail: `${detail} A folder has no bytes.` });
    return undefined;
  }
  refuseImpossibleSize(entry, limits, detail);
  return {
    path,
    nameBytes: entry.fileNameRaw.length,
    nameCrc32: crc32(entry.fileNameRaw),
    headerOffset: entry.relativeOffsetOfLocalHeader,
    compressedBytes: entry.compressedSize,
    sizeBytes: entry.uncompressedSize,
    crc32: entry.crc32,
    isDeflated: entry.compressionMethod === deflated,
  };
}

function safePathOf(entry: Entry, limits: ReadingLimits): string {
  const path = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);
  const detail = `Entry "${shown(path)}".`;
  if (path.length === 0 || path.length > limits.entryNameChars) {
    throw errors.archive_unsafe_name({ detail: `A name has ${path.length} characters; 1 to ${limits.entryNameChars} are read.` });
  }
  // eslint-disable-next-line no-control-regex -- a name with control characters is what is refused here
  if (/[\u0000-\u001f\u007f]/.test(path)) throw errors.archive_unsafe_name({ detail: `${detail} It has control characters.` });
  if (path.startsWith('/') || /^[a-zA-Z]:/.test(path)) throw errors.archive_unsafe_name({ detail: `${detail} It is an absolute path.` });
  // Some tools write every name from the folder that they were called in.
  const inside = path === '.' ? './' : path.replace(/^(?:\.\/)+(?=.)/, '');
  if (inside === './') return inside;
  const segments = (inside.endsWith('/') ? inside.slice(0, -1) : inside).split('/');
  if (segments.some((segment) => segment === '..' || segment === '.' || segment === '')) {
    throw errors.archive_unsafe_name({ detail: `${detail} It has "..", "." or an empty part.` });
  }
  return inside;
}

function refuseSpecialFile(entry: Entry, detail: string): void {
  const fileType = (entry.externalFileAttributes >>> 16) & fileTypeMask;
  // The upper half is a Unix mode whoever made the archive, if it is there at all: extractors believe it, so it is believed here.
  if (fileType !== 0 && fileType !== regularFile && fileType !== folder) throw errors.archive_special_file({ detail });
  const madeBy = entry.versionMadeBy >>> 8;
  if (madeBy !== madeByUnix && (entry.externalFileAttributes & unixSymlinkDosAttribute) !== 0) {
    throw errors.archive_special_file({ detail });
  }
}

function refuseImpossibleSize(entry: Entry, limits: ReadingLimits, detail: string): void {
  const { compressedSize, uncompressedSize } = entry;
  if (entry.compressionMethod === stored && compressedSize !== uncompressedSize) throw errors.archive_size_mismatch({ detail });
  if (uncompressedSize > limits.entryBytes) {
    throw errors.archive_too_large({ detail: `${detail} It expands to ${uncompressedSize} bytes; ${limits.entryBytes} are read.` });
  }
  refuseBomb(uncompressedSize, compressedSize, limits, detail);
}

/** Also for the archive as a whole. */
export function refuseBomb(expandedBytes: number, compressedBytes: number, limits: ReadingLimits, detail: string): void {
  if (expandedBytes <= limits.expansionRatioFloorBytes || expandedBytes <= compressedBytes * limits.expansionRatio) return;
  throw errors.archive_bomb({ detail: `${detail} ${compressedBytes} bytes would become ${expandedBytes}.` });
}

/** A name for messages: short, and without anything that a terminal would obey. */
export function shown(path: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is taken out
  const plain = path.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');
  return plain.length <= 100 ? plain : `${plain.slice(0, 100)}…`;
}
