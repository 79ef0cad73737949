/**
 * Whether opened text answers `~`: every word asked for begins a word of the text, a phrase in quotes stands in it as it is.
 * Case and accents do not matter; `*` at a word's end is allowed and changes nothing.
 */
const wordPattern = /[\p{L}\p{N}_]+/gu;

export function foldText(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

export interface TextQuery {
  readonly words: readonly string[];
  readonly phrases: readonly (readonly string[])[];
}

export function parseTextQuery(text: string): TextQuery {
  const phrases = [...text.matchAll(/"([^"]+)"/g)].map(([, phrase]) => foldText(phrase ?? '').match(wordPattern) ?? []);
  const words = foldText(text.replaceAll(/"[^"]*"/g, ' ')).match(wordPattern) ?? [];
  return { words: [...words], phrases: phrases.filter((phrase) => phrase.length > 0) };
}

export function isEmptyQuery({ words, phrases }: TextQuery): boolean {
  return words.length === 0 && phrases.length === 0;
}

export function matchesText({ words, phrases }: TextQuery, texts: readonly string[]): boolean {
  const folded = texts.map((text) => foldText(text).match(wordPattern) ?? []);
  const all = folded.flat();
  return words.every((word) => all.some((candidate) => candidate.startsWith(word))) && phrases.every((phrase) => folded.some((candidates) => hasPhrase(candidates, phrase)));
}

function hasPhrase(candidates: readonly string[], phrase: readonly string[]): boolean {
  return candidates.some((_, index) => phrase.every((word, offset) => candidates[index + offset] === word));
}
