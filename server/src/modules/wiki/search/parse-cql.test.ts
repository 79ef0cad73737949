/** CQL is read as published, and mistakes are pointed at. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAppError } from '../../../kernel/errors/index.ts';
import { excerptText, matchesQuery, readTextQuery } from '../../search/index.ts';
import { readTime } from './cql-dates.ts';
import { parseCql } from './parse-cql.ts';

const text = (value: string, column: number) => ({ kind: 'text', text: value, column });

describe('CQL', () => {
  it('reads clauses, precedence, lists, functions and order', () => {
    expect(parseCql('space = DEV and (type = page or type in (blogpost, "comment")) order by created desc, id')).toEqual({
      condition: {
        kind: 'and', parts: [
          { kind: 'clause', field: 'space', operator: '=', values: [text('DEV', 9)], column: 1 },
          { kind: 'or', parts: [
            { kind: 'clause', field: 'type', operator: '=', values: [text('page', 25)], column: 18 },
            { kind: 'clause', field: 'type', operator: 'in', values: [text('blogpost', 42), text('comment', 52)], column: 33 },
          ] },
        ],
      },
      order: [{ field: 'created', descending: true, column: 73 }, { field: 'id', descending: false, column: 87 }],
    });
    expect(parseCql('a = 1 or b = 2 and not c = 3').condition).toMatchObject({ kind: 'or', parts: [{ field: 'a' }, { kind: 'and', parts: [{ field: 'b' }, { kind: 'not', part: { field: 'c' } }] }] });
    expect(parseCql('created > now("-4w")').condition).toMatchObject({ values: [{ kind: 'function', name: 'now', arguments: ['-4w'] }] });
    expect(parseCql('text ~ "say \\"hi\\""').condition).toMatchObject({ values: [{ text: 'say "hi"' }] });
    expect(parseCql('label not in (a) AND title !~ b').condition).toMatchObject({ kind: 'and', parts: [{ operator: 'not in' }, { operator: '!~' }] });
    expect(parseCql('').condition).toBeNull();
  });

  it.each([
    ['type =', 7, 'found the end'], ['type page', 6, 'expected an operator'], ['type = page)', 12, 'found ")"'], ['(type = page', 13, 'expected ")"'], ['text ~ "open', 8, 'never closed'],
    ['type in page', 9, 'expected "("'], ['type = page order created', 19, 'expected BY'], ['= page', 1, 'expected a field'], ['type = page and', 16, 'found the end'], ['type in (a b)', 12, 'expected ","'],
  ])('points at the mistake in %s', (cql, column, words) => {
    expect(() => parseCql(cql)).toThrow(expect.objectContaining({ code: 'wiki.query_invalid', message: expect.stringContaining(words) as string, params: expect.objectContaining({ column }) as object }) as Error);
  });

  it('never fails otherwise, whatever it is given, and stays inside its limits', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('(', ')', ' ', 'a', '=', '"', '~', 'not ', 'and ', 'or ', ',', '\\', 'in') })), (cql) => {
      try {
        parseCql(cql);
      } catch (error) {
        if (!isAppError(error, 'wiki.query_invalid')) throw error;
      }
    }), { numRuns: 2_000 });
    expect(() => parseCql('('.repeat(2_000))).toThrow(/levels/);
    expect(() => parseCql(Array.from({ length: 150 }, () => 'a = 1').join(' and '))).toThrow(/clauses/);
  });
});

describe('points in time', () => {
  const now = new Date('2026-03-04T15:16:17Z');
  const at = (cql: string) => {
    const { condition } = parseCql(`created = ${cql}`);
    if (condition?.kind !== 'clause' || condition.values[0] === undefined) throw new Error('no clause');
    return readTime(condition.values[0], now);
  };
  it('are dates, minutes, borders and steps from them', () => {
    expect(at('"2024-02-28"')).toEqual({ from: new Date('2024-02-28T00:00:00Z'), until: new Date('2024-02-28T23:59:59.999Z') });
    expect(at('"2024/2/3 4:05"').from).toEqual(new Date('2024-02-03T04:05:00Z'));
    expect(at('startOfWeek()').from).toEqual(new Date('2026-03-02T00:00:00Z'));
    expect(at('startOfMonth("-1M")').from).toEqual(new Date('2026-02-01T00:00:00Z'));
    expect(at('endOfDay()').from).toEqual(new Date('2026-03-04T23:59:59.999Z'));
    expect(at('now("-2h")').from).toEqual(new Date('2026-03-04T13:16:17Z'));
    expect(() => at('"soon"')).toThrow(/expected a date/);
    expect(() => at('now("-2")')).toThrow(/expected a step/);
    expect(() => at('tomorrow()')).toThrow(/no point in time/);
  });
});

describe('words', () => {
  it.each([
    ['straße', 'Die STRASSE nach Rom', true], ['strasse', 'Die STRASSE nach Rom', true], ['turbines', 'The turbine', true], ['turb', 'The turbine', false], ['turb*', 'The turbine', true], ['rbine', 'The turbine', false], ['nach die', 'Die Straße nach Rom', true],
    ['"nach rom"', 'Die Straße nach Rom', true], ['"rom nach"', 'Die Straße nach Rom', false], ['"nach ro"', 'nach rom', false], ['', 'anything', false], ['!!!', 'anything!!!', false],
  ])('%s in %s: %s', (query, given, expected) => {
    expect(matchesQuery(readTextQuery(query), [given])).toBe(expected);
  });

  it('cut an excerpt around the first one found', () => {
    const long = `${'before '.repeat(50)}needle${' after'.repeat(50)}`;
    const excerpt = excerptText(readTextQuery('needle'), long, 80);
    expect(excerpt).toContain('needle');
    expect(excerpt.length).toBeLessThanOrEqual(84);
    expect(excerptText(readTextQuery('absent'), 'short text', 80)).toBe('short text');
  });
});
