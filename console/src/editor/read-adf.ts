// From the document format to the editor's document. Nothing is lost: what the editor does not know, or what stands
// where its schema does not allow it, becomes an opaque block or word that carries the whole node.
import type { Mark, Node as EditorNode, NodeType, Schema } from '@tiptap/pm/model';
import type { AdfNode } from '../api/tracker.ts';
import { isFacts, keep, type Facts } from './schema/kept.ts';

type AdfMark = NonNullable<AdfNode['marks']>[number];

const wholeNumber = (value: unknown, least: number, most: number): number | undefined => (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most ? value : undefined);

/** A cell's span as the editor can work with it; what it cannot is kept beside it, untouched. */
export const spanOf = (facts: Facts, name: 'colspan' | 'rowspan'): number => wholeNumber(facts[name], 1, 1_000) ?? 1;

export function widthsOf(facts: Facts): readonly number[] | null {
  const widths = facts['colwidth'];
  return Array.isArray(widths) && widths.length === spanOf(facts, 'colspan') && widths.every((width) => typeof width === 'number') ? widths : null;
}

function attributesOf(type: string, facts: Facts): Facts {
  if (type === 'heading') return { level: wholeNumber(facts['level'], 1, 6) ?? 1 };
  if (type === 'tableCell' || type === 'tableHeader') return { colspan: spanOf(facts, 'colspan'), rowspan: spanOf(facts, 'rowspan'), colwidth: widthsOf(facts) };
  return {};
}

function markOf(schema: Schema, mark: AdfMark): Mark | undefined {
  const type = schema.marks[mark.type];
  if (type === undefined || mark.type === 'opaqueMark') return schema.marks['opaqueMark']?.create({ adf: JSON.stringify(mark) });
  return type.create(mark.attrs === undefined || Object.keys(mark.attrs).length === 0 ? null : { adf: JSON.stringify(mark.attrs) });
}

const inlineMarks: ReadonlySet<string> = new Set(['link', 'annotation']);

/** Marks between words are marks here too; all others of a thing or block belong to the node itself. */
function splitMarks(schema: Schema, node: AdfNode, type: NodeType): { readonly marks: readonly Mark[]; readonly frame: string | null } {
  const given = node.marks ?? [];
  const asMarks = given.filter((mark) => type.isInline && inlineMarks.has(mark.type));
  const framing = given.filter((mark) => !asMarks.includes(mark));
  return { marks: asMarks.flatMap((mark) => markOf(schema, mark) ?? []), frame: framing.length === 0 ? null : JSON.stringify(framing) };
}

function opaque(schema: Schema, node: AdfNode, inline: boolean): EditorNode | undefined {
  return schema.nodes[inline ? 'opaqueInline' : 'opaqueBlock']?.create({ adf: JSON.stringify(node) });
}

function readText(schema: Schema, node: AdfNode): EditorNode | undefined {
  if (node.text === undefined || node.text === '') return undefined;
  return schema.text(node.text, (node.marks ?? []).flatMap((mark) => markOf(schema, mark) ?? []));
}

/** What holds words may hold unknown words; everything else that is unknown is a block. */
const holdsWords = (schema: Schema, parent: string): boolean => schema.nodes[parent]?.inlineContent ?? false;

function readNode(schema: Schema, node: AdfNode, parent: string): EditorNode | undefined {
  if (node.type === 'text') return readText(schema, node);
  const inline = holdsWords(schema, parent);
  const type = schema.nodes[node.type];
  if (type === undefined || node.type.startsWith('opaque') || node.type === 'doc') return opaque(schema, node, inline);
  const facts = isFacts(node.attrs) ? node.attrs : undefined;
  const { marks, frame } = splitMarks(schema, node, type);
  const children = (node.content ?? []).flatMap((child) => readNode(schema, child, node.type) ?? []);
  const attrs = { ...attributesOf(node.type, facts ?? {}), adf: keep(facts), frame };
  return create(type, attrs, children, marks) ?? opaque(schema, node, inline);
}

function create(type: NodeType, attrs: Facts, children: readonly EditorNode[], marks: readonly Mark[]): EditorNode | undefined {
  const node = type.create(attrs, children, marks);
  return type.validContent(node.content) ? node : undefined;
}

/** The document to edit; a body that there is not yet is one empty paragraph. */
export function readAdf(schema: Schema, body: AdfNode | null | undefined): EditorNode {
  const paragraph = schema.nodes['paragraph'];
  const children = (body?.content ?? []).flatMap((child) => readNode(schema, child, 'doc') ?? []);
  const blocks = children.map((child) => (child.isInline && paragraph !== undefined ? paragraph.create(null, child) : child));
  const placed = blocks.map((block) => (schema.topNodeType.contentMatch.matchType(block.type) === null ? schema.nodes['opaqueBlock']?.create({ adf: JSON.stringify(body?.content?.[blocks.indexOf(block)]) }) ?? block : block));
  return schema.topNodeType.create(null, placed.length === 0 && paragraph !== undefined ? paragraph.create() : placed);
}
