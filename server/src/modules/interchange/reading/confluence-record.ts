/**
 * One `<object>` below `<hibernate-generic>` becomes one record. Hibernate's export knows scalars (text, `type`, `enum-class`),
 * references (`class` and the id of the other object), collections of both, map entries (elements with a `name`), components, and ids
 * of one or several parts. What fits none of these shapes is kept in `extra`.
 */
import type { ConfluenceCollection, ConfluenceId, ConfluenceRecord, ConfluenceValue, RawElement } from './backup.ts';

const noId: ConfluenceId = new Map();

export function confluenceTypeOf(element: Pick<RawElement, 'name' | 'attributes'>): string {
  return element.attributes.get('class') ?? element.name;
}

export function confluenceRecordOf(element: RawElement, ordinal: number): ConfluenceRecord {
  const properties = new Map<string, ConfluenceValue>();
  const collections = new Map<string, ConfluenceCollection>();
  const extra: RawElement[] = [];
  let id: ConfluenceId = noId;
  if (element.name !== 'object') extra.push(element);
  else if (element.text !== undefined && element.text.trim() !== '') extra.push({ ...element, name: '#text', children: [] });

  for (const child of element.name === 'object' ? element.children : []) {
    const name = child.attributes.get('name');
    if (child.name === 'id' || child.name === 'composite-id') {
      const parts = idPartsOf(child);
      if (parts === undefined || id.size > 0) extra.push(child);
      else id = parts;
    } else if (child.name === 'property' && name !== undefined) {
      const value = valueOf(child);
      if (value === undefined || properties.has(name)) extra.push(child);
      else properties.set(name, value);
    } else if (child.name === 'collection' && name !== undefined) {
      const collection = collectionOf(child);
      if (collection === undefined || collections.has(name)) extra.push(child);
      else collections.set(name, collection);
    } else if (child.name === 'component' && name !== undefined) {
      if (!addComponent(properties, name, child)) extra.push(child);
    } else {
      extra.push(child);
    }
  }
  const type = confluenceTypeOf(element);
  return { kind: 'confluence', type, package: element.attributes.get('package'), ordinal, id, properties, collections, extra };
}

/** `<id name="id">5</id>` or `<composite-id><property name="…">…`; undefined where it is neither. */
export function idPartsOf(element: RawElement): ConfluenceId | undefined {
  if (element.name === 'id') {
    return element.children.length > 0 ? undefined : new Map([[element.attributes.get('name') ?? 'id', (element.text ?? '').trim()]]);
  }
  const parts = new Map<string, string>();
  for (const child of element.children) {
    const name = child.attributes.get('name');
    const value = valueOf(child);
    if (name === undefined || value === undefined || parts.has(name)) return undefined;
    parts.set(name, value.kind === 'scalar' ? value.text : value.kind === 'reference' ? [...value.id.values()].join(' ') : '');
  }
  return parts.size > 0 ? parts : undefined;
}

function valueOf(element: RawElement): ConfluenceValue | undefined {
  const { attributes, children, text } = element;
  const className = attributes.get('class');
  const ownPackage = attributes.get('package');
  if (className !== undefined) {
    const [only, ...others] = children;
    if (only === undefined) return text === undefined || text.trim() === '' ? { kind: 'null' } : { kind: 'scalar', text, type: className };
    if (others.length > 0 || text !== undefined) return undefined;
    const id = only.name === 'id' || only.name === 'composite-id' ? idPartsOf(only) : undefined;
    if (id === undefined) return undefined;
    return { kind: 'reference', class: className, ...(ownPackage === undefined ? {} : { package: ownPackage }), id };
  }
  if (children.length > 0) return undefined;
  if (text === undefined) return { kind: 'null' };
  const type = attributes.get('type');
  const enumClass = attributes.get('enum-class');
  return {
    kind: 'scalar',
    text,
    ...(type === undefined ? {} : { type }),
    ...(enumClass === undefined ? {} : { enumClass }),
    ...(ownPackage === undefined ? {} : { package: ownPackage }),
  };
}

function collectionOf(element: RawElement): ConfluenceCollection | undefined {
  if (element.text !== undefined && element.text.trim() !== '') return undefined;
  const elements: { readonly name?: string; readonly value: ConfluenceValue }[] = [];
  for (const child of element.children) {
    const value = child.name === 'element' ? valueOf(child) : undefined;
    if (value === undefined) return undefined;
    const name = child.attributes.get('name');
    elements.push(name === undefined ? { value } : { name, value });
  }
  return { class: element.attributes.get('class'), elements };
}

/** Adds all of a component's properties, or none where one of them has an unknown shape. */
function addComponent(properties: Map<string, ConfluenceValue>, name: string, component: RawElement): boolean {
  const found = new Map<string, ConfluenceValue>();
  for (const child of component.children) {
    const childName = child.attributes.get('name');
    const value = child.name === 'property' ? valueOf(child) : undefined;
    const key = `${name}.${childName ?? ''}`;
    if (childName === undefined || value === undefined || properties.has(key) || found.has(key)) return false;
    found.set(key, value);
  }
  for (const [key, value] of found) properties.set(key, value);
  return found.size > 0;
}
