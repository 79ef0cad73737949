/**
 * CQL as SQL over plain columns and keyed hashes. What only the opened text can tell (`text ~`, `title ~`) becomes a
 * question for later: the SQL lets such rows through, and every other clause comes back as a column of its own, so that
 * the whole condition can be decided on each candidate.
 */
import type { ReadTx } from '../../../kernel/db/index.ts';
import { readTextQuery, textHits, type TextQuery } from '../../search/index.ts';
import { labelToken } from '../labels.ts';
import { parsePerson } from '../people.ts';
import { titleToken } from '../titles.ts';
import type { Values, Viewer } from '../visibility-store.ts';
import type { CqlClause, CqlCondition, CqlOrder, CqlValue } from './cql.ts';
import { readTime } from './cql-dates.ts';
import { cqlError } from './parse-cql.ts';

/** A clause, ready to be decided: by the database (number of its column), or by reading. */
export type Decided =
  | { readonly kind: 'column'; readonly index: number }
  | { readonly kind: 'words'; readonly where: 'text' | 'title'; readonly query: TextQuery; readonly negated: boolean; readonly hits: () => string | null }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Decided[] }
  | { readonly kind: 'not'; readonly part: Decided };

export interface Compiled {
  readonly decided: Decided | null;
  /** One SQL condition for each `column`. */
  readonly columns: readonly string[];
  /** Lets everything through that may match. */
  readonly where: string;
  readonly orderBy: string;
  /** Words that were looked for, for excerpts. */
  readonly words: TextQuery;
  readonly readsText: boolean;
}

interface Compiling {
  readonly tx: ReadTx;
  readonly viewer: Viewer;
  readonly values: Values;
  readonly columns: string[];
  readonly words: { words: TextQuery['words'][number][]; phrases: TextQuery['phrases'][number][]; prefixes: string[] };
  readsText: boolean;
}

export function compileCql(tx: ReadTx, viewer: Viewer, values: Values, condition: CqlCondition | null, order: readonly CqlOrder[]): Compiled {
  const compiling: Compiling = { tx, viewer, values, columns: [], words: { words: [], phrases: [], prefixes: [] }, readsText: false };
  const decided = condition === null ? null : compile(compiling, condition);
  return {
    decided, columns: compiling.columns, where: decided === null ? 'true' : possible(decided, compiling.columns, false), orderBy: orderBy(order), words: compiling.words, readsText: compiling.readsText,
  };
}

function compile(compiling: Compiling, condition: CqlCondition): Decided {
  switch (condition.kind) {
    case 'clause': return compileClause(compiling, condition);
    case 'not': return { kind: 'not', part: compile(compiling, condition.part) };
    case 'and':
    case 'or': return { kind: condition.kind, parts: condition.parts.map((part) => compile(compiling, part)) };
  }
}

/** The condition with everything that is not known yet taken as possible. */
function possible(decided: Decided, columns: readonly string[], negated: boolean): string {
  switch (decided.kind) {
    case 'column': return negated ? `not (${columns[decided.index] ?? 'false'})` : `(${columns[decided.index] ?? 'true'})`;
    // The index knows what may match, not what certainly does: a question that must fail is left to the opened text.
    case 'words': {
      const hits = decided.negated === negated ? decided.hits() : null;
      return hits === null ? 'true' : `content.id in (${hits})`;
    }
    case 'not': return possible(decided.part, columns, !negated);
    case 'and':
    case 'or': {
      const joined = (decided.kind === 'and') === negated ? ' or ' : ' and ';
      return `(${decided.parts.map((part) => possible(part, columns, negated)).join(joined)})`;
    }
  }
}

function column(compiling: Compiling, sql: string): Decided {
  compiling.columns.push(sql);
  return { kind: 'column', index: compiling.columns.length - 1 };
}

function compileClause(compiling: Compiling, clause: CqlClause): Decided {
  const { field, operator } = clause;
  if (operator === '~' || operator === '!~') return compileWords(compiling, clause);
  const negated = operator === '!=' || operator === 'not in';
  const sql = (dateFields[field] ?? null) === null ? equality(compiling, clause) : comparison(compiling, clause, dateFields[field] ?? '');
  return column(compiling, negated ? `not (${sql})` : sql);
}

function compileWords(compiling: Compiling, { field, operator, values, column: place }: CqlClause): Decided {
  const [value] = values;
  if (value?.kind !== 'text') throw cqlError(place, `${operator} takes a text.`);
  const where = field === 'title' ? 'title' : field === 'text' || field === 'sitesearch' ? 'text' : undefined;
  if (where === undefined) throw cqlError(place, `${field} cannot be searched with ${operator}; text, title and siteSearch can.`);
  const query = readTextQuery(value.text);
  if (where === 'text') compiling.readsText = true;
  if (operator === '~') {
    compiling.words.words.push(...query.words);
    compiling.words.phrases.push(...query.phrases);
    compiling.words.prefixes.push(...query.prefixes);
  }
  const rows = { table: 'wiki.content', changedAt: 'modified_at', now: compiling.tx.now, condition: "and fresh.type in ('page', 'blogpost', 'comment', 'attachment') and fresh.status = 'current'" };
  const hits = () => textHits(compiling.tx.sealer, 'content', query, where === 'title' ? 'title' : 'any', rows, (bound) => compiling.values.add(bound));
  return { kind: 'words', where, query, negated: operator === '!~', hits };
}

const dateFields: Readonly<Record<string, string>> = { created: 'content.created_at', lastmodified: 'content.modified_at' };

function comparison({ tx, values }: Compiling, { operator, values: given, column: place }: CqlClause, sqlColumn: string): string {
  const [value] = given;
  if (value === undefined || given.length > 1) throw cqlError(place, 'a date is compared with one date.');
  const { from, until } = readTime(value, tx.now);
  const lower = () => `${values.add(from)}::timestamptz`;
  const upper = () => `${values.add(until)}::timestamptz`;
  switch (operator) {
    case '>': return `${sqlColumn} > ${upper()}`;
    case '>=': return `${sqlColumn} >= ${lower()}`;
    case '<': return `${sqlColumn} < ${lower()}`;
    case '<=': return `${sqlColumn} <= ${upper()}`;
    default: return `(${sqlColumn} >= ${lower()} and ${sqlColumn} <= ${upper()})`;
  }
}

function textOf(value: CqlValue): string {
  if (value.kind === 'function') throw cqlError(value.column, `${value.name}() is not known here.`);
  return value.text;
}

function idOf(value: CqlValue): number {
  const text = textOf(value).replace(/^att/, '');
  if (!/^\d{1,15}$/.test(text)) throw cqlError(value.column, 'expected an id.');
  return Number(text);
}

function personOf({ viewer }: Compiling, value: CqlValue): string | null {
  if (value.kind === 'function') {
    if (value.name !== 'currentuser') throw cqlError(value.column, `${value.name}() is no person.`);
    return viewer.account;
  }
  return parsePerson(value.text) ?? null;
}

function equality(compiling: Compiling, clause: CqlClause): string {
  const { tx, values } = compiling;
  const { field, operator, values: given, column: place } = clause;
  if (!['=', '!=', 'in', 'not in'].includes(operator)) throw cqlError(place, `${field} is not compared with ${operator}.`);
  const any = (type: string, list: readonly unknown[]) => `any(${values.add(list)}::${type}[])`;
  switch (field) {
    case 'type': return `content.type = ${any('text', given.map((value) => textOf(value).toLowerCase()))}`;
    case 'space':
    case 'space.key': return `space.key_claim = ${any('text', given.map((value) => textOf(value).toLowerCase()))}`;
    case 'id':
    case 'content': return `content.id = ${any('bigint', given.map(idOf))}`;
    case 'parent': return `coalesce(content.parent_id, 0) = ${any('bigint', given.map(idOf))} and content.type = 'page'`;
    case 'container': return `coalesce(content.container_id, 0) = ${any('bigint', given.map(idOf))}`;
    case 'ancestor': return `content.page_id in (with recursive below (id) as (
        select start.id from wiki.content start where start.parent_id = ${any('bigint', given.map(idOf))} and start.type = 'page'
        union select child.id from below join wiki.content child on child.parent_id = below.id where child.type = 'page') select id from below)`;
    case 'title': return `coalesce(content.title_token, ''::bytea) = ${any('bytea', given.map((value) => titleToken(tx.sealer, textOf(value))))}`;
    case 'label': return `content.id in (select labelled.content_id from wiki.content_label labelled join wiki.label label on label.id = labelled.label_id
        where (label.prefix <> 'my' or labelled.author = $3::uuid) and label.name_token = ${any('bytea', given.flatMap((value) => ['global', 'team', 'my'].map((prefix) => labelToken(tx.sealer, prefix, textOf(value)))))})`;
    case 'creator': return `coalesce(content.author = ${any('uuid', given.map((value) => personOf(compiling, value)))}, false)`;
    case 'contributor': return `content.id in (select written.content_id from wiki.version written where written.author = ${any('uuid', given.map((value) => personOf(compiling, value)))})`;
    default: throw cqlError(place, `the field "${field}" is not known; text, title, space, type, label, creator, contributor, created, lastmodified, id, parent, ancestor and container are.`);
  }
}

const orderFields: Readonly<Record<string, string>> = { created: 'content.created_at', lastmodified: 'content.modified_at', id: 'content.id' };

function orderBy(order: readonly CqlOrder[]): string {
  const parts = order.map(({ field, descending, column: place }) => {
    const sqlColumn = orderFields[field];
    if (sqlColumn === undefined) throw cqlError(place, `the result cannot be ordered by ${field}; created, lastmodified and id can.`);
    return `${sqlColumn} ${descending ? 'desc' : 'asc'}`;
  });
  return [...(parts.length === 0 ? ['content.modified_at desc'] : parts), 'content.id desc'].join(', ');
}
