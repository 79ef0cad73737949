// A text typed into a plain box, as the document that is stored.
import type { AdfNode } from '../api/tracker.ts';

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
