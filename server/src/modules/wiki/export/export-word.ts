/** Pages as a Word document: headings, lists, tables, panels, code, pictures, links. */
import { AlignmentType, BorderStyle, Document, ExternalHyperlink, HeadingLevel, ImageRun, LevelFormat, Packer, Paragraph, Table, TableCell, TableOfContents, TableRow, TextRun, WidthType, type FileChild, type IParagraphOptions, type ParagraphChild } from 'docx';
import { adfToText, type AdfNode } from '../../richtext/index.ts';
import { isContents, pictureOf, textOf, type ExportedPage } from './exported-page.ts';
import { imageSize } from './image-size.ts';
import { inlineRuns, type Run } from './inline-runs.ts';

const headings = [HeadingLevel.HEADING_1, HeadingLevel.HEADING_2, HeadingLevel.HEADING_3, HeadingLevel.HEADING_4, HeadingLevel.HEADING_5, HeadingLevel.HEADING_6] as const;
const levelsMax = 8;
const pictureWidthMax = 600;
const pictureHeightMax = 850;

interface Place {
  readonly page: ExportedPage;
  /** Depth of lists. */
  readonly level: number;
  readonly list: 'bullet' | 'number' | null;
  readonly frame: Partial<IParagraphOptions>;
}

export async function exportWord(pages: readonly ExportedPage[], turn: () => Promise<void>): Promise<Buffer> {
  const children: FileChild[] = [];
  for (const [index, page] of pages.entries()) {
    children.push(new Paragraph({ text: printable(page.title), heading: HeadingLevel.TITLE, pageBreakBefore: index > 0 }));
    for (const node of page.adf.content) {
      await turn();
      children.push(...block(node, { page, level: 0, list: null, frame: {} }));
    }
  }
  const levels = Array.from({ length: levelsMax + 1 }, (_unused, level) => ({ level, format: LevelFormat.DECIMAL, text: `%${String(level + 1)}.`, alignment: AlignmentType.START, style: { paragraph: { indent: { left: 720 * (level + 1), hanging: 360 } } } }));
  return Packer.toBuffer(new Document({ title: printable(pages[0]?.title ?? ''), numbering: { config: [{ reference: 'numbers', levels }] }, sections: [{ children }] }));
}

function blocks(nodes: readonly AdfNode[], place: Place): FileChild[] {
  return nodes.flatMap((node) => block(node, place));
}

function block(node: AdfNode, place: Place): FileChild[] {
  const inside = node.content ?? [];
  switch (node.type) {
    case 'paragraph':
      return [paragraph(inlineRuns(inside), place)];
    case 'heading':
      return [new Paragraph({ ...place.frame, heading: headings[Number(node.attrs?.['level'] ?? 1) - 1] ?? HeadingLevel.HEADING_6, children: runs(inlineRuns(inside)) })];
    case 'codeBlock':
      return inside.map(({ text = '' }) => text).join('').split('\n').map((text) => new Paragraph({ ...place.frame, shading: { fill: 'F0F0F0' }, children: [new TextRun({ text: printable(text), font: 'Courier New', size: 20 })] }));
    case 'rule':
      return [new Paragraph({ border: { bottom: { style: BorderStyle.SINGLE, size: 6, color: '999999', space: 1 } } })];
    case 'bulletList':
    case 'orderedList':
      return inside.flatMap((item) => listItem(item, { ...place, level: place.list === null ? 0 : Math.min(levelsMax, place.level + 1), list: node.type === 'bulletList' ? 'bullet' : 'number' }));
    case 'taskItem':
    case 'decisionItem':
      return [paragraph([plain(node.type === 'decisionItem' ? '⤷ ' : node.attrs?.['state'] === 'DONE' ? '☑ ' : '☐ '), ...inlineRuns(inside)], place)];
    case 'panel':
    case 'blockquote':
      return blocks(inside, { ...place, frame: { indent: { left: 360 }, border: { left: { style: BorderStyle.SINGLE, size: 24, color: '888888', space: 8 } } } });
    case 'expand':
    case 'nestedExpand':
      return [paragraph([{ ...plain(textOf(node, 'title')), bold: true }], place), ...blocks(inside, place)];
    case 'table':
      return [table(node, place), new Paragraph({})];
    case 'media':
      return [picture(node, place)];
    case 'extension':
      return isContents(node) ? [new TableOfContents('', { hyperlink: true, headingStyleRange: '1-6', beginDirty: false })] : [paragraph([plain(adfToText({ version: 1, type: 'doc', content: [node] }))], place)];
    case 'caption':
      return [paragraph(inlineRuns(inside).map((run) => ({ ...run, italic: true })), place)];
    default:
      return inside.length > 0 && node.type !== 'text' ? blocks(inside, place) : [paragraph(inlineRuns([node]), place)];
  }
}

/** The first block carries the sign; what follows is indented beside it. */
function listItem(item: AdfNode, place: Place): FileChild[] {
  const [first, ...rest] = item.content ?? [];
  const beside = { ...place, frame: { ...place.frame, indent: { left: 720 * (place.level + 1) } } };
  return [...(first === undefined ? [] : [paragraph(inlineRuns(first.content ?? []), place)]), ...rest.flatMap((node) => block(node, node.type.endsWith('List') ? place : { ...beside, list: null }))];
}

const plain = (text: string): Run => ({ text, bold: false, italic: false, underline: false, strike: false, code: false, raised: null, href: null });

function paragraph(line: readonly Run[], { list, level, frame }: Place): Paragraph {
  const sign = list === 'bullet' ? { bullet: { level } } : list === 'number' ? { numbering: { reference: 'numbers', level } } : {};
  return new Paragraph({ ...frame, ...sign, children: runs(line) });
}

function runs(line: readonly Run[]): ParagraphChild[] {
  return line.map((run) => {
    const look = {
      bold: run.bold, italics: run.italic, strike: run.strike, ...(run.underline || run.href !== null ? { underline: {} } : {}), ...(run.code ? { font: 'Courier New' } : {}), ...(run.href === null ? {} : { color: '0B5CAD' }),
      ...(run.raised === 'sub' ? { subScript: true } : run.raised === 'sup' ? { superScript: true } : {}),
    };
    const texts = run.text.split('\n').map((text, index) => new TextRun({ ...look, text: printable(text), ...(index === 0 ? {} : { break: 1 }) }));
    return run.href === null ? texts : [new ExternalHyperlink({ link: run.href, children: texts })];
  }).flat();
}

/** XML has no place for control characters and halves of characters: Word would refuse the whole file. */
function printable(text: string): string {
  return text.toWellFormed().replaceAll(/[\p{Cc}\uFFFE\uFFFF]/gu, (sign) => (sign === '\t' ? sign : ''));
}

function table(node: AdfNode, place: Place): Table {
  const rows = (node.content ?? []).map((row) => new TableRow({
    children: (row.content ?? []).map((cell) => new TableCell({
      children: cellBlocks(cell, place), columnSpan: Math.max(1, Number(cell.attrs?.['colspan'] ?? 1)), rowSpan: Math.max(1, Number(cell.attrs?.['rowspan'] ?? 1)),
      ...(cell.type === 'tableHeader' ? { shading: { fill: 'EEEEEE' } } : {}),
    })),
  }));
  return new Table({ rows, width: { size: 100, type: WidthType.PERCENTAGE } });
}

/** A cell holds at least one paragraph, and nothing but paragraphs and tables. */
function cellBlocks(cell: AdfNode, place: Place): (Paragraph | Table)[] {
  const inside = blocks(cell.content ?? [], { ...place, list: null, level: 0, frame: {} }).filter((one): one is Paragraph | Table => one instanceof Paragraph || one instanceof Table);
  return inside.length === 0 ? [new Paragraph({})] : inside;
}

const wordTypes = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/gif': 'gif', 'image/bmp': 'bmp' } as const;

function picture(node: AdfNode, place: Place): Paragraph {
  const found = pictureOf(place.page, node);
  const type = found === undefined ? undefined : wordTypes[found.mediaType as keyof typeof wordTypes]; // undefined for every other type
  const size = found === undefined ? undefined : imageSize(found.bytes);
  if (found === undefined || type === undefined || size === undefined) return paragraph([plain(textOf(node, 'alt') || textOf(node, 'id'))], place);
  const scale = Math.min(1, pictureWidthMax / size.width, pictureHeightMax / size.height);
  const scaled = (side: number): number => Math.max(1, Math.round(side * scale));
  return new Paragraph({ ...place.frame, children: [new ImageRun({ type, data: found.bytes, transformation: { width: scaled(size.width), height: scaled(size.height) } })] });
}
