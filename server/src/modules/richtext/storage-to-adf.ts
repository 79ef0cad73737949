/**
 * Confluence storage format to ADF. Elements that mean something become the node that means the same; all others give
 * their content, so no words are lost. Names of pages, people and files are resolved by the caller or kept.
 */
import { cleanText, stringAttr, type AdfDocument, type AdfMark, type Attributes } from './adf.ts';
import { parseColour } from './colour.ts';
import { codeBlock, flowing, hardBreak, isSomething, leaf, linkedText, mark, node, text, withMark, type Draft } from './draft.ts';
import { fitDocument } from './fit-document.ts';
import { externalPicture, linkMark, pixels } from './named-things.ts';
import type { Resolvers } from './resolvers.ts';
import { convertLink } from './storage-links.ts';
import { convertEmoticon, convertImage } from './storage-pictures.ts';
import { convertMacro } from './storage-macros.ts';
import { childNamed, elementChildren, isRaw, parseTree, treeText, type TreeElement, type TreeNode } from './storage-tree.ts';

/** Never throws. The document is valid unless the source is larger than a document may be. */
export function storageToAdf(xhtml: string, resolvers: Resolvers = {}): AdfDocument {
  return fitDocument(flowing(new StorageConverter(resolvers).children(parseTree(xhtml), [])));
}

const markElements: ReadonlyMap<string, AdfMark> = new Map([
  ['strong', mark('strong')],
  ['b', mark('strong')],
  ['em', mark('em')],
  ['i', mark('em')],
  ['cite', mark('em')],
  ['dfn', mark('em')],
  ['u', mark('underline')],
  ['ins', mark('underline')],
  ['s', mark('strike')],
  ['del', mark('strike')],
  ['strike', mark('strike')],
  ['sub', mark('subsup', { type: 'sub' })],
  ['sup', mark('subsup', { type: 'sup' })],
  ['code', mark('code')],
  ['tt', mark('code')],
  ['kbd', mark('code')],
  ['samp', mark('code')],
]);

class StorageConverter {
  private readonly resolvers: Resolvers;
  private taskCount = 0;

  constructor(resolvers: Resolvers) {
    this.resolvers = resolvers;
  }

  children(element: TreeElement, marks: readonly AdfMark[]): readonly Draft[] {
    const out: Draft[] = [];
    for (const child of element.children) for (const draft of this.convert(child, marks)) out.push(draft);
    return out;
  }

  private convert(child: TreeNode, marks: readonly AdfMark[]): readonly Draft[] {
    if (child.kind === 'text') {
      return child.value === '' ? [] : [text(cleanText(child.value), marks)];
    }
    const added = markElements.get(child.name);
    if (added) return this.children(child, [...marks, added]);
    return child.name.startsWith('ac:') ? this.product(child, marks) : this.html(child, marks);
  }

  /** Elements of XHTML. */
  private html(element: TreeElement, marks: readonly AdfMark[]): readonly Draft[] {
    switch (element.name) {
      case 'p':
        return [this.paragraph(element, marks)];
      case 'h1':
      case 'h2':
      case 'h3':
      case 'h4':
      case 'h5':
      case 'h6':
        return [{ ...node('heading', this.children(element, marks), { level: Number(element.name.slice(1)) }), marks: blockMarks(element) }];
      case 'span':
      case 'font':
        return this.children(element, [...marks, ...styleMarks(element)]);
      case 'br':
        return [hardBreak];
      case 'hr':
        return [{ type: 'rule' }];
      case 'a':
        return this.anchor(element, marks);
      case 'img':
        return [this.htmlPicture(element)];
      case 'pre':
        return [codeBlock(treeText(element))];
      case 'blockquote':
        return [node('blockquote', this.children(element, marks))];
      case 'ul':
        return [node('bulletList', this.items(element, marks))];
      case 'ol': {
        const start = Number(element.attributes.get('start') ?? '1');
        return [node('orderedList', this.items(element, marks), Number.isInteger(start) && start >= 0 && start !== 1 ? { order: start } : undefined)];
      }
      case 'li':
        return [node('listItem', this.children(element, marks))];
      case 'dt':
        return [node('paragraph', this.children(element, [...marks, mark('strong')]))];
      case 'dd':
        return [node('paragraph', this.children(element, marks))];
      case 'table':
        return this.table(element, marks);
      case 'div':
        // Layouts before Confluence 5.2.
        return /(?:^| )columnLayout(?: |$)/.test(element.attributes.get('class') ?? '') ? [this.layout(element, marks)] : this.other(element, marks);
      case 'time':
        return this.time(element, marks);
      default:
        return this.other(element, marks);
    }
  }

  private other(element: TreeElement, marks: readonly AdfMark[]): readonly Draft[] {
    if (isRaw(element)) return [codeBlock(treeText(element), element.name === 'style' ? 'css' : 'javascript')];
    const inside = this.children(element, marks);
    return isBlockElement(element.name) ? [node('group', inside)] : inside;
  }

  /** Elements of Confluence. */
  private product(element: TreeElement, marks: readonly AdfMark[]): readonly Draft[] {
    const context = { resolvers: this.resolvers, marks, convert: (inside: TreeElement, inner: readonly AdfMark[]) => this.children(inside, inner) };
    switch (element.name) {
      case 'ac:structured-macro':
      case 'ac:macro':
        return convertMacro(element, context);
      case 'ac:link':
        return convertLink(element, context);
      case 'ac:image':
        return convertImage(element, context);
      case 'ac:emoticon':
        return [convertEmoticon(element)];
      case 'ac:task-list':
        return [this.taskList(element, marks)];
      case 'ac:layout-section':
        return [this.layout(element, marks)];
      case 'ac:placeholder':
        return [leaf('placeholder', { text: cleanText(treeText(element)) })];
      case 'ac:inline-comment-marker': {
        const id = cleanText(element.attributes.get('ac:ref') ?? '');
        return this.children(element, id === '' ? marks : [...marks, mark('annotation', { id, annotationType: 'inlineComment' })]);
      }
      case 'ac:adf-extension':
        return this.adfExtension(element, marks);
      default:
        return this.children(element, marks);
    }
  }

  private paragraph(element: TreeElement, marks: readonly AdfMark[]): Draft {
    return { ...node('paragraph', this.children(element, marks)), marks: blockMarks(element) };
  }

  private anchor(element: TreeElement, marks: readonly AdfMark[]): readonly Draft[] {
    const href = element.attributes.get('href') ?? '';
    const inside = this.children(element, marks);
    const link = linkMark(href, element.attributes.get('title'));
    if (!link) return href === '' || treeText(element).trim() !== '' ? inside : [...inside, text(cleanText(href), marks)];
    const card = element.attributes.get('data-card-appearance');
    const url = stringAttr(link, 'href');
    if (card === 'inline') return [leaf('inlineCard', { url })];
    if (card === 'block') return [leaf('blockCard', { url })];
    if (card === 'embed') return [leaf('embedCard', { url, layout: 'center', ...percent(element.attributes.get('data-width')) })];
    return inside.length > 0 ? withMark(inside, link) : [linkedText(url, link, marks)];
  }

  private htmlPicture(element: TreeElement): Draft {
    const alt = element.attributes.get('alt') ?? '';
    return externalPicture(element.attributes.get('src') ?? alt, sized(element.attributes.get('width'), element.attributes.get('height'), alt));
  }

  private items(element: TreeElement, marks: readonly AdfMark[]): readonly Draft[] {
    return this.children(element, marks).filter(isSomething);
  }

  private table(element: TreeElement, marks: readonly AdfMark[]): readonly Draft[] {
    const rows: Draft[] = [];
    const outside: Draft[] = [];
    const visit = (parent: TreeElement): void => {
      for (const child of parent.children) {
        if (child.kind === 'element' && ['tbody', 'thead', 'tfoot'].includes(child.name)) visit(child);
        else if (child.kind === 'element' && child.name === 'tr') rows.push(this.row(child, marks));
        else if (child.kind === 'element' && (child.name === 'td' || child.name === 'th')) rows.push(node('tableRow', [this.cell(child, marks)]));
        else if (!(child.kind === 'element' && child.name === 'colgroup')) outside.push(...this.convert(child, marks));
      }
    };
    visit(element);
    const layout = element.attributes.get('data-layout') ?? '';
    const known = ['wide', 'full-width', 'center', 'align-end', 'align-start'].includes(layout);
    return [node('group', outside), node('table', rows, known ? { layout } : undefined)];
  }

  private row(element: TreeElement, marks: readonly AdfMark[]): Draft {
    const cells: Draft[] = [];
    const stray: Draft[] = [];
    for (const child of element.children) {
      if (child.kind === 'element' && (child.name === 'td' || child.name === 'th')) cells.push(this.cell(child, marks));
      else stray.push(...this.convert(child, marks));
    }
    const hasWords = stray.some(isSomething);
    return node('tableRow', hasWords ? [...cells, node('tableCell', stray)] : cells);
  }

  private cell(element: TreeElement, marks: readonly AdfMark[]): Draft {
    const colspan = span(element.attributes.get('colspan'));
    const rowspan = span(element.attributes.get('rowspan'));
    const background = parseColour(element.attributes.get('data-highlight-colour') ?? styleValue(element, 'background-color') ?? styleValue(element, 'background') ?? '');
    const attributes: Attributes = { ...(colspan && { colspan }), ...(rowspan && { rowspan }), ...(background && { background }) };
    const type = element.name === 'th' ? 'tableHeader' : 'tableCell';
    return node(type, this.children(element, marks), Object.keys(attributes).length > 0 ? attributes : undefined);
  }

  private time(element: TreeElement, marks: readonly AdfMark[]): readonly Draft[] {
    const written = element.attributes.get('datetime') ?? '';
    const at = /^\d{4}-\d{2}-\d{2}$/.test(written) ? Date.parse(`${written}T00:00:00Z`) : Number.NaN;
    if (Number.isNaN(at)) return treeText(element).trim() === '' && written !== '' ? [text(cleanText(written), marks)] : this.children(element, marks);
    return [leaf('date', { timestamp: String(at) })];
  }

  private taskList(element: TreeElement, marks: readonly AdfMark[]): Draft {
    const listId = childNamed(element, 'ac:task-list-id');
    const items: Draft[] = [];
    for (const child of element.children) {
      if (child === listId) continue;
      if (child.kind === 'element' && child.name === 'ac:task') items.push(this.task(child, marks));
      else items.push(...this.convert(child, marks).filter(isSomething));
    }
    this.taskCount += 1;
    return node('taskList', items, { localId: listId ? cleanText(treeText(listId).trim()) : `list-${this.taskCount}` });
  }

  private task(element: TreeElement, marks: readonly AdfMark[]): Draft {
    const id = childNamed(element, 'ac:task-id');
    const state = childNamed(element, 'ac:task-status');
    const known = new Set<TreeNode | undefined>([id, state, childNamed(element, 'ac:task-uuid')]);
    const body = element.children.filter((child) => !known.has(child)).flatMap((child) => this.convert(child, marks));
    this.taskCount += 1;
    const done = state !== undefined && treeText(state).trim() === 'complete';
    return node('taskItem', body, { localId: id ? cleanText(treeText(id).trim()) : `task-${this.taskCount}`, state: done ? 'DONE' : 'TODO' });
  }

  private layout(element: TreeElement, marks: readonly AdfMark[]): Draft {
    const widths = layoutWidths.get(element.attributes.get('ac:type') ?? '');
    const cells = elementChildren(element).filter((child) => child.name === 'ac:layout-cell' || /(?:^| )cell(?: |$)/.test(child.attributes.get('class') ?? ''));
    if (cells.length < 2) return node('group', this.children(element, marks));
    const mode = element.attributes.get('ac:breakout-mode') ?? '';
    const section = node(
      'layoutSection',
      cells.map((cell, index) => {
        const width = Number(cell.attributes.get('ac:width') ?? widths?.[index] ?? Number.NaN);
        return node('layoutColumn', this.children(cell, marks), Number.isFinite(width) ? { width } : {});
      }),
    );
    return mode === 'wide' || mode === 'full-width' ? { ...section, marks: [mark('breakout', { mode })] } : section;
  }

  /** Nodes that only ADF has: decisions and panels of further kinds. Everything else in this wrapper has a fallback. */
  private adfExtension(element: TreeElement, marks: readonly AdfMark[]): readonly Draft[] {
    const drafts = elementChildren(element).filter((child) => child.name === 'ac:adf-node').flatMap((child) => this.adfNode(child, marks));
    if (drafts.length > 0) return drafts;
    return this.children(childNamed(element, 'ac:adf-fallback') ?? element, marks);
  }

  private adfNode(element: TreeElement, marks: readonly AdfMark[]): readonly Draft[] {
    const attributes = new Map(
      elementChildren(element).filter((child) => child.name === 'ac:adf-attribute').map((child) => [child.attributes.get('key') ?? '', cleanText(treeText(child))]),
    );
    const nested = elementChildren(element).filter((child) => child.name === 'ac:adf-node').flatMap((child) => this.adfNode(child, marks));
    const contents = elementChildren(element).filter((child) => child.name === 'ac:adf-content').flatMap((child) => this.children(child, marks));
    const inside = [...nested, ...contents];
    switch (element.attributes.get('type')) {
      case 'panel': {
        const panelType = attributes.get('panel-type') ?? 'info';
        const kept = ['panel-icon', 'panel-icon-id', 'panel-icon-text', 'panel-color'].flatMap((key) => {
          const value = attributes.get(key);
          return value ? [[camel(key), value] as const] : [];
        });
        return [node('panel', inside, { panelType: panelTypes.has(panelType) ? panelType : 'info', ...Object.fromEntries(kept) })];
      }
      case 'decision-list':
        return [node('decisionList', inside, { localId: attributes.get('local-id') ?? '' })];
      case 'decision-item':
        return [node('decisionItem', inside, { localId: attributes.get('local-id') ?? '', state: (attributes.get('state') ?? 'DECIDED').slice(0, 100) })];
      default:
        return inside;
    }
  }
}

const panelTypes: ReadonlySet<string> = new Set(['info', 'note', 'tip', 'warning', 'error', 'success', 'custom']);

/** Column widths of the layouts that Confluence names, in percent. */
export const layoutWidths: ReadonlyMap<string, readonly number[]> = new Map([
  ['two_equal', [50, 50]],
  ['two_left_sidebar', [33.33, 66.66]],
  ['two_right_sidebar', [66.66, 33.33]],
  ['three_equal', [33.33, 33.33, 33.33]],
  ['three_with_sidebars', [25, 50, 25]],
]);

function isBlockElement(name: string): boolean {
  return /^(?:div|section|article|header|footer|aside|main|nav|figure|figcaption|form|fieldset|dl|address|center|details|summary|caption)$/.test(name);
}

function blockMarks(element: TreeElement): readonly AdfMark[] {
  const align = styleValue(element, 'text-align') ?? element.attributes.get('align') ?? '';
  const margin = pixels(styleValue(element, 'margin-left')) ?? 0;
  return [
    ...(align === 'center' ? [mark('alignment', { align: 'center' })] : []),
    ...(align === 'right' || align === 'end' ? [mark('alignment', { align: 'end' })] : []),
    ...(margin >= 30 ? [mark('indentation', { level: Math.min(6, Math.floor(margin / 30)) })] : []),
  ];
}

function styleMarks(element: TreeElement): readonly AdfMark[] {
  const colour = parseColour(styleValue(element, 'color') ?? element.attributes.get('color') ?? '');
  const background = parseColour(styleValue(element, 'background-color') ?? '');
  const decoration = styleValue(element, 'text-decoration') ?? '';
  return [
    ...(colour ? [mark('textColor', { color: colour })] : []),
    ...(background ? [mark('backgroundColor', { color: background })] : []),
    ...(decoration.includes('line-through') ? [mark('strike')] : []),
    ...(decoration.includes('underline') ? [mark('underline')] : []),
    ...(/^(?:bold|[6-9]00)$/.test(styleValue(element, 'font-weight') ?? '') ? [mark('strong')] : []),
    ...(styleValue(element, 'font-style') === 'italic' ? [mark('em')] : []),
  ];
}

/** One declaration of the style attribute, lower case. */
function styleValue(element: TreeElement, property: string): string | undefined {
  const style = element.attributes.get('style');
  if (style === undefined || style.length > 2_000) return undefined;
  for (const declaration of style.split(';')) {
    const at = declaration.indexOf(':');
    if (at > 0 && declaration.slice(0, at).trim().toLowerCase() === property) return declaration.slice(at + 1).trim().toLowerCase();
  }
  return undefined;
}

function span(value: string | undefined): number | undefined {
  const count = Number(value ?? '1');
  return Number.isInteger(count) && count > 1 && count <= 1000 ? count : undefined;
}

function percent(value: string | undefined): { readonly width?: number } {
  const width = Number(value ?? Number.NaN);
  return width >= 0 && width <= 100 ? { width } : {};
}

function sized(width: string | undefined, height: string | undefined, alt: string): { readonly width?: number; readonly height?: number; readonly alt?: string } {
  const [wide, high] = [pixels(width), pixels(height)];
  return { ...(wide !== undefined && { width: wide }), ...(high !== undefined && { height: high }), ...(alt !== '' && { alt }) };
}

function camel(key: string): string {
  return key.replace(/-([a-z])/g, (_whole, letter: string) => letter.toUpperCase());
}
