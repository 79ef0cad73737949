/** The grammar of JQL, its words, its dates, and how text is matched. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JqlFault } from './jql-error.ts';
import { momentOf, parseMoment } from './jql-dates.ts';
import { matchesText, parseTextQuery } from './match-text.ts';
import { parseJql, type JqlNode, type JqlOperand, type JqlOperator, type JqlQuery } from './parse-jql.ts';
import { printJql } from './print-jql.ts';

const column = 0;
const text = fc.oneof(fc.constantFrom('Open', 'In Progress', 'and', 'EMPTY', 'cf[10000]', '-1w', '2026/01/02', 'a@b.example', '', '"', '\\', 'ä ö', 'order'), fc.string({ maxLength: 8, unit: 'binary' }));
const name = fc.oneof(fc.constantFrom('status', 'Epic Link', 'cf[1]', 'in', 'desc'), fc.string({ minLength: 1, maxLength: 6 }));
const functionName = fc.oneof(fc.constantFrom('currentUser', 'now'), fc.string({ minLength: 1, maxLength: 5 })).filter((one) => !/^(?:and|or|not|in|is|was|changed|order|by|asc|desc)$/i.test(one));
const value: fc.Arbitrary<JqlOperand> = text.map((one) => ({ kind: 'value', text: one, column }));
const call: fc.Arbitrary<JqlOperand> = fc.record({ kind: fc.constant('function' as const), name: functionName, arguments: fc.array(text, { maxLength: 3 }), column: fc.constant(column) });
const empty: JqlOperand = { kind: 'empty', column };
const scalar = fc.oneof(value, call, fc.constant(empty));
const list: fc.Arbitrary<JqlOperand> = fc.array(scalar, { minLength: 1, maxLength: 4 }).map((items) => ({ kind: 'list', items, column }));
const predicates = fc.array(fc.record({ name: fc.constantFrom('after', 'before', 'by', 'during', 'on', 'from', 'to'), operand: fc.oneof(scalar, list), column: fc.constant(column) }), { maxLength: 2 });
const operandOf = (operator: JqlOperator) => (operator === 'changed' || operator.startsWith('is') ? fc.constant(empty) : operator.endsWith('in') ? fc.oneof(list, call) : scalar);
const clause: fc.Arbitrary<JqlNode> = fc.constantFrom<JqlOperator>('=', '!=', '~', '!~', '<', '>', '<=', '>=', 'in', 'not in', 'is', 'is not', 'was', 'was not', 'was in', 'was not in', 'changed').chain((operator) =>
  fc.record({ kind: fc.constant('clause' as const), field: name, column: fc.constant(column), operator: fc.constant(operator), operatorColumn: fc.constant(column), operand: operandOf(operator), predicates: operator.startsWith('was') || operator === 'changed' ? predicates : fc.constant([]) }));
const node: fc.Arbitrary<JqlNode> = fc.letrec<{ node: JqlNode }>((tie) => ({
  node: fc.oneof({ maxDepth: 4, withCrossShrink: true }, clause, fc.record({ kind: fc.constant('not' as const), item: tie('node') }), fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), items: fc.array(tie('node'), { minLength: 2, maxLength: 3 }) })),
})).node;
const anyQuery: fc.Arbitrary<JqlQuery> = fc.record({ where: fc.option(node), orderBy: fc.array(fc.record({ field: name, descending: fc.constantFrom(true, false, null), column: fc.constant(column) }), { maxLength: 3 }) });

/** Without columns: those say where something stood, not what it is. */
const bare = (query: JqlQuery): unknown => JSON.parse(JSON.stringify(query, (key, part: unknown) => (/column$/i.test(key) ? undefined : part)));

/** A tree as text with every parenthesis, to compare with. */
function written(node: JqlNode | null): string {
  if (node === null) return '';
  if (node.kind === 'not') return `!(${written(node.item)})`;
  if (node.kind !== 'clause') return `(${node.items.map(written).join(` ${node.kind} `)})`;
  const operand = (value: typeof node.operand): string =>
    value.kind === 'list' ? `[${value.items.map(operand).join(' ')}]` : value.kind === 'function' ? `${value.name}(${value.arguments.join(',')})` : value.kind === 'empty' ? 'EMPTY' : `<${value.text}>`;
  return `${node.field} ${node.operator} ${operand(node.operand)}${node.predicates.map(({ name, operand: of }) => ` ${name} ${operand(of)}`).join('')}`;
}

describe('a JQL text', () => {
  it.each([
    ['project = TST', 'project = <TST>'],
    ['project = "New \\"office\\"" AND status = Open OR a = b', '((project = <New "office"> and status = <Open>) or a = <b>)'],
    ['a = 1 and (b = 2 or c = 3)', '(a = <1> and (b = <2> or c = <3>))'],
    ['NOT a = 1 & !b=2|c~"x y"', '((!(a = <1>) and !(b = <2>)) or c ~ <x y>)'],
    ['key in (TST-1, TST-2) and labels not in (a, EMPTY)', '(key in [<TST-1> <TST-2>] and labels not in [<a> EMPTY])'],
    ['assignee = currentUser() and created > startOfDay("-1w")', '(assignee = currentUser() and created > startOfDay(-1w))'],
    ['resolution is not EMPTY and due <= 2010/07/23 and updated >= -2w', '((resolution is not EMPTY and due <= <2010/07/23> and updated >= <-2w>)'.slice(1)],
    ['cf[10000] != null and watcher in membersOf("a b")', '(cf[10000] != EMPTY and watcher in membersOf(a b))'],
    ['status was not in (Open) after -1w by currentUser()', 'status was not in [<Open>] after <-1w> by currentUser()'],
    ['status changed from Open to "In Progress" before now()', 'status changed EMPTY from <Open> to <In Progress> before now()'],
    ['"Epic Link" = X-1', 'Epic Link = <X-1>'],
    ['', ''],
  ])('%s', (jql, expected) => {
    expect(written(parseJql(jql).where)).toBe(expected);
  });

  it('orders by several fields', () => {
    expect(parseJql('order by priority DESC, key, "due" asc').orderBy).toMatchObject([{ field: 'priority', descending: true }, { field: 'key', descending: null }, { field: 'due', descending: false }]);
  });

  it.each([
    ['project', 8], ['project =', 10], ['project = a b', 13], ['(a = 1', 7], ['a = 1)', 6], ['a = "x', 5], ['a in b', 6], ['a is b', 6], ['a = (b)', 5], ['a ~ \'\\q\'', 6], ['order key', 7], ['a = 1 order by', 15], ['a not b', 7], ['a = and', 5], ['a = f(1', 8],
  ])('%s is refused at column %i', (jql, column) => {
    expect(() => parseJql(jql)).toThrow(expect.objectContaining({ column }));
  });

  it('ends in a tree or a fault with a column inside the text, whatever it is', () => {
    const piece = fc.oneof(fc.constantFrom('a', '=', '(', ')', 'and', 'or', 'not', 'in', 'is', 'EMPTY', '"x"', ',', '!=', 'was', 'order by', '~', '\\', '\''), fc.string({ maxLength: 4 }));
    fc.assert(fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
      const jql = pieces.join(' ');
      try {
        parseJql(jql);
      } catch (error) {
        if (!(error instanceof JqlFault)) throw error;
        expect(error.column).toBeGreaterThan(0);
        expect(error.column).toBeLessThanOrEqual(jql.length + 1);
      }
    }));
  });

  it.each([
    ['project = "TST" and NOT (a=1 or b in ("x y", EMPTY,f()))', 'project = TST AND NOT (a = 1 OR b IN ("x y", EMPTY, f()))'],
    ['"Epic Link" = X-1 && due < -1w order by "due" desc, key', '"Epic Link" = X-1 AND due < -1w ORDER BY due DESC, key'],
    ['status changed from (Open, "in") during (-1w, now()) ORDER BY rank', 'status CHANGED FROM (Open, "in") DURING (-1w, now()) ORDER BY rank'],
    ['a = "null" or (b = "\\\"" and c is null)', 'a = "null" OR (b = "\\\"" AND c IS EMPTY)'],
  ])('%s is written again as %s', (jql, expected) => {
    expect(printJql(parseJql(jql))).toBe(expected);
  });

  it('is the same tree when it was written and read again', () => {
    fc.assert(fc.property(anyQuery, (query) => {
      expect(bare(parseJql(printJql(query)))).toEqual(bare(query));
    }), { numRuns: 300 });
  });

  it('has an end to its depth and length', () => {
    expect(() => parseJql(`${'('.repeat(5_000)}a = 1${')'.repeat(4_000)}`)).toThrow(JqlFault);
    expect(() => parseJql(`${'not '.repeat(2_000)}a = 1`)).toThrow(JqlFault);
    expect(() => parseJql(Array.from({ length: 300 }, () => 'a = 1').join(' or '))).toThrow(JqlFault);
    expect(() => parseJql('x'.repeat(20_000))).toThrow(JqlFault);
  });
});

describe('a moment', () => {
  const clock = { now: new Date('2026-03-29T12:30:00Z'), timeZone: 'Europe/Berlin' }; // clocks go forward on this day
  it.each([
    ['2026-03-29', '2026-03-28T23:00:00.000Z'], ['2026/3/30 08:15', '2026-03-30T06:15:00.000Z'], ['-1w', '2026-03-22T12:30:00.000Z'], ['4h', '2026-03-29T16:30:00.000Z'], ['-1d 2h', '2026-03-28T10:30:00.000Z'],
  ])('%s is %s', (text, expected) => {
    expect(parseMoment(text, clock, 1).toISOString()).toBe(expected);
  });
  it.each([
    ['startOfDay', [], '2026-03-28T23:00:00.000Z'], ['endOfDay', [], '2026-03-29T21:59:59.999Z'], ['startOfWeek', [], '2026-03-22T23:00:00.000Z'], ['startOfMonth', ['-1'], '2026-01-31T23:00:00.000Z'],
    ['startOfYear', [], '2025-12-31T23:00:00.000Z'], ['startOfDay', ['-1w'], '2026-03-21T23:00:00.000Z'], ['now', [], '2026-03-29T12:30:00.000Z'],
  ])('%s(%j) is %s', (name, given, expected) => {
    expect(momentOf(name, given, clock, 1)?.toISOString()).toBe(expected);
  });
  it('is refused when it does not exist', () => {
    expect(() => parseMoment('2026-02-30', clock, 7)).toThrow(expect.objectContaining({ column: 7 }));
    expect(() => parseMoment('yesterday', clock, 7)).toThrow(JqlFault);
  });
});

describe('text', () => {
  it.each([
    ['pump', 'The Pump leaks', true], ['leak', 'The Pump leaks', true], ['eaks', 'The Pump leaks', false], ['pump leak*', 'It leaks; the pump', true], ['"pump leaks"', 'The Pump leaks', true], ['"leaks pump"', 'The Pump leaks', false],
    ['höhe', 'HOHE', true], ['strasse', 'Straße', false], ['日本', '日本語', true],
  ])('%s in %s: %s', (query, text, expected) => {
    expect(matchesText(parseTextQuery(query), [text])).toBe(expected);
  });
});
