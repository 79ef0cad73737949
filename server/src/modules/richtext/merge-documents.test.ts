/** Merging loses nothing that anybody wrote, takes one-sided changes as they are, and always gives a valid document. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adfToText } from './adf-to-text.ts';
import type { AdfDocument, AdfNode } from './adf.ts';
import { documents } from './arbitrary-sources-for-tests.ts';
import { compareDocuments, compareWords } from './compare-documents.ts';
import { mergeDocuments } from './merge-documents.ts';
import { nodeKey } from './node-keys.ts';
import { isValidAdf } from './parse-adf.ts';

const paragraph = (text: string): AdfNode => ({ type: 'paragraph', ...(text === '' ? {} : { content: [{ type: 'text', text }] }) });
const doc = (...content: AdfNode[]): AdfDocument => ({ version: 1, type: 'doc', content });
const texts = (...lines: string[]): AdfDocument => doc(...lines.map(paragraph));
const keyOf = ({ content }: AdfDocument): string => content.map(nodeKey).join();
const linesOf = ({ content }: AdfDocument): string[] => content.map((node) => adfToText(doc(node)));

describe('mergeDocuments', () => {
  it.each<[string, string[], string[], string[], string[], number]>([
    ['different blocks', ['a', 'b', 'c'], ['a!', 'b', 'c'], ['a', 'b', 'c!'], ['a!', 'b', 'c!'], 0],
    ['different words of one block', ['the quick brown fox'], ['the slow brown fox'], ['the quick brown cat'], ['the slow brown cat'], 0],
    ['the same change', ['a', 'b'], ['a', 'x'], ['a', 'x'], ['a', 'x'], 0],
    ['both add at one place', ['a'], ['a', 'theirs'], ['a', 'yours'], ['a', 'theirs', 'yours'], 0],
    ['the same words differently', ['one two three'], ['one zwei three'], ['one deux three'], ['one zwei three', 'one deux three'], 1],
    ['one removes what the other changes', ['a', 'keep this line', 'c'], ['a', 'c'], ['a', 'keep this long line', 'c'], ['a', 'keep this long line', 'c'], 1],
    ['one changes a block, the other adds beside it', ['alpha beta gamma', 'z'], ['alpha BETA gamma', 'z'], ['alpha beta gamma delta', 'new words', 'z'], ['alpha BETA gamma delta', 'new words', 'z'], 0],
  ])('%s', (_name, base, theirs, yours, merged, conflicts) => {
    const result = mergeDocuments(texts(...base), texts(...theirs), texts(...yours));
    expect(linesOf(result.document)).toEqual(merged);
    expect(result.conflicts).toHaveLength(conflicts);
  });

  it('merges cells of one table and items of one list', () => {
    const cell = (text: string): AdfNode => ({ type: 'tableCell', content: [paragraph(text)] });
    const table = (...rows: string[][]): AdfDocument => doc({ type: 'table', content: rows.map((cells) => ({ type: 'tableRow', content: cells.map(cell) })) });
    const merged = mergeDocuments(table(['a', 'b'], ['c', 'd']), table(['a!', 'b'], ['c', 'd']), table(['a', 'b'], ['c', 'd!']));
    expect([keyOf(merged.document), merged.conflicts]).toEqual([keyOf(table(['a!', 'b'], ['c', 'd!'])), []]);
    const list = (...items: string[]): AdfDocument => doc({ type: 'bulletList', content: items.map((text) => ({ type: 'listItem', content: [paragraph(text)] })) });
    expect(keyOf(mergeDocuments(list('a', 'b'), list('a', 'b', 'c'), list('z', 'a', 'b')).document)).toBe(keyOf(list('z', 'a', 'b', 'c')));
  });

  it('gives the other side where one changed nothing, and one state where both are alike, for any document', () => {
    fc.assert(fc.property(documents, documents, (base, changed) => {
      expect(keyOf(mergeDocuments(base, changed, base).document)).toBe(keyOf(changed));
      expect(keyOf(mergeDocuments(base, base, changed).document)).toBe(keyOf(changed));
      expect(keyOf(mergeDocuments(base, changed, changed).document)).toBe(keyOf(changed));
    }), { numRuns: 40 });
  });

  it('loses no word that either side added, and stays valid', () => {
    const line = fc.array(fc.constantFrom('red', 'green', 'blue', 'dark', 'light'), { minLength: 1, maxLength: 6 });
    const page = fc.array(line, { minLength: 1, maxLength: 6 });
    const edits = fc.array(fc.record({ at: fc.nat(20), word: fc.nat(20), drop: fc.boolean() }), { maxLength: 5 });
    const edited = (lines: readonly (readonly string[])[], changes: readonly { at: number; word: number; drop: boolean }[], sign: string): string[] => {
      const copy = lines.map((words) => [...words]);
      changes.forEach(({ at, word, drop }, index) => {
        const words = copy[at % copy.length];
        if (words) words.splice(word % (words.length + 1), drop ? 1 : 0, `${sign}${String(index)}`);
      });
      return copy.map((words) => words.join(' '));
    };
    fc.assert(fc.property(page, edits, edits, (lines, theirs, yours) => {
      const [t, y] = [edited(lines, theirs, 'T'), edited(lines, yours, 'Y')];
      const { document } = mergeDocuments(texts(...lines.map((words) => words.join(' '))), texts(...t), texts(...y));
      const words = new Set(adfToText(document).split(/\s+/));
      for (const written of [...t, ...y].join(' ').split(' ').filter((word) => /^[TY]\d/.test(word))) expect(words).toContain(written);
      expect(isValidAdf(document)).toBe(true);
    }), { numRuns: 300 });
  });

  it('stays valid for any three documents', () => {
    fc.assert(fc.property(documents, documents, documents, (base, theirs, yours) => {
      expect(isValidAdf(mergeDocuments(base, theirs, yours).document)).toBe(true);
    }), { numRuns: 60 });
  });
});

describe('compareDocuments', () => {
  it('tells blocks and words that came, went and changed, in reading order', () => {
    const changes = compareDocuments(texts('Title', 'The cat sat here', 'gone'), texts('Title', 'new words', 'The dog sat here'));
    expect(changes.map((one) => [one.change, 'words' in one ? one.words.map(({ change, text }) => `${change[0] ?? ''}:${text}`).join('|') : one.text])).toEqual([
      ['same', 'Title'], ['added', 'new words'], ['changed', 's:The |r:cat|a:dog|s: sat here'], ['removed', 'gone'],
    ]);
  });

  it('lets both texts be read out of the words again', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (before, after) => {
      const words = compareWords(before, after);
      const read = (left: string): string => words.filter(({ change }) => change !== left).map(({ text }) => text).join('');
      expect([read('added').length, read('removed').length]).toEqual([(before.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? []).join('').length, (after.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? []).join('').length]);
    }), { numRuns: 200 });
  });
});
