// Proves that every word of the console exists in every language, is used and is loaded, and that values such as
// {{name}} are the same in each. Run alone it prints the count; in the build it stops the build.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';

const home = join(import.meta.dirname, '..', 'src');
const languages = ['en', 'fr', 'de'];
const plural = /_(one|other)$/;

function* filesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (/\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name)) yield path;
  }
}

/** Node reads the word files as they are: their types are only stripped. */
async function wordsOf(language, root) {
  const words = new Map();
  const loaded = await import(pathToFileURL(join(root, 'words', language, 'index.ts')).href);
  collect(loaded[language], '', words);
  return words;
}

function collect(tree, prefix, words) {
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') words.set(prefix + key, value);
    else collect(value, `${prefix}${key}.`, words);
  }
}

const valuesIn = (text) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort().join(' ');

export async function checkWords(root = home) {
  const problems = [];
  const all = new Map(await Promise.all(languages.map(async (language) => [language, await wordsOf(language, root)])));
  const english = all.get('en');
  for (const language of languages) {
    const words = all.get(language);
    for (const [key, text] of english) {
      const other = words.get(key);
      if (other === undefined) problems.push(`${language}: ${key} is missing`);
      else if (other.trim() === '') problems.push(`${language}: ${key} is empty`);
      else if (valuesIn(other) !== valuesIn(text)) problems.push(`${language}: ${key} has other values than English (${valuesIn(other)} / ${valuesIn(text)})`);
    }
    for (const key of words.keys()) {
      if (!english.has(key)) problems.push(`${language}: ${key} is not in English`);
      if (plural.test(key) && !words.has(key.replace(plural, (form) => (form === '_one' ? '_other' : '_one')))) problems.push(`${language}: ${key} lacks its other plural form`);
    }
  }
  const source = [...filesBelow(root)].filter((path) => !relative(root, path).startsWith('words')).map((path) => readFileSync(path, 'utf8')).join('\n');
  const literals = new Set([...source.matchAll(/['"]([a-zA-Z]+(?:\.[a-zA-Z]+)*)['"]/g)].map((match) => match[1]));
  const prefixes = [...source.matchAll(/`([a-zA-Z]+(?:\.[a-zA-Z]+)*\.)\$\{/g)].map((match) => match[1]);
  const core = readFileSync(join(root, 'words', 'en', 'core.ts'), 'utf8');
  for (const file of readdirSync(join(root, 'words', 'en'))) {
    if (file !== 'core.ts' && file !== 'index.ts' && !core.includes(`'./${file}'`) && !source.includes(`words/en/${file}'`)) problems.push(`words/en/${file} is loaded by no screen`);
  }
  for (const key of english.keys()) {
    const stem = key.replace(plural, '');
    if (!literals.has(stem) && !prefixes.some((prefix) => stem.startsWith(prefix))) problems.push(`${key} is used nowhere`);
  }
  return { problems, count: english.size, languages: languages.length };
}

/** Vite plugin: the build fails on the first wrong word and says all of them. */
export const wordsGate = () => ({
  name: 'every-word-in-every-language',
  apply: 'build',
  async buildStart() {
    const { problems } = await checkWords();
    if (problems.length > 0) this.error(`Words of the console:\n  ${problems.join('\n  ')}`);
  },
});

if (process.argv[1] === import.meta.filename) {
  const { problems, count, languages: spoken } = await checkWords();
  for (const problem of problems) console.error(problem);
  console.log(`${count} words in ${spoken} languages, ${problems.length} problems`);
  process.exitCode = problems.length > 0 || count === 0 ? 1 : 0;
}
