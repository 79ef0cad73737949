/**
 * What no tracked file may hold: unfinished work, tests switched off, the paths of one machine, the address of a
 * package registry, a weight above one mebibyte. The words are put together here so that this file passes its own check.
 */
import type { Rule, SourceFile, Violation } from './tree.ts';
import { lineAt } from './tree.ts';
import { isCode } from './syntax.ts';

const sizeBytesMax = 1024 * 1024;

/** In a comment: as a value the same letters may be somebody's format. */
const unfinished = new RegExp(`(?://|/\\*|^\\s*\\*|^\\s*#|--|<!--)[^\\n]*\\b(?:${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'].join('|')})\\b`, 'm');
const switchedOff = /\b(?:it|test|describe|suite|bench)(?:\.\w+)*\.(?:only|skip|todo)\b/;
const ofOneMachine = new RegExp(`(?:^|[\\s"'\`(=:])(?:${['/wo' + 'rk/', '/ro' + 'ot/', '/Us' + 'ers/\\w', '/ho' + 'me/\\w', '[A-Z]:\\\\Us' + 'ers'].join('|')})`, 'm');
const registry = new RegExp(`https?://[^/\\s"']*(?:regis` + `try\\.|npm` + `js|verda` + `ccio|arti` + `factory)|"resol` + `ved": "http|^(?:@[\\w-]+:)?regis` + `try\\s*=\\s*(?:https?:|//)`, 'm');

export const finished: Rule = textRule('nothing is left undone in the sources', () => true, unfinished, 'finish it, or file an issue');
export const switchedOn: Rule = textRule('no test is switched off or runs alone', ({ path }) => /\.test\.tsx?$/.test(path), switchedOff, 'every test runs, always');
export const portable: Rule = textRule('no file names a path of one machine', () => true, ofOneMachine, 'use a path relative to the repository, or os.tmpdir()');
export const noRegistry: Rule = textRule('no file names a package registry', () => true, registry, 'whoever installs chooses the registry');

export const lightFiles: Rule = {
  name: 'no file weighs more than 1 MiB',
  judge: (files) => ({
    seen: files.length,
    violations: files.filter(({ sizeBytes }) => sizeBytes > sizeBytesMax).map(({ path, sizeBytes }) => ({ path, message: `weighs ${sizeBytes} bytes` })),
  }),
};

/** A suppression names its rule and says why, in a sentence. */
export const suppressionsExplained: Rule = {
  name: 'a suppressed check says why',
  judge(files) {
    const judged = files.filter(({ path }) => isCode(path));
    return { seen: judged.length, violations: judged.flatMap(suppressions) };
  },
};

const suppression = new RegExp(`(?://|/\\*)\\s*((?:es|ox)lint-` + `disable(?:-next-line|-line)?|@ts-` + `(?:ignore|nocheck|expect-error)|v8 ignore|istanbul ignore)([^\\n]*)`, 'g');

function suppressions(file: SourceFile): Violation[] {
  return [...file.text.matchAll(suppression)].flatMap((match) => {
    const [, directive = '', rest = ''] = match;
    const at = { path: file.path, line: lineAt(file.text, match.index) };
    if (/ignore|nocheck|disable$/.test(directive)) return [{ ...at, message: `"${directive}" silences too much: suppress one rule on one line, with a reason` }];
    const [rule = '', reason = ''] = directive.startsWith('@ts') ? ['typescript', rest] : splitAt(rest, ' -- ');
    if (rule.trim() === '') return [{ ...at, message: 'names no rule' }];
    return wordCount(reason) >= 4 ? [] : [{ ...at, message: 'gives no reason: ` -- ` and a sentence' }];
  });
}

function textRule(name: string, applies: (file: SourceFile) => boolean, pattern: RegExp, remedy: string): Rule {
  return {
    name,
    judge(files) {
      const judged = files.filter((file) => file.text !== '' && applies(file));
      const violations = judged.flatMap((file) => {
        const found = pattern.exec(file.text);
        return found === null ? [] : [{ path: file.path, line: lineAt(file.text, found.index + 1), message: `"${found[0].trim()}": ${remedy}` }];
      });
      return { seen: judged.length, violations };
    },
  };
}

function splitAt(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + mark.length)];
}

function wordCount(text: string): number {
  return (text.match(/[A-Za-z']{2,}/g) ?? []).length;
}
