/**
 * Every rule of the tidy test lives: it passes a sound tree and refuses the violation planted for it.
 */
import { describe, expect, it } from 'vitest';
import { rules } from './rules.ts';
import { plantedTree, showViolations } from './tree.ts';

const manifest = (name: string, dependencies: Record<string, string>) => JSON.stringify({ name, dependencies });
const lock = JSON.stringify({ packages: { 'node_modules/fastify': { license: 'MIT' } } });
const register = (row: string) => `# Dependencies\n\n| package | version | licence | why |\n|---|---|---|---|\n${row}\n`;
const migration = "-- why: every issue needs a home\ncreate table tracker.issue (tenant_id uuid);\ncall hf.declare('tracker.issue', 'tenant', 'content', 'plain: tenant_id');\n" +
  "create table hf.placement (tenant_id uuid);\ncall hf.declare('hf.placement', 'system', 'derived', 'plain: tenant_id');\n" +
  "create function hf.enter(tenant uuid) returns void language plpgsql security definer set search_path = pg_catalog as $$ begin end $$;\n";
const promise = '/** Keeps what its name says, in six words or more. */\n';

const sound: Readonly<Record<string, string>> = {
  'README.md': '# Holdfast\n\nSee [the decisions](docs/decisions/dependencies.md#dependencies).\n',
  'package.json': manifest('holdfast', {}),
  'server/package.json': manifest('server', { fastify: '5.12.8' }),
  'package-lock.json': lock,
  'docs/decisions/dependencies.md': register('| `fastify` | 5.12.8 | MIT | the HTTP server |'),
  'server/migrations/shard/0001-tracker.sql': migration,
  'server/src/modules/tracker/README.md': '# Tracker\n',
  'server/src/modules/tracker/service.ts': `${promise}export const tracker = { schema: 'tracker' };\n`,
  'server/src/modules/tracker/index.ts': `${promise}export { findIssue } from './issue-store.ts';\n`,
  'server/src/modules/tracker/issue-store.ts': `${promise}export const findIssue = () => 'select details->>0 from tracker.issue where id = $1';\n`,
  'server/src/kernel/place.ts': `${promise}export const place = () => "select 1 from hf.placement p where name like 'a%'";\n`,
  'server/src/main/up.ts': `${promise}import { findIssue } from '../modules/tracker/index.ts';\nimport { tracker } from '../modules/tracker/service.ts';\nimport { place } from '../kernel/place.ts';\nfindIssue(tracker, place);\n`,
  'server/src/modules/tracker/issue-store.test.ts': "it('finds an issue', () => {});\n",
};

function judge(files: Readonly<Record<string, string>>): Record<string, string> {
  const tree = plantedTree({ ...sound, ...files });
  return Object.fromEntries(rules.flatMap((rule) => {
    const shown = showViolations(rule.judge(tree));
    return shown === '' ? [] : [[rule.name, shown]];
  }));
}

const lines = (count: number, line: string) => Array.from({ length: count }, () => line).join('\n');
const inTests = (text: string) => ({ 'server/test/planted.test.ts': text });
const inStore = (sql: string) => ({ 'server/src/modules/tracker/label-store.ts': `${promise}import { tracker } from './service.ts';\nconst find = (name) => ${sql};\nfind(tracker);\n` });

describe('the tidy rules', () => {
  it('find nothing in a sound tree, and each sees something there', () => {
    expect(judge({})).toEqual({});
    const tree = plantedTree(sound);
    expect(rules.filter((rule) => rule.judge(tree).seen === 0).map(({ name }) => name)).toEqual([]);
  });

  it.each([
    ['a file has at most 400 lines of code', inTests(`// a comment\n${lines(401, 'call();')}`), ':'],
    ['a function has at most 70 lines of its own code', inTests(`function long() {\n${lines(69, 'call();')}\n}`), ':1: long has 71'],
    ['a server file begins with the promise that it keeps', { 'server/src/kernel/place.ts': "export const place = () => 'x';\n" }, 'kernel/place.ts'],
    ['files are named in kebab-case, by what they are', { 'server/test/PlantedName.ts': '' }, 'PlantedName'],
    ['files are named in kebab-case, by what they are', { 'server/test/text-utils.ts': '' }, '"utils"'],
    ['files are named in kebab-case, by what they are', { 'server/test/common/text.ts': '' }, '"common"'],
    ['nothing is left undone in the sources', inTests('// TO' + 'DO later\n'), ':1'],
    ['no test is switched off or runs alone', inTests("it." + "skip('x', () => {});\n"), 'planted'],
    ['no test is switched off or runs alone', inTests("describe.concurrent." + "only('x', () => {});\n"), 'planted'],
    ['no file names a path of one machine', inTests("const path = '/ro" + "ot/data';\n"), ':1'],
    ['no file names a package registry', { '.npmrc': 'regis' + 'try=http://somewhere\n' }, '.npmrc'],
    ['no file names a package registry', { 'package-lock.json': lock.replace('"license"', '"resol' + 'ved": "http://x/y.tgz","license"') }, 'package-lock.json'],
    ['no file weighs more than 1 MiB', { 'docs/picture.svg': 'x'.repeat(1024 * 1024 + 1) }, 'picture.svg'],
    ['a suppressed check says why', inTests('// eslint-' + 'disable-next-line no-eval\n'), ':1'],
    ['a suppressed check says why', inTests('// oxlint-' + 'disable-next-line typescript/no-floating-promises\n'), ':1'],
    ['a suppressed check says why', inTests('/* eslint-' + 'disable */\n'), 'silences'],
    ['a suppressed check says why', inTests('// @ts-' + 'ignore this is a very good reason\n'), 'silences'],
    ['a module has index.ts, service.ts and a README.md of at most 60 lines', { 'server/src/modules/wiki/page.ts': promise }, 'has no README.md'],
    ['a module has index.ts, service.ts and a README.md of at most 60 lines', { 'server/src/modules/tracker/README.md': lines(61, 'x') }, 'has 61 lines'],
    ['every export is imported somewhere', { 'server/src/kernel/lonely.ts': `${promise}export const lonely = 1;\nlonely;\n` }, 'exports lonely'],
    ['links in documents resolve', { 'docs/page.md': '[gone](missing.md)\n' }, 'is not there'],
    ['links in documents resolve', { 'docs/page.md': '[gone](decisions/dependencies.md#nowhere)\n' }, 'no heading'],
    ['links in documents resolve', { 'docs/page.md': '[out](../../outside.md)\n' }, 'leads out'],
    ["only a module's *-store.ts names its tables, as schema.table", { 'server/src/modules/tracker/find.ts': `${promise}const sql = 'select 1 from tracker.issue';\nsql;\n` }, 'names tracker.issue'],
    ["only a module's *-store.ts names its tables, as schema.table", { 'server/src/modules/tracker/find.ts': `${promise}const sql = (db) => db.selectFrom('tracker.issue as i');\nsql();\n` }, 'names tracker.issue'],
    ["only a module's *-store.ts names its tables, as schema.table", inStore("'select 1 from hf.placement'"), 'names hf.placement'],
    ["only a module's *-store.ts names its tables, as schema.table", inStore("'select 1 from issue'"), 'without its schema'],
    ['filters on scoped tables use leakproof operators', inStore('`select 1 from tracker.issue where name ilike ${name}`'), 'ilike'],
    ['filters on scoped tables use leakproof operators', inStore("'select 1 from tracker.issue where labels @> $1'"), '@>'],
    ['filters on scoped tables use leakproof operators', inStore("'and name ~* $1'"), '~*'],
    ['filters on scoped tables use leakproof operators', inStore("`select 1 from tracker.issue where details->>'a' = $1`"), '->>'],
    ['filters on scoped tables use leakproof operators', inStore("db.where('name', 'like', name)"), 'like'],
    ['filters on scoped tables use leakproof operators', inStore("/* leakproof-" + "exempt: fast */ 'and name ~ $1'"), '~'],
    ['a SECURITY DEFINER function pins its search_path', { 'server/migrations/shard/0002-enter.sql': '-- why: it is needed here\ncreate function hf.enter() returns void\nlanguage sql security definer as $$ select 1 $$;\n' }, 'hf.enter'],
    ['a migration says why (`-- why:`)', { 'server/migrations/shard/0002-more.sql': 'select 1;\n' }, '0002-more'],
    ['a migration that carries rows over sees them', { 'server/migrations/shard/0999-more.sql': '-- why: it is needed here\nupdate wiki.page set title = null;\n' }, '0999-more'],
    ['dependencies are pinned to one version', { 'server/package.json': manifest('server', { fastify: '^5.12.8' }) }, 'not one version'],
    ['dependencies are pinned to one version', { 'cli/package.json': manifest('cli', { fastify: '5.12.7' }) }, 'asks for'],
    ['the server has at most 25 runtime dependencies', { 'server/package.json': manifest('server', Object.fromEntries(Array.from({ length: 26 }, (_, index) => [`package-${index}`, '1.0.0']))) }, 'has 26'],
    ['every dependency is decided in docs/decisions/dependencies.md', { 'cli/package.json': manifest('cli', { commander: '15.1.0' }) }, 'commander (cli/package.json) has no row'],
    ['every dependency is decided in docs/decisions/dependencies.md', { 'server/package.json': manifest('server', { fastify: '5.12.9' }) }, 'fastify is at 5.12.9'],
    ['every dependency is decided in docs/decisions/dependencies.md', { 'package-lock.json': lock.replace('MIT', 'UNLICENSED') }, 'is under UNLICENSED'],
    ['every dependency is decided in docs/decisions/dependencies.md', { 'server/package.json': manifest('server', {}) }, 'asked for by nobody'],
  ])('%s: refuses %j', (name, files, expected) => {
    expect(judge(files)[name] ?? 'nothing found').toContain(expected);
  });

  it('count a factory by what it wires, and a function inside it on its own', () => {
    const factory = `function createVault() {\n${lines(40, '  call();')}\n  return { read() {\n${lines(40, '    call();')}\n  } };\n}\n`;
    expect(judge(inTests(factory))).toEqual({});
  });

  it('let a store name a table that is lent to its module', () => {
    expect(judge({ 'server/src/modules/tenancy/placement-store.ts': `${promise}const sql = 'select 1 from hf.placement';\nsql;\n`, 'server/src/modules/tenancy/README.md': '', 'server/src/modules/tenancy/index.ts': promise, 'server/src/modules/tenancy/service.ts': promise })).toEqual({});
  });

  it('do not take the operators of another language for those of SQL', () => {
    expect(judge(inStore("name.operator === '~' || name.is('like')"))).toEqual({});
  });

  it('take a sentence for an exception', () => {
    expect(judge(inStore("/* leakproof-" + "exempt: ten rows at most stand in this table */ 'and name ~ $1'"))).toEqual({});
    expect(judge(inTests('// eslint-' + 'disable-next-line no-eval -- the sandbox is what this proves\n'))).toEqual({});
  });

  it('read generated files and prose as what they are', () => {
    expect(judge({ 'console/src/routes.gen.ts': lines(500, 'call();') })).toEqual({});
    expect(judge({ 'docs/page.md': 'In code `[x](nowhere.md)` and\n\n```md\n[x](nowhere.md)\n```\n' })).toEqual({});
    expect(judge(inTests("const state = 'TO" + "DO';\n"))).toEqual({});
    expect(judge({ 'server/src/modules/tracker/words.ts': `${promise}const permission = 'tracker.issue.edit';\npermission;\n` })).toEqual({});
  });
});
