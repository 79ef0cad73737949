/** What the fields of JQL share: values out of operands, and which operators may be. */
import { functionsFor, systemField, unknownFunctions, type JqlFieldType } from './jql-catalogue.ts';
import type { CompileContext, Condition, TextField } from './jql-condition.ts';
import { momentOf, parseMoment } from './jql-dates.ts';
import { JqlFault } from './jql-error.ts';
import { isEmptyQuery, parseTextQuery } from './match-text.ts';
import type { JqlClause, JqlOperand, JqlOperator } from './parse-jql.ts';

export type FunctionOperand = Extract<JqlOperand, { kind: 'function' }>;
const equalities: ReadonlySet<JqlOperator> = new Set(['=', '!=', 'in', 'not in', 'is', 'is not']);

export function single(operand: JqlOperand): readonly JqlOperand[] {
  return operand.kind === 'list' ? operand.items : [operand];
}

export function isNegative(operator: JqlOperator): boolean {
  return operator === '!=' || operator === 'not in' || operator === 'is not' || operator === '!~' || operator === 'was not' || operator === 'was not in';
}

export function isNamed(operand: JqlOperand, name: string): boolean {
  return operand.kind === 'function' && operand.name.toLowerCase() === name;
}

export function refuseOperator(clause: JqlClause): never {
  throw new JqlFault(`"${clause.field}" does not take the operator "${clause.operator}"`, clause.operatorColumn);
}

/** Equality and lists; EMPTY only where a field can be empty. */
export function needEquality(clause: JqlClause): void {
  if (!equalities.has(clause.operator)) refuseOperator(clause);
  const field = systemField(clause.field);
  if (field !== undefined && !field.emptyable && single(clause.operand).some(({ kind }) => kind === 'empty')) throw new JqlFault(`"${clause.field}" is never empty`, clause.operand.column);
}

/** The end of every list of functions that a field knows. */
export function refuseFunction(operand: FunctionOperand, type: JqlFieldType): never {
  const reason = unknownFunctions[operand.name.toLowerCase()];
  if (reason !== undefined) throw new JqlFault(`${operand.name}() is not answered here: ${reason}`, operand.column);
  const known = functionsFor(type).map(({ name }) => `${name}()`);
  throw new JqlFault(`The function ${operand.name}() is not known here${known.length === 0 ? '' : `; there ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}`}`, operand.column);
}

export function valueText(operand: JqlOperand, clause: JqlClause, type: JqlFieldType): string {
  if (operand.kind === 'function') refuseFunction(operand, type);
  if (operand.kind !== 'value') throw new JqlFault(`"${clause.field}" does not take this`, operand.column);
  return operand.text;
}

export function personIds(operand: JqlOperand, context: CompileContext): readonly string[] {
  if (isNamed(operand, 'currentuser')) return context.accountId === null ? [] : [context.accountId];
  if (operand.kind === 'function') refuseFunction(operand, 'person');
  if (operand.kind !== 'value') throw new JqlFault('A person is named by account id, e-mail address or name, or is currentUser()', operand.column);
  return context.names.people.get(operand.text.toLowerCase()) ?? [];
}

/** A person as the argument of a function; who asks when there is none. */
export function personArgument(operand: FunctionOperand, context: CompileContext): readonly string[] {
  const [text] = operand.arguments;
  if (text === undefined || /^currentuser(?:\(\))?$/i.test(text)) return context.accountId === null ? [] : [context.accountId];
  return context.names.people.get(text.toLowerCase()) ?? [];
}

export function momentOperand(operand: JqlOperand, context: CompileContext): Date {
  if (operand.kind === 'value') return parseMoment(operand.text, context.clock, operand.column);
  const moment = operand.kind === 'function' ? momentOf(operand.name, operand.arguments, context.clock, operand.column) : undefined;
  if (moment !== undefined) return moment;
  return operand.kind === 'function' ? refuseFunction(operand, 'moment') : fail('A date is expected', operand.column);
}

function fail(message: string, column: number): never {
  throw new JqlFault(message, column);
}

export function textQuestion(clause: JqlClause, field: TextField): Condition {
  if (clause.operator !== '~' && clause.operator !== '!~') return refuseOperator(clause);
  if (clause.operand.kind !== 'value') throw new JqlFault('A text to look for is expected', clause.operand.column);
  const query = parseTextQuery(clause.operand.text);
  if (isEmptyQuery(query)) throw new JqlFault('The text to look for has no words', clause.operand.column);
  return { kind: 'text', field, question: { kind: 'words', query }, negated: clause.operator === '!~' };
}
