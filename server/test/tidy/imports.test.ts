/**
 * The import check lives: every rule refuses a violation planted for it, in a small tree where nothing else is wrong.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checkImports, type Directions } from './imports.ts';

const directions: Directions = {
  tiers: [
    { name: 'low', modules: ['keys', 'audit'] },
    { name: 'high', modules: ['tracker'] },
  ],
  sameTierEdges: [],
};

const sound = {
  'package.json': '{"name":"planted","type":"module"}',
  'server/src/kernel/errors/index.ts': 'export const errors = 1;\n',
  'server/src/modules/keys/index.ts': "export { keys } from './keys.ts';\n",
  'server/src/modules/keys/keys.ts': "import { errors } from '../../kernel/errors/index.ts';\nexport const keys = errors;\n",
  'server/src/modules/audit/index.ts': 'export const audit = 1;\n',
  'server/src/modules/tracker/index.ts': "export { tracker } from './tracker.ts';\n",
  'server/src/modules/tracker/tracker.ts': "import { keys } from '../keys/index.ts';\nexport const tracker = keys;\n",
  'server/src/main/up.ts': "import { tracker } from '../modules/tracker/index.ts';\nexport const up = tracker;\n",
  'cli/src/main.ts': "import { up } from '../../server/src/main/up.ts';\nexport const main = up;\n",
};

const planted: string[] = [];

function emptyTree(): string {
  const root = mkdtempSync(join(tmpdir(), 'holdfast-imports-'));
  planted.push(root);
  return root;
}

function plant(files: Readonly<Record<string, string>>): string {
  const root = emptyTree();
  for (const [path, text] of Object.entries({ ...sound, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

async function messages(files: Readonly<Record<string, string>>, changed: Partial<Directions> = {}): Promise<string[]> {
  const { violations } = await checkImports(plant(files), { ...directions, ...changed });
  return violations.map(({ path, message }) => `${path} ${message}`);
}

afterEach(() => {
  for (const root of planted.splice(0)) rmSync(root, { recursive: true, force: true });
});

describe('the import check', () => {
  it('sees every file and edge of a sound tree and finds nothing', async () => {
    const verdict = await checkImports(plant({}), directions);
    expect(verdict).toEqual({ files: 8, edges: 6, violations: [] });
  });

  it('sees nothing in an empty tree, which its caller must refuse', async () => {
    expect(await checkImports(emptyTree(), directions)).toEqual({ files: 0, edges: 0, violations: [] });
  });

  it.each([
    ['there are no cycles', { 'server/src/kernel/time/a.ts': "import { b } from './b.ts';\nexport const a = b;", 'server/src/kernel/time/b.ts': "import type { a } from './a.ts';\nexport const b: typeof a = 1;" }],
    ['every import resolves', { 'server/src/kernel/time/a.ts': "import { b } from './missing.ts';\nexport const a = b;" }],
    ['the kernel knows no module', { 'server/src/kernel/time/a.ts': "import { keys } from '../../modules/keys/index.ts';\nexport const a = keys;" }],
    ['nobody imports main', { 'server/src/modules/keys/a.ts': "import { log } from '../../main/log.ts';\nexport const a = log;", 'server/src/main/log.ts': 'export const log = 1;' }],
    ['a module is reached through its index.ts', { 'server/src/modules/tracker/a.ts': "import { keys } from '../keys/keys.ts';\nexport const a = keys;" }],
    ['main reaches a module through index.ts, service.ts or routes.ts', { 'server/src/main/a.ts': "import { keys } from '../modules/keys/keys.ts';\nexport const a = keys;" }],
    ['product code imports no test code', { 'server/src/kernel/time/a.ts': "import { cluster } from '../testing/cluster.ts';\nexport const a = cluster;", 'server/src/kernel/testing/cluster.ts': 'export const cluster = 1;' }],
    ['product code uses declared runtime dependencies', { 'server/src/kernel/time/a.ts': "import ts from 'undeclared';\nexport const a = ts;", 'node_modules/undeclared/package.json': '{"name":"undeclared","version":"1.0.0","main":"index.js"}', 'node_modules/undeclared/index.js': 'module.exports = 1;' }],
    ['the console speaks HTTP only', { 'console/src/a.ts': "import { errors } from '../../server/src/kernel/errors/index.ts';\nexport const a = errors;" }],
    ['the browser tests speak HTTP only', { 'e2e/a.ts': "import { errors } from '../server/src/kernel/errors/index.ts';\nexport const a = errors;" }],
    ['the command line knows the kernel and main, no module', { 'cli/src/a.ts': "import { keys } from '../../server/src/modules/keys/index.ts';\nexport const a = keys;" }],
    ['the server knows no other workspace', { 'server/src/kernel/time/a.ts': "import { main } from '../../../../cli/src/b.ts';\nexport const a = main;", 'cli/src/b.ts': 'export const main = 1;' }],
    ['keys (low) imports no higher tier', { 'server/src/modules/keys/a.ts': "import type { tracker } from '../tracker/index.ts';\nexport type A = typeof tracker;", 'server/src/modules/tracker/tracker.ts': 'export const tracker = 1;' }],
    ['keys (low) imports its own tier only by a written edge', { 'server/src/modules/keys/a.ts': "import { audit } from '../audit/index.ts';\nexport const a = audit;" }],
  ])('refuses: %s', async (name, files) => {
    const found = await messages(files);
    expect(found.filter((message) => message.includes(name))).not.toHaveLength(0);
    expect(found.filter((message) => !message.includes(name))).toEqual([]);
  });

  it('refuses a module that is in no tier', async () => {
    expect(await messages({ 'server/src/modules/stray/index.ts': 'export const stray = 1;' })).toEqual(['server/src/modules/stray is in no tier of server/imports.ts']);
  });

  it('lets a written edge pass, refuses one that nobody uses and a circle of edges', async () => {
    const edge = { from: 'keys', to: 'audit', reason: 'key uses are recorded' };
    const usesAudit = { 'server/src/modules/keys/a.ts': "import { audit } from '../audit/index.ts';\nexport const a = audit;" };
    expect(await messages(usesAudit, { sameTierEdges: [edge] })).toEqual([]);
    expect(await messages({}, { sameTierEdges: [edge] })).toEqual(['server/imports.ts the edge keys → audit is not used: remove it']);
    const back = { from: 'audit', to: 'keys', reason: 'none' };
    const found = await messages(usesAudit, { sameTierEdges: [edge, back] });
    expect(found).toContain('server/imports.ts the edge keys → audit is part of a circle');
  });

  it('lets tests climb, through front doors', async () => {
    expect(await messages({ 'server/src/modules/keys/a.api.test.ts': "import { tracker } from '../tracker/index.ts';\nimport { up } from '../../main/up.ts';\nexport const a = [tracker, up];" })).toEqual([]);
  });
});
