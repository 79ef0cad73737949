/**
 * ADF to Confluence storage format, for the wiki's API and for exports. `storageToAdf` reads back what is written here:
 * converting to and fro changes nothing after the first time. What storage format has no element for is written as
 * Confluence does it, in `ac:adf-extension` with a readable fallback.
 */
import { contentOf, findMark, isRecord, numberAttr, stringAttr, type AdfDocument, type AdfMark, type AdfNode } from './adf.ts';
import { dateText } from './adf-to-text.ts';
import { draftText, macroParameters } from './draft-text.ts';
import { plainBodyKey } from './draft.ts';
import { emojiByShortName } from './emoji.ts';
import { limits } from './limits.ts';
import { parseReference } from './link-reference.ts';
import { layoutWidths } from './storage-to-adf.ts';
import { canonicalMarkup, escapeXml } from './storage-tree.ts';

export interface StorageOptions {
  /** The name of a file by the id in the document; without an answer the id is the name. */
  readonly attachmentName?: (id: string) => string | undefined;
}

export function adfToStorage(adf: AdfDocument, options: StorageOptions = {}): string {
  return new StorageWriter(options).blocks(contentOf(adf), 0);
}

type Attributes = Readonly<Record<string, string | number | undefined>>;

function tag(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes).map(([key, value]) => (value === undefined || value === '' ? '' : ` ${key}="${escapeXml(String(value))}"`));
  const start = `<${name}${written.join('')}`;
  const inside = children.join('');
  return inside === '' ? `${start} />` : `${start}>${inside}</${name}>`;
}

function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}

const panelMacros: Readonly<Record<string, string>> = { info: 'info', warning: 'note', success: 'tip', error: 'warning' };
const markTags: Readonly<Record<string, string>> = { strong: 'strong', em: 'em', strike: 'del', underline: 'u', code: 'code' };

class StorageWriter {
  private readonly options: StorageOptions;

  constructor(options: StorageOptions) {
    this.options = options;
  }

  blocks(nodes: readonly AdfNode[], depth: number): string {
    return nodes.map((one) => this.block(one, depth)).join('');
  }

  private block(one: AdfNode, depth: number): string {
    if (depth > limits.depthMax) return tag('p', {}, escapeXml(draftText(one)));
    const inside = contentOf(one);
    const below = (): string => this.blocks(inside, depth + 1);
    switch (one.type) {
      case 'paragraph':
        return element('p', { style: blockStyle(one) }, this.inline(inside));
      case 'heading':
        return element(`h${Math.min(6, Math.max(1, Math.trunc(numberAttr(one, 'level') ?? 1)))}`, { style: blockStyle(one) }, this.inline(inside));
      case 'codeBlock':
        return this.code(one);
      case 'rule':
        return '<hr />';
      case 'bulletList':
        return tag('ul', {}, below());
      case 'orderedList':
        return tag('ol', { start: numberAttr(one, 'order') === 1 ? undefined : numberAttr(one, 'order') }, below());
      case 'listItem':
        return element('li', {}, below());
      case 'taskList':
        return tag('ac:task-list', {}, tag('ac:task-list-id', {}, escapeXml(stringAttr(one, 'localId'))), below());
      case 'taskItem':
      case 'blockTaskItem':
        return this.task(one, depth);
      case 'decisionList':
        return this.decisions(one);
      case 'blockquote':
        return element('blockquote', {}, below());
      case 'panel':
        return this.panel(one, below());
      case 'expand':
      case 'nestedExpand':
        return macro('expand', {}, parameter('title', stringAttr(one, 'title')), richBody(below()));
      case 'layoutSection':
        return this.layout(one, depth);
      case 'table':
        return tag('table', { 'data-layout': stringAttr(one, 'layout') }, tag('tbody', {}, below()));
      case 'tableRow':
        return tag('tr', {}, below());
      case 'tableCell':
      case 'tableHeader':
        return element(
          one.type === 'tableHeader' ? 'th' : 'td',
          { colspan: several(one, 'colspan'), rowspan: several(one, 'rowspan'), 'data-highlight-colour': stringAttr(one, 'background') },
          below(),
        );
      case 'mediaSingle':
        return this.mediaSingle(one);
      case 'mediaGroup':
        return inside.map((child) => this.groupedFile(child)).join('');
      case 'blockCard':
      case 'embedCard':
        return this.card(one, one.type === 'blockCard' ? 'block' : 'embed');
      case 'extension':
        return this.extension(one, '');
      case 'bodiedExtension':
        return this.extension(one, richBody(below()));
      default:
        return inside.length > 0 ? below() : tag('p', {}, this.inline([one]));
    }
  }

  private code(one: AdfNode): string {
    return macro('code', {}, parameter('language', stringAttr(one, 'language')), plainBody(contentOf(one).map(draftText).join('')));
  }

  private task(one: AdfNode, depth: number): string {
    const body = one.type === 'blockTaskItem' ? this.blocks(contentOf(one), depth + 1) : element('span', {}, this.inline(contentOf(one)));
    return tag(
      'ac:task',
      {},
      tag('ac:task-id', {}, escapeXml(stringAttr(one, 'localId'))),
      tag('ac:task-status', {}, stringAttr(one, 'state') === 'DONE' ? 'complete' : 'incomplete'),
      tag('ac:task-body', {}, body),
    );
  }

  private decisions(one: AdfNode): string {
    const items = contentOf(one).map((item) =>
      adfNode('decision-item', { 'local-id': stringAttr(item, 'localId'), state: stringAttr(item, 'state') }, tag('ac:adf-content', {}, this.inline(contentOf(item)))),
    );
    const fallback = tag('ul', {}, ...contentOf(one).map((item) => element('li', {}, this.inline(contentOf(item)))));
    return tag('ac:adf-extension', {}, adfNode('decision-list', { 'local-id': stringAttr(one, 'localId') }, ...items), tag('ac:adf-fallback', {}, fallback));
  }

  private panel(one: AdfNode, body: string): string {
    const type = stringAttr(one, 'panelType');
    const name = panelMacros[type];
    if (name) return macro(name, {}, richBody(body));
    const colour = stringAttr(one, 'panelColor');
    const icons = { 'panel-icon': stringAttr(one, 'panelIcon'), 'panel-icon-id': stringAttr(one, 'panelIconId'), 'panel-icon-text': stringAttr(one, 'panelIconText') };
    if (type === 'custom' && Object.values(icons).every((value) => value === '') && /^#[0-9a-f]{6}$|^$/.test(colour)) return macro('panel', {}, parameter('bgColor', colour), richBody(body));
    const node = adfNode('panel', { 'panel-type': type, ...icons, 'panel-color': colour }, tag('ac:adf-content', {}, body));
    return tag('ac:adf-extension', {}, node, tag('ac:adf-fallback', {}, tag('div', { class: 'panel' }, body)));
  }

  private layout(one: AdfNode, depth: number): string {
    const columns = contentOf(one);
    const widths = columns.map((column) => numberAttr(column, 'width') ?? 0);
    const named = [...layoutWidths].find(([, known]) => known.length === widths.length && known.every((width, index) => width === widths[index]))?.[0];
    const cells = columns.map((column, index) => element('ac:layout-cell', { 'ac:width': named ? undefined : widths[index] }, this.blocks(contentOf(column), depth + 2)));
    const mode = findMark(one, 'breakout');
    // A section of one column has no equal in storage format: its content stands by itself there.
    const type = named ?? (columns.length === 1 ? 'single' : 'fixed-width');
    return tag('ac:layout', {}, tag('ac:layout-section', { 'ac:type': type, 'ac:breakout-mode': mode && stringAttr(mode, 'mode') }, ...cells));
  }

  private mediaSingle(one: AdfNode): string {
    const media = contentOf(one).find((child) => child.type === 'media');
    const caption = contentOf(one).find((child) => child.type === 'caption');
    if (!media) return '';
    const words = caption ? tag('ac:caption', {}, element('p', {}, this.inline(contentOf(caption)))) : '';
    const image = this.picture(media, { 'ac:layout': stringAttr(one, 'layout') || 'center' }, words);
    return this.linked(media.marks ?? one.marks, one.marks ?? media.marks, image);
  }

  /** Marks of a picture: only its link can be written. */
  private linked(marks: readonly AdfMark[] | undefined, others: readonly AdfMark[] | undefined, image: string): string {
    const link = [...(marks ?? []), ...(others ?? [])].find((mark) => mark.type === 'link');
    return link ? openLink(link, image) : image;
  }

  private picture(media: AdfNode, attributes: Attributes, inside: string): string {
    const own = { ...attributes, 'ac:width': numberAttr(media, 'width'), 'ac:height': numberAttr(media, 'height'), 'ac:alt': stringAttr(media, 'alt') };
    const resource = stringAttr(media, 'type') === 'external' ? tag('ri:url', { 'ri:value': stringAttr(media, 'url') }) : this.attachment(media);
    return tag('ac:image', own, resource, inside);
  }

  private attachment(media: AdfNode): string {
    const id = stringAttr(media, 'id');
    const owner = new URLSearchParams(stringAttr(media, 'collection'));
    const title = owner.get('title');
    const page = title ? tag('ri:page', { 'ri:content-title': title, 'ri:space-key': owner.get('spaceKey') ?? undefined }) : '';
    return tag('ri:attachment', { 'ri:filename': this.options.attachmentName?.(id) ?? id }, page);
  }

  private groupedFile(media: AdfNode): string {
    if (stringAttr(media, 'type') === 'external') return this.picture(media, { 'ac:layout': 'center' }, '');
    return macro('view-file', {}, tag('ac:parameter', { 'ac:name': 'name' }, this.attachment(media)));
  }

  private card(one: AdfNode, appearance: string): string {
    const url = stringAttr(one, 'url');
    if (url === '') return tag('p', {}, escapeXml(draftText(one)));
    return tag('a', { href: url, 'data-card-appearance': appearance, 'data-width': appearance === 'embed' ? numberAttr(one, 'width') : undefined }, escapeXml(url));
  }

  private extension(one: AdfNode, body: string): string {
    const metadata = macroMetadata(one);
    const parameters = macroParameters(one).filter(([name]) => name !== plainBodyKey);
    const plain = macroParameters(one).find(([name]) => name === plainBodyKey)?.[1];
    const written = parameters.map(([name, value, markup]) => (markup === undefined ? keptParameter(name, value) : tag('ac:parameter', { 'ac:name': name }, canonicalMarkup(markup))));
    return macro(stringAttr(one, 'extensionKey'), metadata, ...written, plain === undefined ? '' : plainBody(plain), body);
  }

  inline(nodes: readonly AdfNode[]): string {
    return nodes.map((one) => this.marked(one)).join('');
  }

  private marked(one: AdfNode): string {
    return (one.marks ?? []).reduceRight((inside, mark) => writeMark(mark, inside), this.inlineNode(one));
  }

  private inlineNode(one: AdfNode): string {
    switch (one.type) {
      case 'text':
        return escapeXml(one.text ?? '').replaceAll('\n', '<br />');
      case 'hardBreak':
        return '<br />';
      case 'mention':
        return tag('ac:link', {}, tag('ri:user', { 'ri:account-id': stringAttr(one, 'id') }));
      case 'emoji':
        return emoticon(one);
      case 'date':
        return tag('time', { datetime: dateText(one) });
      case 'status':
        return macro(
          'status',
          {},
          parameter('title', stringAttr(one, 'text')),
          parameter('colour', capital(stringAttr(one, 'color') === 'neutral' ? 'grey' : stringAttr(one, 'color'))),
          stringAttr(one, 'style') === 'subtle' ? parameter('subtle', 'true') : '',
        );
      case 'placeholder':
        return element('ac:placeholder', {}, escapeXml(stringAttr(one, 'text')));
      case 'inlineCard':
        return this.card(one, 'inline');
      case 'mediaInline':
        return stringAttr(one, 'type') === 'image' ? this.picture(one, { 'ac:inline': 'true' }, '') : tag('ac:link', {}, this.attachment(one));
      case 'inlineExtension':
        return this.extension(one, '');
      default:
        return escapeXml(draftText(one));
    }
  }
}

/** Like `tag`, for elements that are never written as empty. */
function element(name: string, attributes: Attributes, inside: string): string {
  return inside === '' ? tag(name, attributes, ' ').replace('> <', '><') : tag(name, attributes, inside);
}

function macro(name: string, attributes: Attributes, ...inside: readonly string[]): string {
  return tag('ac:structured-macro', { 'ac:name': name, ...attributes }, ...inside);
}

/** A parameter of a macro that we write ourselves: left out when it is empty. */
function parameter(name: string, value: string): string {
  return value === '' ? '' : keptParameter(name, value);
}

function keptParameter(name: string, value: string): string {
  return `<ac:parameter ac:name="${escapeXml(name)}">${escapeXml(value)}</ac:parameter>`;
}

function richBody(inside: string): string {
  return element('ac:rich-text-body', {}, inside);
}

function plainBody(text: string): string {
  return tag('ac:plain-text-body', {}, cdata(text));
}

function adfNode(type: string, attributes: Readonly<Record<string, string>>, ...inside: readonly string[]): string {
  const written = Object.entries(attributes).map(([key, value]) => (value === '' ? '' : tag('ac:adf-attribute', { key }, escapeXml(value))));
  return tag('ac:adf-node', { type }, ...written, ...inside);
}

function macroMetadata(one: AdfNode): Attributes {
  const parameters = one.attrs?.['parameters'];
  const metadata = isRecord(parameters) ? parameters['macroMetadata'] : undefined;
  const held = (name: string): string | undefined => {
    const entry = isRecord(metadata) ? metadata[name] : undefined;
    const value = isRecord(entry) ? entry['value'] : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  return { 'ac:schema-version': held('schemaVersion'), 'ac:macro-id': held('macroId') };
}

function blockStyle(one: AdfNode): string | undefined {
  const align = findMark(one, 'alignment');
  const indentation = findMark(one, 'indentation');
  const parts = [
    align ? `text-align: ${stringAttr(align, 'align') === 'end' ? 'right' : 'center'};` : '',
    indentation ? `margin-left: ${(numberAttr(indentation, 'level') ?? 1) * 30}.0px;` : '',
  ];
  return parts.join('') || undefined;
}

function several(one: AdfNode, name: string): number | undefined {
  const count = numberAttr(one, name);
  return count !== undefined && count > 1 ? count : undefined;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function emoticon(one: AdfNode): string {
  const shortName = stringAttr(one, 'shortName');
  const known = emojiByShortName(shortName);
  const isPlain = known?.storageName !== undefined && stringAttr(one, 'id') === '' && stringAttr(one, 'text') === known.character;
  if (isPlain) return tag('ac:emoticon', { 'ac:name': known.storageName });
  return tag('ac:emoticon', {
    'ac:name': known?.storageName ?? 'blue-star',
    'ac:emoji-shortname': shortName,
    'ac:emoji-id': stringAttr(one, 'id'),
    'ac:emoji-fallback': stringAttr(one, 'text'),
  });
}

function writeMark(mark: AdfMark, inside: string): string {
  const name = markTags[mark.type];
  if (name) return tag(name, {}, inside);
  switch (mark.type) {
    case 'subsup':
      return tag(stringAttr(mark, 'type') === 'sup' ? 'sup' : 'sub', {}, inside);
    case 'textColor':
      return tag('span', { style: `color: ${stringAttr(mark, 'color')};` }, inside);
    case 'backgroundColor':
      return tag('span', { style: `background-color: ${stringAttr(mark, 'color')};` }, inside);
    case 'annotation':
      return tag('ac:inline-comment-marker', { 'ac:ref': stringAttr(mark, 'id') }, inside);
    case 'link':
      return openLink(mark, inside);
    default:
      return inside;
  }
}

/** A link to a named thing is written by its name again. */
function openLink(mark: AdfMark, inside: string): string {
  const href = stringAttr(mark, 'href');
  const title = stringAttr(mark, 'title');
  const target = parseReference(href);
  const link = (resource: string, anchor?: string): string => tag('ac:link', { 'ac:anchor': anchor, 'ac:tooltip': title }, resource, tag('ac:link-body', {}, inside));
  switch (target?.kind) {
    case 'page': {
      const name = target.postingDay === undefined ? 'ri:page' : 'ri:blog-post';
      return link(tag(name, { 'ri:space-key': target.spaceKey, 'ri:content-title': target.title, 'ri:posting-day': target.postingDay }), target.anchor);
    }
    case 'content':
      return link(tag('ri:content-entity', { 'ri:content-id': target.id }), target.anchor);
    case 'space':
      return link(tag('ri:space', { 'ri:space-key': target.spaceKey }));
    case 'user':
      return link(tag('ri:user', { 'ri:account-id': target.id }));
    case 'attachment': {
      const page = target.title === undefined ? '' : tag('ri:page', { 'ri:space-key': target.spaceKey, 'ri:content-title': target.title });
      return link(tag('ri:attachment', { 'ri:filename': target.fileName }, page));
    }
    case undefined:
      return tag('a', { href, title }, inside);
  }
}
