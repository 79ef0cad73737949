/**
 * The table of contents of a zip archive, read whole and checked before anything else: names, kinds and sizes of its entries,
 * duplicates, and that no two entries share bytes (as every known "small archive, huge content" trick needs).
 */
import { fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl';
import { isAppError } from '../../../kernel/errors/index.ts';
import { errors } from '../errors.ts';
import { archiveEntryOf, refuseBomb, shown, type ArchiveEntry } from './archive-entry.ts';
import type { FileBytes } from './file-bytes.ts';
import type { ReadingLimits } from './limits.ts';

const localHeaderBytes = 30;
const tableEntrySignature = 0x02014b50;
const windowBytes = 262_144;

export interface ArchiveTable {
  readonly zip: ZipFile;
  /** Files by path, in the order of the table. */
  readonly entries: ReadonlyMap<string, ArchiveEntry>;
  /** Where the bytes of the entry with this header must have ended. */
  readonly endsBefore: (headerOffset: number) => number;
}

/** Fails with interchange.archive_*. */
export async function readArchiveTable(file: FileBytes, limits: ReadingLimits): Promise<ArchiveTable> {
  try {
    const zip = await openZip(file);
    // Errors reach the iteration below; outside of it this listener only keeps them from ending the process.
    zip.on('error', () => undefined);
    // The type is wrong in the library's declarations: these are positions in the file.
    const tableStart = Number(zip.readEntryCursor);
    const entries = await readEntries(zip, file.sizeBytes, limits);
    await refuseHiddenEntries(file, Number(zip.readEntryCursor));
    return { zip, entries, endsBefore: refuseOverlaps([...entries.values()], tableStart) };
  } catch (cause) {
    throw archiveError(cause);
  }
}

async function openZip(file: FileBytes): Promise<ZipFile> {
  const options = { autoClose: false, lazyEntries: true, decodeStrings: false, validateEntrySizes: false };
  return await fromRandomAccessReaderPromise(new WindowedReader(file), file.sizeBytes, options).catch((cause: unknown) => {
    const message = cause instanceof Error ? cause.message : '';
    if (message.includes('record signature not found')) throw errors.archive_truncated({}, cause);
    throw cause;
  });
}

async function readEntries(zip: ZipFile, fileBytes: number, limits: ReadingLimits): Promise<Map<string, ArchiveEntry>> {
  if (zip.entryCount > limits.entries) {
    throw errors.archive_too_many_entries({ detail: `It has ${zip.entryCount}; up to ${limits.entries} are read.` });
  }
  const entries = new Map<string, ArchiveEntry>();
  let expandedBytes = 0;
  for await (const raw of zip.eachEntry()) {
    const entry = archiveEntryOf(raw, limits);
    if (entry === undefined) continue;
    if (entries.has(entry.path)) throw errors.archive_duplicate_name({ detail: `Entry "${shown(entry.path)}".` });
    entries.set(entry.path, entry);
    expandedBytes += entry.sizeBytes;
    if (expandedBytes > limits.expandedBytes) {
      throw errors.archive_too_large({ detail: `Its entries expand to more than ${limits.expandedBytes} bytes.` });
    }
  }
  refuseBomb(expandedBytes, fileBytes, limits, 'The archive as a whole.');
  return entries;
}

/** Some writers count only to 65,535: what they hide behind that number would be lost without a word. */
async function refuseHiddenEntries(file: FileBytes, tableEnd: number): Promise<void> {
  const signature = Buffer.alloc(4);
  if ((await file.readAt(signature, tableEnd)) < 4 || signature.readUInt32LE() !== tableEntrySignature) return;
  throw errors.archive_damaged({ detail: 'Its table of contents has more entries than it declares.' });
}

/**
 * Entries must lie one behind the other, all of them before the table. The length of a local header's extra field is not known here,
 * so each entry is taken to be as short as it can be; whoever opens it checks the rest against `endsBefore`.
 */
function refuseOverlaps(entries: ArchiveEntry[], tableStart: number): (headerOffset: number) => number {
  entries.sort((a, b) => a.headerOffset - b.headerOffset);
  const starts = new Float64Array(entries.length + 1);
  let freeFrom = 0;
  for (const [index, entry] of entries.entries()) {
    if (entry.headerOffset < freeFrom) throw errors.archive_overlap({ detail: `Entry "${shown(entry.path)}".` });
    freeFrom = entry.headerOffset + localHeaderBytes + entry.nameBytes + entry.compressedBytes;
    starts[index] = entry.headerOffset;
  }
  if (freeFrom > tableStart) throw errors.archive_overlap({ detail: 'An entry reaches into the table of contents.' });
  starts[entries.length] = tableStart;
  return (headerOffset) => starts[firstAbove(starts, headerOffset)] ?? tableStart;
}

function firstAbove(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? Infinity) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Serves the library's many small reads of the table from one window, and answers impossible positions instead of throwing. */
class WindowedReader extends RandomAccessReader {
  readonly #file: FileBytes;
  #window: Buffer = Buffer.alloc(0);
  #windowStart = 0;

  constructor(file: FileBytes) {
    super();
    this.#file = file;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    this.#read(buffer.subarray(offset, offset + length), position).then(
      (bytesRead) => callback(null, bytesRead),
      (cause: unknown) => callback(cause instanceof Error ? cause : new Error('read failed', { cause })),
    );
  }

  async #read(target: Buffer, position: number): Promise<number> {
    if (!Number.isSafeInteger(position) || position < 0 || position > this.#file.sizeBytes) return 0;
    if (position < this.#windowStart || position + target.length > this.#windowStart + this.#window.length) {
      const window = Buffer.allocUnsafeSlow(Math.max(windowBytes, target.length));
      this.#windowStart = position;
      this.#window = window.subarray(0, await this.#file.readAt(window, position));
    }
    const from = position - this.#windowStart;
    return this.#window.copy(target, 0, from, from + target.length);
  }
}

/** What the zip library and zlib throw is about the file; a fault of the disk or of the program stays what it is. */
export function archiveError(cause: unknown, where = ''): unknown {
  if (!(cause instanceof Error) || isAppError(cause)) return cause;
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  if (code === 'ABORT_ERR' || code === 'ERR_STREAM_PREMATURE_CLOSE') return cause;
  if ('syscall' in cause || cause instanceof TypeError || cause instanceof ReferenceError) return cause;
  if (cause.message.startsWith('strong encryption')) return errors.archive_encrypted({ detail: where }, cause);
  // Messages of the library may quote names behind a colon; those of zlib do not.
  const reason = cause.message.replace(/:.*$/s, '').slice(0, 100);
  return errors.archive_damaged({ detail: `${where} ${reason}.`.trim() }, cause);
}
