/**
 * A page as a Yjs document, and back. The fragment `adf` holds elements with the names and attributes of ADF and texts whose
 * formatting are ADF's marks, as ProseMirror bindings write them; the map `page` holds the title. Bringing a document to
 * another text changes only what differs, in place, so that what somebody typed beside it while cut off still fits.
 */
import * as Y from 'yjs';
import { matchSequences, nodeKey, repairDocument, type AdfDocument, type AdfMark, type AdfNode, type Attributes, type JsonValue } from '../../richtext/index.ts';

const fragmentName = 'adf';
/** Marks of elements (alignment of a paragraph, a link on a picture), which Yjs has no place for. */
const marksAttribute = '__marks';

export interface PageText {
  readonly title: string;
  readonly adf: AdfDocument;
}

/** Fails with whatever Yjs throws for bytes that are no update of a document. */
export function documentFrom(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return doc;
}

export const stateOf = (doc: Y.Doc): Buffer => Buffer.from(Y.encodeStateAsUpdate(doc));

export function pageTextOf(doc: Y.Doc): PageText {
  const title: unknown = doc.getMap('page').get('title');
  return { title: typeof title === 'string' ? title : '', adf: repairDocument(childrenOf(doc.getXmlFragment(fragmentName))) };
}

function childrenOf(parent: Y.XmlFragment): AdfNode[] {
  return parent.toArray().flatMap((child): AdfNode[] => {
    if (child instanceof Y.XmlText) return textNodes(child);
    return child instanceof Y.XmlElement ? [elementNode(child)] : [];
  });
}

function elementNode(element: Y.XmlElement): AdfNode {
  // Bindings write any JSON as an attribute; the declared type knows of texts only.
  const { [marksAttribute]: marks, ...attrs } = element.getAttributes() as Record<string, unknown>;
  const content = childrenOf(element);
  // What the document format's schema allows there is judged by whoever reads it.
  return {
    type: element.nodeName, ...(Object.keys(attrs).length > 0 ? { attrs: attrs as Attributes } : {}), ...(content.length > 0 ? { content } : {}),
    ...(Array.isArray(marks) ? { marks: marks as AdfMark[] } : {}), // repaired before anybody relies on it
  };
}

/** `annotation--a1b2` is an annotation: bindings tell marks that may overlap apart by a tail. */
function textNodes(text: Y.XmlText): AdfNode[] {
  // Yjs gives its deltas as any.
  const delta = text.toDelta() as readonly { readonly insert?: unknown; readonly attributes?: Readonly<Record<string, unknown>> }[];
  return delta.flatMap(({ insert, attributes = {} }): AdfNode[] => {
    if (typeof insert !== 'string' || insert === '') return [];
    const marks = Object.entries(attributes).filter(([, value]) => value !== null && value !== false).map(([name, value]): AdfMark => {
      const type = name.split('--')[0] ?? name;
      // Marks are written with attributes of the document format, or with none.
      return typeof value === 'object' && Object.keys(value ?? {}).length > 0 ? { type, attrs: value as Attributes } : { type };
    });
    return [{ type: 'text', text: insert, ...(marks.length > 0 ? { marks } : {}) }];
  });
}

/** Changes the document to this text, in one transaction; returns the update, or null where it says this already. */
export function bringTo(doc: Y.Doc, { title, adf }: PageText): Buffer | null {
  const before = Y.encodeStateVector(doc);
  const was = pageTextOf(doc);
  if (was.title === title && sameList(was.adf.content, adf.content)) return null;
  doc.transact(() => {
    if (was.title !== title) doc.getMap('page').set('title', title);
    updateChildren(doc.getXmlFragment(fragmentName), groupsOf(adf.content));
  });
  return Buffer.from(Y.encodeStateAsUpdate(doc, before));
}

const sameList = (a: readonly AdfNode[], b: readonly AdfNode[]): boolean => a.length === b.length && a.every((node, index) => nodeKey(node) === nodeKey(b[index] ?? node));

/** Neighbouring texts are one Yjs text; everything else is an element. */
type Group = AdfNode | readonly AdfNode[];
const isText = (group: Group): group is readonly AdfNode[] => Array.isArray(group);

function groupsOf(nodes: readonly AdfNode[]): readonly Group[] {
  const groups: Group[] = [];
  for (const node of nodes) {
    const last = groups.at(-1);
    if (node.type !== 'text') groups.push(node);
    else if (last !== undefined && isText(last)) groups[groups.length - 1] = [...last, node];
    else groups.push([node]);
  }
  return groups;
}

const groupKey = (group: Group): string => (isText(group) ? `text ${group.map(nodeKey).join()}` : nodeKey(group));
const groupName = (group: Group): string => (isText(group) ? 'text' : group.type);
const groupOf = (child: Y.XmlElement | Y.XmlText | Y.XmlHook): Group => (child instanceof Y.XmlText ? textNodes(child) : child instanceof Y.XmlElement ? elementNode(child) : { type: 'unknown' });

function updateChildren(parent: Y.XmlFragment, wanted: readonly Group[]): void {
  const present = parent.toArray().map((child) => groupOf(child as Y.XmlElement | Y.XmlText)); // a fragment holds nothing else
  const pairs = [...matchSequences(present.map(groupKey), wanted.map(groupKey)), [present.length, wanted.length] as const];
  let [at, p, w] = [0, 0, 0]; // `at` counts in the fragment as it becomes
  for (const [inPresent, inWanted] of pairs) {
    at = replaceRun(parent, at, present.slice(p, inPresent), wanted.slice(w, inWanted)) + 1;
    [p, w] = [inPresent + 1, inWanted + 1];
  }
}

/** What has the same name is changed in place; the rest goes and comes. Returns the index behind the run. */
function replaceRun(parent: Y.XmlFragment, start: number, present: readonly Group[], wanted: readonly Group[]): number {
  let [at, p, w] = [start, 0, 0];
  for (const [inPresent, inWanted] of [...matchSequences(present.map(groupName), wanted.map(groupName)), [present.length, wanted.length] as const]) {
    if (inPresent > p) parent.delete(at, inPresent - p);
    const come = wanted.slice(w, inWanted).map(made);
    if (come.length > 0) parent.insert(at, come);
    at += come.length;
    const group = wanted[inWanted];
    if (group !== undefined) {
      const child = parent.get(at); // of the same name, so of the same kind
      if (isText(group)) updateText(child as Y.XmlText, group);
      else updateElement(child as Y.XmlElement, group); // as above: the same kind
      at += 1;
    }
    [p, w] = [inPresent + 1, inWanted + 1];
  }
  return at;
}

function updateElement(element: Y.XmlElement, node: AdfNode): void {
  const wanted: Record<string, unknown> = { ...node.attrs, ...(node.marks === undefined ? {} : { [marksAttribute]: node.marks }) };
  const present = element.getAttributes() as Record<string, unknown>; // any JSON, see above
  for (const name of Object.keys(present)) if (wanted[name] === undefined) element.removeAttribute(name);
  for (const [name, value] of Object.entries(wanted)) if (JSON.stringify(present[name]) !== JSON.stringify(value)) setAttribute(element, name, value);
  updateChildren(element, groupsOf(node.content ?? []));
}

function setAttribute(element: Y.XmlElement, name: string, value: unknown): void {
  element.setAttribute(name, value as string); // Yjs stores any JSON here; only its type says text
}

function made(group: Group): Y.XmlElement | Y.XmlText {
  if (isText(group)) {
    const text = new Y.XmlText();
    text.applyDelta(group.map((node) => ({ insert: node.text ?? '', attributes: formatting(node) })));
    return text;
  }
  const element = new Y.XmlElement(group.type);
  for (const [name, value] of Object.entries(group.attrs ?? {})) setAttribute(element, name, value);
  if (group.marks !== undefined) setAttribute(element, marksAttribute, group.marks);
  const children = groupsOf(group.content ?? []).map(made);
  if (children.length > 0) element.insert(0, children);
  return element;
}

function formatting({ marks = [] }: AdfNode): Record<string, JsonValue> {
  const overlapping = marks.filter(({ type }) => type === 'annotation').length > 1;
  return Object.fromEntries(marks.map(({ type, attrs = {} }, index) => [overlapping && type === 'annotation' ? `${type}--${String(index)}` : type, attrs]));
}

/** Sign by sign, with its formatting: what stays is not touched. */
function updateText(text: Y.XmlText, wanted: readonly AdfNode[]): void {
  const signs = (nodes: readonly AdfNode[]) => nodes.flatMap((node) => [...(node.text ?? '')].map((sign) => ({ sign, attributes: formatting(node) })));
  const [was, is] = [signs(textNodes(text)), signs(wanted)];
  const delta: object[] = [];
  let [p, w] = [0, 0];
  const key = ({ sign, attributes }: { sign: string; attributes: object }): string => sign + JSON.stringify(attributes);
  for (const [inWas, inIs] of [...matchSequences(was.map(key), is.map(key)), [was.length, is.length] as const]) {
    const gone = was.slice(p, inWas).map(({ sign }) => sign).join('').length;
    if (gone > 0) delta.push({ delete: gone });
    for (const { sign, attributes } of is.slice(w, inIs)) delta.push({ insert: sign, attributes });
    if (inWas < was.length) delta.push({ retain: (was[inWas]?.sign ?? '').length });
    [p, w] = [inWas + 1, inIs + 1];
  }
  text.applyDelta(delta);
}
