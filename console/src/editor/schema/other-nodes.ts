// Files, pictures, cards, extensions, tables, and what the editor does not know: an opaque block or word that is
// shown as what it is called, moved and deleted whole, and written back unchanged.
import { Node } from '@tiptap/core';
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table';
import { contentRules } from './content-rules.ts';
import { factsOf, isFacts, kept, textFact, type NodeFacts } from './kept.ts';

const mediaSingle = Node.create({
  name: 'mediaSingle',
  content: 'media caption?',
  isolating: true,
  addAttributes: kept,
  parseHTML: () => [{ tag: 'figure[data-adf], figure:has([data-thing="media"])' }],
  renderHTML: ({ node, HTMLAttributes }) => ['figure', { ...HTMLAttributes, class: `hf-media hf-media-${textFact(node, 'layout') || 'center'}` }, 0],
});

const caption = Node.create({
  name: 'caption',
  content: contentRules.caption,
  addAttributes: kept,
  parseHTML: () => [{ tag: 'figcaption' }],
  renderHTML: ({ HTMLAttributes }) => ['figcaption', HTMLAttributes, 0],
});

const mediaGroup = Node.create({
  name: 'mediaGroup',
  content: 'media+',
  addAttributes: kept,
  parseHTML: () => [{ tag: 'div.hf-file-group' }],
  renderHTML: ({ HTMLAttributes }) => ['div', { ...HTMLAttributes, class: 'hf-file-group' }, 0],
});

export const mediaName = (node: NodeFacts): string => textFact(node, 'alt') || textFact(node, 'id') || textFact(node, 'url');

const media = Node.create({
  name: 'media',
  atom: true,
  addAttributes: kept,
  parseHTML: () => [{ tag: 'span[data-thing="media"][data-adf]' }],
  renderHTML: ({ node, HTMLAttributes }) => ['span', { ...HTMLAttributes, class: 'hf-file', 'data-thing': 'media' }, mediaName(node)],
  renderText: ({ node }) => mediaName(node),
});

const mediaInline = Node.create({
  name: 'mediaInline',
  inline: true,
  group: 'inline',
  atom: true,
  addAttributes: kept,
  parseHTML: () => [{ tag: 'span[data-thing="mediaInline"][data-adf]' }],
  renderHTML: ({ node, HTMLAttributes }) => ['span', { ...HTMLAttributes, class: 'hf-file', 'data-thing': 'mediaInline' }, mediaName(node)],
  renderText: ({ node }) => mediaName(node),
});

const card = (name: 'blockCard' | 'embedCard') =>
  Node.create({
    name,
    atom: true,
    addAttributes: kept,
    parseHTML: () => [{ tag: `div[data-thing="${name}"][data-adf]` }],
    renderHTML: ({ node, HTMLAttributes }) => ['div', { ...HTMLAttributes, class: 'hf-card hf-card-block', 'data-thing': name }, textFact(node, 'url')],
  });

/** The parameters of a macro as words: `jql: project = A`. */
export function parametersOf(of: NodeFacts): readonly (readonly [string, string])[] {
  const parameters = factsOf(of)['parameters'];
  const given = isFacts(parameters) ? (parameters['macroParams'] ?? parameters) : undefined;
  if (!isFacts(given)) return [];
  return Object.entries(given).flatMap(([name, held]) => {
    const value = isFacts(held) ? held['value'] : held;
    return typeof value === 'string' || typeof value === 'number' ? [[name, String(value)] as const] : [];
  });
}

const extension = Node.create({
  name: 'extension',
  atom: true,
  addAttributes: kept,
  parseHTML: () => [{ tag: 'div[data-thing="extension"][data-adf]' }],
  renderHTML: ({ node, HTMLAttributes }) => ['div', { ...HTMLAttributes, class: 'hf-extension', 'data-thing': 'extension' }, textFact(node, 'extensionKey')],
});

const bodiedExtension = Node.create({
  name: 'bodiedExtension',
  content: contentRules.bodiedExtension,
  defining: true,
  isolating: true,
  addAttributes: kept,
  parseHTML: () => [{ tag: 'div[data-thing="bodiedExtension"][data-adf]', contentElement: '.extension-body' }],
  renderHTML: ({ node, HTMLAttributes }) => ['div', { ...HTMLAttributes, class: 'hf-extension', 'data-thing': 'bodiedExtension' }, ['span', { class: 'hf-extension-name', contenteditable: 'false' }, textFact(node, 'extensionKey')], ['div', { class: 'extension-body' }, 0]],
});

/** The whole node as it came, in `adf`. */
export const nameOfOpaque = (node: NodeFacts): string => textFact(node, 'type');

const opaqueBlock = Node.create({
  name: 'opaqueBlock',
  atom: true,
  addAttributes: kept,
  parseHTML: () => [{ tag: 'div[data-thing="opaqueBlock"][data-adf]' }],
  renderHTML: ({ node, HTMLAttributes }) => ['div', { ...HTMLAttributes, class: 'hf-extension', 'data-thing': 'opaqueBlock' }, nameOfOpaque(node)],
});

const opaqueInline = Node.create({
  name: 'opaqueInline',
  inline: true,
  group: 'inline',
  atom: true,
  addAttributes: kept,
  parseHTML: () => [{ tag: 'span[data-thing="opaqueInline"][data-adf]' }],
  renderHTML: ({ node, HTMLAttributes }) => ['span', { ...HTMLAttributes, class: 'hf-extension-inline', 'data-thing': 'opaqueInline' }, nameOfOpaque(node)],
});

const spans = { colspan: { default: 1 }, rowspan: { default: 1 } };
const widths = {
  default: null,
  parseHTML: (element: HTMLElement) => {
    const list = (element.getAttribute('colwidth') ?? '').split(',').map(Number).filter((width) => width > 0);
    return list.length > 0 ? list : null;
  },
};
const cellFacts = () => ({ ...kept(), ...spans, colwidth: widths });
// Exactly the platform's cells: the library's own alignment attribute is not part of the format.
const table = Table.extend({ group: '', addAttributes: kept }).configure({ resizable: true, cellMinWidth: 48, HTMLAttributes: { class: 'hf-table' } });
const tableRow = TableRow.extend({ content: '(tableCell | tableHeader)*', addAttributes: kept });
const tableCell = TableCell.extend({ content: contentRules.cell, addAttributes: cellFacts });
const tableHeader = TableHeader.extend({ content: contentRules.cell, addAttributes: cellFacts });

export const otherNodes = [mediaSingle, caption, mediaGroup, media, mediaInline, card('blockCard'), card('embedCard'), extension, bodiedExtension, opaqueBlock, opaqueInline, table, tableRow, tableCell, tableHeader];
