/** Pieces of opened text with what was found marked, for people to see why it was found. */
import { stemOf, withoutAccents } from './analyse.ts';
import { guessLanguage } from './stop-words.ts';
import type { TextQuery } from './text-query.ts';

export interface Piece {
  readonly text: string;
  readonly hit: boolean;
}

const wordPattern = /[\p{L}\p{N}\p{M}_]+/gu;
const piecesMax = 60;

/** The whole text, cut where hits begin and end. */
export function highlight(query: TextQuery, text: string): readonly Piece[] {
  const folded = (word: string) => word.normalize('NFKC').toLowerCase();
  const words = [...text.matchAll(wordPattern)];
  const language = guessLanguage(words.map(([word]) => folded(word)));
  const stems = new Set(query.words.flatMap((word) => [...word.stems]));
  const exact = new Set(query.phrases.flat().map(({ plain }) => plain));
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of words) {
    const word = folded(match[0]);
    const plain = withoutAccents(word);
    if (!stems.has(stemOf(word, language)) && !exact.has(plain) && !query.prefixes.some((beginning) => plain.startsWith(beginning))) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index), hit: false });
    pieces.push({ text: match[0], hit: true });
    end = match.index + match[0].length;
    if (pieces.length >= piecesMax) break;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), hit: false });
  return pieces;
}

/** About so many characters around the first hit of the first text that has one; the beginning of the first otherwise. */
export function excerptOf(query: TextQuery, texts: readonly string[], charactersMax: number): readonly Piece[] {
  const flat = texts.map((text) => text.replaceAll(/\s+/g, ' ').trim()).filter((text) => text !== '');
  for (const text of flat) {
    const pieces = highlight(query, text);
    const first = pieces.findIndex(({ hit }) => hit);
    if (first < 0) continue;
    const start = pieces.slice(0, first).reduce((sum, { text: piece }) => sum + piece.length, 0);
    const from = text.lastIndexOf(' ', Math.max(0, start - Math.floor(charactersMax / 4))) + 1;
    const cut = text.slice(from, from + charactersMax);
    return highlight(query, `${from > 0 ? '… ' : ''}${cut}${from + charactersMax < text.length ? ' …' : ''}`);
  }
  const [text = ''] = flat;
  return text === '' ? [] : [{ text: text.length > charactersMax ? `${text.slice(0, charactersMax)} …` : text, hit: false }];
}

/** The same as plain text. */
export function excerptText(query: TextQuery, text: string, charactersMax: number): string {
  return excerptOf(query, [text], charactersMax).map((piece) => piece.text).join('');
}
