/**
 * What each field of JQL is in the database, and which operators it takes. A value that does not exist is an error with its
 * column, as in the original, except where telling would say what somebody may not see.
 */
import { nameToken, labelToken, sealedIn } from './columns.ts';
import type { ConfiguredItem, ConfiguredItems } from './configuration-store.ts';
import { fieldName, systemField, type JqlFieldType } from './jql-catalogue.ts';
import type { CompileContext, Condition, TextField } from './jql-condition.ts';
import { JqlFault } from './jql-error.ts';
import { measures } from './jql-measure-store.ts';
import { isNamed, isNegative, needEquality, personArgument, personIds, refuseFunction, single, textQuestion, valueText, type FunctionOperand } from './jql-operands.ts';
import { issueIds, issueLink, issueLinkType } from './jql-relation-store.ts';
import type { JqlClause, JqlOperand } from './parse-jql.ts';

type Compiler = (clause: JqlClause, context: CompileContext) => Condition;

const sql = (text: string): Condition => ({ kind: 'sql', sql: text });
const folded = (text: string) => text.normalize('NFKC').trim().toLowerCase();

/** `column in ids` with JQL's rule that "is not" and "not in" leave out what is empty. */
function inIds(column: string, type: 'bigint' | 'uuid', ids: readonly unknown[], wantsEmpty: boolean, clause: JqlClause, context: CompileContext): Condition {
  // One value as a plain comparison: an index then also gives the order.
  const list = ids.length === 1 ? `${column} = ${context.bind(ids[0])}::${type}` : `${column} = any(${context.bind(ids)}::${type}[])`;
  if (isNegative(clause.operator)) return sql(wantsEmpty ? `(${column} is not null and not (${list}))` : `not (${list})`);
  return sql(wantsEmpty ? `(${column} is null or ${list})` : list);
}

function configured(column: string, type: JqlFieldType, items: (context: CompileContext) => ConfiguredItems): Compiler {
  return (clause, context) => {
    needEquality(clause);
    const wantsEmpty = single(clause.operand).some(({ kind }) => kind === 'empty');
    const ids = single(clause.operand).flatMap((operand) => (operand.kind === 'empty' ? [] : itemIds(clause, operand, type, items(context))));
    return inIds(column, 'bigint', ids, wantsEmpty, clause, context);
  };
}

/** Ids of configured things that an operand names; a name that nothing has is a fault. */
export function itemIds(clause: JqlClause, operand: JqlOperand, type: JqlFieldType, items: ConfiguredItems): readonly number[] {
  if (type === 'issuetype' && operand.kind === 'function') {
    const subtask = isNamed(operand, 'subtaskissuetypes');
    if (!subtask && !isNamed(operand, 'standardissuetypes')) refuseFunction(operand, type);
    return items.all.filter(({ flag }) => flag === subtask).map(({ id }) => id);
  }
  const text = valueText(operand, clause, type);
  const found = items.all.filter((item: ConfiguredItem) => String(item.id) === text || folded(item.name) === folded(text));
  if (found.length === 0) throw new JqlFault(`The value "${text}" does not exist for the field "${clause.field}"`, operand.column);
  return found.map(({ id }) => id);
}

/** `resolution = Unresolved` is how everybody writes "is empty". */
export function unresolvedIsEmpty(clause: JqlClause): JqlClause {
  const operands = single(clause.operand).map((operand): JqlOperand => (operand.kind === 'value' && /^unresolved$/i.test(operand.text) ? { kind: 'empty', column: operand.column } : operand));
  return { ...clause, operand: { kind: 'list', items: operands, column: clause.operand.column } };
}

const resolution: Compiler = (clause, context) => configured('i.resolution_id', 'resolution', ({ configuration }) => configuration.resolution)(unresolvedIsEmpty(clause), context);

const categoryNames: Readonly<Record<string, string>> = { 'no category': 'undefined', undefined: 'undefined', 1: 'undefined', 'to do': 'new', new: 'new', 2: 'new', done: 'done', complete: 'done', 3: 'done', 'in progress': 'indeterminate', indeterminate: 'indeterminate', 4: 'indeterminate' };
const statusCategory: Compiler = (clause, context) => {
  needEquality(clause);
  const wanted = single(clause.operand).map((operand) => {
    const found = categoryNames[valueText(operand, clause, 'statuscategory').toLowerCase()];
    if (found === undefined) throw new JqlFault('A status category is "To Do", "In Progress", "Done" or "No Category"', operand.column);
    return found;
  });
  return inIds('i.status_id', 'bigint', context.configuration.status.all.filter(({ category: one }) => wanted.includes(one)).map(({ id }) => id), false, clause, context);
};

const project: Compiler = (clause, context) => {
  needEquality(clause);
  const leads = single(clause.operand).flatMap((operand) => (operand.kind === 'function' && isNamed(operand, 'projectsleadbyuser') ? [`select q.id from tracker.project q where q.lead = any(${context.bind(personArgument(operand, context))}::uuid[])`] : []));
  const ids = single(clause.operand).flatMap((operand) => {
    if (isNamed(operand, 'projectsleadbyuser')) return [];
    const text = valueText(operand, clause, 'project');
    const found = context.names.projects.get(text.toLowerCase()) ?? [];
    if (found.length === 0) throw new JqlFault(`The value "${text}" does not exist for the field "project"`, operand.column);
    return found;
  });
  if (leads.length === 0) return inIds('i.project_id', 'bigint', ids, false, clause, context);
  const any = [`i.project_id = any(${context.bind(ids)}::bigint[])`, ...leads.map((select) => `i.project_id in (${select})`)].join(' or ');
  return sql(isNegative(clause.operator) ? `not (${any})` : `(${any})`);
};

/** People that an operand means, as a test of a column: ids, and members of groups here or of imported systems. */
function personMatch(column: string, operand: JqlOperand, context: CompileContext): string {
  if (operand.kind !== 'function' || !isNamed(operand, 'membersof')) return `${column} = any(${context.bind(personIds(operand, context))}::uuid[])`;
  const [group] = operand.arguments;
  if (group === undefined) throw new JqlFault('membersOf() names a group', operand.column);
  const token = context.bind(nameToken(context.sealer, sealedIn.personGroup.name_token, group));
  return `(${column} = any(${context.bind(context.names.groups.get(group.toLowerCase()) ?? [])}::uuid[]) or ${column} in (select m.person from tracker.person_group_member m join tracker.person_group g on g.tenant_id = m.tenant_id and g.id = m.group_id where g.name_token = ${token}))`;
}

function person(column: string): Compiler {
  return (clause, context) => {
    needEquality(clause);
    const operands = single(clause.operand);
    const wantsEmpty = operands.some(({ kind }) => kind === 'empty');
    const rest = operands.filter(({ kind }) => kind !== 'empty');
    if (!rest.some((operand) => isNamed(operand, 'membersof'))) return inIds(column, 'uuid', rest.flatMap((operand) => personIds(operand, context)), wantsEmpty, clause, context);
    const matches = rest.map((operand) => personMatch(column, operand, context)).join(' or ');
    if (isNegative(clause.operator)) return sql(`(${column} is not null and not (${matches}))`);
    return sql(wantsEmpty ? `(${column} is null or ${matches})` : `(${matches})`);
  };
}

/** People in a table of their own: watchers, voters, who logged work. */
function personIn(table: string, column: string, more = ''): Compiler {
  return (clause, context) => {
    needEquality(clause);
    const parts = single(clause.operand).map((operand) => (operand.kind === 'empty'
      ? `not exists (select 1 from ${table} x where x.issue_id = i.id${more})`
      : `i.id = any(array(select x.issue_id from ${table} x where ${personMatch(`x.${column}`, operand, context)}${more}))`));
    return sql(isNegative(clause.operator) ? `not (${parts.join(' or ')})` : `(${parts.join(' or ')})`);
  };
}

/** Things of an issue in a link table: present when `exists`, empty when there is none. */
function among(table: string, more: string, match: (operand: JqlOperand, clause: JqlClause, context: CompileContext) => string): Compiler {
  return (clause, context) => {
    needEquality(clause);
    const any = `exists (select 1 from ${table} x where x.issue_id = i.id${more})`;
    const operands = single(clause.operand);
    const matches = operands.filter(({ kind }) => kind !== 'empty').map((operand) => match(operand, clause, context));
    const found = matches.length === 0 ? 'false' : `i.id = any(array(select x.issue_id from ${table} x where (${matches.join(' or ')})${more}))`;
    const wantsEmpty = operands.some(({ kind }) => kind === 'empty');
    if (isNegative(clause.operator)) return sql(`(${any} and not ${found})`);
    return sql(wantsEmpty ? `(not ${any} or ${found})` : found);
  };
}

const labels = among('tracker.issue_label', '', (operand, clause, context) =>
  `x.label_id in (select l.id from tracker.label l where l.name_token = ${context.bind(labelToken(context.sealer, valueText(operand, clause, 'label')))})`);

/** Ids of components or versions that an operand names, as a select. */
export function namedParts(type: 'component' | 'version', operand: JqlOperand, clause: JqlClause, context: CompileContext): string {
  if (operand.kind === 'function') return type === 'version' ? versionFunction(operand, context) : componentFunction(operand, context);
  const text = valueText(operand, clause, type);
  const id = /^\d{1,15}$/.test(text) ? ` or t.id = ${context.bind(Number(text))}::bigint` : '';
  return `select t.id from tracker.${type} t where t.name_token = ${context.bind(nameToken(context.sealer, sealedIn[type].name_token, text))}${id}`;
}

function versionFunction(operand: FunctionOperand, context: CompileContext): string {
  const name = operand.name.toLowerCase();
  const released = ['releasedversions', 'latestreleasedversion'].includes(name);
  if (!released && !['unreleasedversions', 'earliestunreleasedversion'].includes(name)) refuseFunction(operand, 'version');
  const one = name === 'latestreleasedversion' || name === 'earliestunreleasedversion';
  if (one && operand.arguments.length !== 1) throw new JqlFault(`${operand.name}() names one project`, operand.column);
  const projects = operand.arguments.flatMap((text) => {
    const found = context.names.projects.get(text.toLowerCase()) ?? [];
    if (found.length === 0) throw new JqlFault(`There is no project "${text}"`, operand.column);
    return found;
  });
  const within = operand.arguments.length === 0 ? '' : ` and t.project_id = any(${context.bind(projects)}::bigint[])`;
  return `select t.id from tracker.version t where ${released ? '' : 'not '}t.released and not t.archived${within}${one ? ` order by t.sequence ${released ? 'desc' : ''}, t.id limit 1` : ''}`;
}

function componentFunction(operand: FunctionOperand, context: CompileContext): string {
  if (!isNamed(operand, 'componentsleadbyuser')) refuseFunction(operand, 'component');
  return `select t.id from tracker.component t where t.lead = any(${context.bind(personArgument(operand, context))}::uuid[])`;
}

const sprintStates: Readonly<Record<string, string>> = { opensprints: 'active', closedsprints: 'closed', futuresprints: 'future' };
const sprint = among('tracker.issue_sprint', ' and x.removed_at is null', (operand, clause, context) => {
  if (operand.kind === 'function') {
    const state = sprintStates[operand.name.toLowerCase()];
    return state === undefined ? refuseFunction(operand, 'sprint') : `x.sprint_id in (select t.id from tracker.sprint t where t.state = '${state}')`;
  }
  const text = valueText(operand, clause, 'sprint');
  const id = /^\d{1,15}$/.test(text) ? ` or t.id = ${context.bind(Number(text))}::bigint` : '';
  return `x.sprint_id in (select t.id from tracker.sprint t where t.name_token = ${context.bind(nameToken(context.sealer, sealedIn.sprint.name_token, text))}${id})`;
});

function textField(field: TextField, column?: string): Compiler {
  return (clause) => (clause.operator.startsWith('is') && column !== undefined ? sql(`${column} is ${clause.operator === 'is' ? '' : 'not '}null`) : textQuestion(clause, field));
}

const attachments: Compiler = (clause) => {
  needEquality(clause);
  if (!clause.operator.startsWith('is')) throw new JqlFault('"attachments" takes IS EMPTY and IS NOT EMPTY', clause.operatorColumn);
  return sql(`${isNegative(clause.operator) ? '' : 'not '}exists (select 1 from tracker.attachment x where x.issue_id = i.id and x.trashed_at is null)`);
};

const version = (relation: string): Compiler => among('tracker.issue_version', ` and x.relation = '${relation}'`, (operand, clause, context) => `x.version_id in (${namedParts('version', operand, clause, context)})`);
const work = ' and x.trashed_at is null';

const fields: Readonly<Record<string, Compiler>> = {
  ...measures, project, resolution, labels, attachments, sprint, statuscategory: statusCategory, status: configured('i.status_id', 'status', ({ configuration }) => configuration.status),
  category: configured('p.category_id', 'category', ({ configuration }) => configuration.category),
  issuetype: configured('i.issue_type_id', 'issuetype', ({ configuration }) => configuration.issueType), priority: configured('i.priority_id', 'priority', ({ configuration }) => configuration.priority),
  assignee: person('i.assignee'), reporter: person('i.reporter'), creator: person('i.creator'),
  watcher: personIn('tracker.watcher', 'person'), voter: personIn('tracker.vote', 'person'), worklogauthor: personIn('tracker.worklog', 'author', `${work} and x.visible_to_group is null and x.visible_to_role is null`),
  component: among('tracker.issue_component', '', (operand, clause, context) => `x.component_id in (${namedParts('component', operand, clause, context)})`), fixversion: version('fix'), affectedversion: version('affects'),
  issue: issueIds('i.id'), parent: issueIds('i.parent_id'), issuelink: issueLink, issuelinktype: issueLinkType,
  summary: textField('summary'), description: textField('description', 'i.description'), environment: textField('environment', 'i.environment'), comment: textField('comment'), text: textField('text'),
};

/** Undefined when there is no such field. */
export function compileSystemField(clause: JqlClause, context: CompileContext): Condition | undefined {
  return systemField(clause.field) === undefined ? undefined : fields[fieldName(clause.field)]?.(clause, context);
}
