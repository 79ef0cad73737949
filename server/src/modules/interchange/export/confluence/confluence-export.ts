/**
 * A wiki, or some of its spaces, as a Confluence XML export: `entities.xml`, `exportDescriptor.properties` and attachments in the layout that
 * an import reads. Content comes in batches, so memory does not grow with the wiki; a step begins anew from its position with the same bytes.
 */
import type { DeclaredRow } from '../../../../kernel/db/index.ts';
import { idOf, type ConfluenceRecord } from '../../reading/index.ts';
import { confluenceRecordOfRaw } from '../../spooling/record-text.ts';
import { allRows, rowsOf, type ExportedFile, type ExportPlan, type ExportSource, type Piece } from '../export-plan.ts';
import { compose, nameIn, reference, scalar, time, write } from './confluence-object.ts';
import { bodyOf, writeContent, type WikiFacts } from './content.ts';
import { gatherContent } from './content-batch.ts';
import { governedTypes, keptRecords, Labels, PermissionSets, writeSpacePermissions } from './governed.ts';
import { readWikiNames } from './names.ts';

const contentAtOnce = 100;
const recordsAtOnce = 500;
type Position = { readonly step: 'content' | 'records'; readonly after: number | null } | { readonly step: 'people' | 'end' };

export function createConfluenceExport(source: ExportSource): ExportPlan {
  let known: Promise<WikiFacts> | undefined;
  const learn = (): Promise<WikiFacts> => (known ??= (async () => ({
    names: await readWikiNames(source), labels: new Labels(await keptRecords(source, 'Label'), source.containers === null ? await allRows(source, 'label') : await labelsInUse(source)), sets: new PermissionSets(await keptRecords(source, 'ContentPermissionSet')),
  }))());
  return {
    streams: [{ entry: 'entities.xml', read: (from) => content(source, learn, from) }],
    files: () => files(source, learn),
    closing: () => ({ 'exportDescriptor.properties': descriptor(source) }),
  };
}

function descriptor(source: ExportSource): string {
  return `#${source.createdAt.toUTCString()}\nexportType=${source.containers === null ? 'all' : 'space'}\nbuildNumber=8804\ncreatedByBuildNumber=8804\nbackupAttachments=true\nsource=holdfast\n`;
}

async function labelsInUse(source: ExportSource): Promise<readonly DeclaredRow[]> {
  const used = new Set<number>();
  for await (const row of rowsOf(source, 'content', { space_id: source.containers ?? [] })) for await (const one of rowsOf(source, 'content_label', { content_id: [row.id()] })) used.add(one.id('label_id'));
  return allRows(source, 'label', { id: [...used] });
}

async function* contentBatches(source: ExportSource, spaces: readonly number[], from: number | null, types?: readonly string[]): AsyncGenerator<readonly DeclaredRow[]> {
  if (spaces.length === 0) return;
  for (let after = from; ;) {
    const rows = await source.reading.batch(await source.ctx(), 'content', { limit: contentAtOnce, where: { space_id: spaces, ...(types === undefined ? {} : { type: types }) }, ...(after === null ? {} : { after: [after] }) });
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = last.id();
  }
}

async function* content(source: ExportSource, learn: () => Promise<WikiFacts>, from: string | null): AsyncGenerator<Piece> {
  const facts = await learn();
  let position: Position | null = from === null ? null : (JSON.parse(from) as Position); // told by a piece
  if (position === null) {
    const text = await beginning(source, facts);
    position = { step: 'content', after: null };
    yield { text, records: objects(text), next: JSON.stringify(position) };
  }
  if (position.step === 'content') {
    for await (const rows of contentBatches(source, facts.names.spaceIds, position.after)) {
      const batch = await gatherContent(source, rows);
      const text = rows.flatMap((row) => writeContent(facts, batch, row));
      yield { text: text.join(''), records: text.length, next: JSON.stringify({ step: 'content', after: rows.at(-1)?.id() ?? null }) };
    }
    position = { step: 'records', after: null };
  }
  if (position.step === 'records' && source.containers === null) yield* keptWhole(source, position.after);
  if (position.step === 'end') return;
  const people = await writePeople(source, facts);
  yield { text: `${people.join('')}</hibernate-generic>\n`, records: people.length, next: JSON.stringify({ step: 'end' }) };
}

const objects = (text: string): number => text.split('<object ').length - 1;

async function beginning(source: ExportSource, facts: WikiFacts): Promise<string> {
  const { names } = facts;
  const originals = new Map<string, ConfluenceRecord>();
  const watches: ConfluenceRecord[] = [];
  for (const row of await allRows(source, 'original', { space_id: names.spaceIds })) {
    const record = confluenceRecordOfRaw(row.text('record') ?? '');
    if (record.type === 'Notification') watches.push(record);
    else originals.set(`${record.type} ${idOf(record) ?? ''}`, record);
  }
  let text = `<?xml version="1.0" encoding="UTF-8"?>\n<hibernate-generic datetime="${source.createdAt.toISOString().slice(0, 19).replace('T', ' ')}">\n`;
  for (const row of names.spaces) {
    const original = originals.get(`Space ${String(row.id())}`);
    const status = row.text('status') === 'archived' ? 'ARCHIVED' : 'CURRENT';
    const keepStatus = original !== undefined && (original.properties.get('spaceStatus')?.kind !== 'scalar' ? status === 'CURRENT' : (original.properties.get('spaceStatus') as { text: string }).text.toUpperCase() === status); // a scalar by the line before
    text += compose({
      type: 'Space', id: row.id(), original,
      values: {
        name: scalar(row.text('name')), key: scalar(row.text('key')), description: reference('SpaceDescription', row.number('description_id')), homePage: reference('Page', row.number('homepage_id')),
        ...names.person(original, row.text('author'), 'creator', 'creatorName'), creationDate: time(original, 'creationDate', row.date('created_at')),
        ...(original === undefined ? { spaceType: scalar(row.text('type')) } : {}), ...(keepStatus ? {} : { spaceStatus: scalar(status) }),
      },
    });
  }
  for (const row of await allRows(source, 'watch', { target_kind: ['space'], target_id: names.spaceIds })) {
    const at = watches.findIndex((record) => {
      const space = record.properties.get('space');
      const said = names.person(record, row.text('person'), 'receiver', 'userName');
      const receiver = record.properties.get('receiver');
      return space?.kind === 'reference' && [...space.id.values()][0] === String(row.id('target_id')) && (Object.keys(said).length === 0 || (receiver?.kind === 'reference' && [...receiver.id.values()][0] === names.key(row.text('person'))));
    });
    const [original] = at < 0 ? [] : watches.splice(at, 1);
    text += original !== undefined ? write(original) : compose({ type: 'Notification', id: `41${String(row.id('target_id'))}${String(text.length)}`, original, values: { space: reference('Space', row.id('target_id')), ...names.person(undefined, row.text('person'), 'receiver', 'userName'), creationDate: time(undefined, 'creationDate', row.date('created_at')) } });
  }
  return text + facts.labels.text() + await writeSpacePermissions(source, names) + await writeTemplates(source, facts);
}

async function writeTemplates(source: ExportSource, { names }: WikiFacts): Promise<string> {
  const kept = new Map<string, ConfluenceRecord>();
  const originals = await allRows(source, 'original', { kind: ['PageTemplate'] });
  for (const row of originals) {
    const record = confluenceRecordOfRaw(row.text('record') ?? '');
    const named = record.properties.get('name');
    kept.set(`${String(row.number('space_id') ?? '')} ${named?.kind === 'scalar' ? named.text : ''}`, record);
  }
  let text = '';
  for (const row of await allRows(source, 'template')) {
    const space = row.number('space_id');
    if (row.text('seed_key') !== undefined || (space === undefined ? source.containers !== null : !names.spaceIds.includes(space))) continue;
    const original = kept.get(`${String(space ?? '')} ${row.text('name') ?? ''}`);
    const body = bodyOf(row);
    text += compose({
      type: 'PageTemplate', id: original?.id.get('id') ?? `31${String(row.id())}`, original,
      values: {
        name: scalar(row.text('name')), description: scalar(row.text('description')), content: scalar(body?.text), ...(original === undefined ? { bodyType: scalar(body?.type) } : {}), space: reference('Space', space),
        ...names.person(original, row.text('author'), 'creator', 'creatorName'), creationDate: time(original, 'creationDate', row.date('created_at')), [nameIn(original, 'lastModificationDate')]: time(original, 'lastModificationDate', row.date('modified_at')),
      },
    });
  }
  return text;
}

/** Objects that an import kept whole, in their order. */
async function* keptWhole(source: ExportSource, from: number | null): AsyncGenerator<Piece> {
  for (let after = from; ;) {
    const rows: readonly DeclaredRow[] = await source.reading.batch(await source.ctx(), 'import_record', { limit: recordsAtOnce, ...(after === null ? {} : { after: [after] }) });
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id();
    const written = rows.filter((row) => !governedTypes.includes(row.text('kind') ?? '')).map((row) => write(confluenceRecordOfRaw(row.text('record') ?? '')));
    yield { text: written.join(''), records: written.length, next: JSON.stringify({ step: 'records', after }) };
  }
}

const mentions: readonly (readonly [table: string, columns: readonly string[]])[] = [
  ['content', ['author', 'modifier', 'resolver']], ['version', ['author']], ['content_label', ['author']], ['reaction', ['person']], ['watch', ['person']], ['restriction', ['principal']], ['template', ['author']], ['space', ['author']],
];

/** People as their own system had them; then those whom only this wiki knows. */
async function writePeople(source: ExportSource, { names }: WikiFacts): Promise<readonly string[]> {
  const text = names.users.map(write);
  const brought = new Set(names.users.flatMap((record) => [idOf(record) ?? '', record.id.get('key') ?? '', (record.properties.get('name') as { text?: string } | undefined)?.text?.toLowerCase() ?? ''])); // only read
  const found = new Set<string>();
  for (const [table, columns] of mentions) for (const column of columns) for (const uuid of await source.reading.distinct(await source.ctx(), table, column)) if (!names.isImported(uuid)) found.add(uuid);
  const accounts = [...found].sort();
  const known = await source.accounts(accounts);
  for (const uuid of accounts) {
    const account = known.get(uuid);
    if (account !== undefined) text.push(user(uuid, account.email, account.email));
  }
  for (const row of names.people) {
    const key = row.text('source_key') ?? '';
    const name = row.text('name');
    if (!brought.has(key) && !brought.has(key.toLowerCase()) && name !== undefined) text.push(user(key, name, row.text('email')));
  }
  return text;
}

const user = (key: string, name: string, email: string | undefined): string => compose({
  type: 'ConfluenceUserImpl', id: key, values: { name: scalar(name), lowerName: scalar(name.toLowerCase()), email: scalar(email) },
  original: { kind: 'confluence', type: 'ConfluenceUserImpl', package: 'com.atlassian.confluence.user', ordinal: 0, id: new Map([['key', key]]), properties: new Map(), collections: new Map(), extra: [] },
});

async function* files(source: ExportSource, learn: () => Promise<WikiFacts>): AsyncGenerator<ExportedFile> {
  const { names } = await learn();
  for await (const rows of contentBatches(source, names.spaceIds, null, ['attachment'])) {
    const byId = new Map(rows.map((row) => [row.id(), row]));
    for await (const version of rowsOf(source, 'version', { content_id: [...byId.keys()] })) {
      const mediaId = version.text('media_id');
      const row = byId.get(version.id('content_id'));
      if (mediaId !== undefined && row !== undefined) yield { entry: `attachments/${String(row.number('container_id') ?? row.id('page_id'))}/${String(row.id())}/${String(version.id('number'))}`, mediaId };
    }
  }
}
