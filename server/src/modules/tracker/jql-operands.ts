/** What the fields of JQL share: values out of operands, and which operators may be. */
import type { CompileContext, Condition, TextField } from './jql-condition.ts';
import { momentOf, parseMoment } from './jql-dates.ts';
import { JqlFault } from './jql-error.ts';
import { isEmptyQuery, parseTextQuery } from './match-text.ts';
import type { JqlClause, JqlOperand, JqlOperator } from './parse-jql.ts';

const equalities: ReadonlySet<JqlOperator> = new Set(['=', '!=', 'in', 'not in', 'is', 'is not']);

export function single(operand: JqlOperand): readonly JqlOperand[] {
  return operand.kind === 'list' ? operand.items : [operand];
}

export function isNegative(operator: JqlOperator): boolean {
  return operator === '!=' || operator === 'not in' || operator === 'is not' || operator === '!~' || operator === 'was not' || operator === 'was not in';
}

export function refuseOperator(clause: JqlClause): never {
  throw new JqlFault(`"${clause.field}" does not take the operator "${clause.operator}"`, clause.operatorColumn);
}

export function needEquality(clause: JqlClause): void {
  if (!equalities.has(clause.operator)) refuseOperator(clause);
}

export function personIds(operand: JqlOperand, context: CompileContext): readonly string[] {
  if (operand.kind === 'function' && /^currentuser$/i.test(operand.name)) return context.accountId === null ? [] : [context.accountId];
  if (operand.kind !== 'value') throw new JqlFault('A person is named by account id, e-mail address or name, or is currentUser()', operand.column);
  return context.names.people.get(operand.text.toLowerCase()) ?? [];
}

export function momentOperand(operand: JqlOperand, context: CompileContext): Date {
  if (operand.kind === 'value') return parseMoment(operand.text, context.clock, operand.column);
  const moment = operand.kind === 'function' ? momentOf(operand.name, operand.arguments, context.clock, operand.column) : undefined;
  if (moment === undefined) throw new JqlFault(operand.kind === 'function' ? `The function ${operand.name}() is not known here` : 'A date is expected', operand.column);
  return moment;
}

export function textQuestion(clause: JqlClause, field: TextField): Condition {
  if (clause.operator !== '~' && clause.operator !== '!~') return refuseOperator(clause);
  if (clause.operand.kind !== 'value') throw new JqlFault('A text to look for is expected', clause.operand.column);
  const query = parseTextQuery(clause.operand.text);
  if (isEmptyQuery(query)) throw new JqlFault('The text to look for has no words', clause.operand.column);
  return { kind: 'text', field, query, negated: clause.operator === '!~' };
}
