/** Whatever a name holds, the terminal and a script get it harmless and whole. */
import { describe, expect, it } from 'vitest';
import { jsonText, manyLines, oneLine, table } from './output.ts';

const hostile = 'Acme\u001b[2J\u009b31m\r\nroot\u202e txt.exe\u2028\u0007';
// eslint-disable-next-line no-control-regex -- these are what must not get through
const dangerous = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

describe('what reaches the terminal', () => {
  it('carries no control character of a name, in a table or a line', () => {
    expect(oneLine(hostile)).not.toMatch(/\n/);
    for (const text of [oneLine(hostile), manyLines(hostile), table(['name'], [[hostile]]), jsonText({ [hostile]: hostile })]) expect(text).not.toMatch(dangerous);
    expect(table(['name'], [[hostile]]).split('\n')).toHaveLength(2);
  });

  it('is the same value for a program, escaped or not', () => {
    expect(JSON.parse(jsonText({ name: hostile }, 2))).toEqual({ name: hostile });
  });

  it('lines up columns, shows what is absent as a dash, and an empty list as none', () => {
    expect(table(['id', 'name'], [['1', 'Ann'], ['22', null]])).toBe('ID  NAME\n1   Ann\n22  –');
    expect(table(['id'], [])).toBe('none');
  });
});
