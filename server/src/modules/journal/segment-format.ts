/**
 * The file of one segment (docs/reference/journal-format.md):
 *
 *   `HFJ1` · length of the head (4 bytes) · head (JSON) · length of the entries (4) · entries (JSON, a line each) · frames
 *
 * The hash of the head is the segment's link; each head names the link before it and the hash of each of its entries, and each entry the hash of
 * its frame and of what was sealed in it. So one tenant's part can be proven to somebody who sees nothing of the others: their entries are
 * hashes with a salt.
 */
import { createHash } from 'node:crypto';
import { journalErrors } from './errors.ts';

export interface SegmentEntry {
  readonly tenant: string;
  /** From the first byte of the frames. */
  readonly offset: number;
  readonly length: number;
  readonly keyVersion: number;
  /** SHA-256 of the frame as it lies there, and of what was sealed in it. */
  readonly sha256: string;
  readonly plainSha256: string;
  readonly transactions: number;
  readonly created: number;
  readonly changed: number;
  readonly removed: number;
  /** Positions of the first and the last transaction in it. */
  readonly fromLsn: string;
  readonly toLsn: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** The last transaction goes on in the next segment. */
  readonly continues: boolean;
  readonly salt: string;
}

export interface SegmentHead {
  readonly format: 1;
  readonly shard: string;
  readonly sequence: number;
  /** Link of the segment before; null for the first. */
  readonly previous: string | null;
  /** Which PostgreSQL cluster wrote it; positions of two are not comparable. */
  readonly system: string;
  /** Every transaction committed at a position up to this is in this segment or one before it. */
  readonly completeLsn: string;
  /** Where reading goes on. */
  readonly resumeLsn: string;
  readonly completeMs: number;
  /** An open transaction of which a part is here: its position, and how many of its changes are written. */
  readonly partial: { readonly lsn: string; readonly changes: number } | null;
  readonly migrations: readonly { readonly name: string; readonly lsn: string; readonly atMs: number }[];
  /** Tenants that came to the shard: nothing of theirs was there before. */
  readonly placed: readonly { readonly tenant: string; readonly lsn: string; readonly atMs: number }[];
  /** Tenants whose keys are gone, so that their changes could not be kept. */
  readonly dropped: readonly string[];
  /** Files whose bytes were gone before they could be copied. */
  readonly mediaMissing: number;
  readonly entries: readonly string[];
}

const magic = Buffer.from('HFJ1', 'latin1');

export function sha256Of(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export interface BuiltSegment {
  readonly bytes: Buffer;
  readonly link: string;
  readonly framesAt: number;
}

export function buildSegment(head: Omit<SegmentHead, 'entries' | 'format'>, entries: readonly SegmentEntry[], frames: readonly Buffer[]): BuiltSegment {
  const lines = entries.map((entry) => JSON.stringify(entry));
  const whole: SegmentHead = { format: 1, ...head, entries: lines.map(sha256Of) };
  const headBytes = Buffer.from(JSON.stringify(whole));
  const entryBytes = Buffer.from(lines.join('\n'));
  const lead = Buffer.concat([magic, length(headBytes), headBytes, length(entryBytes), entryBytes]);
  return { bytes: Buffer.concat([lead, ...frames]), link: sha256Of(headBytes), framesAt: lead.length };
}

export interface OpenedSegment {
  readonly head: SegmentHead;
  readonly headBytes: Buffer;
  readonly entryLines: readonly string[];
  readonly entries: readonly SegmentEntry[];
  readonly link: string;
  readonly framesAt: number;
}

/** The part before the frames, checked against its own hashes. Fails with journal.segment_broken. */
export function openSegment(name: string, bytes: Buffer): OpenedSegment {
  const broken = (why: string) => journalErrors.segment_broken({ detail: `(${name}: ${why})`, object: name });
  if (bytes.length < 12 || !bytes.subarray(0, 4).equals(magic)) throw broken('it is no segment');
  const headEnd = 8 + bytes.readUInt32BE(4);
  if (headEnd + 4 > bytes.length) throw broken('it ends in its head');
  const framesAt = headEnd + 4 + bytes.readUInt32BE(headEnd);
  if (framesAt > bytes.length) throw broken('it ends in its entries');
  const headBytes = Buffer.from(bytes.subarray(8, headEnd));
  const text = bytes.toString('utf8', headEnd + 4, framesAt);
  const entryLines = text === '' ? [] : text.split('\n');
  try {
    // Written by buildSegment; the vault and the chain of links say that it is unchanged.
    const head = JSON.parse(headBytes.toString('utf8')) as SegmentHead;
    if (head.format !== 1) throw broken('its format is newer than this release');
    if (head.entries.length !== entryLines.length || entryLines.some((line, index) => sha256Of(line) !== head.entries[index])) throw broken('an entry does not fit its hash');
    // As above.
    const entries = entryLines.map((line) => JSON.parse(line) as SegmentEntry);
    return { head, headBytes, entryLines, entries, link: sha256Of(headBytes), framesAt };
  } catch (error) {
    if (error instanceof SyntaxError) throw broken('it is not readable');
    throw error;
  }
}

/** How many bytes the part before the frames has, from the first twelve kilobytes or so. */
export function leadBytesOf(bytes: Buffer): number | undefined {
  if (bytes.length < 8) return undefined;
  const headEnd = 8 + bytes.readUInt32BE(4);
  return bytes.length < headEnd + 4 ? undefined : headEnd + 4 + bytes.readUInt32BE(headEnd);
}

export function segmentName(shardId: string, sequence: number): string {
  return `journal/${shardId}/${String(sequence).padStart(12, '0')}`;
}

function length(bytes: Buffer): Buffer {
  const out = Buffer.alloc(4);
  out.writeUInt32BE(bytes.length);
  return out;
}
