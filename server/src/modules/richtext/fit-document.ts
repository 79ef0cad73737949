/**
 * Makes a valid document of what a converter wrote. Old markup nests anything in anything; ADF does not. What does not
 * fit is kept in the nearest form that does: a block inside a paragraph splits the paragraph, a table inside a list
 * item, quote or panel splits that frame around it, anything too deep becomes its text. Words are never dropped.
 *
 * Result: `parseAdf` accepts it (nodes, depth, places, marks). Cost: linear in the drafts.
 */
import { contentOf, numberAttr, stringAttr, type AdfDocument, type AdfNode, type Attributes } from './adf.ts';
import { allows, isInlineType, markParents } from './adf-schema.ts';
import { codeBlock, flowing, isSomething, lines, mark, withMark, type Draft } from './draft.ts';
import { draftText } from './draft-text.ts';
import { fitInline, fitMarks } from './fit-inline.ts';
import { limits } from './limits.ts';

/** Frames that a foreign block splits; every other block parent takes a foreign block's content in instead. */
const splitting: ReadonlySet<string> = new Set(['listItem', 'taskItem', 'decisionItem', 'blockquote', 'panel']);
const movable: ReadonlySet<string> = new Set([
  'table', 'panel', 'blockquote', 'expand', 'bodiedExtension', 'decisionList', 'taskList', 'mediaGroup', 'mediaSingle', 'blockCard', 'embedCard',
  'codeBlock', 'bulletList', 'orderedList', 'extension',
]);
/** Blocks below this level become text: what stands inside a block adds at most five levels more. */
const blockDepthMax = limits.depthMax - 10;

const emptyParagraph: AdfNode = { type: 'paragraph' };

export function fitDocument(drafts: readonly Draft[]): AdfDocument {
  const blocks = fitBlocks(drafts, 'doc', 1);
  const kept: AdfNode[] = [];
  let left = limits.nodesMax - 2;
  for (const [index, block] of blocks.entries()) {
    left -= countNodes(block, left);
    if (left < 0) return { version: 1, type: 'doc', content: [...kept, overflow(blocks.slice(index))] };
    kept.push(block);
  }
  return { version: 1, type: 'doc', content: kept };
}

/** More nodes than a document may have: the rest is kept as one block of plain text. */
function overflow(rest: readonly AdfNode[]): AdfNode {
  return codeBlock(rest.map(draftText).join('\n'));
}

function countNodes(root: AdfNode, enough: number): number {
  const open: AdfNode[] = [root];
  let count = 0;
  for (let one = open.pop(); one && count <= enough; one = open.pop()) {
    count += 1;
    for (const child of contentOf(one)) open.push(child);
  }
  return count;
}

/** The drafts as blocks. Under a splitting parent the result may hold foreign blocks, which the caller moves out. */
function fitBlocks(drafts: readonly Draft[], parent: string, depth: number): AdfNode[] {
  const out: AdfNode[] = [];
  let run: Draft[] = [];
  const flush = (): void => {
    const content = fitInline(run, 'paragraph');
    if (content.length > 0) out.push({ type: 'paragraph', content });
    run = [];
  };
  for (const draft of inlinePictures(drafts)) {
    if (isInlineType(draft.type)) {
      run.push(draft);
      continue;
    }
    if (run.length > 0) flush();
    for (const block of fitBlock(draft, parent, depth)) out.push(block);
  }
  if (run.length > 0) flush();
  return out;
}

function fitBlock(draft: Draft, parent: string, depth: number): readonly AdfNode[] {
  if (depth > blockDepthMax) return textParagraph(draftText(draft));
  switch (draft.type) {
    case 'paragraph':
    case 'heading':
      return fitTextBlock(draft, parent, depth);
    case 'bulletList':
    case 'orderedList':
      return fitList(draft, parent, depth);
    case 'taskList':
    case 'decisionList':
      return fitActionList(draft, parent, depth);
    case 'panel':
    case 'blockquote':
      return fitFrame(draft, parent, depth);
    case 'expand':
    case 'nestedExpand':
      return fitExpand(draft, parent, depth);
    case 'bodiedExtension':
      return fitBodied(draft, parent, depth);
    case 'table':
      return fitTable(draft, parent, depth);
    case 'layoutSection':
      return fitLayout(draft, parent, depth);
    case 'codeBlock':
    case 'rule':
    case 'mediaSingle':
    case 'mediaGroup':
    case 'extension':
    case 'blockCard':
    case 'embedCard':
      return place(fitLeaf(draft, parent), parent, depth);
    default:
      return draft.content ? fitBlocks(draft.content, parent, depth) : textParagraph(draftText(draft));
  }
}

/** Leaf blocks come whole from the converters; only their marks depend on the place. */
function fitLeaf(draft: Draft, parent: string): AdfNode {
  const children = draft.type === 'mediaSingle' ? { content: contentOf(draft).map(fitCaption) } : {};
  if (!draft.marks) return { ...draft, ...children };
  const { marks: given, ...own } = draft;
  const rest = { ...own, ...children };
  const marks = blockMarks(draft.type, given, parent);
  return marks ? { ...rest, marks } : rest;
}

function fitCaption(child: Draft): AdfNode {
  if (child.type !== 'caption') return child;
  const words = contentOf(child).flatMap((one) => (one.type === 'paragraph' ? contentOf(one) : [one]));
  const content = fitInline(words.flatMap((one) => (isInlineType(one.type) ? [one] : flowing(lines(draftText(one))))), 'caption');
  return content.length > 0 ? { type: 'caption', content } : { type: 'caption' };
}

function blockMarks(type: string, given: Draft['marks'], parent: string): Draft['marks'] {
  return fitMarks(type, given)?.filter((one) => markParents.get(one.type)?.has(parent) !== false);
}

/** The node where it is allowed; a foreign block under a splitting parent; else its content in the parent's terms. */
function place(block: AdfNode, parent: string, depth: number): readonly AdfNode[] {
  if (allows(parent, block.type) || (splitting.has(parent) && movable.has(block.type))) return [block];
  switch (block.type) {
    case 'panel':
    case 'blockquote':
      return fitBlocks(contentOf(block), parent, depth);
    case 'expand':
    case 'nestedExpand':
      return fitExpand(block, parent, depth);
    case 'bodiedExtension':
      return fitBodied(block, parent, depth);
    case 'table':
      return fitBlocks(contentOf(block).flatMap(contentOf).flatMap(contentOf), parent, depth);
    case 'rule':
      return [];
    default:
      return textParagraph(draftText(block));
  }
}

function textParagraph(value: string): readonly AdfNode[] {
  const content = fitInline(flowing(lines(value)), 'paragraph');
  return content.length > 0 ? [{ type: 'paragraph', content }] : [];
}

function fitTextBlock(draft: Draft, parent: string, depth: number): readonly AdfNode[] {
  const isHeading = draft.type === 'heading' && allows(parent, 'heading');
  const type = isHeading ? 'heading' : 'paragraph';
  const children = inlinePictures(contentOf(draft));
  const marks = blockMarks(type, draft.marks, parent);
  const attrs: Attributes | undefined = isHeading ? { level: numberAttr(draft, 'level') ?? 1 } : undefined;
  const out: AdfNode[] = [];
  let run: Draft[] = [];
  const flush = (keepEmpty: boolean): void => {
    const content = fitInline(draft.type === 'heading' && !isHeading ? withMark(run, mark('strong')) : run, type);
    if (content.length > 0 || keepEmpty) out.push({ type, ...(attrs && { attrs }), ...(content.length > 0 && { content }), ...(marks && marks.length > 0 && { marks }) });
    run = [];
  };
  let hasBlocks = false;
  for (const child of children) {
    if (isInlineType(child.type)) {
      run.push(child);
      continue;
    }
    hasBlocks = true;
    flush(false);
    for (const block of fitBlock(child, parent, depth)) out.push(block);
  }
  flush(!hasBlocks);
  return out;
}

/**
 * A plain picture or extension between words stays between the words; one without words beside it becomes a block.
 * Words beyond another block are not beside it.
 */
function inlinePictures(children: readonly Draft[]): readonly Draft[] {
  const out: Draft[] = [];
  let segment: Draft[] = [];
  const close = (): void => {
    const among = segment.some((child) => isInlineType(child.type) && child.type !== 'hardBreak' && isSomething(child));
    for (const child of segment) out.push(among ? (asInline(child) ?? child) : child);
    segment = [];
  };
  for (const child of children) {
    if (isInlineType(child.type) || asInline(child)) segment.push(child);
    else {
      close();
      out.push(child);
    }
  }
  close();
  return out;
}

function asInline(child: Draft): Draft | undefined {
  if (child.type === 'extension') return { ...child, type: 'inlineExtension' };
  const picture = child.type === 'mediaSingle' && contentOf(child).length === 1 ? contentOf(child)[0] : undefined;
  if (!picture?.attrs || stringAttr(picture, 'type') !== 'file' || !['center', ''].includes(stringAttr(child, 'layout'))) return undefined;
  const marks = [...(child.marks ?? []), ...(picture.marks ?? [])];
  return { type: 'mediaInline', attrs: { ...picture.attrs, type: 'image' }, ...(marks.length > 0 && { marks }) };
}

function fitList(draft: Draft, parent: string, depth: number): readonly AdfNode[] {
  const out: AdfNode[] = [];
  let items: AdfNode[] = [];
  let number = draft.type === 'orderedList' ? Math.max(0, Math.trunc(numberAttr(draft, 'order') ?? 1)) : 1;
  let firstNumber = number;
  const close = (): void => {
    if (items.length > 0) {
      const attrs = draft.type === 'orderedList' && firstNumber !== 1 ? { attrs: { order: firstNumber } } : {};
      for (const block of place({ type: draft.type, ...attrs, content: items }, parent, depth)) out.push(block);
    }
    items = [];
    firstNumber = number;
  };
  for (const item of listItems(draft)) {
    let own: AdfNode[] | undefined = [];
    for (const block of fitBlocks(item, 'listItem', depth + 2)) {
      if (own && allows('listItem', block.type)) own.push(block);
      else {
        if (own && own.length > 0) items.push(listItem(own));
        if (own) number += 1;
        own = undefined;
        close();
        for (const moved of place(block, parent, depth)) out.push(moved);
      }
    }
    if (own) {
      items.push(listItem(own));
      number += 1;
    }
  }
  close();
  return out;
}

function listItem(blocks: readonly AdfNode[]): AdfNode {
  const first = blocks[0]?.type ?? '';
  const needsStart = first === '' || first.endsWith('List');
  return { type: 'listItem', content: needsStart ? [emptyParagraph, ...blocks] : blocks };
}

/** The contents of the items; a list directly inside a list belongs to the item before it. */
function listItems(draft: Draft): readonly (readonly Draft[])[] {
  const items: Draft[][] = [];
  for (const child of contentOf(draft)) {
    const last = items.at(-1);
    if (child.type === 'listItem') items.push([...contentOf(child)]);
    else if (last && child.type.endsWith('List')) last.push(child);
    else items.push([child]);
  }
  return items;
}

/** Task and decision lists: items hold inline content only, so everything else in them is moved behind the item. */
function fitActionList(draft: Draft, parent: string, depth: number): readonly AdfNode[] {
  const out: AdfNode[] = [];
  let items: AdfNode[] = [];
  const { type } = draft;
  const itemType = type === 'taskList' ? 'taskItem' : 'decisionItem';
  const attrs = { localId: stringAttr(draft, 'localId') };
  const close = (): void => {
    if (items.length > 0) for (const block of place({ type, attrs, content: items }, parent, depth)) out.push(block);
    items = [];
  };
  for (const child of contentOf(draft)) {
    if (child.type === 'taskList' && items.length > 0) {
      addNested(fitActionList(child, 'taskList', depth + 1));
      continue;
    }
    const isItem = child.type === itemType;
    const blocks = fitBlocks(isItem ? contentOf(child) : [child], itemType, depth + 2);
    const until = blocks.findIndex((block) => block.type !== 'paragraph');
    const texts = until < 0 ? blocks : blocks.slice(0, until);
    const inline = texts.flatMap((block, index) => [...(index > 0 ? [{ type: 'hardBreak' }] : []), ...contentOf(block)]);
    const given = isItem ? child.attrs : undefined;
    const content = fitInline(inline, itemType);
    items.push({ type: itemType, attrs: { localId: '', state: itemType === 'taskItem' ? 'TODO' : 'DECIDED', ...given }, ...(content.length > 0 && { content }) });
    addNested(until < 0 ? [] : blocks.slice(until));
  }
  close();
  return out;

  function addNested(blocks: readonly AdfNode[]): void {
    for (const block of blocks) {
      if (block.type === 'taskList' && type === 'taskList' && items.length > 0) items.push(block);
      else {
        close();
        for (const moved of place(block, parent, depth)) out.push(moved);
      }
    }
  }
}

/** Panels and quotes: a foreign block stands between two parts of the frame. */
function fitFrame(draft: Draft, parent: string, depth: number): readonly AdfNode[] {
  const out: AdfNode[] = [];
  let inside: AdfNode[] = [];
  const blocks = fitBlocks(contentOf(draft), draft.type, depth + 1);
  const close = (): void => {
    const frame = { type: draft.type, ...(draft.attrs && { attrs: draft.attrs }), content: inside };
    if (inside.length > 0) for (const block of place(frame, parent, depth)) out.push(block);
    inside = [];
  };
  for (const block of blocks.length > 0 ? blocks : [emptyParagraph]) {
    if (allows(draft.type, block.type)) inside.push(block);
    else {
      close();
      for (const moved of place(block, parent, depth)) out.push(moved);
    }
  }
  close();
  return out;
}

function fitExpand(draft: Draft, parent: string, depth: number): readonly AdfNode[] {
  const type = allows(parent, 'expand') || splitting.has(parent) ? 'expand' : 'nestedExpand';
  const title = stringAttr(draft, 'title');
  if (type === 'nestedExpand' && !allows(parent, 'nestedExpand')) {
    const heading: Draft = { type: 'paragraph', content: [{ type: 'text', text: title, marks: [mark('strong')] }] };
    return fitBlocks([...(title === '' ? [] : [heading]), ...contentOf(draft)], parent, depth);
  }
  const marks = blockMarks(type, draft.marks, parent);
  return [{ type, attrs: { title }, content: someBlocks(contentOf(draft), type, depth + 1), ...(marks && marks.length > 0 && { marks }) }];
}

/** Where no body can be kept inside the extension, its name and parameters stand before the body. */
function fitBodied(draft: Draft, parent: string, depth: number): readonly AdfNode[] {
  const attrs = draft.attrs ?? {};
  if (!allows(parent, 'bodiedExtension') && !splitting.has(parent)) {
    return [...(allows(parent, 'extension') ? [{ type: 'extension', attrs }] : []), ...fitBlocks(contentOf(draft), parent, depth)];
  }
  return [{ type: 'bodiedExtension', attrs, content: someBlocks(contentOf(draft), 'bodiedExtension', depth + 1) }];
}

function someBlocks(drafts: readonly Draft[], parent: string, depth: number): readonly AdfNode[] {
  const blocks = fitBlocks(drafts, parent, depth);
  return blocks.length > 0 ? blocks : [emptyParagraph];
}

function fitTable(draft: Draft, parent: string, depth: number): readonly AdfNode[] {
  const rows = contentOf(draft)
    .map((row) => ({
      type: 'tableRow',
      content: contentOf(row).map((cell) => ({
        type: cell.type === 'tableHeader' ? 'tableHeader' : 'tableCell',
        ...(cell.attrs && { attrs: cell.attrs }),
        content: someBlocks(contentOf(cell), 'tableCell', depth + 3),
      })),
    }))
    .filter((row) => row.content.length > 0);
  if (rows.length === 0) return [];
  return place({ type: 'table', ...(draft.attrs && { attrs: draft.attrs }), content: rows }, parent, depth);
}

const columnsMax = 5;

function fitLayout(draft: Draft, parent: string, depth: number): readonly AdfNode[] {
  const columns = contentOf(draft);
  if (parent !== 'doc') return fitBlocks(columns.flatMap(contentOf), parent, depth);
  const fitted = columns.map((column) => ({
    type: 'layoutColumn',
    attrs: { width: Math.min(100, Math.max(0, numberAttr(column, 'width') ?? Math.round(10_000 / columns.length) / 100)) },
    content: someBlocks(contentOf(column), 'layoutColumn', depth + 2),
  }));
  const marks = blockMarks('layoutSection', draft.marks, parent);
  const sections: AdfNode[] = [];
  for (let start = 0; start < fitted.length; start += columnsMax) {
    const content = fitted.slice(start, start + columnsMax);
    if (content.length > 1) sections.push({ type: 'layoutSection', content, ...(marks && marks.length > 0 && { marks }) });
    else sections.push(...content.flatMap((column) => column.content)); // one column is no layout
  }
  return sections;
}
