/**
 * Reads the source tree that the gates judge: every file that a commit of this checkout would hold. Git is not
 * needed (a copy without `.git` is judged the same); what `.gitignore` names is left out.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface SourceFile {
  /** Relative to the root, with forward slashes. */
  readonly path: string;
  readonly sizeBytes: number;
  /** The text; empty for files that are not text. */
  readonly text: string;
}

/** What one gate found. */
export interface Violation {
  readonly path: string;
  readonly line?: number;
  readonly message: string;
}

/** A gate's answer: how much it looked at, so that a gate which sees nothing fails. */
export interface Verdict {
  readonly seen: number;
  readonly violations: readonly Violation[];
}

/** A rule over the whole tree. */
export interface Rule {
  /** Named as a promise: "files are short". */
  readonly name: string;
  judge(files: readonly SourceFile[]): Verdict;
}

export const repositoryRoot = resolve(import.meta.dirname, '../../..');

const binary = /\.(?:png|jpg|jpeg|gif|ico|woff2?|zip|gz|pdf|wasm)$/;

export function readTree(root: string = repositoryRoot): readonly SourceFile[] {
  const ignored = ignoredPaths(root);
  const files: SourceFile[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.name === '.git' || ignored(path, entry.name)) continue;
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile()) files.push(readFile(root, path));
    }
  };
  walk('');
  return files;
}

export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let index = text.indexOf('\n'); index >= 0 && index < offset; index = text.indexOf('\n', index + 1)) line += 1;
  return line;
}

/** A tree written down in a test. */
export function plantedTree(contents: Readonly<Record<string, string>>): readonly SourceFile[] {
  return Object.entries(contents).map(([path, text]) => ({ path, text, sizeBytes: Buffer.byteLength(text) }));
}

export function showViolations(verdict: Verdict): string {
  return verdict.violations.map(({ path, line, message }) => `${path}${line === undefined ? '' : `:${line}`}: ${message}`).join('\n');
}

function readFile(root: string, path: string): SourceFile {
  const full = join(root, path);
  const { size } = statSync(full);
  return { path, sizeBytes: size, text: binary.test(path) ? '' : readFileSync(full, 'utf8') };
}

/** The forms of line that this repository's `.gitignore` uses: `name/`, `folder/name/`, `*.suffix`. */
function ignoredPaths(root: string): (path: string, name: string) => boolean {
  const names = new Set<string>();
  const suffixes: string[] = [];
  for (const line of readFileSync(join(root, '.gitignore'), 'utf8').split('\n')) {
    const pattern = line.trim();
    if (pattern === '' || pattern.startsWith('#')) continue;
    if (pattern.startsWith('*')) suffixes.push(pattern.slice(1));
    else names.add(pattern.replace(/^\/|\/$/g, ''));
  }
  return (path, name) => names.has(path) || names.has(name) || suffixes.some((suffix) => name.endsWith(suffix));
}
