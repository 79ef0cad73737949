/**
 * Small readings of Jira's fields, each with one meaning: an empty field is absent, a time that cannot be read is invalid and the front
 * door says so, and markup becomes a document with its original beside it.
 */
import type { ImportedText, PutResult } from '../../tracker/index.ts';
import { jiraMarkupToAdf } from '../../richtext/index.ts';
import type { Build } from '../building/build.ts';
import { settle } from '../building/settle.ts';
import { idOf, textOf, timestampOf, type JiraRecord } from '../reading/index.ts';

export type JiraBuild = Build<JiraRecord>;

export function filled(record: JiraRecord, name: string): string | undefined {
  const text = textOf(record, name);
  return text === undefined || text === '' ? undefined : text;
}

export function id(record: JiraRecord): string {
  return idOf(record) ?? '';
}

export function whole(record: JiraRecord, name: string): number | undefined {
  const number = Number(filled(record, name) ?? Number.NaN);
  return Number.isSafeInteger(number) ? number : undefined;
}

/** A time that is missing or unreadable is invalid, and the front door says so. */
export function time(build: JiraBuild, record: JiraRecord, ...names: readonly string[]): Date {
  for (const name of names) {
    const at = timestampOf(record, name, build.timeZone);
    if (at !== undefined) return at;
  }
  return new Date(Number.NaN);
}

export function day(record: JiraRecord, name: string): string | undefined {
  return /^\d{4}-\d{2}-\d{2}/.exec(filled(record, name) ?? '')?.[0];
}

export function markup(source: string): ImportedText {
  return { adf: jiraMarkupToAdf(source, { dialect: 'jira' }), source, format: 'jira-markup' };
}

/** `{ a: undefined }` is not `{}` to the front doors. */
export function present<Value extends object>(value: Value): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  // Exactly the members that are undefined are taken out.
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as { [Key in keyof Value]: Exclude<Value[Key], undefined> };
}

export function settlePut(build: JiraBuild, records: readonly JiraRecord[], category: string, result: PutResult, sourceOf: (record: JiraRecord) => string = id): void {
  settle(build.ledger, records.map((record) => ({ source: sourceOf(record), type: record.type })), category, { existing: result.existing, refused: result.skipped });
}
