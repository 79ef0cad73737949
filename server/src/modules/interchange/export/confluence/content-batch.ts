/** Some pieces of content with everything that hangs on them, gathered in a few questions. */
import type { DeclaredRow } from '../../../../kernel/db/index.ts';
import { idOf, referenceOf, textOf, type ConfluenceRecord } from '../../reading/index.ts';
import { confluenceRecordOfRaw } from '../../spooling/record-text.ts';
import { rowsOf, type ExportSource } from '../export-plan.ts';

const classOf: Readonly<Record<string, string>> = { page: 'Page', blogpost: 'BlogPost', comment: 'Comment', attachment: 'Attachment', custom: 'CustomContentEntityObject', 'space-description': 'SpaceDescription' };

export interface ContentBatch {
  readonly rows: readonly DeclaredRow[];
  of(table: 'version' | 'content_label' | 'property' | 'watch' | 'reaction' | 'restriction', content: number): readonly DeclaredRow[];
  originals(content: number): readonly ConfluenceRecord[];
  /** Class of a piece of content, in this batch or not. */
  typeOf(content: number | undefined): string;
  readonly labels: ReadonlyMap<number, DeclaredRow>;
}

function grouped(rows: readonly DeclaredRow[], column: string): ReadonlyMap<number, readonly DeclaredRow[]> {
  const groups = new Map<number, DeclaredRow[]>();
  for (const row of rows) {
    const known = groups.get(row.id(column));
    if (known === undefined) groups.set(row.id(column), [row]);
    else known.push(row);
  }
  return groups;
}

async function gather(source: ExportSource, table: string, where: Readonly<Record<string, readonly (string | number)[]>>): Promise<DeclaredRow[]> {
  const rows: DeclaredRow[] = [];
  for await (const row of rowsOf(source, table, where)) rows.push(row);
  return rows;
}

export async function gatherContent(source: ExportSource, rows: readonly DeclaredRow[]): Promise<ContentBatch> {
  const ids = rows.map((row) => row.id());
  const tables = new Map<string, ReadonlyMap<number, readonly DeclaredRow[]>>();
  for (const table of ['version', 'content_label', 'reaction', 'restriction'] as const) tables.set(table, grouped(await gather(source, table, { content_id: ids }), 'content_id'));
  tables.set('property', grouped(await gather(source, 'property', { owner_kind: ['content'], owner_id: ids }), 'owner_id'));
  tables.set('watch', grouped(await gather(source, 'watch', { target_kind: ['content'], target_id: ids }), 'target_id'));
  const originals = new Map<number, ConfluenceRecord[]>();
  for (const row of await gather(source, 'original', { content_id: ids })) {
    const record = confluenceRecordOfRaw(row.text('record') ?? '');
    originals.set(row.id('content_id'), [...(originals.get(row.id('content_id')) ?? []), record]);
  }
  const types = new Map(rows.map((row) => [row.id(), row.text('type') ?? '']));
  const elsewhere = [...new Set(rows.flatMap((row) => row.number('container_id') ?? []))].filter((id) => !types.has(id));
  for (const row of await gather(source, 'content', { id: elsewhere })) types.set(row.id(), row.text('type') ?? '');
  const labelIds = [...new Set([...(tables.get('content_label')?.values() ?? [])].flat().map((row) => row.id('label_id')))];
  const labels = new Map((await gather(source, 'label', { id: labelIds })).map((row) => [row.id(), row]));
  return {
    rows, labels,
    of: (table, content) => tables.get(table)?.get(content) ?? [],
    originals: (content) => originals.get(content) ?? [],
    typeOf: (content) => classOf[types.get(content ?? 0) ?? ''] ?? 'Page',
  };
}

/** Of what was kept with a piece of content: by class and by what tells one from another. */
export class KeptWith {
  readonly #records: readonly ConfluenceRecord[];

  constructor(records: readonly ConfluenceRecord[]) {
    this.#records = records;
  }

  own(id: number): ConfluenceRecord | undefined {
    return this.#records.find((record) => idOf(record) === String(id) && record.type !== 'BodyContent');
  }

  version(number: number): ConfluenceRecord | undefined {
    return this.#records.find((record) => (referenceOf(record, 'originalVersion') ?? textOf(record, 'originalVersionId')) !== undefined && (textOf(record, 'version') ?? textOf(record, 'attachmentVersion')) === String(number));
  }

  body(of: string): ConfluenceRecord | undefined {
    return this.#records.find((record) => record.type === 'BodyContent' && referenceOf(record, 'content') === of);
  }

  property(key: string): ConfluenceRecord | undefined {
    return this.#records.find((record) => record.type === 'ContentProperty' && textOf(record, 'name') === key);
  }

  /** The first of a class that fits, each given once. */
  take(type: string, fits: (record: ConfluenceRecord) => boolean, used: Set<ConfluenceRecord>): ConfluenceRecord | undefined {
    const found = this.#records.find((record) => record.type === type && !used.has(record) && fits(record));
    if (found !== undefined) used.add(found);
    return found;
  }
}
