/**
 * Every module of the server opens the same way: a README that says what it promises, a front door, a descriptor.
 */
import type { Rule, Violation } from './tree.ts';

const readmeLinesMax = 60;

export const moduleShape: Rule = {
  name: `a module has index.ts, service.ts and a README.md of at most ${readmeLinesMax} lines`,
  judge(files) {
    const byPath = new Map(files.map((file) => [file.path, file]));
    const modules = new Set(files.flatMap(({ path }) => /^server\/src\/modules\/([^/]+)\//.exec(path)?.[1] ?? []));
    const violations = [...modules].flatMap((module) => {
      const folder = `server/src/modules/${module}`;
      const missing: Violation[] = ['README.md', 'index.ts', 'service.ts'].filter((name) => !byPath.has(`${folder}/${name}`)).map((name) => ({ path: folder, message: `has no ${name}` }));
      const lines = byPath.get(`${folder}/README.md`)?.text.trimEnd().split('\n').length ?? 0;
      if (lines > readmeLinesMax) missing.push({ path: `${folder}/README.md`, message: `has ${lines} lines, the limit is ${readmeLinesMax}` });
      return missing;
    });
    return { seen: modules.size, violations };
  },
};
