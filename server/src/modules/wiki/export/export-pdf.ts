/**
 * Pages as PDF. The fonts come with the server and are embedded as far as they are used: Latin, Greek, Cyrillic, and what
 * else DejaVu has; Chinese, Japanese and Korean signs are not among them.
 */
import { join } from 'node:path';
import PDFDocument from 'pdfkit';
import { adfToText, type AdfNode } from '../../richtext/index.ts';
import { headingsOf, isContents, pictureOf, type ExportedPage } from './exported-page.ts';
import { imageSize } from './image-size.ts';
import { inlineRuns, type Run } from './inline-runs.ts';

const fonts = join(import.meta.dirname, '../../../../fonts');
const files = { plain: 'DejaVuSans.ttf', bold: 'DejaVuSans-Bold.ttf', italic: 'DejaVuSans-Oblique.ttf', code: 'DejaVuSansMono.ttf' } as const;
const sizes = [20, 16, 14, 12, 11, 10] as const;
const bodySize = 10;
const margin = 56;

export async function exportPdf(pages: readonly ExportedPage[]): Promise<Buffer> {
  const doc = new PDFDocument({ size: 'A4', margin, autoFirstPage: false, info: { Title: pages[0]?.title ?? '' } });
  for (const [name, file] of Object.entries(files)) doc.registerFont(name, join(fonts, file));
  const chunks: Buffer[] = [];
  const whole = new Promise<Buffer>((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', () => { resolve(Buffer.concat(chunks)); });
    doc.on('error', reject);
  });
  for (const page of pages) new PageWriter(doc, page).write();
  doc.end();
  return whole;
}

type Doc = InstanceType<typeof PDFDocument>;

class PageWriter {
  readonly #doc: Doc;
  readonly #page: ExportedPage;

  constructor(doc: Doc, page: ExportedPage) {
    [this.#doc, this.#page] = [doc, page];
  }

  write(): void {
    this.#doc.addPage();
    this.#doc.outline.addItem(this.#page.title);
    this.#doc.font('bold').fontSize(24).text(this.#page.title, margin, margin).moveDown(0.6);
    this.#blocks(this.#page.adf.content, margin);
  }

  #blocks(nodes: readonly AdfNode[], left: number): void {
    for (const node of nodes) this.#block(node, left);
  }

  #block(node: AdfNode, left: number): void {
    const inside = node.content ?? [];
    switch (node.type) {
      case 'paragraph':
      case 'caption':
        this.#line(inlineRuns(inside), left);
        return;
      case 'heading':
        this.#doc.moveDown(0.4);
        this.#line(inlineRuns(inside).map((run) => ({ ...run, bold: true })), left, sizes[Number(node.attrs?.['level'] ?? 1) - 1] ?? bodySize);
        return;
      case 'codeBlock':
        this.#doc.font('code').fontSize(9).fillColor('#222').text(inside.map(({ text = '' }) => text).join(''), left + 8, this.#doc.y, { width: this.#width(left + 8) }).fillColor('black').moveDown(0.5);
        return;
      case 'rule':
        this.#doc.moveTo(left, this.#doc.y).lineTo(left + this.#width(left), this.#doc.y).strokeColor('#999').stroke().moveDown(0.5);
        return;
      case 'bulletList':
      case 'orderedList':
        inside.forEach((item, index) => { this.#item(node.type === 'bulletList' ? '•' : `${String(Number(node.attrs?.['order'] ?? 1) + index)}.`, item.content ?? [], left); });
        return;
      case 'taskItem':
      case 'decisionItem':
        this.#item(node.type === 'decisionItem' ? '⤷' : node.attrs?.['state'] === 'DONE' ? '☑' : '☐', [{ type: 'paragraph', content: inside }], left);
        return;
      case 'panel':
      case 'blockquote':
        this.#framed(() => { this.#blocks(inside, left + 12); }, left);
        return;
      case 'expand':
      case 'nestedExpand':
        this.#line([{ ...plain(String(node.attrs?.['title'] ?? '')), bold: true }], left);
        this.#blocks(inside, left + 12);
        return;
      case 'table':
        this.#table(node, left);
        return;
      case 'media':
        this.#picture(node, left);
        return;
      case 'extension':
        if (isContents(node)) for (const { level, node: heading } of headingsOf(this.#page)) this.#line(inlineRuns(heading.content ?? []), left + (level - 1) * 12);
        else this.#line([plain(adfToText({ version: 1, type: 'doc', content: [node] }))], left);
        return;
      default:
        if (inside.length > 0) this.#blocks(inside, left);
        else this.#line(inlineRuns([node]), left);
    }
  }

  #width(left: number): number {
    return this.#doc.page.width - margin - left;
  }

  /** Runs follow each other on the line; the last one ends it. */
  #line(runs: readonly Run[], left: number, size: number = bodySize): void {
    const doc = this.#doc;
    if (runs.length === 0) {
      doc.moveDown(0.5);
      return;
    }
    runs.forEach((run, index) => {
      const continued = index < runs.length - 1;
      doc.font(run.code ? 'code' : run.bold ? 'bold' : run.italic ? 'italic' : 'plain').fontSize(run.raised === null ? size : size * 0.7).fillColor(run.href === null ? 'black' : '#0b5cad');
      const options = { continued, underline: run.underline || run.href !== null, strike: run.strike, link: run.href };
      if (index === 0) doc.text(run.text, left, doc.y, { ...options, width: this.#width(left) });
      else doc.text(run.text, options);
    });
    doc.fillColor('black').moveDown(0.35);
  }

  #item(sign: string, content: readonly AdfNode[], left: number): void {
    const doc = this.#doc;
    if (doc.y > doc.page.height - margin - bodySize * 2) doc.addPage();
    const top = doc.y;
    doc.font('plain').fontSize(bodySize).text(sign, left, top, { lineBreak: false });
    doc.y = top;
    this.#blocks(content.length === 0 ? [{ type: 'paragraph' }] : content, left + 20);
  }

  #framed(write: () => void, left: number): void {
    const doc = this.#doc;
    const [top, page] = [doc.y, doc.page];
    write();
    const bottom = doc.page === page ? doc.y : doc.y; // a frame over a page break is drawn on its last page
    doc.moveTo(left + 3, doc.page === page ? top : margin).lineTo(left + 3, bottom).lineWidth(3).strokeColor('#888').stroke().lineWidth(1);
  }

  #table(table: AdfNode, left: number): void {
    const doc = this.#doc;
    const rows = (table.content ?? []).map((row) => row.content ?? []);
    const columns = Math.max(1, ...rows.map((cells) => cells.reduce((sum, cell) => sum + Math.max(1, Number(cell.attrs?.['colspan'] ?? 1)), 0)));
    const column = this.#width(left) / columns;
    for (const cells of rows) {
      const drawn = cells.map((cell) => ({ header: cell.type === 'tableHeader', text: adfToText({ version: 1, type: 'doc', content: cell.content ?? [] }), span: Math.max(1, Number(cell.attrs?.['colspan'] ?? 1)) }));
      const height = Math.max(18, ...drawn.map(({ text, span, header }) => doc.font(header ? 'bold' : 'plain').fontSize(9).heightOfString(text, { width: column * span - 8 }) + 8));
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

  #picture(node: AdfNode, left: number): void {
    const found = pictureOf(this.#page, node);
    const doc = this.#doc;
    if (found === undefined || (found.mediaType !== 'image/png' && found.mediaType !== 'image/jpeg')) {
      this.#line([plain(String(node.attrs?.['alt'] ?? node.attrs?.['id'] ?? ''))], left);
      return;
    }
    const size = imageSize(found.bytes);
    if (size === undefined) return;
    try {
      const scale = Math.min(1, this.#width(left) / size.width, (doc.page.height - 2 * margin) / size.height);
      if (doc.y + size.height * scale > doc.page.height - margin) doc.addPage();
      const top = doc.y;
      doc.image(found.bytes, left, top, { width: size.width * scale });
      doc.y = top + size.height * scale + 8;
    } catch {
      this.#line([plain(String(node.attrs?.['alt'] ?? ''))], left); // bytes that only claim to be a picture: its name stands there
    }
  }
}

const plain = (text: string): Run => ({ text, bold: false, italic: false, underline: false, strike: false, code: false, raised: null, href: null });
