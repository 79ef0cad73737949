/**
 * Issues by what they hang together with: links, parents, votes, watchers, what somebody did. An issue that is named here must
 * be one that the viewer may see: otherwise its links would tell of it.
 */
import { visible } from './access-store.ts';
import { parseIssueReference, referencedId, type IssueReference } from './issue-read-store.ts';
import type { CompileContext, Condition } from './jql-condition.ts';
import { JqlFault } from './jql-error.ts';
import { isNegative, momentOperand, needEquality, personArgument, refuseFunction, single, valueText, type FunctionOperand } from './jql-operands.ts';
import type { JqlClause, JqlOperand } from './parse-jql.ts';

type Compiler = (clause: JqlClause, context: CompileContext) => Condition;

function referenceOf(text: string, column: number): IssueReference {
  const parsed = parseIssueReference(text);
  if (parsed === undefined) throw new JqlFault('An issue is named by its key or id', column);
  return parsed;
}

function idOf(reference: IssueReference, context: CompileContext): string {
  const { sql, values } = referencedId(reference, 1);
  const bound = values.map((value) => context.bind(value));
  return sql.replaceAll(/\$(\d)/g, (_whole, digit: string) => bound[Number(digit) - 1] ?? 'null');
}

function visibleId(text: string, column: number, context: CompileContext): string {
  return `(select r.id from tracker.issue r join tracker.project rp on rp.tenant_id = r.tenant_id and rp.id = r.project_id
    where r.id = ${idOf(referenceOf(text, column), context)} and r.trashed_at is null and ${visible('rp')})`;
}

const linkedTo = (id: string, outward: string, inward: string) =>
  `select l.target_id from tracker.issue_link l where l.source_id = ${id}${outward} union all select l.source_id from tracker.issue_link l where l.target_id = ${id}${inward}`;

function linkedIssues(operand: FunctionOperand, context: CompileContext): string {
  const [key, kind] = operand.arguments;
  if (key === undefined) throw new JqlFault('linkedIssues() names an issue', operand.column);
  const id = visibleId(key, operand.column, context);
  if (kind === undefined) return linkedTo(id, '', '');
  const wanted = kind.normalize('NFKC').trim().toLowerCase();
  const types = context.configuration.linkType.all;
  const idsBy = (texts: (type: (typeof types)[number]) => readonly string[]) => types.filter((type) => texts(type).some((text) => text.normalize('NFKC').trim().toLowerCase() === wanted)).map((type) => type.id);
  const [outward, inward] = [idsBy(({ name, outward: words }) => [name, words]), idsBy(({ name, inward: words }) => [name, words])];
  if (outward.length + inward.length === 0) throw new JqlFault(`There is no kind of link "${kind}"`, operand.column);
  return linkedTo(id, ` and l.link_type_id = any(${context.bind(outward)}::bigint[])`, ` and l.link_type_id = any(${context.bind(inward)}::bigint[])`);
}

function updatedBy(operand: FunctionOperand, context: CompileContext): string {
  if (operand.arguments.length === 0) throw new JqlFault('updatedBy() names a person', operand.column);
  const by = `= any(${context.bind(personArgument(operand, context))}::uuid[])`;
  const moments = operand.arguments.slice(1, 3).map((text) => context.bind(momentOperand({ kind: 'value', text, column: operand.column }, context)));
  const between = (column: string) => moments.map((moment, index) => ` and ${column} ${index === 0 ? '>=' : '<='} ${moment}::timestamptz`).join('');
  // What is kept to a group is left out: that it is there would tell of it.
  const open = 'x.trashed_at is null and x.visible_to_group is null and x.visible_to_role is null';
  return `select x.issue_id from tracker.change x where x.author ${by}${between('x.created_at')}
    union all select x.issue_id from tracker.comment x where x.author ${by} and ${open}${between('x.created_at')}
    union all select x.issue_id from tracker.worklog x where x.author ${by} and ${open}${between('x.created_at')}
    union all select x.id from tracker.issue x where x.creator ${by}${between('x.created_at')}`;
}

function childIssuesOf(operand: FunctionOperand, context: CompileContext): string {
  const [key] = operand.arguments;
  if (key === undefined) throw new JqlFault('childIssuesOf() names an issue', operand.column);
  const id = visibleId(key, operand.column, context);
  return `with recursive below(id) as (select x.id from tracker.issue x where x.parent_id = ${id} union select x.id from below join tracker.issue x on x.parent_id = below.id) select below.id from below`;
}

/** Ids of issues as a select. */
function issueFunction(operand: FunctionOperand, context: CompileContext): string {
  const me = () => `= any(${context.bind(context.accountId === null ? [] : [context.accountId])}::uuid[])`; // bound only where it is used
  switch (operand.name.toLowerCase()) {
    case 'linkedissues': return linkedIssues(operand, context);
    case 'childissuesof': return childIssuesOf(operand, context);
    case 'updatedby': return updatedBy(operand, context);
    case 'votedissues': return `select x.issue_id from tracker.vote x where x.person ${me()}`;
    case 'watchedissues': return `select x.issue_id from tracker.watcher x where x.person ${me()}`;
    default: return refuseFunction(operand, 'issue');
  }
}

function matchIds(column: string, operand: JqlOperand, clause: JqlClause, context: CompileContext, visibleOnly: boolean): string {
  if (operand.kind === 'function') return `${column} in (${issueFunction(operand, context)})`;
  const text = valueText(operand, clause, 'issue');
  return `${column} = ${visibleOnly ? visibleId(text, operand.column, context) : idOf(referenceOf(text, operand.column), context)}`;
}

/** The issue itself or its parent, by key, id or function. */
export function issueIds(column: 'i.id' | 'i.parent_id'): Compiler {
  return (clause, context) => {
    if (column === 'i.id' && ['<', '>', '<=', '>='].includes(clause.operator)) {
      const parsed = referenceOf(valueText(clause.operand, clause, 'issue'), clause.operand.column);
      if ('id' in parsed) return { kind: 'sql', sql: `i.id ${clause.operator} ${context.bind(parsed.id)}::bigint` };
      return { kind: 'sql', sql: `(p.key = ${context.bind(parsed.projectKey)} and i.number ${clause.operator} ${context.bind(parsed.number)}::bigint)` };
    }
    needEquality(clause);
    const operands = single(clause.operand);
    const wantsEmpty = operands.some(({ kind }) => kind === 'empty');
    const found = operands.filter(({ kind }) => kind !== 'empty').map((operand) => matchIds(column, operand, clause, context, column === 'i.parent_id'));
    const list = found.length === 0 ? 'false' : `coalesce(${found.join(' or ')}, false)`;
    // Named ones are compared as one list, so that an index finds them.
    if (!isNegative(clause.operator) && !wantsEmpty && found.length > 1 && operands.every(({ kind }) => kind === 'value')) return { kind: 'sql', sql: `${column} = any(array[${found.map((test) => test.slice(`${column} = `.length)).join(', ')}]::bigint[])` };
    if (!isNegative(clause.operator) && !wantsEmpty && found.length > 0) return { kind: 'sql', sql: `(${found.join(' or ')})` };
    if (isNegative(clause.operator)) return { kind: 'sql', sql: column === 'i.parent_id' || wantsEmpty ? `(${column} is not null and not ${list})` : `not ${list}` };
    return { kind: 'sql', sql: `(${column} is null or ${list})` };
  };
}

const anyLink = 'exists (select 1 from tracker.issue_link l where l.source_id = i.id or l.target_id = i.id)';

export const issueLink: Compiler = (clause, context) => {
  needEquality(clause);
  const parts = single(clause.operand).map((operand) => {
    if (operand.kind === 'empty') return `not ${anyLink}`;
    if (operand.kind === 'function') return refuseFunction(operand, 'number'); // a link is to one issue that is named
    return `i.id in (${linkedTo(visibleId(valueText(operand, clause, 'issue'), operand.column, context), '', '')})`;
  });
  return { kind: 'sql', sql: isNegative(clause.operator) ? `not (${parts.join(' or ')})` : `(${parts.join(' or ')})` };
};

export const issueLinkType: Compiler = (clause, context) => {
  needEquality(clause);
  const parts = single(clause.operand).map((operand) => {
    if (operand.kind === 'empty') return `not ${anyLink}`;
    const wanted = valueText(operand, clause, 'linktype').normalize('NFKC').trim().toLowerCase();
    const is = (text: string) => text.normalize('NFKC').trim().toLowerCase() === wanted;
    const types = context.configuration.linkType.all;
    const idsBy = (texts: (type: (typeof types)[number]) => readonly string[]) => context.bind(types.filter((type) => texts(type).some(is)).map(({ id }) => id));
    const [outward, inward] = [idsBy(({ name, outward: words }) => [name, words]), idsBy(({ name, inward: words }) => [name, words])];
    if (!types.some(({ name, outward: one, inward: other }) => is(name) || is(one) || is(other))) throw new JqlFault(`There is no kind of link "${wanted}"`, operand.column);
    return `i.id in (select l.source_id from tracker.issue_link l where l.link_type_id = any(${outward}::bigint[]) union all select l.target_id from tracker.issue_link l where l.link_type_id = any(${inward}::bigint[]))`;
  });
  return { kind: 'sql', sql: isNegative(clause.operator) ? `not (${parts.join(' or ')})` : `(${parts.join(' or ')})` };
};
