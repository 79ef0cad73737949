// From the editor's document to the format. What nobody touched goes back as it came; what editing has put where
// the format does not allow it (a mark on a thing, alignment in a list) is taken off, so that the platform never refuses it.
import type { Mark, Node as EditorNode } from '@tiptap/pm/model';
import type { AdfNode } from '../api/tracker.ts';
import { widthsOf, spanOf } from './read-adf.ts';
import { marksOf, mayFrame, neededAttributes } from './schema/content-rules.ts';
import { factsOf, frameOf, isFacts, type Facts } from './schema/kept.ts';

type AdfMark = NonNullable<AdfNode['marks']>[number];

const isMark = (value: unknown): value is AdfMark => isFacts(value) && typeof value['type'] === 'string';
const isNode = (value: unknown): value is AdfNode => isFacts(value) && typeof value['type'] === 'string';

function writeMark(mark: Mark): readonly AdfMark[] {
  const facts = factsOf(mark);
  if (mark.type.name === 'opaqueMark') return isMark(facts) ? [facts] : [];
  return [{ type: mark.type.name, ...(Object.keys(facts).length > 0 && { attrs: facts }) }];
}

function writeMarks(node: EditorNode, parent: string): readonly AdfMark[] {
  if (parent === 'codeBlock') return [];
  const type = node.type.name;
  const allowed = marksOf(type);
  const own = node.marks.filter((mark) => allowed.has(mark.type.name)).flatMap(writeMark);
  const framing = node.isText ? [] : frameOf(node).filter(isMark).filter((mark) => mayFrame(mark.type, type, parent));
  return [...own, ...framing];
}

/** Facts that the editor works with apart are overlaid only where editing has changed them. */
function writeFacts(node: EditorNode): Facts | undefined {
  const type = node.type.name;
  const facts: Record<string, unknown> = { ...factsOf(node) };
  if (type === 'heading') facts['level'] = node.attrs['level'];
  if (type === 'tableCell' || type === 'tableHeader') {
    for (const name of ['colspan', 'rowspan'] as const) if (node.attrs[name] !== spanOf(facts, name)) facts[name] = node.attrs[name];
    if (JSON.stringify(node.attrs['colwidth']) !== JSON.stringify(widthsOf(facts))) facts['colwidth'] = node.attrs['colwidth'] ?? undefined;
  }
  for (const [name, value] of Object.entries(neededAttributes[type] ?? {})) facts[name] ??= value;
  const kept = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined && value !== null));
  return Object.keys(kept).length > 0 ? kept : undefined;
}

/** A replacement in the middle of things can leave a place empty that must hold something (a column of a layout): it gets the least that fits. */
function whole(node: EditorNode): EditorNode {
  if (node.childCount > 0 || node.type.validContent(node.content)) return node;
  return node.type.createAndFill(node.attrs) ?? node;
}

const fileFrames: ReadonlySet<string> = new Set(['mediaSingle', 'mediaGroup']);

function writeNode(node: EditorNode, parent: string): AdfNode {
  const type = node.type.name;
  if (type === 'opaqueBlock' || type === 'opaqueInline') {
    const whole: unknown = factsOf(node);
    return isNode(whole) ? whole : { type: 'paragraph' };
  }
  const marks = writeMarks(node, parent);
  const marked = marks.length > 0 ? { marks } : {};
  if (node.isText) return { type: 'text', text: node.text ?? '', ...marked };
  const files = whole(node).children.filter((child) => child.type.name !== 'media' || Object.keys(factsOf(child)).length > 0);
  // A frame whose picture was deleted holds a blank one until it goes too.
  if (fileFrames.has(type) && !files.some((child) => child.type.name === 'media')) return { type: 'paragraph' };
  const attrs = writeFacts(node);
  const content = files.map((child) => writeNode(child, type));
  return { type, ...(attrs && { attrs }), ...((content.length > 0 || type === 'tableRow') && { content }), ...marked };
}

const isBlank = (node: EditorNode): boolean => node.type.name === 'paragraph' && node.childCount === 0 && node.attrs['adf'] === null && node.attrs['frame'] === null;

/** The document to save. Nothing but one empty paragraph is an empty document. */
export function writeAdf(document: EditorNode): AdfNode {
  const only = document.childCount === 1 ? document.firstChild : null;
  return { type: 'doc', version: 1, content: only !== null && isBlank(only) ? [] : document.children.map((child) => writeNode(child, 'doc')) };
}
