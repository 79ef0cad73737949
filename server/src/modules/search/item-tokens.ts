/**
 * From an item's texts to its rows in the index. A word stands in up to four classes, each with hashes of its own: anywhere (`w`), in the
 * title (`t`), as a beginning of a title's or name's word (`p`), and where not everybody may read (`r`). Weights are the part
 * of BM25 that does not depend on other items; how rare a word is, is asked when somebody searches.
 */
import type { Sealer } from '../../kernel/seal/index.ts';
import { analyseText, isStopWord, limits, prefixesOf, stemOf } from './analyse.ts';
import type { ItemKind, ItemTexts } from './search-source.ts';

export type WordClass = 'w' | 't' | 'p' | 'r';
const tokenBytes = 7;
const column = { table: 'search.posting', column: 'token' };

/** Seven bytes of the keyed hash: a false meeting is rarer than one in a million even in a tenant with a million words, and every hit is checked on the opened text. */
export function wordToken(sealer: Sealer, kind: ItemKind, wordClass: WordClass, word: string): Buffer {
  return sealer.token(column, `${kind} ${wordClass} ${word}`).subarray(0, tokenBytes);
}

export interface WeighedWord {
  readonly wordClass: WordClass;
  readonly word: string;
  readonly weight: number;
}

const titleCountsAs = 3;
const typicalWords = { w: 150, t: 8, r: 150 } as const;

function saturated(frequency: number, length: number, typical: number): number {
  return Math.max(1, Math.min(32_767, Math.round((1_000 * 2.2 * frequency) / (frequency + 1.2 * (0.25 + (0.75 * length) / typical)))));
}

function weighWords(texts: ItemTexts): readonly WeighedWord[] {
  const anywhere = new Map<string, number>();
  const inTitle = new Map<string, number>();
  const restricted = new Map<string, number>();
  const beginnings = new Map<string, number>();
  const add = (map: Map<string, number>, word: string, by: number) => {
    const before = map.get(word);
    if (before !== undefined || map.size < limits.wordsPerItemMax) map.set(word, (before ?? 0) + by);
  };
  let length = 0;
  const read = (text: string, isName: boolean, note: (stem: string, isSmall: boolean) => void) => {
    const { words, language } = analyseText(text);
    length += words.length;
    for (const [index, word] of words.entries()) {
      note(stemOf(word, language), isStopWord(word));
      if (isName) for (const beginning of prefixesOf(word)) beginnings.set(beginning, Math.max(beginnings.get(beginning) ?? 0, index === 0 ? 2_000 : 1_000));
    }
    return words.length;
  };
  const titleLength = read(texts.title, true, (stem) => {
    add(anywhere, stem, titleCountsAs);
    add(inTitle, stem, 1);
  });
  for (const name of texts.names) read(name, true, (stem) => { add(anywhere, stem, 1); });
  // Questions leave out what is small in any language; so does the index.
  for (const body of texts.bodies) read(body, false, (stem, isSmall) => { if (!isSmall) add(anywhere, stem, 1); });
  for (const text of texts.restricted) read(text, false, (stem, isSmall) => { if (!isSmall) add(restricted, stem, 1); });
  const weighed = (wordClass: 'w' | 't' | 'r', map: Map<string, number>, of: number) => [...map].map(([word, frequency]) => ({ wordClass, word, weight: saturated(frequency, of, typicalWords[wordClass]) }));
  return [
    ...weighed('w', anywhere, length), ...weighed('t', inTitle, titleLength), ...weighed('r', restricted, length),
    ...[...beginnings].slice(0, limits.wordsPerItemMax).map(([word, weight]) => ({ wordClass: 'p' as const, word, weight })),
  ];
}

/** Token in hexadecimal → weight. */
export function itemTokens(sealer: Sealer, kind: ItemKind, texts: ItemTexts): ReadonlyMap<string, number> {
  return new Map(weighWords(texts).map(({ wordClass, word, weight }) => [wordToken(sealer, kind, wordClass, word).toString('hex'), weight]));
}

const packedBytes = tokenBytes + 2;

export function packTokens(tokens: ReadonlyMap<string, number>): Buffer {
  const packed = Buffer.alloc(tokens.size * packedBytes);
  let at = 0;
  for (const [token, weight] of tokens) {
    packed.write(token, at, 'hex');
    packed.writeUInt16BE(weight, at + tokenBytes);
    at += packedBytes;
  }
  return packed;
}

export function unpackTokens(packed: Buffer): ReadonlyMap<string, number> {
  const tokens = new Map<string, number>();
  for (let at = 0; at + packedBytes <= packed.length; at += packedBytes) tokens.set(packed.toString('hex', at, at + tokenBytes), packed.readUInt16BE(at + tokenBytes));
  return tokens;
}
