/**
 * What every format of an export is to the job that makes one: streams of text that go on from any position that they told, the files
 * of attachments, and small entries that are known at the end. The same content gives the same bytes, whoever stopped it in between.
 */
import type { DeclaredRow, RowSelection } from '../../../kernel/db/index.ts';
import type { Ctx, ContentReading } from '../../../kernel/service/index.ts';
import type { AccountFacts } from '../workings.ts';

/** Some of a stream's text, and where it goes on behind it. */
export interface Piece {
  readonly text: string;
  readonly records: number;
  readonly next: string;
}

export interface ExportStream {
  /** The archive's entry. */
  readonly entry: string;
  /** From the beginning, or from behind a piece. */
  read(from: string | null): AsyncGenerator<Piece>;
}

export interface ExportedFile {
  readonly entry: string;
  readonly mediaId: string;
}

export interface WrittenStream {
  readonly entry: string;
  readonly records: number;
  readonly sizeBytes: number;
  readonly sha256: string;
}

export interface ExportPlan {
  readonly streams: readonly ExportStream[];
  files(): AsyncGenerator<ExportedFile>;
  /** Entries made of what was written: a descriptor, a manifest. */
  closing(streams: readonly WrittenStream[], files: readonly WrittenStream[]): Readonly<Record<string, string>>;
}

/** What an export reads from: the content of one tenant, or some of its containers, as it is when it is asked. */
export interface ExportSource {
  readonly ctx: () => Promise<Ctx>;
  readonly reading: ContentReading;
  /** Local numbers of projects or spaces; null is all of them. */
  readonly containers: readonly number[] | null;
  readonly createdAt: Date;
  accounts(ids: readonly string[]): Promise<ReadonlyMap<string, AccountFacts>>;
}

export function rowsOf(source: ExportSource, table: string, where?: RowSelection['where']): AsyncGenerator<DeclaredRow> {
  return source.reading.rows(source.ctx, table, where);
}

export async function allRows(source: ExportSource, table: string, where?: RowSelection['where']): Promise<DeclaredRow[]> {
  const rows: DeclaredRow[] = [];
  for await (const row of rowsOf(source, table, where)) rows.push(row);
  return rows;
}
