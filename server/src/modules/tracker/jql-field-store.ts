/**
 * What each field of JQL is in the database, and which operators it takes. A value that does not exist is an error with its
 * column, as in the original, except where telling would say what somebody may not see.
 */
import { nameToken, labelToken, sealedIn } from './columns.ts';
import type { ConfiguredItem, ConfiguredItems } from './configuration-store.ts';
import type { CompileContext, Condition, TextField } from './jql-condition.ts';
import { dayOf } from './jql-dates.ts';
import { JqlFault } from './jql-error.ts';
import { isNegative, momentOperand, needEquality, personIds, refuseOperator, single, textQuestion } from './jql-operands.ts';
import { parseIssueReference, referencedId } from './issue-read-store.ts';
import type { JqlClause, JqlOperand } from './parse-jql.ts';

type Compiler = (clause: JqlClause, context: CompileContext) => Condition;

const sql = (text: string): Condition => ({ kind: 'sql', sql: text });

/** `column in ids` with JQL's rule that "is not" and "not in" leave out what is empty. */
function inIds(column: string, type: 'bigint' | 'uuid', ids: readonly unknown[], wantsEmpty: boolean, clause: JqlClause, context: CompileContext): Condition {
  // One value as a plain comparison: an index then also gives the order.
  const list = ids.length === 1 ? `${column} = ${context.bind(ids[0])}::${type}` : `${column} = any(${context.bind(ids)}::${type}[])`;
  if (isNegative(clause.operator)) return sql(wantsEmpty ? `(${column} is not null and not (${list}))` : `not (${list})`);
  return sql(wantsEmpty ? `(${column} is null or ${list})` : list);
}

function configured(column: string, items: (context: CompileContext) => ConfiguredItems): Compiler {
  return (clause, context) => {
    needEquality(clause);
    const wantsEmpty = single(clause.operand).some(({ kind }) => kind === 'empty');
    const ids = single(clause.operand).flatMap((operand) => (operand.kind === 'empty' ? [] : itemIds(clause, operand, items(context))));
    return inIds(column, 'bigint', ids, wantsEmpty, clause, context);
  };
}

function itemIds(clause: JqlClause, operand: JqlOperand, items: ConfiguredItems): readonly number[] {
  if (operand.kind !== 'value') throw new JqlFault(`"${clause.field}" does not take this`, operand.column);
  const wanted = operand.text.normalize('NFKC').trim().toLowerCase();
  if (/^unresolved$/i.test(operand.text) && /^resolution$/i.test(clause.field)) throw new JqlFault('Write "resolution is EMPTY" or resolution = Unresolved alone', operand.column);
  const found = items.all.filter((item: ConfiguredItem) => String(item.id) === operand.text || item.name.normalize('NFKC').trim().toLowerCase() === wanted);
  if (found.length === 0) throw new JqlFault(`The value "${operand.text}" does not exist for the field "${clause.field}"`, operand.column);
  return found.map(({ id }) => id);
}

const resolution: Compiler = (clause, context) => {
  // `resolution = Unresolved` is how everybody writes "is empty".
  const operands = single(clause.operand).map((operand): JqlOperand => (operand.kind === 'value' && /^unresolved$/i.test(operand.text) ? { kind: 'empty', column: operand.column } : operand));
  return configured('i.resolution_id', ({ configuration }) => configuration.resolution)({ ...clause, operand: { kind: 'list', items: operands, column: clause.operand.column } }, context);
};

const statusCategory: Compiler = (clause, context) => {
  needEquality(clause);
  const names: Readonly<Record<string, string>> = { 'no category': 'undefined', undefined: 'undefined', 1: 'undefined', 'to do': 'new', new: 'new', 2: 'new', done: 'done', complete: 'done', 3: 'done', 'in progress': 'indeterminate', indeterminate: 'indeterminate', 4: 'indeterminate' };
  const wanted = single(clause.operand).map((operand) => {
    const category = operand.kind === 'value' ? names[operand.text.toLowerCase()] : undefined;
    if (category === undefined) throw new JqlFault('A status category is "To Do", "In Progress", "Done" or "No Category"', operand.column);
    return category;
  });
  const ids = context.configuration.status.all.filter(({ category }) => wanted.includes(category)).map(({ id }) => id);
  return inIds('i.status_id', 'bigint', ids, false, clause, context);
};

const project: Compiler = (clause, context) => {
  needEquality(clause);
  const ids = single(clause.operand).flatMap((operand) => {
    if (operand.kind !== 'value') throw new JqlFault('A project is named by its key, name or id', operand.column);
    const found = context.names.projects.get(operand.text.toLowerCase()) ?? [];
    if (found.length === 0) throw new JqlFault(`The value "${operand.text}" does not exist for the field "project"`, operand.column);
    return found;
  });
  return inIds('i.project_id', 'bigint', ids, false, clause, context);
};

/** `membersOf("group")` is answered by the groups of imported systems. */
function membersOf(operand: JqlOperand, context: CompileContext): string | undefined {
  if (operand.kind !== 'function' || !/^membersof$/i.test(operand.name)) return undefined;
  const [group] = operand.arguments;
  if (group === undefined) throw new JqlFault('membersOf() names a group', operand.column);
  const token = context.bind(nameToken(context.sealer, sealedIn.personGroup.name_token, group));
  return `select m.person from tracker.person_group_member m join tracker.person_group g on g.tenant_id = m.tenant_id and g.id = m.group_id where g.name_token = ${token}`;
}

function person(column: string): Compiler {
  return (clause, context) => {
    needEquality(clause);
    const operands = single(clause.operand);
    const groups = operands.flatMap((operand) => membersOf(operand, context) ?? []);
    const rest = operands.filter((operand) => !(operand.kind === 'function' && /^membersof$/i.test(operand.name)));
    const wantsEmpty = rest.some(({ kind }) => kind === 'empty');
    const ids = rest.flatMap((operand) => (operand.kind === 'empty' ? [] : personIds(operand, context)));
    if (groups.length === 0) return inIds(column, 'uuid', ids, wantsEmpty, clause, context);
    const inGroups = groups.map((members) => `${column} in (${members})`).join(' or ');
    return sql(isNegative(clause.operator) ? `not (${inGroups} or ${column} = any(${context.bind(ids)}::uuid[]))` : `(${inGroups} or ${column} = any(${context.bind(ids)}::uuid[]))`);
  };
}

/** People in a table of their own: watchers, voters, who logged work. */
function personIn(table: string, column: string): Compiler {
  return (clause, context) => {
    needEquality(clause);
    const operands = single(clause.operand);
    const parts = operands.map((operand) => (operand.kind === 'empty'
      ? `not exists (select 1 from ${table} x where x.issue_id = i.id)`
      : `exists (select 1 from ${table} x where x.issue_id = i.id and x.${column} = any(${context.bind(personIds(operand, context))}::uuid[]))`));
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
    const found = matches.length === 0 ? 'false' : `exists (select 1 from ${table} x where x.issue_id = i.id${more} and (${matches.join(' or ')}))`;
    const wantsEmpty = operands.some(({ kind }) => kind === 'empty');
    if (isNegative(clause.operator)) return sql(`(${any} and not ${found})`);
    return sql(wantsEmpty ? `(not ${any} or ${found})` : found);
  };
}

const labels = among('tracker.issue_label', '', (operand, clause, context) => {
  if (operand.kind !== 'value') throw new JqlFault(`"${clause.field}" does not take this`, operand.column);
  return `x.label_id in (select l.id from tracker.label l where l.name_token = ${context.bind(labelToken(context.sealer, operand.text))})`;
});

function named(column: string, table: string, tokenColumn: { readonly table: string; readonly column: string }) {
  return (operand: JqlOperand, clause: JqlClause, context: CompileContext): string => {
    if (operand.kind === 'function' && table === 'tracker.version') return versionFunction(operand, context);
    if (operand.kind !== 'value') throw new JqlFault(`"${clause.field}" does not take this`, operand.column);
    const id = /^\d{1,15}$/.test(operand.text) ? ` or t.id = ${context.bind(Number(operand.text))}::bigint` : '';
    return `x.${column} in (select t.id from ${table} t where t.name_token = ${context.bind(nameToken(context.sealer, tokenColumn, operand.text))}${id})`;
  };
}

function versionFunction(operand: Extract<JqlOperand, { kind: 'function' }>, context: CompileContext): string {
  const released = /^releasedversions$/i.test(operand.name) ? true : /^unreleasedversions$/i.test(operand.name) ? false : undefined;
  if (released === undefined) throw new JqlFault(`The function ${operand.name}() is not known here`, operand.column);
  const projects = operand.arguments.flatMap((text) => context.names.projects.get(text.toLowerCase()) ?? []);
  const within = operand.arguments.length === 0 ? '' : ` and t.project_id = any(${context.bind(projects)}::bigint[])`;
  return `x.version_id in (select t.id from tracker.version t where ${released ? '' : 'not '}t.released${within})`;
}

function moment(column: string, type: 'timestamptz' | 'date'): Compiler {
  return (clause, context) => {
    if (clause.operator.startsWith('is')) return sql(`${column} is ${clause.operator === 'is' ? '' : 'not '}null`);
    const bound = (operand: JqlOperand) => {
      const value = momentOperand(operand, context);
      return `${context.bind(type === 'date' ? dayOf(value, context.clock) : value)}::${type}`;
    };
    if (clause.operator === 'in' || clause.operator === 'not in') return sql(`${column} ${clause.operator} (${single(clause.operand).map(bound).join(', ')})`);
    if (!['=', '!=', '<', '>', '<=', '>='].includes(clause.operator)) refuseOperator(clause);
    if (clause.operand.kind === 'empty') return sql(`${column} is ${clause.operator === '!=' ? 'not ' : ''}null`);
    return sql(`${column} ${clause.operator === '!=' ? '<>' : clause.operator} ${bound(clause.operand)}`);
  };
}

function issueIds(column: string): Compiler {
  return (clause, context) => {
    const reference = (operand: JqlOperand) => {
      const parsed = operand.kind === 'value' ? parseIssueReference(operand.text) : undefined;
      if (parsed === undefined) throw new JqlFault('An issue is named by its key or id', operand.column);
      return parsed;
    };
    if (['<', '>', '<=', '>='].includes(clause.operator)) {
      const parsed = reference(clause.operand);
      if ('id' in parsed) return sql(`${column} ${clause.operator} ${context.bind(parsed.id)}::bigint`);
      return sql(`(p.key = ${context.bind(parsed.projectKey)} and i.number ${clause.operator} ${context.bind(parsed.number)}::bigint)`);
    }
    needEquality(clause);
    const wantsEmpty = single(clause.operand).some(({ kind }) => kind === 'empty');
    const ids = single(clause.operand).filter(({ kind }) => kind !== 'empty').map((operand) => {
      const { sql: id, values } = referencedId(reference(operand), 1);
      const bound = values.map((value) => context.bind(value));
      return id.replaceAll(/\$(\d)/g, (_whole, digit: string) => bound[Number(digit) - 1] ?? 'null');
    });
    const list = ids.length === 0 ? 'false' : `${column} in (${ids.join(', ')})`;
    if (isNegative(clause.operator)) return sql(wantsEmpty ? `(${column} is not null and not coalesce(${list}, false))` : `not coalesce(${list}, false)`);
    return sql(wantsEmpty ? `(${column} is null or ${list})` : list);
  };
}

function textField(field: TextField, column?: string): Compiler {
  return (clause) => (clause.operator.startsWith('is') && column !== undefined ? sql(`${column} is ${clause.operator === 'is' ? '' : 'not '}null`) : textQuestion(clause, field));
}

const category: Compiler = (clause, context) => {
  needEquality(clause);
  const ids = single(clause.operand).flatMap((operand) => (operand.kind === 'empty' ? [] : itemIds(clause, operand, context.configuration.category)));
  return inIds('p.category_id', 'bigint', ids, single(clause.operand).some(({ kind }) => kind === 'empty'), clause, context);
};

const version = (relation: string): Compiler => among('tracker.issue_version', ` and x.relation = '${relation}'`, named('version_id', 'tracker.version', sealedIn.version.name_token));

const fields: Readonly<Record<string, Compiler>> = {
  project, category, resolution, labels, statuscategory: statusCategory, status: configured('i.status_id', ({ configuration }) => configuration.status),
  issuetype: configured('i.issue_type_id', ({ configuration }) => configuration.issueType), priority: configured('i.priority_id', ({ configuration }) => configuration.priority),
  assignee: person('i.assignee'), reporter: person('i.reporter'), creator: person('i.creator'),
  watcher: personIn('tracker.watcher', 'person'), voter: personIn('tracker.vote', 'person'), worklogauthor: personIn('tracker.worklog', 'author'),
  component: among('tracker.issue_component', '', named('component_id', 'tracker.component', sealedIn.component.name_token)), fixversion: version('fix'), affectedversion: version('affects'),
  created: moment('i.created_at', 'timestamptz'), updated: moment('i.updated_at', 'timestamptz'), resolved: moment('i.resolved_at', 'timestamptz'), due: moment('i.due_on', 'date'),
  key: issueIds('i.id'), parent: issueIds('i.parent_id'),
  summary: textField('summary'), description: textField('description', 'i.description'), environment: textField('environment', 'i.environment'), comment: textField('comment'), text: textField('text'),
};
const synonyms: Readonly<Record<string, string>> = {
  type: 'issuetype', id: 'key', issue: 'key', issuekey: 'key', createddate: 'created', updateddate: 'updated', resolutiondate: 'resolved', duedate: 'due', label: 'labels', components: 'component',
  fixversions: 'fixversion', versions: 'affectedversion', affectsversion: 'affectedversion', watchers: 'watcher', space: 'project', worktype: 'issuetype',
};

export function fieldName(field: string): string {
  const lower = field.trim().toLowerCase();
  return synonyms[lower] ?? lower;
}

/** Undefined when there is no such field. */
export function compileSystemField(clause: JqlClause, context: CompileContext): Condition | undefined {
  return fields[fieldName(clause.field)]?.(clause, context);
}
