// Proves that no route of the built console makes a browser fetch more than the budget of JavaScript before
// it can show its screen: the entry, the largest language, the route's own chunk, all that they import, and
// the words that their places wait for. Parts that come later (the editor, dialogs) have a budget of their own
// beyond what is there already.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const budgetBytes = 250 * 1024;
const laterBudgetBytes = 200 * 1024;
const dist = process.argv[2] ?? join(import.meta.dirname, '..', 'dist');
const manifest = JSON.parse(readFileSync(join(dist, '.vite', 'manifest.json'), 'utf8'));
const sizes = new Map();
const isLanguage = (key) => /src\/words\/(en|fr|de)\//.test(key);

const sizeOf = (file) => {
  if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(join(dist, file)), { level: 6 }).length);
  return sizes.get(file);
};

function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) closure(next, seen);
  return seen;
}
/** Words of a place are awaited by its screens: the largest language's of each file that a chunk imports. */
function awaitedWords(keys) {
  const files = Map.groupBy(new Set(keys.flatMap((key) => manifest[key].dynamicImports ?? []).filter(isLanguage)), (key) => key.split('/').at(-1));
  files.delete('core.ts');
  return [...files.values()].map((same) => same.toSorted((a, b) => sizeOf(manifest[b].file) - sizeOf(manifest[a].file))[0]);
}
const withWords = (keys) => [...keys, ...awaitedWords(keys)];
const weigh = (keys) => withWords([...new Set(keys.flatMap((key) => [...closure(key)]))]).filter((key) => manifest[key].file.endsWith('.js')).reduce((sum, key) => sum + sizeOf(manifest[key].file), 0);

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
const lazy = Object.keys(manifest).filter((key) => manifest[key].isDynamicEntry);
const language = lazy.filter((key) => isLanguage(key) && key.endsWith('/core.ts')).toSorted((a, b) => weigh([b]) - weigh([a]))[0];
const layoutOf = (key) => (/places\/me\/(?!me-layout)/.test(key) ? ['src/places/me/me-layout.tsx'] : /places\/wiki\/(?!space-l)/.test(key) ? ['src/places/wiki/space-layout.tsx'] : []);
/** What the table of addresses loads is a route; every other lazy chunk comes after a screen is there. */
const addresses = readFileSync(join(import.meta.dirname, '..', 'src', 'app', 'routes.ts'), 'utf8');
const routeFiles = new Set([...addresses.matchAll(/import\('\.\.?\/([^']+)'\)/g)].map((match) => (match[1].startsWith('places/') ? `src/${match[1]}` : `src/app/${match[1]}`)));
const missing = [...routeFiles].filter((key) => !(key in manifest));
const routes = lazy.filter((key) => routeFiles.has(key)).map((key) => ({ key, bytes: weigh([entry, language, ...layoutOf(key).filter((layout) => layout in manifest), key]) }));
routes.sort((a, b) => b.bytes - a.bytes);

const kB = (bytes) => `${(bytes / 1024).toFixed(1)} kB`;
for (const route of routes.slice(0, 5)) console.log(`${kB(route.bytes).padStart(10)}  ${route.key}`);
console.log(`entry with ${language}: ${kB(weigh([entry, language]))}; ${routes.length} routes, largest ${kB(routes[0]?.bytes ?? 0)} of ${kB(budgetBytes)}`);
const later = lazy.filter((key) => !isLanguage(key) && !routeFiles.has(key)).map((key) => ({ key, bytes: weigh([entry, key]) - weigh([entry]) }));
later.sort((a, b) => b.bytes - a.bytes);
console.log(`${later.length} parts that come later, largest ${later[0]?.key ?? 'none'} with ${kB(later[0]?.bytes ?? 0)} of ${kB(laterBudgetBytes)}`);
if (missing.length > 0) console.error(`Routes without a chunk of their own: ${missing.join(', ')}`);
if (routes.length === 0 || missing.length > 0 || routes[0].bytes > budgetBytes || (later[0]?.bytes ?? 0) > laterBudgetBytes) {
  console.error('Over budget, or nothing was found to weigh.');
  process.exitCode = 1;
}
