/**
 * The lint lives: in a small tree of its own, each planted bug is refused by the rule that exists for it, by ESLint or
 * by the linter that knows types. The tree stands outside the checkout, whose list of ignored files is none of its business.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ESLint, type Linter } from 'eslint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from './tree.ts';

const planted: readonly (readonly [rule: string, path: string, code: string])[] = [
  ['typescript(no-floating-promises)', 'server/src/a.ts', 'const work = async (): Promise<number> => 1;\nwork();'],
  ['typescript(no-misused-promises)', 'server/src/a.ts', '[1].forEach(async () => { await Promise.resolve(); });'],
  ['@typescript-eslint/no-explicit-any', 'server/src/a.ts', 'export const value: any = 1;'],
  ['@typescript-eslint/no-non-null-assertion', 'server/src/a.ts', 'export const first = (list: string[]): string => list[0]!;'],
  ['typescript(switch-exhaustiveness-check)', 'server/src/a.ts', "export function f(state: 'on' | 'off'): void { switch (state) { case 'on': break; } }"],
  ['typescript(no-unsafe-member-access)', 'server/src/a.ts', "export const name = JSON.parse('{}').name;"],
  ['typescript(only-throw-error)', 'server/src/a.ts', "export function f(): never { throw 'text'; }"],
  ['typescript(require-array-sort-compare)', 'server/src/a.ts', 'export const sorted = [10, 9].sort();'],
  ['typescript(await-thenable)', 'server/src/a.ts', 'export const f = async (): Promise<number> => await 1;'],
  ['typescript(no-base-to-string)', 'server/src/a.ts', 'export const text = String({ a: 1 });'],
  ['typescript(no-unsafe-assignment)', 'server/src/a.ts', "const parsed = JSON.parse('1');\nexport const read = (): void => { const value = parsed; value; };"],
  ['typescript(no-unsafe-return)', 'server/src/a.ts', "export const read = (): string => JSON.parse('1');"],
  ['typescript(restrict-template-expressions)', 'server/src/a.ts', 'export const text = (list: readonly string[]): string => `${list}`;'],
  ['typescript(unbound-method)', 'server/src/a.ts', 'export const read = new Map<string, string>().get;'],
  ['react-hooks(rules-of-hooks)', 'console/src/a.tsx', "import { useState } from 'react';\nexport function A({ on }: { on: boolean }): number { if (on) { useState(0); } return 1; }"],
  ['react-hooks(exhaustive-deps)', 'console/src/a.tsx', "import { useMemo } from 'react';\nexport function A({ n }: { n: number }): number { return useMemo(() => n + 1, []); }"],
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
/** Names of the rules that found something, by file; a file that neither linter saw is not in it. */
const reports = new Map<string, string[]>();

beforeAll(async () => {
  root = mkdtempSync(join(realpathSync(tmpdir()), 'hf-lint-'));
  symlinkSync(join(repositoryRoot, 'node_modules'), join(root, 'node_modules'));
  for (const { path, code } of cases) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), `${code}\n`);
  }
  writeFileSync(join(root, 'tsconfig.json'), JSON.stringify({ extends: join(repositoryRoot, 'tsconfig.base.json'), compilerOptions: { moduleDetection: 'force', jsx: 'react-jsx' }, include: ['**/*.ts', '**/*.tsx'] }));
  // Plain JavaScript without declarations: what it exports is named here.
  const { default: configuration } = (await import(pathToFileURL(join(repositoryRoot, 'eslint.config.js')).href)) as { default: Linter.Config[] };
  const eslint = new ESLint({ cwd: root, overrideConfigFile: true, baseConfig: configuration });
  for (const { filePath, messages } of await eslint.lintFiles(['.'])) reports.set(relative(root, filePath).replaceAll('\\', '/'), messages.map(({ ruleId, message }) => ruleId ?? message));
  for (const { code, filename } of typedFindings()) reports.get(filename.replaceAll('\\', '/'))?.push(code);
}, 60_000);

function typedFindings(): readonly { readonly code: string; readonly filename: string }[] {
  const { stdout, stderr } = spawnSync(process.execPath, [join(repositoryRoot, 'node_modules/oxlint/bin/oxlint'), '--type-aware', `--config=${join(repositoryRoot, '.oxlintrc.json')}`, '--format=json', 'server', 'cli', 'console'], { cwd: root, encoding: 'utf8' });
  expect(stderr).toBe('');
  // The linter's own report.
  return (JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] }).diagnostics;
}

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('the lint', () => {
  it.each(cases.map(({ rule, path, code }) => [rule === undefined ? 'passes' : `refuses by ${rule}`, path, code, rule] as const))('%s, in %s: %s', (_verdict, path, _code, rule) => {
    const found = reports.get(path) ?? ['never linted'];
    if (rule === undefined) expect(found).toEqual([]);
    else expect(found).toContain(rule);
  });
});
