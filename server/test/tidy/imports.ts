/**
 * Checks the directions of imports with dependency-cruiser, by rules made from `server/imports.ts`. Type imports
 * count like others. The answer says how many files and edges were seen: dependency-cruiser reads nothing, and is
 * content, under a compiler that it does not know.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cruise, type ICruiseResult, type IRegularForbiddenRuleType } from 'dependency-cruiser';
import type { sameTierEdges, tiers } from '../../imports.ts';
import type { Violation } from './tree.ts';

export interface Directions {
  readonly tiers: typeof tiers;
  readonly sameTierEdges: typeof sameTierEdges;
}

export interface ImportVerdict {
  readonly files: number;
  readonly edges: number;
  readonly violations: readonly Violation[];
}

const folders = ['server/src', 'server/test', 'server/bench', 'server/imports.ts', 'cli/src', 'console/src', 'e2e'];
const testFiles = ['(?:\\.test|-for-tests)\\.tsx?$', '^server/(?:test|bench)/', '^server/src/.*/testing/', '^e2e/'];
const modulesFolder = 'server/src/modules';

export async function checkImports(root: string, directions: Directions): Promise<ImportVerdict> {
  const present = folders.filter((folder) => existsSync(join(root, folder)));
  const reply = await cruise(present, {
    baseDir: root,
    validate: true,
    ruleSet: { forbidden: forbidden(directions) },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(?:^|/)(?:dist|artifacts)/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types', 'default'], extensions: ['.ts', '.tsx', '.js', '.mjs', '.json', '.d.ts'] },
  });
  if (typeof reply.output === 'string') throw new Error('dependency-cruiser answered with a text instead of its findings');
  const { modules, summary } = reply.output;
  const ours = modules.filter((module) => folders.some((folder) => module.source.startsWith(folder)));
  return {
    files: ours.length,
    edges: ours.reduce((sum, module) => sum + module.dependencies.length, 0),
    violations: [
      ...summary.violations.map(toViolation),
      ...modulesWithoutTier(root, directions),
      ...staleEdges(ours, directions),
      ...circularEdges(directions),
    ],
  };
}

function forbidden({ tiers: levels, sameTierEdges: edges }: Directions): IRegularForbiddenRuleType[] {
  const inModules = (names: readonly string[]): string => `^${modulesFolder}/(?:${names.join('|')})/`;
  const rules: IRegularForbiddenRuleType[] = [
    rule('there are no cycles', {}, { circular: true }),
    rule('every import resolves', {}, { couldNotResolve: true }),
    rule('the kernel knows no module', { path: '^server/src/kernel/', pathNot: testFiles }, { path: '^server/src/(?:modules|main)/' }),
    rule('nobody imports main', { path: '^server/src/modules/', pathNot: testFiles }, { path: '^server/src/main/' }),
    rule('a module is reached through its index.ts', { path: `^${modulesFolder}/([^/]+)/` }, { path: `^${modulesFolder}/`, pathNot: [`^${modulesFolder}/$1/`, '/index\\.ts$'] }),
    rule('main reaches a module through index.ts, service.ts or routes.ts', { path: '^server/src/main/', pathNot: testFiles }, { path: `^${modulesFolder}/[^/]+/.`, pathNot: `^${modulesFolder}/[^/]+/(?:index|service|routes)\\.ts$` }),
    rule('product code imports no test code', { pathNot: testFiles }, { path: testFiles }),
    rule('product code uses declared runtime dependencies', { path: '^(?:server|cli|console)/src/', pathNot: testFiles }, { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] }),
    rule('the console speaks HTTP only', { path: '^console/' }, { path: '^(?:server|cli|e2e)/' }),
    rule('the browser tests speak HTTP only', { path: '^e2e/' }, { path: '^(?:server|cli|console)/' }),
    rule('the command line knows the kernel and main, no module', { path: '^cli/' }, { path: `^(?:${modulesFolder}|server/test|console|e2e)/` }),
    rule('the server knows no other workspace', { path: '^server/' }, { path: '^(?:cli|console|e2e)/' }),
  ];
  levels.forEach((level, index) => {
    const above = levels.slice(index + 1).flatMap(({ modules }) => modules);
    for (const module of level.modules) {
      const from = { path: inModules([module]), pathNot: testFiles };
      if (above.length > 0) rules.push(rule(`${module} (${level.name}) imports no higher tier`, from, { path: inModules(above) }));
      const refused = level.modules.filter((other) => other !== module && !edges.some((edge) => edge.from === module && edge.to === other));
      if (refused.length > 0) rules.push(rule(`${module} (${level.name}) imports its own tier only by a written edge`, from, { path: inModules(refused) }));
    }
  });
  return rules;
}

function rule(name: string, from: IRegularForbiddenRuleType['from'], to: IRegularForbiddenRuleType['to']): IRegularForbiddenRuleType {
  return { name, severity: 'error', from, to };
}

function toViolation(found: ICruiseResult['summary']['violations'][number]): Violation {
  const way = found.cycle === undefined ? found.to : found.cycle.map((step) => (typeof step === 'string' ? step : step.name)).join(' → ');
  return { path: found.from, message: `imports ${way}, but: ${found.rule.name}` };
}

function modulesWithoutTier(root: string, directions: Directions): Violation[] {
  const folder = join(root, modulesFolder);
  if (!existsSync(folder)) return [];
  const known = directions.tiers.flatMap(({ modules }) => modules);
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !known.includes(entry.name))
    .map((entry) => ({ path: `${modulesFolder}/${entry.name}`, message: 'is in no tier of server/imports.ts' }));
}

/** An edge that no import uses any more is taken out of the list: the list only shrinks. */
function staleEdges(modules: ICruiseResult['modules'], { sameTierEdges: edges }: Directions): Violation[] {
  return edges
    .filter(({ from, to }) => !modules.some(({ source, dependencies }) => source.startsWith(`${modulesFolder}/${from}/`) && dependencies.some(({ resolved }) => resolved.startsWith(`${modulesFolder}/${to}/`))))
    .map(({ from, to }) => ({ path: 'server/imports.ts', message: `the edge ${from} → ${to} is not used: remove it` }));
}

function circularEdges({ sameTierEdges: edges }: Directions): Violation[] {
  const reaches = (from: string, target: string, passed: readonly string[]): boolean =>
    edges.some((edge) => edge.from === from && (edge.to === target || (!passed.includes(edge.to) && reaches(edge.to, target, [...passed, edge.to]))));
  return edges.filter(({ from, to }) => reaches(to, from, [to])).map(({ from, to }) => ({ path: 'server/imports.ts', message: `the edge ${from} → ${to} is part of a circle` }));
}
