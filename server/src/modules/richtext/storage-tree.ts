/**
 * Confluence storage format read into a small tree: XHTML with `ac:` and `ri:` elements, HTML entities, CDATA, and the
 * mistakes that real exports contain. Tolerant like a browser, but with its own bounds: depth is capped, no input is
 * worse than linear, nothing throws. What is no element (`<someone@example.org>`) stays text.
 */
import { Tokenizer } from 'htmlparser2';
import { cleanText } from './adf.ts';

export interface TreeElement {
  readonly kind: 'element';
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly TreeNode[];
}

export interface TreeText {
  readonly kind: 'text';
  readonly value: string;
  /** From CDATA: white space counts. */
  readonly verbatim: boolean;
}

export type TreeNode = TreeElement | TreeText;

interface OpenElement extends TreeElement {
  readonly children: TreeNode[];
}

const treeDepthMax = 100;
const attributesMax = 200;
const voidElements: ReadonlySet<string> = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));
const rawElements: ReadonlySet<string> = new Set(['script', 'style']);

/** An element of the first kind ends open elements of the second kind, innermost first. */
const endedBy: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['p', new Set(['p'])],
  ['li', new Set(['li', 'p'])],
  ['dt', new Set(['dt', 'dd', 'p'])],
  ['dd', new Set(['dt', 'dd', 'p'])],
  ['tr', new Set(['tr', 'td', 'th', 'p'])],
  ['td', new Set(['td', 'th', 'p'])],
  ['th', new Set(['td', 'th', 'p'])],
  ['tbody', new Set(['tbody', 'thead', 'tfoot', 'tr', 'td', 'th', 'p'])],
]);
/** The end of a formatting element does not reach through these. */
const walls: ReadonlySet<string> = new Set(['td', 'th', 'li', 'ac:rich-text-body', 'ac:link-body', 'ac:task-body', 'ac:layout-cell', 'ac:adf-content']);
const structural = /^(?:table|tbody|thead|tfoot|tr|ul|ol|ac:.*)$/;

export function parseTree(source: string): TreeElement {
  const builder = new TreeBuilder(normaliseCdata(source));
  return builder.build();
}

/** Exports inside XML write the end of a CDATA section as `]] >`; it ends the section where an `ac:` end tag follows. */
function normaliseCdata(source: string): string {
  let at = source.indexOf(']] >');
  if (at < 0) return source;
  const parts: string[] = [];
  let from = 0;
  for (; at >= 0; at = source.indexOf(']] >', at + 4)) {
    if (!source.startsWith('</ac:', at + 4)) continue;
    parts.push(source.slice(from, at), ']]>');
    from = at + 4;
  }
  parts.push(source.slice(from));
  return parts.join('');
}

class TreeBuilder {
  private readonly root: OpenElement = { kind: 'element', name: '', attributes: new Map(), children: [] };
  private readonly stack: OpenElement[] = [this.root];
  /** Elements beyond the depth cap: they leave no node, but their end tags must not end others. */
  private readonly skipped: string[] = [];
  private readonly source: string;
  private pendingText = '';
  private tagStart = 0;
  /** Everything before was read as text, tag or comment. */
  private readTo = 0;
  private tagName = '';
  private attributes = new Map<string, string>();
  private attributeName = '';
  private attributeValue = '';

  constructor(source: string) {
    this.source = source;
  }

  build(): TreeElement {
    const tokenizer = new Tokenizer(
      { decodeEntities: true, recognizeSelfClosing: true },
      {
        // Everywhere "foreign": CDATA is CDATA, and no HTML element turns what follows into raw text.
        isInForeignContext: () => true,
        ontext: (start, end) => this.addText(this.source.slice(start, end), end),
        ontextentity: (codePoint, end) => this.addText(String.fromCodePoint(codePoint), end),
        oncdata: (start, end, offset) => this.addCdata(this.source.slice(start, end - offset), end),
        onopentagname: (start, end) => this.startTag(start, end),
        onattribname: (start, end) => this.startAttribute(this.source.slice(start, end)),
        onattribdata: (start, end) => void (this.attributeValue += this.source.slice(start, end)),
        onattribentity: (codePoint) => void (this.attributeValue += String.fromCodePoint(codePoint)),
        onattribend: () => this.endAttribute(),
        onopentagend: (end) => this.openElement(end, false),
        onselfclosingtag: (end) => this.openElement(end, true),
        onclosetag: (start, end) => this.closeElement(this.source.slice(start, end).toLowerCase(), end),
        oncomment: (start, end, offset) => this.addUnended(start, end, offset),
        ondeclaration: (_start, end) => void (this.readTo = end),
        onprocessinginstruction: (_start, end) => void (this.readTo = end),
        onend: () => undefined,
      },
    );
    tokenizer.write(this.source);
    tokenizer.end();
    if (this.source[this.readTo] === '<') this.addText(this.source.slice(this.readTo), this.source.length); // a tag that never ends
    this.flushText();
    return this.root;
  }

  private addText(value: string, end: number): void {
    this.readTo = end;
    this.pendingText += value;
  }

  private addCdata(value: string, end: number): void {
    this.readTo = end;
    this.flushText();
    this.append({ kind: 'text', value: cleanText(value), verbatim: true });
  }

  /** A comment that never ends would swallow the rest of the page: then it is text. */
  private addUnended(start: number, end: number, offset: number): void {
    this.readTo = end;
    if (offset === 0 && end === this.source.length && !this.source.endsWith('>')) this.addText(this.source.slice(start), end);
  }

  private flushText(): void {
    if (this.pendingText !== '') this.append({ kind: 'text', value: cleanText(this.pendingText), verbatim: false });
    this.pendingText = '';
  }

  private append(node: TreeNode): void {
    this.stack.at(-1)?.children.push(node);
  }

  private startTag(start: number, end: number): void {
    this.tagStart = start - 1;
    this.tagName = this.source.slice(start, end).toLowerCase();
    this.attributes = new Map();
  }

  private startAttribute(name: string): void {
    this.attributeName = name.toLowerCase();
    this.attributeValue = '';
  }

  private endAttribute(): void {
    if (this.attributes.size < attributesMax && !this.attributes.has(this.attributeName)) this.attributes.set(this.attributeName, cleanText(this.attributeValue));
  }

  private openElement(end: number, selfClosing: boolean): void {
    const name = this.tagName;
    this.readTo = end + 1;
    if (!/^[a-z][a-z0-9]*(?::[a-z][a-z0-9-]*)?$/.test(name)) {
      this.addText(this.source.slice(this.tagStart, end + 1), end + 1);
      return;
    }
    this.flushText();
    const ends = endedBy.get(name);
    while (ends?.has(this.stack.at(-1)?.name ?? '')) this.stack.pop();
    const element: OpenElement = { kind: 'element', name, attributes: this.attributes, children: [] };
    if (selfClosing || voidElements.has(name)) this.append(element);
    else if (this.stack.length > treeDepthMax) this.skipped.push(name);
    else {
      this.append(element);
      this.stack.push(element);
    }
  }

  private closeElement(name: string, end: number): void {
    this.readTo = end;
    this.flushText();
    if (this.skipped.length > 0) {
      if (this.skipped.at(-1) === name) this.skipped.pop();
      return;
    }
    const through = structural.test(name);
    for (let index = this.stack.length - 1; index > 0; index -= 1) {
      const open = this.stack[index]?.name ?? '';
      if (open === name) {
        this.stack.length = index;
        return;
      }
      if (!through && walls.has(open)) return;
    }
  }
}

export function elementChildren(element: TreeElement): readonly TreeElement[] {
  return element.children.filter((child) => child.kind === 'element');
}

export function childNamed(element: TreeElement, ...names: readonly string[]): TreeElement | undefined {
  return element.children.find((child): child is TreeElement => child.kind === 'element' && names.includes(child.name));
}

/** All text below, as written. The tree is at most as deep as the builder allows. */
export function treeText(node: TreeNode): string {
  return node.kind === 'text' ? node.value : node.children.map(treeText).join('');
}

export function isRaw(element: TreeElement): boolean {
  return rawElements.has(element.name);
}

/**
 * Writes `ac:` and `ri:` elements back as markup; other elements give only their content. Used for parameters that name a page or a person,
 * and safe for markup of unknown origin: whatever comes in is read by `parseTree` first and comes out escaped.
 */
export function canonicalMarkup(markup: string): string {
  return parseTree(markup).children.map(writeNode).join('');
}

export function writeNode(node: TreeNode): string {
  if (node.kind === 'text') return escapeXml(node.value);
  const inside = node.children.map(writeNode).join('');
  if (!/^(?:ac|ri):/.test(node.name)) return inside;
  const attributes = [...node.attributes].filter(([name]) => /^(?:ac|ri):[a-z][a-z-]*$/.test(name)).map(([name, value]) => ` ${name}="${escapeXml(value)}"`);
  const start = `<${node.name}${attributes.join('')}`;
  return inside === '' ? `${start} />` : `${start}>${inside}</${node.name}>`;
}

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
