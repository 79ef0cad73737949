/**
 * How text becomes words, one way for the index and for questions: compatibility forms and case are folded, words are
 * stemmed in the language that the text seems to be in (Snowball: English, French, German), accents go last. A question is too short
 * to tell its language, so it is stemmed in all three and any of them may be met. Changing anything here changes `analysisVersion`.
 */
import { stemmer as english } from '@orama/stemmers/english';
import { stemmer as french } from '@orama/stemmers/french';
import { stemmer as german } from '@orama/stemmers/german';
import { guessLanguage, isStopWord, languages, type Language } from './stop-words.ts';

/** Indexes built under another number are built again. */
export const analysisVersion = 1;

const wordPattern = /[\p{L}\p{N}\p{M}_]+/gu;
/** What is beyond belongs to no sentence that somebody would search by. */
export const limits = { textCharactersMax: 500_000, wordCharactersMax: 60, wordsPerItemMax: 3_000, wordsPerQueryMax: 12 } as const;
/** Beginnings of title words that have tokens; a longer beginning is looked up by its first six letters and checked on the opened title. */
const prefixLengths = [2, 3, 4, 6] as const;

const stemmers: Readonly<Record<Language, (word: string) => string>> = { en: english, fr: french, de: german };
const kept = new Map<string, string>();
const keptMax = 50_000;

export function wordsOf(text: string): readonly string[] {
  return text.slice(0, limits.textCharactersMax).normalize('NFKC').toLowerCase().match(wordPattern)?.map((word) => word.slice(0, limits.wordCharactersMax)) ?? [];
}

export function withoutAccents(word: string): string {
  return word.normalize('NFKD').replaceAll(/\p{M}/gu, '').replaceAll('ß', 'ss').replaceAll('œ', 'oe').replaceAll('æ', 'ae');
}

export function stemOf(word: string, language: Language): string {
  const key = language + word;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const stem = withoutAccents(/^\p{L}+$/u.test(word) ? stemmers[language](word) : word);
  if (kept.size >= keptMax) kept.clear();
  kept.set(key, stem);
  return stem;
}

/** Every form that the word of a question may have in the index. */
export function stemsOf(word: string): ReadonlySet<string> {
  return new Set(languages.map((language) => stemOf(word, language)));
}

export interface AnalysedText {
  readonly words: readonly string[];
  readonly language: Language;
}

export function analyseText(text: string): AnalysedText {
  const words = wordsOf(text);
  return { words, language: guessLanguage(words) };
}

export function prefixesOf(word: string): readonly string[] {
  const folded = withoutAccents(word);
  return prefixLengths.filter((length) => folded.length >= length).map((length) => folded.slice(0, length));
}

/** The longest beginning that has a token; undefined for a single letter. */
export function prefixToken(beginning: string): string | undefined {
  const folded = withoutAccents(beginning);
  const length = prefixLengths.findLast((candidate) => candidate <= folded.length);
  return length === undefined ? undefined : folded.slice(0, length);
}

export { isStopWord };
