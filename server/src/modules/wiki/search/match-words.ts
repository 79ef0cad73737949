/**
 * Whether a text contains what is looked for: every word of it, in any order, as the beginning of a word; words in quotes
 * one after the other. Case and compatibility forms do not count.
 */
const wordPattern = /[\p{L}\p{N}]+/gu;

function wordsOf(text: string): readonly string[] {
  return text.normalize('NFKC').toLowerCase().match(wordPattern) ?? [];
}

export interface WordQuery {
  readonly words: readonly string[];
  readonly phrases: readonly (readonly string[])[];
}

export function readWords(query: string): WordQuery {
  const phrases: (readonly string[])[] = [];
  const rest = query.replaceAll(/"([^"]*)"/g, (_whole, phrase: string) => {
    const words = wordsOf(phrase);
    if (words.length > 0) phrases.push(words);
    return ' ';
  });
  return { words: wordsOf(rest), phrases };
}

export function matchesWords({ words, phrases }: WordQuery, text: string): boolean {
  if (words.length === 0 && phrases.length === 0) return false;
  const found = wordsOf(text);
  return words.every((word) => found.some((one) => one.startsWith(word))) && phrases.every((phrase) => found.some((_one, start) => phrase.every((word, index) => found[start + index] === word)));
}

/** A piece of the text around the first word that was looked for. */
export function excerptAround({ words, phrases }: WordQuery, text: string, charactersMax: number): string {
  const flat = text.replaceAll(/\s+/g, ' ').trim();
  const lower = flat.toLowerCase();
  const places = [...words, ...phrases.flatMap((phrase) => phrase.slice(0, 1))].map((word) => lower.indexOf(word)).filter((place) => place >= 0);
  const first = Math.min(...places, flat.length);
  const start = first === flat.length ? 0 : Math.max(0, first - Math.floor(charactersMax / 4));
  const piece = flat.slice(start, start + charactersMax);
  return `${start > 0 ? '…' : ''}${piece}${start + charactersMax < flat.length ? '…' : ''}`;
}
