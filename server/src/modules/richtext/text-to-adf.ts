/** Plain text as a document: empty lines separate paragraphs, other line ends are line breaks. Nothing is interpreted. */
import { cleanText, type AdfDocument } from './adf.ts';
import { lines, node } from './draft.ts';
import { fitDocument } from './fit-document.ts';

export function textToAdf(plain: string): AdfDocument {
  const paragraphs = cleanText(plain).replace(/\r\n?/g, '\n').split(/\n[ \t]*\n/);
  return fitDocument(paragraphs.filter((paragraph) => paragraph.trim() !== '').map((paragraph) => node('paragraph', lines(paragraph))));
}
