/**
 * Reads single values out of records, with one meaning for both kinds: a missing value and a null are `undefined`, an empty text is `''`.
 * Nothing is guessed: what does not have the expected form is `undefined` as well, and the original text stays in the record.
 */
import type { ConfluenceId, ConfluenceRecord, ConfluenceValue, JiraRecord } from './backup.ts';

/** The text as the file has it. */
export function textOf(record: JiraRecord | ConfluenceRecord, name: string): string | undefined {
  if (record.kind === 'jira') return record.fields.get(name);
  const value = record.properties.get(name);
  return value?.kind === 'scalar' ? value.text : undefined;
}

/** A whole number of any size, as decimal digits without leading zeros: ids go beyond what a JavaScript number holds. */
export function integerOf(record: JiraRecord | ConfluenceRecord, name: string): string | undefined {
  return wholeNumber(textOf(record, name));
}

export function flagOf(record: JiraRecord | ConfluenceRecord, name: string): boolean | undefined {
  const text = textOf(record, name)?.trim().toLowerCase();
  if (text === 'true' || text === 'y' || text === '1') return true;
  return text === 'false' || text === 'n' || text === '0' ? false : undefined;
}

export function timestampOf(record: JiraRecord | ConfluenceRecord, name: string, timeZone = 'UTC'): Date | undefined {
  return parseTimestamp(textOf(record, name), timeZone);
}

/** Own id of a record, where it has one part (`id` or `key`). */
export function idOf(record: JiraRecord | ConfluenceRecord): string | undefined {
  return record.kind === 'jira' ? wholeNumber(record.fields.get('id')) : onlyPart(record.id);
}

/** Id of the object that a Confluence property refers to. */
export function referenceOf(record: ConfluenceRecord, name: string): string | undefined {
  return referencedId(record.properties.get(name));
}

/** Ids of the objects in a Confluence collection, in its order; elements that are no references are left out. */
export function referencesOf(record: ConfluenceRecord, name: string): readonly string[] {
  const elements = record.collections.get(name)?.elements ?? [];
  return elements.map(({ value }) => referencedId(value)).filter((id) => id !== undefined);
}

/** Confluence cannot write `]]>` inside of CDATA, which is how it writes bodies, and writes `]] >` instead. */
export function restoreCdataEnd(body: string): string {
  return body.replaceAll(']] >', ']]>');
}

/**
 * Timestamps as the exports write them: `2012-06-03 22:48:29.0`, `2012-01-02 03:04:05.000`, sometimes in quotes, with `T` or a zone, or
 * as milliseconds since 1970. Without a zone the exporting server's local time is meant, which the export does not name.
 */
export function parseTimestamp(text: string | undefined, timeZone = 'UTC'): Date | undefined {
  if (text === undefined) return undefined;
  const plain = text.trim().replace(/^'(.*)'$/, '$1');
  if (/^-?\d{11,14}$/.test(plain)) return validDate(Number(plain));
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?\s*(Z|[+-]\d\d:?\d\d)?$/.exec(plain);
  if (match === null) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = match;
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const parts = [year, month, day, hour, minute, second].map(Number);
  const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0] = parts;
  // Years before 100 are what programs write for "never".
  if (y < 100 || mo < 1 || mo > 12 || d < 1 || d > daysIn(y, mo) || h > 23 || mi > 59 || s > 59) return undefined;
  const asUtcMs = Date.UTC(y, mo - 1, d, h, mi, s, milliseconds);
  if (zone !== undefined) return validDate(asUtcMs - offsetMs(zone));
  if (timeZone === 'UTC') return validDate(asUtcMs);
  const local = Temporal.Instant.fromEpochMilliseconds(asUtcMs).toZonedDateTimeISO('UTC').toPlainDateTime();
  return validDate(local.toZonedDateTime(timeZone).epochMilliseconds);
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function offsetMs(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

function validDate(ms: number): Date | undefined {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function wholeNumber(text: string | undefined): string | undefined {
  const match = /^\s*(-?)0*(\d{1,30})\s*$/.exec(text ?? '');
  return match === null ? undefined : `${match[1] ?? ''}${match[2] ?? ''}`;
}

function referencedId(value: ConfluenceValue | undefined): string | undefined {
  return value?.kind === 'reference' ? onlyPart(value.id) : undefined;
}

function onlyPart(id: ConfluenceId): string | undefined {
  const [part] = id.size === 1 ? id.values() : [];
  return part === undefined || part === '' ? undefined : part;
}
