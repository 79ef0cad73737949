/** Records as one line of text each, and back, word for word. */
import type { BackupRecord, ConfluenceRecord, JiraRecord, RawElement } from '../reading/index.ts';

export type SpooledRecord = JiraRecord | ConfluenceRecord;

type RawTuple = readonly [string, readonly (readonly [string, string])[], string | null, readonly RawTuple[]];

const rawTuple = (element: RawElement): RawTuple => [element.name, [...element.attributes], element.text ?? null, element.children.map(rawTuple)];
const rawElement = ([name, attributes, text, children]: RawTuple): RawElement => ({ name, attributes: new Map(attributes), text: text ?? undefined, children: children.map(rawElement) });

export function textOfRecord(record: Exclude<BackupRecord, { kind: 'skipped' }>): string {
  if (record.kind === 'jira') {
    return JSON.stringify(record.extra.length === 0 ? [record.type, record.ordinal, [...record.fields]] : [record.type, record.ordinal, [...record.fields], record.extra.map(rawTuple)]);
  }
  const collections = [...record.collections].map(([name, { class: className, elements }]) => [name, className ?? null, elements.map(({ name: key, value }) => [key ?? null, confluenceValue(value)])]);
  return JSON.stringify([record.type, record.ordinal, record.package ?? null, [...record.id], [...record.properties].map(([name, value]) => [name, confluenceValue(value)]), collections, record.extra.map(rawTuple)]);
}

type Value = ConfluenceRecord['properties'] extends ReadonlyMap<string, infer V> ? V : never;
const confluenceValue = (value: Value): unknown => (value.kind === 'reference' ? { ...value, id: [...value.id] } : value);
function valueOf(stored: unknown): Value {
  const value = stored as Value & { readonly id?: readonly (readonly [string, string])[] }; // written by confluenceValue above
  return value.kind === 'reference' ? { ...value, id: new Map(value.id) } : value;
}

export function recordOfText(kind: 'jira' | 'confluence', line: string): SpooledRecord {
  const stored = JSON.parse(line) as unknown[]; // written by textOfRecord above
  if (kind === 'jira') {
    // The members are those that textOfRecord writes for a Jira record.
    const [type, ordinal, fields, extra] = stored as [string, number, [string, string][], RawTuple[] | undefined];
    return { kind, type, ordinal, fields: new Map(fields), extra: extra?.map(rawElement) ?? [] };
  }
  // The members are those that textOfRecord writes for a Confluence record.
  const [type, ordinal, packageName, id, properties, collections, extra] = stored as
    [string, number, string | null, [string, string][], [string, unknown][], [string, string | null, [string | null, unknown][]][], RawTuple[]];
  return {
    kind, type, ordinal, package: packageName ?? undefined, id: new Map(id), properties: new Map(properties.map(([name, value]) => [name, valueOf(value)])),
    collections: new Map(collections.map(([name, className, elements]) => [name, {
      class: className ?? undefined, elements: elements.map(([key, value]) => (key === null ? { value: valueOf(value) } : { name: key, value: valueOf(value) })),
    }])),
    extra: extra.map(rawElement),
  };
}

/** Words under which systems keep what opens something: never kept, not even sealed. */
const secretName = /^(?:password|passwordhash|credential|credential\.credential|token|sharedsecret|privatekey|consumersecret)$/i;

/** The record as JSON for keeping it whole, without passwords and tokens. */
export function rawText(record: SpooledRecord): string {
  if (record.kind === 'jira') {
    const fields = Object.fromEntries([...record.fields].filter(([name]) => !secretName.test(name)));
    return JSON.stringify(record.extra.length === 0 ? { type: record.type, fields } : { type: record.type, fields, extra: record.extra.map(rawTuple) });
  }
  const properties = Object.fromEntries([...record.properties].filter(([name]) => !secretName.test(name)).map(([name, value]) => [name, plainValue(value)]));
  const collections = Object.fromEntries([...record.collections].map(([name, { elements }]) => [name, elements.map(({ name: key, value }) => (key === undefined ? plainValue(value) : [key, plainValue(value)]))]));
  const classes = Object.fromEntries([...record.collections].map(([name, { class: className }]) => [name, className]));
  return JSON.stringify({ type: record.type, package: record.package, id: Object.fromEntries(record.id), properties, collections, classes, ...(record.extra.length === 0 ? {} : { extra: record.extra.map(rawTuple) }) });
}

const plainValue = (value: Value): unknown =>
  value.kind === 'null' ? null
    : value.kind === 'scalar' ? (value.enumClass === undefined && value.type === undefined && value.package === undefined ? value.text : { text: value.text, type: value.type, enumClass: value.enumClass, package: value.package })
      : { class: value.class, package: value.package, id: Object.fromEntries(value.id) };

interface KeptRecord {
  readonly type: string;
  readonly package?: string;
  readonly id: Readonly<Record<string, string>>;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly collections: Readonly<Record<string, readonly unknown[]>>;
  /** Records that were kept before this was. */
  readonly classes?: Readonly<Record<string, string>>;
  readonly extra?: readonly RawTuple[];
}

function keptValue(stored: unknown): Value {
  if (stored === null) return { kind: 'null' };
  if (typeof stored === 'string') return { kind: 'scalar', text: stored };
  const value = stored as { text?: string; type?: string; enumClass?: string; package?: string; class?: string; id?: Readonly<Record<string, string>> }; // written by plainValue above
  const own = value.package === undefined ? {} : { package: value.package };
  if (value.class !== undefined) return { kind: 'reference', class: value.class, ...own, id: new Map(Object.entries(value.id ?? {})) };
  return { kind: 'scalar', text: value.text ?? '', ...(value.type === undefined ? {} : { type: value.type }), ...(value.enumClass === undefined ? {} : { enumClass: value.enumClass }), ...own };
}

/** A Confluence record that `rawText` wrote. */
export function confluenceRecordOfRaw(raw: string): ConfluenceRecord {
  const kept = JSON.parse(raw) as KeptRecord; // written by rawText above
  const element = (stored: unknown) => (Array.isArray(stored) ? { name: String(stored[0]), value: keptValue(stored[1]) } : { value: keptValue(stored) });
  return {
    kind: 'confluence', type: kept.type, package: kept.package, ordinal: 0, id: new Map(Object.entries(kept.id)), properties: new Map(Object.entries(kept.properties).map(([name, value]) => [name, keptValue(value)])),
    collections: new Map(Object.entries(kept.collections).map(([name, elements]) => [name, { class: kept.classes?.[name], elements: elements.map(element) }])), extra: (kept.extra ?? []).map(rawElement),
  };
}
