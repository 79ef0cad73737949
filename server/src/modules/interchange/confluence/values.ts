/**
 * Small readings of Confluence's properties, each with one meaning: what is missing is null, people are named by their source id, times
 * without a date are the export's, and a body becomes a document with its original beside it.
 */
import type { ImportedBody, PutResult } from '../../wiki/index.ts';
import { jiraMarkupToAdf, parseAdf, storageToAdf, textToAdf, type AdfDocument } from '../../richtext/index.ts';
import type { Build } from '../building/build.ts';
import { settle } from '../building/settle.ts';
import { idOf, parseTimestamp, referenceOf, restoreCdataEnd, textOf, timestampOf, type ConfluenceRecord } from '../reading/index.ts';
import { userNameOf } from './spool-kinds.ts';

export type WikiBuild = Build<ConfluenceRecord>;

export function id(record: ConfluenceRecord): string {
  return idOf(record) ?? '';
}

export function filled(record: ConfluenceRecord, ...names: readonly string[]): string | null {
  for (const name of names) {
    const text = textOf(record, name);
    if (text !== undefined && text !== '') return text;
  }
  return null;
}

export function reference(record: ConfluenceRecord, ...names: readonly string[]): string | null {
  for (const name of names) {
    const found = referenceOf(record, name);
    if (found !== undefined) return found;
  }
  return null;
}

export function whole(record: ConfluenceRecord, ...names: readonly string[]): number | null {
  const number = Number(filled(record, ...names) ?? Number.NaN);
  return Number.isSafeInteger(number) ? number : null;
}

/** Content without any date is from the moment of the export, or from the beginning of time. */
function time(build: WikiBuild, record: ConfluenceRecord, ...names: readonly string[]): Date {
  for (const name of names) {
    const at = timestampOf(record, name, build.timeZone);
    if (at !== undefined) return at;
  }
  build.ledger.note(record.type, 'It has no date; the date of the export was taken.');
  return parseTimestamp(build.backup.descriptor.rootAttributes.get('datetime'), build.timeZone) ?? new Date(0);
}

export const created = (build: WikiBuild, record: ConfluenceRecord): Date => time(build, record, 'creationDate', 'lastModificationDate');
export const modified = (build: WikiBuild, record: ConfluenceRecord): Date => time(build, record, 'lastModificationDate', 'creationDate');

/** Keys by user name: newer exports refer to people by key, older ones by name, and both may stand in one file. */
function userKeys(build: WikiBuild): Promise<ReadonlyMap<string, string>> {
  return build.once('user keys', async () => {
    const keys = new Map<string, string>();
    for await (const record of build.records('user')) {
      const key = idOf(record) ?? record.id.get('key');
      if (record.type === 'ConfluenceUserImpl' && key !== undefined) keys.set(userNameOf(record), key);
      await build.pace.step();
    }
    return keys;
  });
}

export type PersonOf = (record: ConfluenceRecord, referenceName: string, ...nameNames: readonly string[]) => string | null;

/** The source id of a person that a record names, by key or by name. */
export async function personReader(build: WikiBuild): Promise<PersonOf> {
  const keys = await userKeys(build);
  return (record, referenceName, ...names) => {
    const key = referenceOf(record, referenceName);
    if (key !== undefined) return key;
    const name = filled(record, ...names);
    return name === null ? null : (keys.get(name.toLowerCase()) ?? name.toLowerCase());
  };
}

const wikiMarkup = '0';
const storage = '2';

export function body(text: string, bodyType: string | null): ImportedBody {
  const restored = restoreCdataEnd(text);
  const of = (document: AdfDocument, format: 'storage' | 'confluence-markup' | 'adf' | 'raw'): ImportedBody => ({ adf: JSON.stringify(document), source: { format, text: restored } });
  if (bodyType === wikiMarkup) return of(jiraMarkupToAdf(restored, { dialect: 'confluence' }), 'confluence-markup');
  if (bodyType === storage) return of(storageToAdf(restored), 'storage');
  const document = adfOf(restored);
  return document === undefined ? of(textToAdf(restored), 'raw') : of(document, 'adf');
}

function adfOf(text: string): AdfDocument | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return parseAdf(JSON.parse(text));
  } catch {
    return undefined; // it is kept and shown as the text that it is
  }
}

export const statusOf = (record: ConfluenceRecord): 'current' | 'draft' | 'trashed' | 'archived' => {
  const status = filled(record, 'contentStatus');
  if (status === 'draft' || status === 'archived') return status;
  return status === 'deleted' || status === 'trashed' ? 'trashed' : 'current';
};

export function settlePut(build: WikiBuild, records: readonly ConfluenceRecord[], category: string, result: PutResult, sourceOf: (record: ConfluenceRecord) => string = id): void {
  settle(build.ledger, records.map((record) => ({ source: sourceOf(record), type: record.type })), category, {
    existing: result.known, refused: result.refused.map(({ sourceId, reason }) => ({ source: sourceId, reason })),
  });
}
