/**
 * A tree back to JQL. Reading what was written gives the same tree: parentheses stand wherever the tree has a level of its own,
 * and whatever is not plainly a word is quoted.
 */
import type { JqlClause, JqlNode, JqlOperand, JqlQuery } from './parse-jql.ts';
import { isReserved } from './parse-jql.ts';

const plainWord = /^[\p{L}\p{N}_.:/@[\]+-]+$/u;

export function printJql({ where, orderBy }: JqlQuery): string {
  const order = orderBy.map(({ field, descending }) => `${word(field)}${descending === null ? '' : descending ? ' DESC' : ' ASC'}`);
  return [...(where === null ? [] : [printNode(where)]), ...(order.length === 0 ? [] : [`ORDER BY ${order.join(', ')}`])].join(' ');
}

function printNode(node: JqlNode): string {
  if (node.kind === 'clause') return printClause(node);
  if (node.kind === 'not') return `NOT ${node.item.kind === 'and' || node.item.kind === 'or' ? `(${printNode(node.item)})` : printNode(node.item)}`;
  return node.items.map((item) => (item.kind === 'and' || item.kind === 'or' ? `(${printNode(item)})` : printNode(item))).join(` ${node.kind.toUpperCase()} `);
}

function printClause({ field, operator, operand, predicates }: JqlClause): string {
  const parts = [word(field), operator.toUpperCase(), ...(operator === 'changed' ? [] : [printOperand(operand)])];
  for (const predicate of predicates) parts.push(predicate.name.toUpperCase(), printOperand(predicate.operand));
  return parts.join(' ');
}

function printOperand(operand: JqlOperand): string {
  switch (operand.kind) {
    case 'empty': return 'EMPTY';
    case 'value': return /^(?:empty|null)$/i.test(operand.text) ? quoted(operand.text) : word(operand.text);
    case 'list': return `(${operand.items.map(printOperand).join(', ')})`;
    case 'function': return `${escaped(operand.name)}(${operand.arguments.map(word).join(', ')})`;
  }
}

function word(text: string): string {
  return plainWord.test(text) && !isReserved(text) ? text : quoted(text);
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** A name of a function cannot be quoted: what would end it is escaped. */
function escaped(name: string): string {
  return name.replaceAll(/[\s()=!~<>&|,"'\\]/g, (character) => `\\${character}`);
}
