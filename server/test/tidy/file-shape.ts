/**
 * How files and functions are cut: short, named in full, and opened by the promise that they keep.
 */
import { basename } from 'node:path/posix';
import type { Rule, SourceFile, Violation } from './tree.ts';
import { codeLines, functionsOf, isCode, isGenerated, parse } from './syntax.ts';

const fileLinesMax = 400;
const functionLinesMax = 70;
const forbiddenNames = ['util', 'utils', 'helper', 'helpers', 'common', 'shared', 'misc', 'manager', 'base'];
const namedByTools = new Set(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', 'LICENSE', 'NOTICE', 'tsconfig.base.json']);

export const shortFiles: Rule = {
  name: `a file has at most ${fileLinesMax} lines of code`,
  judge: (files) =>
    overCode(files, (file) => {
      const lines = codeLines(parse(file)).size;
      return lines > fileLinesMax ? [{ path: file.path, message: `has ${lines} lines of code, the limit is ${fileLinesMax}` }] : [];
    }),
};

export const shortFunctions: Rule = {
  name: `a function has at most ${functionLinesMax} lines of its own code`,
  judge: (files) =>
    overCode(files, (file) =>
      functionsOf(parse(file))
        .filter(({ ownLines }) => ownLines > functionLinesMax)
        .map(({ name, line, ownLines }) => ({ path: file.path, line, message: `${name} has ${ownLines} lines of code, the limit is ${functionLinesMax}` })),
    ),
};

export const promiseFirst: Rule = {
  name: 'a server file begins with the promise that it keeps',
  judge(files) {
    const judged = files.filter(({ path }) => path.startsWith('server/src/') && isCode(path) && !/\.test\.ts$/.test(path));
    const violations = judged.filter(({ text }) => wordsOfFirstComment(text) < 6).map(({ path }) => ({ path, message: 'begins without a comment that says what it promises' }));
    return { seen: judged.length, violations };
  },
};

export const namesInFull: Rule = {
  name: 'files are named in kebab-case, by what they are',
  judge(files) {
    const judged = files.filter(({ path }) => !namedByTools.has(basename(path)) && !basename(path).startsWith('.'));
    return { seen: judged.length, violations: judged.flatMap(({ path }) => [...kebab(path), ...forbidden(path)]) };
  },
};

/** Words of the comment that stands at the very top (after a shebang line); 0 without one. */
function wordsOfFirstComment(text: string): number {
  const start = text.replace(/^#!.*\n/, '').trimStart();
  const comment = /^\/\*[\s\S]*?\*\//.exec(start)?.[0] ?? /^(?:\/\/.*\n?)+/.exec(start)?.[0] ?? '';
  return (comment.match(/[A-Za-z]{2,}/g) ?? []).length;
}

function kebab(path: string): Violation[] {
  const judged = /^(?:server|cli|console|e2e|bin)\//.test(path) ? path.split('/') : [basename(path)];
  const wrong = judged.find((part) => !/^[a-z0-9]+(?:[-.][a-z0-9]+)*$/.test(part) && !namedByTools.has(part) && !part.startsWith('.'));
  return wrong === undefined ? [] : [{ path, message: `"${wrong}" is not in kebab-case` }];
}

function forbidden(path: string): Violation[] {
  const word = path.split(/[/.-]/).find((part) => forbiddenNames.includes(part));
  return word === undefined ? [] : [{ path, message: `"${word}" says nothing about what the file is for` }];
}

function overCode(files: readonly SourceFile[], judge: (file: SourceFile) => Violation[]): { seen: number; violations: Violation[] } {
  const judged = files.filter((file) => isCode(file.path) && !isGenerated(file));
  return { seen: judged.length, violations: judged.flatMap(judge) };
}
