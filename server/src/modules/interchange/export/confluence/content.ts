/** Content with its versions, bodies, properties, labels, watches, likes and restrictions, as objects. */
import type { DeclaredRow } from '../../../../kernel/db/index.ts';
import { adfToStorage, type AdfDocument } from '../../../richtext/index.ts';
import { textOf, type ConfluenceRecord } from '../../reading/index.ts';
import { KeptWith, type ContentBatch } from './content-batch.ts';
import { compose, nameIn, reference, scalar, time, type Value, type Values } from './confluence-object.ts';
import type { WikiNames } from './names.ts';
import type { Labels, PermissionSets } from './governed.ts';

export interface WikiFacts {
  readonly names: WikiNames;
  readonly labels: Labels;
  readonly sets: PermissionSets;
}

const bodyTypes: Readonly<Record<string, string>> = { 'confluence-markup': '0', storage: '2', adf: '6', raw: '2' };
const dropMissing = (values: Record<string, Value>): Values => values;

export function bodyOf(row: DeclaredRow): { readonly text: string; readonly type: string } | undefined {
  const [body, source, format] = [row.text('body'), row.text('source'), row.text('source_format')];
  if (source !== undefined && format !== undefined) return { text: source, type: bodyTypes[format] ?? '2' };
  return body === undefined ? undefined : { text: adfToStorage(JSON.parse(body) as AdfDocument), type: '2' }; // documents are validated when they are written
}

function bodyObject(of: { readonly type: string; readonly id: string }, row: DeclaredRow, kept: KeptWith): { readonly text: string; readonly id: string } | undefined {
  const body = bodyOf(row);
  if (body === undefined) return undefined;
  const original = kept.body(of.id);
  const id = original?.id.get('id') ?? `8${String(row.id())}`;
  const before = original?.properties.get('bodyType');
  const bodyType: Value = row.text('source_format') === 'raw' && before !== undefined ? before : scalar(body.type);
  return { id, text: compose({ type: 'BodyContent', id, original, values: { body: scalar(body.text), content: original === undefined ? reference(of.type, of.id) : original.properties.get('content'), bodyType: before?.kind === 'scalar' && row.text('source_format') === 'adf' ? before : bodyType } }) };
}

const message = (original: ConfluenceRecord | undefined, row: DeclaredRow | undefined): Values => ({ [nameIn(original, 'versionComment', 'comment')]: scalar(row?.text('message')) });

function fileValues(original: ConfluenceRecord | undefined, row: DeclaredRow | undefined): Values {
  const isTold = original !== undefined && original.properties.get('contentType') === undefined && original.properties.get('fileSize') === undefined;
  return row === undefined || isTold ? {} : { contentType: scalar(row.text('media_type')), fileSize: scalar(row.number('size_bytes')) };
}

export function writeContent(facts: WikiFacts, batch: ContentBatch, row: DeclaredRow): readonly string[] {
  const { names } = facts;
  const type = batch.typeOf(row.id());
  const kept = new KeptWith(batch.originals(row.id()));
  const original = kept.own(row.id());
  const versions = batch.of('version', row.id());
  const current = versions.find((one) => one.id() === row.number('version_id'));
  const text: string[] = [];
  const container = row.number('container_id');
  const isFile = type === 'Attachment';
  const place: Values = type === 'Comment' ? { [nameIn(original, 'containerContent', 'owner', 'content', 'page', 'blogPost')]: reference(batch.typeOf(container), container), parent: reference('Comment', row.number('parent_id')) }
    : isFile ? { [nameIn(original, 'containerContent', 'content', 'container')]: reference(batch.typeOf(container), container) }
      : type === 'CustomContentEntityObject' ? { pluginModuleKey: scalar(row.text('subtype')), ...(container === undefined ? {} : { [nameIn(original, 'containerContent', 'content')]: reference(batch.typeOf(container), container) }), space: reference('Space', row.id('space_id')) }
        : { space: reference('Space', row.id('space_id')), ...(type === 'Page' ? { parent: reference('Page', row.number('parent_id')), position: scalar(names.position(row.id())) } : {}) };
  const body = current === undefined ? undefined : bodyObject({ type, id: String(row.id()) }, current, kept);
  const properties = writeProperties(facts, batch, row, kept, type);
  const restrictions = facts.sets.write(row.id(), type, batch.of('restriction', row.id()), kept, names);
  const status = row.text('status');
  text.push(compose({
    type, id: row.id(), original,
    values: dropMissing({
      ...(type === 'SpaceDescription' ? {} : { [nameIn(original, 'title', 'fileName')]: scalar(row.text('title')) }), ...place, [nameIn(original, 'version', 'attachmentVersion')]: scalar(row.number('version')),
      ...names.person(original, row.text('author'), 'creator', 'creatorName'), ...(type === 'SpaceDescription' && original !== undefined ? {} : {
        creationDate: time(original, 'creationDate', row.date('created_at')), ...names.person(original, row.text('modifier'), 'lastModifier', 'lastModifierName'), lastModificationDate: time(original, 'lastModificationDate', row.date('modified_at')),
      }), ...message(original, current),
      ...(original !== undefined && original.properties.get('contentStatus') === undefined && status === 'current' ? {} : { contentStatus: status === 'trashed' ? (/^(?:deleted|trashed)$/.test(original === undefined ? '' : (textOf(original, 'contentStatus') ?? '')) ? original?.properties.get('contentStatus') : scalar('deleted')) : scalar(status) }),
      ...(isFile ? fileValues(original, current) : {}),
    }),
    collections: {
      bodyContents: original?.collections.has('bodyContents') === true || body !== undefined ? (body === undefined ? [] : [['BodyContent', body.id]]) : undefined,
      contentProperties: properties.ids.length === 0 && original === undefined ? undefined : properties.ids.map((id) => ['ContentProperty', id]),
      contentPermissionSets: original?.collections.has('contentPermissionSets') === true || restrictions.ids.length > 0 ? restrictions.ids.map((id) => ['ContentPermissionSet', id]) : undefined,
    },
  }));
  if (body !== undefined) text.push(body.text);
  text.push(...properties.text, ...restrictions.text, ...writeVersions(facts, row, type, versions, kept), ...writeAttached(facts, batch, row, kept, type));
  return text;
}

function writeVersions({ names }: WikiFacts, row: DeclaredRow, type: string, versions: readonly DeclaredRow[], kept: KeptWith): readonly string[] {
  const text: string[] = [];
  for (const version of versions) {
    if (version.id() === row.number('version_id')) continue;
    const original = kept.version(version.id('number'));
    const id = original?.id.get('id') ?? `9${String(version.id())}`;
    const body = bodyObject({ type, id }, version, kept);
    const byWhom = original !== undefined && !original.properties.has('lastModifier') && !original.properties.has('lastModifierName') && (original.properties.has('creator') || original.properties.has('creatorName'))
      ? names.person(original, version.text('author'), 'creator', 'creatorName') : names.person(original, version.text('author'), 'lastModifier', 'lastModifierName');
    const at = original !== undefined && original.properties.get('lastModificationDate')?.kind !== 'scalar' && original.properties.get('creationDate')?.kind === 'scalar' ? 'creationDate' : 'lastModificationDate';
    text.push(compose({
      type, id, original,
      values: {
        [nameIn(original, 'title', 'fileName')]: scalar(version.text('title')), [nameIn(original, 'version', 'attachmentVersion')]: scalar(version.number('number')),
        ...(original?.properties.has('originalVersionId') === true && !original.properties.has('originalVersion') ? {} : { originalVersion: reference(type, row.id()) }),
        ...byWhom, [at]: time(original, at, version.date('created_at')), ...message(original, version), ...(original === undefined ? { contentStatus: scalar('current') } : {}), ...(type === 'Attachment' ? fileValues(original, version) : {}),
      },
      collections: { bodyContents: original?.collections.has('bodyContents') === true || body !== undefined ? (body === undefined ? [] : [['BodyContent', body.id]]) : undefined },
    }));
    if (body !== undefined) text.push(body.text);
  }
  return text;
}

/** Properties, among them those in which Confluence keeps what an inline comment hangs on and what became of it. */
function writeProperties({ names }: WikiFacts, batch: ContentBatch, row: DeclaredRow, kept: KeptWith, owner: string): { readonly ids: readonly string[]; readonly text: readonly string[] } {
  const values = new Map<string, { readonly value: unknown; readonly id: string }>(batch.of('property', row.id()).map((one) => [one.text('key') ?? '', { value: JSON.parse(one.text('value') ?? 'null') as unknown, id: String(one.id()) }])); // JSON text, as it was written
  if (owner === 'Comment' && row.text('subtype') === 'inline') {
    const anchor = JSON.parse(row.text('anchor') ?? '{}') as { readonly markerRef?: string | null; readonly originalSelection?: string | null }; // as comments are stored
    const set = (key: string, value: unknown): void => { if (value !== undefined && value !== null) values.set(key, { value, id: values.get(key)?.id ?? `6${String(row.id())}${String(values.size)}` }); };
    if (!values.has('inline-marker-ref')) set('inline-marker-ref', anchor.markerRef);
    if (!values.has('inline-original-selection')) set('inline-original-selection', anchor.originalSelection);
    if (!values.has('inline-marker-ref') && !values.has('actualCommentType')) set('inline-comment', 'true');
    const resolution = row.text('resolution');
    const before = values.get('status')?.value ?? (values.get('resolved')?.value === 'true' ? 'resolved' : undefined);
    if (resolution !== undefined && resolution !== (before ?? 'open')) {
      set('status', resolution);
      set('status-lastmodifier', names.key(row.text('resolver')));
      set('status-lastmoddate', row.date('resolved_at')?.getTime());
    }
  }
  const text: string[] = [];
  const ids: string[] = [];
  for (const [key, { value, id: generated }] of values) {
    const original = kept.property(key);
    const id = original?.id.get('id') ?? generated;
    ids.push(id);
    const isDate = original?.properties.get('dateValue')?.kind === 'scalar';
    const written = typeof value === 'string' ? value : JSON.stringify(value);
    const isLong = typeof value === 'number' || original?.properties.get('longValue')?.kind === 'scalar';
    text.push(compose({ type: 'ContentProperty', id, original, values: { name: scalar(key), ...(isDate ? {} : { stringValue: isLong ? undefined : value === null ? undefined : scalar(written), longValue: isLong ? scalar(written) : undefined }) } }));
  }
  return { ids, text };
}

function writeAttached({ names, labels }: WikiFacts, batch: ContentBatch, row: DeclaredRow, kept: KeptWith, type: string): readonly string[] {
  const text: string[] = [];
  const used = new Set<ConfluenceRecord>();
  const refersTo = (record: ConfluenceRecord, name: string, id: string): boolean => {
    const value = record.properties.get(name);
    return value?.kind === 'reference' && [...value.id.values()][0] === id;
  };
  for (const one of batch.of('content_label', row.id())) {
    const label = batch.labels.get(one.id('label_id'));
    if (label === undefined) continue;
    const labelId = labels.idOf(label);
    const original = kept.take('Labelling', (record) => refersTo(record, 'label', labelId), used);
    text.push(compose({
      type: 'Labelling', id: original?.id.get('id') ?? `5${String(row.id())}${String(label.id())}`, original,
      values: { label: reference('Label', labelId), ...(original === undefined ? { content: reference(type, row.id()), ...names.person(undefined, one.text('author'), 'owningUser', 'user') } : {}), creationDate: time(original, 'creationDate', one.date('created_at')) },
    }));
  }
  const namesPerson = (record: ConfluenceRecord, uuid: string | undefined, byKey: string, byName: string): boolean => {
    const said = names.person(record, uuid, byKey, byName);
    return Object.keys(said).length === 0 || (record.properties.has(byKey) && refersTo(record, byKey, names.key(uuid) ?? ''));
  };
  for (const one of batch.of('watch', row.id())) {
    const original = kept.take('Notification', (record) => namesPerson(record, one.text('person'), 'receiver', 'userName'), used);
    text.push(compose({
      type: 'Notification', id: original?.id.get('id') ?? `4${String(row.id())}${String(text.length)}`, original,
      values: original === undefined ? { content: reference(type, row.id()), ...names.person(undefined, one.text('person'), 'receiver', 'userName'), creationDate: time(undefined, 'creationDate', one.date('created_at')) } : {},
    }));
  }
  for (const one of batch.of('reaction', row.id())) {
    const original = kept.take('LikeEntity', (record) => namesPerson(record, one.text('person'), 'user', 'userName'), used);
    text.push(compose({
      type: 'LikeEntity', id: original?.id.get('id') ?? `3${String(row.id())}${String(text.length)}`, original,
      values: original === undefined ? { content: reference(type, row.id()), ...names.person(undefined, one.text('person'), 'user', 'userName'), creationDate: time(undefined, 'creationDate', one.date('created_at')) } : {},
    }));
  }
  return text;
}
