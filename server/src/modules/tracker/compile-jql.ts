/** From the tree of a JQL text to a condition. `not` is pushed down to the leaves, so that a leaf can be left open without turning wrong. */
import { operatorsOf, systemField } from './jql-catalogue.ts';
import { combine, type CompileContext, type Condition } from './jql-condition.ts';
import { compileCustomField } from './jql-custom-field-store.ts';
import { JqlFault } from './jql-error.ts';
import { compileSystemField } from './jql-field-store.ts';
import { compileHistory } from './jql-history-store.ts';
import type { JqlClause, JqlNode } from './parse-jql.ts';

/** Throws JqlFault for fields, values and operators that cannot be. */
export function compileJql(where: JqlNode | null, context: CompileContext): Condition {
  return where === null ? { kind: 'sql', sql: 'true' } : compileNode(where, false, context);
}

function compileNode(node: JqlNode, negated: boolean, context: CompileContext): Condition {
  if (node.kind === 'not') return compileNode(node.item, !negated, context);
  if (node.kind === 'clause') return compileClause(node, negated, context);
  const kind = negated ? (node.kind === 'and' ? 'or' : 'and') : node.kind;
  return combine(kind, node.items.map((item) => compileNode(item, negated, context)));
}

const opposites = {
  '=': '!=', '!=': '=', '~': '!~', '!~': '~', '<': '>=', '>=': '<', '>': '<=', '<=': '>', in: 'not in', 'not in': 'in', is: 'is not', 'is not': 'is',
  was: 'was not', 'was not': 'was', 'was in': 'was not in', 'was not in': 'was in',
} as const;

function compileClause(given: JqlClause, negated: boolean, context: CompileContext): Condition {
  const clause = negated && given.operator !== 'changed' ? { ...given, operator: opposites[given.operator] } : given;
  const known = systemField(clause.field);
  // Every field answers CHANGED; what else it takes is in the catalogue.
  if (known !== undefined && !clause.operator.startsWith('was') && clause.operator !== 'changed' && !operatorsOf(known).includes(clause.operator)) {
    throw new JqlFault(`"${clause.field}" does not take the operator "${given.operator}"${operatorsOf(known).length === 0 ? '; it only orders' : ''}`, clause.operatorColumn);
  }
  const history = compileHistory(clause, context);
  if (history !== undefined) return negated && clause.operator === 'changed' && history.kind === 'sql' ? { kind: 'sql', sql: `not ${history.sql}` } : history;
  const compiled = compileSystemField(clause, context) ?? compileCustomField(clause, context);
  if (compiled === undefined) throw new JqlFault(`The field "${clause.field}" does not exist`, clause.column);
  return compiled;
}
