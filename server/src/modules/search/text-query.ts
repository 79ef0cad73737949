/**
 * What somebody asks for: `words` in any order and form, `"phrases"` word for word, `begin*` as a beginning. The same
 * question narrows by the index and is then answered for good on the opened text.
 */
import { analyseText, isStopWord, limits, stemOf, stemsOf, withoutAccents, wordsOf } from './analyse.ts';

export interface PhraseWord {
  /** As it must stand in the text, accents aside. */
  readonly plain: string;
  /** None for small words, which the index does not hold. */
  readonly stems: ReadonlySet<string>;
}

export interface TextQuery {
  /** Each must be met in one of its forms. */
  readonly words: readonly { readonly word: string; readonly stems: ReadonlySet<string> }[];
  readonly phrases: readonly (readonly PhraseWord[])[];
  readonly prefixes: readonly string[];
}

export function readTextQuery(text: string): TextQuery {
  const phrases: (readonly PhraseWord[])[] = [];
  const prefixes: string[] = [];
  const rest = text.slice(0, 2_000).replaceAll(/"([^"]*)"/g, (_whole, phrase: string) => {
    const words = wordsOf(phrase).slice(0, limits.wordsPerQueryMax).map((word) => ({ plain: withoutAccents(word), stems: isStopWord(word) ? new Set<string>() : stemsOf(word) }));
    if (words.length > 0) phrases.push(words);
    return ' ';
  }).replaceAll(/([\p{L}\p{N}\p{M}_]+)\*/gu, (_whole, beginning: string) => {
    prefixes.push(...wordsOf(beginning).map(withoutAccents));
    return ' ';
  });
  const plain = [...new Set(wordsOf(rest))];
  const telling = plain.filter((word) => !isStopWord(word));
  // Small words count only where nothing else was asked.
  const words = telling.length === 0 && phrases.length === 0 && prefixes.length === 0 ? plain : telling;
  return { words: words.slice(0, limits.wordsPerQueryMax).map((word) => ({ word, stems: stemsOf(word) })), phrases: phrases.slice(0, limits.wordsPerQueryMax), prefixes: prefixes.slice(0, limits.wordsPerQueryMax) };
}

/** The last word as a beginning, as long as it is being typed. */
export function readTypedQuery(text: string): TextQuery {
  const words = [...new Set(wordsOf(text).map(withoutAccents))].slice(0, limits.wordsPerQueryMax);
  return { words: [], phrases: [], prefixes: words };
}

export function isEmptyQuery({ words, phrases, prefixes }: TextQuery): boolean {
  return words.length === 0 && phrases.length === 0 && prefixes.length === 0;
}

/** The truth, on opened text: every word somewhere in the texts, every phrase within one of them. */
export function matchesQuery(query: TextQuery, texts: readonly string[]): boolean {
  if (isEmptyQuery(query)) return false;
  const open = { words: new Set(query.words), prefixes: new Set(query.prefixes), phrases: new Set(query.phrases) };
  for (const text of texts) {
    const { words, language } = analyseText(text);
    const stems = new Set(words.map((word) => stemOf(word, language)));
    for (const wanted of open.words) if ([...wanted.stems].some((stem) => stems.has(stem))) open.words.delete(wanted);
    if (open.prefixes.size === 0 && open.phrases.size === 0) continue;
    const plain = words.map(withoutAccents);
    for (const beginning of open.prefixes) if (plain.some((word) => word.startsWith(beginning))) open.prefixes.delete(beginning);
    for (const phrase of open.phrases) if (hasPhrase(plain, phrase)) open.phrases.delete(phrase);
  }
  return open.words.size === 0 && open.prefixes.size === 0 && open.phrases.size === 0;
}

function hasPhrase(words: readonly string[], phrase: readonly PhraseWord[]): boolean {
  return words.some((_word, start) => phrase.every(({ plain }, offset) => words[start + offset] === plain));
}
