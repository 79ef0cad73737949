/** What every batch of an import has in common: its size, rows that came before, rows that come twice, and what is told back. */
import { errors } from './errors.ts';
import { importBatchMax, type PutResult, type Skipped, type SkipReason, type SourceId } from './importing.ts';
import type { SourceKind, Sources } from './import-map-store.ts';

export class BatchTally {
  added = 0;
  existing = 0;
  readonly skipped: Skipped[] = [];

  skip(source: SourceId, reason: SkipReason, refersTo?: string): void {
    this.skipped.push(refersTo === undefined ? { source, reason } : { source, reason, refersTo });
  }

  result(): PutResult {
    return { added: this.added, existing: this.existing, skipped: this.skipped };
  }
}

export function checkBatch(rows: readonly unknown[]): void {
  if (rows.length > importBatchMax) throw errors.import_too_large({ detail: `${rows.length} rows; at most ${importBatchMax}.` });
}

/** Rows that are new: not mapped before, and the first of their source id in this batch. */
export function newRows<Row extends { readonly source: SourceId }>(kind: SourceKind, rows: readonly Row[], sources: Sources, tally: BatchTally): Row[] {
  const seen = new Set<SourceId>();
  return rows.filter((row) => {
    if (sources.has(kind, row.source)) {
      tally.existing += 1;
      return false;
    }
    if (seen.has(row.source)) {
      tally.skip(row.source, 'duplicate', `${kind} ${row.source}`);
      return false;
    }
    seen.add(row.source);
    return true;
  });
}

/** The source's own id when it is a number that can be kept. */
export function numericId(source: SourceId): number | null {
  return /^\d{1,15}$/.test(source) ? Number(source) : null;
}

/** PostgreSQL's dates go from 4713 BC; what people plan lies within these. */
export function validDay(day: string | undefined): string | null {
  return day !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day)) ? day : null;
}

export function validTime(time: Date | undefined): time is Date {
  return time !== undefined && Number.isFinite(time.getTime()) && Math.abs(time.getTime()) < 8.64e15 / 2;
}

export function clip(text: string, characters: number): string {
  return text.length <= characters ? text : text.slice(0, characters);
}
