/**
 * Limits on everything in a foreign file that could grow. The defaults leave room for the largest real backups (millions of records,
 * half a million attachments) and keep the memory of a reading flat; no legitimate file comes near the ratios.
 */
export interface ReadingLimits {
  /** Entries in a zip archive. */
  readonly entries: number;
  /** Characters of one entry's name. */
  readonly entryNameChars: number;
  /** Expanded size of one entry. */
  readonly entryBytes: number;
  /** Expanded size of all entries together. Nothing is ever extracted to disk; this bounds time. */
  readonly expandedBytes: number;
  /** Expanded divided by compressed size, for an entry and for the archive as a whole. Deflate reaches 1032 at most, on constant bytes. */
  readonly expansionRatio: number;
  /** Below this expanded size the ratio is not looked at. */
  readonly expansionRatioFloorBytes: number;
  /** Nesting of XML elements. Real backups reach 6. */
  readonly xmlDepth: number;
  /** Attributes of one XML element. Real backups reach 40. */
  readonly attributesPerElement: number;
  /** Characters of one record, all its texts together; a larger record is skipped and reported, the rest is read. */
  readonly recordChars: number;
  /** Characters before the root element (Jira writes a page about its environment there). */
  readonly prologChars: number;
}

const KiB = 1024;
const MiB = 1024 * KiB;
const GiB = 1024 * MiB;

export const defaultReadingLimits: ReadingLimits = {
  entries: 500_000,
  entryNameChars: 1_024,
  entryBytes: 64 * GiB,
  expandedBytes: 256 * GiB,
  expansionRatio: 500,
  expansionRatioFloorBytes: 16 * MiB,
  xmlDepth: 64,
  attributesPerElement: 1_000,
  recordChars: 8 * MiB,
  prologChars: 4 * MiB,
};
