/** From the tree of a JQL text to a condition. `not` is pushed down to the leaves, so that a leaf can be left open without turning wrong. */
import { combine, type CompileContext, type Condition } from './jql-condition.ts';
import { compileCustomField } from './jql-custom-field-store.ts';
import { JqlFault } from './jql-error.ts';
import { compileSystemField } from './jql-field-store.ts';
import type { JqlClause, JqlNode } from './parse-jql.ts';

/** Throws JqlFault for fields, values and operators that cannot be. */
export function compileJql(where: JqlNode | null, context: CompileContext): Condition {
  return where === null ? { kind: 'sql', sql: 'true' } : compileNode(where, false, context);
}

function compileNode(node: JqlNode, negated: boolean, context: CompileContext): Condition {
  if (node.kind === 'not') return compileNode(node.item, !negated, context);
  if (node.kind === 'clause') return compileClause(negated ? opposite(node) : node, context);
  const kind = negated ? (node.kind === 'and' ? 'or' : 'and') : node.kind;
  return combine(kind, node.items.map((item) => compileNode(item, negated, context)));
}

const opposites = {
  '=': '!=', '!=': '=', '~': '!~', '!~': '~', '<': '>=', '>=': '<', '>': '<=', '<=': '>', in: 'not in', 'not in': 'in', is: 'is not', 'is not': 'is',
  was: 'was not', 'was not': 'was', 'was in': 'was not in', 'was not in': 'was in', changed: 'changed',
} as const;

function opposite(clause: JqlClause): JqlClause {
  if (clause.operator === 'changed') throw new JqlFault('"not … changed" is not understood', clause.operatorColumn);
  return { ...clause, operator: opposites[clause.operator] };
}

function compileClause(clause: JqlClause, context: CompileContext): Condition {
  if (clause.operator.startsWith('was') || clause.operator === 'changed') throw new JqlFault(`The operator "${clause.operator}" is not available yet`, clause.operatorColumn);
  const compiled = compileSystemField(clause, context) ?? compileCustomField(clause, context);
  if (compiled === undefined) throw new JqlFault(`The field "${clause.field}" does not exist`, clause.column);
  return compiled;
}
