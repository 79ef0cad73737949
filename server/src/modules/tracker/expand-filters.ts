/**
 * `filter = "Mine"` becomes what the saved filter says. Only filters that the viewer may see are found; filters in filters end at a
 * bounded depth, so that a circle of them ends too. Faults inside a filter point at where it is named.
 */
import type { ReadTx } from '../../kernel/db/index.ts';
import type { Viewer } from './access.ts';
import { nameToken, sealedIn } from './columns.ts';
import { filtersNamed } from './filter-store.ts';
import { fieldName } from './jql-catalogue.ts';
import { JqlFault } from './jql-error.ts';
import { isNegative, single } from './jql-operands.ts';
import { parseJql, type JqlClause, type JqlNode, type JqlOperand } from './parse-jql.ts';

const filtersDeep = 5;
const filtersPerQuery = 50;

interface Walk {
  readonly tx: ReadTx;
  readonly viewer: Viewer;
  opened: number;
}

/** Throws JqlFault for a filter that is not there, and where filters name each other too deeply. */
export function expandFilters(tx: ReadTx, viewer: Viewer, where: JqlNode | null): Promise<JqlNode | null> {
  return where === null ? Promise.resolve(null) : expand({ tx, viewer, opened: 0 }, where, 0);
}

async function expand(walk: Walk, node: JqlNode, depth: number): Promise<JqlNode> {
  if (node.kind === 'not') return { kind: 'not', item: await expand(walk, node.item, depth) };
  if (node.kind === 'clause') return fieldName(node.field) === 'filter' ? opened(walk, node, depth) : node;
  const items: JqlNode[] = [];
  for (const item of node.items) items.push(await expand(walk, item, depth)); // one after the other: their number is bounded together
  return { kind: node.kind, items };
}

async function opened(walk: Walk, clause: JqlClause, depth: number): Promise<JqlNode> {
  if (!['=', '!=', 'in', 'not in'].includes(clause.operator)) throw new JqlFault(`"${clause.field}" does not take the operator "${clause.operator}"`, clause.operatorColumn);
  if (depth >= filtersDeep) throw new JqlFault(`Filters name filters at most ${filtersDeep} deep; perhaps two name each other`, clause.column);
  const items: JqlNode[] = [];
  for (const operand of single(clause.operand)) items.push(await one(walk, clause, operand, depth));
  const any: JqlNode = items.length === 1 && items[0] !== undefined ? items[0] : { kind: 'or', items };
  return isNegative(clause.operator) ? { kind: 'not', item: any } : any;
}

async function one(walk: Walk, clause: JqlClause, operand: JqlOperand, depth: number): Promise<JqlNode> {
  if (operand.kind !== 'value') throw new JqlFault('A filter is named by its name or id', operand.column);
  walk.opened += 1;
  if (walk.opened > filtersPerQuery) throw new JqlFault(`At most ${filtersPerQuery} filters are opened for one query`, operand.column);
  const { tx, viewer } = walk;
  const [row] = await filtersNamed(tx, viewer, /^\d{1,15}$/.test(operand.text) ? Number(operand.text) : null, nameToken(tx.sealer, sealedIn.filter.name_token, operand.text));
  if (row === undefined) throw new JqlFault(`The filter "${operand.text}" does not exist, or you may not see it`, operand.column);
  const { where } = parseInside(tx.sealer.open(sealedIn.filter.jql, row.id, row.jql), operand);
  return where === null ? everything(clause) : expand(walk, at(where, clause.column), depth + 1);
}

function parseInside(jql: string, operand: JqlOperand) {
  try {
    return parseJql(jql);
  } catch (error) {
    if (error instanceof JqlFault) throw new JqlFault(`The saved filter cannot be understood: ${error.message}`, operand.column);
    throw error;
  }
}

/** A filter without conditions finds everything: every issue has been created. */
function everything({ column }: JqlClause): JqlNode {
  return { kind: 'clause', field: 'created', column, operator: '>', operatorColumn: column, operand: { kind: 'value', text: '1000-01-01', column }, predicates: [] };
}

function at(node: JqlNode, column: number): JqlNode {
  if (node.kind === 'not') return { kind: 'not', item: at(node.item, column) };
  if (node.kind !== 'clause') return { kind: node.kind, items: node.items.map((item) => at(item, column)) };
  return { ...node, column, operatorColumn: column, operand: operandAt(node.operand, column), predicates: node.predicates.map((predicate) => ({ ...predicate, column, operand: operandAt(predicate.operand, column) })) };
}

function operandAt(operand: JqlOperand, column: number): JqlOperand {
  return operand.kind === 'list' ? { ...operand, column, items: operand.items.map((item) => operandAt(item, column)) } : { ...operand, column };
}
