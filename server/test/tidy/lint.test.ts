/**
 * The lint lives: in a small tree of its own, each planted bug is refused by the rule that exists for it. The tree
 * stands inside the checkout, so that types resolve as they do for the real sources.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ESLint, type Linter } from 'eslint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from './tree.ts';

const planted: readonly (readonly [rule: string, path: string, code: string])[] = [
  ['@typescript-eslint/no-floating-promises', 'server/src/a.ts', 'const work = async (): Promise<number> => 1;\nwork();'],
  ['@typescript-eslint/no-misused-promises', 'server/src/a.ts', '[1].forEach(async () => { await Promise.resolve(); });'],
  ['@typescript-eslint/no-explicit-any', 'server/src/a.ts', 'export const value: any = 1;'],
  ['@typescript-eslint/no-non-null-assertion', 'server/src/a.ts', 'export const first = (list: string[]): string => list[0]!;'],
  ['@typescript-eslint/switch-exhaustiveness-check', 'server/src/a.ts', "export function f(state: 'on' | 'off'): void { switch (state) { case 'on': break; } }"],
  ['@typescript-eslint/no-unsafe-member-access', 'server/src/a.ts', "export const name = JSON.parse('{}').name;"],
  ['@typescript-eslint/only-throw-error', 'server/src/a.ts', "export function f(): never { throw 'text'; }"],
  ['@typescript-eslint/require-array-sort-compare', 'server/src/a.ts', 'export const sorted = [10, 9].sort();'],
  ['no-restricted-syntax', 'server/src/a.ts', "export const port = process.env['PORT'];"],
  ['no-restricted-syntax', 'server/src/a.ts', 'export const now = Date.now();'],
  ['no-restricted-syntax', 'server/src/a.ts', 'export const now = new Date();'],
  ['no-restricted-syntax', 'server/src/a.ts', 'export const dice = Math.random();'],
  ['no-restricted-syntax', 'cli/src/a.ts', "export const token = process.env['HOLDFAST_TOKEN'];"],
  ['no-restricted-syntax', 'server/src/kernel/ids/a.ts', "export const port = process.env['PORT'];"],
  ['no-restricted-syntax', 'server/src/kernel/config/a.ts', 'export const now = new Date();'],
  ['no-console', 'server/src/a.ts', "console.log('x');"],
  ['holdfast/assertion-has-reason', 'server/src/a.ts', 'export const f = (value: unknown): string => value as string;'],
  ['no-empty', 'server/src/a.ts', 'try { f(); } catch {}\nfunction f(): void {}'],
  ['no-var', 'bin/a.mjs', 'var a = 1;\na;'],
];

const sound: readonly (readonly [path: string, code: string])[] = [
  ['server/src/kernel/time/a.ts', 'export const now = (): Date => new Date();'],
  ['server/src/kernel/ids/a.ts', 'export const now = (): number => Date.now();'],
  ['server/src/kernel/config/a.ts', "export const port = process.env['PORT'];"],
  ['cli/src/main.ts', "export const token = process.env['HOLDFAST_TOKEN'];"],
  ['server/src/a.test.ts', 'export const now = new Date();'],
  ['server/src/a.ts', 'export const f = (value: unknown): string => value as string; // reason: checked by the caller'],
  ['server/src/a.ts', "export const kinds = ['a', 'b'] as const;\nexport const at = (text: string): Date => new Date(text);"],
];

const cases = [...planted.map(([rule, path, code]) => ({ rule, path, code })), ...sound.map(([path, code]) => ({ rule: undefined, path, code }))].map(
  // Each case is a file of its own in one tree.
  (each, index) => ({ ...each, path: each.path.replace(/\ba\./, `case-${index}.`) }),
);

let root = '';
const reports = new Map<string, Linter.LintMessage[]>();

beforeAll(async () => {
  mkdirSync(join(repositoryRoot, '.tmp'), { recursive: true });
  root = mkdtempSync(join(repositoryRoot, '.tmp', 'lint-'));
  for (const { path, code } of cases) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), `${code}\n`);
  }
  writeFileSync(join(root, 'tsconfig.json'), JSON.stringify({ extends: '../../tsconfig.base.json', compilerOptions: { moduleDetection: 'force' }, include: ['**/*.ts'] }));
  // Plain JavaScript without declarations: its one function is named here.
  const { lintConfiguration } = (await import(pathToFileURL(join(repositoryRoot, 'eslint.config.js')).href)) as { lintConfiguration: (root: string) => Linter.Config[] };
  const eslint = new ESLint({ cwd: root, overrideConfigFile: true, baseConfig: lintConfiguration(root) });
  for (const { filePath, messages } of await eslint.lintFiles(['.'])) reports.set(relative(root, filePath).replaceAll('\\', '/'), messages);
}, 60_000);

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('the lint', () => {
  it.each(cases.map(({ rule, path, code }) => [rule === undefined ? 'passes' : `refuses by ${rule}`, path, code, rule] as const))('%s, in %s: %s', (_verdict, path, _code, rule) => {
    const messages = reports.get(path);
    const found = (messages ?? [{ ruleId: 'never linted', message: '' }]).map(({ ruleId, message }) => ruleId ?? message);
    if (rule === undefined) expect(found).toEqual([]);
    else expect(found).toContain(rule);
  });
});
