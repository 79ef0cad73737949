/** What hangs on content: labels, watches, likes; templates of pages. */
import type { ImportedLabelling, ImportedLike, ImportedTemplate, ImportedWatch } from '../../wiki/index.ts';
import { uniqueBatches, type Step } from '../building/build.ts';
import { idOf, timestampOf, type ConfluenceRecord } from '../reading/index.ts';
import { rawText } from '../spooling/record-text.ts';
import { body, created, filled, id, modified, personReader, reference, settlePut, type WikiBuild } from './values.ts';

const rowsAtOnce = 500;

function labels(build: WikiBuild): Promise<ReadonlyMap<string, { readonly name: string; readonly prefix: ImportedLabelling['prefix'] }>> {
  return build.once('labels', async () => {
    const found = new Map<string, { name: string; prefix: ImportedLabelling['prefix'] }>();
    for await (const record of build.records('label')) {
      const namespace = filled(record, 'namespace');
      const prefix = namespace === 'my' || namespace === 'team' || namespace === 'system' ? namespace : 'global';
      found.set(id(record), { name: filled(record, 'name') ?? '', prefix });
      await build.pace.step();
    }
    return found;
  });
}

const at = (build: WikiBuild, record: ConfluenceRecord): Date => timestampOf(record, 'creationDate', build.timeZone) ?? new Date(0);

async function putLabels(build: WikiBuild, bucket: number): Promise<void> {
  const known = await labels(build);
  const person = await personReader(build);
  for await (const records of uniqueBatches(build, 'labelling', bucket, rowsAtOnce, idOf)) {
    const rows: ImportedLabelling[] = [];
    const fit: ConfluenceRecord[] = [];
    for (const record of records) {
      const label = known.get(reference(record, 'label') ?? '');
      const content = reference(record, 'content') ?? filled(record, 'labelableId');
      if (label === undefined || label.name === '' || content === null) {
        build.ledger.skipped(record.type, label === undefined ? 'It refers to a label that the file does not contain.' : 'It lacks what its kind cannot be without.');
        continue;
      }
      fit.push(record);
      rows.push({ sourceId: id(record), content, ...label, author: person(record, 'owningUser', 'user'), createdAt: at(build, record) });
    }
    settlePut(build, fit, '', await build.wiki.putLabels(await build.ctx('wiki'), build.sourceId, rows));
  }
}

async function putWatches(build: WikiBuild, bucket: number): Promise<void> {
  const person = await personReader(build);
  for await (const records of uniqueBatches(build, 'watch', bucket, rowsAtOnce, idOf)) {
    const rows: ImportedWatch[] = [];
    const fit: ConfluenceRecord[] = [];
    const others: ConfluenceRecord[] = [];
    for (const record of records) {
      const content = reference(record, 'content', 'page');
      const space = reference(record, 'space');
      const who = person(record, 'receiver', 'userName');
      if (who === null || (content === null && space === null)) {
        others.push(record); // a person's settings for mail: no home here
        continue;
      }
      fit.push(record);
      rows.push({ sourceId: id(record), target: content === null ? { kind: 'space', sourceId: space ?? '' } : { kind: 'content', sourceId: content }, person: who, createdAt: at(build, record) });
    }
    settlePut(build, fit, '', await build.wiki.putWatches(await build.ctx('wiki'), build.sourceId, rows));
    await keepWhole(build, others);
  }
}

async function putLikes(build: WikiBuild, bucket: number): Promise<void> {
  const person = await personReader(build);
  for await (const records of uniqueBatches(build, 'like', bucket, rowsAtOnce, idOf)) {
    const rows = records.map((record): ImportedLike => ({ sourceId: id(record), content: reference(record, 'content') ?? '(none)', person: person(record, 'user', 'userName') ?? '(unknown)', createdAt: at(build, record) }));
    settlePut(build, records, '', await build.wiki.putLikes(await build.ctx('wiki'), build.sourceId, rows));
  }
}

async function putTemplates(build: WikiBuild, bucket: number): Promise<void> {
  const person = await personReader(build);
  for await (const records of uniqueBatches(build, 'template', bucket, rowsAtOnce, idOf)) {
    const old = records.filter((record) => reference(record, 'originalVersionPageTemplate', 'originalVersion') !== null);
    const current = records.filter((record) => !old.includes(record));
    const rows = current.map((record): ImportedTemplate => ({
      sourceId: id(record), space: reference(record, 'space'), name: filled(record, 'name') ?? id(record), description: filled(record, 'description'), body: body(filled(record, 'content') ?? '', filled(record, 'bodyType') ?? '2'),
      author: person(record, 'creator', 'creatorName'), createdAt: created(build, record), modifiedAt: modified(build, record),
    }));
    settlePut(build, current, '', await build.wiki.putTemplates(await build.ctx('wiki'), build.sourceId, rows));
    await keepWhole(build, old);
  }
}

/** Word for word, sealed: nothing is lost for a later export. */
export async function keepWhole(build: WikiBuild, records: readonly ConfluenceRecord[]): Promise<void> {
  if (records.length === 0) return;
  const rows = records.map((record) => ({ sourceId: String(record.ordinal), kind: record.type, space: null, raw: rawText(record) }));
  const result = await build.wiki.putRecords(await build.ctx('wiki'), build.sourceId, rows);
  for (const { type } of records) build.ledger.imported(type);
  build.ledger.existing(records[0]?.type ?? '', result.known);
}

export const attachedSteps: readonly Step<ConfluenceRecord>[] = [
  { name: 'labels', bucket: putLabels }, { name: 'watches', bucket: putWatches }, { name: 'likes', bucket: putLikes }, { name: 'templates', bucket: putTemplates },
];
