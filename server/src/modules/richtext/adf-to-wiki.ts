/**
 * ADF to Jira wiki markup, for clients of the second REST API and for exports. Signs that would mean something are
 * escaped, so that words stay words; what wiki markup cannot say (merged cells, colours behind text) is left out.
 */
import { contentOf, findMark, numberAttr, stringAttr, type AdfDocument, type AdfMark, type AdfNode } from './adf.ts';
import { dateText } from './adf-to-text.ts';
import { draftText, macroParameters } from './draft-text.ts';
import { plainBodyKey } from './draft.ts';
import { emojiByShortName, shortNameAt, typedEmojiAt } from './emoji.ts';
import { limits } from './limits.ts';
import { isWord } from './wiki-inline.ts';
import { panelColours } from './wiki-macros.ts';
import { richMacros } from './wiki-scan.ts';

export interface WikiWriteOptions {
  /** The name of a file by the id in the document; without an answer the id is the name. */
  readonly attachmentName?: (id: string) => string | undefined;
  /** The name by which markup mentions a person; without an answer `[~accountid:…]` is written. */
  readonly userName?: (accountId: string) => string | undefined;
}

export function adfToJiraMarkup(adf: AdfDocument, options: WikiWriteOptions = {}): string {
  return new WikiWriter(options).blocks(contentOf(adf), 0);
}

const phraseSigns: Readonly<Record<string, string>> = { strong: '*', em: '_', strike: '-', underline: '+' };

class WikiWriter {
  private readonly options: WikiWriteOptions;
  private isInCell = false;

  constructor(options: WikiWriteOptions) {
    this.options = options;
  }

  blocks(nodes: readonly AdfNode[], depth: number): string {
    return nodes.map((one) => this.block(one, depth)).filter((block) => block !== '').join(this.isInCell ? '\n' : '\n\n');
  }

  private block(one: AdfNode, depth: number): string {
    if (depth > limits.depthMax) return escapeLine(escapeWords(draftText(one)));
    const inside = contentOf(one);
    const below = (): string => this.blocks(inside, depth + 1);
    switch (one.type) {
      case 'paragraph':
        return escapeLine(this.inline(inside));
      case 'heading':
        return `h${Math.min(6, Math.max(1, Math.trunc(numberAttr(one, 'level') ?? 1)))}. ${this.inline(inside).replaceAll('\n', ' ')}`;
      case 'codeBlock':
        return codeMacro(stringAttr(one, 'language'), inside.map(draftText).join(''));
      case 'rule':
        return '----';
      case 'bulletList':
      case 'orderedList':
      case 'taskList':
      case 'decisionList':
        return this.list(one, '', depth);
      case 'blockquote':
        return frame('quote', '', below());
      case 'panel': {
        const colour = panelColours.get(stringAttr(one, 'panelType')) ?? stringAttr(one, 'panelColor');
        return frame('panel', /^#[0-9a-f]{6}$/i.test(colour) ? `bgColor=${colour}` : '', below());
      }
      case 'expand':
      case 'nestedExpand':
        return frame('expand', parameterValue(stringAttr(one, 'title')), below());
      case 'table':
        return inside.map((row) => this.row(row, depth)).join('\n');
      case 'mediaSingle':
        return inside.map((child) => (child.type === 'media' ? this.linked(one, child) : this.inline(contentOf(child)))).join('\n');
      case 'mediaGroup':
        return inside.map((child) => this.file(child)).join(' ');
      case 'blockCard':
      case 'embedCard':
        return this.inlineNode(one);
      case 'extension':
        return this.macro(one);
      case 'bodiedExtension':
        return frame(macroName(one), macroParametersText(one), below());
      default:
        return inside.length > 0 ? below() : escapeLine(this.inline([one]));
    }
  }

  private list(list: AdfNode, signs: string, depth: number): string {
    const sign = signs + (list.type === 'orderedList' ? '#' : '*');
    return contentOf(list).map((item) => (item.type === 'taskList' ? this.list(item, sign, depth + 1) : this.item(item, sign, depth))).join('\n');
  }

  private item(item: AdfNode, sign: string, depth: number): string {
    if (depth > limits.depthMax) return `${sign} ${escapeWords(draftText(item))}`;
    const box = item.type === 'taskItem' || item.type === 'blockTaskItem' ? (stringAttr(item, 'state') === 'DONE' ? '\\[x\\] ' : '\\[ \\] ') : '';
    const children = contentOf(item);
    if (item.type === 'taskItem' || item.type === 'decisionItem') return `${sign} ${box}${escapeLine(this.inline(children)).trimStart() || ' '}`;
    const parts = children.map((child, index) => {
      if (/^(?:bullet|ordered|task)List$/.test(child.type)) return this.list(child, sign, depth + 2);
      const words = this.block(child, depth + 2).replace(/\n{2,}/g, '\n');
      return index === 0 ? words.trimStart() : words;
    });
    return `${sign} ${box}${parts[0] === '' ? '\\\\' : (parts[0] ?? '')}${parts.slice(1).map((part) => `\n${part}`).join('')}`;
  }

  private row(row: AdfNode, depth: number): string {
    const outer = this.isInCell;
    this.isInCell = true;
    const cells = contentOf(row).map((cell) => `${cell.type === 'tableHeader' ? '||' : '|'}${this.blocks(contentOf(cell), depth + 3).replace(/\n{2,}/g, '\n') || ' '}`);
    this.isInCell = outer;
    const last = contentOf(row).at(-1);
    return `${cells.join('')}${last?.type === 'tableHeader' ? '||' : '|'}`;
  }

  inline(nodes: readonly AdfNode[]): string {
    const pieces = nodes.map((one) => (one.type === 'text' && !findMark(one, 'code') ? escapeWords(one.text ?? '') : this.inlineNode(one)));
    // A neighbour that has signs of its own counts as a letter: signs side by side would be read together.
    const before = (index: number): string => (nodes[index - 1]?.marks && !/\s$/.test(pieces[index - 1] ?? '') ? 'x' : (pieces[index - 1]?.at(-1) ?? ''));
    const after = (index: number): string => (nodes[index + 1]?.marks && !/^\s/.test(pieces[index + 1] ?? '') ? 'x' : (nodes[index + 1]?.text?.charAt(0) ?? ''));
    return nodes.map((one, index) => (isPicture(pieces[index]) && isWord(before(index)) ? ' ' : '') + marked(one, pieces[index] ?? '', before(index), after(index))).join('');
  }

  private inlineNode(one: AdfNode): string {
    switch (one.type) {
      case 'text':
        return `{{${(one.text ?? '').replace(/[{}\\]/g, '\\$&').replaceAll('\n', ' ')}}}`;
      case 'hardBreak':
        return '\n';
      case 'mention': {
        const id = stringAttr(one, 'id');
        return `[~${this.options.userName?.(id) ?? `accountid:${id}`}]`;
      }
      case 'emoji': {
        const known = emojiByShortName(stringAttr(one, 'shortName'));
        return known?.typed[0] ?? (known ? known.shortName : escapeWords(stringAttr(one, 'text') || stringAttr(one, 'shortName')));
      }
      case 'date':
        return dateText(one);
      case 'status': {
        const colour = stringAttr(one, 'color') === 'neutral' ? 'grey' : stringAttr(one, 'color');
        return `{status:colour=${colour}|title=${parameterValue(stringAttr(one, 'text'))}}`;
      }
      case 'media':
      case 'mediaInline':
        return this.file(one);
      case 'inlineCard':
      case 'blockCard':
      case 'embedCard': {
        const url = stringAttr(one, 'url');
        return url === '' ? escapeWords(draftText(one)) : `[${address(url)}]`;
      }
      case 'inlineExtension':
        return this.macro(one);
      default:
        return escapeWords(draftText(one));
    }
  }

  private linked(single: AdfNode, media: AdfNode): string {
    const link = findMark(single, 'link') ?? findMark(media, 'link');
    return link ? `[${this.file(media)}|${address(stringAttr(link, 'href'))}]` : this.file(media);
  }

  private file(media: AdfNode): string {
    if (stringAttr(media, 'type') === 'external') return `!${address(stringAttr(media, 'url'))}!`;
    const name = this.fileName(media);
    const asPicture = (stringAttr(media, 'type') === 'image' || media.type === 'media') && /^[^\s\\[\]|{}!][^\\[\]|{}!]*\.[A-Za-z0-9]{1,5}$/.test(name);
    if (!asPicture) return `[^${name.replace(/[\\[\]|{}!]/g, '\\$&')}]`;
    const size = ['width', 'height'].flatMap((side) => {
      const length = numberAttr(media, side);
      return length === undefined ? [] : [`${side}=${length}`];
    });
    return `!${name}${size.length > 0 ? `|${size.join(',')}` : ''}!`;
  }

  private fileName(media: AdfNode): string {
    const id = stringAttr(media, 'id');
    return (this.options.attachmentName?.(id) ?? id).replace(/\s+/g, ' ').trim();
  }

  private macro(one: AdfNode): string {
    const name = macroName(one);
    const parameters = macroParametersText(one);
    const plain = macroParameters(one).find(([key]) => key === plainBodyKey)?.[1];
    const start = `{${name}${parameters === '' ? '' : `:${parameters}`}}`;
    if (plain !== undefined) return `${start}\n${plain}\n{${name}}`;
    return richMacros.has(name) ? `${start}{${name}}` : start;
  }
}

/** A picture that follows a word directly would be read as words. */
function isPicture(piece: string | undefined): boolean {
  return piece?.startsWith('!') === true;
}

function macroName(one: AdfNode): string {
  return stringAttr(one, 'extensionKey').toLowerCase().replace(/[^a-z0-9-]+/g, '-') || 'macro';
}

function macroParametersText(one: AdfNode): string {
  return macroParameters(one)
    .filter(([name]) => name !== plainBodyKey)
    .map(([name, value]) => (name === '' || /^\d+$/.test(name) ? parameterValue(value) : `${parameterValue(name)}=${parameterValue(value)}`))
    .join('|');
}

/** What would end the parameter or the tag cannot stand in it. */
function parameterValue(value: string): string {
  return value.replace(/[{}|\\\n]/g, ' ').trim();
}

function frame(name: string, parameters: string, body: string): string {
  return `{${name}${parameters === '' ? '' : `:${parameters}`}}\n${body}\n{${name}}`;
}

function codeMacro(language: string, code: string): string {
  const name = /\{code\}/i.test(code) ? 'noformat' : 'code';
  const own = name === 'code' ? parameterValue(language) : '';
  // Neither macro can hold both end tags: then the text is broken where the reader sees least of it.
  const body = name === 'noformat' ? code.replace(/\{noformat\}/gi, '{ noformat}') : code;
  return `{${name}${own === '' ? '' : `:${own}`}}\n${body}\n{${name}}`;
}

/** Addresses stand unescaped; their own separators are percent-encoded. */
function address(href: string): string {
  return href.replace(/[|[\]{}\\\s]/g, encodeURIComponent);
}

function marked(one: AdfNode, words: string, before: string, after: string): string {
  const lead = /^\s*/.exec(words)?.[0] ?? '';
  const core = words.trim();
  if (core === '') return words;
  const trail = words.slice(lead.length + core.length);
  const isTight = /^[*#\-\\]/.test(core) || isWord(lead === '' ? before : '') || isWord(trail === '' ? after : '');
  const inside = (one.marks ?? []).reduceRight((text, mark) => writeMark(mark, text, isTight), core);
  return lead + inside + trail;
}

function writeMark(mark: AdfMark, words: string, isTight: boolean): string {
  const phrase = (sign: string): string => (words.includes('\n') ? words : isTight ? `{${sign}}${words}{${sign}}` : sign + words + sign);
  const sign = phraseSigns[mark.type];
  if (sign) return phrase(sign);
  switch (mark.type) {
    case 'subsup':
      return phrase(stringAttr(mark, 'type') === 'sup' ? '^' : '~');
    case 'textColor':
      return `{color:${stringAttr(mark, 'color')}}${words}{color}`;
    case 'link':
      return `[${words}|${address(stringAttr(mark, 'href'))}]`;
    default:
      return words;
  }
}

/** Signs that open, close or separate something are escaped where they could do so. */
function escapeWords(words: string): string {
  let out = '';
  for (let at = 0; at < words.length; at += 1) {
    const character = words.charAt(at);
    // A backslash before a sign would escape it, two would break the line.
    if (character === '\\') out += /^[\p{L}\p{Nd}\s]$/u.test(words.charAt(at + 1)) ? character : '&#92;';
    else out += means(words, at, character) ? `\\${character}` : character;
  }
  return out;
}

function means(words: string, at: number, character: string): boolean {
  switch (character) {
    case '{':
    case '}':
    case '[':
    case ']':
    case '|':
      return true;
    case '*':
    case '_':
    case '-':
    case '+':
    case '^':
    case '~':
    case '?':
    case '!': {
      const [before, after] = [words.charAt(at - 1), words.charAt(at + 1)];
      return !(isWord(before) && isWord(after)) && !(/^\s?$/.test(before) && /^\s$/.test(after) && character !== '-');
    }
    case ':':
    case ';':
    case '(':
    case '<':
      return typedEmojiAt(words, at) !== undefined || (character === ':' && shortNameAt(words, at) !== undefined);
    case '&':
      return /^&#?\w{1,8};/.test(words.slice(at, at + 12));
    default:
      return false;
  }
}

/** A line that would read as a list, a heading, a quote, a table or a rule. */
function escapeLine(block: string): string {
  return block
    .split('\n')
    .map((line) => line.replace(/^(\s*)(?=[*#-]+\s|-{4,}\s*$)/, '$1\\').replace(/^(\s*)(h[1-6]|bq)\.(?=\s|$)/, '$1$2\\.'))
    .join('\n');
}
