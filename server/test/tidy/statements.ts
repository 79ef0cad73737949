/**
 * Reads the SQL that stands in string literals of the server and the migrations beside it. Three promises: only a
 * module's `*-store.ts` names its tables; on scoped tables only leakproof operators filter (others make row security
 * read the whole tenant, measured at 38 ms for 3,000 rows); a SECURITY DEFINER function pins its search path.
 */
import ts from 'typescript';
import { lentTables } from '../../imports.ts';
import type { Rule, SourceFile, Violation } from './tree.ts';
import { lineAt } from './tree.ts';
import { isTest, literalsOf, parse, type Literal } from './syntax.ts';

interface Table {
  readonly schema: string;
  readonly name: string;
  /** tenant, site, organization, global or system; undefined when the migration forgot to declare it. */
  readonly scope: string | undefined;
}

/** Costs a sentence: `leakproof-exempt: why reading the whole tenant is right here`. */
const exemptMark = 'leakproof-' + 'exempt:';
const startsStatement = /^\s*(?:select|insert|update|delete|merge|with|lock|truncate|copy)\b/i;
const kyselyVerbs = /^(?:selectFrom|insertInto|updateTable|deleteFrom|mergeInto|replaceInto|(?:inner|left|right|full|cross)Join|from|using|with)$/;
const leaky = /@>|<@|@@|&&|\b(?:not\s+)?i?like\s+(?:\$|'|lower|any|all|concat|\()|\bsimilar\s+to\b|(?<![<>])!?~{1,2}\*?|->>?|#>>?|\bregexp_\w+\s*\(/gi;

export const tablesInStores: Rule = {
  name: "only a module's *-store.ts names its tables, as schema.table",
  judge(files) {
    const tables = tablesOf(files);
    const owners = ownersOfSchemas(files);
    let seen = 0;
    const violations = serverSources(files).flatMap((file) =>
      literalsOf(parse(file)).flatMap((literal) => {
        const named = tablesNamed(literal, tables);
        seen += named.length;
        const foreign = named.filter(({ schema, name }) => !mayName(file.path, owners.get(schema)) && !isLent(file.path, `${schema}.${name}`));
        return [
          ...foreign.map(({ schema, name }) => ({ path: file.path, line: literal.line, message: `names ${schema}.${name}: only ${storesOf(owners.get(schema))} may` })),
          ...bareNames(literal, tables).map((name) => ({ path: file.path, line: literal.line, message: `names "${name}" without its schema` })),
        ];
      }),
    );
    return { seen, violations };
  },
};

export const leakproofFilters: Rule = {
  name: 'filters on scoped tables use leakproof operators',
  judge(files) {
    const tables = tablesOf(files);
    let seen = 0;
    const violations = serverSources(files).flatMap((file) =>
      literalsOf(parse(file)).flatMap((literal): Violation[] => {
        const named = tablesNamed(literal, tables);
        const isStatement = startsStatement.test(literal.text) || named.length > 0;
        if (!isStatement && !file.path.endsWith('-store.ts')) return [];
        if (named.length === 0 && /\b(?:pg_\w+|information_schema)\b/.test(literal.text)) return [];
        seen += 1;
        if (named.length > 0 && named.every(({ scope }) => scope === 'system' || scope === 'global')) return [];
        const operator = isOperator(literal.text) ? (isFilterArgument(literal) ? literal.text : undefined) : leakyFilter(literal.text);
        if (operator === undefined || isExempt(file, literal)) return [];
        return [{ path: file.path, line: literal.line, message: `filters with ${operator.trim()}, which is not leakproof: an index is not used for it under row security` }];
      }),
    );
    return { seen, violations };
  },
};

export const pinnedSearchPaths: Rule = {
  name: 'a SECURITY DEFINER function pins its search_path',
  judge(files) {
    const migrations = files.filter(({ path }) => isMigration(path));
    let seen = 0;
    const violations = migrations.flatMap(({ path, text }) =>
      [...text.matchAll(/create\s+(?:or\s+replace\s+)?(?:function|procedure)\s+([\w.]+)[\s\S]*?(?=\$\w*\$|\bbegin\s+atomic\b|;)/gi)].flatMap((match) => {
        const [head, name = ''] = match;
        if (!/security\s+definer/i.test(head)) return [];
        seen += 1;
        // A body in SQL's own syntax was bound to its objects when it was created.
        if (/^begin\s+atomic/i.test(text.slice(match.index + head.length))) return [];
        return /set\s+search_path/i.test(head) ? [] : [{ path, line: lineAt(text, match.index + 1), message: `${name} runs with its owner's rights under the caller's search_path` }];
      }),
    );
    return { seen, violations };
  },
};

export const migrationsSayWhy: Rule = {
  name: 'a migration says why (`-- why:`)',
  judge(files) {
    const migrations = files.filter(({ path }) => isMigration(path));
    return { seen: migrations.length, violations: migrations.filter(({ text }) => !/^-- why: \S+ \S+ \S+/m.test(text)).map(({ path }) => ({ path, message: 'has no line `-- why: ` with a reason' })) };
  },
};

/** A migration that carries rows over runs under forced row security, which shows it none: it has to lift the force, and put it back. */
export const migrationsSeeRows: Rule = {
  name: 'a migration that carries rows over sees them',
  judge(files) {
    const migrations = files.filter(({ path }) => isMigration(path));
    const carrying = migrations.filter(({ path, text }) => Number(/(\d{4})-[^/]+$/.exec(path)?.[1]) > firstReleaseMigration && /^(?:update |delete from |with |insert into [^;]*\bfrom )/m.test(text));
    return { seen: migrations.length, violations: carrying.filter(({ text }) => !/no force row level security/.test(text)).map(({ path }) => ({ path, message: 'moves rows without `alter table … no force row level security` before and `force` after it' })) };
  },
};

/** Up to here a database was empty when the migration ran. */
const firstReleaseMigration = 300;

function isMigration(path: string): boolean {
  return /^server\/migrations\/.*\/\d{4}-[^/]+\.sql$/.test(path);
}

function serverSources(files: readonly SourceFile[]): SourceFile[] {
  return files.filter(({ path }) => path.startsWith('server/src/') && path.endsWith('.ts') && !isTest(path));
}

function tablesOf(files: readonly SourceFile[]): ReadonlyMap<string, Table> {
  const sql = files.filter(({ path }) => isMigration(path)).map(({ text }) => text).join('\n');
  const scopes = new Map<string, string>();
  for (const [, table = '', scope = ''] of sql.matchAll(/hf\.declare\(\s*'([\w.]+)',\s*'(\w+)'/g)) scopes.set(table, scope);
  for (const [, table = '', scope = ''] of sql.matchAll(/comment\s+on\s+table\s+([\w.]+)\s+is\s+'hf:\s+scope=(\w+)/gi)) scopes.set(table, scope);
  const tables = new Map<string, Table>();
  for (const [, schema = '', name = ''] of sql.matchAll(/create\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?(\w+)\.(\w+)/gi)) {
    tables.set(`${schema}.${name}`, { schema, name, scope: scopes.get(`${schema}.${name}`) });
  }
  return tables;
}

/** Module by schema: as its descriptor says, else the module of that name. */
function ownersOfSchemas(files: readonly SourceFile[]): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const { path, text } of files) {
    const module = /^server\/src\/modules\/([^/]+)\//.exec(path)?.[1];
    if (module === undefined) continue;
    if (!owners.has(module)) owners.set(module, module);
    if (path.endsWith(`/${module}/service.ts`)) for (const [, schema = ''] of text.matchAll(/\bschema:\s*'(\w+)'/g)) owners.set(schema, module);
  }
  return owners;
}

function mayName(path: string, owner: string | undefined): boolean {
  return owner === undefined ? path.startsWith('server/src/kernel/') : path.startsWith(`server/src/modules/${owner}/`) && path.endsWith('-store.ts');
}

function isLent(path: string, table: string): boolean {
  return lentTables.some((loan) => loan.table === table && (path === loan.to || (path.endsWith('-store.ts') && path.startsWith(`server/src/modules/${loan.to}/`))));
}

function storesOf(owner: string | undefined): string {
  return owner === undefined ? 'the kernel' : `modules/${owner}/*-store.ts`;
}

function tablesNamed(literal: Literal, tables: ReadonlyMap<string, Table>): Table[] {
  const call = literal.node.parent;
  const inQueryBuilder = ts.isCallExpression(call) && ts.isPropertyAccessExpression(call.expression) && kyselyVerbs.test(call.expression.name.text);
  const pattern = inQueryBuilder ? /^\s*()(\w+\.\w+)(?:\s+as\s+\w+)?\s*$/g : /\b(from|join|into|update|only|table|using|lock)\s+(?:only\s+)?"?(\w+"?\."?\w+)\b/gi;
  return [...literal.text.matchAll(pattern)].flatMap(([, , name = '']) => tables.get(name.replaceAll('"', '').toLowerCase()) ?? []);
}

/** Tables named without a schema in a whole statement; names of its own `with` parts are not tables. */
function bareNames(literal: Literal, tables: ReadonlyMap<string, Table>): string[] {
  if (!startsStatement.test(literal.text)) return [];
  const known = new Set([...tables.values()].map(({ name }) => name));
  const parts = new Set([...literal.text.matchAll(/\b(\w+)\s*(?:\([^)]*\)\s*)?as\s+(?:not\s+)?(?:materialized\s+)?\(/gi)].map(([, name = '']) => name));
  return [...maskStrings(literal.text).matchAll(/\b(?:from|join|insert\s+into|delete\s+from|^\s*update)\s+(?:only\s+)?(\w+)\b(?!\s*[.(])/gi)].flatMap(([, name = '']) => (known.has(name) && !parts.has(name) ? [name] : []));
}

function leakyFilter(text: string): string | undefined {
  const masked = maskStrings(text);
  for (const match of masked.matchAll(leaky)) {
    const before = masked.slice(0, match.index).match(/\b(?:select|returning|set|values|where|on|having|and|or|order\s+by|group\s+by)\b/gi)?.at(-1)?.toLowerCase();
    if (before === undefined || /^(?:where|on|having|and|or)$/.test(before)) return match[0].replace(/[$'(]$/, '');
  }
  return undefined;
}

function isOperator(text: string): boolean {
  return /^(?:@>|<@|@@|&&|(?:not )?i?like|similar to|!?~\*?|->>?|#>>?)$/i.test(text);
}

/** `.where('name', 'like', …)`. */
function isFilterArgument({ node: { parent } }: Literal): boolean {
  if (!ts.isCallExpression(parent)) return false;
  const called = ts.isPropertyAccessExpression(parent.expression) ? parent.expression.name.text : parent.expression.getText();
  return /^(?:where|having|on|eb|and|or)$/.test(called);
}

function isExempt(file: SourceFile, literal: Literal): boolean {
  const lines = file.text.split('\n').slice(Math.max(0, literal.line - 4), literal.line + literal.text.split('\n').length - 1);
  const reason = lines.find((line) => line.includes(exemptMark))?.split(exemptMark)[1] ?? '';
  return (reason.match(/[A-Za-z']{2,}/g) ?? []).length >= 4;
}

function maskStrings(sql: string): string {
  return sql.replace(/--[^\n]*/g, '').replace(/'(?:[^']|'')*'/g, "''");
}
