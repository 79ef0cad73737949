/**
 * What the gates need of a TypeScript file's syntax tree: its code lines, functions, string literals, exports
 * and imports. Files are parsed once and kept for the run.
 */
import ts from 'typescript';
import type { SourceFile } from './tree.ts';

const parsed = new WeakMap<SourceFile, ts.SourceFile>();

export function isCode(path: string): boolean {
  return /\.(?:ts|tsx|mts|js|mjs)$/.test(path) && !path.endsWith('.d.ts');
}

export function isTest(path: string): boolean {
  return /(?:\.test|-for-tests)\.tsx?$/.test(path) || /^server\/(?:test|bench)\//.test(path) || path.startsWith('e2e/') || /^server\/src\/.*\/testing\//.test(path);
}

/** Written by a program: its first lines say so. */
export function isGenerated(file: SourceFile): boolean {
  return /\.gen\.tsx?$/.test(file.path) || /^\/[/*].{0,40}generated/i.test(file.text.slice(0, 200));
}

export function parse(file: SourceFile): ts.SourceFile {
  let tree = parsed.get(file);
  if (tree === undefined) {
    const kind = file.path.endsWith('.tsx') ? ts.ScriptKind.TSX : /\.m?js$/.test(file.path) ? ts.ScriptKind.JS : ts.ScriptKind.TS;
    tree = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.ESNext, true, kind);
    parsed.set(file, tree);
  }
  return tree;
}

export function lineOf(tree: ts.SourceFile, node: ts.Node): number {
  return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
}

/** Visits every node below `root`, parents first. */
export function visit(root: ts.Node, see: (node: ts.Node) => void): void {
  see(root);
  ts.forEachChild(root, (child) => {
    visit(child, see);
  });
}

/** Numbers (from 1) of the lines that hold at least one token: comments and blank lines do not count. */
export function codeLines(tree: ts.SourceFile): ReadonlySet<number> {
  const lines = new Set<number>();
  const add = (start: number, end: number): void => {
    const first = tree.getLineAndCharacterOfPosition(start).line + 1;
    const last = tree.getLineAndCharacterOfPosition(Math.max(start, end - 1)).line + 1;
    for (let line = first; line <= last; line += 1) lines.add(line);
  };
  const walk = (node: ts.Node): void => {
    if (ts.isJSDoc(node)) return;
    const children = node.getChildren(tree);
    if (children.length === 0) {
      if (node.getEnd() > node.getStart(tree)) add(node.getStart(tree), node.getEnd());
      return;
    }
    children.forEach(walk);
  };
  walk(tree);
  return lines;
}

export interface FunctionSpan {
  readonly name: string;
  readonly line: number;
  /** Code lines of the function itself: those of functions inside it are theirs, so a factory counts what it wires. */
  readonly ownLines: number;
}

export function functionsOf(tree: ts.SourceFile): readonly FunctionSpan[] {
  const lines = codeLines(tree);
  const spans: FunctionSpan[] = [];
  const linesOf = (node: ts.Node): number[] => {
    const first = lineOf(tree, node);
    const last = tree.getLineAndCharacterOfPosition(node.getEnd()).line + 1;
    return Array.from({ length: last - first + 1 }, (_, index) => first + index).filter((line) => lines.has(line));
  };
  visit(tree, (node) => {
    if (!isFunction(node)) return;
    const inner = new Set<number>();
    ts.forEachChild(node, function descend(child): void {
      // The line where an inner function begins belongs to the outer one as well.
      if (isFunction(child)) for (const line of linesOf(child).slice(1)) inner.add(line);
      else ts.forEachChild(child, descend);
    });
    spans.push({ name: functionName(node), line: lineOf(tree, node), ownLines: linesOf(node).filter((line) => !inner.has(line)).length });
  });
  return spans;
}

export interface Literal {
  readonly text: string;
  readonly line: number;
  /** Offset of the literal's statement in the file: comments above it speak about it. */
  readonly node: ts.Node;
}

/** String and template literals; `${…}` reads as `$0`. */
export function literalsOf(tree: ts.SourceFile): readonly Literal[] {
  const literals: Literal[] = [];
  visit(tree, (node) => {
    if (ts.isStringLiteralLike(node)) {
      if (!isModuleName(node)) literals.push({ text: node.text, line: lineOf(tree, node), node });
    } else if (ts.isTemplateExpression(node)) {
      const text = node.head.text + node.templateSpans.map((span) => `$0${span.literal.text}`).join('');
      literals.push({ text, line: lineOf(tree, node), node });
    }
  });
  return literals;
}

export interface ImportedNames {
  /** As written: `../keys/index.ts`. */
  readonly from: string;
  /** Names as the other file exports them; `*` for all. */
  readonly names: readonly string[];
  readonly line: number;
  /** `export … from`: the names go on to whoever imports this file. */
  readonly isReexport: boolean;
  /** For a re-export: exported name by name in the other file. */
  readonly renamed: ReadonlyMap<string, string>;
}

export function importsOf(tree: ts.SourceFile): readonly ImportedNames[] {
  const found: ImportedNames[] = [];
  visit(tree, (node) => {
    const line = lineOf(tree, node);
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      found.push({ from: node.moduleSpecifier.text, names: namesImported(node.importClause), line, isReexport: false, renamed: new Map() });
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined && ts.isStringLiteral(node.moduleSpecifier)) {
      const elements = node.exportClause !== undefined && ts.isNamedExports(node.exportClause) ? node.exportClause.elements : undefined;
      const renamed = new Map(elements?.map((element) => [element.name.text, (element.propertyName ?? element.name).text]));
      found.push({ from: node.moduleSpecifier.text, names: elements === undefined ? ['*'] : [...renamed.values()], line, isReexport: true, renamed });
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      if (argument !== undefined && ts.isStringLiteralLike(argument)) found.push({ from: argument.text, names: ['*'], line, isReexport: false, renamed: new Map() });
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
      found.push({ from: node.argument.literal.text, names: ['*'], line, isReexport: false, renamed: new Map() });
    }
  });
  return found;
}

/** Names that the file itself declares and exports (not those it passes on). */
export function exportsOf(tree: ts.SourceFile): readonly { readonly name: string; readonly line: number; readonly isType: boolean }[] {
  const found: { name: string; line: number; isType: boolean }[] = [];
  for (const statement of tree.statements) {
    if (ts.isExportDeclaration(statement) && statement.moduleSpecifier === undefined && statement.exportClause !== undefined && ts.isNamedExports(statement.exportClause)) {
      for (const element of statement.exportClause.elements) found.push({ name: element.name.text, line: lineOf(tree, element), isType: statement.isTypeOnly });
    }
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    const isExported = modifiers.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword);
    const isDefault = modifiers.some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword);
    if (!isExported || isDefault) continue;
    if (ts.isVariableStatement(statement)) {
      for (const declaration of statement.declarationList.declarations) found.push(...boundNames(tree, declaration.name));
    } else if (isNamedDeclaration(statement) && statement.name !== undefined) {
      found.push({ name: statement.name.text, line: lineOf(tree, statement), isType: ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement) });
    }
  }
  return found;
}

function isFunction(node: ts.Node): node is ts.FunctionLikeDeclaration {
  return ts.isFunctionLike(node) && 'body' in node && node.body !== undefined;
}

function functionName(node: ts.FunctionLikeDeclaration): string {
  if (node.name !== undefined) return node.name.getText();
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) return parent.name.getText();
  if (ts.isCallExpression(parent)) return `function given to ${parent.expression.getText().slice(0, 40)}`;
  return 'unnamed function';
}

function isModuleName(node: ts.Node): boolean {
  return ts.isImportDeclaration(node.parent) || ts.isExportDeclaration(node.parent);
}

function namesImported(clause: ts.ImportClause | undefined): string[] {
  if (clause === undefined) return [];
  const names = clause.name === undefined ? [] : ['default'];
  const bindings = clause.namedBindings;
  if (bindings === undefined) return names;
  if (ts.isNamespaceImport(bindings)) return [...names, '*'];
  return [...names, ...bindings.elements.map((element) => (element.propertyName ?? element.name).text)];
}

function boundNames(tree: ts.SourceFile, name: ts.BindingName): { name: string; line: number; isType: false }[] {
  if (ts.isIdentifier(name)) return [{ name: name.text, line: lineOf(tree, name), isType: false }];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : boundNames(tree, element.name)));
}

function isNamedDeclaration(node: ts.Node): node is ts.FunctionDeclaration | ts.ClassDeclaration | ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.EnumDeclaration {
  return ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isEnumDeclaration(node);
}
