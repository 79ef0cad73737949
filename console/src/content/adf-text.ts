// The bridge between a plain text box and the document format, for as long as there is no full editor.
// A body may be edited as plain text only when turning it into text and back loses nothing; otherwise the
// screen shows it read-only and names what would be lost.
import type { AdfNode } from '../api/tracker.ts';

export type LossyPart = 'formatting' | 'links' | 'headings' | 'lists' | 'tables' | 'code' | 'panels' | 'media' | 'mentions' | 'other';

export type EditableText = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'lossy'; readonly parts: readonly LossyPart[] };

const partOfNode: Readonly<Record<string, LossyPart>> = {
  heading: 'headings',
  bulletList: 'lists',
  orderedList: 'lists',
  taskList: 'lists',
  decisionList: 'lists',
  table: 'tables',
  codeBlock: 'code',
  panel: 'panels',
  expand: 'panels',
  nestedExpand: 'panels',
  blockquote: 'formatting',
  rule: 'formatting',
  status: 'formatting',
  emoji: 'formatting',
  date: 'formatting',
  mediaSingle: 'media',
  mediaGroup: 'media',
  media: 'media',
  mediaInline: 'media',
  mention: 'mentions',
  inlineCard: 'links',
  blockCard: 'links',
  embedCard: 'links',
};

const partOfMark = (mark: string): LossyPart => (mark === 'link' ? 'links' : 'formatting');

function collectLoss(node: AdfNode, found: Set<LossyPart>, depth: number): void {
  if (node.type === 'text') {
    for (const mark of node.marks ?? []) found.add(partOfMark(mark.type));
    return;
  }
  const plain = (node.type === 'paragraph' && depth === 1) || node.type === 'hardBreak' || (node.type === 'doc' && depth === 0);
  if (!plain) {
    found.add(partOfNode[node.type] ?? 'other');
    return;
  }
  if ((node.marks?.length ?? 0) > 0) found.add('formatting');
  for (const child of node.content ?? []) collectLoss(child, found, depth + 1);
}

const inlineText = (paragraph: AdfNode): string =>
  (paragraph.content ?? []).map((node) => (node.type === 'hardBreak' ? '\n' : (node.text ?? ''))).join('');

/** The body as plain text, or what plain text would lose. An absent body is an empty text. */
export function editableText(body: AdfNode | null | undefined): EditableText {
  if (body === null || body === undefined) return { kind: 'text', text: '' };
  const parts = new Set<LossyPart>();
  collectLoss(body, parts, 0);
  if (parts.size > 0) return { kind: 'lossy', parts: [...parts] };
  const paragraphs = (body.content ?? []).map(inlineText).filter((text) => text.trim() !== '');
  // A paragraph with an empty line inside would come back as two: that is a loss too.
  if (paragraphs.some((text) => /\n\s*\n/.test(text))) return { kind: 'lossy', parts: ['formatting'] };
  return { kind: 'text', text: paragraphs.join('\n\n') };
}

function paragraphOf(text: string): AdfNode {
  const content: AdfNode[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (index > 0) content.push({ type: 'hardBreak' });
    if (line !== '') content.push({ type: 'text', text: line });
  }
  return { type: 'paragraph', content };
}

/** Blank lines part paragraphs; single line ends are kept as line breaks. */
export function documentOf(text: string): AdfNode {
  const paragraphs = text
    .replaceAll('\r\n', '\n')
    .split(/\n[ \t]*\n+/)
    .map((paragraph) => paragraph.replace(/^\n+|\n+$/g, ''))
    .filter((paragraph) => paragraph.trim() !== '');
  return { type: 'doc', version: 1, content: paragraphs.map(paragraphOf) };
}
