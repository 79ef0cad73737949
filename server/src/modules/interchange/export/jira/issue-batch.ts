/** Some issues, and how what hangs on them is found: a few questions for all of them. */
import type { DeclaredRow } from '../../../../kernel/db/index.ts';
import { adfToJiraMarkup, type AdfDocument } from '../../../richtext/index.ts';
import { rowsOf, type ExportSource } from '../export-plan.ts';
import type { IssueOriginals } from './issue-originals.ts';

/** The text as it came, or the document as it is now in the source's markup. */
export function markup(document: string | undefined, source: string | undefined, format: string | undefined): string | undefined {
  if (source !== undefined && format === 'jira-markup') return source;
  return document === undefined ? undefined : adfToJiraMarkup(JSON.parse(document) as AdfDocument); // documents are validated when they are written
}

export interface IssueBatch {
  readonly rows: readonly DeclaredRow[];
  readonly ids: readonly number[];
  readonly originals: IssueOriginals;
  /** Rows of a table that hang on these issues and are not in the trash, issue by issue. */
  hanging(table: string): Promise<readonly DeclaredRow[]>;
}

/** Rows that are not in the trash. */
export async function gather(source: ExportSource, table: string, where: Readonly<Record<string, readonly number[]>>): Promise<readonly DeclaredRow[]> {
  const rows: DeclaredRow[] = [];
  for await (const row of rowsOf(source, table, where)) if (row.date('trashed_at') === undefined) rows.push(row);
  return rows;
}
