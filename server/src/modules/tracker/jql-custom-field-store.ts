/** Custom fields in JQL: by name or as `cf[10000]`. Equality goes by tokens and ids; text and number ranges need opening. */
import { nameToken, sealedIn } from './columns.ts';
import { combine, type CompileContext, type Condition } from './jql-condition.ts';
import type { ConfiguredItem } from './configuration-store.ts';
import { isNegative, momentOperand, needEquality, personIds, refuseOperator, single, textQuestion } from './jql-operands.ts';
import { JqlFault } from './jql-error.ts';
import type { JqlClause, JqlOperand } from './parse-jql.ts';
import { fieldKind } from './show-configuration.ts';

export function customFieldOf(field: string, items: readonly ConfiguredItem[]): ConfiguredItem | undefined {
  const byId = /^(?:cf\[(\d{1,15})\]|customfield_(\d{1,15}))$/i.exec(field.trim());
  if (byId !== null) return items.find(({ id }) => String(id) === (byId[1] ?? byId[2]));
  const wanted = field.normalize('NFKC').trim().toLowerCase();
  return items.find((item) => item.name.normalize('NFKC').trim().toLowerCase() === wanted);
}

/** Undefined when there is no such field. */
export function compileCustomField(clause: JqlClause, context: CompileContext): Condition | undefined {
  const field = customFieldOf(clause.field, context.configuration.customField.all);
  if (field === undefined) return undefined;
  const any = `exists (select 1 from tracker.custom_field_value x where x.issue_id = i.id and x.field_id = ${context.bind(field.id)}::bigint`;
  if (clause.operator === '~' || clause.operator === '!~') return textQuestion(clause, `customfield ${field.id}`);
  const kind = fieldKind(field);
  if ((kind === 'date' || kind === 'datetime') && ['=', '!=', '<', '>', '<=', '>='].includes(clause.operator) && clause.operand.kind !== 'empty') {
    return { kind: 'sql', sql: `${any} and x.at ${clause.operator === '!=' ? '<>' : clause.operator} ${context.bind(momentOperand(clause.operand, context))}::timestamptz)` };
  }
  const { operator } = clause;
  if (operator === '<' || operator === '>' || operator === '<=' || operator === '>=') {
    const than = kind === 'number' && clause.operand.kind === 'value' && clause.operand.text.trim() !== '' ? Number(clause.operand.text) : Number.NaN;
    if (kind !== 'number') refuseOperator(clause);
    if (!Number.isFinite(than)) throw new JqlFault(`"${clause.field}" compares with a number`, clause.operand.column);
    // Numbers are sealed: order is asked of the opened values, and only of issues that have one.
    return combine('and', [{ kind: 'sql', sql: `${any})` }, { kind: 'text', field: `customfield ${field.id}`, question: { kind: 'number', operator, than }, negated: false }]);
  }
  needEquality(clause);
  const matches = single(clause.operand).filter((operand) => operand.kind !== 'empty').map((operand) => matchOf(kind, operand, clause, context));
  const found = matches.length === 0 ? 'false' : `${any} and (${matches.join(' or ')}))`;
  const wantsEmpty = single(clause.operand).some((operand) => operand.kind === 'empty');
  if (isNegative(clause.operator)) return { kind: 'sql', sql: `(${any}) and not ${found})` };
  return { kind: 'sql', sql: wantsEmpty ? `(not ${any}) or ${found})` : found };
}

function matchOf(kind: string, operand: JqlOperand, clause: JqlClause, context: CompileContext): string {
  if (kind === 'person' || kind === 'people') return `x.person = any(${context.bind(personIds(operand, context))}::uuid[])`;
  if (operand.kind !== 'value') throw new JqlFault(`"${clause.field}" does not take this`, operand.column);
  if (kind === 'option' || kind === 'options' || kind === 'cascade') {
    const token = context.bind(nameToken(context.sealer, sealedIn.option.value_token, operand.text));
    const id = /^\d{1,15}$/.test(operand.text) ? ` or o.id = ${context.bind(Number(operand.text))}::bigint` : '';
    const options = `select o.id from tracker.custom_field_option o where o.value_token = ${token}${id}`;
    return `x.option_id in (${options}) or x.parent_id in (${options})`;
  }
  const text = kind === 'number' && Number.isFinite(Number(operand.text)) ? String(Number(operand.text)) : operand.text;
  return `x.value_token = ${context.bind(nameToken(context.sealer, sealedIn.value.value_token, text))}`;
}
