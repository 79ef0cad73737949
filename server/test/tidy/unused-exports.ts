/**
 * Finds exports that no other file imports. A name passed on by `export … from` is used when somebody takes it
 * there; a use in a test counts, so that what is proven may stay. A type that its own file uses counts as used: it
 * belongs to the signature of something else.
 */
import { dirname, join, normalize } from 'node:path/posix';
import type { Rule, SourceFile } from './tree.ts';
import { exportsOf, importsOf, isCode, isGenerated, isTest, parse } from './syntax.ts';

/** Started by name from outside the sources: their exports are read by a tool. */
const entryPoints = [/^(?:eslint|vitest|vite)[\w.-]*\.config\.[jt]s$/, /^[\w-]+\/(?:vite|vitest)[\w.-]*\.config\.ts$/, /^server\/src\/kernel\/testing\/test-cluster\.ts$/];

export const usedExports: Rule = {
  name: 'every export is imported somewhere',
  judge(files) {
    const sources = files.filter((file) => isCode(file.path));
    const uses = collectUses(sources);
    const judged = sources.filter((file) => !isTest(file.path) && !isGenerated(file) && !entryPoints.some((entry) => entry.test(file.path)));
    const declared = judged.flatMap((file) => 
      exportsOf(parse(file))
        .filter(({ name, isType }) => !(isType && file.text.split(new RegExp(`\\b${name}\\b`)).length > 2))
        .map(({ name, line }) => ({ path: file.path, name, line })),
    );
    const violations = declared
      .filter(({ path, name }) => !uses.has(`${path}#${name}`) && !uses.has(`${path}#*`))
      .map(({ path, name, line }) => ({ path, line, message: `exports ${name}, which nobody imports` }));
    return { seen: declared.length, violations };
  },
};

/** `path#name` of everything that some file imports, followed through re-exports to where it is declared. */
function collectUses(sources: readonly SourceFile[]): ReadonlySet<string> {
  const paths = new Set(sources.map(({ path }) => path));
  const passedOn = new Map<string, { readonly path: string; readonly renamed: ReadonlyMap<string, string>; readonly all: boolean }[]>();
  const taken: { path: string; name: string }[] = [];
  for (const file of sources) {
    for (const { from, names, isReexport, renamed } of importsOf(parse(file))) {
      const path = resolveImport(file.path, from, paths);
      if (path === undefined) continue;
      if (isReexport) passedOn.set(file.path, [...(passedOn.get(file.path) ?? []), { path, renamed, all: names.includes('*') }]);
      else taken.push(...names.map((name) => ({ path, name })));
    }
  }
  const uses = new Set<string>();
  const use = (path: string, name: string): void => {
    const key = `${path}#${name}`;
    if (uses.has(key)) return;
    uses.add(key);
    for (const door of passedOn.get(path) ?? []) {
      if (door.all || name === '*') use(door.path, name);
      const original = door.renamed.get(name);
      if (original !== undefined) use(door.path, original);
      if (name === '*') for (const passed of door.renamed.values()) use(door.path, passed);
    }
  };
  for (const { path, name } of taken) use(path, name);
  return uses;
}

function resolveImport(importer: string, from: string, paths: ReadonlySet<string>): string | undefined {
  if (!from.startsWith('.')) return undefined;
  const target = normalize(join(dirname(importer), from));
  return [target, `${target}.ts`, `${target}.tsx`, `${target}/index.ts`, `${target}/index.tsx`].find((path) => paths.has(path));
}
