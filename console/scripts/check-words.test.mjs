import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { de } from '../src/words/de/index.ts';
import { en } from '../src/words/en/index.ts';
import { fr } from '../src/words/fr/index.ts';
import { checkWords } from './check-words.mjs';

const source = join(import.meta.dirname, '..', 'src');
const wordsIn = (tree) => Object.values(tree).reduce((sum, one) => sum + (typeof one === 'string' ? 1 : wordsIn(one)), 0);

describe('the gate over the words', () => {
  let copy;
  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), 'words-'));
    cpSync(source, copy, { recursive: true });
  });
  afterEach(() => rmSync(copy, { recursive: true, force: true }));

  const change = (file, from, to) => {
    const path = join(copy, 'words', file);
    const text = readFileSync(path, 'utf8');
    expect(text).toContain(from);
    writeFileSync(path, text.replace(from, to));
  };

  it('passes the console and says how much it saw', async () => {
    const { problems, count, languages } = await checkWords();
    expect(problems).toEqual([]);
    expect(languages).toBe(3);
    expect(count).toBeGreaterThan(500);
    expect([en, fr, de].map(wordsIn)).toEqual([count, count, count]);
  });

  it.each([
    ['a missing word', 'de/wiki.ts', "    noSpaces: 'Noch keine Bereiche',\n", '', 'de: wiki.noSpaces is missing'],
    ['an empty word', 'fr/wiki.ts', "noSpaces: 'Aucun espace pour l’instant'", "noSpaces: ''", 'fr: wiki.noSpaces is empty'],
    ['a lost value', 'fr/wiki.ts', "'Version {{version}}'", "'Version'", 'fr: wiki.versionNumber has other values than English ( / version)'],
    ['a lost plural form', 'de/frame.ts', "shown_one: '{{shown}} Eintrag', ", '', 'de: list.shown_one is missing'],
    ['a word that nobody uses', 'en/wiki.ts', "noSpaces: 'No spaces yet',", "noSpaces: 'No spaces yet', neverUsed: 'x',", 'wiki.neverUsed is used nowhere'],
  ])('finds %s', async (_what, file, from, to, problem) => {
    change(file, from, to);
    expect((await checkWords(copy)).problems).toContain(problem);
  });

  it('finds words that no screen loads', async () => {
    writeFileSync(join(copy, 'words', 'en', 'lost.ts'), 'export const lost = {};');
    expect((await checkWords(copy)).problems).toEqual(['words/en/lost.ts is loaded by no screen']);
  });
});
