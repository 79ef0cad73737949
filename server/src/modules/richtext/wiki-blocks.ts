/**
 * Jira and old Confluence wiki markup to ADF, block by block: headings, quotes, rules, nested lists, tables,
 * paragraphs with line breaks. Macros were taken out before (wiki-scan.ts); phrases are read after (wiki-inline.ts).
 * Takes any text, never throws, cost linear in its length.
 */
import { cleanText, type AdfDocument, type AdfMark } from './adf.ts';
import { node, type Draft } from './draft.ts';
import { fitDocument } from './fit-document.ts';
import { limits } from './limits.ts';
import type { Resolvers } from './resolvers.ts';
import { wikiInline, type InlineContext } from './wiki-inline.ts';
import { convertWikiMacro } from './wiki-macros.ts';
import { scanMacros, type ScannedMacro } from './wiki-scan.ts';
import { rowCells } from './wiki-table.ts';

export interface WikiOptions extends Resolvers {
  /** In Confluence, a name in brackets is a page; in Jira it is text. */
  readonly dialect?: 'jira' | 'confluence';
}

/** Never throws. The document is valid unless the source is larger than a document may be. */
export function jiraMarkupToAdf(markup: string, options: WikiOptions = {}): AdfDocument {
  return fitDocument(jiraMarkupToDrafts(markup, options));
}

export function jiraMarkupToDrafts(markup: string, options: WikiOptions): readonly Draft[] {
  const scan = scanMacros(cleanText(markup).replace(/\r\n?/g, '\n'));
  return new WikiConverter(scan.macros, options).blocks(scan.text, 0);
}

interface ListItem {
  readonly kind: 'bulletList' | 'orderedList';
  readonly level: number;
  readonly text: string;
}

class WikiConverter {
  private readonly macros: readonly ScannedMacro[];
  private readonly inlineContext: InlineContext;
  private depth = 0;

  constructor(macros: readonly ScannedMacro[], options: WikiOptions) {
    this.macros = macros;
    this.inlineContext = {
      resolvers: options,
      dialect: options.dialect ?? 'jira',
      macro: (index, marks) => this.macro(index, marks),
    };
  }

  blocks(text: string, depth: number): readonly Draft[] {
    const outer = this.depth;
    this.depth = depth;
    const source = text.split('\n');
    const out: Draft[] = [];
    let at = 0;
    while (at < source.length) {
      const line = source[at] ?? '';
      const kind = startsRow(source, at) ? 'table' : lineKind(line);
      if (kind === 'list') at = this.list(source, at, out);
      else if (kind === 'table') at = this.table(source, at, out);
      else if (kind === 'paragraph') at = this.paragraph(source, at, out);
      else {
        if (kind !== 'blank') out.push(this.single(line, kind));
        at += 1;
      }
    }
    this.depth = outer;
    return out;
  }

  private inline(text: string, marks: readonly AdfMark[] = []): readonly Draft[] {
    return wikiInline(text, this.inlineContext, marks);
  }

  private macro(index: number, marks: readonly AdfMark[]): readonly Draft[] {
    const macro = this.macros[index];
    if (!macro) return [];
    const depth = this.depth + 1;
    return convertWikiMacro(macro, {
      resolvers: this.inlineContext.resolvers,
      marks,
      inline: (body, inner) => this.inline(body, inner),
      blocks: (body) => (depth > limits.sourceDepthMax ? this.inline(body) : this.blocks(body, depth)),
    });
  }

  /** A block of exactly one line. */
  private single(line: string, kind: 'heading' | 'quote' | 'rule'): Draft {
    const trimmed = line.trimStart();
    if (kind === 'rule') return { type: 'rule' };
    const words = this.inline(trimmed.slice(3).trim());
    return kind === 'quote' ? node('blockquote', [node('paragraph', words)]) : node('heading', words, { level: Number(trimmed.charAt(1)) });
  }

  private paragraph(source: readonly string[], start: number, out: Draft[]): number {
    let end = start + 1;
    while (end < source.length && lineKind(source[end] ?? '') === 'paragraph') end += 1;
    out.push(node('paragraph', this.inline(source.slice(start, end).map((line) => line.trim()).join('\n'))));
    return end;
  }

  /** Lines that follow an item without a sign of their own belong to it. */
  private list(source: readonly string[], start: number, out: Draft[]): number {
    const items: ListItem[] = [];
    let at = start;
    while (at < source.length) {
      const line = source[at] ?? '';
      const kind = lineKind(line);
      if (kind !== 'list' && (kind !== 'paragraph' || items.length === 0)) break;
      const own = kind === 'list' ? readListItem(line) : undefined;
      let end = at + 1;
      while (end < source.length && lineKind(source[end] ?? '') === 'paragraph') end += 1;
      if (own) items.push({ ...own, text: [own.text, ...source.slice(at + 1, end).map((more) => more.trim())].join('\n') });
      at = end;
    }
    for (const list of nestItems(items, (text) => this.inline(text))) out.push(list);
    return at;
  }

  private table(source: readonly string[], start: number, out: Draft[]): number {
    const rows: Draft[] = [];
    let at = start;
    while (startsRow(source, at)) {
      const parts = [(source[at] ?? '').trim()];
      at += 1;
      // A row that does not end with a bar goes on in the next lines.
      while (at < source.length && !parts.at(-1)?.endsWith('|') && !['blank', 'table'].includes(lineKind(source[at] ?? ''))) {
        parts.push((source[at] ?? '').trim());
        at += 1;
      }
      const cells = rowCells(parts.join('\n'));
      rows.push(node('tableRow', cells.map((cell) => node(cell.isHeader ? 'tableHeader' : 'tableCell', this.blocks(cell.text, this.depth)))));
    }
    out.push(node('table', rows));
    return at;
  }
}

type LineKind = 'blank' | 'rule' | 'heading' | 'quote' | 'list' | 'table' | 'paragraph';

function lineKind(line: string): LineKind {
  const trimmed = line.trimStart();
  switch (trimmed.charAt(0)) {
    case '':
      return 'blank';
    case '-':
      if (/^-{4,}\s*$/.test(trimmed)) return 'rule';
      return readListItem(line) ? 'list' : 'paragraph';
    case '*':
    case '#':
      return readListItem(line) ? 'list' : 'paragraph';
    case 'h':
      return /^h[1-6]\.(?:\s|$)/.test(trimmed) ? 'heading' : 'paragraph';
    case 'b':
      return /^bq\.(?:\s|$)/.test(trimmed) ? 'quote' : 'paragraph';
    case '|':
      return trimmed.indexOf('|', 1) > 0 ? 'table' : 'paragraph';
    default:
      return 'paragraph';
  }
}

/** A row, also one whose first cell goes on in the next lines. Those lines are looked at once: they become the row or a paragraph. */
function startsRow(source: readonly string[], at: number): boolean {
  const line = source[at]?.trim() ?? '';
  if (!line.startsWith('|')) return false;
  if (lineKind(line) === 'table') return true;
  if (/^\|+$/.test(line)) return false;
  for (let next = at + 1; next < source.length; next += 1) {
    const more = source[next]?.trim() ?? '';
    if (more === '' || more.startsWith('|')) return false;
    if (more.endsWith('|')) return true;
  }
  return false;
}

function readListItem(line: string): ListItem | undefined {
  const found = /^\s*([*#-]{1,40})\s+(?=\S)/.exec(line);
  const signs = found?.[1];
  if (!found || signs === undefined || (signs.length > 2 && /^-+$/.test(signs) && signs.length === 3)) return undefined;
  return { kind: signs.endsWith('#') ? 'orderedList' : 'bulletList', level: signs.length, text: line.slice(found[0].length).trim() };
}

interface OpenList {
  readonly kind: string;
  readonly items: Draft[];
  /** The content of the newest item, to which a deeper list is added. */
  last: Draft[];
}

/** Items with levels to lists in lists. A level may be skipped downwards; the item then hangs one below its predecessor. */
function nestItems(items: readonly ListItem[], words: (text: string) => readonly Draft[]): readonly Draft[] {
  const out: Draft[] = [];
  const open: OpenList[] = [];
  for (const item of items) {
    const level = Math.min(item.level, open.length + 1, limits.sourceDepthMax);
    open.length = Math.min(open.length, level);
    if (open.length === level && open[level - 1]?.kind !== item.kind) open.length = level - 1;
    if (open.length < level) {
      const content: Draft[] = [];
      (open.at(-1)?.last ?? out).push(node(item.kind, content));
      open.push({ kind: item.kind, items: content, last: [] });
    }
    const own: Draft[] = [node('paragraph', words(item.text))];
    const list = open.at(-1);
    list?.items.push(node('listItem', own));
    if (list) list.last = own;
  }
  return out;
}

