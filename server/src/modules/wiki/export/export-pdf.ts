/**
 * Pages as PDF. The fonts come with the server and are embedded as far as they are used: Latin, Greek, Cyrillic, and what
 * else DejaVu has; Chinese, Japanese and Korean signs are not among them.
 */
import { join } from 'node:path';
import PDFDocument from 'pdfkit';
import { adfToText, type AdfNode } from '../../richtext/index.ts';
import { headingsOf, isContents, pictureOf, textOf, type ExportedPage, type ExportedPicture } from './exported-page.ts';
import { imageSize } from './image-size.ts';
import { inlineRuns, type Run } from './inline-runs.ts';
import { isSoundPng } from './sound-png.ts';

const fonts = join(import.meta.dirname, '../../../../fonts');
const files = { plain: 'dejavu-sans.ttf', bold: 'dejavu-sans-bold.ttf', italic: 'dejavu-sans-oblique.ttf', code: 'dejavu-sans-mono.ttf' } as const;
const sizes = [20, 16, 14, 12, 11, 10] as const;
const bodySize = 10;
const margin = 56;

export async function exportPdf(pages: readonly ExportedPage[], turn: () => Promise<void>): Promise<Buffer> {
  const doc = new PDFDocument({ size: 'A4', margin, autoFirstPage: false, info: { Title: pages[0]?.title ?? '' } });
  for (const [name, file] of Object.entries(files)) doc.registerFont(name, join(fonts, file));
  const chunks: Buffer[] = [];
  const whole = new Promise<Buffer>((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', () => { resolve(Buffer.concat(chunks)); });
    doc.on('error', reject);
  });
  const pictures = new DrawnPictures(doc);
  const outlines: Outline[] = [doc.outline];
  for (const page of pages) {
    await pictures.judge(page.pictures.values());
    const writer = new PageWriter(doc, page, pictures, turn);
    writer.title();
    outlines[page.depth + 1] = (outlines[page.depth] ?? doc.outline).addItem(page.title);
    await writer.blocks(page.adf.content, margin);
  }
  doc.end();
  return whole;
}

type Doc = InstanceType<typeof PDFDocument>;

type Outline = Doc['outline'];

/** Pictures that are sound, each put into the file once, however often it is shown. */
class DrawnPictures {
  readonly #doc: Doc;
  readonly #drawn = new Map<ExportedPicture, PDFKit.Mixins.ImageSrc | undefined>();

  constructor(doc: Doc) {
    this.#doc = doc;
  }

  async judge(pictures: Iterable<ExportedPicture>): Promise<void> {
    for (const picture of pictures) if (!this.#drawn.has(picture)) this.#drawn.set(picture, (await this.#isSound(picture)) ? this.#open(picture) : undefined);
  }

  of(picture: ExportedPicture): PDFKit.Mixins.ImageSrc | undefined {
    return this.#drawn.get(picture);
  }

  async #isSound({ bytes, mediaType }: ExportedPicture): Promise<boolean> {
    return mediaType === 'image/jpeg' ? bytes.readUInt16BE(0) === 0xffd8 && imageSize(bytes) !== undefined : mediaType === 'image/png' && (await isSoundPng(bytes));
  }

  #open({ bytes }: ExportedPicture): PDFKit.Mixins.ImageSrc | undefined {
    try {
      return (this.#doc as Doc & { openImage(bytes: Buffer): PDFKit.Mixins.ImageSrc }).openImage(bytes); // in its documentation, not in its types
    } catch {
      return undefined; // what the writer cannot read is not drawn: its name stands there
    }
  }
}

class PageWriter {
  readonly #doc: Doc;
  readonly #page: ExportedPage;
  readonly #pictures: DrawnPictures;
  readonly #turn: () => Promise<void>;

  constructor(doc: Doc, page: ExportedPage, pictures: DrawnPictures, turn: () => Promise<void>) {
    [this.#doc, this.#page, this.#pictures, this.#turn] = [doc, page, pictures, turn];
  }

  title(): void {
    this.#doc.addPage().font('bold').fontSize(24).text(breakable(this.#page.title), margin, margin).moveDown(0.6);
  }

  async blocks(nodes: readonly AdfNode[], left: number): Promise<void> {
    for (const node of nodes) await this.#block(node, left);
  }

  async #block(node: AdfNode, left: number): Promise<void> {
    await this.#turn();
    const inside = node.content ?? [];
    switch (node.type) {
      case 'paragraph':
      case 'caption':
        await this.#line(inlineRuns(inside), left);
        return;
      case 'heading':
        this.#doc.moveDown(0.4);
        await this.#line(inlineRuns(inside).map((run) => ({ ...run, bold: true })), left, sizes[Number(node.attrs?.['level'] ?? 1) - 1] ?? bodySize);
        return;
      case 'codeBlock':
        this.#doc.font('code').fontSize(9).fillColor('#222').text(breakable(inside.map(({ text = '' }) => text).join('')), left + 8, this.#doc.y, { width: this.#width(left + 8) }).fillColor('black').moveDown(0.5);
        return;
      case 'rule':
        this.#doc.moveTo(left, this.#doc.y).lineTo(left + this.#width(left), this.#doc.y).strokeColor('#999').stroke().moveDown(0.5);
        return;
      case 'bulletList':
      case 'orderedList':
        for (const [index, item] of inside.entries()) await this.#item(node.type === 'bulletList' ? '•' : `${String(Number(node.attrs?.['order'] ?? 1) + index)}.`, item.content ?? [], left);
        return;
      case 'taskItem':
      case 'decisionItem':
        await this.#item(node.type === 'decisionItem' ? '⤷' : node.attrs?.['state'] === 'DONE' ? '☑' : '☐', [{ type: 'paragraph', content: inside }], left);
        return;
      case 'panel':
      case 'blockquote':
        await this.#framed(() => this.blocks(inside, left + 12), left);
        return;
      case 'expand':
      case 'nestedExpand':
        await this.#line([{ ...plain(textOf(node, 'title')), bold: true }], left);
        await this.blocks(inside, left + 12);
        return;
      case 'table':
        await this.#table(node, left);
        return;
      case 'media':
        await this.#picture(node, left);
        return;
      case 'extension':
        if (isContents(node)) for (const { level, node: heading } of headingsOf(this.#page)) await this.#line(inlineRuns(heading.content ?? []), left + (level - 1) * 12);
        else await this.#line([plain(adfToText({ version: 1, type: 'doc', content: [node] }))], left);
        return;
      default:
        if (inside.length > 0) await this.blocks(inside, left);
        else await this.#line(inlineRuns([node]), left);
    }
  }

  #width(left: number): number {
    return this.#doc.page.width - margin - left;
  }

  /** Runs follow each other on the line, long ones in pieces; the last one ends it. */
  async #line(runs: readonly Run[], left: number, size: number = bodySize): Promise<void> {
    const doc = this.#doc;
    if (runs.length === 0) {
      doc.moveDown(0.5);
      return;
    }
    const pieces = runs.flatMap((run) => (run.text.match(/[^]{1,10000}(?:\s|$)|[^]{1,10000}/g) ?? []).map((text) => ({ ...run, text })));
    for (const [index, run] of pieces.entries()) {
      await this.#turn();
      doc.font(run.code ? 'code' : run.bold ? 'bold' : run.italic ? 'italic' : 'plain').fontSize(run.raised === null ? size : size * 0.7).fillColor(run.href === null ? 'black' : '#0b5cad');
      const options = { continued: index < pieces.length - 1, underline: run.underline || run.href !== null, strike: run.strike, link: run.href };
      if (index === 0) doc.text(breakable(run.text), left, doc.y, { ...options, width: this.#width(left) });
      else doc.text(breakable(run.text), options);
    }
    doc.fillColor('black').moveDown(0.35);
  }

  async #item(sign: string, content: readonly AdfNode[], left: number): Promise<void> {
    const doc = this.#doc;
    if (doc.y > doc.page.height - margin - bodySize * 2) doc.addPage();
    const top = doc.y;
    doc.font('plain').fontSize(bodySize).text(sign, left, top, { lineBreak: false });
    doc.y = top;
    await this.blocks(content.length === 0 ? [{ type: 'paragraph' }] : content, left + 20);
  }

  async #framed(write: () => Promise<void>, left: number): Promise<void> {
    const doc = this.#doc;
    const [top, page] = [doc.y, doc.page];
    await write();
    // A frame over a page break is drawn on its last page.
    doc.moveTo(left + 3, doc.page === page ? top : margin).lineTo(left + 3, doc.y).lineWidth(3).strokeColor('#888').stroke().lineWidth(1);
  }

  async #table(table: AdfNode, left: number): Promise<void> {
    const doc = this.#doc;
    const rows = (table.content ?? []).map((row) => row.content ?? []);
    const columns = Math.max(1, ...rows.map((cells) => cells.reduce((sum, cell) => sum + Math.max(1, Number(cell.attrs?.['colspan'] ?? 1)), 0)));
    const column = this.#width(left) / columns;
    for (const cells of rows) {
      await this.#turn();
      const drawn = cells.map((cell) => ({ header: cell.type === 'tableHeader', text: breakable(adfToText({ version: 1, type: 'doc', content: cell.content ?? [] })), span: Math.max(1, Number(cell.attrs?.['colspan'] ?? 1)) }));
      const height = Math.max(18, ...drawn.map(({ text, span, header }) => doc.font(header ? 'bold' : 'plain').fontSize(9).heightOfString(text, { width: column * span - 8 }) + 8));
      if (height > doc.page.height - 2 * margin) {
        for (const { header, text } of drawn) await this.#line([{ ...plain(text), bold: header }], left); // higher than a page: one cell below the other, so that nothing is cut off
        continue;
      }
      if (doc.y + height > doc.page.height - margin && doc.y > margin) doc.addPage();
      const top = doc.y;
      let x = left;
      for (const { header, text, span } of drawn) {
        const width = column * span;
        if (header) doc.rect(x, top, width, height).fill('#eeeeee');
        doc.rect(x, top, width, height).strokeColor('#999').stroke().fillColor('black').font(header ? 'bold' : 'plain').fontSize(9).text(text, x + 4, top + 4, { width: width - 8, height: doc.page.height - margin - top - 8 });
        x += width;
      }
      doc.y = Math.min(top + height, doc.page.height - margin);
    }
    doc.x = margin;
    doc.moveDown(0.6);
  }

  async #picture(node: AdfNode, left: number): Promise<void> {
    const found = pictureOf(this.#page, node);
    const drawn = found === undefined ? undefined : this.#pictures.of(found);
    const size = found === undefined ? undefined : imageSize(found.bytes);
    const doc = this.#doc;
    if (drawn === undefined || size === undefined) {
      await this.#line([plain(textOf(node, 'alt') || textOf(node, 'id'))], left);
      return;
    }
    const scale = Math.min(1, this.#width(left) / size.width, (doc.page.height - 2 * margin) / size.height);
    if (doc.y + size.height * scale > doc.page.height - margin) doc.addPage();
    const top = doc.y;
    doc.image(drawn, left, top, { width: size.width * scale, height: size.height * scale });
    doc.y = top + size.height * scale + 8;
  }
}

const plain = (text: string): Run => ({ text, bold: false, italic: false, underline: false, strike: false, code: false, raised: null, href: null });

/** Words that are longer than a line get places to break at: the writer tries each of their letters otherwise, which takes minutes for a large one. */
function breakable(text: string): string {
  return text.toWellFormed().replaceAll(/\S{40}(?=\S)/g, '$&\u200B');
}
