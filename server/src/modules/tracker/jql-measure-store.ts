/** Numbers, durations and moments in JQL. A duration is written as people log it (`3h 30m`; a day has eight hours). */
import { parseDuration } from './field-errors.ts';
import { readable } from './issue-read-store.ts';
import type { CompileContext, Condition } from './jql-condition.ts';
import { dayOf } from './jql-dates.ts';
import { JqlFault } from './jql-error.ts';
import { momentOperand, refuseOperator, single, valueText } from './jql-operands.ts';
import type { JqlClause, JqlOperand } from './parse-jql.ts';

type Compiler = (clause: JqlClause, context: CompileContext) => Condition;
type Bound = (operand: JqlOperand) => string;

/** Comparisons of one expression; `nullable` ones also take EMPTY. */
function compare(expression: string, nullable: boolean, clause: JqlClause, bound: Bound): Condition {
  const operands = single(clause.operand);
  if (operands.some(({ kind }) => kind === 'empty')) {
    if (!nullable) throw new JqlFault(`"${clause.field}" is never empty`, clause.operand.column);
    const negative = clause.operator === 'is not' || clause.operator === '!=' || clause.operator === 'not in';
    if (!negative && !['is', '=', 'in'].includes(clause.operator)) refuseOperator(clause);
    const rest = operands.filter(({ kind }) => kind !== 'empty').map((operand) => `${expression} = ${bound(operand)}`);
    const any = [`${expression} is null`, ...rest].join(' or ');
    return { kind: 'sql', sql: negative ? `(${expression} is not null and not coalesce(${any}, false))` : `(${any})` };
  }
  if (clause.operator === 'in' || clause.operator === 'not in') return { kind: 'sql', sql: `${expression} ${clause.operator} (${operands.map(bound).join(', ')})` };
  if (!['=', '!=', '<', '>', '<=', '>='].includes(clause.operator)) refuseOperator(clause);
  return { kind: 'sql', sql: `${expression} ${clause.operator === '!=' ? '<>' : clause.operator} ${bound(clause.operand)}` };
}

function numberText(operand: JqlOperand, clause: JqlClause): string {
  const text = valueText(operand, clause, 'number');
  if (!/^-?\d{1,12}$/.test(text)) throw new JqlFault(`"${clause.field}" compares with a whole number`, operand.column);
  return text;
}

function numberField(expression: (context: CompileContext) => string, nullable = false): Compiler {
  return (clause, context) => compare(expression(context), nullable, clause, (operand) => `${context.bind(Number(numberText(operand, clause)))}::bigint`);
}

function durationField(column: string): Compiler {
  return (clause, context) => compare(column, true, clause, (operand) => {
    const seconds = parseDuration(valueText(operand, clause, 'duration'));
    if (seconds === undefined) throw new JqlFault(`"${clause.field}" compares with a duration such as "3h 30m"`, operand.column);
    return `${context.bind(seconds)}::bigint`;
  });
}

function momentField(column: string, type: 'timestamptz' | 'date', nullable: boolean): Compiler {
  return (clause, context) => compare(column, nullable, clause, (operand) => {
    const value = momentOperand(operand, context);
    return `${context.bind(type === 'date' ? dayOf(value, context.clock) : value)}::${type}`;
  });
}

/** Any worklog on such a day; those kept to a group count for whoever may read them. */
const worklogDate: Compiler = (clause, context) => {
  const compared = compare('x.started_at', false, clause, (operand) => `${context.bind(momentOperand(operand, context))}::timestamptz`);
  return { kind: 'sql', sql: `exists (select 1 from tracker.worklog x where x.issue_id = i.id and x.trashed_at is null and ${readable('x')} and ${compared.kind === 'sql' ? compared.sql : 'false'})` };
};

export const measures: Readonly<Record<string, Compiler>> = {
  created: momentField('i.created_at', 'timestamptz', false), updated: momentField('i.updated_at', 'timestamptz', false), resolved: momentField('i.resolved_at', 'timestamptz', true),
  statuscategorychangeddate: momentField('i.status_changed_at', 'timestamptz', true), due: momentField('i.due_on', 'date', true), worklogdate: worklogDate,
  originalestimate: durationField('i.original_estimate_s'), remainingestimate: durationField('i.remaining_estimate_s'), timespent: durationField('i.time_spent_s'),
  workratio: numberField(() => '(case when i.original_estimate_s > 0 then coalesce(i.time_spent_s, 0) * 100 / i.original_estimate_s end)', true),
  votes: numberField(() => '(select count(*) from tracker.vote x where x.issue_id = i.id)'), watchers: numberField(() => '(select count(*) from tracker.watcher x where x.issue_id = i.id)'),
  hierarchylevel: numberField(({ configuration, bind }) => {
    const types = configuration.issueType.all;
    return `(${bind(types.map(({ level }) => level))}::bigint[])[array_position(${bind(types.map(({ id }) => id))}::bigint[], i.issue_type_id)]`;
  }),
};
