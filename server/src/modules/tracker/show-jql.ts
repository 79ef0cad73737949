/** The tree of a JQL text in the shape of the public API. */
import type { JqlNode, JqlOperand, JqlQuery } from './parse-jql.ts';

export function jqlBean({ where, orderBy }: JqlQuery): object {
  return {
    ...(where === null ? {} : { where: nodeBean(where) }),
    ...(orderBy.length === 0 ? {} : { orderBy: { fields: orderBy.map(({ field, descending }) => ({ field: { name: field }, ...(descending === null ? {} : { direction: descending ? 'desc' : 'asc' }) })) } }),
  };
}

function nodeBean(node: JqlNode): object {
  if (node.kind === 'not') return { operator: 'not', clauses: [nodeBean(node.item)] };
  if (node.kind !== 'clause') return { operator: node.kind, clauses: node.items.map(nodeBean) };
  const predicates = node.predicates.map(({ name, operand }) => ({ operator: name, operand: operandBean(operand) }));
  if (node.operator === 'changed') return { field: { name: node.field }, operator: 'changed', predicates };
  return { field: { name: node.field }, operator: node.operator, operand: operandBean(node.operand), ...(node.operator.startsWith('was') ? { predicates } : {}) };
}

function operandBean(operand: JqlOperand): object {
  switch (operand.kind) {
    case 'value': return { value: operand.text };
    case 'empty': return { keyword: 'empty' };
    case 'function': return { function: operand.name, arguments: operand.arguments };
    case 'list': return { values: operand.items.map(operandBean) };
  }
}
