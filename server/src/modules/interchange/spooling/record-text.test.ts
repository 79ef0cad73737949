import { describe, expect, it } from 'vitest';
import type { ConfluenceRecord, JiraRecord } from '../reading/index.ts';
import { rawText, recordOfText, textOfRecord } from './record-text.ts';

const raw = { name: 'x', attributes: new Map([['a', '1']]), text: 'line\nbreak', children: [{ name: 'y', attributes: new Map(), text: undefined, children: [] }] };
const jira: JiraRecord = { kind: 'jira', type: 'User', ordinal: 7, fields: new Map([['__proto__', 'p'], ['credential', 'hash'], ['name', 'a\u2028b\nc']]), extra: [raw] };
const confluence: ConfluenceRecord = {
  kind: 'confluence', type: 'Page', package: 'p', ordinal: 8, id: new Map([['id', '1']]),
  properties: new Map<string, ConfluenceRecord['properties'] extends ReadonlyMap<string, infer Value> ? Value : never>([
    ['title', { kind: 'scalar', text: 't', type: 'string' }], ['parent', { kind: 'reference', class: 'Page', id: new Map([['id', '2']]) }], ['none', { kind: 'null' }], ['token', { kind: 'scalar', text: 'secret' }],
  ]),
  collections: new Map([['c', { class: undefined, elements: [{ value: { kind: 'reference', class: 'X', id: new Map([['key', 'k']]) } }, { name: 'n', value: { kind: 'scalar', text: 'v' } }] }]]), extra: [raw],
};

describe('a spooled record', () => {
  it.each([jira, confluence])('is one line, and the same again', (record) => {
    const text = textOfRecord(record);
    expect(text).not.toContain('\n');
    expect(recordOfText(record.kind, text)).toEqual(record);
  });

  it.each([[jira, 'hash'], [confluence, 'secret']] as const)('is kept whole without what opens something', (record, secret) => {
    expect(rawText(record)).not.toContain(secret);
    expect(JSON.parse(rawText(record))).toMatchObject({ type: record.type });
  });
});
