/**
 * One object of a Confluence export: what its own system had said, with what is true here now laid over it. A value that means the same
 * keeps the letters, types and packages in which it came.
 */
import { parseTimestamp, type ConfluenceCollection, type ConfluenceRecord, type ConfluenceValue, type RawElement } from '../../reading/index.ts';
import { attributeText, elementText, isName } from '../xml-text.ts';

export type Value = ConfluenceValue | undefined;
export type Values = Readonly<Record<string, Value>>;

const packages: Readonly<Record<string, string>> = {
  Page: 'com.atlassian.confluence.pages', BlogPost: 'com.atlassian.confluence.pages', Comment: 'com.atlassian.confluence.pages', Attachment: 'com.atlassian.confluence.pages', Space: 'com.atlassian.confluence.spaces',
  SpaceDescription: 'com.atlassian.confluence.spaces', BodyContent: 'com.atlassian.confluence.core', Label: 'com.atlassian.confluence.labels', Labelling: 'com.atlassian.confluence.labels',
  ContentProperty: 'com.atlassian.confluence.content', CustomContentEntityObject: 'com.atlassian.confluence.content', ContentPermission: 'com.atlassian.confluence.security', ContentPermissionSet: 'com.atlassian.confluence.security',
  SpacePermission: 'com.atlassian.confluence.security', Notification: 'com.atlassian.confluence.mail.notification', LikeEntity: 'com.atlassian.confluence.like', PageTemplate: 'com.atlassian.confluence.pages.templates',
  ConfluenceUserImpl: 'com.atlassian.confluence.user',
};

export const scalar = (text: string | number | undefined): Value => (text === undefined ? undefined : { kind: 'scalar', text: String(text) });
export const reference = (type: string, id: string | number | undefined, part = 'id'): Value => (id === undefined ? undefined : { kind: 'reference', class: type, package: packages[type] ?? '', id: new Map([[part, String(id)]]) });

const onlyId = (value: ConfluenceValue | undefined): string | undefined => (value?.kind === 'reference' ? [...value.id.values()].join(' ') : undefined);

function same(before: ConfluenceValue | undefined, now: ConfluenceValue): boolean {
  if (before === undefined || before.kind !== now.kind) return false;
  if (before.kind === 'reference') return onlyId(before) === onlyId(now);
  return before.kind === 'scalar' && now.kind === 'scalar' && before.text === now.text;
}

export interface Composed {
  readonly type: string;
  readonly id: string | number;
  readonly original: ConfluenceRecord | undefined;
  readonly values: Values;
  /** References by collection; undefined leaves what the original has. */
  readonly collections?: Readonly<Record<string, readonly (readonly [type: string, id: string])[] | undefined>>;
}

export function compose({ type, id, original, values, collections = {} }: Composed): string {
  const properties = new Map(original?.properties);
  for (const [name, value] of Object.entries(values)) {
    const before = properties.get(name);
    if (value === undefined) {
      if (before?.kind !== 'null' && !(before?.kind === 'scalar' && before.text === '')) properties.delete(name);
    } else if (!same(before, value)) properties.set(name, value);
  }
  const all = new Map(original?.collections);
  for (const [name, elements] of Object.entries(collections)) {
    if (elements === undefined) continue;
    const before = all.get(name);
    const known = before?.elements.map(({ value }) => onlyId(value)).sort().join() === elements.map(([, one]) => one).sort().join();
    if (known) continue;
    if (elements.length === 0) all.delete(name);
    else all.set(name, { class: before?.class ?? 'java.util.Collection', elements: elements.map(([of, one]) => ({ value: { kind: 'reference', class: of, package: packages[of] ?? '', id: new Map([['id', one]]) } })) });
  }
  const ids = original?.id ?? new Map([['id', String(id)]]);
  return write({ kind: 'confluence', type: original?.type ?? type, package: original === undefined ? packages[type] : original.package, ordinal: 0, id: ids.size === 1 ? new Map([[[...ids.keys()][0] ?? 'id', String(id)]]) : ids, properties, collections: all, extra: original?.extra ?? [] });
}

const packageText = (name: string | undefined): string => (name === undefined || name === '' ? '' : ` package="${attributeText(name)}"`);
const idText = (ids: ReadonlyMap<string, string>): string => {
  if (ids.size > 1) return `<composite-id>${[...ids].map(([name, text]) => `<property name="${attributeText(name)}">${elementText(text)}</property>`).join('')}</composite-id>`;
  return [...ids].map(([name, text]) => `<id name="${attributeText(name)}">${elementText(text)}</id>`).join('');
};

function valueText(element: 'property' | 'element', name: string | undefined, value: ConfluenceValue): string {
  const named = name === undefined ? '' : ` name="${attributeText(name)}"`;
  if (value.kind === 'null') return `<${element}${named}/>`;
  if (value.kind === 'reference') return `<${element}${named} class="${attributeText(value.class)}"${packageText(value.package)}>${idText(value.id)}</${element}>`;
  const typed = `${value.type === undefined ? '' : ` ${element === 'element' && value.enumClass === undefined ? 'class' : 'type'}="${attributeText(value.type)}"`}${value.enumClass === undefined ? '' : ` enum-class="${attributeText(value.enumClass)}"`}`;
  return `<${element}${named}${typed}${packageText(value.package)}>${value.text === '' ? '<![CDATA[]]>' : elementText(value.text)}</${element}>`;
}

function collectionText(name: string, { class: className, elements }: ConfluenceCollection): string {
  return `<collection name="${attributeText(name)}"${className === undefined ? '' : ` class="${attributeText(className)}"`}>${elements.map(({ name: key, value }) => valueText('element', key, value)).join('')}</collection>`;
}

export function write(record: ConfluenceRecord): string {
  const lines = [
    idText(record.id), ...[...record.properties].map(([name, value]) => valueText('property', name, value)), ...[...record.collections].map(([name, collection]) => collectionText(name, collection)),
    ...record.extra.filter(({ name }) => isName(name)).map(rawText),
  ];
  return `<object class="${attributeText(record.type)}"${packageText(record.package)}>\n${lines.filter((line) => line !== '').join('\n')}\n</object>\n`;
}

function rawText(element: RawElement): string {
  const attributes = [...element.attributes].filter(([key]) => isName(key)).map(([key, text]) => ` ${key}="${attributeText(text)}"`).join('');
  return `<${element.name}${attributes}>${element.text === undefined ? '' : elementText(element.text)}${element.children.filter(({ name }) => isName(name)).map(rawText).join('')}</${element.name}>`;
}

const timeText = (at: Date): string => at.toISOString().replace('T', ' ').replace('Z', '');

/** The original's own letters where they say the same moment; nothing where the original has no time of this name. */
export function time(original: ConfluenceRecord | undefined, name: string, at: Date | undefined): Value {
  if (at === undefined) return undefined;
  const before = original?.properties.get(name);
  if (original !== undefined && before === undefined) return undefined;
  return before?.kind === 'scalar' && parseTimestamp(before.text)?.getTime() === at.getTime() ? before : scalar(timeText(at));
}

/** The first of these names that the original uses, else the first. */
export const nameIn = (original: ConfluenceRecord | undefined, ...names: readonly [string, ...string[]]): string => names.find((name) => original?.properties.has(name) === true) ?? names[0];
