/**
 * Every npm package that a workspace asks for is pinned to one version and stands, with its licence and the reason
 * for it, in docs/decisions/dependencies.md; the server asks for at most 25 at run time.
 */
import type { Rule, SourceFile, Violation } from './tree.ts';

const register = 'docs/decisions/dependencies.md';
const serverRuntimeMax = 25;
const workspaces = ['', 'server/', 'sdk/', 'cli/', 'console/', 'e2e/'];

export interface Dependency {
  readonly name: string;
  readonly version: string;
  /** The package.json that asks for it. */
  readonly from: string;
  readonly kind: 'dependencies' | 'devDependencies' | 'optionalDependencies';
}

export const dependenciesPinned: Rule = {
  name: 'dependencies are pinned to one version',
  judge(files) {
    const asked = dependenciesOf(files);
    const loose = asked.filter(({ version }) => !/^(?:npm:[\w@./-]+@)?\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version)).map(({ from, name, version }) => ({ path: from, message: `${name} "${version}" is not one version` }));
    const different = asked.flatMap(({ name, version, from }) => {
      const other = asked.find((candidate) => candidate.name === name && candidate.version !== version);
      return other === undefined ? [] : [{ path: from, message: `${name} ${version}, but ${other.from} asks for ${other.version}` }];
    });
    return { seen: asked.length, violations: [...loose, ...different] };
  },
};

export const fewDependencies: Rule = {
  name: `the server has at most ${serverRuntimeMax} runtime dependencies`,
  judge(files) {
    const count = dependenciesOf(files).filter(({ from, kind }) => from === 'server/package.json' && kind !== 'devDependencies').length;
    return { seen: count, violations: count > serverRuntimeMax ? [{ path: 'server/package.json', message: `has ${count}` }] : [] };
  },
};

export const dependenciesDecided: Rule = {
  name: `every dependency is decided in ${register}`,
  judge(files) {
    const rows = rowsOf(files);
    const licences = licencesOf(files);
    const asked = new Map(dependenciesOf(files).map((dependency) => [dependency.name, dependency]));
    const violations: Violation[] = [];
    for (const { name, version, from } of asked.values()) {
      const row = rows.get(name);
      if (row === undefined) violations.push({ path: register, message: `${name} (${from}) has no row` });
      else if (row.version !== version) violations.push({ path: register, line: row.line, message: `${name} is at ${version}, the row says ${row.version}` });
      else if (row.licence !== licences.get(name)) violations.push({ path: register, line: row.line, message: `${name} is under ${licences.get(name) ?? 'no stated licence'}, the row says ${row.licence}` });
      else if (row.reason.length < 10) violations.push({ path: register, line: row.line, message: `${name} has no reason` });
    }
    for (const [name, { line }] of rows) if (!asked.has(name)) violations.push({ path: register, line, message: `${name} is asked for by nobody` });
    return { seen: asked.size, violations };
  },
};

export function dependenciesOf(files: readonly SourceFile[]): readonly Dependency[] {
  return files
    .filter(({ path }) => workspaces.some((folder) => path === `${folder}package.json`))
    .flatMap(({ path, text }) => {
      // The outside world: a package.json as npm keeps it.
      const manifest = JSON.parse(text) as Partial<Record<Dependency['kind'], Record<string, string>>>;
      const kinds = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;
      return kinds.flatMap((kind) => Object.entries(manifest[kind] ?? {}).map(([name, version]) => ({ name, version, from: path, kind })));
    });
}

interface Row {
  readonly version: string;
  readonly licence: string;
  readonly reason: string;
  readonly line: number;
}

/** Rows are `| package | version | licence | … | why |`. */
function rowsOf(files: readonly SourceFile[]): ReadonlyMap<string, Row> {
  const rows = new Map<string, Row>();
  const text = files.find(({ path }) => path === register)?.text ?? '';
  text.split('\n').forEach((content, index) => {
    const cells = content.split('|').map((cell) => cell.trim());
    const name = /^`([^`]+)`$/.exec(cells[1] ?? '')?.[1];
    if (name !== undefined) rows.set(name, { version: cells[2] ?? '', licence: cells[3] ?? '', reason: cells.at(-2) ?? '', line: index + 1 });
  });
  return rows;
}

/** Licences as the lock file has them, so that packages of other platforms are known too. */
function licencesOf(files: readonly SourceFile[]): ReadonlyMap<string, string> {
  const text = files.find(({ path }) => path === 'package-lock.json')?.text ?? '{}';
  // The outside world: a lock file as npm keeps it (version 3).
  const lock = JSON.parse(text) as { packages?: Record<string, { license?: string }> };
  const licences = new Map<string, string>();
  for (const [path, { license }] of Object.entries(lock.packages ?? {})) {
    const name = path.split('node_modules/').at(-1) ?? '';
    if (license !== undefined && (!licences.has(name) || path === `node_modules/${name}`)) licences.set(name, license);
  }
  return licences;
}
