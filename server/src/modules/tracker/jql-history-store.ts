/**
 * WAS and CHANGED, answered from the history of changes: fields, ids of configured things and people stand there plain (what
 * was written is sealed), so no history is opened. What somebody with the files and without keys learns from them is told in
 * docs/reference/jql.md.
 *
 * A value was held from when it came (a change to it; the creation, when no change brought it) until a change from it.
 */
import { fieldName, jqlFields, systemField, type JqlField } from './jql-catalogue.ts';
import type { CompileContext, Condition } from './jql-condition.ts';
import { customFieldOf } from './jql-custom-field-store.ts';
import { JqlFault } from './jql-error.ts';
import { itemIds, namedParts, unresolvedIsEmpty } from './jql-field-store.ts';
import { isNegative, momentOperand, personIds, single } from './jql-operands.ts';
import type { JqlClause, JqlOperand, JqlPredicate } from './parse-jql.ts';

/** Fields as the history calls them. */
const inHistory: Readonly<Record<string, string>> = {
  affectedversion: 'versions', component: 'components', fixversion: 'fixVersions', due: 'duedate', originalestimate: 'timeoriginalestimate', remainingestimate: 'timeestimate', issue: 'issuekey',
};
const columns: Readonly<Record<string, string>> = { assignee: 'i.assignee', reporter: 'i.reporter', status: 'i.status_id', priority: 'i.priority_id', resolution: 'i.resolution_id', issuetype: 'i.issue_type_id' };
const relations: Readonly<Record<string, string>> = {
  component: 'select y.component_id from tracker.issue_component y where y.issue_id = i.id', fixversion: `select y.version_id from tracker.issue_version y where y.issue_id = i.id and y.relation = 'fix'`,
  affectedversion: `select y.version_id from tracker.issue_version y where y.issue_id = i.id and y.relation = 'affects'`,
};

interface Span {
  /** Bound moments: from and until, where the text says so. */
  readonly from?: string;
  readonly until?: string;
  readonly by?: string;
}

const entries = 'tracker.change c join tracker.change_item x on x.tenant_id = c.tenant_id and x.change_id = c.id';

/** Undefined for operators that ask the present. */
export function compileHistory(clause: JqlClause, context: CompileContext): Condition | undefined {
  if (clause.operator === 'changed') return { kind: 'sql', sql: changed(clause, context) };
  if (!clause.operator.startsWith('was')) return undefined;
  const known = systemField(clause.field);
  if (known?.history !== true) throw new JqlFault(`The values that "${clause.field}" had are not kept in a way that WAS can ask; it asks ${withHistory()}`, clause.operatorColumn);
  const was = wasHeld(known, clause, context);
  return { kind: 'sql', sql: isNegative(clause.operator) ? `not ${was}` : was };
}

function withHistory(): string {
  return jqlFields.filter(({ history }) => history).map(({ name }) => name).join(', ');
}

function historyName(field: string, context: CompileContext): string {
  const system = systemField(field);
  if (system !== undefined) return inHistory[fieldName(field)] ?? fieldName(field);
  const custom = customFieldOf(field, context.configuration.customField.all);
  if (custom === undefined) throw new JqlFault(`The field "${field}" does not exist`, 1); // looked at before, by its column
  return `customfield_${custom.id}`;
}

/** Whether one side of a change is one of these values. */
function sideIs(side: 'from' | 'to', field: JqlField, operands: readonly JqlOperand[], clause: JqlClause, context: CompileContext): string {
  const matches = operands.map((operand) => {
    if (operand.kind === 'empty') return `(x.${side}_id is null and x.${side}_person is null)`;
    return field.type === 'person' ? `x.${side}_person = any(${context.bind(personIds(operand, context))}::uuid[])` : matchItem(`x.${side}_id`, field, operand, clause, context);
  });
  return `(${matches.join(' or ')})`;
}

function matchItem(column: string, field: JqlField, operand: JqlOperand, clause: JqlClause, context: CompileContext): string {
  const { configuration } = context;
  switch (field.type) {
    case 'status': case 'priority': case 'resolution': return `${column} = any(${context.bind(itemIds(clause, operand, field.type, configuration[field.type]))}::bigint[])`;
    case 'issuetype': return `${column} = any(${context.bind(itemIds(clause, operand, field.type, configuration.issueType))}::bigint[])`;
    case 'component': case 'version': return `${column} in (${namedParts(field.type, operand, clause, context)})`;
    default: throw new JqlFault(`"${clause.field}" has no values to ask for here`, operand.column);
  }
}

function isNow(field: JqlField, operands: readonly JqlOperand[], clause: JqlClause, context: CompileContext): string {
  const name = field.name.toLowerCase();
  const column = columns[name];
  const matches = operands.map((operand) => {
    const relation = relations[name] ?? '';
    if (operand.kind === 'empty') return column === undefined ? `not exists (${relation})` : `${column} is null`;
    if (field.type === 'person') return `${column ?? ''} = any(${context.bind(personIds(operand, context))}::uuid[])`;
    if (column !== undefined) return matchItem(column, field, operand, clause, context);
    return `exists (${relation} and ${matchItem(`y.${field.type}_id`, field, operand, clause, context)})`;
  });
  return `coalesce(${matches.join(' or ')}, false)`;
}

function wasHeld(field: JqlField, given: JqlClause, context: CompileContext): string {
  const clause = field.type === 'resolution' ? unresolvedIsEmpty(given) : given;
  const operands = single(clause.operand);
  const span = spanOf(clause.predicates, context, false);
  const name = context.bind(historyName(clause.field, context));
  const went = sideIs('from', field, operands, clause, context);
  const now = isNow(field, operands, clause, context);
  if (span.from === undefined && span.until === undefined && span.by === undefined) return `(${now} or i.id in (select c.issue_id from ${entries} where x.field = ${name} and ${went}))`;
  const came = sideIs('to', field, operands, clause, context);
  const later = (alias: string, side: string, test: string) => `exists (select 1 from tracker.change e join tracker.change_item z on z.tenant_id = e.tenant_id and z.change_id = e.id
    where e.issue_id = ${alias} and z.field = ${name} and ${side.replaceAll('x.', 'z.')}${test})`;
  const started = [...(span.until === undefined ? [] : [`c.created_at < ${span.until}`]), ...(span.by === undefined ? [] : [`c.author = any(${span.by})`])];
  const overBefore = span.from === undefined ? [] : [`not ${later('c.issue_id', went, ` and e.created_at >= c.created_at and e.created_at <= ${span.from} and e.id <> c.id`)}`];
  const born = [...(span.until === undefined ? [] : [`i.created_at < ${span.until}`]), ...(span.by === undefined ? [] : [`i.creator = any(${span.by})`])];
  const byChange = `exists (select 1 from ${entries} where c.issue_id = i.id and ${[`x.field = ${name}`, came, ...started, ...overBefore].join(' and ')})`;
  const neverCame = `not ${later('i.id', came, '')}`;
  const endedFromBirth = `exists (select 1 from ${entries} where c.issue_id = i.id and ${[`x.field = ${name}`, went, ...(span.from === undefined ? [] : [`c.created_at > ${span.from}`]), `not ${later('c.issue_id', came, ' and e.created_at <= c.created_at')}`].join(' and ')})`;
  return `(${byChange} or (${[`(${now} and ${neverCame} or ${endedFromBirth})`, ...born].join(' and ')}))`;
}

function changed(clause: JqlClause, context: CompileContext): string {
  const field = systemField(clause.field);
  if (field === undefined && customFieldOf(clause.field, context.configuration.customField.all) === undefined) throw new JqlFault(`The field "${clause.field}" does not exist`, clause.column);
  const span = spanOf(clause.predicates, context, true);
  const tests = [`x.field = ${context.bind(historyName(clause.field, context))}`];
  if (span.from !== undefined) tests.push(`c.created_at >= ${span.from}`);
  if (span.until !== undefined) tests.push(`c.created_at < ${span.until}`);
  if (span.by !== undefined) tests.push(`c.author = any(${span.by})`);
  for (const { name, operand, column } of clause.predicates) {
    if (name !== 'from' && name !== 'to') continue;
    if (field?.history !== true) throw new JqlFault(`Only that "${clause.field}" changed can be asked, not from or to what: it is sealed`, column);
    const asked = field.type === 'resolution' ? unresolvedIsEmpty({ ...clause, operand }).operand : operand;
    tests.push(sideIs(name, field, single(asked), clause, context));
  }
  return `i.id in (select c.issue_id from ${entries} where ${tests.join(' and ')})`;
}

/** A whole day when only its date is written. */
function dayAfter(operand: JqlOperand, moment: Date): Date {
  return operand.kind === 'value' && /^\d{4}[-/]\d{1,2}[-/]\d{1,2}$/.test(operand.text.trim()) ? new Date(moment.getTime() + 86_400_000) : moment;
}

function spanOf(predicates: readonly JqlPredicate[], context: CompileContext, fromAndTo: boolean): Span {
  let span: Span = {};
  const bind = (moment: Date) => `${context.bind(moment)}::timestamptz`;
  for (const { name, operand, column } of predicates) {
    switch (name) {
      case 'after': span = { ...span, from: bind(momentOperand(operand, context)) }; break;
      case 'before': span = { ...span, until: bind(momentOperand(operand, context)) }; break;
      case 'on': {
        const moment = momentOperand(operand, context);
        span = { ...span, from: bind(moment), until: bind(new Date(moment.getTime() + 86_400_000)) };
        break;
      }
      case 'during': {
        const [first, last] = single(operand);
        if (operand.kind !== 'list' || operand.items.length !== 2 || first === undefined || last === undefined) throw new JqlFault('DURING takes two moments in parentheses', operand.column);
        span = { ...span, from: bind(momentOperand(first, context)), until: bind(dayAfter(last, momentOperand(last, context))) };
        break;
      }
      case 'by': span = { ...span, by: `${context.bind(single(operand).flatMap((one) => personIds(one, context)))}::uuid[]` }; break;
      case 'from': case 'to': if (!fromAndTo) throw new JqlFault(`WAS does not take ${name.toUpperCase()}; CHANGED does`, column);
    }
  }
  return span;
}
