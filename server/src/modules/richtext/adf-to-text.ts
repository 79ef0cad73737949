/**
 * The words of a document, for search, excerpts and plain mail: blocks separated by empty lines, list items and table
 * rows by line ends, cells by tabs. Everything that a reader would see is there, and nothing else.
 */
import { contentOf, numberAttr, stringAttr, type AdfDocument, type AdfNode } from './adf.ts';
import { isInlineType } from './adf-schema.ts';
import { draftText, extensionText } from './draft-text.ts';
import { limits } from './limits.ts';

export function adfToText(adf: AdfDocument): string {
  return blocksText(contentOf(adf), 0);
}

/** The first words on one line, cut at a word's end, with an ellipsis where something follows. */
export function adfToExcerpt(adf: AdfDocument, charactersMax: number): string {
  const words = adfToText(adf).replace(/\s+/g, ' ').trim();
  if (words.length <= charactersMax) return words;
  const cut = words.slice(0, Math.max(1, charactersMax - 1));
  const space = cut.lastIndexOf(' ');
  return `${(space > charactersMax / 2 ? cut.slice(0, space) : cut).toWellFormed().trimEnd()}…`;
}

function blocksText(nodes: readonly AdfNode[], depth: number): string {
  return nodes.map((one) => blockText(one, depth)).filter((block) => block !== '').join('\n\n');
}

function blockText(one: AdfNode, depth: number): string {
  if (depth > limits.depthMax) return draftText(one);
  const inside = contentOf(one);
  switch (one.type) {
    case 'paragraph':
    case 'heading':
    case 'codeBlock':
    case 'caption':
      return inlineText(inside);
    case 'bulletList':
    case 'decisionList':
      return inside.map((item) => itemText(item, '- ', depth)).join('\n');
    case 'orderedList': {
      const first = numberAttr(one, 'order') ?? 1;
      return inside.map((item, index) => itemText(item, `${first + index}. `, depth)).join('\n');
    }
    case 'taskList':
      return inside.map((item) => (item.type === 'taskList' ? indent(blockText(item, depth + 1)) : itemText(item, stringAttr(item, 'state') === 'DONE' ? '[x] ' : '[ ] ', depth))).join('\n');
    case 'table':
      return inside.map((row) => contentOf(row).map((cell) => blocksText(contentOf(cell), depth + 3).replace(/\s*\n\s*/g, ' ')).join('\t')).join('\n');
    case 'expand':
    case 'nestedExpand':
      return [stringAttr(one, 'title'), blocksText(inside, depth + 1)].filter((part) => part !== '').join('\n\n');
    case 'rule':
      return '';
    case 'bodiedExtension':
      return [extensionText(one), blocksText(inside, depth + 1)].filter((part) => part !== '').join('\n\n');
    case 'mediaSingle':
    case 'mediaGroup':
      return inside.map((child) => (child.type === 'media' ? inlineText([child]) : blockText(child, depth + 1))).join('\n');
    case 'blockCard':
    case 'embedCard':
    case 'extension':
      return inlineText([one]);
    default:
      return isInlineType(one.type) ? inlineText([one]) : blocksText(inside, depth + 1);
  }
}

function itemText(item: AdfNode, sign: string, depth: number): string {
  const inside = contentOf(item);
  const isInline = inside.every((child) => isInlineType(child.type));
  const words = isInline ? inlineText(inside) : inside.map((child) => blockText(child, depth + 1)).join('\n');
  return sign + indent(words).trimStart();
}

function indent(words: string): string {
  return words.split('\n').map((line) => (line === '' ? line : `  ${line}`)).join('\n');
}

function inlineText(nodes: readonly AdfNode[]): string {
  return nodes.map((one) => (one.type === 'date' ? dateText(one) : one.type === 'mention' ? mentionText(one) : draftText(one))).join('');
}

function mentionText(one: AdfNode): string {
  return stringAttr(one, 'text') || `@${stringAttr(one, 'id')}`;
}

/** `2026-01-31`; the day in UTC, as the editors mean it. */
export function dateText(one: AdfNode): string {
  const at = Number(stringAttr(one, 'timestamp'));
  return Number.isFinite(at) && Math.abs(at) < 8.64e15 ? new Date(at).toISOString().replace(/T.*$/, '') : stringAttr(one, 'timestamp');
}
